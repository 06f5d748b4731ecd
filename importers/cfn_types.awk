# SPDX-License-Identifier: MIT
# cfn_types.tsv -> the C table of cfn_graph.h.
function fail(text) {
    print "cfn_types.tsv:" FNR ": " text > "/dev/stderr"
    failed = 1
    exit 1
}
function quoted(text, head) {
    return text == "-" ? "NULL" : "\"" head text "\""
}
function name(text) {
    text = toupper(text)
    gsub(/-/, "_", text)
    return text
}
BEGIN {
    FS = "\t"
    print "/* Made from importers/cfn_types.tsv. */"
    print "#include \"cfn_graph.h\""
    print ""
    print "const struct cfn_type_row cfn_type_rows[] = {"
}
/^#/ || NF == 0 { next }
NF != 8 { fail("eight columns") }
$1 <= last { fail($1 " stands at the wrong place") }
$2 !~ /^(node|fold|ignore)$/ { fail("node, fold or ignore") }
$4 !~ /^(name|arn|id|url)$/ { fail("name, arn, id or url") }
{
    last = $1
    printf "    {\"%s\", CFN_%s, NODE_%s, CFN_GIVES_%s, %s, %s,\n     %s, %s},\n", $1, name($2),
           name($3), name($4), quoted($5), quoted($6, "arn:aws:"), quoted($8),
           $7 == "-" ? "NULL" : "cfn_emit_" $7
    count++
}
END {
    if (failed)
        exit 1
    print "};"
    print "const size_t cfn_type_row_count = " count + 0 ";"
}
