/* SPDX-License-Identifier: MIT */
/* Matching of AWS policies: names that are not known at design time, and documents of every form.
 * What a request decides stands in tests/golden/iam. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "aws_match.h"

static struct str quoted(struct arena *a, const char *text)
{
    struct str s = arena_str(a, str_from(text));
    char *p = arena_bytes(a, s.len + 1);
    for (size_t i = 0; i < s.len; i++)
        p[i] = s.ptr[i] == '\'' ? '"' : s.ptr[i];
    return (struct str){p, s.len};
}

static enum tri wanted(char c)
{
    return c == 'T' ? TRI_TRUE : c == 'U' ? TRI_UNKNOWN : TRI_FALSE;
}

static void read_one(struct arena *a, struct str json, struct aws_policy *p)
{
    const struct json_value *v = json_value_read(a, json, NULL);
    if (!v)
        fail_msg("no JSON: %.*s", (int)json.len, json.ptr);
    assert_true(aws_policy_read(a, v, p));
}

/* --- Names that are not known --------------------------------------------------------------- */

struct pattern_row {
    const char *pattern, *value;
    char want;
    const char *source;
};

static enum tri ask(struct arena *a, const char *pattern, const char *resource)
{
    struct aws_policy p = {0};
    struct aws_request r = {.principal = STR("arn:aws:iam::111122223333:role/r"),
                            .action = STR("s3:X"), .resource = str_from(resource),
                            .design = true};
    read_one(a, arena_printf(a, "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\","
                                "\"Action\":\"*\",\"Resource\":\"%s\"}}", pattern), &p);
    assert_int_equal(p.statement_count, 1);
    aws_request_ready(a, &r);
    return aws_statement_matches(&p.statements[0], &r, NULL);
}

/* '*' in the value is what is not known yet. */
static const struct pattern_row designed[] = {
    {"arn:aws:sqs:*:*:orders", "arn:aws:sqs:*:*:orders", 'T', "the same unknown parts"},
    {"arn:aws:sqs:eu-west-1:*:orders", "arn:aws:sqs:*:*:orders", 'T', "the region may be it"},
    {"arn:aws:sns:*:*:orders", "arn:aws:sqs:*:*:orders", 'F', "another service"},
    {"arn:aws:sqs:*:*:orders", "arn:aws:sqs:*:*:*", 'U', "the name may be it"},
    {"arn:aws:sqs:*:*:ord*", "arn:aws:sqs:*:*:stack-*", 'F', "no name begins with both"},
    {"arn:aws:sqs:*:*:*-orders", "arn:aws:sqs:*:*:stack-*", 'U', "stack-orders has both"},
    {"arn:aws:sqs:*:*:stack-*", "arn:aws:sqs:*:*:stack-a-*", 'T', "whatever follows"},
    {"arn:aws:s3:::?-b", "arn:aws:s3:::*-b", 'U', "the unknown part may be one character"},
    {"arn:aws:s3:::b/*", "arn:aws:s3:::*", 'U', "it may be an object of b"},
};

static void test_design(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT(designed); i++) {
        const struct pattern_row *w = &designed[i];
        enum tri got = ask(a, w->pattern, w->value);
        if (got != wanted(w->want))
            fail_msg("%s on %s: %d, not %c (%s)", w->pattern, w->value, (int)got, w->want,
                     w->source);
    }
    arena_free(a);
}

/* '*' in the value is a name that is not known and has no slash. */
static void test_parts(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *value;
        char want;
    } rows[] = {
        {"*/*/GET/*", "*api*/*/GET/bins", 'T'},  {"*/*/GET/*", "*api*/*/POST/bins", 'F'},
        {"*/live/GET/*", "*api*/*/GET/bins", 'U'}, {"a/live/GET/x", "*/live/GET/x", 'U'},
        {"a/live/GET/x/y", "a/live/GET/*", 'F'}, {"a/live/GET/?", "a/live/GET/*", 'U'},
        {"a/live/GET/x*", "a/live/GET/*", 'U'},  {"*", "*/*", 'T'},
    };
    struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str value = arena_str(a, str_from(rows[i].value));
        char *p = arena_bytes(a, value.len + 1);
        for (size_t k = 0; k <= value.len; k++)
            p[k] = k == value.len ? '\0' : value.ptr[k] == '*' ? GLOB_PART : value.ptr[k];
        enum tri got = glob_tri(glob_compile(a, str_from(rows[i].pattern)),
                                (struct str){p, value.len}, false);
        if (got != wanted(rows[i].want))
            fail_msg("%s on %s: %d, not %c", rows[i].pattern, rows[i].value, (int)got, rows[i].want);
    }
    arena_free(a);
}

/* --- Documents -------------------------------------------------------------------------------- */

static void test_documents(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        unsigned statements, problems;
    } rows[] = {
        {"{'Statement':[]}", 0, 0},
        {"{'Statement':{'Effect':'Allow','Action':'s3:*','Resource':'*'}}", 1, 0},
        {"{'Statement':[{'Effect':'Maybe','Action':'s3:*','Resource':'*'}]}", 0, 1},
        {"{'Statement':[{'effect':'Allow','Action':'s3:*','Resource':'*'}]}", 0, 1},
        {"{'Statement':[{'Effect':'Allow','Action':'s3:*','Resource':'*','Foo':1}]}", 0, 1},
        {"{'Statement':[{'Effect':'Allow','Resource':'*'}]}", 0, 1},
        {"{'Statement':[{'Action':'s3:*','Resource':'*'}]}", 0, 1},
        {"{'Statement':[{'Effect':'Allow','Action':'s3:*','NotAction':'s3:*'}]}", 0, 1},
        {"{'Statement':[{'Effect':'Allow','Action':'*:Get*','Resource':'*'}]}", 1, 1},
        {"{'Statement':[{'Effect':'Allow','Action':'s3:*','Resource':{'Ref':'X'}}]}", 0, 1},
        {"{'Statement':[{'Effect':'Allow','Action':'s3:*','Principal':'me'}]}", 0, 1},
        {"{'Statement':[{'Effect':'Allow','Action':'s3:*','Principal':{'Who':'me'}}]}", 0, 1},
        {"{'Statement':[{'Effect':'Allow','Action':'s3:*','Resource':'*',"
         "'Condition':{'StringIs':{'a':'b'}}}]}", 0, 1},
        {"{'Statement':[{'Effect':'Allow','Action':'s3:*','Resource':'*',"
         "'Condition':{'NullIfExists':{'a':'true'}}}]}", 0, 1},
        {"{'Statement':[7,{'Effect':'Deny','NotAction':['s3:*','a:b'],'NotResource':['*']}]}", 1,
         1},
        {"'{\\'Statement\\':{\\'Effect\\':\\'Allow\\',\\'Action\\':\\'s3:*\\'}}'", 1, 0},
    };
    struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct aws_policy p = {0};
        read_one(a, quoted(a, rows[i].json), &p);
        if (p.statement_count != rows[i].statements || p.problem_count != rows[i].problems)
            fail_msg("%s: %u statements, %u problems", rows[i].json, (unsigned)p.statement_count,
                     (unsigned)p.problem_count);
    }
    struct aws_policy p = {0};
    assert_false(aws_policy_read(a, json_value_read(a, STR("[1]"), NULL), &p));
    assert_int_equal(p.problem_count, 1);
    assert_false(aws_policy_read(a, NULL, &p));
    arena_free(a);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void test_json(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
    } rows[] = {
        {"{\"a\":[1,-2.5e3,true,false,null,\"\\u00e9\\n\"]}", true},
        {" [ ] ", true}, {"{}", true}, {"\"\"", true}, {"", false}, {"[1,]", false},
        {"{\"a\":1,}", false}, {"{a:1}", false}, {"[01]", false}, {"[1] x", false},
        {"\"a\nb\"", false}, {"\"\\x\"", false}, {"\"\\u12g4\"", false}, {"[\"a\"", false},
        {"tru", false}, {"nullx", false}, {"[1 2]", false}, {"{\"a\"}", false},
    };
    struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT(rows); i++)
        if ((json_value_read(a, str_from(rows[i].text), NULL) != NULL) != rows[i].good)
            fail_msg("%s", rows[i].text);
    char deep[400];
    memset(deep, '[', sizeof deep);
    assert_null(json_value_read(a, (struct str){deep, sizeof deep}, NULL));
    struct str text = STR("{\"k\": \"\\ud83d\\ude00\",\n \"k\": \"last\"}");
    const struct json_value *v = json_value_read(a, text, NULL);
    assert_true(str_is(v->first->text, "\xf0\x9f\x98\x80"));
    assert_true(str_is(json_value_text(json_value_get(v, "k")), "last"));
    struct json_lines lines = json_lines(a, text);
    uint32_t line, col;
    json_lines_place(&lines, json_value_get(v, "k")->at, &line, &col);
    assert_int_equal(line, 2);
    assert_int_equal(col, 7);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_design),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_documents),
        cmocka_unit_test(test_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
