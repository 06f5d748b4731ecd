# SPDX-License-Identifier: MIT
# sam_connectors.tsv -> the C table of sam_tables.h.
BEGIN {
    print "/* Made from importers/sam_connectors.tsv. */"
    print "#include \"sam_tables.h\""
    print ""
    print "const struct sam_connector_row sam_connector_rows[] = {"
}
/^#/ || NF == 0 { next }
NF < 6 || NF > 8 {
    fail("six to eight columns")
}
{
    gsub(/["\\]/, "\\\\&")
    printf "    {\"%s\", \"%s\", \"%s\", \"%s\", \"%s\", \"%s\", \"%s\", \"%s\"},\n",
           $1, $2, $3, $4, $5, $6, $7, $8
    count++
}
END {
    print "};"
    print "const size_t sam_connector_row_count = " count + 0 ";"
}
