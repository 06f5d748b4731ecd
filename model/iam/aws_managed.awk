# SPDX-License-Identifier: MIT
# aws_managed.tsv -> the C table of aws_tables.h, sorted by name (checked).
BEGIN {
    print "/* Made from model/iam/aws_managed.tsv. */"
    print "#include \"aws_tables.h\""
    print ""
    print "/* Documents are longer than the 4095 bytes that C11 promises; gcc and clang take them. */"
    print "#pragma GCC diagnostic ignored \"-Woverlength-strings\""
    print ""
    print "const struct aws_managed_row aws_managed_rows[] = {"
}
/^#/ || NF == 0 { next }
NF != 3 || $3 !~ /^\{/ || $1 <= last {
    fail("name, path, document; sorted by name")
}
{
    last = $1
    gsub(/["\\]/, "\\\\&")
    printf "    {\"%s\", \"%s\",\n     \"%s\"},\n", $1, $2, $3
    count++
}
END {
    print "};"
    print "const size_t aws_managed_row_count = " count + 0 ";"
}
