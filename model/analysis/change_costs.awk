# SPDX-License-Identifier: MIT
# change_costs.awk - change_costs.tsv -> a C array of struct change_cost (changes.h), in the order of
# CHANGE_KINDS. POSIX awk. A missing column, a cost that is none or an undated row ends the build.

BEGIN {
    print "/* Made by model/analysis/change_costs.awk from change_costs.tsv. */"
    print "#include \"changes.h\"\n"
    print "const struct change_cost change_costs[CHANGE_KIND_COUNT] = {"
}

FNR == 1 {
    if ($0 != "change\tcost\tas of\twhat it takes")
        fail("the columns are not those of the table")
    next
}

{
    if (NF != 4) fail("a row has four columns")
    if ($2 !~ /^[1-9][0-9]*$/ || $2 > 1000) fail("a cost is 1 to 1000")
    if ($3 !~ /^20[0-9][0-9]-[01][0-9]-[0-3][0-9]$/) fail("a row is dated YYYY-MM-DD")
    printf "    {\"%s\", %d, \"%s\", \"%s\"},\n", $1, $2, $3, $4
}

END {
    print "};"
}
