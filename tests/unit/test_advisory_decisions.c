/* SPDX-License-Identifier: MIT */
/* What a team says about single advisories: which of them become findings of their own that are
 * suppressed, and what stays in the finding of the package. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "advisory_files.h"
#include "decided.h"
#include "findings_out.h"
#include "importer.h"
#include "read.h"

static const char system_text[] =
    "faasmap: 1\n"
    "nodes:\n"
    "  - {id: a, kind: route, name: GET /a}\n"
    "  - {id: f, kind: function, name: Orders}\n"
    "edges:\n"
    "  - {kind: exposes, from: internet, to: a, auth: none}\n"
    "  - {kind: invokes, from: a, to: f}\n";

#define OF(package) ", \"affected\": [{\"package\": {\"ecosystem\": \"npm\", \"name\": \"" package "\"}, \"versions\": [\"1.0.0\"]}]}"
#define LEVEL(word) ", \"database_specific\": {\"severity\": \"" word "\"}"
static const char advisories_text[] =
    "[{\"id\": \"GHSA-1\", \"aliases\": [\"CVE-1\"]" LEVEL("CRITICAL") OF("left")
    ", {\"id\": \"GHSA-2\"" LEVEL("HIGH") OF("left")
    ", {\"id\": \"GHSA-3\"" LEVEL("LOW") OF("left")
    ", {\"id\": \"GHSA-2\"" LEVEL("HIGH") OF("right")
    "]";

static void read_advisories(struct decided *r)
{
    struct packages *p = packages_new();
    uint32_t set = packages_set(p, STR("package-lock.json"));
    static const char *const names[] = {"left", "right"};
    for (uint32_t i = 0; i < COUNT(names); i++)
        packages_add(p, &(struct package){.ecosystem = ECOSYSTEM_NPM, .name = str_from(names[i]),
                                          .version = STR("1.0.0"), .line = i + 1});
    packages_used(p, set, graph_find(r->graph, STR("f")));
    struct advisories *a = advisories_new(p);
    advisory_files_text(a, str_from(advisories_text), STR("osv.json"), r->diags);
    advisories_ready(a);
    decisions_keep_advisories(r->decisions, p, a);
}

static struct decided run_with(const char *overlay, bool advised)
{
    return decided_run(system_text, overlay, STR("FW-083"), advised ? read_advisories : NULL);
}

/* "high left@1.0.0 GHSA-2 +1; critical left@1.0.0 CVE-1 (why)" */
static void say(const struct findings *all, struct buf *out)
{
    for (size_t i = 0; i < findings_count(all); i++) {
        const struct finding *f = findings_at(all, i);
        buf_printf(out, "%s%s ", i ? "; " : "", severity_names[f->severity]);
        buf_add(out, f->part);
        buf_putc(out, ' ');
        buf_add(out, f->names);
        if (f->suppressed.len) {
            buf_puts(out, " (");
            buf_add(out, f->suppressed);
            buf_putc(out, ')');
        }
    }
}

#define ALL "critical left@1.0.0 CVE-1 +2; high right@1.0.0 GHSA-2"

static void test_single_advisories(void **state)
{
    (void)state;
    static const struct {
        const char *overlay, *findings;
        const char *import, *later; /* messages, NULL: none */
    } cases[] = {
        {"", ALL, NULL, NULL},
        {"suppressions: [{rule: FW-083, advisory: CVE-1, reason: why}]",
         "critical left@1.0.0 CVE-1 (why); high left@1.0.0 GHSA-2 +1; high right@1.0.0 GHSA-2", NULL, NULL},
        /* by another name of the same one, in any case */
        {"suppressions: [{rule: 'FW-*', advisory: ghsa-1, reason: why, until: 2026-11-22}]",
         "critical left@1.0.0 CVE-1 (why); high left@1.0.0 GHSA-2 +1; high right@1.0.0 GHSA-2", NULL, NULL},
        /* in every package that it is about */
        {"suppressions: [{rule: FW-083, node: Ord*, advisory: GHSA-2, reason: why}]",
         "critical left@1.0.0 CVE-1 +1; high left@1.0.0 GHSA-2 (why); high right@1.0.0 GHSA-2 (why)", NULL, NULL},
        {"suppressions: [{rule: FW-083, advisory: GHSA-3, reason: x}, {rule: FW-083, advisory: GHSA-2, reason: y},"
         " {rule: FW-083, advisory: CVE-1, reason: z}]",
         "critical left@1.0.0 CVE-1 (z); high left@1.0.0 GHSA-2 (y); high right@1.0.0 GHSA-2 (y); "
         "low left@1.0.0 GHSA-3 (x)", NULL, NULL},
        {"suppressions: [{rule: FW-083, reason: all}]",
         "critical left@1.0.0 CVE-1 +2 (all); high right@1.0.0 GHSA-2 (all)", NULL, NULL},
        /* what is over, elsewhere, of nothing, or no name of one suppresses nothing */
        {"suppressions: [{rule: FW-083, advisory: CVE-1, reason: why, until: 2026-11-21}]", ALL, NULL,
         "this suppression ended on 2026-11-21"},
        {"suppressions: [{rule: FW-083, node: Bills, advisory: CVE-1, reason: why}]", ALL, NULL,
         "this suppression fits no finding any more"},
        {"suppressions: [{rule: FW-083, advisory: CVE-, reason: why}]", ALL, NULL,
         "this suppression fits no finding any more"},
        {"suppressions: [{rule: FW-083, advisory: 'CVE-*', reason: why}]", ALL, NULL,
         "this suppression fits no finding any more"},
        {"suppressions: [{rule: FW-083, advisory: [CVE-1], reason: why}]", ALL,
         "advisory takes the name of one, CVE-2026-1; it suppresses nothing", NULL},
        {"suppressions: [{rule: FW-083, advisory: , reason: why}]", ALL,
         "advisory takes the name of one, CVE-2026-1; it suppresses nothing", NULL},
        {"suppressions: [{rule: FW-001, advisory: CVE-1, reason: why}]", ALL,
         "only FW-083 tells advisories; it suppresses nothing", NULL},
        {"suppressions: [{rule: FW-083, advisory: CVE-1}]", ALL,
         "a suppression needs a reason; it suppresses nothing", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct decided r = run_with(cases[i].overlay, true);
        struct buf got = {0};
        say(r.findings, &got);
        assert_string_equal(got.ptr, cases[i].findings);
        const struct diags *said = graph_diags(r.graph);
        assert_int_equal(diags_count(said), cases[i].import != NULL);
        if (cases[i].import)
            assert_true(str_is(diags_at(said, 0)->text, cases[i].import));
        assert_int_equal(diags_count(r.diags), cases[i].later != NULL);
        if (cases[i].later)
            assert_true(str_is(diags_at(r.diags, 0)->text, cases[i].later));
        buf_release(&got);
        decided_end(&r);
    }
}

/* Where nobody looked advisories up, nobody can say that a suppression is not needed. */
static void test_without_advisories(void **state)
{
    (void)state;
    struct decided r = run_with("suppressions: [{rule: FW-083, advisory: CVE-1, reason: why}]", false);
    assert_int_equal(findings_count(r.findings), 0);
    assert_int_equal(diags_count(r.diags), 0);
    decided_end(&r);
}

/* A finding is known again by what it tells: the rest of the package is another finding. */
static void test_fingerprints(void **state)
{
    (void)state;
    struct decided all = run_with("", true);
    struct decided less = run_with("suppressions: [{rule: FW-083, advisory: CVE-1, reason: why}]", true);
    const char *joint = findings_at(all.findings, 0)->fingerprint;
    for (size_t i = 0; i < 2; i++) /* CVE-1, and the rest */
        assert_string_not_equal(findings_at(less.findings, i)->fingerprint, joint);
    assert_string_not_equal(findings_at(less.findings, 0)->fingerprint,
                            findings_at(less.findings, 1)->fingerprint);
    assert_string_equal(findings_at(less.findings, 2)->fingerprint, /* the other package */
                        findings_at(all.findings, 1)->fingerprint);
    decided_end(&all);
    decided_end(&less);
}

/* How many findings are known that the baseline of `before` was written for. */
static size_t known_after(const char *before, const char *after)
{
    const struct findings_form form = {.version = "0"};
    struct decided then = run_with(before, true), now = run_with(after, true);
    struct buf json = {0};
    struct doc *doc = NULL;
    size_t known = 0;
    findings_json(&json, then.findings, &form);
    assert_true(read_json(buf_str(&json), STR("b.json"), READ_STRICT, then.diags, &doc));
    assert_true(decisions_read_baseline(now.decisions, doc));
    decisions_apply(now.decisions, now.findings, (struct date){2026, 11, 22}, now.diags);
    for (size_t i = 0; i < findings_count(now.findings); i++)
        known += findings_at(now.findings, i)->known;
    doc_free(doc);
    buf_release(&json);
    decided_end(&then);
    decided_end(&now);
    return known;
}

/* What was known stays known if an advisory of the same package is decided on, or no longer is. */
static void test_baseline(void **state)
{
    (void)state;
    static const char one[] = "suppressions: [{rule: FW-083, advisory: CVE-1, reason: why}]";
    static const char other[] = "suppressions: [{rule: FW-083, advisory: GHSA-3, reason: why}]";
    assert_int_equal(known_after("", ""), 2);
    assert_int_equal(known_after("", one), 3);
    assert_int_equal(known_after(one, ""), 2);
    assert_int_equal(known_after(one, other), 3);
}

/* All that a finding tells must be known; the version that is installed does not matter. */
static void test_baseline_of_some(void **state)
{
    (void)state;
    static const char baseline[] = "{\"answer\": \"check\", \"findings\": [{\"rule\": \"FW-083\", \"node\": \"f\", "
                                   "\"part\": \"left@0.9.0\", \"advisories\": [\"CVE-1\", \"GHSA-2\"]}]}";
    static const char *const overlays[] = {"", "suppressions: [{rule: FW-083, advisory: GHSA-3, reason: why}]"};
    for (size_t i = 0; i < COUNT(overlays); i++) {
        struct decided r = run_with(overlays[i], true);
        struct doc *doc = NULL;
        assert_true(read_json(str_from(baseline), STR("b.json"), READ_STRICT, r.diags, &doc));
        assert_true(decisions_read_baseline(r.decisions, doc));
        decisions_apply(r.decisions, r.findings, (struct date){2026, 11, 22}, r.diags);
        assert_true(str_is(findings_at(r.findings, 0)->part, "left@1.0.0"));
        assert_int_equal(findings_at(r.findings, 0)->known, i == 1);
        for (size_t k = 1; k < findings_count(r.findings); k++)
            assert_false(findings_at(r.findings, k)->known);
        doc_free(doc);
        decided_end(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_single_advisories),
        cmocka_unit_test(test_without_advisories),
        cmocka_unit_test(test_fingerprints),
        cmocka_unit_test(test_baseline),
        cmocka_unit_test(test_baseline_of_some),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
