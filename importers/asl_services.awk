# SPDX-License-Identifier: MIT
# asl_services.tsv -> the C table of asl.h. Rows stay in their order, services sorted.
BEGIN {
    print "/* Made from importers/asl_services.tsv. */"
    print "#include \"asl.h\""
    print ""
    print "const struct asl_service_row asl_service_rows[] = {"
}
/^#/ || NF == 0 { next }
NF < 5 || NF > 6 || $1 < last {
    fail("five or six columns, sorted by service")
}
{
    last = $1
    gsub(/["\\]/, "\\\\&")
    edge = $5 == "data" ? "EDGE_KIND_COUNT" : "EDGE_" toupper($5)
    title = $6 == "" ? "NULL" : "\"" $6 "\""
    printf "    {\"%s\", \"%s\", \"%s\", NODE_%s, %s, %s},\n", $1, $2, $3, toupper($4), edge, title
    count++
}
END {
    print "};"
    print "const size_t asl_service_row_count = " count + 0 ";"
}
