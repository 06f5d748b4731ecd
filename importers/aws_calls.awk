# SPDX-License-Identifier: MIT
# aws_calls.tsv and the actions of model/iam/aws_actions.tsv -> the C tables of handler_tables.h.
function effect(class, prefix, name) {
    if (prefix in bare) # a managed service: polling and describing are no flow
        return name ~ /^(Describe|List|Get|BatchGet|Tag|Untag|Stop|Cancel|Create|Update|Delete)/ ? "-" : \
               class == "write" || class == "invoke" || class == "rw" ? "w" : \
               class == "read" || class == "meta" ? "r" : "-"
    if ((prefix == "secretsmanager" || prefix == "kms" || prefix == "ssm") && class == "read")
        return "u"
    return class == "read" ? "r" : class == "write" || class == "delete" ? "w" : \
           class == "rw" ? "b" : class == "invoke" ? "i" : "-"
}
BEGIN {
    print "/* Made from importers/aws_calls.tsv and model/iam/aws_actions.tsv. */"
    print "#include \"handler_tables.h\"\n"
    print "const struct aws_service_row aws_service_rows[] = {"
}
/^#/ || NF == 0 { next }
$1 == "S" {
    if (NF != 5) fail("five columns")
    split($2, names, " ")
    index_of[names[1]] = services
    prefix_of[$3] = names[1]
    if ($4 == "service") bare[$3]
    printf "    {\" %s \", \"%s\", NODE_%s, \"%s\"},\n", $2, $3, toupper($4), $5 == "-" ? "" : $5
    services++
    next
}
$1 == "O" {
    if (NF != 6 || !($2 in index_of)) fail("six columns, a service above")
    key = $2 "\t" $3
    if (key in row) fail("twice: " key)
    row[key] = sprintf("{%d, \"%s\", \"%s\", '%s', %s},", index_of[$2], $3, $4, $5,
                       $6 == "-" ? -1 : $6)
    order[++count] = key
    next
}
{ fail("S or O") }
END {
    print "};\nconst size_t aws_service_row_count = " services ";\n"
    while ((getline line < "model/iam/aws_actions.tsv") > 0) {
        n = split(line, f, "\t")
        if (n < 3 || line ~ /^#/ || !(f[1] in prefix_of)) continue
        name = prefix_of[f[1]]
        key = name "\t" tolower(f[2])
        if (key in row) continue
        row[key] = sprintf("{%d, \"%s\", \"%s\", '%s', -1},", index_of[name], tolower(f[2]), f[2],
                           effect(f[3], f[1], f[2]))
        order[++count] = key
    }
    print "const struct aws_call_row aws_call_rows[] = {"
    for (i = 1; i <= count; i++) print "    " row[order[i]]
    print "};\nconst size_t aws_call_row_count = " count ";"
}
