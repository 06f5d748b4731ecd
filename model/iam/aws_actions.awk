# SPDX-License-Identifier: MIT
# aws_actions.tsv -> the C table of aws_tables.h, sorted by service and action, both in lower case (checked).
BEGIN {
    class["read"] = "OP_READ"
    class["write"] = "OP_WRITE"
    class["rw"] = "OP_READ | OP_WRITE"
    class["invoke"] = "OP_INVOKE"
    class["delete"] = "OP_DELETE"
    class["admin"] = "OP_ADMIN"
    class["policy"] = "OP_POLICY"
    class["exec"] = "OP_EXEC"
    class["meta"] = class["pass"] = class["assume"] = "0"
    print "/* Made from model/iam/aws_actions.tsv. */"
    print "#include \"aws_tables.h\""
    print ""
    print "const struct aws_action_row aws_action_rows[] = {"
}
/^#/ || NF == 0 { next }
{ makes = sub(/\+$/, "", $3) }
NF != 4 || !($3 in class) || $4 !~ /^[.ois~-]$/ {
    fail("service, action, class, shape")
}
{
    key = tolower($1 " " $2)
    if (key <= last) {
        fail("out of order")
    }
    last = key
    printf "    {\"%s\", \"%s\", %d, %s, '%s', %s},\n", tolower($1 ":" $2), $2, length($1),
           class[$3], $4, makes ? "true" : "false"
    count++
}
END {
    print "};"
    print "const size_t aws_action_row_count = " count + 0 ";"
}
