/* SPDX-License-Identifier: MIT */
/* The table of spread rules: closed lists, sentences, derived masks, and for each row one case that
 * fires and one near miss that does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "attack.h"
#include "attr.h"
#include "path_make.h"
#include "tiny_graph.h"

enum { ROWS = 85, GOAL_ROW = 83 };

/* --- The table -------------------------------------------------------------------------------- */

static void rows_are_in_order(void **state)
{
    (void)state;
    assert_int_equal(spread_row_count, ROWS);
    for (size_t i = 0; i < spread_row_count; i++) {
        char id[32];
        snprintf(id, sizeof id, "SPREAD-%02zu", i + 1);
        assert_string_equal(spread_rows[i].id, id);
    }
}

static void rows_keep_to_closed_lists(void **state)
{
    (void)state;
    for (size_t i = 0; i < spread_row_count; i++) {
        const struct spread_row *r = &spread_rows[i];
        assert_true(r->weight == 0 || r->weight == 1 || r->weight == 3);
        assert_true(r->premise < STATE_COUNT);
        assert_int_equal(r->conclusion == STATE_COUNT, i + 1 == GOAL_ROW);
        assert_int_equal(r->dir == SPREAD_SAME, r->edge == EDGE_KIND_COUNT);
        assert_true(r->confidence <= 100 && r->confidence > 0);
        assert_true(strcmp(r->technique, "-") == 0 || r->technique[0] == 'T');
        assert_true(spread_row_complete(r));
        /* Load never widens anything but load. */
        if (r->premise == STATE_EXHAUST)
            assert_int_equal(r->conclusion, STATE_EXHAUST);
        /* Some kind of node has each of the two states. */
        unsigned legal = 0;
        for (int k = 0; k < NODE_KIND_COUNT; k++)
            legal |= state_mask((enum node_kind)k);
        assert_true(legal & 1u << r->premise);
    }
}

static void a_row_without_its_function_is_seen(void **state)
{
    (void)state;
    struct spread_row row = spread_rows[0];
    row.clauses[1] = "the moon is full";
    assert_false(spread_row_complete(&row));
    row = spread_rows[0];
    row.like = 80; /* which is itself like another row */
    assert_false(spread_row_complete(&row));
}

/* Only the placeholders that path_render() knows. */
static void every_sentence_renders(void **state)
{
    (void)state;
    struct graph *g = tiny_graph("function a exploitable='eval at a.py:3'\n"
                                 "function b\n"
                                 "a -invokes-> b ops=read,write primitive=PassRole cond='MFA' \n");
    struct spread_terms terms = {0};
    struct spread_hop hop = {.from = tiny_node(g, "a"), .to = tiny_node(g, "b"), .gate = AUTH_JWT};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < spread_row_count; i++) {
        struct str s = path_render(g, &terms, spread_rows[i].sentence, &hop, 1, arena);
        assert_true(str_chr(s, '{') == STR_NPOS && str_chr(s, '}') == STR_NPOS);
        assert_true(s.len > 10);
    }
    for (size_t i = 0; i < CONDITION_COUNT; i++) {
        struct str s = path_render(g, &terms, condition_texts[i], &hop, 1, arena);
        assert_true(str_chr(s, '{') == STR_NPOS);
    }
    struct str s = path_render(g, &terms, "{a} {b} {ops} {auth} {evidence} {primitive} {cond} {x}",
                               &hop, 1, arena);
    assert_string_equal(s.ptr, "a b read, write jwt eval at a.py:3 PassRole MFA {x}");
    assert_string_equal(path_render(g, &terms, "{a", &hop, 1, arena).ptr, "{a");
    arena_free(arena);
    graph_free(g);
}

/* Section "masks are a summary": T and B per edge kind and direction, derived from the rows. */
static void masks_are_derived(void **state)
{
    (void)state;
    static const struct {
        enum edge_kind kind;
        const char *t, *b;
    } expected[] = {
        {EDGE_EXPOSES, "f", "f"},     {EDGE_ROUTES, "f", "f"},     {EDGE_INVOKES, "f", "fr"},
        {EDGE_TRIGGERS, "f", "fr"},   {EDGE_DELIVERS, "f", "f"},   {EDGE_DEADLETTERS, "f", ""},
        {EDGE_READS, "r", "f"},       {EDGE_WRITES, "f", "f"},     {EDGE_USES, "", "f"},
        {EDGE_UNLOCKS, "", "f"},      {EDGE_RUNS_AS, "", "f"},     {EDGE_ASSUMES, "", "f"},
        {EDGE_GRANTS, "f", "f"},      {EDGE_CONTROLS, "", "f"},    {EDGE_AUTHENTICATES, "", "f"},
        {EDGE_HOSTED_BY, "", "fr"},   {EDGE_CODE_FROM, "", "r"},   {EDGE_ENCRYPTED_BY, "", ""},
        {EDGE_LOGS_TO, "f", ""},      {EDGE_RESIDES_IN, "", ""},   {EDGE_DEPENDS, "", ""},
    };
    char t[EDGE_KIND_COUNT][3] = {{0}}, b[EDGE_KIND_COUNT][3] = {{0}};
    for (int dir = SPREAD_FORWARD; dir <= SPREAD_REVERSE; dir++) {
        bool is_t[EDGE_KIND_COUNT] = {false}, is_b[EDGE_KIND_COUNT] = {false};
        for (size_t i = 0; i < spread_row_count; i++) {
            const struct spread_row *r = &spread_rows[i];
            bool group = r->edge == EDGE_RESIDES_IN, optional = strstr(r->predicate, "opt(");
            if ((int)r->dir != dir || r->premise == STATE_EXHAUST || group || optional)
                continue;
            bool data = r->conclusion == STATE_INPUT || r->conclusion == STATE_WRITE;
            /* hold counts as data where an actor can hold: exposes and grants. */
            bool actor = r->premise == STATE_HOLD &&
                         (r->edge == EDGE_EXPOSES || r->edge == EDGE_GRANTS);
            is_t[r->edge] |= data && (r->premise == STATE_INPUT || r->premise == STATE_WRITE ||
                                      actor);
            is_b[r->edge] |= r->premise == STATE_CONTROL || r->premise == STATE_HOLD ||
                             r->premise == STATE_READ || r->conclusion == STATE_CONTROL ||
                             r->conclusion == STATE_HOLD || r->conclusion == STATE_READ;
        }
        for (int k = 0; k < EDGE_KIND_COUNT; k++) {
            char letter = dir == SPREAD_FORWARD ? 'f' : 'r';
            if (is_t[k])
                t[k][strlen(t[k])] = letter;
            if (is_b[k])
                b[k][strlen(b[k])] = letter;
        }
    }
    assert_int_equal(COUNT(expected), EDGE_KIND_COUNT);
    for (size_t i = 0; i < COUNT(expected); i++) {
        assert_string_equal(t[expected[i].kind], expected[i].t);
        assert_string_equal(b[expected[i].kind], expected[i].b);
    }
}

static void states_are_legal_by_kind(void **state)
{
    (void)state;
    static const struct {
        enum node_kind kind;
        const char *states;
    } rows[] = {
        {NODE_ACTOR, "hold"},
        {NODE_IDENTITY, "hold"},
        {NODE_FUNCTION, "input read control exhaust"},
        {NODE_AUTH, "input read control exhaust"},
        {NODE_QUEUE, "read write exhaust"},
        {NODE_SERVICE, "read write exhaust"},
        {NODE_SECRET, "read write"},
        {NODE_CODE, "read write"},
        {NODE_TIMER, "control"},
        {NODE_BOUNDARY, "input read write control exhaust"},
        {NODE_NET, ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[64] = "";
        for (int s = 0; s < STATE_COUNT; s++)
            if (state_mask(rows[i].kind) & 1u << s) {
                strcat(text, *text ? " " : "");
                strcat(text, state_names[s]);
            }
        assert_string_equal(text, rows[i].states);
    }
}

/* --- Each row: one case that fires, one that does not ----------------------------------------- */

struct row_case {
    int row;
    const char *fires, *does_not; /* the premise node is called a, the conclusion node b */
    enum attack_mode mode;
    bool response;
};

#define BOUNDARY(class) "boundary a class=" class "\nqueue b\nb -resides-in-> a\n"
#define GRANT(kind, ops) "identity a\n" kind " b\na -grants-> b ops=" ops "\n"

static const struct row_case cases[] = {
    {1, "actor a name=internet\nroute b\na -exposes-> b auth=none\n",
     "actor a name=internet\nroute b\na -exposes-> b auth=mtls\n", 0, false},
    {2, "actor a name=internet\nbucket b\na -exposes-> b auth=none ops=write\n",
     "actor a name=internet\nbucket b\na -exposes-> b auth=none\n", 0, false},
    {3, "actor a name=internet\nbucket b\na -exposes-> b auth=none ops=read\n",
     "actor a name=internet\nbucket b\na -exposes-> b auth=none ops=write\n", 0, false},
    {4, "actor a name=internet\nidentity b\na -exposes-> b auth=none\n",
     "actor a name=internet\nidentity b\na -exposes-> b auth=iam\n", 0, false},
    {5, "api a\nroute b\na -routes-> b\n", "api a\nroute b\na -routes-> b auth=jwt\n", 0, false},
    {6, "api a\nroute b\na -routes-> b auth=jwt\n", "api a\nqueue b\na -routes-> b\n", 0, false},
    {7, "route a\nfunction b\na -invokes-> b\n",
     "route a\nfunction b\na -invokes-> b role=authorizer\n", 0, false},
    {8, "bus a\nfunction b\na -invokes-> b\n", "queue a\nfunction b\na -invokes-> b\n", 0, false},
    {9, "function a\nworkflow b\na -invokes-> b\n",
     "function a\nworkflow b disabled=true\na -invokes-> b\n", 0, false},
    {10, "route b\nfunction a\nb -invokes-> a role=authorizer\n",
     "route b\nfunction a\nb -invokes-> a\n", 0, false},
    {11, "function b\nfunction a\nb -invokes-> a\n",
     "function b\nfunction a\nb -invokes-> a sync=false\n", 0, true},
    {12, "auth a\nroute b\na -authenticates-> b\n",
     "auth a\nroute b\na -authenticates-> b enabled=false\n", 0, false},
    {13, "queue a\nfunction b\na -triggers-> b filter='{\"k\":[1]}'\n",
     "queue a\nfunction b\na -triggers-> b filter=closed\n", 0, false},
    {14, "stream a\nboundary b\na -triggers-> b\n",
     "stream a\nboundary b\na -triggers-> b filter=closed\n", 0, false},
    {15, "timer a\nfunction b\na -triggers-> b\n",
     "compute a\nfunction b\na -triggers-> b\n", 0, false},
    {16, "topic a\nqueue b\na -delivers-> b\n",
     "topic a\nqueue b\na -delivers-> b filter=closed\n", 0, false},
    {17, "topic a\nfunction b\na -delivers-> b\n",
     "topic a\nfunction b\na -delivers-> b filter=closed\n", 0, false},
    {18, "function a\nqueue b\na -delivers-> b\n", "topic a\nqueue b\na -delivers-> b\n", 0, false},
    {19, "function a\nfunction b\na -delivers-> b\n",
     "function a\nqueue b\na -delivers-> b\n", 0, false},
    {20, "function a\nqueue b\na -delivers-> b\n", "topic a\nqueue b\na -delivers-> b\n", 0, false},
    {21, "function a\nfunction b\na -delivers-> b\n",
     "function a\nqueue b\na -delivers-> b\n", 0, false},
    {22, "function a\nqueue b\na -deadletters-> b\n",
     "function a\nfunction b\na -deadletters-> b\n", 0, false},
    {23, "function a\nfunction b\na -deadletters-> b\n",
     "function a\nqueue b\na -deadletters-> b\n", 0, false},
    {24, "queue a\nqueue b\na -deadletters-> b\n",
     "function a\nqueue b\na -deadletters-> b\n", 0, false},
    {25, "queue a\nfunction b\na -deadletters-> b\n",
     "queue a\nqueue b\na -deadletters-> b\n", 0, false},
    {26, "queue a\nfunction b\ntimer t\nt -triggers-> b\nb -reads-> a\n",
     "queue a\nfunction b\ntimer t disabled=true\nt -triggers-> b\nb -reads-> a\n", 0, false},
    {26, "queue a\nfunction b\nb -reads-> a work=true\n", "queue a\nfunction b\nb -reads-> a\n", 0,
     false},
    {27, "queue a\nfunction b\nb -reads-> a\n", "queue a\nfunction b\nb -reads-> a work=true\n", 0,
     false},
    {28, "table a\nservice b\nb -reads-> a\n", "table a\nfunction b\nb -reads-> a\n", 0, false},
    {29, "function a\nqueue b\na -writes-> b\n", "service a\nqueue b\na -writes-> b\n", 0, false},
    {30, "service a\ntable b\na -writes-> b\n", "topic a\ntable b\na -writes-> b\n", 0, false},
    {31, "function a\nqueue b\na -writes-> b\n", "service a\nqueue b\na -writes-> b\n", 0, false},
    {32, "function a\ntable b\na -reads-> b\n", "service a\ntable b\na -reads-> b\n", 0, false},
    {33, "route a\ntable b\na -reads-> b\n", "function a\ntable b\na -reads-> b\n", 0, false},
    {34, "function a\nlog b\na -logs-to-> b\n", "queue a\nlog b\na -logs-to-> b\n", 0, false},
    {35, "app a\nidentity b\na -runs-as-> b\n",
     "app a\nidentity b disabled=true\na -runs-as-> b\n", 0, false},
    {36, "identity a\nidentity b\na -assumes-> b\n",
     "identity a\nidentity b\nb -assumes-> a enabled=false\n", 0, false},
    {37, "identity a\nidentity b\na -controls-> b\n",
     "identity a\nfunction b\na -controls-> b\n", 0, false},
    {38, "identity a\nfunction b\na -controls-> b\n",
     "identity a\nidentity b\na -controls-> b\n", 0, false},
    {39, GRANT("table", "read"), GRANT("table", "write,delete"), 0, false},
    {40, GRANT("table", "write"), GRANT("table", "read"), 0, false},
    {41, GRANT("function", "invoke"), GRANT("function", "read"), 0, false},
    {42, GRANT("function", "exec"), GRANT("function", "admin"), 0, false},
    {42, GRANT("boundary", "admin"), GRANT("boundary", "policy"), 0, false},
    {42, "identity a\nboundary b class=any runs=true\na -grants-> b ops=exec\n",
     "identity a\nboundary b class=any runs=true\na -grants-> b ops=admin\n", 0, false},
    {42, GRANT("auth", "write"), GRANT("route", "write"), 0, false},
    {43, GRANT("function", "policy"), GRANT("function", "write"), 0, false},
    {44, GRANT("bucket", "admin"), GRANT("bucket", "write"), 0, false},
    {45, GRANT("bucket", "policy"), GRANT("bucket", "read"), 0, false},
    {46, GRANT("code", "exec"), GRANT("bucket", "exec"), 0, false},
    {47, GRANT("queue", "delete"), GRANT("queue", "write"), 0, false},
    {47, GRANT("queue", "admin"), "identity a\nqueue b\na -grants-> b ops=admin limits=false\n", 0,
     false},
    {48, "app a\nsecret b\na -uses-> b value=plain\n",
     "app a\nsecret b\na -uses-> b value=reference\n", 0, false},
    {48, "function a\nsecret b\na -uses-> b value=deployment\n",
     "function a\nsecret b\na -uses-> b\n", 0, false},
    {49, "function a\nsecret b\na -uses-> b\n", "service a\nsecret b\na -uses-> b\n", 0, false},
    {50, "secret a\ntable b\na -unlocks-> b\n", "secret a\ntable b\na -unlocks-> b ops=write\n", 0,
     false},
    {51, "secret a\ntable b\na -unlocks-> b ops=write\n",
     "secret a\ntable b\na -unlocks-> b ops=read\n", 0, false},
    {52, "secret a\nroute b\na -unlocks-> b ops=invoke\n",
     "secret a\nroute b\na -unlocks-> b ops=read\n", 0, false},
    {53, "secret a\napp b\na -unlocks-> b ops=admin\n", "secret a\napp b\na -unlocks-> b\n", 0,
     false},
    {54, "secret a\nidentity b\na -unlocks-> b\n", "secret a\ntable b\na -unlocks-> b\n", 0, false},
    {55, "code a\nfunction b\nb -code-from-> a\n",
     "code a\nfunction b\nb -code-from-> a role=host-storage\n", 0, false},
    {56, "bucket a\napp b\nb -code-from-> a role=host-storage\n",
     "bucket a\napp b\nb -code-from-> a\n", 0, false},
    {57, "bucket a\napp b\nb -code-from-> a role=host-storage\n",
     "bucket a\napp b\nb -code-from-> a role=host-storage keys=keyvault\n", 0, false},
    {58, "function a\napp b\na -hosted-by-> b\n",
     "function a\napp b\na -hosted-by-> b enabled=false\n", 0, false},
    {59, "function b\napp a\nb -hosted-by-> a\n", "queue b\napp a\nb -hosted-by-> a\n", 0, false},
    {60, "function a\n", "app a\n", MODE_STRICT, false},
    {60, "compute a\n", "workflow a\n", MODE_STRICT, false},
    {61, "function a exploitable='eval, f.py:3'\n", "function a\n", MODE_EVIDENCE, false},
    {62, "function a\n", "function a limit='10 per second'\n", 0, false},
    {62, "function a limit=none\n", "function a limit=5\n", 0, false},
    {63, "queue a\n", "queue a limit=quota\n", 0, false},
    {64, "function a\n", "timer a\n", 0, false},
    {65, "queue b\nfunction a\nb -triggers-> a\n",
     "queue b\nfunction a reused=false\nb -triggers-> a\n", 0, false},
    {66, "route b\nfunction a\nb -invokes-> a\n",
     "front b\nfunction a\nb -invokes-> a\n", 0, false},
    {67, "api a\nroute b\na -routes-> b auth=jwt\n", "timer a\nroute b\na -routes-> b\n", 0, false},
    {68, "route a\nfunction b\na -invokes-> b\n", "timer a\nfunction b\na -invokes-> b\n", 0,
     false},
    {69, "queue a\nfunction b\na -triggers-> b filter=closed\n",
     "timer a\nfunction b\na -triggers-> b\n", 0, false},
    {70, "topic a\nqueue b\na -delivers-> b\n", "topic a\nsecret b\na -delivers-> b\n", 0, false},
    {71, "queue a\nqueue b\na -deadletters-> b\n", "queue a\ncode b\na -deadletters-> b\n", 0,
     false},
    {72, "function a\nqueue b\na -writes-> b\n", "function a\nparam b\na -writes-> b\n", 0, false},
    {73, "function a\napp b\na -hosted-by-> b\n", "timer a\napp b\na -hosted-by-> b\n", 0, false},
    {74, "function b\napp a\nb -hosted-by-> a\n", "timer b\napp a\nb -hosted-by-> a\n", 0, false},
    {75, "function a\nboundary b class=region\na -resides-in-> b\n",
     "function a reserved=5\nboundary b class=region\na -resides-in-> b\n", 0, false},
    {75, "function a\nboundary b class=account\na -resides-in-> b\n",
     "function a\nboundary b class=stack\na -resides-in-> b\n", 0, false},
    {76, "function b\nboundary a class=account\nb -resides-in-> a\n",
     "function b reserved=5\nboundary a class=account\nb -resides-in-> a\n", 0, false},
    {77, BOUNDARY("data-account"), BOUNDARY("resource-group"), 0, false},
    {78, BOUNDARY("any"), BOUNDARY("account"), 0, false},
    {79, "boundary a class=resource-group\nfunction b\nb -resides-in-> a\n",
     "boundary a class=data-account\nfunction b\nb -resides-in-> a\n", 0, false},
    {80, "boundary a class=subscription\nidentity b\nb -resides-in-> a\n",
     "boundary a class=stack\nidentity b\nb -resides-in-> a\n", 0, false},
    {81, BOUNDARY("any"), BOUNDARY("data-account"), 0, false},
    {82, BOUNDARY("account"), BOUNDARY("region"), 0, false},
    {84, "boundary a class=any\nfunction b\nb -resides-in-> a\n",
     "boundary a class=data-account\nfunction b\nb -resides-in-> a\n", 0, false},
    {85, BOUNDARY("data-account"), BOUNDARY("stage"), 0, false},
};

/* True if the row makes an arc from a to b (or on a). */
static bool row_fires(const struct row_case *c, const char *text)
{
    struct graph *g = tiny_graph(text);
    struct spread_terms terms = {.mode = c->mode, .pass = 1u << AUTH_CLASS_NONE,
                                 .response = c->response};
    struct attack *a = attack_build(g, &terms);
    node_id from = tiny_node(g, "a"), to = graph_find(g, STR("b"));
    bool found = false;
    for (arc_id arc = 0; arc < a->arc_count; arc++) {
        if (a->arc_row[arc] != c->row - 1)
            continue;
        struct spread_hop hop = attack_hop(a, arc);
        found = true;
        assert_int_equal(hop.from, from);
        assert_int_equal(hop.to, to ? to : from);
        vertex_id v = attack_vertex(a, from, spread_rows[c->row - 1].premise);
        assert_true(arc >= a->out_at[v] && arc < a->out_at[v + 1]);
        assert_int_equal(a->arc_to[arc],
                         attack_vertex(a, hop.to, spread_rows[c->row - 1].conclusion));
    }
    attack_free(a);
    graph_free(g);
    return found;
}

static void each_row_fires_and_does_not(void **state)
{
    (void)state;
    bool seen[ROWS + 1] = {[GOAL_ROW] = true};
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct row_case *c = &cases[i];
        seen[c->row] = true;
        if (!row_fires(c, c->fires))
            fail_msg("row %d does not fire on\n%s", c->row, c->fires);
        if (row_fires(c, c->does_not))
            fail_msg("row %d fires on\n%s", c->row, c->does_not);
    }
    for (int r = 1; r <= ROWS; r++)
        if (!seen[r])
            fail_msg("row %d has no case", r);
}

/* --- What a hop carries ----------------------------------------------------------------------- */

static struct spread_hop hop_of(const char *text, int row, enum spread_verdict expected)
{
    struct graph *g = tiny_graph(text);
    struct spread_terms terms = {.pass = 1u << AUTH_CLASS_NONE};
    struct spread_facts *f = spread_facts_new(g);
    struct spread_hop hop = {0};
    edge_id e = 1; /* the first edge of the row's kind */
    while (graph_edge_at(g, e)->kind != spread_rows[row - 1].edge)
        e++;
    assert_int_equal(spread_apply(f, &terms, &spread_rows[row - 1], e, 0, &hop), expected);
    spread_facts_free(f);
    graph_free(g);
    return hop;
}

static void conditions_are_listed_and_cost(void **state)
{
    (void)state;
    struct spread_hop hop =
        hop_of("identity a\nidentity b\na -assumes-> b cond='MFA'\n", 36, SPREAD_FIRES);
    assert_int_equal(hop.conditions, CONDITION_FACTOR);
    assert_int_equal(hop.effort, CONDITION_EFFORT);
    assert_int_equal(hop.confidence, 100);

    hop = hop_of("identity a\ntable b\na -grants-> b ops=read cond='tag = x' conf=80\n", 39,
                 SPREAD_FIRES);
    assert_int_equal(hop.conditions, CONDITION_UNDECIDED);
    assert_int_equal(hop.confidence, 50);

    hop = hop_of("identity a\ntable b\na -grants-> b ops=read cond-kind=network\n", 39,
                 SPREAD_FIRES);
    assert_int_equal(hop.conditions, CONDITION_SOURCE);

    hop = hop_of("secret a\ntable b network=private\na -unlocks-> b\n", 50, SPREAD_FIRES);
    assert_int_equal(hop.conditions, CONDITION_NET);

    hop = hop_of("function a\ntable b\nkey k\na -reads-> b\nb -encrypted-by-> k\n", 32,
                 SPREAD_FIRES);
    assert_int_equal(hop.conditions, CONDITION_KEY);
    hop = hop_of("function a\ntable b\nkey k managed=provider\n"
                 "a -reads-> b\nb -encrypted-by-> k\n",
                 32, SPREAD_FIRES);
    assert_int_equal(hop.conditions, 0);
    /* Two at once. */
    hop = hop_of("identity a\ntable b\nkey k\na -grants-> b ops=read cond=x\n"
                 "b -encrypted-by-> k\n",
                 39, SPREAD_FIRES);
    assert_int_equal(hop.effort, 2 * CONDITION_EFFORT);
}

static void the_strongest_gate_is_the_gate(void **state)
{
    (void)state;
    struct spread_hop hop = hop_of("actor a name=internet\nroute b\n"
                                   "a -exposes-> b auth=funckey auth-also=easyauth,mtls\n",
                                   1, SPREAD_BLOCKED);
    assert_int_equal(hop.gate, AUTH_MTLS);
    assert_non_null(hop.blocker);
    /* An actor who is named has the credential; the gate is still told. */
    hop = hop_of("actor a name=device\nroute b\na -exposes-> b auth=sas\n", 1, SPREAD_FIRES);
    assert_int_equal(hop.gate, AUTH_SAS);
    assert_int_equal(hop.gate_class, AUTH_CLASS_SHARED);
    hop = hop_of("actor a name=internet\nroute b\na -exposes-> b\n", 1, SPREAD_FIRES);
    assert_int_equal(hop.gate, AUTH_UNKNOWN);
    hop = hop_of("api a\nroute b\na -routes-> b\n", 5, SPREAD_FIRES);
    assert_int_equal(hop.gate, AUTH_ABSENT);
}

static void caps_and_flags_come_from_the_table(void **state)
{
    (void)state;
    struct spread_hop hop =
        hop_of("queue a\nfunction b\nb -reads-> a conf=95\n", 27, SPREAD_FIRES);
    assert_int_equal(hop.confidence, 70);
    assert_true(spread_rows[27 - 1].partial);
    hop = hop_of("code a\nfunction b\nb -code-from-> a delayed=true conf=40\n", 55, SPREAD_FIRES);
    assert_true(hop.delayed);
    assert_int_equal(hop.confidence, 40);
    assert_int_equal(spread_rows[60 - 1].weight, 1);
}

static void unknown_gates_follow_the_view(void **state)
{
    (void)state;
    assert_int_equal(spread_gate_class(AUTH_UNKNOWN, AUTH_VIEW_WORST), AUTH_CLASS_NONE);
    assert_int_equal(spread_gate_class(AUTH_UNKNOWN, AUTH_VIEW_BEST), AUTH_CLASS_TOKEN);
    assert_int_equal(spread_gate_class(AUTH_COGNITO, AUTH_VIEW_BEST), AUTH_CLASS_TOKEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_in_order),
        cmocka_unit_test(rows_keep_to_closed_lists),
        cmocka_unit_test(a_row_without_its_function_is_seen),
        cmocka_unit_test(every_sentence_renders),
        cmocka_unit_test(masks_are_derived),
        cmocka_unit_test(states_are_legal_by_kind),
        cmocka_unit_test(each_row_fires_and_does_not),
        cmocka_unit_test(conditions_are_listed_and_cost),
        cmocka_unit_test(the_strongest_gate_is_the_gate),
        cmocka_unit_test(caps_and_flags_come_from_the_table),
        cmocka_unit_test(unknown_gates_follow_the_view),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
