/* SPDX-License-Identifier: MIT */
/* Every rule of the table has cases of its own: tests/golden/rules/FW-NNN/ holds
 *     hit*       inputs (a file or a folder) that the rule finds something in
 *     ask*       inputs that it asks a question about, and finds nothing
 *     miss*      inputs that are all but a finding, and are none
 *     before-X   the older state that case X is compared with
 *     expected   what it says, one line a finding: CASE | SEVERITY | SUBJECT | TEXT | PLACE
 * FAASMAP_GOLDEN=write rewrites expected; read it line by line before it is committed. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "finding.h"
#include "golden.h"
#include "mem.h"
#include "text.h"

#define FOLDER "tests/golden/rules"
enum { NAMES = 64 };

static void say(struct buf *out, const char *name, const struct graph *g, const struct finding *f)
{
    buf_printf(out, "%s | %s%s | ", name, severity_names[f->severity], f->question ? "?" : "");
    esc_plain(out, graph_node_at(g, f->subject)->name);
    for (size_t i = 0; i < f->other_count; i++) {
        buf_puts(out, ", ");
        esc_plain(out, graph_node_at(g, f->others[i])->name);
    }
    buf_puts(out, " | ");
    esc_plain(out, f->text);
    buf_puts(out, " | ");
    esc_plain(out, f->where.file);
    buf_printf(out, ":%u\n", (unsigned)f->where.line);
}

/* One case of one rule: its lines, and whether its name keeps its word. */
static void run_case(const struct rule *rule, const char *folder, const char *name, struct buf *out)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    struct str only = str_from(rule->id);
    const struct rule_options said = {.today = {2026, 11, 22}, .only = {&only, 1}, .verify = true};
    struct decisions *decisions = decisions_new();
    struct graph *g = golden_import_decided(path, decisions);
    struct rule_options options = decisions_options(decisions, &said);
    struct stat st;
    char old[600];
    snprintf(old, sizeof old, "%s/before-%s", folder, name);
    struct graph *before = stat(old, &st) == 0 ? golden_import(old) : NULL;
    options.before = before;
    const struct diags *diags = graph_diags(g);
    if (diags_errors(diags))
        fail_msg("%s: %.*s", path, (int)diags_at(diags, 0)->text.len, diags_at(diags, 0)->text.ptr);
    struct findings *all = findings_find(g, &options);
    struct buf why = {0};
    if (!findings_verify(all, &why))
        fail_msg("%s: refuted: %s", path, why.ptr);
    size_t found = 0, asked = 0;
    for (size_t i = 0; i < findings_count(all); i++) {
        const struct finding *f = findings_at(all, i);
        assert_ptr_equal(f->rule, rule);
        assert_true(f->text.len > 0);
        found += !f->question;
        asked += f->question;
        say(out, name, g, f);
    }
    findings_free(all);
    graph_free(before);
    graph_free(g);
    decisions_free(decisions);
    if (strncmp(name, "hit", 3) == 0 ? !found
                                     : strncmp(name, "ask", 3) == 0 ? found || !asked : found || asked)
        fail_msg("%s: %zu findings, %zu questions", path, found, asked);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void write_file(const char *path, struct str text)
{
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(text.ptr, 1, text.len, f) != text.len || fclose(f))
        fail_msg("%s: cannot be written", path);
}

static void check_rule(const struct rule *rule)
{
    char folder[256], path[300], names[NAMES][64];
    size_t count = 0, hits = 0, misses = 0;
    snprintf(folder, sizeof folder, FOLDER "/%s", rule->id);
    DIR *dir = opendir(folder);
    if (!dir)
        fail_msg("%s has no cases", rule->id);
    for (const struct dirent *e; (e = readdir(dir));) {
        bool hit = strncmp(e->d_name, "hit", 3) == 0, miss = strncmp(e->d_name, "miss", 4) == 0;
        if (!hit && !miss && strncmp(e->d_name, "ask", 3) != 0)
            continue;
        assert_true(count < NAMES && strlen(e->d_name) < sizeof names[0]);
        strcpy(names[count++], e->d_name);
        hits += hit;
        misses += miss;
    }
    closedir(dir);
    if (!hits || !misses)
        fail_msg("%s: %zu cases that hit, %zu that miss", rule->id, hits, misses);
    qsort(names, count, sizeof names[0], by_name);
    struct buf got = {0}, want = {0};
    for (size_t i = 0; i < count; i++)
        run_case(rule, folder, names[i], &got);
    snprintf(path, sizeof path, "%s/expected", folder);
    const char *mode = getenv("FAASMAP_GOLDEN");
    if (mode && strcmp(mode, "write") == 0)
        write_file(path, buf_str(&got));
    golden_read(path, &want);
    if (!str_eq(buf_str(&want), buf_str(&got)))
        fail_msg("%s\n--- want\n%.*s--- got\n%.*s", path, (int)want.len, want.ptr, (int)got.len,
                 got.ptr);
    buf_release(&got);
    buf_release(&want);
}

static void test_every_rule_has_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < rule_count; i++)
        check_rule(&rules[i]);
}

/* No word of the catalogue is missing: every rule says what it is good for. */
static void test_rows_are_complete(void **state)
{
    (void)state;
    for (size_t i = 0; i < rule_count; i++) {
        const struct rule *r = &rules[i];
        assert_true(strlen(r->title) > 5 && strlen(r->why) > 20 && strlen(r->fix) > 10);
        assert_ptr_equal(rule_find_id(str_from(r->id)), r);
    }
}

/* The same system gives the same findings whatever the order of its files, and a finding keeps its
 * fingerprint when lines move. */
static void test_fingerprints_survive_moved_lines(void **state)
{
    (void)state;
    static const char text[] = "faasmap: 1\nnodes:\n  - {id: r, kind: route, name: GET /x}\n"
                               "edges:\n  - {kind: exposes, from: internet, to: r, auth: none}\n";
    static const char moved[] = "# moved\n\n\nfaasmap: 1\nnodes:\n  - {id: r, kind: route, "
                                "name: GET /x}\nedges:\n  - {kind: exposes, from: internet, "
                                "to: r, auth: none}\n";
    const char *texts[] = {text, moved};
    char prints[2][FINGERPRINT_SIZE];
    for (size_t i = 0; i < 2; i++) {
        struct memory_file file = {STR("t.yaml"), str_from(texts[i])};
        struct import_options input = {.files = &file, .file_count = 1};
        struct graph *g = import_all(&input);
        struct str only = STR("FW-001");
        const struct rule_options options = {.today = {2026, 11, 22}, .only = {&only, 1}};
        struct findings *all = findings_find(g, &options);
        assert_int_equal(findings_count(all), 1);
        memcpy(prints[i], findings_at(all, 0)->fingerprint, FINGERPRINT_SIZE);
        findings_free(all);
        graph_free(g);
    }
    assert_string_equal(prints[0], prints[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_rule_has_cases),
        cmocka_unit_test(test_rows_are_complete),
        cmocka_unit_test(test_fingerprints_survive_moved_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
