# SPDX-License-Identifier: MIT
# runtimes.awk - runtimes.tsv -> a C array of struct runtime_row (runtimes.h). POSIX awk.
# A date that is none, a row out of order or a missing column ends the build.

BEGIN {
    print "/* Made by model/rules/runtimes.awk from runtimes.tsv. */"
    print "#include \"runtimes.h\"\n"
    print "const struct runtime_row runtime_rows[] = {"
}

function date(text) {
    if (text == "-") return "{0, 0, 0}"
    if (text !~ /^20[0-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/) fail("'" text "' is no date")
    return sprintf("{%d, %d, %d}", substr(text, 1, 4), substr(text, 6, 2), substr(text, 9, 2))
}

/^#/ || NF == 0 { next }
!headed {
    if ($0 != "cloud\twhat\tname\tdeprecated\tcreate-blocked\tupdate-blocked")
        fail("the columns are not those of the table")
    headed = 1
    next
}
{
    if (NF != 6) fail("a row has six columns")
    if ($1 !~ /^(aws|azure)$/) fail("aws or azure")
    if ($2 !~ /^(runtime|host|model)$/) fail("runtime, host or model")
    if ($4 == "-") fail("no day of deprecation")
    if ($5 != "-" && $5 < $4 || $6 != "-" && $6 < $5) fail("the days are not in their order")
    key = $1 " " $2 " " $3
    if (key in seen) fail("the same again")
    if (key <= last) fail("rows are in ascending order")
    seen[key] = 1
    last = key
    printf "    {\"%s\", RUNTIME_%s, \"%s\", %s, %s, %s},\n", $1, toupper($2), $3, date($4), date($5), date($6)
    count++
}

END {
    print "};"
    printf "const size_t runtime_row_count = %d;\n", count
}
