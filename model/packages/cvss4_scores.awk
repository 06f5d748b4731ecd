# SPDX-License-Identifier: MIT
# cvss4_scores.awk - cvss4_scores.tsv -> the scores of cvss_parts.h in tenths. POSIX awk. A missing row, one
# in another place, and a score that is none end the build.
BEGIN {
    print "/* Made by model/packages/cvss4_scores.awk from cvss4_scores.tsv. */"
    print "#include \"cvss_parts.h\"\n"
    print "const uint8_t cvss4_scores[3][2][CVSS4_EQ36][3][3] = {"
}
/^#/ { next }
{
    if (NF != 13)
        fail("a row has thirteen columns")
    third = rows % 5
    want = int(rows / 10) "\t" int(rows / 5) % 2 "\t" int(third / 2) "\t" (third == 4 ? 1 : third % 2)
    if ($1 "\t" $2 "\t" $3 "\t" $4 != want)
        fail("here the row of another macro vector is due")
    text = ""
    for (i = 5; i <= 13; i++) {
        if ($i !~ /^(10|[0-9](\.[0-9])?)$/)
            fail("a score is a number from 0 to 10 with one decimal")
        text = text ((i - 5) % 3 ? ", " : (i > 5 ? "}, {" : "{")) int($i * 10 + 0.5)
    }
    place = "[" $1 "][" $2 "][" third "]"
    print "    " place " = {" text "}},"
    rows++
}
END {
    if (rows != 30)
        fail("there are thirty rows")
    print "};"
}
