# SPDX-License-Identifier: MIT
# rules.awk - rules.tsv -> a C array of struct rule (rule.h). POSIX awk.
# A word that is in no closed list, an id out of order or a missing column ends the build.

BEGIN {
    HEAD = "id\ttitle\tseverity\traised\tfamily\tthemes\tOWASP\tCSA\tCWE\tSTRIDE\tATT&CK\twhy\tfix"
    words("severity", "info low medium high critical")
    words("family", "exposure privilege secrets load handling hygiene assertions")
    words("theme", "SURF-O SURF-I NET IAM GATE TIME LEAST ACTOR DOW SECRET DEPS CRYPT MON EXCESS AUTHN STAGE -")
    words("owasp", "S1 S2 S3 S4 S5 S6 S7 S8 S9 S10 -")
    words("csa", "SAS-1 SAS-2 SAS-3 SAS-4 SAS-5 SAS-6 SAS-7 SAS-8 SAS-9 SAS-10 SAS-11 SAS-12 -")
    print "/* Made by model/rules/rules.awk from rules.tsv. */"
    print "#include \"rule.h\"\n"
}

function words(list, text,    parts, i) {
    split(text, parts, " ")
    for (i in parts) known[list, parts[i]] = 1
}

function check(list, text,    parts, n, i) {
    n = split(text, parts, " ")
    if (n == 0) fail("a " list " is missing")
    for (i = 1; i <= n; i++)
        if (!((list, parts[i]) in known)) fail("'" parts[i] "' is no " list)
}

function quoted(text) {
    gsub(/\\/, "\\\\", text)
    gsub(/"/, "\\\"", text)
    return "\"" text "\""
}

FNR == 1 {
    if ($0 != HEAD) fail("the columns are not those of the table")
    next
}

{
    if (NF != 13) fail("a row has thirteen columns")
    if ($1 !~ /^FW-[0-9][0-9][0-9]$/) fail("an id is FW- and three digits")
    if ($1 <= last) fail("ids are in ascending order")
    last = $1
    check("severity", $3)
    if ($4 != "raised" && $4 != "-") fail("raised, or -")
    check("family", $5)
    check("theme", $6)
    check("owasp", $7)
    check("csa", $8)
    if ($9 !~ /^(-|[0-9]+( [0-9]+)*)$/) fail("CWE: numbers")
    if ($10 !~ /^(-|[STRIDE]+)$/) fail("STRIDE: letters")
    if ($11 !~ /^(-|T[0-9]+(\.[0-9]+)?( T[0-9]+(\.[0-9]+)?)*)$/) fail("ATT&CK: techniques")
    if ($12 !~ /\.$/ || $13 !~ /\.$/) fail("why and fix are sentences")
    name = tolower($1)
    gsub(/-/, "_", name)
    declarations = declarations "void rule_" name "(struct rule_run *run);\n"
    severity = "SEVERITY_" toupper($3)
    rows = rows sprintf("    {.id = %s, .title = %s, .severity = %s, .raised = %s,\n" \
        "     .family = %s, .themes = %s, .owasp = %s, .csa = %s, .cwe = %s, .stride = %s,\n" \
        "     .attack = %s, .why = %s,\n     .fix = %s,\n     .check = rule_%s},\n",
        quoted($1), quoted($2), severity, $4 == "raised" ? "true" : "false", quoted($5), quoted($6),
        quoted($7), quoted($8), quoted($9), quoted($10), quoted($11), quoted($12), quoted($13), name)
    count++
}

END {
    print declarations
    print "const struct rule rules[] = {"
    printf "%s", rows
    print "};"
    printf "const size_t rule_count = %d;\n", count
}
