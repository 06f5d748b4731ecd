# SPDX-License-Identifier: MIT
# sam_managed.tsv -> the C table of sam_tables.h, sorted by name (checked).
BEGIN {
    print "/* Made from importers/sam_managed.tsv. */"
    print "#include \"sam_tables.h\""
    print ""
    print "const struct sam_managed_row sam_managed_rows[] = {"
}
/^#/ || NF == 0 { next }
NF != 2 || $1 <= last {
    fail("two columns, sorted by name")
}
{
    last = $1
    printf "    {\"%s\", \"%s\"},\n", $1, $2
    count++
}
END {
    print "};"
    print "const size_t sam_managed_row_count = " count + 0 ";"
}
