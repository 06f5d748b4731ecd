/* SPDX-License-Identifier: MIT */
/* Suppressions, baselines, and the forms in which findings leave the program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "decided.h"
#include "findings_out.h"
#include "importer.h"
#include "read.h"

static const char system_text[] =
    "faasmap: 1\n"
    "nodes:\n"
    "  - {id: a, kind: route, name: GET /a}\n"
    "  - {id: b, kind: route, name: GET /b}\n"
    "  - {id: f, kind: function, name: \"Orders\\e[31m\"}\n"
    "edges:\n"
    "  - {kind: exposes, from: internet, to: a, auth: none}\n"
    "  - {kind: exposes, from: internet, to: b, auth: none}\n"
    "  - {kind: invokes, from: a, to: f}\n";

/* The open routes of the system, with what a faasmap.yaml says about them. */
static struct decided run_with(const char *overlay)
{
    return decided_run(system_text, overlay, STR("FW-001"), NULL);
}

static void test_suppressions(void **state)
{
    (void)state;
    static const struct {
        const char *overlay;
        const char *suppressed[2]; /* reasons of GET /a and GET /b */
        const char *import, *later; /* messages, NULL: none */
    } cases[] = {
        {"suppressions: [{rule: FW-001, node: GET /a, reason: for all}]", {"for all", ""}, NULL,
         NULL},
        {"suppressions: [{rule: 'FW-0*', reason: trial}]", {"trial", "trial"}, NULL, NULL},
        {"suppressions: [{rule: FW-001, node: 'GET *', reason: x, until: 2026-11-22}]",
         {"x", "x"}, NULL, NULL},
        {"suppressions: [{rule: FW-001, reason: x, until: 2026-11-21}]", {"", ""}, NULL,
         "this suppression ended on 2026-11-21"},
        {"suppressions: [{rule: FW-001, node: GET /gone, reason: x}]", {"", ""}, NULL,
         "this suppression fits no finding any more"},
        {"suppressions: [{rule: FW-004, reason: x}]", {"", ""}, NULL, NULL}, /* was not asked */
        {"suppressions: [{rule: FW-001}]", {"", ""},
         "a suppression needs a reason; it suppresses nothing", NULL},
        {"suppressions: [{rule: FW-001, reason: ' '}]", {"", ""},
         "a suppression needs a reason; it suppresses nothing", NULL},
        {"suppressions: [{rule: FW-7777, reason: x}]", {"", ""}, "no rule is called so", NULL},
        {"suppressions: [{rule: FW-001, reason: x, until: 2026-02-30}]", {"", ""},
         "until takes a day, YYYY-MM-DD; it suppresses nothing", NULL},
        {"suppressions: [{rule: FW-001, reason: x, untill: 2027-01-01}]", {"", ""},
         "'untill' is not known here (did you mean until?); it suppresses nothing", NULL},
        {"suppressions: [{rule: FW-001, reason: x, expires: 2027-01-01}]", {"", ""},
         "'expires' is not known here; it suppresses nothing", NULL},
        {"suppressions: {rule: FW-001}", {"", ""}, "a list is expected here", NULL},
        {"assertions: [{sometimes: x}]", {"", ""},
         "an assertion is one of never: TEXT, require: TEXT, maxfan: NUMBER", NULL},
        {"never: anonymous -> kind:table", {"", ""},
         "an assertion belongs in the list `assertions:`; here it asserts nothing", NULL},
        {"rules: {ignore: FW-001}", {NULL, NULL}, NULL, NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct decided r = run_with(cases[i].overlay);
        size_t wanted = cases[i].suppressed[0] ? 2 : 0;
        assert_int_equal(findings_count(r.findings), wanted);
        for (size_t k = 0; k < wanted; k++)
            assert_true(str_is(findings_at(r.findings, k)->suppressed, cases[i].suppressed[k]));
        const struct diags *said = graph_diags(r.graph);
        if (diags_count(said) != (cases[i].import != NULL))
            fail_msg("%s: %zu messages, %.*s", cases[i].overlay, diags_count(said),
                     diags_count(said) ? (int)diags_at(said, 0)->text.len : 0,
                     diags_count(said) ? diags_at(said, 0)->text.ptr : "");
        if (cases[i].import)
            assert_true(str_is(diags_at(said, 0)->text, cases[i].import));
        assert_int_equal(diags_count(r.diags), cases[i].later != NULL);
        if (cases[i].later)
            assert_true(str_is(diags_at(r.diags, 0)->text, cases[i].later));
        decided_end(&r);
    }
}

/* What was written as JSON is known the next time. */
static void test_jewels(void **state)
{
    (void)state;
    struct decided r = run_with("jewels: [GET /a, 'kind:route:read']");
    struct jewels *jewels = decisions_jewels(r.decisions, r.graph, NULL, r.diags);
    assert_true(jewels->named);
    assert_int_equal(diags_count(r.diags), 0);
    jewels_free(jewels);
    decided_end(&r);

    static const char *const none[] = {"jewels:", "jewels: []", "rules: {}", "jewels: {a: b}"};
    for (size_t i = 0; i < COUNT(none); i++) {
        r = run_with(none[i]);
        jewels = decisions_jewels(r.decisions, r.graph, NULL, r.diags);
        assert_false(jewels->named);
        assert_int_equal(diags_errors(graph_diags(r.graph)), i == 3);
        jewels_free(jewels);
        decided_end(&r);
    }
}

/* What is wrong with a name is told where it stands, before anybody asks for a cut. */
static void test_jewels_are_checked(void **state)
{
    (void)state;
    struct decided r = run_with("jewels:\n  - GET /a\n  - kind:route sens>=\n  - [x]\n  - GET /z\n");
    assert_int_equal(diags_errors(graph_diags(r.graph)), 1);
    decisions_check_jewels(r.decisions, r.graph, r.diags);
    assert_int_equal(diags_count(r.diags), 2);
    assert_int_equal(diags_errors(r.diags), 1);
    for (size_t i = 0; i < 2; i++) {
        const struct diag *said = diags_at(r.diags, i);
        assert_true(str_is(said->where.file, "faasmap.yaml"));
        assert_int_equal(said->where.line, i ? 5 : 3);
        assert_int_equal(said->where.col, 5);
        assert_true(str_is(said->text, i ? "the jewel 'GET /z' cannot be found: it fits no node that can fall"
                                         : "the jewel 'kind:route sens>=' cannot be found: 'sens' needs a value"));
    }
    decided_end(&r);
}

static void test_costs(void **state)
{
    (void)state;
    struct change_prices prices = change_prices_usual();
    struct decided r = run_with("costs: {split-role: 12, own-app: 0, no-such: 1, take-guest: many, "
                                "narrow-statement: 1001}");
    decisions_costs(r.decisions, &prices);
    assert_int_equal(prices.of[CHANGE_ROLE], 12);
    assert_int_equal(prices.of[CHANGE_APP], change_costs[CHANGE_APP].cost);
    assert_int_equal(prices.of[CHANGE_GUEST], change_costs[CHANGE_GUEST].cost);
    assert_int_equal(prices.of[CHANGE_STATEMENT], change_costs[CHANGE_STATEMENT].cost);
    assert_int_equal(diags_errors(graph_diags(r.graph)), 4);
    decided_end(&r);
}

static void test_baseline(void **state)
{
    (void)state;
    const struct findings_form form = {.version = "0"};
    struct decided first = run_with("{}"), second = run_with("{}");
    struct buf json = {0};
    struct doc *doc = NULL;
    findings_json(&json, first.findings, &form);
    assert_true(read_json(buf_str(&json), STR("b.json"), READ_STRICT, first.diags, &doc));
    assert_true(decisions_read_baseline(second.decisions, doc));
    assert_false(findings_at(second.findings, 0)->known);
    decisions_apply(second.decisions, second.findings, (struct date){2026, 11, 22}, second.diags);
    for (size_t i = 0; i < 2; i++)
        assert_true(findings_at(second.findings, i)->known);
    doc_free(doc);
    assert_true(read_json(STR("{\"answer\": \"paths\"}"), STR("b.json"), READ_STRICT, first.diags,
                          &doc));
    assert_false(decisions_read_baseline(second.decisions, doc));
    doc_free(doc);
    buf_release(&json);
    decided_end(&first);
    decided_end(&second);
}

static int validate(const char *path)
{
    const char *folder = getenv("FAASMAP_SCHEMAS");
    char schema[512];
    snprintf(schema, sizeof schema, "%s/sarif-2.1.0.schema.json", folder ? folder : "../shared/schemas");
    struct stat st;
    if (stat(schema, &st) != 0)
        return 77;
    pid_t child = fork();
    if (child == 0) {
        execlp("python3", "python3", "tests/schema_check.py", "--schema", schema, path, (char *)NULL);
        _exit(77);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/* The public schema of SARIF accepts it, with every member that we write. */
static void test_sarif(void **state)
{
    (void)state;
    const struct findings_form form = {.suppressed = true, .version = "0.1.0"};
    struct decided r = run_with("suppressions: [{rule: FW-001, node: GET /a, reason: \"for \\e[31mall\"}]");
    struct buf out = {0};
    findings_sarif(&out, r.findings, &form);
    static const char *const parts[] = {"\"ruleId\": \"FW-001\"", "\"codeFlows\"", "\"suppressions\"",
                                        "\"partialFingerprints\"", "\"startLine\": 3",
                                        "\"kind\": \"fail\"", "\"level\": \"warning\"",
                                        "\"name\": \"UnauthenticatedRoute\"",
                                        "\"name\": \"APIKeyUsedAsTheOnlyAuthentication\"",
                                        "\"helpUri\": \"https://cwe.mitre.org/data/definitions/306.html\""};
    for (size_t i = 0; i < COUNT(parts); i++)
        assert_true(str_find(buf_str(&out), str_from(parts[i])) != STR_NPOS);
    assert_true(str_chr(buf_str(&out), '\x1b') == STR_NPOS);
    char path[] = "/tmp/faasmap-sarif-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, out.ptr, out.len) == (ssize_t)out.len && close(fd) == 0);
    int code = validate(path);
    unlink(path);
    buf_release(&out);
    decided_end(&r);
    if (code == 77)
        skip();
    assert_int_equal(code, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_suppressions),
        cmocka_unit_test(test_jewels),
        cmocka_unit_test(test_jewels_are_checked),
        cmocka_unit_test(test_costs),
        cmocka_unit_test(test_baseline),
        cmocka_unit_test(test_sarif),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
