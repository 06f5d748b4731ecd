# SPDX-License-Identifier: MIT
# secret_patterns.tsv -> the C tables of secret_patterns.h: the patterns, and which of them may begin
# with which three bytes.
BEGIN {
    count = 0
    for (i = 1; i < 256; i++)
        code[sprintf("%c", i)] = i
    print "/* Made from importers/secret_patterns.tsv. */"
    print "#include \"secret_patterns.h\""
    print ""
    print "const struct secret_pattern secret_patterns[] = {"
}
# [class]{a,b} -> "class", a, b
function class_of(text) { return "\"" substr(text, 2, index(text, "]") - 2) "\"" }
function range_of(text, n, parts) {
    if (!match(text, /\]\{[0-9]+(,[0-9]*)?\}$/))
        fail("[class]{least,most} expected")
    split(substr(text, RSTART + 2, RLENGTH - 3), parts, ",")
    return parts[n] + 0
}
# Bit `count` of the sets for the first three bytes. No byte means any byte.
function add_head(literal, fold, k, c, b) {
    for (k = 0; k < 3; k++) {
        c = substr(literal, k + 1, 1)
        for (b = 0; b < 256; b++)
            if (c == "" || b == code[c] || (fold && (b == code[tolower(c)] || b == code[toupper(c)])))
                set[k, b] = set[k, b] " " count
    }
}
/^#/ || NF == 0 { next }
NF < 5 || NF > 10 { fail("five to ten columns") }
$5 !~ /^'.*'$/ { fail("the first piece is no literal") }
count == 64 { fail("more than 64 patterns: a bit of uint64_t for each") }
{
    least = $3 == "-" ? 0 : range_of($3, 1)
    pieces = ""
    for (i = 5; i <= NF; i++)
        if ($i ~ /^'.*'$/) {
            literal = substr($i, 2, length($i) - 2)
            least += length(literal)
            gsub(/["\\]/, "\\\\&", literal)
            pieces = pieces "{\"" literal "\", NULL, 0, 0}, "
        } else {
            least += range_of($i, 1)
            pieces = pieces "{NULL, " class_of($i) ", " range_of($i, 1) ", " range_of($i, 2) "}, "
        }
    if (least < 3)
        fail("shorter than three bytes")
    if (!count || least < shortest)
        shortest = least
    printf "    {\"%s\", %s, %s, %s, %d, %s, %d, {%s}},\n", $1,
           $2 ~ /fold/ ? "true" : "false", $2 ~ /soft/ ? "true" : "false",
           $3 == "-" ? "NULL" : class_of($3), $3 == "-" ? 0 : range_of($3, 1),
           $4 == "-" ? "NULL" : class_of($4), least, pieces
    add_head(substr($5, 2, length($5) - 2), $2 ~ /fold/)
    count++
}
END {
    print "};"
    print "const size_t secret_least = " shortest ";"
    print "const uint64_t secret_heads[3][256] = {"
    for (k = 0; k < 3; k++) {
        print "    {"
        for (b = 0; b < 256; b++) { # two halves: awk's numbers hold no 64 bits
            high = low = 0
            n = split(set[k, b], bits, " ")
            for (i = 1; i <= n; i++)
                if (bits[i] < 32)
                    low += 2 ^ bits[i]
                else
                    high += 2 ^ (bits[i] - 32)
            printf "        0x%04x%04x%04x%04x,\n", int(high / 65536), high % 65536,
                   int(low / 65536), low % 65536
        }
        print "    },"
    }
    print "};"
}
