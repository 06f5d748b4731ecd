/* SPDX-License-Identifier: MIT */
/* The answers as people and programs get them: words, line length, hostile names, valid JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "answers.h"
#include "attr.h"
#include "random_graph.h"
#include "read.h"
#include "text.h"
#include "tiny_graph.h"

enum { COLUMNS = 100 };


static struct buf answer(const char *text, const char *seat_text, enum attack_mode mode,
                         const char *target, bool json)
{
    struct graph *g = tiny_graph(text);
    struct buf out = {0}, error = {0};
    struct seat seat;
    if (!seat_parse(g, str_from(seat_text), &seat, &error))
        fail_msg("%s", error.ptr);
    struct path_question q = {.seat = &seat, .mode = mode};
    node_id to = target ? tiny_node(g, target) : 0;
    struct path_answer *a = target ? paths_between(g, &q, &to, 1) : paths_from(g, &q);
    if (json)
        paths_json(&out, a, &(struct paths_form){0});
    else
        paths_text(&out, a, &(struct paths_form){0});
    path_answer_free(a);
    graph_free(g);
    return out;
}

static void says(const char *text, const char *seat, enum attack_mode mode, const char *target,
                 const char *expected)
{
    struct buf out = answer(text, seat, mode, target, false);
    assert_string_equal(out.ptr, expected);
    buf_release(&out);
}

static const char shop[] = "actor internet\n"
                           "route r name='POST /orders'\n"
                           "function orders\n"
                           "function audit\n"
                           "queue jobs\n"
                           "table book\n"
                           "internet -exposes-> r auth=funckey\n"
                           "r -invokes-> orders\n"
                           "orders -writes-> jobs ev=code conf=90\n"
                           "audit -reads-> jobs ev=code conf=85\n"
                           "audit -writes-> book ev=guess\n";

static void a_story_in_words(void **state)
{
    (void)state;
    says(shop, "self-registered", MODE_FLOW, NULL,
         "from  self-registered - who signed up and has the client's keys\n"
         "mode  flow - no code is taken over, data moves\n"
         "auth  worst - what is unknown counts as no authentication\n"
         "gets  5 nodes: 2 written, 3 with chosen input\n"
         "\n"
         "  1  route POST /orders: input (and exhaust)\n"
         "     gate funckey; 1 hop; effort 0; declared, confidence 100\n"
         "     1. internet can send requests to POST /orders (funckey)\n"
         "        declared at tiny:7:1, outer boundary (who owns it) [SPREAD-01/T1190]\n"
         "\n"
         "  2  function orders: input (and exhaust)\n"
         "     gate funckey; 2 hops; effort 0; declared, confidence 100\n"
         "     1. as in path 1, as far as POST /orders (input)\n"
         "     2. POST /orders passes its input to orders\n"
         "        declared at tiny:8:1, outer boundary (gateway) [SPREAD-07/T1648]\n"
         "\n"
         "  3  queue jobs: write (and exhaust)\n"
         "     gate funckey; 3 hops; effort 0; inferred, confidence 90\n"
         "     1-2. as in path 2, as far as orders (input)\n"
         "     3. orders stores what it is sent in jobs (taint)\n"
         "        seen in code at tiny:9:1, confidence 90, inner boundary (zone) "
         "[SPREAD-29/T1565.001]\n"
         "\n"
         "  4  function audit: input (and exhaust)\n"
         "     gate funckey; 4 hops; effort 1; inferred, confidence 70\n"
         "     1-3. as in path 3, as far as jobs (write)\n"
         "     4. audit mixes stored data of jobs into its work (second-order input)\n"
         "        seen in code at tiny:10:1, confidence 70, some field only [SPREAD-27/T1080]\n"
         "\n"
         "  5  table book: write (and exhaust)\n"
         "     gate funckey; 5 hops; effort 1; assumed, confidence 30\n"
         "     1-4. as in path 4, as far as audit (input)\n"
         "     5. audit stores what it is sent in book (taint)\n"
         "        guessed at tiny:11:1, confidence 30, inner boundary (zone) "
         "[SPREAD-29/T1565.001]\n");
}

/* Two doors to one table, and what a key asks for. */
static const char doors[] = "actor internet\n"
                            "route r name='GET /a'\nroute s name='GET /b'\n"
                            "function f\nfunction g\ntable t\nkey k\nidentity i\n"
                            "internet -exposes-> r auth=none\ninternet -exposes-> s auth=apikey\n"
                            "r -invokes-> f\ns -invokes-> g\nf -reads-> t\ng -reads-> t\n"
                            "t -encrypted-by-> k\nf -runs-as-> i\n";

static struct buf told(const char *text, const struct path_question *asked,
                       const struct paths_form *form, const char *target, bool json)
{
    struct graph *g = tiny_graph(text);
    struct seat seat = seat_of(SEAT_ANONYMOUS, 0);
    struct path_question q = *asked;
    struct buf out = {0};
    node_id to = tiny_node(g, target);
    q.seat = &seat;
    struct path_answer *a = paths_between(g, &q, &to, 1);
    if (json)
        paths_json(&out, a, form);
    else
        paths_text(&out, a, form);
    path_answer_free(a);
    graph_free(g);
    return out;
}

static void holds(struct buf out, const char *const *lines, size_t count, bool wanted)
{
    for (size_t i = 0; i < count; i++)
        if ((str_find(buf_str(&out), str_from(lines[i])) != STR_NPOS) != wanted)
            fail_msg("%s '%s' in\n%s", wanted ? "no" : "a", lines[i], out.ptr);
    buf_release(&out);
}

static void other_ways_are_told(void **state)
{
    (void)state;
    static const char *const both[] = {
        "\n     1. internet can send requests to GET /a (no authentication)\n",
        "\n     another way (2 of 2): gate apikey; 4 hops; effort 4; assumed, confidence 100\n"
        "     1. internet can send requests to GET /b (apikey)\n",
    };
    static const char *const json[] = {"\"other_ways\": [", "\"more_ways\": false"};
    const struct paths_form usual = {0}, one = {.ways = 1};
    const struct path_question q = {0};
    holds(told(doors, &q, &usual, "t", false), both, 2, true);
    holds(told(doors, &q, &one, "t", false), both + 1, 1, false);
    holds(told(doors, &q, &usual, "t", true), json, 2, true);
}

static void exact_answers_say_what_proves_them(void **state)
{
    (void)state;
    static const char *const open[] = {"conditional on decrypt with k\n"};
    static const char *const closed[] = {
        "exact - a hop that asks for more fires only if that is reached as well\n",
        "table t: not reached under these assumptions\n",
        "blocked: t is encrypted, and the key k is not reached, declared at tiny:14:1\n"};
    static const char *const proved[] = {
        "conditional on decrypt with k: proved, k (read) is reached too\n",
        "\n     what proves the condition on k (read):\n"
        "     1. internet can send requests to GET /a (no authentication)\n"};
    static const char *const json[] = {"\"exact\": true", "\"proofs\": [", "\"proved\": true"};
    const struct paths_form usual = {0};
    const struct path_question listed = {0}, exact = {.exact = true};
    struct buf more = {0};
    buf_printf(&more, "%si -grants-> k ops=read\n", doors);
    holds(told(doors, &listed, &usual, "t", false), open, 1, true);
    holds(told(doors, &exact, &usual, "t", false), closed, COUNT(closed), true);
    holds(told(more.ptr, &exact, &usual, "t", false), proved, COUNT(proved), true);
    holds(told(more.ptr, &exact, &usual, "t", true), json, COUNT(json), true);
    buf_release(&more);
}

/* A state that was asked for alone. */
static void one_state_can_be_asked_for(void **state)
{
    (void)state;
    static const char *const lines[] = {"table t (write): not reached under these assumptions\n"};
    static const char *const read[] = {"  1  table t: read\n"};
    const struct paths_form usual = {0};
    const struct path_question write = {.states = 1u << STATE_WRITE},
                               only = {.states = 1u << STATE_READ};
    holds(told(doors, &write, &usual, "t", false), lines, 1, true);
    holds(told(doors, &only, &usual, "t", false), read, 1, true);
}

static void a_no_says_what_blocks(void **state)
{
    (void)state;
    says(shop, "anonymous", MODE_FLOW, NULL,
         "from  anonymous - anyone on the internet\n"
         "mode  flow - no code is taken over, data moves\n"
         "auth  worst - what is unknown counts as no authentication\n"
         "gets  nothing, under these assumptions\n"
         "     blocked: the gate funckey of POST /orders is not passed from this seat, declared at "
         "tiny:7:1\n");
    says(shop, "anonymous", MODE_FLOW, "book",
         "from  anonymous - anyone on the internet\n"
         "mode  flow - no code is taken over, data moves\n"
         "auth  worst - what is unknown counts as no authentication\n"
         "\n"
         "     table book: not reached under these assumptions\n"
         "     blocked: the gate funckey of POST /orders is not passed from this seat, declared at "
         "tiny:7:1\n");
    says("actor internet\nfunction f\ntable t\n", "anonymous", MODE_STRICT, "t",
         "from  anonymous - anyone on the internet\n"
         "mode  strict - every function that gets attacker input is taken over\n"
         "auth  worst - what is unknown counts as no authentication\n"
         "\n"
         "     table t: not reached under these assumptions\n"
         "     nothing leads there, even if every gate and filter were open\n");
}

static void conditions_and_load_are_told(void **state)
{
    (void)state;
    says("identity i\nidentity admin\nfunction f\napp p\n"
         "i -assumes-> admin cond='MFA'\nadmin -grants-> f ops=delete\nf -hosted-by-> p\n",
         "leaked:i", MODE_STRICT, NULL,
         "from  leaked:i - a secret or an identity is known to the attacker\n"
         "mode  strict - every function that gets attacker input is taken over\n"
         "auth  worst - what is unknown counts as no authentication\n"
         "gets  3 nodes: 1 held, 2 loaded\n"
         "\n"
         "  1  identity admin: hold\n"
         "     no gate on the way; 1 hop; effort 3; assumed, confidence 100\n"
         "     1. i may assume admin, and admin trusts it\n"
         "        declared at tiny:5:1 [SPREAD-36/T1548.005]\n"
         "        conditional on MFA\n"
         "\n"
         "     only their load and cost: f, p\n");
}

static void load_alone_is_not_the_answer(void **state)
{
    (void)state;
    says("actor internet\nroute r\nfunction f\nfunction g\napp p\n"
         "internet -exposes-> r auth=none\nr -invokes-> f\nf -hosted-by-> p\ng -hosted-by-> p\n",
         "anonymous", MODE_FLOW, "g",
         "from  anonymous - anyone on the internet\n"
         "mode  flow - no code is taken over, data moves\n"
         "auth  worst - what is unknown counts as no authentication\n"
         "\n"
         "  1  function g: exhaust\n"
         "     no authentication; 5 hops; effort 0; declared, confidence 100\n"
         "     1. internet can send requests to r (no authentication)\n"
         "        declared at tiny:6:1, outer boundary (who owns it) [SPREAD-01/T1190]\n"
         "     2. r passes its input to f\n"
         "        declared at tiny:7:1, outer boundary (gateway) [SPREAD-07/T1648]\n"
         "     3. nothing caps how often f is called\n"
         "        follows from the settings at tiny:3:1 [SPREAD-62/T1499.003]\n"
         "     4. f shares the plan of p\n"
         "        declared at tiny:8:1 [SPREAD-73/T1499.003]\n"
         "     5. g shares the plan of p\n"
         "        declared at tiny:9:1 [SPREAD-74/T1499.003]\n"
         "\n"
         "     function g: more than its load is not reached\n"
         "     blocked: mode flow: no flaw is assumed in f, declared at tiny:3:1\n");
}

static void goals_are_told(void **state)
{
    (void)state;
    struct buf out = answer("secret s\ntable t sensitivity=3\nfunction f\n"
                            "f -uses-> s\ns -unlocks-> t\n",
                            "compromised:f", MODE_FLOW, "t", false);
    /* The path shown is the one to its writing; it is read as well. */
    assert_non_null(strstr(out.ptr, "     => t can be carried out of the system "
                                    "[SPREAD-83/T1537]\n"));
    buf_release(&out);
    out = answer("secret s\nfunction f\nf -uses-> s\n", "compromised:f", MODE_FLOW, NULL, false);
    assert_non_null(strstr(out.ptr, "     => s can be carried out of the system "
                                    "[SPREAD-83/T1537]\n"));
    buf_release(&out);
    out = answer("secret s\nfunction f\nf -uses-> s\n", "compromised:f", MODE_FLOW, NULL, true);
    assert_non_null(strstr(out.ptr, "\"goal\": {\"row\": \"SPREAD-83\""));
    buf_release(&out);
}

static void every_line_fits(const struct buf *out)
{
    struct str rest = buf_str(out);
    for (struct str line; str_cut(&rest, '\n', &line);) {
        assert_true(text_is_clean(line));
        if (text_width(line) > COLUMNS && str_chr(str_trim(line), ' ') != STR_NPOS)
            fail_msg("too long: %.*s", (int)line.len, line.ptr);
        assert_false(line.len && line.ptr[line.len - 1] == ' ');
    }
}

static void random_answers_fit_and_are_json(void **state)
{
    (void)state;
    enum { GRAPHS = 150 };
    uint64_t seed = 99;
    struct buf text = {0};
    for (int round = 0; round < GRAPHS; round++) {
        buf_reset(&text);
        random_graph(&seed, 12, 30, &text);
        struct buf out = answer(text.ptr, "user+device", (enum attack_mode)(round % MODE_COUNT),
                                round % 3 ? NULL : "n3", false);
        every_line_fits(&out);
        buf_release(&out);
        out = answer(text.ptr, "user", (enum attack_mode)(round % MODE_COUNT),
                     round % 3 ? NULL : "n3", true);
        struct diags *diags = diags_new();
        struct doc *doc = NULL;
        assert_true(read_json(buf_str(&out), STR("answer"), READ_STRICT, diags, &doc));
        doc_free(doc);
        diags_free(diags);
        buf_release(&out);
    }
    buf_release(&text);
}

static void hostile_names_stay_on_their_line(void **state)
{
    (void)state;
    static const char text[] = "actor internet\n"
                               "queue q name='a\x1b[2Jb\xe2\x80\xae;\rc'\n"
                               "internet -exposes-> q auth=none\n";
    struct buf out = answer(text, "anonymous", MODE_FLOW, NULL, false);
    every_line_fits(&out);
    assert_non_null(strstr(out.ptr, "queue a\\x1B[2Jb<U+202E>;\\x0Dc: write"));
    buf_release(&out);
    out = answer(text, "anonymous", MODE_FLOW, NULL, true);
    assert_null(memchr(out.ptr, '\x1b', out.len));
    assert_non_null(strstr(out.ptr, "\\u001b[2Jb"));
    buf_release(&out);
}

static void long_names_do_not_break_the_frame(void **state)
{
    (void)state;
    struct buf text = {0};
    buf_puts(&text, "actor internet\nqueue q name='");
    for (int i = 0; i < 40; i++)
        buf_puts(&text, "very long ");
    buf_puts(&text, "name'\ninternet -exposes-> q auth=none\n");
    struct buf out = answer(text.ptr, "anonymous", MODE_FLOW, NULL, false);
    every_line_fits(&out);
    buf_release(&out);
    buf_release(&text);
}

/* A chain: all paths together are told in as much text as there are hops to tell. */
static void long_chains_are_told_once(void **state)
{
    (void)state;
    enum { LENGTH = 1500, PER_TARGET = 400 };
    struct buf text = {0};
    buf_puts(&text, "actor internet\nfunction f0\ninternet -exposes-> f0 auth=none\n");
    for (int i = 1; i < LENGTH; i++)
        buf_printf(&text, "function f%d\nf%d -invokes-> f%d\n", i, i - 1, i);
    struct buf out = answer(text.ptr, "anonymous", MODE_FLOW, NULL, false);
    assert_non_null(strstr(out.ptr, "     1-1499. as in path 1499, as far as f1498 (input)\n"
                                    "  1500. f1498 passes its input to f1499\n"));
    assert_true(out.len < (size_t)LENGTH * PER_TARGET);
    buf_release(&out);
    buf_release(&text);
}

static void json_has_the_members(void **state)
{
    (void)state;
    static const char *const members[] = {
        "\"answer\": \"paths\"", "\"seat\": \"self-registered\"", "\"mode\": \"flow\"",
        "\"auth_view\": \"worst\"", "\"node\": \"book\"", "\"answer\": \"reached\"",
        "\"states\": [\"write\", \"exhaust\"]", "\"auth\": \"funckey\"", "\"gate\": \"shared\"",
        "\"hops\": 5", "\"effort\": 1", "\"confidence\": 30", "\"certainty\": \"assumed\"",
        "\"weakest\": 4",
        "\"chain\": [\"T1190\", \"T1648\", \"T1565.001\", \"T1080\", \"T1565.001\"]",
        "\"row\": \"SPREAD-27\"", "\"partial\": true", "\"crosses\": \"outer\"",
        "\"where\": {\"file\": \"tiny\", \"line\": 11, \"column\": 1}",
    };
    struct buf out = answer(shop, "self-registered", MODE_FLOW, "book", true);
    for (size_t i = 0; i < COUNT(members); i++)
        if (!strstr(out.ptr, members[i]))
            fail_msg("no %s in\n%s", members[i], out.ptr);
    buf_release(&out);
    out = answer(shop, "anonymous", MODE_FLOW, "book", true);
    assert_non_null(strstr(out.ptr, "\"answer\": \"not reached\""));
    assert_non_null(strstr(out.ptr, "\"blocked\": [\n"));
    buf_release(&out);
}

/* Each hop counts once, however many ways share it; techniques in order, what has none is left out. */
static void a_layer_has_the_techniques(void **state)
{
    (void)state;
    static const char expected[] =
        "{\n"
        "  \"name\": \"faasmap\",\n"
        "  \"versions\": {\"attack\": \"17\", \"navigator\": \"4.9.0\", \"layer\": \"4.5\"},\n"
        "  \"domain\": \"enterprise-attack\",\n"
        "  \"description\": \"What an attacker can do from self-registered, mode flow, auth worst. "
        "The score counts the hops of the best ways, each once.\",\n"
        "  \"sorting\": 3,\n"
        "  \"layout\": {\"layout\": \"side\", \"showID\": true, "
        "\"expandedSubtechniques\": \"annotated\"},\n"
        "  \"techniques\": [\n"
        "    {\n"
        "      \"techniqueID\": \"T1080\",\n"
        "      \"score\": 1,\n"
        "      \"comment\": \"audit mixes stored data of jobs into its work (second-order input)\"\n"
        "    },\n"
        "    {\n"
        "      \"techniqueID\": \"T1190\",\n"
        "      \"score\": 1,\n"
        "      \"comment\": \"internet can send requests to POST /orders (funckey)\"\n"
        "    },\n"
        "    {\n"
        "      \"techniqueID\": \"T1565.001\",\n"
        "      \"score\": 2,\n"
        "      \"comment\": \"orders stores what it is sent in jobs (taint)\\n"
        "audit stores what it is sent in book (taint)\"\n"
        "    },\n"
        "    {\n"
        "      \"techniqueID\": \"T1648\",\n"
        "      \"score\": 1,\n"
        "      \"comment\": \"POST /orders passes its input to orders\"\n"
        "    }\n"
        "  ],\n"
        "  \"gradient\": {\n"
        "    \"colors\": [\"#fff3b0\", \"#d62828\"],\n"
        "    \"minValue\": 0,\n"
        "    \"maxValue\": 2\n"
        "  }\n"
        "}\n";
    struct graph *g = tiny_graph(shop);
    struct seat seat = seat_of(SEAT_SELF_REGISTERED, 0);
    struct buf out = {0};
    struct path_question q = {.seat = &seat, .mode = MODE_FLOW};
    struct path_answer *a = paths_from(g, &q);
    paths_navigator(&out, a);
    assert_string_equal(out.ptr, expected);
    path_answer_free(a);

    /* Nothing reached: an empty layer, whose gradient is still one. */
    q.seat = &(struct seat){.text = STR("nobody")};
    a = paths_from(g, &q);
    buf_reset(&out);
    paths_navigator(&out, a);
    assert_non_null(strstr(out.ptr, "\"techniques\": [],"));
    assert_non_null(strstr(out.ptr, "\"maxValue\": 1"));
    path_answer_free(a);
    graph_free(g);
    buf_release(&out);
}

static void long_comments_are_cut(void **state)
{
    (void)state;
    struct buf text = {0}, out = {0};
    buf_puts(&text, "actor internet\n");
    for (int i = 0; i < 5; i++)
        buf_printf(&text, "route r%d\ninternet -exposes-> r%d auth=none\n", i, i);
    struct graph *g = tiny_graph(text.ptr);
    struct seat seat = seat_of(SEAT_ANONYMOUS, 0);
    struct path_question q = {.seat = &seat, .mode = MODE_FLOW};
    struct path_answer *a = paths_from(g, &q);
    paths_navigator(&out, a);
    assert_non_null(strstr(out.ptr, "\"score\": 5"));
    assert_non_null(strstr(out.ptr, "r2 (no authentication)\\nand 2 more\""));
    assert_null(strstr(out.ptr, "r3"));
    path_answer_free(a);
    graph_free(g);
    buf_release(&text);
    buf_release(&out);
}

static void figures_in_words(void **state)
{
    (void)state;
    struct graph *g = tiny_graph(shop);
    struct exposure *x = exposure_build(g);
    struct stats s;
    struct buf out = {0};
    stats_count(g, x, &s);
    stats_text(&out, g, &s, NULL);
    assert_string_equal(out.ptr,
                        "nodes       6 in all, 1 actor, 1 route, 2 functions, 1 queue, 1 table\n"
                        "edges       5 in all, 1 exposes, 1 invokes, 1 reads, 2 writes\n"
                        "evidence    2 declared, 2 code, 1 guess\n"
                        "entries     1 funckey\n"
                        "reached     5 from the internet, 5 through funckey\n"
                        "functions   2 in all, 2 reached from the internet\n"
                        "crossings   2 outer, 3 inner\n"
                        "secrets     none\n"
                        "unresolved  none\n"
                        "messages    none\n");
    exposure_free(x);
    graph_free(g);
    buf_release(&out);
}

static void shared_and_unused_secrets_have_names(void **state)
{
    (void)state;
    struct graph *g = tiny_graph("function f\nfunction g\napp a\nsecret both\nsecret dead\n"
                                 "secret one\nsecret host-key made-by=platform\n"
                                 "secret of-host read-by=platform\n"
                                 "secret given-out read-by=callers\n"
                                 "identity i\nidentity j\n"
                                 "bus b\nbus c\nfiles x\nfiles y\n"
                                 "f -uses-> both\ng -uses-> both\nf -uses-> one\na -uses-> dead\n");
    struct exposure *x = exposure_build(g);
    struct stats s;
    struct buf out = {0};
    stats_count(g, x, &s);
    stats_text(&out, g, &s, NULL);
    assert_non_null(strstr(out.ptr, "2 buses, 2 files, 6 secrets, 2 identities\n"));
    assert_non_null(strstr(out.ptr, "  shared    both (2 functions)\n  unused    dead\n"));
    buf_reset(&out);
    stats_json(&out, g, &s, NULL);
    assert_non_null(strstr(out.ptr, "\"shared_nodes\": [\"both\"]"));
    assert_non_null(strstr(out.ptr, "\"unused_nodes\": [\"dead\"]"));
    exposure_free(x);
    graph_free(g);
    buf_release(&out);
}

/* The text names the first, the JSON all. */
static void of_many_secrets_the_first_have_names(void **state)
{
    (void)state;
    struct buf script = {0}, out = {0};
    for (int i = 10; i < 60; i++)
        buf_printf(&script, "secret s%d\n", i);
    struct graph *g = tiny_graph(script.ptr);
    struct exposure *x = exposure_build(g);
    struct stats s;
    stats_count(g, x, &s);
    stats_text(&out, g, &s, NULL);
    assert_non_null(strstr(out.ptr, "s49, 10 more\n"));
    assert_null(strstr(out.ptr, "s50"));
    buf_reset(&out);
    stats_json(&out, g, &s, NULL);
    assert_non_null(strstr(out.ptr, "s59"));
    exposure_free(x);
    graph_free(g);
    buf_release(&script);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_story_in_words),
        cmocka_unit_test(other_ways_are_told),
        cmocka_unit_test(exact_answers_say_what_proves_them),
        cmocka_unit_test(one_state_can_be_asked_for),
        cmocka_unit_test(a_no_says_what_blocks),
        cmocka_unit_test(conditions_and_load_are_told),
        cmocka_unit_test(load_alone_is_not_the_answer),
        cmocka_unit_test(goals_are_told),
        cmocka_unit_test(random_answers_fit_and_are_json),
        cmocka_unit_test(hostile_names_stay_on_their_line),
        cmocka_unit_test(long_names_do_not_break_the_frame),
        cmocka_unit_test(long_chains_are_told_once),
        cmocka_unit_test(json_has_the_members),
        cmocka_unit_test(a_layer_has_the_techniques),
        cmocka_unit_test(long_comments_are_cut),
        cmocka_unit_test(figures_in_words),
        cmocka_unit_test(shared_and_unused_secrets_have_names),
        cmocka_unit_test(of_many_secrets_the_first_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
