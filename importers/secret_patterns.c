/* SPDX-License-Identifier: MIT */
#include "secret_patterns.h"

#include "attr.h"

/* Character classes: a set of ranges; a leading '^' means all others. */
#define ALNUM  "AZaz09"
#define UPPER  "AZ09"
#define WORD   "AZaz09__--"
#define B64    "AZaz09++//"
#define B64URL "AZaz09__--%%++//"
#define HEX    "09af"
#define TOKEN  "AZaz09__~~..--"
#define BLANK  "  \t\t"

enum { NO_MAX = 0, PIECES = 6 };

/* One step: the literal, or a run of the class of at least min and at most max (0: any) bytes. */
struct piece {
    const char *literal, *class;
    unsigned min, max;
};

/* before: a class of which at least before_min bytes stand directly in front of the first piece.
 * edge: a class of which no byte may stand directly in front or directly behind. */
struct pattern {
    const char *name;
    bool fold, soft;
    const char *before;
    unsigned before_min;
    const char *edge;
    struct piece pieces[PIECES];
};

#define LIT(text)       {text, NULL, 0, 0}
#define RUN(class, ...) {NULL, class, __VA_ARGS__}

static const struct pattern patterns[] = {
    {"azure-storage-key", .pieces = {LIT("AccountKey="), RUN(B64, 86, 86), LIT("==")}},
    {"azure-shared-access-key", .pieces = {LIT("SharedAccessKey="), RUN(B64, 43, 43), LIT("=")}},
    {"azure-access-key", .edge = "AZaz", .pieces = {LIT("AccessKey="), RUN(B64, 40, NO_MAX)}},
    {"azure-key", .edge = B64, .pieces = {LIT(""), RUN(B64, 86, 86), LIT("==")}},
    {"sas", .pieces = {LIT("&sig="), RUN(B64URL, 40, NO_MAX)}},
    {"sas", .pieces = {LIT("?sig="), RUN(B64URL, 40, NO_MAX)}},
    {"entra-client-secret", .before = TOKEN, .before_min = 3,
     .pieces = {LIT("8Q~"), RUN(TOKEN, 34, NO_MAX)}},
    {"functions-key", .pieces = {LIT("?code="), RUN(B64URL, 40, NO_MAX)}},
    {"functions-key", .pieces = {LIT("&code="), RUN(B64URL, 40, NO_MAX)}},
    {"aws-key-id", .edge = UPPER, .pieces = {LIT("AKIA"), RUN(UPPER, 16, 16)}},
    {"aws-key-id", .edge = UPPER, .pieces = {LIT("ASIA"), RUN(UPPER, 16, 16)}},
    {"aws-key-id", .edge = UPPER, .pieces = {LIT("ABIA"), RUN(UPPER, 16, 16)}},
    {"aws-key-id", .edge = UPPER, .pieces = {LIT("ACCA"), RUN(UPPER, 16, 16)}},
    {"private-key", .pieces = {LIT("-----BEGIN "), RUN("AZ  ", 11, NO_MAX), LIT("-----")}},
    {"jwt", .pieces = {LIT("eyJ"), RUN(WORD, 10, NO_MAX), LIT(".eyJ"), RUN(WORD, 10, NO_MAX),
                       LIT("."), RUN(WORD, 10, NO_MAX)}},
    {"github-token", .edge = ALNUM, .pieces = {LIT("ghp_"), RUN(ALNUM, 36, NO_MAX)}},
    {"github-token", .edge = ALNUM, .pieces = {LIT("gho_"), RUN(ALNUM, 36, NO_MAX)}},
    {"github-token", .edge = ALNUM, .pieces = {LIT("ghu_"), RUN(ALNUM, 36, NO_MAX)}},
    {"github-token", .edge = ALNUM, .pieces = {LIT("ghs_"), RUN(ALNUM, 36, NO_MAX)}},
    {"github-token", .edge = ALNUM, .pieces = {LIT("ghr_"), RUN(ALNUM, 36, NO_MAX)}},
    {"github-token", .pieces = {LIT("github_pat_"), RUN(WORD, 60, NO_MAX)}},
    {"gitlab-token", .pieces = {LIT("glpat-"), RUN(WORD, 20, NO_MAX)}},
    {"slack-token", .pieces = {LIT("xoxa-"), RUN(WORD, 10, NO_MAX)}},
    {"slack-token", .pieces = {LIT("xoxb-"), RUN(WORD, 10, NO_MAX)}},
    {"slack-token", .pieces = {LIT("xoxe-"), RUN(WORD, 10, NO_MAX)}},
    {"slack-token", .pieces = {LIT("xoxp-"), RUN(WORD, 10, NO_MAX)}},
    {"slack-token", .pieces = {LIT("xoxr-"), RUN(WORD, 10, NO_MAX)}},
    {"slack-token", .pieces = {LIT("xoxs-"), RUN(WORD, 10, NO_MAX)}},
    {"slack-webhook", .pieces = {LIT("hooks.slack.com/services/T")}},
    {"teams-webhook", .pieces = {LIT("webhook.office.com/"), RUN("^  ", 20, NO_MAX)}},
    {"teams-webhook", .pieces = {LIT("outlook.office.com/webhook/"), RUN("^  ", 20, NO_MAX)}},
    {"discord-webhook", .pieces = {LIT("/api/webhooks/"), RUN("09", 15, 22), LIT("/")}},
    {"stripe-key", .edge = ALNUM, .pieces = {LIT("sk_live_"), RUN(ALNUM, 16, NO_MAX)}},
    {"stripe-key", .edge = ALNUM, .pieces = {LIT("sk_test_"), RUN(ALNUM, 16, NO_MAX)}},
    {"stripe-key", .edge = ALNUM, .pieces = {LIT("rk_live_"), RUN(ALNUM, 16, NO_MAX)}},
    {"stripe-key", .edge = ALNUM, .pieces = {LIT("rk_test_"), RUN(ALNUM, 16, NO_MAX)}},
    {"google-api-key", .pieces = {LIT("AIza"), RUN(WORD, 35, NO_MAX)}},
    {"google-service-account", .pieces = {LIT("\"type\":"), RUN(BLANK, 0, NO_MAX),
                                          LIT("\"service_account\"")}},
    {"twilio-key", .edge = ALNUM, .pieces = {LIT("SK"), RUN(HEX, 32, 32)}},
    {"sendgrid-key", .edge = ALNUM, .pieces = {LIT("SG."), RUN(WORD, 20, 24), LIT("."),
                                               RUN(WORD, 39, 50)}},
    {"mailgun-key", .edge = ALNUM, .pieces = {LIT("key-"), RUN(HEX, 32, 32)}},
    {"npm-token", .edge = ALNUM, .pieces = {LIT("npm_"), RUN(ALNUM, 36, NO_MAX)}},
    {"pypi-token", .pieces = {LIT("pypi-"), RUN(WORD, 50, NO_MAX)}},
    {"openai-key", .edge = ALNUM, .pieces = {LIT("sk-"), RUN(WORD, 20, NO_MAX)}},
    {"telegram-token", .before = "09", .before_min = 8,
     .pieces = {LIT(":AA"), RUN(WORD, 33, NO_MAX)}},
    {"databricks-token", .edge = ALNUM, .pieces = {LIT("dapi"), RUN(HEX, 32, 32)}},
    {"vault-token", .edge = ALNUM, .pieces = {LIT("hvs."), RUN(WORD, 24, NO_MAX)}},
    {"digitalocean-token", .pieces = {LIT("dop_v1_"), RUN(HEX, 64, 64)}},
    /* The soft ones: the form is that of a secret, the value may still be an example. */
    {"url-credentials", .soft = true, .before = "az09++..--", .before_min = 1,
     .pieces = {LIT("://"), RUN("^//@@::\t\r  ", 0, NO_MAX), LIT(":"),
                RUN("^//@@\t\r  ", 3, NO_MAX), LIT("@")}},
    {"password", .fold = true, .soft = true,
     .pieces = {LIT("password="), RUN("^;;", 4, NO_MAX)}},
    {"password", .fold = true, .soft = true, .pieces = {LIT("pwd="), RUN("^;;", 4, NO_MAX)}},
    {"shared-access-signature", .fold = true, .soft = true,
     .pieces = {LIT("SharedAccessSignature="), RUN("^;;", 8, NO_MAX)}},
    {"url-key", .fold = true, .soft = true, .edge = WORD,
     .pieces = {LIT("key="), RUN("^&&;;  {{", 8, NO_MAX)}},
    {"url-key", .fold = true, .soft = true, .before = "&&??__--", .before_min = 1,
     .pieces = {LIT("key="), RUN("^&&;;  {{", 8, NO_MAX)}},
    {"url-key", .fold = true, .soft = true, .before = "&&??AZaz__--", .before_min = 1,
     .pieces = {LIT("apikey="), RUN("^&&;;  {{", 8, NO_MAX)}},
    {"url-key", .fold = true, .soft = true, .before = "&&??", .before_min = 1,
     .pieces = {LIT("appid="), RUN("^&&;;  {{", 16, NO_MAX)}},
    {"url-key", .fold = true, .soft = true, .before = "&&??AZaz__--", .before_min = 1,
     .pieces = {LIT("token="), RUN("^&&;;  {{", 8, NO_MAX)}},
    {"url-key", .fold = true, .soft = true, .before = "&&??AZaz__--", .before_min = 1,
     .pieces = {LIT("secret="), RUN("^&&;;  {{", 8, NO_MAX)}},
};

static bool in_class(const char *class, char c)
{
    bool others = *class == '^';
    unsigned char u = (unsigned char)c;
    for (const char *p = class + others; p[0] && p[1]; p += 2)
        if (u >= (unsigned char)p[0] && u <= (unsigned char)p[1])
            return !others;
    return others;
}

/* Where the run of a class ends; remembered, since every later entry into it ends there too. */
struct run_end {
    size_t from, end;
};

static size_t run_from(struct str text, const char *class, size_t at, struct run_end *known)
{
    if (known->from <= at && at < known->end)
        return known->end;
    size_t end = at;
    while (end < text.len && in_class(class, text.ptr[end]))
        end++;
    *known = (struct run_end){at, end};
    return end;
}

static bool literal_at(struct str text, size_t at, const char *literal, bool fold)
{
    struct str rest = str_from_at(text, at), head = str_from(literal);
    return fold ? str_istarts(rest, head) : str_starts(rest, head);
}

static bool before_fits(const struct pattern *p, struct str text, size_t at)
{
    if (p->edge && at > 0 && in_class(p->edge, text.ptr[at - 1]))
        return false;
    if (at < p->before_min)
        return false;
    for (unsigned i = 1; i <= p->before_min; i++)
        if (!in_class(p->before, text.ptr[at - i]))
            return false;
    return true;
}

/* The pattern at this very place; *found is its last run, which is what must be secret. */
static bool match_at(const struct pattern *p, struct str text, size_t at, struct run_end *known,
                     struct str *found)
{
    if (!before_fits(p, text, at))
        return false;
    for (size_t i = 0; i < PIECES && (p->pieces[i].literal || p->pieces[i].class); i++) {
        const struct piece *piece = &p->pieces[i];
        if (piece->literal) {
            if (!literal_at(text, at, piece->literal, p->fold))
                return false;
            at += strlen(piece->literal);
            continue;
        }
        size_t end = run_from(text, piece->class, at, &known[i]);
        if (piece->max && end > at + piece->max)
            end = at + piece->max;
        if (end - at < piece->min)
            return false;
        *found = str_sub(text, at, end - at);
        at = end;
    }
    return !p->edge || at >= text.len || !in_class(p->edge, text.ptr[at]);
}

static bool find(const struct pattern *p, struct str text, struct str *found)
{
    struct run_end known[PIECES] = {{0, 0}};
    const char *first = p->pieces[0].literal;
    for (size_t at = 0; at < text.len; at++) {
        if (*first && text.ptr[at] != *first &&
            (!p->fold || str_lower(text.ptr[at]) != str_lower(*first)))
            continue;
        if (match_at(p, text, at, known, found))
            return true;
    }
    return false;
}

const char *secret_pattern_find(struct str text, bool soft, struct str *found)
{
    for (size_t i = 0; i < COUNT(patterns); i++) {
        const struct pattern *p = &patterns[i];
        if (p->soft != soft || !find(p, text, found))
            continue;
        if (str_is(str_from(p->name), "private-key") &&
            str_find(*found, STR("PRIVATE KEY")) == STR_NPOS)
            continue;
        return p->name;
    }
    return NULL;
}
