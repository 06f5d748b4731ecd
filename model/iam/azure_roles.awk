# SPDX-License-Identifier: MIT
# azure_roles.tsv -> the C table of azure_roles.h, sorted by GUID (checked), one row a line.
BEGIN {
    print "/* Made from model/iam/azure_roles.tsv. */"
    print "#include \"azure_roles.h\""
    print ""
    print "const struct azure_role azure_roles[] = {"
}
/^#/ || NF == 0 { next }
NF != 4 || length($1) != 36 {
    fail("four columns, a GUID first")
}
seen[$1]++ {
    fail("this GUID is there already")
}
{
    gsub(/["\\]/, "\\\\&")
    printf "    {\"%s\", \"%s\", \"%s\", \"%s\"},\n", $1, $2, $3, $4
    count++
}
END {
    print "};"
    print "const size_t azure_role_count = " count + 0 ";"
}
