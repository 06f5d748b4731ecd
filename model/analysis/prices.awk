# SPDX-License-Identifier: MIT
# prices.awk - prices.tsv -> its lines as C texts (prices.h); prices.c reads them like a table of the
# user's. POSIX awk. A missing column ends the build.
BEGIN {
    print "/* Made by model/analysis/prices.awk from prices.tsv. */"
    print "#include \"prices.h\"\n"
    print "const char prices_built_in[] ="
}
{
    if (!/^#/ && NF != 8)
        fail("a row has eight columns")
    text = $0
    gsub(/\\/, "\\\\", text)
    gsub(/"/, "\\\"", text)
    gsub(/\t/, "\\t", text)
    print "    \"" text "\\n\""
}
END {
    print "    \"\";"
}
