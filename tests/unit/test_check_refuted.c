/* SPDX-License-Identifier: MIT */
/* `faasmap check --verify` when an answer is wrong. No input makes one, so what a rule rests on, or a
 * finding, is spoilt just before the real checker looks at it: the linker leads the calls here (--wrap). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "amplify_parts.h"
#include "cli.h"
#include "excess_parts.h"
#include "exposure_parts.h"
#include "finding.h"
#include "importer.h"

enum spoilt { NOTHING, THE_FLOOD, THE_EXCESS, THE_EXPOSURE, A_FINDING };
static enum spoilt spoilt;

bool __real_amplify_check(const struct amplify *a, struct buf *why);
bool __wrap_amplify_check(const struct amplify *a, struct buf *why);
bool __wrap_amplify_check(const struct amplify *a, struct buf *why)
{
    if (spoilt == THE_FLOOD)
        ((struct amplify *)(uintptr_t)a)->behind[LOAD_VIEW_SEEN][0].runs++;
    return __real_amplify_check(a, why);
}

bool __real_excess_verify_given(const struct excess *x, struct buf *why);
bool __wrap_excess_verify_given(const struct excess *x, struct buf *why);
bool __wrap_excess_verify_given(const struct excess *x, struct buf *why)
{
    if (spoilt == THE_EXCESS)
        x->items[0].unused_count++;
    return __real_excess_verify_given(x, why);
}

bool __real_exposure_verify(const struct exposure *x, struct buf *why);
bool __wrap_exposure_verify(const struct exposure *x, struct buf *why);
bool __wrap_exposure_verify(const struct exposure *x, struct buf *why)
{
    for (node_id n = 1; spoilt == THE_EXPOSURE && n <= graph_node_count(x->graph); n++)
        x->best[n] = VERTEX_NONE;
    return __real_exposure_verify(x, why);
}

bool __real_findings_verify(const struct findings *f, struct buf *why);
bool __wrap_findings_verify(const struct findings *f, struct buf *why);
bool __wrap_findings_verify(const struct findings *f, struct buf *why)
{
    if (spoilt == A_FINDING)
        ((struct finding *)(uintptr_t)findings_at(f, 0))->fingerprint[0] ^= 1;
    return __real_findings_verify(f, why);
}

static const struct {
    enum spoilt what;
    const char *reason;
} cases[] = {
    {THE_FLOOD, "a figure is not the sum of those behind it"},
    {THE_EXCESS, "what is given beyond need is another: "},
    {THE_EXPOSURE, ": there is a way in"},
    {A_FINDING, "its fingerprint is not that of its rule and ids"},
};

/* --- What findings keep of it ----------------------------------------------------------------- */

static void test_what_rules_rest_on(void **state)
{
    (void)state;
    const char *path = "samples/waste-management-aws";
    const struct import_options input = {.paths = &path, .path_count = 1};
    struct graph *g = import_all(&input);
    for (size_t i = 0; i <= COUNT(cases); i++) {
        const struct rule_options options = {.today = {2026, 11, 23}, .verify = true};
        struct buf why = {0};
        spoilt = i < COUNT(cases) ? cases[i].what : NOTHING;
        struct findings *f = findings_find(g, &options);
        bool rests = spoilt != NOTHING && spoilt != A_FINDING;
        if (rests && str_find(findings_refuted(f), str_from(cases[i].reason)) == STR_NPOS)
            fail_msg("%.*s instead of %s", (int)findings_refuted(f).len, findings_refuted(f).ptr,
                     cases[i].reason);
        assert_int_equal(findings_refuted(f).len > 0, rests);
        assert_int_equal(findings_verify(f, &why), spoilt == NOTHING);
        buf_release(&why);
        findings_free(f);
    }
    graph_free(g);
}

/* --- At the command line ---------------------------------------------------------------------- */

static struct str content_of(FILE *f, char *text, size_t size)
{
    rewind(f);
    size_t len = fread(text, 1, size, f);
    fclose(f);
    return (struct str){text, len};
}

static int run(bool verify, FILE *out, FILE *err)
{
    char name[] = "faasmap", command[] = "check", path[] = "samples/waste-management-aws",
         option[] = "--verify";
    char *args[] = {name, command, path, verify ? option : NULL, NULL};
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        dup2(fileno(out), STDOUT_FILENO);
        dup2(fileno(err), STDERR_FILENO);
        int code = cli_main(verify ? 4 : 3, args);
        fflush(NULL);
        _exit(code);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* A wrong answer is not told: exit code 4, the reason, and nothing else. */
static void test_exit_code(void **state)
{
    (void)state;
    static char text[1 << 16];
    for (size_t i = 0; i <= COUNT(cases); i++)
        for (int verify = 0; verify < 2; verify++) {
            FILE *out = tmpfile(), *err = tmpfile();
            spoilt = i < COUNT(cases) ? cases[i].what : NOTHING;
            bool refuted = verify && spoilt != NOTHING;
            assert_int_equal(run(verify, out, err), refuted ? EXIT_OUTPUT : EXIT_FOUND);
            assert_int_equal(content_of(out, text, sizeof text).len == 0, refuted);
            struct str said = content_of(err, text, sizeof text);
            if (refuted && (str_find(said, STR("the answer does not hold: ")) == STR_NPOS ||
                            str_find(said, str_from(cases[i].reason)) == STR_NPOS))
                fail_msg("%.*s instead of %s", (int)said.len, said.ptr, cases[i].reason);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_rules_rest_on),
        cmocka_unit_test(test_exit_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
