/* SPDX-License-Identifier: MIT */
/* Functions of CloudFormation templates: what each gives, with what it was made of. Expectations are
 * those of the CloudFormation User Guide; '*' stands for what only the deployment knows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cfn_eval.h"
#include "read.h"

#define PARAMETERS                                                                                 \
    "Parameters:\n"                                                                                \
    "  P: {Type: String, Default: pval}\n"                                                         \
    "  Empty: {Type: String}\n"                                                                    \
    "  Given: {Type: String, Default: old}\n"                                                      \
    "  L: {Type: CommaDelimitedList, Default: 'a, b,c'}\n"                                         \
    "  Hidden: {Type: String, NoEcho: true, Default: quiet}\n"                                     \
    "  Image: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /image}\n"                     \
    "Mappings:\n"                                                                                  \
    "  M: {one: {x: mx, y: same}, two: {x: other, y: same}}\n"                                     \
    "Conditions:\n"                                                                                \
    "  Yes: !Equals [!Ref Given, new]\n"                                                           \
    "  No: !Not [!Condition Yes]\n"                                                                \
    "  Maybe: !Equals [!Ref P, pval]\n"                                                            \
    "  Both: !And [!Condition Yes, !Condition Maybe]\n"                                            \
    "  Neither: !And [!Condition No, !Condition Maybe]\n"                                          \
    "  Either: !Or [!Condition Yes, !Condition Maybe]\n"                                           \
    "  Nested: !And [{Condition: {Condition: No}}, !Condition Maybe]\n"                            \
    "  Circle: !Condition Circle\n"

static bool param(void *arg, struct str name, struct str *value)
{
    (void)arg;
    *value = STR("new");
    return str_is(name, "Given");
}

static bool resource(void *arg, struct str id, struct str attr, struct str *text)
{
    (void)arg;
    if (!str_is(id, "Q"))
        return false;
    *text = str_is(attr, "Arn") ? STR("arn:aws:sqs:*:*:jobs") : str_empty(attr) ? STR("jobs")
                                                                                : STR("*");
    return true;
}

static const struct cfn_eval_host host = {.param = param, .resource = resource};

/* "text" of each alternative with " if CONDITION" behind it, then " <- ref ref.attr" */
static struct str shown(struct arena *a, const struct cfn_value *v)
{
    static const char *const kinds[] = {"", "param ", "import ", "output ", "dynamic "};
    struct buf b = {0};
    for (const struct cfn_value *i = v; i; i = i->other) {
        buf_printf(&b, "%s%.*s", i == v ? "" : " | ", (int)i->text.len,
                   i->text.ptr ? i->text.ptr : "");
        if (i->none)
            buf_puts(&b, "none");
        if (i->condition.len)
            buf_printf(&b, " if %.*s", (int)i->condition.len, i->condition.ptr);
        for (const struct cfn_ref *r = i->refs; r; r = r->next)
            buf_printf(&b, " <- %s%.*s%s%.*s", kinds[r->kind], (int)r->id.len, r->id.ptr,
                       r->attr.len ? "." : "", (int)r->attr.len, r->attr.ptr);
    }
    struct str out = arena_str(a, buf_str(&b));
    buf_release(&b);
    return out;
}

struct fixture {
    struct arena *arena;
    struct diags *diags;
    struct docs docs;
    struct cfn_scope scope;
};

static void open_fixture(struct fixture *f, const char *value)
{
    *f = (struct fixture){.arena = arena_new(), .diags = diags_new()};
    struct str text = arena_printf(f->arena, "%sV: %s\n", PARAMETERS, value);
    if (!read_yaml(text, STR("t.yaml"), READ_STRICT, f->diags, &f->docs))
        fail_msg("not YAML: %s", value);
    cfn_scope_init(&f->scope, f->arena, f->docs.items[0], &host);
}

static void close_fixture(struct fixture *f)
{
    cfn_scope_release(&f->scope);
    docs_release(&f->docs);
    diags_free(f->diags);
    arena_free(f->arena);
}

static void test_values(void **state)
{
    static const struct {
        const char *value, *expected;
    } rows[] = {
        {"plain", "plain"},
        {"!Ref P", "pval"},
        {"!Ref Given", "new"},
        {"!Ref Empty", "* <- param Empty"},
        {"!Ref Image", "* <- dynamic /image.ssm"},
        {"!Ref Q", "jobs <- Q"},
        {"!Ref Nobody", "*"},
        {"!Ref AWS::Region", "*"},
        {"!Ref AWS::Partition", "aws"},
        {"!Ref AWS::NoValue", "none"},
        {"!GetAtt Q.Arn", "arn:aws:sqs:*:*:jobs <- Q.Arn"},
        {"!GetAtt [Q, Arn]", "arn:aws:sqs:*:*:jobs <- Q.Arn"},
        {"!GetAtt Q.Some.Thing", "* <- Q.Some.Thing"},
        {"{'Fn::GetAtt': Q.Arn}", "arn:aws:sqs:*:*:jobs <- Q.Arn"},
        {"!Sub 'a-${P}-z'", "a-pval-z"},
        {"!Sub '${Q.Arn}/x'", "arn:aws:sqs:*:*:jobs/x <- Q.Arn"},
        {"!Sub '${!P}'", "${P}"},
        {"!Sub ['${A}${P}', {A: !Ref Q}]", "jobspval <- Q"},
        {"!Sub ['${A}', {A: !Sub ['${B}', {B: deep}]}]", "deep"},
        {"!Sub 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:x'", "arn:aws:sqs:*:*:x"},
        {"!Sub '${unfinished'", "${unfinished"},
        {"!Join ['-', [a, !Ref P, !Ref AWS::NoValue, c]]", "a-pval-c"},
        {"!Join [',', !Ref L]", "a,b,c"},
        {"!Join ['', [x, !If [Maybe, y, z]]]", "xy if Maybe | xz if not Maybe"},
        {"!Join ['-', [x, !If [Maybe, y, !Ref AWS::NoValue]]]", "x-y if Maybe | x if not Maybe"},
        {"!Select [1, [a, b]]", "b"},
        {"!Select [1, [!If [Maybe, a, b], c]]", "c"},
        {"!Select [2, !Ref L]", "c"},
        {"!Select [9, [a]]", "*"},
        {"!Select [5, !Split [':', !GetAtt Q.Arn]]", "jobs <- Q.Arn"},
        {"!Select [3, !Split [':', !GetAtt Q.Arn]]", "* <- Q.Arn"},
        {"!Select [0, !GetAZs '']", "*"},
        {"!Select [0, !Cidr [10.0.0.0/16, 2, 8]]", "*"},
        {"!FindInMap [M, one, x]", "mx"},
        {"!FindInMap [M, !Ref AWS::Region, y]", "same"},
        {"!FindInMap [M, !Ref AWS::Region, x]", "*"},
        {"!FindInMap [M, three, x, {DefaultValue: fallback}]", "fallback"},
        {"!If [Yes, a, b]", "a"},
        {"!If [No, a, b]", "b"},
        {"!If [Maybe, a, b]", "a if Maybe | b if not Maybe"},
        {"!If [Maybe, same, same]", "same"},
        {"!If [Maybe, !Ref Q, !Ref AWS::NoValue]", "jobs if Maybe <- Q"},
        {"!If [Both, a, b]", "a if Both | b if not Both"},
        {"!If [Neither, a, b]", "b"},
        {"!If [Nested, a, b]", "b"},
        {"!If [Either, a, b]", "a"},
        {"!If [Circle, a, b]", "a if Circle | b if not Circle"},
        {"!If [Maybe, !If [Maybe, a, b], c]", "a if Maybe | c if not Maybe"},
        {"!ImportValue shared", "* <- import shared"},
        {"!ImportValue {'Fn::Sub': '${AWS::StackName}-q'}", "* <- import *-q"},
        {"!Base64 abc", "abc"},
        {"{'Fn::Length': [a, b, c]}", "3"},
        {"{'Fn::Length': !Ref L}", "3"},
        {"{'Fn::ToJsonString': {a: !Ref P, b: [1]}}", "{\"a\": \"pval\", \"b\": [1]}"},
        {"'{{resolve:ssm:/a/b:3}}'", "* <- dynamic /a/b.ssm"},
        {"'{{resolve:ssm-secure:/a}}'", "* <- dynamic /a.ssm-secure"},
        {"'x{{resolve:secretsmanager:db:SecretString:password}}'",
         "x* <- dynamic db.secretsmanager"},
        {"'{{resolve:secretsmanager:arn:aws:secretsmanager:r:1:secret:db-AbCdEf:SecretString:k}}'",
         "* <- dynamic arn:aws:secretsmanager:r:1:secret:db-AbCdEf.secretsmanager"},
        {"!Sub '{{resolve:secretsmanager:${P}}}'", "* <- dynamic pval.secretsmanager"},
        {"!Ref [a]", "*"},
        {"!Sub {a: b}", "*"},
        {"!Join x", "*"},
        {"!Select x", "*"},
        {"!If x", "none"},
    };
    size_t wrong = 0;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture f;
        open_fixture(&f, rows[i].value);
        struct cfn_value v = cfn_value(&f.scope, doc_get(doc_root(f.docs.items[0]), "V"));
        struct str text = shown(f.arena, &v);
        struct str expected = {rows[i].expected, strlen(rows[i].expected)};
        if (!str_eq(text, expected))
            print_error("%s gives \"%.*s\", not \"%s\"\n", rows[i].value, (int)text.len, text.ptr,
                        rows[i].expected);
        wrong += !str_eq(text, expected);
        close_fixture(&f);
    }
    assert_int_equal(wrong, 0);
}

static void test_secure(void **state)
{
    (void)state;
    struct fixture f;
    open_fixture(&f, "!Sub 'a-${Hidden}'");
    struct cfn_value v = cfn_value(&f.scope, doc_get(doc_root(f.docs.items[0]), "V"));
    assert_true(v.secure);
    struct buf b = {0};
    cfn_json(&f.scope, doc_get(doc_root(f.docs.items[0]), "V"), &b);
    assert_true(str_is(buf_str(&b), "\"***\""));
    buf_release(&b);
    close_fixture(&f);
}

/* A map under an undecided condition: its members are asked one by one. */
static void test_shapes(void **state)
{
    (void)state;
    struct fixture f;
    open_fixture(&f, "!If [Maybe, {a: 1, b: 2}, {b: 3}]");
    const struct doc_node *v = doc_get(doc_root(f.docs.items[0]), "V");
    struct cfn_value a = cfn_value(&f.scope, cfn_get(&f.scope, v, "a"));
    struct cfn_value b = cfn_value(&f.scope, cfn_get(&f.scope, v, "b"));
    assert_true(str_is(shown(f.arena, &a), "1 if Maybe"));
    assert_true(str_is(shown(f.arena, &b), "2 if Maybe | 3 if not Maybe"));
    close_fixture(&f);

    open_fixture(&f, "[x, !If [Maybe, [y, z], w], !Split [',', 'p,q'], !Ref AWS::NoValue]");
    v = doc_get(doc_root(f.docs.items[0]), "V");
    const struct cfn_item *items;
    static const char *const texts[] = {"x", "y", "z", "w", "p", "q"};
    static const char *const conditions[] = {"", "Maybe", "Maybe", "not Maybe", "", ""};
    assert_int_equal(cfn_list(&f.scope, v, &items), 6);
    for (size_t i = 0; i < 6; i++) {
        assert_true(str_is(cfn_item_value(&f.scope, &items[i]).text, texts[i]));
        assert_true(str_is(items[i].condition, conditions[i]));
    }
    close_fixture(&f);

    open_fixture(&f, "{'Fn::ForEach::X': [X, [r, g], {'K${X}': {n: !Ref X, t: 'v-${X}'}}], z: 1}");
    v = cfn_node(&f.scope, doc_get(doc_root(f.docs.items[0]), "V"));
    assert_int_equal(v->count, 3);
    assert_true(str_is(doc_text(doc_path(v, "Kr.n")), "r"));
    assert_true(str_is(doc_text(doc_path(v, "Kg.t")), "v-g"));
    close_fixture(&f);
}

/* Texts that double, loops in loops: the budget ends it. */
static void test_limits(void **state)
{
    (void)state;
    struct fixture f;
    struct buf b = {0};
    for (int i = 0; i < 24; i++)
        buf_puts(&b, "!Sub ['${A}${A}', {A: ");
    buf_puts(&b, "xxxxxxxx");
    for (int i = 0; i < 24; i++)
        buf_puts(&b, "}]");
    open_fixture(&f, b.ptr);
    struct cfn_value v = cfn_value(&f.scope, doc_get(doc_root(f.docs.items[0]), "V"));
    assert_true(v.text.len <= 2u * 1024 * 1024);
    buf_release(&b);
    close_fixture(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_values), cmocka_unit_test(test_secure),
                                       cmocka_unit_test(test_shapes), cmocka_unit_test(test_limits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
