# SPDX-License-Identifier: MIT
# aws_paths.tsv -> the C table of aws_tables.h.
BEGIN {
    split("self other raised trusted pass existing code opens federated", names, " ")
    for (i in names)
        relation[names[i]] = "AWS_PATH_" toupper(names[i])
    print "/* Made from model/iam/aws_paths.tsv. */"
    print "#include \"aws_tables.h\""
    print ""
    print "const struct aws_path_row aws_path_rows[] = {"
}
/^#/ || NF == 0 { next }
NF != 5 || !($2 in relation) || seen[$1]++ {
    fail("id, relation, of what, actions, primitive")
}
{
    printf "    {\"%s\", %s, \"%s\", \"%s\", \"%s\"},\n", $1, relation[$2], $3, $4, $5
    count++
}
END {
    print "};"
    print "const size_t aws_path_row_count = " count + 0 ";"
}
