# SPDX-License-Identifier: MIT
# cfn_links.tsv -> the C table of cfn_graph.h.
function name(text) {
    text = toupper(text)
    gsub(/-/, "_", text)
    return text
}
BEGIN {
    print "/* Made from importers/cfn_links.tsv. */"
    print "#include \"cfn_graph.h\""
    print ""
    print "const struct cfn_link_row cfn_link_rows[] = {"
}
/^#/ || NF == 0 { next }
NF != 4 && (NF != 5 || ($5 != "from" && $5 !~ /^of=[a-z]+$/)) { fail("four columns, and from or of=") }
$1 < last { fail($1 " stands at the wrong place") }
{
    last = $1
    edge = $3 == "starts" ? "CFN_STARTS" : "EDGE_" name($3)
    kind = $4 == "any" ? "NODE_KIND_COUNT" : "NODE_" name($4)
    part = $5 ~ /^of=/ ? "\"of\", \"" substr($5, 4) "\"" : "NULL, NULL"
    dot = index($2 ".", ".")
    printf "    {STR_INIT(\"%s\"), STR_INIT(\"%s\"), STR_INIT(\"%s\"),\n", $1, substr($2, 1, dot - 1),
           substr($2, dot + 1)
    printf "     {%s, %s, %s, EVIDENCE_DECLARED, %s}},\n", edge, kind, $5 == "from" ? "true" : "false", part
    count++
}
END {
    print "};"
    print "const size_t cfn_link_row_count = " count + 0 ";"
}
