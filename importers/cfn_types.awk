# SPDX-License-Identifier: MIT
# cfn_types.tsv -> the C table of cfn_graph.h.
function quoted(text, head) {
    return text == "-" ? "{NULL, 0}" : "STR_INIT(\"" head text "\")"
}
# MemorySize -> memory-size
function kebab(text, i, c, before, out) {
    out = ""
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        before = substr(text, i - 1, 1)
        if (c == "." || (c ~ /[A-Z]/ && i > 1 && before !~ /[A-Z]/ && out !~ /-$/))
            out = out "-"
        if (c != ".")
            out = out tolower(c)
    }
    return out
}
# A.B.C -> A, B.C
function path_of(path, dot) {
    dot = index(path ".", ".")
    return "STR_INIT(\"" substr(path, 1, dot - 1) "\"), STR_INIT(\"" substr(path, dot + 1) "\")"
}
# The attributes of a row: an array of their own; the result is what the row says of it.
function attributes(text, words, n, i, eq, path, key) {
    if (text == "-")
        return "NULL, 0"
    n = split(text, words, " ")
    print "static const struct cfn_attr_row attrs_" count + 0 "[] = {"
    for (i = 1; i <= n; i++) {
        eq = index(words[i], "=")
        path = eq ? substr(words[i], 1, eq - 1) : words[i]
        key = eq ? substr(words[i], eq + 1) : kebab(words[i])
        print "    {" path_of(path) ", STR_INIT(\"" key "\")},"
    }
    print "};"
    return "attrs_" count + 0 ", " n
}
function name(text) {
    text = toupper(text)
    gsub(/-/, "_", text)
    return text
}
BEGIN {
    print "/* Made from importers/cfn_types.tsv. */"
    print "#include \"cfn_graph.h\""
    print ""
}
/^#/ || NF == 0 { next }
NF != 8 { fail("eight columns") }
$1 <= last { fail($1 " stands at the wrong place") }
$2 !~ /^(node|fold|ignore)$/ { fail("node, fold or ignore") }
$4 !~ /^(name|arn|id|url)$/ { fail("name, arn, id or url") }
{
    last = $1
    rows[count + 0] = sprintf("    {%s, CFN_%s, NODE_%s, CFN_GIVES_%s, %s, %s,\n     %s, %s},",
                              quoted($1), name($2), name($3), name($4), quoted($5),
                              quoted($6, "arn:aws:"), attributes($8),
                              $7 == "-" ? "NULL" : "cfn_emit_" $7)
    count++
}
END {
    print ""
    print "const struct cfn_type_row cfn_type_rows[] = {"
    for (i = 0; i < count; i++)
        print rows[i]
    print "};"
    print "const size_t cfn_type_row_count = " count + 0 ";"
}
