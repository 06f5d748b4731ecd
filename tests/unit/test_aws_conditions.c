/* SPDX-License-Identifier: MIT */
/* Every condition operator in every form (plain, IfExists, ForAllValues, ForAnyValue, both), asked
 * with each kind of request: the key absent, empty, with a value that matches, one that does not,
 * and both. What is expected is told by FORMS, one row per form, from the IAM guide: "Condition
 * operators" (negated operators, IfExists, Null) and "Set operators for multivalued context keys".
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "aws_case.h"

struct comparison {
    const char *name, *wanted, *match, *other;
    bool negated;
};

#define POSITIVE false
#define NEGATED  true

static const struct comparison operators[] = {
    {"StringEquals", "Red", "Red", "red", POSITIVE},
    {"StringNotEquals", "Red", "Red", "red", NEGATED},
    {"StringEqualsIgnoreCase", "Red", "rED", "rode", POSITIVE},
    {"StringNotEqualsIgnoreCase", "Red", "rED", "rode", NEGATED},
    {"StringLike", "R?d/*", "Rod/x/y", "Rood/x", POSITIVE},
    {"StringNotLike", "R?d/*", "Rod/x/y", "Rood/x", NEGATED},
    {"NumericEquals", "7.50", "7.5", "7.51", POSITIVE},
    {"NumericNotEquals", "7.50", "7.5", "7.51", NEGATED},
    {"NumericLessThan", "7", "-8", "7", POSITIVE},
    {"NumericLessThanEquals", "7", "7.0", "7.01", POSITIVE},
    {"NumericGreaterThan", "7", "10", "7", POSITIVE},
    {"NumericGreaterThanEquals", "7", "7", "6.99", POSITIVE},
    {"DateEquals", "2026-11-23T10:00:00Z", "1795428000", "2026-11-23T10:00:01Z", POSITIVE},
    {"DateNotEquals", "2026-11-23T10:00:00Z", "1795428000", "2026-11-23T10:00:01Z", NEGATED},
    {"DateLessThan", "2026-11-23", "2026-11-22T23:59:59Z", "2026-11-23", POSITIVE},
    {"DateLessThanEquals", "2026-11-23", "2026-11-23", "2026-11-23T00:00:01Z", POSITIVE},
    {"DateGreaterThan", "2026-11-23", "2026-11-23T00:00:01Z", "2026-11-23", POSITIVE},
    {"DateGreaterThanEquals", "2026-11-23", "2026-11-23", "2026-11-22", POSITIVE},
    {"Bool", "true", "True", "false", POSITIVE},
    {"BinaryEquals", "QmluYXJ5", "QmluYXJ5", "QmluYXJ6", POSITIVE},
    {"IpAddress", "203.0.113.0/24", "203.0.113.7", "203.0.114.7", POSITIVE},
    {"NotIpAddress", "2001:db8::/32", "2001:db8:1::7", "2001:db9::7", NEGATED},
    {"ArnEquals", "arn:aws:sns:*:111122223333:a*", "arn:aws:sns:eu-west-1:111122223333:ab",
     "arn:aws:sns:eu-west-1:444455556666:ab", POSITIVE},
    {"ArnLike", "arn:aws:sns:*:111122223333:a*", "arn:aws:sns:eu-west-1:111122223333:ab",
     "arn:aws:sns:eu-west-1:444455556666:ab", POSITIVE},
    {"ArnNotEquals", "arn:aws:sns:*:111122223333:a*", "arn:aws:sns:eu-west-1:111122223333:ab",
     "arn:aws:sns:eu-west-1:444455556666:ab", NEGATED},
    {"ArnNotLike", "arn:aws:sns:*:111122223333:a*", "arn:aws:sns:eu-west-1:111122223333:ab",
     "arn:aws:sns:eu-west-1:444455556666:ab", NEGATED},
};

/* What the request says of the key. */
enum asked { KEY_ABSENT, KEY_EMPTY, KEY_MATCHES, KEY_OTHER, KEY_BOTH, ASKED_COUNT };

static const char *const asked_names[ASKED_COUNT] = {"no key", "no value", "a value that matches",
                                                     "one that does not", "both"};

/* One letter for each kind of request: y the condition holds, n it does not, - nothing is said. */
static const struct form {
    const char *prefix, *suffix, *positive, *negated;
} forms[] = {
    {"", "", "n-yn-", "y-ny-"},
    {"", "IfExists", "y-yn-", "y-ny-"},
    {"ForAllValues:", "", "yyynn", "yynyn"},
    {"ForAllValues:", "IfExists", "yyynn", "yynyn"},
    {"ForAnyValue:", "", "nnyny", "nnnyy"},
    {"ForAnyValue:", "IfExists", "y-yny", "y-nyy"},
};

static struct str context_of(struct arena *a, const struct comparison *o, enum asked asked)
{
    switch (asked) {
    case KEY_EMPTY:
        return STR("\"k:A\":[]");
    case KEY_MATCHES:
        return arena_printf(a, "\"k:A\":[\"%s\"]", o->match);
    case KEY_OTHER:
        return arena_printf(a, "\"k:A\":[\"%s\"]", o->other);
    case KEY_BOTH:
        return arena_printf(a, "\"k:A\":[\"%s\",\"%s\"]", o->match, o->other);
    case KEY_ABSENT:
    case ASKED_COUNT:
    default:
        return STR("");
    }
}

static bool allowed(struct arena *a, struct str name, const char *wanted, struct str context)
{
    struct str json = arena_printf(
        a,
        "{\"request\":{\"principal\":\"arn:aws:iam::111122223333:role/r\",\"action\":\"s3:X\","
        "\"resource\":\"arn:aws:s3:::b\",\"resourceAccount\":\"111122223333\","
        "\"context\":{%.*s}},\"identityPolicies\":[{\"Version\":\"2012-10-17\",\"Statement\":"
        "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\","
        "\"Condition\":{\"%.*s\":{\"k:A\":\"%s\"}}}}]}",
        (int)context.len, context.ptr, (int)name.len, name.ptr, wanted);
    struct aws_case_file f = {.arena = a, .name = STR("t"), .lines = json_lines(a, json)};
    struct aws_case_read c;
    struct aws_decision d;
    if (!aws_case_read(&f, json_value_read(a, json, NULL), &c))
        fail_msg("%.*s: %s", (int)json.len, json.ptr, c.why);
    aws_decide(&c.c, &d);
    assert_int_not_equal(d.answer, AWS_DEPENDS);
    return d.answer == AWS_ALLOWED;
}

static void check(const struct comparison *o, const struct form *f)
{
    const char *expected = o->negated ? f->negated : f->positive;
    assert_int_equal(strlen(expected), ASKED_COUNT);
    for (int i = 0; i < ASKED_COUNT; i++) {
        if (expected[i] == '-')
            continue;
        struct arena *a = arena_new();
        struct str name = arena_printf(a, "%s%s%s", f->prefix, o->name, f->suffix);
        bool got = allowed(a, name, o->wanted, context_of(a, o, (enum asked)i));
        if (got != (expected[i] == 'y'))
            fail_msg("%s \"%s\" %s with %s", name.ptr, o->wanted, got ? "holds" : "does not hold",
                     asked_names[i]);
        arena_free(a);
    }
}

static void test_operators_and_forms(void **state)
{
    (void)state;
    for (size_t o = 0; o < COUNT(operators); o++)
        for (size_t f = 0; f < COUNT(forms); f++)
            check(&operators[o], &forms[f]);
}

/* Null takes no IfExists; an empty key counts as absent. */
static void test_null(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    static const struct comparison any = {"Null", "", "x", "y", POSITIVE};
    static const struct {
        const char *wanted;
        enum asked asked;
        bool holds;
    } rows[] = {
        {"true", KEY_ABSENT, true},   {"true", KEY_EMPTY, true},   {"true", KEY_MATCHES, false},
        {"false", KEY_ABSENT, false}, {"false", KEY_EMPTY, false}, {"false", KEY_MATCHES, true},
        {"false", KEY_BOTH, true},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (allowed(a, STR("Null"), rows[i].wanted, context_of(a, &any, rows[i].asked)) !=
            rows[i].holds)
            fail_msg("Null \"%s\" with %s", rows[i].wanted, asked_names[rows[i].asked]);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operators_and_forms),
        cmocka_unit_test(test_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
