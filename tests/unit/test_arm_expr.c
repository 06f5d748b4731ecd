/* SPDX-License-Identifier: MIT */
/* The expression language of ARM templates: value, references and problems of each expression. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "arm_expr.h"
#include "read.h"

/* One template for all rows. */
static const char template_text[] =
    "{\"parameters\": {"
    "  \"name\": {\"type\": \"string\", \"defaultValue\": \"waste\"},"
    "  \"open\": {\"type\": \"string\"},"
    "  \"count\": {\"type\": \"int\", \"defaultValue\": 3},"
    "  \"flag\": {\"type\": \"bool\", \"defaultValue\": true},"
    "  \"ask\": {\"type\": \"bool\"},"
    "  \"given\": {\"type\": \"int\", \"defaultValue\": 1},"
    "  \"secret\": {\"type\": \"secureString\", \"defaultValue\": \"hush-hush\"},"
    "  \"loopA\": {\"type\": \"string\", \"defaultValue\": \"[parameters('loopB')]\"},"
    "  \"loopB\": {\"type\": \"string\", \"defaultValue\": \"[parameters('loopA')]\"},"
    "  \"queues\": {\"type\": \"array\", \"defaultValue\": [\"telemetry\", \"alerts\"]},"
    "  \"tags\": {\"type\": \"object\", \"defaultValue\": {\"Env\": \"dev\", \"n\": {\"a\": [7]}}}"
    " },"
    " \"variables\": {"
    "  \"account\": \"[toLower(concat('Stor', uniqueString(resourceGroup().id)))]\","
    "  \"plain\": \"[[not an expression]\","
    "  \"self\": \"[variables('self')]\","
    "  \"copy\": [{\"name\": \"names\", \"count\": 2,"
    "              \"input\": \"[concat('n', copyIndex('names', 1))]\"}],"
    "  \"object\": {\"x\": \"[parameters('count')]\","
    "    \"copy\": [{\"name\": \"list\", \"count\": \"[length(parameters('queues'))]\","
    "               \"input\": {\"q\": \"[parameters('queues')[copyIndex('list')]]\"}}]}"
    " },"
    " \"functions\": [{\"namespace\": \"my\", \"members\": {\"twice\": {"
    "   \"parameters\": [{\"name\": \"t\", \"type\": \"string\"}],"
    "   \"output\": {\"type\": \"string\","
    "     \"value\": \"[concat(parameters('t'), parameters('t'))]\"}}}}],"
    " \"outputs\": {\"o\": {\"type\": \"string\", \"value\": \"[parameters('name')]\"}},"
    " \"resources\": []}";

struct row {
    const char *text, *json; /* json: the value as arm_json() writes it */
    const char *refs;        /* "kind type name property;" for each reference */
    const char *problem;     /* "kind text" of the first problem */
};

static const struct row rows[] = {
    /* texts that are no expressions */
    {"plain", "\"plain\"", "", ""},
    {"[[escaped]", "\"[escaped]\"", "", ""},
    {"[parameters('name')] ", "\"[parameters('name')] \"", "", ""},
    {"[variables('plain')]", "\"[not an expression]\"", "", ""},
    /* literals */
    {"['it''s']", "\"it's\"", "", ""},
    {"[ 12 ]", "12", "", ""},
    {"[-3]", "-3", "", ""},
    {"[true()]", "true", "", ""},
    {"[null()]", "null", "", ""},
    /* parameters and variables */
    {"[parameters('name')]", "\"waste\"", "", ""},
    {"[PARAMETERS('Name')]", "\"waste\"", "", ""},
    {"[parameters('open')]", "\"{open}\"", "", ""},
    {"[parameters('given')]", "42", "", ""},
    {"[parameters('secret')]", "\"***\"", "", ""},
    {"[concat('a', parameters('secret'))]", "\"***\"", "", ""},
    {"[parameters('none')]", "\"{none}\"", "", "name none"},
    {"[variables('none')]", "\"{none}\"", "", "name none"},
    {"[variables('self')]", "\"{self}\"", "", "circle self"},
    {"[parameters('loopA')]", "\"{loopA}\"", "", "circle loopA"},
    {"[variables('account')]", "\"stor{unique}\"", "", ""},
    {"[variables('names')]", "[\"n1\",\"n2\"]", "", ""},
    {"[variables('object').list[1].q]", "\"alerts\"", "", ""},
    {"[variables('object').X]", "3", "", ""},
    {"[parameters('tags').env]", "\"dev\"", "", ""},
    {"[parameters('tags')['n'].a[0]]", "7", "", ""},
    {"[parameters('queues')[0]]", "\"telemetry\"", "", ""},
    {"[parameters('open').a.b]", "\"{open.a.b}\"", "", ""},
    {"[parameters('open')[2]]", "\"{open[2]}\"", "", ""},
    {"[my.twice('ab')]", "\"abab\"", "", ""},
    {"[my.twice(parameters('secret'))]", "\"***\"", "", ""},
    /* texts */
    {"[concat('a', 1, 'b', true())]", "\"a1btrue\"", "", ""},
    {"[concat(parameters('queues'), createArray('x'))]", "[\"telemetry\",\"alerts\",\"x\"]", "",
     ""},
    {"[format('{0}-{1:D3}-{{x}}', parameters('name'), 7)]", "\"waste-007-{x}\"", "", ""},
    {"[format('{0}/{1}', parameters('open'), 'q')]", "\"{open}/q\"", "", ""},
    {"[toLower('AbC')]", "\"abc\"", "", ""},
    {"[toUpper(concat('a', parameters('open')))]", "\"A{open}\"", "", ""},
    {"[replace('a-b-c', '-', '')]", "\"abc\"", "", ""},
    {"[replace(concat(parameters('open'), '-open'), 'open', 'x')]", "\"{open}-x\"", "", ""},
    {"[substring('abcdef', 2, 3)]", "\"cde\"", "", ""},
    {"[substring('abc', 1)]", "\"bc\"", "", ""},
    {"[take('abcdef', 2)]", "\"ab\"", "", ""},
    {"[skip('abcdef', 4)]", "\"ef\"", "", ""},
    {"[take(variables('account'), 24)]", "\"stor{unique}\"", "", ""},
    {"[take(parameters('queues'), 1)]", "[\"telemetry\"]", "", ""},
    {"[skip(parameters('queues'), 1)]", "[\"alerts\"]", "", ""},
    {"[split('a,b;c', createArray(',', ';'))]", "[\"a\",\"b\",\"c\"]", "", ""},
    {"[split('a--b', '--')[1]]", "\"b\"", "", ""},
    {"[last(split(concat(parameters('open'), '/x'), '/'))]", "\"x\"", "", ""},
    {"[join(parameters('queues'), '+')]", "\"telemetry+alerts\"", "", ""},
    {"[trim('  a ')]", "\"a\"", "", ""},
    {"[padLeft(5, 3, '0')]", "\"005\"", "", ""},
    {"[startsWith('Abc', 'aB')]", "true", "", ""},
    {"[endsWith('abc', 'b')]", "false", "", ""},
    {"[indexOf('abcb', 'B')]", "1", "", ""},
    {"[lastIndexOf('abcb', 'b')]", "3", "", ""},
    {"[string(parameters('queues'))]", "\"[\\\"telemetry\\\",\\\"alerts\\\"]\"", "", ""},
    {"[int('17')]", "17", "", ""},
    {"[int('x')]", "\"{int}\"", "", "value int"},
    {"[bool('True')]", "true", "", ""},
    {"[json('{\"a\": [1, null]}').a]", "[1,null]", "", ""},
    {"[json('{')]", "\"{json}\"", "", "value json"},
    {"[base64('one, two')]", "\"b25lLCB0d28=\"", "", ""},
    {"[base64ToString('b25lLCB0d28=')]", "\"one, two\"", "", ""},
    {"[base64ToJson('eyJhIjogMX0=').a]", "1", "", ""},
    {"[uri('http://x.org/a/b.json', 'c.json')]", "\"http://x.org/a/c.json\"", "", ""},
    {"[uri('http://x.org', '/c')]", "\"http://x.org/c\"", "", ""},
    {"[uriComponent('a b/c')]", "\"a%20b%2Fc\"", "", ""},
    {"[uriComponentToString('a%20b%2Fc')]", "\"a b/c\"", "", ""},
    {"[newGuid()]", "\"{newGuid}\"", "", ""},
    /* lists and objects */
    {"[length(parameters('queues'))]", "2", "", ""},
    {"[length('abc')]", "3", "", ""},
    {"[length(parameters('open'))]", "\"{count}\"", "", ""},
    {"[empty('')]", "true", "", ""},
    {"[empty(parameters('tags'))]", "false", "", ""},
    {"[empty(concat(parameters('open'), 'x'))]", "false", "", ""},
    {"[empty(parameters('open'))]", "\"{empty}\"", "", ""},
    {"[first(parameters('queues'))]", "\"telemetry\"", "", ""},
    {"[first('abc')]", "\"a\"", "", ""},
    {"[last('abc')]", "\"c\"", "", ""},
    {"[contains(parameters('queues'), 'alerts')]", "true", "", ""},
    {"[contains(parameters('tags'), 'ENV')]", "true", "", ""},
    {"[contains('abc', 'd')]", "false", "", ""},
    {"[array('a')]", "[\"a\"]", "", ""},
    {"[array(parameters('queues'))[1]]", "\"alerts\"", "", ""},
    {"[createObject('a', 1, 'b', createObject())]", "{\"a\":1,\"b\":{}}", "", ""},
    {"[union(createArray(1, 2), createArray(2, 3))]", "[1,2,3]", "", ""},
    {"[union(parameters('tags'), createObject('n', createObject('b', 2), 'Env', 'prod'))]",
     "{\"Env\":\"prod\",\"n\":{\"a\":[7],\"b\":2}}", "", ""},
    {"[intersection(createArray(1, 2), createArray(2, 3))]", "[2]", "", ""},
    {"[shallowMerge(createArray(createObject('a', 1), createObject('a', 2)))]", "{\"a\":2}", "",
     ""},
    {"[range(2, 3)]", "[2,3,4]", "", ""},
    {"[coalesce(null(), 'x')]", "\"x\"", "", ""},
    {"[flatten(createArray(createArray(1), createArray(2, 3)))]", "[1,2,3]", "", ""},
    {"[items(createObject('b', 2, 'a', 1))]",
     "[{\"key\":\"a\",\"value\":1},{\"key\":\"b\",\"value\":2}]", "", ""},
    {"[objectKeys(createObject('b', 2, 'a', 1))]", "[\"a\",\"b\"]", "", ""},
    {"[tryGet(parameters('tags'), 'n', 'a', 0)]", "7", "", ""},
    {"[tryGet(parameters('tags'), 'none', 'a')]", "null", "", ""},
    {"[indexFromEnd(parameters('queues'), 1)]", "\"alerts\"", "", ""},
    {"[map(parameters('queues'), lambda('q', concat('x', lambdaVariables('q'))))]", "\"{map}\"", "",
     ""},
    /* logic and numbers */
    {"[if(parameters('flag'), 'yes', parameters('none'))]", "\"yes\"", "", ""},
    {"[if(equals(parameters('name'), 'x'), parameters('none'), 'no')]", "\"no\"", "", ""},
    {"[if(parameters('ask'), 'a', 'b')]", "\"{a|b}\"", "", ""},
    {"[if(parameters('ask'), 'a', 'a')]", "\"a\"", "", ""},
    {"[if(parameters('ask'), parameters('queues'), createArray())]", "[\"telemetry\",\"alerts\"]",
     "", ""},
    {"[if(parameters('ask'), createObject('a', 1), createObject('b', 2))]", "{\"a\":1,\"b\":2}", "",
     ""},
    {"[and(false(), parameters('none'))]", "false", "", ""},
    {"[or(parameters('flag'), parameters('none'))]", "true", "", ""},
    {"[and(true(), parameters('ask'))]", "\"{and}\"", "", ""},
    {"[not(false())]", "true", "", ""},
    {"[equals('a', 'A')]", "false", "", ""},
    {"[equals(createArray(1), createArray(1))]", "true", "", ""},
    {"[equals(parameters('open'), parameters('open'))]", "true", "", ""},
    {"[equals(parameters('open'), 'x')]", "\"{equals}\"", "", ""},
    {"[less(2, 10)]", "true", "", ""},
    {"[greaterOrEquals('b', 'a')]", "true", "", ""},
    {"[add(2, mul(3, 4))]", "14", "", ""},
    {"[sub(2, 5)]", "-3", "", ""},
    {"[div(7, 2)]", "3", "", ""},
    {"[mod(7, 2)]", "1", "", ""},
    {"[div(1, 0)]", "\"{div}\"", "", "value div"},
    {"[min(3, 1, 2)]", "1", "", ""},
    {"[max(createArray(3, 1))]", "3", "", ""},
    /* resources */
    {"[resourceId('A.B/c', 'x')]",
     "\"/subscriptions/{subscription}/resourceGroups/{resourceGroup}/providers/A.B/c/x\"",
     "id A.B/c x;", ""},
    {"[resourceId('A.B/c/d', 'x', concat(parameters('name'), '1'))]",
     "\"/subscriptions/{subscription}/resourceGroups/{resourceGroup}/providers/A.B/c/x/d/waste1\"",
     "id A.B/c/d x/waste1;", ""},
    {"[resourceId('other', 'A.B/c', 'x')]",
     "\"/subscriptions/{subscription}/resourceGroups/other/providers/A.B/c/x\"",
     "id A.B/c x @other;", ""},
    {"[resourceId('sub', 'other', 'A.B/c', 'x')]",
     "\"/subscriptions/sub/resourceGroups/other/providers/A.B/c/x\"", "id A.B/c x @other;", ""},
    {"[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b24')]",
     "\"/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions/b24\"",
     "id Microsoft.Authorization/roleDefinitions b24;", ""},
    {"[tenantResourceId('A.B/c', 'x')]", "\"/providers/A.B/c/x\"", "id A.B/c x;", ""},
    {"[extensionResourceId(resourceId('A.B/c', 'x'), 'E.F/g', 'y')]",
     "\"/subscriptions/{subscription}/resourceGroups/{resourceGroup}/providers/A.B/c/x/providers/"
     "E.F/g/y\"",
     "id A.B/c x;id E.F/g y;", ""},
    {"[resourceId('x', 'y')]", "\"{id}\"", "", ""},
    {"[reference(resourceId('Microsoft.Storage/storageAccounts', 's')).primaryEndpoints.blob]",
     "\"https://s.blob.core.windows.net/\"",
     "property Microsoft.Storage/storageAccounts s primaryEndpoints.blob;", ""},
    {"[reference(resourceId('Microsoft.Web/sites', 'f'), '2021-01-01', "
     "'Full').identity.principalId]",
     "\"{f.identity.principalId}\"", "property Microsoft.Web/sites f identity.principalId;", ""},
    {"[reference('plainname').x]", "\"{plainname.x}\"", "property  plainname x;", ""},
    {"[listKeys(resourceId('A.B/c', 'x'), '2021').keys[0].value]", "\"***\"",
     "secret A.B/c x listKeys;", ""},
    {"[concat('AccountKey=', listKeys(resourceId('A.B/c', 'x'), '2021').keys[0].value)]", "\"***\"",
     "secret A.B/c x listKeys;", ""},
    {"[listAccountSas('A.B/c/x', '2021', createObject()).accountSasToken]", "\"***\"",
     "secret A.B/c x listAccountSas;", ""},
    {"[environment().suffixes.storage]", "\"core.windows.net\"", "", ""},
    {"[resourceGroup().location]", "\"{location}\"", "", ""},
    {"[resourceGroup().tags.x]", "\"{value.tags.x}\"", "", ""},
    {"[subscription().subscriptionId]", "\"{subscription}\"", "", ""},
    {"[tenant().tenantId]", "\"{tenant}\"", "", ""},
    {"[deployment().properties.templateLink.uri]", "\"{templateUri}\"", "", ""},
    {"[uniqueString(resourceGroup().id)]", "\"{unique}\"", "", ""},
    {"[copyIndex()]", "\"{i}\"", "", ""},
    /* what is wrong */
    {"[nosuch(resourceId('A.B/c', 'x'))]", "\"{nosuch}\"", "id A.B/c x;", "function nosuch"},
    {"[concat('a']", "\"{?}\"", "", "syntax expected , or )"},
    {"['a]", "\"{?}\"", "", "syntax a text is not closed"},
    {"[]", "\"{?}\"", "", "syntax expected a value"},
    {"[name]", "\"{?}\"", "", "syntax expected ( behind the name of a function"},
    {"[concat('a') concat('b')]", "\"{?}\"", "", "syntax the expression goes on behind its end"},
    {"[toLower()]", "\"{toLower}\"", "", "value toLower"},
    {"[parameters('name').]", "\"{?}\"", "", "syntax expected a name behind ."},
};

static const char *const problem_names[] = {"syntax", "function", "name",
                                            "circle", "value",    "limit"};

struct seen {
    struct buf first;
    struct origin where;
    size_t count;
};

static void on_problem(void *arg, enum arm_problem what, struct origin where, struct str text)
{
    struct seen *s = arg;
    if (s->count++)
        return;
    s->where = where;
    buf_printf(&s->first, "%s %.*s", problem_names[what], (int)text.len, text.ptr);
}

static bool on_param(void *arg, struct str name, struct str *value)
{
    (void)arg;
    *value = STR("42");
    return str_is(name, "given");
}

struct bench {
    struct arena *arena;
    struct doc *doc;
    struct arm_host host;
    struct seen seen;
    struct arm_scope *scope;
};

static void open_bench(struct bench *b, const char *text)
{
    struct diags *diags = diags_new();
    *b = (struct bench){.arena = arena_new()};
    assert_true(read_json(str_from(text), STR("t.json"), READ_STRICT, diags, &b->doc));
    diags_free(diags);
    b->host = (struct arm_host){.arg = &b->seen, .param = on_param, .problem = on_problem};
    b->scope = arm_scope_new(b->arena, &b->host, b->doc, doc_root(b->doc));
}

static void close_bench(struct bench *b)
{
    buf_release(&b->seen.first);
    arm_scope_release(b->scope);
    doc_free(b->doc);
    arena_free(b->arena);
}

static void put_refs(struct buf *out, struct arena *a, const struct arm_value *v)
{
    static const char *const kinds[] = {"id", "property", "secret"};
    for (const struct arm_ref *r = arm_refs(a, v); r; r = r->next) {
        buf_printf(out, "%s %.*s %.*s", kinds[r->kind], (int)r->type.len, r->type.ptr,
                   (int)r->name.len, r->name.ptr);
        if (r->property.len)
            buf_printf(out, " %.*s", (int)r->property.len, r->property.ptr);
        if (r->group.len)
            buf_printf(out, " @%.*s", (int)r->group.len, r->group.ptr);
        buf_putc(out, ';');
    }
    buf_putc(out, '\0');
}

static void test_rows(void **state)
{
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct bench b;
        struct buf json = {0}, refs = {0};
        open_bench(&b, template_text);
        const struct arm_value *v = arm_eval_text(b.scope, str_from(rows[i].text), NULL);
        arm_json(&json, v);
        put_refs(&refs, b.arena, v);
        const char *problem = b.seen.count ? b.seen.first.ptr : "";
        if (strcmp(json.ptr, rows[i].json) || strcmp(refs.ptr, rows[i].refs) ||
            strcmp(problem, rows[i].problem))
            print_error("%zu: %s\n  is   %s  refs '%s'  problem '%s'\n"
                        "  want %s  refs '%s'  problem '%s'\n",
                        ++wrong, rows[i].text, json.ptr, refs.ptr, problem, rows[i].json,
                        rows[i].refs, rows[i].problem);
        buf_release(&json);
        buf_release(&refs);
        close_bench(&b);
    }
    assert_int_equal(wrong, 0);
}

static void test_unknown_flag(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool known;
    } cases[] = {
        {"[parameters('name')]", true},
        {"[parameters('open')]", false},
        {"[concat(parameters('name'), parameters('open'))]", false},
        {"[environment().suffixes.storage]", true},
        {"[format('{{x}}')]", true},
        {"[if(parameters('ask'), 'a', 'a')]", false},
        {"[createArray(parameters('open'))]", false},
        {"[length(createArray(parameters('open')))]", true},
        {"[resourceId('A.B/c', 'x')]", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct bench b;
        open_bench(&b, template_text);
        const struct arm_value *v = arm_eval_text(b.scope, str_from(cases[i].text), NULL);
        if (arm_known(v) != cases[i].known)
            fail_msg("%s: known is %d", cases[i].text, arm_known(v));
        close_bench(&b);
    }
}

static void test_place(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b, "{\n  \"resources\": [],\n  \"x\": \"[concat('a', nosuch())]\"}");
    arm_eval(b.scope, doc_get(doc_root(b.doc), "x"));
    assert_int_equal(b.seen.where.line, 3);
    assert_int_equal(b.seen.where.col, 8 + 1 + 13); /* of nosuch, behind the quote */
    close_bench(&b);
}

static void test_output(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b, template_text);
    assert_true(str_is(arm_str(arm_output(b.scope, STR("O"))), "waste"));
    assert_null(arm_output(b.scope, STR("none")));
    close_bench(&b);
}

/* Hostile templates end, with one problem and an unknown value. */
static void test_limits(void **state)
{
    (void)state;
    struct buf deep = {0}, wide = {0}, chain = {0};
    buf_puts(&deep, "{\"resources\":[],\"x\":\"[");
    for (int i = 0; i < 5000; i++)
        buf_puts(&deep, "concat(");
    buf_puts(&deep, "1");
    for (int i = 0; i < 5000; i++)
        buf_puts(&deep, ")");
    buf_puts(&deep, "]\"}");
    buf_puts(&wide, "{\"resources\":[],\"variables\":{\"v0\":\"xxxxxxxx\"");
    buf_puts(&chain, "{\"resources\":[],\"variables\":{\"v0\":[1,2]");
    for (int i = 1; i < 64; i++) {
        buf_printf(&wide, ",\"v%d\":\"[concat(variables('v%d'),variables('v%d'))]\"", i, i - 1,
                   i - 1);
        buf_printf(&chain, ",\"v%d\":[\"[variables('v%d')]\",\"[variables('v%d')]\"]", i, i - 1,
                   i - 1);
    }
    buf_puts(&wide, "},\"x\":\"[variables('v63')]\"}");
    buf_puts(&chain, "},\"x\":\"[variables('v63')]\"}");
    const char *const loops =
        "{\"resources\":[],\"variables\":{\"copy\":[{\"name\":\"a\",\"count\":800000,"
        "\"input\":\"[range(0,10000)]\"}]},\"x\":\"[variables('a')]\"}";
    const char *const twice =
        "{\"resources\":[],\"functions\":[{\"namespace\":\"m\",\"members\":{\"f\":{\"parameters\":"
        "[{\"name\":\"p\"}],\"output\":{\"value\":\"[concat(m.f(1),m.f(2))]\"}}}}],"
        "\"x\":\"[m.f(1)]\"}";
    const char *const all[] = {deep.ptr, wide.ptr, chain.ptr, loops, twice};
    for (size_t i = 0; i < COUNT(all); i++) {
        struct bench b;
        open_bench(&b, all[i]);
        const struct arm_value *v = arm_eval(b.scope, doc_get(doc_root(b.doc), "x"));
        if (b.seen.count != 1 || strncmp(b.seen.first.ptr, "limit ", 6) != 0 || arm_known(v))
            fail_msg("case %zu: %zu problems, %s", i, b.seen.count,
                     b.seen.count ? b.seen.first.ptr : "");
        close_bench(&b);
    }
    buf_release(&deep);
    buf_release(&wide);
    buf_release(&chain);
}

static void test_ids(void **state)
{
    (void)state;
    static const struct {
        const char *id, *type, *name, *group, *parent;
    } cases[] = {
        {"Microsoft.Web/sites/f", "Microsoft.Web/sites", "f", "", ""},
        {"/subscriptions/s/resourceGroups/g/providers/A.B/c/x/d/y", "A.B/c/d", "x/y", "g", ""},
        {"/subscriptions/s/resourceGroups/g/providers/A.B/c/x/providers/E.F/g/y", "E.F/g", "y", "g",
         "/subscriptions/s/resourceGroups/g/providers/A.B/c/x"},
        {"/providers/A.B/c/{name}", "A.B/c", "{name}", "", ""},
        {"plain", NULL, NULL, NULL, NULL},
        {"{open}/x/y", NULL, NULL, NULL, NULL},
        {"", NULL, NULL, NULL, NULL},
    };
    struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str type, name, group, parent;
        bool good = arm_id_parse(a, str_from(cases[i].id), &type, &name, &group, &parent);
        assert_int_equal(good, cases[i].type != NULL);
        if (good && (!str_is(type, cases[i].type) || !str_is(name, cases[i].name) ||
                     !str_is(group, cases[i].group) || !str_is(parent, cases[i].parent)))
            fail_msg("%s: %.*s %.*s %.*s", cases[i].id, (int)type.len, type.ptr, (int)name.len,
                     name.ptr, (int)parent.len, parent.ptr);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),   cmocka_unit_test(test_unknown_flag),
        cmocka_unit_test(test_place),  cmocka_unit_test(test_output),
        cmocka_unit_test(test_limits), cmocka_unit_test(test_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
