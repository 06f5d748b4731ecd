/* SPDX-License-Identifier: MIT */
/* What cuts propose: changes, costs, prices, on small systems that are written out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cut_case.h"
#include "mem.h"

/* "SIDE exact COST: SENTENCE @LINE; ..." lines, then open goals. */
static void render(const struct cut *c, struct buf *out)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < c->proposal_count; i++) {
        const struct cut_proposal *p = &c->proposals[i];
        buf_printf(out, "%s %s %llu:", cut_side_names[p->side], p->exact ? "exact" : "heuristic",
                   (unsigned long long)p->cost);
        for (size_t k = 0; k < p->count; k++) {
            buf_puts(out, k ? "; " : " ");
            buf_add(out, change_sentence(c->changes, p->changes[k], arena));
        }
        buf_putc(out, '\n');
    }
    for (size_t i = 0; i < c->goal_count; i++)
        if (c->goals[i].open) {
            buf_puts(out, "open ");
            buf_add(out, graph_node_at(c->graph, c->goals[i].node)->name);
            buf_putc(out, '\n');
        }
    arena_free(arena);
}

#define WAY_IN "actor internet\nroute r\nfunction f\ninternet -exposes-> r auth=none\n" \
               "r -invokes-> f\n"
#define GATE   "source exact 1: Add authentication to r\n"

struct proposal_case {
    const char *what, *text, *seat, *released, *want;
};

/* What code needs, and what only a grant gives. */
static const struct proposal_case needs[] = {
    {"what code needs stays", WAY_IN "table t sensitivity=2\nf -reads-> t ev=code conf=90\n",
     "anonymous", NULL, GATE},
    {"whoever is let in is not stopped by a gate",
     WAY_IN "table t sensitivity=2\nf -reads-> t ev=code conf=90\n", "user", NULL, "open t\n"},
    {"released access", WAY_IN "table t sensitivity=2\nf -reads-> t ev=code conf=90\n", "user",
     "t", "source exact 5: Take the access to t away from f\n"},
    {"a released function", WAY_IN "table t sensitivity=2\nf -reads-> t ev=code conf=90\n",
     "user", "f", "source exact 5: Remove the connection from r to f (invokes)\n"
                  "data exact 5: Take the access to t away from f\n"},
    {"a grant without need",
     WAY_IN "identity i\ntable t sensitivity=2\nf -runs-as-> i\ni -grants-> t ops=read\n", "user",
     NULL, "source exact 1: Narrow the statement that gives i t\n"},
    {"an access that only follows from the grant falls with it",
     WAY_IN "identity i\ntable t sensitivity=2\nf -runs-as-> i\ni -grants-> t ops=read\n"
            "f -reads-> t ev=policy conf=60\n", "user", NULL,
     "source exact 1: Narrow the statement that gives i t\n"},
    {"a setting names it, and no code says otherwise: needed",
     WAY_IN "identity i\ntable t sensitivity=2\nf -runs-as-> i\ni -grants-> t ops=read\n"
            "f -reads-> t ev=policy conf=85\n", "user", NULL, "open t\n"},
    {"code writes only: reading is not needed",
     WAY_IN "identity i\ntable t sensitivity=2\nf -runs-as-> i\ni -grants-> t ops=read,write\n"
            "f -reads-> t ev=policy conf=85\nf -writes-> t ev=code conf=95\n", "user", NULL,
     "source exact 1: Narrow the statement that gives i t\n"},
    {"what it is fed with it needs",
     WAY_IN "identity i\nqueue q sensitivity=2\nf -runs-as-> i\ni -grants-> q ops=read\n"
            "q -triggers-> f\n", "compromised:f", NULL, "open q\n"},
};

/* Roles, and power over roles. */
static const struct proposal_case roles[] = {
    {"one shared role: the statement is cheaper than the split",
     WAY_IN "function g\nidentity i\ntable t sensitivity=2\nf -runs-as-> i\ng -runs-as-> i\n"
            "i -grants-> t ops=read\n", "user", NULL,
     "source exact 1: Narrow the statement that gives i t\n"},
    {"another needs it: a role of its own",
     WAY_IN "function g\nidentity i\ntable t sensitivity=2\nf -runs-as-> i\ng -runs-as-> i\n"
            "i -grants-> t ops=read\ng -reads-> t ev=code conf=90\n", "user", NULL,
     "source exact 3: Give f a role of its own in the place of i, with what its code needs\n"},
    {"power is taken away, or the way to it closed",
     WAY_IN "identity i\nidentity j\nf -runs-as-> i\ni -controls-> j primitive=x\n", "anonymous",
     NULL, GATE "data exact 1: Narrow the statement that gives i j\n"},
};

/* Secrets, apps, trust. */
static const struct proposal_case secrets[] = {
    {"a secret in the settings", WAY_IN "secret s\nf -uses-> s value=plain\n", "user", NULL,
     "source exact 2: Take s out of the settings of f; use an identity, or a secret store that "
     "only its user may read\n"},
    {"what opens, when the secret is no goal itself",
     "function f\nsecret s\ntable t sensitivity=2\ns -unlocks-> t ops=read\n", "leaked:s", NULL,
     "source exact 3: Replace s by a credential that does not open t\n"},
    {"keys of the platform cannot be replaced",
     "secret s made-by=platform\ntable t sensitivity=2\ns -unlocks-> t ops=read\n", "leaked:s",
     NULL, "open t\n"},
    {"one app", "function f\nfunction g\napp p\ntable t sensitivity=2\nf -hosted-by-> p\n"
                "g -hosted-by-> p\ng -reads-> t ev=code conf=90\n", "compromised:f", NULL,
     "source exact 4: Move f out of p into a function app of its own\n"
     "data exact 4: Move g out of p into a function app of its own\n"},
    {"alone in its app", "function f\napp p\nidentity i\ntable t sensitivity=2\n"
                         "f -hosted-by-> p\np -runs-as-> i\ni -grants-> t ops=read\n",
     "compromised:f", NULL, "source exact 1: Narrow the statement that gives i t\n"},
    {"trust", "identity i\nidentity j\nsecret s\ni -assumes-> j\nj -grants-> s ops=read\n"
              "function g\ng -runs-as-> j\ng -uses-> s ev=code conf=90\n", "leaked:i", NULL,
     "source exact 2: Take i out of the trust policy of j\n"},
};

/* Stores and routes that are open, code that is written. */
static const struct proposal_case entries[] = {
    {"public store", "actor internet\nbucket b sensitivity=2\n"
                     "internet -exposes-> b auth=none ops=read\n", "user", NULL,
     "source exact 1: Close b to the public\n"},
    {"guests", "actor internet\nidentity i\nfunction f\ntable t sensitivity=2\n"
               "internet -exposes-> i auth=none\nf -runs-as-> i\ni -grants-> t ops=read\n"
               "f -reads-> t ev=code conf=90\n", "user", NULL,
     "source exact 2: Hand out no credentials of i to guests\n"},
    {"code that is written", "code c\nfunction f\ntable t sensitivity=2\nf -code-from-> c\n"
                             "f -reads-> t ev=code conf=90\n", "malicious-dependency:c", NULL,
     "source exact 3: Let only the pipeline write c, which code is run from\n"},
    {"two routes of one API cost as much as all of it, which is one change",
     "actor internet\napi a\nroute r\nroute x\nfunction f\ntable t sensitivity=2\n"
     "internet -exposes-> a auth=none\ninternet -exposes-> r auth=none\n"
     "internet -exposes-> x auth=none\na -routes-> r\na -routes-> x\nr -invokes-> f\n"
     "x -invokes-> f\nf -reads-> t ev=code conf=90\n", "anonymous", NULL,
     "source exact 2: Add authentication to all of a (a default authorizer): r, x\n"},
    {"an app has one gate for all its functions",
     "actor internet\nroute r\nroute x\nroute y\nfunction f\nfunction g\napp p\n"
     "table t sensitivity=2\n"
     "internet -exposes-> r auth=none\ninternet -exposes-> x auth=none\n"
     "internet -exposes-> y auth=none\nr -invokes-> f\nx -invokes-> g\ny -invokes-> g\n"
     "f -hosted-by-> p\ng -hosted-by-> p\nf -reads-> t ev=code conf=90\n", "anonymous", NULL,
     "source exact 2: Add authentication to all of p (before its code runs): r, x, y\n"},
    {"meant for everybody", "actor internet\nbucket b sensitivity=2\nroute r sensitivity=0\n"
                            "function f\ninternet -exposes-> r auth=apikey\nr -invokes-> f\n"
                            "f -reads-> b ev=code conf=90\n", "anonymous", NULL,
     "source exact 1: Put authentication in the place of the shared key of r\n"},
    {"nothing falls", WAY_IN "table t sensitivity=2\n", "anonymous", NULL, ""},
};

static void try_all(const struct proposal_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct buf out = {0};
        struct cut_case s = cut_case_of(cases[i].text, cases[i].seat);
        uint8_t *released = mem_zalloc(graph_node_count(s.g) + 1, 1);
        if (cases[i].released)
            released[tiny_node(s.g, cases[i].released)] = 1;
        s.q.released = released;
        cut_case_solve(&s);
        render(s.cut, &out);
        if (!str_is(buf_str(&out), cases[i].want))
            fail_msg("%s:\n%s\nis not\n%s", cases[i].what, out.ptr ? out.ptr : "", cases[i].want);
        cut_case_holds(&s, cases[i].what);
        buf_release(&out);
        cut_case_end(&s);
        mem_free(released);
    }
}

static void test_proposals(void **state)
{
    (void)state;
    try_all(needs, COUNT(needs));
    try_all(roles, COUNT(roles));
    try_all(secrets, COUNT(secrets));
    try_all(entries, COUNT(entries));
}

/* A flaw that is known can be repaired; what is only assumed cannot. */
static void test_evidence(void **state)
{
    (void)state;
    struct buf out = {0};
    struct cut_case s = cut_case_of("actor internet\nroute r\nfunction f exploitable='eval, f.py:3'\n"
                                  "table t sensitivity=2\ninternet -exposes-> r auth=none\n"
                                  "r -invokes-> f\nf -reads-> t ev=code conf=90\n", "user");
    s.q.path.mode = MODE_EVIDENCE;
    cut_case_solve(&s);
    render(s.cut, &out);
    assert_string_equal(out.ptr, "source exact 3: Repair the flaw of f: eval, f.py:3\n");
    buf_release(&out);
    cut_case_end(&s);
}

/* Input that is stored and read back later is followed, unless it is left aside. */
static void test_stored(void **state)
{
    (void)state;
    static const char text[] =
        "actor internet\nroute r\nroute x\nfunction f\nfunction g\ntable notes\n"
        "table t sensitivity=2\ninternet -exposes-> r auth=none\ninternet -exposes-> x auth=none\n"
        "r -invokes-> f\nf -writes-> notes ev=code conf=90\nx -invokes-> g\n"
        "g -reads-> notes ev=code conf=90\ng -reads-> t ev=code conf=90\n";
    static const struct {
        bool direct;
        const char *want;
        size_t stored;
    } cases[] = {
        {false, "source exact 2: Add authentication to r; Add authentication to x\n", 0},
        {true, "source exact 1: Add authentication to x\n", 1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct cut_case s = cut_case_of(text, "anonymous");
        struct buf out = {0};
        s.q.direct = cases[i].direct;
        cut_case_solve(&s);
        render(s.cut, &out);
        assert_string_equal(out.ptr, cases[i].want);
        assert_int_equal(s.cut->proposals[0].stored_count, cases[i].stored);
        cut_case_holds(&s, text);
        buf_release(&out);
        cut_case_end(&s);
    }
}

/* --- Prices ----------------------------------------------------------------------------------- */

static void test_prices(void **state)
{
    (void)state;
    static const struct {
        const char *text, *error;
        uint32_t gate, role;
    } cases[] = {
        {"", NULL, 1, 3},
        {"change\tcost\tas of\twhat\nauthenticate\t7\t2026-01-01\tx\n", NULL, 7, 3},
        {"# ours\n  split-role   12\r\n\nauthenticate 2", NULL, 2, 12},
        {"authenticat 2", "line 1: no change is called 'authenticat'", 1, 3},
        {"\nsplit-role 0", "line 2: a cost is a number from 1 to 1000", 1, 3},
        {"split-role 1001", "line 1: a cost is a number from 1 to 1000", 1, 3},
        {"split-role", "line 1: a cost is a number from 1 to 1000", 1, 3},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct change_prices p = change_prices_usual();
        struct buf error = {0};
        assert_int_equal(change_prices_read(&p, str_from(cases[i].text), &error),
                         cases[i].error == NULL);
        assert_string_equal(error.ptr ? error.ptr : "", cases[i].error ? cases[i].error : "");
        assert_int_equal(p.of[CHANGE_GATE], cases[i].gate);
        assert_int_equal(p.of[CHANGE_ROLE], cases[i].role);
        buf_release(&error);
    }
}

/* A price decides where the cut is. */
static void test_price_moves_the_cut(void **state)
{
    (void)state;
    struct buf out = {0};
    struct cut_case s = cut_case_of(WAY_IN "identity i\nidentity j\nf -runs-as-> i\n"
                                         "i -controls-> j primitive=x\n", "anonymous");
    s.q.prices.of[CHANGE_GATE] = 2;
    cut_case_solve(&s);
    render(s.cut, &out);
    assert_string_equal(out.ptr, "source exact 1: Narrow the statement that gives i j\n");
    buf_release(&out);
    cut_case_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_proposals),
        cmocka_unit_test(test_evidence),
        cmocka_unit_test(test_stored),
        cmocka_unit_test(test_prices),
        cmocka_unit_test(test_price_moves_the_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
