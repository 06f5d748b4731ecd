/* SPDX-License-Identifier: MIT */
/* Advisories against packages: which versions are affected, what is joined, how severe it is, and how
 * files and folders of advisories are read. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "advisory_files.h"
#include "attr.h"
#include "cvss.h"

static void say(const struct advisories *a, struct buf *out)
{
    static const char *const levels[] = {"unrated", "low", "medium", "high", "critical"};
    for (size_t i = 0; i < advisories_found(a); i++) {
        const struct vulnerability *v = advisories_at(a, i);
        const struct package *p = packages_at(advisories_packages(a), v->package);
        buf_add(out, p->name);
        buf_putc(out, ' ');
        buf_add(out, p->version);
        buf_putc(out, ' ');
        buf_add(out, v->id);
        for (size_t k = 0; k < v->alias_count; k++) {
            buf_putc(out, '=');
            buf_add(out, v->aliases[k]);
        }
        buf_printf(out, " %s %d fixed ", levels[v->level], v->score);
        buf_add(out, v->fixed);
        buf_putc(out, '|');
    }
}

static struct packages *locked(enum ecosystem e, const char *name, const char *version)
{
    struct packages *p = packages_new();
    packages_set(p, STR("lock"));
    packages_add(p, &(struct package){.ecosystem = e, .name = str_from(name),
                                      .version = str_from(version), .line = 1});
    return p;
}

static void check_text(size_t row, struct packages *p, const char *text, const char *want)
{
    struct diags *diags = diags_new();
    struct advisories *a = advisories_new(p);
    struct buf got = {0};
    advisory_files_text(a, str_from(text), STR("f"), diags);
    advisories_ready(a);
    say(a, &got);
    if (diags_count(diags) || !str_is(buf_str(&got), want))
        fail_msg("row %zu\nwant %s\ngot  %s\n%s", row, want, got.ptr ? got.ptr : "",
                 diags_count(diags) ? diags_at(diags, 0)->text.ptr : "");
    buf_release(&got);
    advisories_free(a);
    diags_free(diags);
    packages_free(p);
}

#define RECORD(ecosystem, name, rest)                                                              \
    "{\"id\": \"GHSA-1\", \"affected\": [{\"package\": {\"ecosystem\": \"" ecosystem "\", \"name\": \"" name \
    "\"}, " rest "}]}"
#define RANGE(type, events) "\"ranges\": [{\"type\": \"" type "\", \"events\": [" events "]}]"

/* The evaluation of the schema, by one package and one entry. */
static void test_ranges(void **state)
{
    (void)state;
    static const struct {
        enum ecosystem e;
        const char *name, *version, *record, *fixed; /* fixed NULL: it is not affected */
    } rows[] = {
#define NPM(version, events, fixed)                                                                \
    {ECOSYSTEM_NPM, "a", version, RECORD("npm", "a", RANGE("SEMVER", events)), fixed}
        NPM("1.0.0", "{\"introduced\": \"0\"}, {\"fixed\": \"1.0.1\"}", "1.0.1"),
        NPM("1.0.1", "{\"introduced\": \"0\"}, {\"fixed\": \"1.0.1\"}", NULL),
        NPM("1.0.1-rc.1", "{\"introduced\": \"0\"}, {\"fixed\": \"1.0.1\"}", "1.0.1"),
        NPM("0.0.0-alpha", "{\"introduced\": \"0\"}, {\"fixed\": \"1.0.1\"}", "1.0.1"),
        NPM("0.9.9", "{\"introduced\": \"1.0.0\"}, {\"fixed\": \"1.0.1\"}", NULL),
        NPM("1.0.0", "{\"introduced\": \"1.0.0\"}", ""),
        NPM("1.5.0", "{\"introduced\": \"0\"}, {\"last_affected\": \"1.5.0\"}", ""),
        NPM("1.5.1", "{\"introduced\": \"0\"}, {\"last_affected\": \"1.5.0\"}", NULL),
        /* several branches, in any order */
        NPM("2.1.0", "{\"fixed\": \"2.2.0\"}, {\"introduced\": \"2.0.0\"}, {\"fixed\": \"1.5.0\"}, "
                     "{\"introduced\": \"0\"}", "2.2.0"),
        NPM("1.6.0", "{\"fixed\": \"2.2.0\"}, {\"introduced\": \"2.0.0\"}, {\"fixed\": \"1.5.0\"}, "
                     "{\"introduced\": \"0\"}", NULL),
        NPM("1.4.0", "{\"introduced\": \"0\", \"fixed\": \"1.5.0\"}", "1.5.0"),
        NPM("1.0.0", "{\"introduced\": \"0\"}, {\"limit\": \"1.0.0\"}", NULL),
        NPM("0.9.0", "{\"introduced\": \"0\"}, {\"limit\": \"1.0.0\"}", ""),
        NPM("9.0.0", "{\"introduced\": \"0\"}, {\"limit\": \"1.0.0\"}, {\"limit\": \"*\"}", ""),
        /* what is no version says nothing */
        NPM("1.0.0", "{\"introduced\": \"0\"}, {\"fixed\": \"soon\"}", ""),
        NPM("next", "{\"introduced\": \"0\"}", NULL),
        NPM("1.0.0", "{\"fixed\": \"2.0.0\"}", NULL),
        NPM("1.0.0", "7, {}, []", NULL),
        {ECOSYSTEM_NPM, "a", "1.0.0", RECORD("npm", "a", RANGE("GIT", "{\"introduced\": \"0\"}")), NULL},
        {ECOSYSTEM_NPM, "a", "1.0.0", RECORD("npm", "a", RANGE("ECOSYSTEM", "{\"introduced\": \"0\"}")), ""},
        {ECOSYSTEM_NPM, "a", "1.0.0", RECORD("npm", "A", RANGE("SEMVER", "{\"introduced\": \"0\"}")), NULL},
        {ECOSYSTEM_NPM, "a", "1.0.0", RECORD("PyPI", "a", RANGE("ECOSYSTEM", "{\"introduced\": \"0\"}")), NULL},
        {ECOSYSTEM_NPM, "a", "1.0.0", RECORD("crates.io", "a", RANGE("SEMVER", "{\"introduced\": \"0\"}")), NULL},
        /* versions that are listed */
        {ECOSYSTEM_NPM, "a", "1.0.0", RECORD("npm", "a", "\"versions\": [\"0.9.0\", \"1.0.0\"]"), ""},
        {ECOSYSTEM_NPM, "a", "1.0.1", RECORD("npm", "a", "\"versions\": [\"0.9.0\", \"1.0.0\"]"), NULL},
        {ECOSYSTEM_NPM, "a", "odd", RECORD("npm", "a", "\"versions\": [\"odd\"]"), ""},
        {ECOSYSTEM_NPM, "a", "1.0.0",
         RECORD("npm", "a", "\"versions\": [\"1.0.0\"], " RANGE("SEMVER", "{\"introduced\": \"2.0.0\"}, {\"fixed\": \"2.1.0\"}")),
         "2.1.0"},
        /* names and orders of the other registries */
        {ECOSYSTEM_PYPI, "Zope.Interface", "5.0",
         RECORD("PyPI", "zope-interface", RANGE("ECOSYSTEM", "{\"introduced\": \"5.0rc1\"}, {\"fixed\": \"5.0.post1\"}")),
         "5.0.post1"},
        {ECOSYSTEM_PYPI, "a__b", "1.0", RECORD("PyPI", "A-B", "\"versions\": [\"1.0.0\"]"), ""},
        {ECOSYSTEM_NUGET, "Newtonsoft.Json", "12.0.3",
         RECORD("NuGet", "newtonsoft.json", RANGE("ECOSYSTEM", "{\"introduced\": \"0\"}, {\"fixed\": \"13.0.1\"}")),
         "13.0.1"},
        {ECOSYSTEM_MAVEN, "g:a", "2.14.1",
         RECORD("Maven", "g:a", RANGE("ECOSYSTEM", "{\"introduced\": \"2.0-beta9\"}, {\"fixed\": \"2.15.0\"}")),
         "2.15.0"},
        {ECOSYSTEM_MAVEN, "g:a", "2.0-beta8",
         RECORD("Maven:https://repo1.maven.org/maven2", "g:a",
                RANGE("ECOSYSTEM", "{\"introduced\": \"2.0-beta9\"}, {\"fixed\": \"2.15.0\"}")), NULL},
        {ECOSYSTEM_GO, "h.org/a", "v1.0.0",
         RECORD("Go", "h.org/a", RANGE("SEMVER", "{\"introduced\": \"0\"}, {\"fixed\": \"1.0.1\"}")), "1.0.1"},
        {ECOSYSTEM_GEM, "rack", "2.2.3.rc1",
         RECORD("RubyGems", "rack", RANGE("ECOSYSTEM", "{\"introduced\": \"0\"}, {\"fixed\": \"2.2.3\"}")), "2.2.3"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf want = {0};
        if (rows[i].fixed)
            buf_printf(&want, "%s %s GHSA-1 unrated -1 fixed %s|", rows[i].name, rows[i].version, rows[i].fixed);
        check_text(i, locked(rows[i].e, rows[i].name, rows[i].version), rows[i].record,
                   want.ptr ? want.ptr : "");
        buf_release(&want);
    }
}

#define A "\"affected\": [{\"package\": {\"ecosystem\": \"npm\", \"name\": \"a\"}, \"versions\": [\"1.0.0\"]}]"
#define FIXED(version)                                                                             \
    "\"affected\": [{\"package\": {\"ecosystem\": \"npm\", \"name\": \"a\"}, \"ranges\": [{\"type\": \"SEMVER\", "  \
    "\"events\": [{\"introduced\": \"0\"}, {\"fixed\": \"" version "\"}]}]}]"

static void test_records(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"{\"id\": \"X-1\", \"withdrawn\": \"2024-01-01T00:00:00Z\", " A "}", ""},
        {"{\"id\": \"X-1\", \"withdrawn\": null, " A "}", "a 1.0.0 X-1 unrated -1 fixed |"},
        /* severity: a score before a word, the record before the package */
        {"{\"id\": \"X-1\", \"severity\": [{\"type\": \"CVSS_V3\", \"score\": \"CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H\"}], "
         "\"database_specific\": {\"severity\": \"LOW\"}, " A "}",
         "a 1.0.0 X-1 high 72 fixed |"},
        {"{\"id\": \"X-1\", \"severity\": [{\"type\": \"CVSS_V4\", \"score\": \"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N\"}], "
         "\"database_specific\": {\"severity\": \"CRITICAL\"}, " A "}",
         "a 1.0.0 X-1 critical 93 fixed |"},
        {"{\"id\": \"X-1\", \"database_specific\": {\"severity\": \"MODERATE\"}, " A "}",
         "a 1.0.0 X-1 medium -1 fixed |"},
        {"{\"id\": \"X-1\", \"affected\": [{\"package\": {\"ecosystem\": \"npm\", \"name\": \"a\"}, \"versions\": [\"1.0.0\"], "
         "\"ecosystem_specific\": {\"severity\": \"HIGH\"}}]}",
         "a 1.0.0 X-1 high -1 fixed |"},
        {"{\"id\": \"MAL-2024-1\", " A "}", "a 1.0.0 MAL-2024-1 critical -1 fixed |"},
        /* names that are no names are not shown */
        {"{\"id\": \"X\\u001b[31m\", \"aliases\": [\"CVE-1\", \"a b\", {}], " A "}", "a 1.0.0 CVE-1=? unrated -1 fixed |"},
        /* one hole under several names; the most severe word, the first fixed version */
        {"{\"id\": \"PYSEC-1\", \"aliases\": [\"CVE-1\"], \"database_specific\": {\"severity\": \"LOW\"}, " FIXED("3.0.0") "}\n"
         "{\"id\": \"GHSA-2\", \"aliases\": [\"CVE-2\"], " FIXED("4.0.0") "}\n"
         "{\"id\": \"GHSA-1\", \"aliases\": [\"CVE-1\"], \"database_specific\": {\"severity\": \"HIGH\"}, " FIXED("2.0.0") "}\n",
         "a 1.0.0 CVE-1=GHSA-1=PYSEC-1 high -1 fixed 2.0.0|a 1.0.0 CVE-2=GHSA-2 unrated -1 fixed 4.0.0|"},
        {"[{\"id\": \"GHSA-1\", " A "}, {\"id\": \"GHSA-1\", " A "}]", "a 1.0.0 GHSA-1 unrated -1 fixed |"},
        /* several entries for one package */
        {"{\"id\": \"X-1\", \"affected\": [{\"package\": {\"ecosystem\": \"npm\", \"name\": \"a\"}, \"versions\": [\"2.0.0\"]}, "
         "{\"package\": {\"ecosystem\": \"npm\", \"name\": \"\\u0061\"}, \"versions\": [\"1.0.0\"]}]}",
         "a 1.0.0 X-1 unrated -1 fixed |"},
        {"{\"id\": \"X-1\", \"affected\": []}", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        check_text(i, locked(ECOSYSTEM_NPM, "a", "1.0.0"), rows[i].text, rows[i].want);
}

/* first.org: the examples of the specifications and of the calculators. */
static void test_scores(void **state)
{
    (void)state;
    static const struct {
        const char *vector;
        int tenths; /* -1: none */
    } rows[] = {
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 98},
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 100},
        {"CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 61},
        {"CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 64},
        {"CVSS:3.0/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 31},
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L", 53},
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0},
        {"CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O", 68},
        {"AV:N/AC:L/Au:N/C:N/I:N/A:C", 78},
        {"AV:N/AC:L/Au:N/C:C/I:C/A:C", 100},
        {"AV:L/AC:H/Au:N/C:C/I:C/A:C", 62},
        {"AV:N/AC:L/Au:N/C:N/I:N/A:N", 0},
        {"7.5", 75},
        {"10", 100},
        {"10.1", -1},
        {"11", -1},
        {"7.55", -1},
        {"", -1},
        {"high", -1},
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H", -1},
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:X", -1},
        {"CVSS:5.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", -1},
#define V4 "CVSS:4.0/AV:"
        {V4 "L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 73},
        {V4 "N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 77},
        {V4 "N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U", 52},
        {V4 "N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N", 83},
        {V4 "N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N/CR:H/IR:L/AR:L/MAV:N/MAC:H/MVC:H/MVI:L/MVA:L", 81},
        {V4 "L/AC:L/AT:N/PR:N/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N", 46},
        {V4 "N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N", 51},
        {V4 "N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N", 69},
        {V4 "L/AC:L/AT:N/PR:H/UI:N/VC:N/VI:N/VA:N/SC:H/SI:N/SA:N", 59},
        {V4 "N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N", 87},
        {V4 "N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 100},
        {V4 "N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0},
        {V4 "P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/CR:H/IR:H/AR:H", 73},
        {V4 "P/AC:H/AT:P/PR:H/UI:A/VC:L/VI:L/VA:L/SC:N/SI:N/SA:N/E:U/CR:L/IR:L/AR:L", 1},
        {V4 "P/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:H/SA:N/MSI:S/S:P/U:Amber", 92},
        {V4 "N/AC:L/AT:N/PR:N/UI:P/VC:H/VI:L/VA:N/SC:H/SI:H/SA:H", 86}, /* 8.55 */
        {V4 "N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N", -1},
        {V4 "N/AC:L/AT:N/PR:N/UI:R/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", -1},
        {V4 "N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:S/SA:N", -1},
        {V4 "N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:S/SI:N/SA:N", -1},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int tenths = -1;
        if (!cvss_score(str_from(rows[i].vector), &tenths))
            tenths = -1;
        if (tenths != rows[i].tenths)
            fail_msg("%s: want %d, got %d", rows[i].vector, rows[i].tenths, tenths);
    }
}

/* Every eleventh of the 104,976 vectors of the base of 4.0, in the order of the specification: sums that
 * another implementation has as well. */
static void test_scores_sweep(void **state)
{
    (void)state;
    static const struct {
        const char *name, *values;
    } rows[] = {{"AV", "NALP"}, {"AC", "LH"},  {"AT", "NP"},  {"PR", "NLH"}, {"UI", "NPA"}, {"VC", "HLN"},
                {"VI", "HLN"},  {"VA", "HLN"}, {"SC", "HLN"}, {"SI", "HLN"}, {"SA", "HLN"}};
    long sum = 0, weighted = 0, count = 0;
    for (long i = 0; i < 104976; i += 11) {
        struct buf vector = {0};
        int tenths;
        long rest = i, size = 104976;
        buf_puts(&vector, "CVSS:4.0");
        for (size_t m = 0; m < COUNT(rows); m++) {
            size /= (long)strlen(rows[m].values);
            buf_printf(&vector, "/%s:%c", rows[m].name, rows[m].values[rest / size]);
            rest %= size;
        }
        assert_true(cvss_score(buf_str(&vector), &tenths));
        sum += tenths;
        weighted += tenths * (++count % 1009);
        buf_release(&vector);
    }
    assert_int_equal(count, 9544);
    assert_int_equal(sum, 542316);
    assert_int_equal(weighted, 265069910);
}

/* --- Files ------------------------------------------------------------------------------------ */

static char folder[] = "/tmp/faasmap-advisories-XXXXXX";

static void put(const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) && close(fd) == 0);
}

/* A folder: every file of it, in sub-folders too; what is broken or something else says so. */
static void test_folder(void **state)
{
    (void)state;
    char below[128];
    snprintf(below, sizeof below, "%s/npm", folder);
    assert_int_equal(mkdir(below, 0700), 0);
    put("npm/1.json", "{\"id\": \"X-1\", " A "}");
    put("npm/2.json", "{\"id\": \"X-2\",\n " A ");");
    put("npm/3.json", "{\"id\": \"X-3\", \"affected\": [{\"package\": {\"ecosystem\": \"npm\", \"name\": \"b\"}, "
                      "\"versions\": [\"1.0.0\"]}]}");
    put("4.jsonl", "{\"id\": \"X-4\", " A "}\n{\"id\": \"X-5\"}\n{\"id\": \"X-6\", " A "}\n");
    put("readme.txt", "none");
    struct packages *p = locked(ECOSYSTEM_NPM, "a", "1.0.0");
    struct advisories *a = advisories_new(p);
    struct diags *diags = diags_new();
    struct buf got = {0};
    const struct read_place place = {.root = AT_FDCWD, .path = folder, .file = STR("osv"), .named = true};
    assert_true(advisory_files_read(a, &place, diags));
    advisories_ready(a);
    say(a, &got);
    assert_string_equal(got.ptr, "a 1.0.0 X-1 unrated -1 fixed |a 1.0.0 X-4 unrated -1 fixed |"
                                 "a 1.0.0 X-6 unrated -1 fixed |");
    assert_int_equal(advisories_read(a), 4);
    diags_sort(diags);
    assert_int_equal(diags_count(diags), 2);
    assert_true(str_is(diags_at(diags, 0)->where.file, "osv/4.jsonl"));
    assert_int_equal(diags_at(diags, 0)->where.line, 2);
    assert_int_equal(diags_at(diags, 0)->level, DIAG_WARNING);
    assert_true(str_is(diags_at(diags, 1)->where.file, "osv/npm/2.json"));
    assert_int_equal(diags_at(diags, 1)->where.line, 2);
    assert_int_equal(diags_at(diags, 1)->level, DIAG_ERROR);
    const struct read_place none = {.root = AT_FDCWD, .path = "/tmp/faasmap-none", .file = STR("x"), .named = true};
    assert_false(advisory_files_read(a, &none, diags));
    buf_release(&got);
    diags_free(diags);
    advisories_free(a);
    packages_free(p);
    static const char *const names[] = {"npm/1.json", "npm/2.json", "npm/3.json", "4.jsonl", "readme.txt"};
    for (size_t i = 0; i < COUNT(names); i++) {
        char path[160];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(below);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_scores),
        cmocka_unit_test(test_scores_sweep),
        cmocka_unit_test(test_folder),
    };
    if (!mkdtemp(folder))
        return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rmdir(folder);
    return failed;
}
