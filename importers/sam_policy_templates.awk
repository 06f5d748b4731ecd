# SPDX-License-Identifier: MIT
# sam_policy_templates.tsv -> the C table of sam_tables.h, sorted by template (checked).
BEGIN {
    print "/* Made from importers/sam_policy_templates.tsv. */"
    print "#include \"sam_tables.h\""
    print ""
    print "const struct sam_policy_row sam_policy_rows[] = {"
}
/^#/ || NF == 0 { next }
NF < 4 || NF > 5 || $1 < last {
    fail("four or five columns, sorted")
}
{
    last = $1
    gsub(/["\\]/, "\\\\&")
    printf "    {\"%s\", \"%s\", \"%s\", \"%s\", \"%s\"},\n", $1, $2, $3, $4, $5
    count++
}
END {
    print "};"
    print "const size_t sam_policy_row_count = " count + 0 ";"
}
