# SPDX-License-Identifier: MIT
# prices.awk - prices.tsv -> its lines as C texts (prices.h); prices.c reads them like a table of the
# user's. POSIX awk. A missing column ends the build.
BEGIN {
    FS = "\t"
    print "/* Made by model/analysis/prices.awk from prices.tsv. */"
    print "#include \"prices.h\"\n"
    print "const char prices_built_in[] ="
}
{
    if (!/^#/ && NF != 8) {
        printf "%s:%d: error: a row has eight columns\n", FILENAME, FNR | "cat 1>&2"
        failed = 1
        exit 1
    }
    text = $0
    gsub(/\\/, "\\\\", text)
    gsub(/"/, "\\\"", text)
    gsub(/\t/, "\\t", text)
    print "    \"" text "\\n\""
}
END {
    if (failed)
        exit 1
    print "    \"\";"
}
