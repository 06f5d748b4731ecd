/* SPDX-License-Identifier: MIT */
/* Decisions of AWS: every case of tests/golden/iam, a file per subject. A case is one that
 * `faasmap can --policies` takes (aws_case.h), with
 *     source    where its expected answer comes from: a page of a guide, or the reasoning
 *     expected  decision, and where it matters reason, layer, statements ("layer:index"), conditions
 * What no file can hold (broken cases, more statements than are listed) stands here. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "aws_case.h"
#include "golden.h"
#include "mem.h"

#define FOLDER "tests/golden/iam"

static void decide(struct arena *a, struct str json, const struct json_value *v,
                   struct aws_decision *d)
{
    struct aws_case_file f = {.arena = a, .name = STR("t"), .lines = json_lines(a, json)};
    struct aws_case_read *c = arena_alloc(a, sizeof *c);
    if (!v || !aws_case_read(&f, v, c))
        fail_msg("%s", v ? c->why : "no JSON");
    aws_decide(&c->c, d);
}

/* --- The files -------------------------------------------------------------------------------- */

static struct str member(const struct json_value *v, const char *key)
{
    return json_value_text(json_value_get(v, key));
}

/* A list of texts with blanks between. */
static struct str words(struct arena *a, const struct json_value *list)
{
    struct str all = STR("");
    for (const struct json_value *c = list->first; c; c = c->next)
        all = all.len ? ARENA_JOIN(a, all, STR(" "), c->text) : c->text;
    return all;
}

static struct str statements_of(struct arena *a, const struct aws_decision *d)
{
    struct str all = STR("");
    for (size_t i = 0; i < d->hit_count; i++)
        all = arena_printf(a, "%.*s%s%s:%u", (int)all.len, all.ptr, i ? " " : "",
                           aws_layer_names[d->hits[i].layer],
                           (unsigned)d->hits[i].statement->index);
    return all;
}

static struct str conditions_of(struct arena *a, const struct aws_decision *d)
{
    struct str all = STR("");
    for (unsigned i = 0; i < d->open_count; i++)
        all = all.len ? ARENA_JOIN(a, all, STR(" "), d->open[i]) : d->open[i];
    return all;
}

static void check_case(struct arena *a, const char *file, size_t index, struct str json,
                       const struct json_value *v)
{
    const struct json_value *expected = json_value_get(v, "expected");
    struct aws_decision d;
    decide(a, json, v, &d);
    const struct {
        const char *member;
        struct str got;
    } answers[] = {
        {"decision", str_from(aws_answer_names[d.answer])},
        {"reason", str_from(aws_reason_names[d.reason])},
        {"layer", str_from(aws_layer_names[d.layer])},
        {"statements", statements_of(a, &d)},
        {"conditions", conditions_of(a, &d)},
    };
    struct str source = member(v, "source");
    if (str_empty(source) || str_empty(member(expected, "decision")))
        fail_msg("%s, case %zu: a case has a source and an expected decision", file, index);
    for (size_t i = 0; i < COUNT(answers); i++) {
        const struct json_value *want = json_value_get(expected, answers[i].member);
        if (!want)
            continue;
        struct str text = want->type == JSON_VALUE_LIST ? words(a, want) : want->text;
        if (!str_eq(text, answers[i].got))
            fail_msg("%s, case %zu (%.*s): %s is %.*s, not %.*s", file, index, (int)source.len,
                     source.ptr, answers[i].member, (int)answers[i].got.len, answers[i].got.ptr,
                     (int)text.len, text.ptr);
    }
}

static size_t check_file(const char *name)
{
    struct arena *a = arena_new();
    struct buf bytes = {0};
    golden_read(arena_printf(a, FOLDER "/%s", name).ptr, &bytes);
    struct str json = buf_str(&bytes);
    const struct json_value *v = json_value_read(a, json, NULL);
    if (!v || v->type != JSON_VALUE_LIST || !v->first)
        fail_msg("%s is no list of cases", name);
    size_t count = 0;
    for (const struct json_value *c = v->first; c; c = c->next)
        check_case(a, name, count++, json, c);
    buf_release(&bytes);
    arena_free(a);
    return count;
}

static void test_files(void **state)
{
    (void)state;
    struct dirent **names;
    int count = scandir(FOLDER, &names, NULL, alphasort);
    size_t cases = 0;
    assert_true(count > 2);
    for (int i = 0; i < count; i++) {
        if (names[i]->d_name[0] != '.')
            cases += check_file(names[i]->d_name);
        free(names[i]);
    }
    free(names);
    assert_true(cases > 300); /* a file that is lost is noticed */
}

/* --- What no file can hold --------------------------------------------------------------------- */

/* More statements than are listed: the denial still is. */
static void test_many_statements(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct buf many = {0};
    struct aws_decision d;
    buf_puts(&many, "{\"request\":{\"principal\":\"arn:aws:iam::111122223333:user/ann\","
                    "\"action\":\"s3:GetObject\",\"resource\":\"arn:aws:s3:::b/k\"},"
                    "\"identityPolicies\":{\"Statement\":[");
    for (int i = 0; i < 3 * AWS_HITS_MAX; i++)
        buf_puts(&many, "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"},");
    buf_puts(&many, "{\"Effect\":\"Deny\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}}");
    decide(a, buf_str(&many), json_value_read(a, buf_str(&many), NULL), &d);
    assert_int_equal(d.reason, AWS_EXPLICIT_DENY);
    assert_int_equal(d.hit_count, 1);
    assert_int_equal(d.hits[0].statement->index, 3 * AWS_HITS_MAX);
    buf_release(&many);
    arena_free(a);
}

static void test_wrong_cases(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "[]", "{}", "{\"request\":{\"principal\":\"*\"}}",
        "{\"request\":{\"principal\":\"*\",\"action\":\"a:b\",\"context\":[]}}",
        "{\"request\":{\"principal\":\"*\",\"action\":\"a:b\",\"context\":{\"k\":{}}}}",
        "{\"request\":{\"principal\":\"*\",\"action\":\"a:b\"},\"identityPolicies\":[7]}",
        "{\"request\":{\"principal\":\"*\",\"action\":\"a:b\"},\"resourcePolicy\":\"x\"}",
    };
    struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct str json = str_from(wrong[i]);
        struct aws_case_file f = {.arena = a, .name = STR("t"), .lines = json_lines(a, json)};
        struct aws_case_read c;
        if (aws_case_read(&f, json_value_read(a, json, NULL), &c) || !c.why)
            fail_msg("%s was taken", wrong[i]);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_many_statements),
        cmocka_unit_test(test_wrong_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
