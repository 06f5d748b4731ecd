# SPDX-License-Identifier: MIT
# handler_rows.tsv -> the C table of handler_tables.h.
BEGIN {
    print "/* Made from importers/handler_rows.tsv. */"
    print "#include \"handler_tables.h\"\n"
    print "const struct handler_row handler_rows[] = {"
}
/^#/ || NF == 0 { next }
NF != 5 || ($1 != "py" && $1 != "js") {
    fail("five columns, the first py or js")
}
{
    n = split($2, paths, " ")
    for (i = 1; i <= n; i++) {
        printf "    {%s, \"%s\", HANDLER_%s, \"%s\", \"%s\"},\n", $1 == "py" ? "true" : "false",
               paths[i], toupper($3), $4 == "-" ? "" : $4, $5 == "-" ? "" : $5
        count++
    }
}
END {
    print "};\nconst size_t handler_row_count = " count + 0 ";"
}
