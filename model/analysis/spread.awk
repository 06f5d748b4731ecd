# SPDX-License-Identifier: MIT
# spread.awk - spread.tsv -> a C array of struct spread_row (spread.h). POSIX awk.
# A word that is in no closed list, a number out of order or a missing column ends the build.

BEGIN {
    split("input read write control hold exhaust", words, " ")
    for (i in words) state[words[i]] = "STATE_" toupper(words[i])
    split("exposes routes invokes triggers delivers deadletters reads writes uses unlocks runs-as " \
          "assumes grants controls authenticates hosted-by code-from encrypted-by logs-to " \
          "resides-in depends", words, " ")
    for (i in words) {
        name = toupper(words[i])
        gsub(/-/, "_", name)
        edge[words[i]] = "EDGE_" name
    }
    edge["-"] = "EDGE_KIND_COUNT"
    dir["f"] = "SPREAD_FORWARD"
    dir["r"] = "SPREAD_REVERSE"
    dir["="] = "SPREAD_SAME"
    MAX_CLAUSES = 3 # SPREAD_CLAUSES
    print "/* Made by model/analysis/spread.awk from spread.tsv. */"
    print "#include \"spread.h\"\n"
    print "const struct spread_row spread_rows[] = {"
}

function quoted(text) {
    gsub(/\\/, "\\\\", text)
    gsub(/"/, "\\\"", text)
    return "\"" text "\""
}

# Clauses are parted by "; "; one that begins with "or" goes on with the clause before it.
function clauses(text,    parts, n, i, count) {
    n = split(text, parts, /; /)
    count = 0
    for (i = 1; i <= n; i++) {
        if (parts[i] ~ /^or /)
            clause[count] = clause[count] "; " parts[i]
        else
            clause[++count] = parts[i]
    }
    return count
}

FNR == 1 {
    if ($0 != "id\tpremise\tedge\tdir\tpredicate\tconclusion\tsentence\tATT&CK\tw")
        fail("the columns are not those of the table")
    next
}

{
    if (NF != 9) fail("a row has nine columns")
    number = FNR - 1
    if ($1 != sprintf("SPREAD-%02d", number)) fail("expected SPREAD-" number)
    if (!($2 in state)) fail("no such state: " $2)
    if (!($3 in edge)) fail("no such edge kind: " $3)
    if (!($4 in dir) || (($4 == "=") != ($3 == "-"))) fail("no such direction here: " $4)
    goal = $6 ~ /^goal /
    if (!goal && !($6 in state)) fail("no such state: " $6)
    if ($9 !~ /^[013]$/) fail("the weight is 0, 1 or 3")

    cap = 100; partial = "false"; like = 0; kept = ""; used = 0
    n = clauses($5)
    for (i = 1; i <= n; i++) {
        c = clause[i]
        if (c ~ /^conf<=[0-9]+$/) cap = substr(c, 7) + 0
        else if (c == "hop is partial") partial = "true"
        else if (c ~ /^as SPREAD-[0-9]+$/) like = substr(c, 11) + 0
        else { kept = kept (used ? ", " : "") quoted(c); used++ }
    }
    if (used > MAX_CLAUSES) fail("too many clauses")

    printf "    {.id = %s, .premise = %s, .conclusion = %s, .edge = %s, .dir = %s,\n", \
        quoted($1), state[$2], goal ? "STATE_COUNT" : state[$6], edge[$3], dir[$4]
    printf "     .predicate = %s,\n", quoted($5)
    if (used) printf "     .clauses = {%s},\n", kept
    printf "     .like = %d, .weight = %d, .confidence = %d, .partial = %s,\n", like, $9, cap, partial
    printf "     .sentence = %s, .technique = %s},\n", quoted($7), quoted($8)
}

END {
    print "};"
    print "const size_t spread_row_count = sizeof spread_rows / sizeof spread_rows[0];"
}
