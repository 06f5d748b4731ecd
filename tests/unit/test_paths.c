/* SPDX-License-Identifier: MIT */
/* The worked example (a waste-management system with one app, one storage account, a function key):
 * what is reached from which seat, by which rules; negative answers; certificates that must
 * fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "attr.h"
#include "check.h"
#include "mem.h"
#include "paths.h"
#include "tiny_graph.h"

static const char twin[] =
    "actor internet\n"
    "route R name='POST /api/TheThingsNetworkBridge'\n"
    "function Bridge\n"
    "function Processing\n"
    "function Alert\n"
    "function Logger\n"
    "function LatestWeather\n"
    "queue telemetry\n"
    "queue alerts\n"
    "queue logging\n"
    "table SensorState\n"
    "table Weather\n"
    "bucket archive\n"
    "bucket azure-webjobs-secrets\n"
    "boundary storage class=data-account\n"
    "app App\n"
    "secret StorageAccount\n"
    "secret SmsSecret\n"
    "service SMS external=true\n"
    "service OpenWeatherMap external=true\n"
    "timer every-10-min\n"
    "timer every-15-min\n"
    "timer every-4-h\n"
    "internet -exposes-> R auth=funckey\n"
    "R -invokes-> Bridge\n"
    "every-10-min -triggers-> Processing\n"
    "every-15-min -triggers-> LatestWeather\n"
    "every-4-h -triggers-> Alert\n"
    "every-4-h -triggers-> Logger\n"
    "Bridge -writes-> telemetry ev=code conf=90\n"
    "Processing -reads-> telemetry ev=code conf=90\n"
    "Processing -reads-> Weather ev=code conf=90\n"
    "Processing -reads-> SensorState ev=code conf=90\n"
    "Processing -writes-> SensorState ev=code conf=90\n"
    "Processing -writes-> alerts ev=code conf=90\n"
    "Processing -writes-> logging ev=code conf=90\n"
    "Alert -reads-> alerts ev=code conf=90\n"
    "Alert -writes-> SMS ev=code conf=90\n"
    "Logger -reads-> logging ev=code conf=90\n"
    "Logger -writes-> archive ev=code conf=90\n"
    "LatestWeather -reads-> OpenWeatherMap ev=code conf=90\n"
    "LatestWeather -writes-> Weather ev=code conf=90\n"
    "Bridge -hosted-by-> App\n"
    "Processing -hosted-by-> App\n"
    "Alert -hosted-by-> App\n"
    "Logger -hosted-by-> App\n"
    "LatestWeather -hosted-by-> App\n"
    "App -uses-> StorageAccount value=plain\n"
    "App -uses-> SmsSecret value=plain\n"
    "StorageAccount -unlocks-> storage ops=read,write\n"
    "SmsSecret -unlocks-> SMS ops=write\n"
    "telemetry -resides-in-> storage\n"
    "alerts -resides-in-> storage\n"
    "logging -resides-in-> storage\n"
    "SensorState -resides-in-> storage\n"
    "Weather -resides-in-> storage\n"
    "archive -resides-in-> storage\n"
    "azure-webjobs-secrets -resides-in-> storage\n"
    "App -code-from-> azure-webjobs-secrets role=host-storage\n";

struct asked {
    struct graph *g;
    struct seat seat;
    struct path_question q;
    struct path_answer *a;
    struct arena *arena;
};

static struct asked ask_graph(const char *text, const char *seat, enum attack_mode mode)
{
    struct asked x = {.g = tiny_graph(text), .arena = arena_new()};
    struct buf error = {0};
    if (!seat_parse(x.g, str_from(seat), &x.seat, &error))
        fail_msg("%s: %s", seat, error.ptr);
    /* The answer borrows the seat: it must outlive this frame. */
    struct seat *kept = arena_alloc(x.arena, sizeof *kept);
    *kept = x.seat;
    x.q = (struct path_question){.seat = kept, .mode = mode};
    x.a = paths_from(x.g, &x.q);
    return x;
}

static struct asked ask(const char *seat, enum attack_mode mode)
{
    return ask_graph(twin, seat, mode);
}

static void done(struct asked *x)
{
    struct buf why = {0};
    if (!path_answer_verify(x->a, &why))
        fail_msg("%s", why.ptr);
    path_answer_free(x->a);
    arena_free(x->arena);
    graph_free(x->g);
}

/* The facts as "input(Bridge) write(telemetry) ...", without load, by node id. */
static struct str reached(struct asked *x)
{
    struct buf out = {0};
    for (size_t n = 1; n <= graph_node_count(x->g); n++)
        for (int s = 0; s < STATE_EXHAUST; s++)
            if (path_answer_reached(x->a, (node_id)n, (enum state)s))
                buf_printf(&out, "%s%s(%s)", out.len ? " " : "", state_names[s],
                           graph_node_at(x->g, (node_id)n)->id.ptr);
    struct str s = arena_str(x->arena, buf_str(&out));
    buf_release(&out);
    return s;
}

/* The way to a fact as "01 07 29", the numbers of its rules. */
static struct str rules(struct asked *x, const char *node, enum state s)
{
    struct path p;
    struct buf out = {0};
    if (!path_answer_path(x->a, tiny_node(x->g, node), s, x->arena, &p))
        return STR("not reached");
    for (size_t i = 0; i < p.hop_count; i++)
        buf_printf(&out, "%s%s", i ? " " : "", p.hops[i]->row->id + strlen("SPREAD-"));
    struct str text = arena_str(x->arena, buf_str(&out));
    buf_release(&out);
    return text;
}

#define RULES(x, node, state, expected) assert_string_equal(rules(x, node, state).ptr, expected)

static void anonymous_data_stops_at_the_function_key(void **state)
{
    (void)state;
    struct asked x = ask("anonymous", MODE_FLOW);
    const struct path_blocker *list;
    assert_string_equal(reached(&x).ptr, "hold(internet)");
    assert_int_equal(path_answer_count(x.a), 0);
    assert_int_equal(path_answer_blockers(x.a, tiny_node(x.g, "Processing"), x.arena, &list), 1);
    assert_string_equal(list[0].why.ptr, "the gate funckey of POST /api/TheThingsNetworkBridge "
                                         "is not passed from this seat");
    assert_int_equal(list[0].gate, AUTH_FUNCKEY);
    assert_string_equal(list[0].row->id, "SPREAD-01");
    assert_int_equal(list[0].where.line, 24);
    done(&x);
}

static void self_registered_data_goes_all_the_way(void **state)
{
    (void)state;
    struct asked x = ask("self-registered", MODE_FLOW);
    assert_string_equal(reached(&x).ptr,
                        "input(Alert) input(Bridge) input(Logger) input(Processing) input(R) "
                        "write(SMS) write(SensorState) write(alerts) write(archive) "
                        "hold(internet) write(logging) write(telemetry)");
    RULES(&x, "R", STATE_INPUT, "01");
    RULES(&x, "Bridge", STATE_INPUT, "01 07");
    RULES(&x, "telemetry", STATE_WRITE, "01 07 29");
    RULES(&x, "Processing", STATE_INPUT, "01 07 29 26");
    RULES(&x, "alerts", STATE_WRITE, "01 07 29 26 29");
    RULES(&x, "logging", STATE_WRITE, "01 07 29 26 29");
    RULES(&x, "Alert", STATE_INPUT, "01 07 29 26 29 26");
    RULES(&x, "Logger", STATE_INPUT, "01 07 29 26 29 26");
    RULES(&x, "Weather", STATE_WRITE, "not reached");
    RULES(&x, "LatestWeather", STATE_INPUT, "not reached");

    struct path p;
    assert_true(path_answer_path(x.a, tiny_node(x.g, "alerts"), STATE_WRITE, x.arena, &p));
    assert_int_equal(p.gate, AUTH_FUNCKEY);
    assert_int_equal(p.rank, AUTH_CLASS_SHARED);
    assert_int_equal(p.effort, 0);
    assert_int_equal(p.confidence, 90);
    assert_int_equal(p.certainty, CERTAINTY_INFERRED);
    assert_int_equal(p.weakest, 2); /* the first hop that only the code says */
    assert_string_equal(p.hops[0]->sentence.ptr,
                        "internet can send requests to POST /api/TheThingsNetworkBridge (funckey)");
    assert_string_equal(p.hops[3]->sentence.ptr, "Processing comes back on its own and processes "
                                                "what stands in telemetry");
    assert_int_equal(p.hops[0]->where.line, 24);
    assert_int_equal(p.hops[0]->crossing, CROSSING_OUTER);
    assert_int_equal(p.hops[2]->crossing, CROSSING_INNER);
    assert_int_equal(p.hops[3]->crossing, CROSSING_NONE);
    done(&x);
}

static void anonymous_takes_over_the_app_if_code_has_flaws(void **state)
{
    (void)state;
    struct asked x = ask("anonymous", MODE_STRICT);
    RULES(&x, "Bridge", STATE_CONTROL, "01 07 60");
    RULES(&x, "App", STATE_CONTROL, "01 07 60 58");
    static const char *const others[] = {"Processing", "Alert", "Logger", "LatestWeather"};
    for (size_t i = 0; i < COUNT(others); i++)
        RULES(&x, others[i], STATE_CONTROL, "01 07 60 58 59");
    RULES(&x, "StorageAccount", STATE_READ, "01 07 60 58 49");
    RULES(&x, "storage", STATE_READ, "01 07 60 58 49 50");
    RULES(&x, "storage", STATE_WRITE, "01 07 60 58 49 51");
    RULES(&x, "azure-webjobs-secrets", STATE_READ, "01 07 60 58 49 50 77");
    RULES(&x, "Weather", STATE_READ, "01 07 60 58 59 32"); /* one hop shorter than by the key */
    RULES(&x, "azure-webjobs-secrets", STATE_WRITE, "01 07 60 58 49 51 78");
    RULES(&x, "SmsSecret", STATE_READ, "01 07 60 58 49");
    assert_true(path_answer_reached(x.a, tiny_node(x.g, "SMS"), STATE_WRITE));
    assert_true(path_answer_reached(x.a, tiny_node(x.g, "SMS"), STATE_EXHAUST));
    assert_false(path_answer_reached(x.a, tiny_node(x.g, "OpenWeatherMap"), STATE_WRITE));

    struct path p;
    assert_true(path_answer_path(x.a, tiny_node(x.g, "App"), STATE_CONTROL, x.arena, &p));
    assert_int_equal(p.certainty, CERTAINTY_ASSUMED);
    assert_int_equal(p.weakest, 2);
    assert_int_equal(p.effort, 1);
    done(&x);
}

static void a_leaked_storage_key_is_the_app(void **state)
{
    (void)state;
    for (int mode = 0; mode < MODE_COUNT; mode++) {
        struct asked x = ask("leaked:StorageAccount", (enum attack_mode)mode);
        RULES(&x, "storage", STATE_WRITE, "51");
        RULES(&x, "azure-webjobs-secrets", STATE_WRITE, "51 78");
        RULES(&x, "App", STATE_CONTROL, "51 78 56");
        RULES(&x, "Bridge", STATE_CONTROL, "51 78 56 59");
        RULES(&x, "LatestWeather", STATE_CONTROL, "51 78 56 59");
        RULES(&x, "StorageAccount", STATE_READ, ""); /* a start fact */
        for (size_t i = 0; i < path_answer_count(x.a); i++)
            assert_int_not_equal(path_answer_at(x.a, i)->node, tiny_node(x.g, "StorageAccount"));
        done(&x);
    }
}

static void targets_are_told_as_the_story_goes_on(void **state)
{
    (void)state;
    struct asked x = ask("self-registered", MODE_FLOW);
    static const char *const first[] = {"R", "Bridge", "telemetry", "Processing"};
    for (size_t i = 0; i < COUNT(first); i++) {
        const struct path_target *t = path_answer_at(x.a, i);
        assert_int_equal(t->node, tiny_node(x.g, first[i]));
        assert_int_equal(t->hops, i + 1);
        assert_int_equal(t->rank, AUTH_CLASS_SHARED);
    }
    done(&x);
}

static void one_target_can_be_asked_for(void **state)
{
    (void)state;
    struct asked x = ask("self-registered", MODE_FLOW);
    node_id targets[] = {tiny_node(x.g, "Weather"), tiny_node(x.g, "alerts")};
    struct path_answer *a = paths_between(x.g, &x.q, targets, COUNT(targets));
    assert_true(path_answer_selected(a));
    assert_int_equal(path_answer_count(a), 2);
    /* Weather is loaded through the app, but nobody's data gets there. */
    assert_int_equal(path_answer_at(a, 0)->best, STATE_EXHAUST);
    assert_int_equal(path_answer_at(a, 1)->best, STATE_WRITE);
    assert_int_equal(path_answer_at(a, 1)->hops, 5);
    path_answer_free(a);
    done(&x);
}

/* The other worked example: one public GET, eval on its query, a role that may do everything. */
static void a_role_for_everything_is_everything(void **state)
{
    (void)state;
    struct asked x = ask_graph(
        "actor internet\nroute GET\nfunction hello exploitable='eval on the query'\n"
        "identity role\nboundary any class=any\ntable orders\nfunction other\nidentity admin\n"
        "internet -exposes-> GET auth=none\nGET -invokes-> hello\nhello -runs-as-> role\n"
        "role -grants-> any ops=read,write,invoke,delete,admin,policy,exec\n"
        "orders -resides-in-> any implicit=true\nother -resides-in-> any implicit=true\n"
        "admin -resides-in-> any implicit=true\n",
        "anonymous", MODE_EVIDENCE);
    struct path p;
    RULES(&x, "any", STATE_CONTROL, "01 07 61 35 42");
    RULES(&x, "other", STATE_CONTROL, "01 07 61 35 42 79");
    RULES(&x, "admin", STATE_HOLD, "01 07 61 35 42 80");
    assert_true(path_answer_reached(x.a, tiny_node(x.g, "orders"), STATE_READ));
    assert_true(path_answer_reached(x.a, tiny_node(x.g, "orders"), STATE_WRITE));
    static const char *const chain[] = {"T1190", "T1648", "T1190", "T1078.004", "T1578.005"};
    assert_true(path_answer_path(x.a, tiny_node(x.g, "any"), STATE_CONTROL, x.arena, &p));
    assert_int_equal(p.hop_count, COUNT(chain));
    for (size_t i = 0; i < COUNT(chain); i++)
        assert_string_equal(p.hops[i]->row->technique, chain[i]);
    done(&x);
}

static void a_known_flaw_is_more_than_an_assumed_one(void **state)
{
    (void)state;
    static const char text[] = "actor internet\nfunction f exploitable='eval, f.py:3'\n"
                               "internet -exposes-> f auth=none\n";
    static const struct {
        enum attack_mode mode;
        enum certainty certainty;
        const char *sentence;
        uint32_t line; /* where the function is, or where the flaw is */
    } rows[] = {
        {MODE_STRICT, CERTAINTY_ASSUMED, "assumed: f has an exploitable flaw", 2},
        {MODE_EVIDENCE, CERTAINTY_INFERRED, "f is exploitable: eval, f.py:3", 3},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked x = ask_graph(text, "anonymous", rows[i].mode);
        struct path p;
        assert_true(path_answer_path(x.a, tiny_node(x.g, "f"), STATE_CONTROL, x.arena, &p));
        assert_int_equal(p.certainty, rows[i].certainty);
        assert_string_equal(p.hops[1]->sentence.ptr, rows[i].sentence);
        assert_int_equal(p.hops[1]->where.line, rows[i].line);
        assert_true(str_is(p.hops[1]->where.file, rows[i].line == 3 ? "f.py" : "tiny"));
        done(&x);
    }
}

/* The goal row: confidential data that is read can be carried out, if something can send. */
static void goals_are_marked(void **state)
{
    (void)state;
    static const struct {
        const char *text, *seat;
        bool goal;
    } rows[] = {
        {"actor internet\nbucket t sensitivity=2\n"
         "internet -exposes-> t auth=none ops=read\n", "anonymous", true},
        {"actor internet\nbucket t sensitivity=1\n"
         "internet -exposes-> t auth=none ops=read\n", "anonymous", false},
        {"function f\ntable t sensitivity=3\nf -reads-> t\n", "compromised:f", true},
        {"function f egress=none\ntable t sensitivity=3\nf -reads-> t\n", "compromised:f", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked x = ask_graph(rows[i].text, rows[i].seat, MODE_FLOW);
        struct path p;
        assert_true(path_answer_path(x.a, tiny_node(x.g, "t"), STATE_READ, x.arena, &p));
        assert_int_equal(p.goal != NULL, rows[i].goal);
        if (p.goal)
            assert_string_equal(p.goal_sentence.ptr, "t can be carried out of the system");
        done(&x);
    }
}

/* --- Why not ---------------------------------------------------------------------------------- */

static void blocked_by(const char *text, enum attack_mode mode, const char *target,
                       const char *expected)
{
    struct asked x = ask_graph(text, "anonymous", mode);
    const struct path_blocker *list;
    size_t count = path_answer_blockers(x.a, tiny_node(x.g, target), x.arena, &list);
    if (!expected) {
        assert_int_equal(count, 0);
    } else {
        assert_int_equal(count, 1);
        assert_string_equal(list[0].why.ptr, expected);
    }
    done(&x);
}

static void a_negative_answer_says_what_blocks(void **state)
{
    (void)state;
    blocked_by("actor internet\ntopic a\nqueue b\nfunction f\n"
               "internet -exposes-> a auth=none\na -delivers-> b filter=closed\nb -triggers-> f\n",
               MODE_FLOW, "f",
               "the filter between a and b excludes every message of an attacker");
    blocked_by("actor internet\nfunction f\nidentity i\ntable t\n"
               "internet -exposes-> f auth=none\nf -runs-as-> i\ni -grants-> t ops=read\n",
               MODE_FLOW, "t", "mode flow: no flaw is assumed in f");
    blocked_by("actor internet\nfunction f\nidentity i\n"
               "internet -exposes-> f auth=none\nf -runs-as-> i\n",
               MODE_EVIDENCE, "i", "mode evidence: no exploitable flaw is known in f");
    blocked_by("actor internet\nfunction f disabled=true\nqueue q\n"
               "internet -exposes-> f auth=none\nf -writes-> q\n",
               MODE_FLOW, "q", "f is switched off");
    blocked_by("actor internet\napi a\nroute r\n"
               "internet -exposes-> a auth=none\na -routes-> r match=never\n",
               MODE_STRICT, "r", "host and path of a never match r");
    /* A gate on a way that leads elsewhere does not explain this target; nothing leads there. */
    blocked_by("actor internet\nroute r\nfunction f\ntable t\nfunction g\n"
               "internet -exposes-> r auth=jwt\nr -invokes-> f\ng -writes-> t\n",
               MODE_STRICT, "t", NULL);
}

/* --- Joined seats ----------------------------------------------------------------------------- */

static void each_part_keeps_its_own_gates(void **state)
{
    (void)state;
    /* The function reaches the api, but only a user passes the token behind it: together no more
     * than each for itself. */
    static const char text[] = "actor internet\nfunction f\napi a\nroute r\n"
                               "f -invokes-> a\na -routes-> r auth=jwt\n";
    struct asked x = ask_graph(text, "compromised:f+user", MODE_FLOW);
    assert_true(path_answer_reached(x.a, tiny_node(x.g, "a"), STATE_INPUT));
    assert_false(path_answer_reached(x.a, tiny_node(x.g, "r"), STATE_INPUT));
    done(&x);
}

static void the_best_of_two_parts_is_told(void **state)
{
    (void)state;
    struct asked x = ask("anonymous+leaked:StorageAccount", MODE_STRICT);
    RULES(&x, "Bridge", STATE_INPUT, "01 07");
    RULES(&x, "App", STATE_CONTROL, "51 78 56"); /* no gate: better than through the key */
    done(&x);
}

/* --- Certificates ----------------------------------------------------------------------------- */

struct certificate {
    struct spread_facts *f;
    struct spread_terms terms;
    fact_mask *starts, *facts;
};

static struct certificate certificate_of(struct asked *x)
{
    size_t nodes = graph_node_count(x->g);
    struct certificate c = {.f = spread_facts_new(x->g),
                            .terms = {.mode = x->q.mode,
                                      .pass = seat_pass(x->q.seat->parts[0].kind, x->q.mode)},
                            .starts = mem_zalloc(nodes + 1, sizeof *c.starts),
                            .facts = mem_zalloc(nodes + 1, sizeof *c.facts)};
    c.starts[tiny_node(x->g, "internet")] = 1u << STATE_HOLD;
    for (size_t n = 1; n <= nodes; n++)
        for (int s = 0; s < STATE_COUNT; s++)
            if (path_answer_reached(x->a, (node_id)n, (enum state)s))
                c.facts[n] |= (fact_mask)(1u << s);
    return c;
}

static void certificate_free(struct certificate *c)
{
    spread_facts_free(c->f);
    mem_free(c->starts);
    mem_free(c->facts);
}

static bool accepts(const struct certificate *c, const struct path *p)
{
    struct buf why = {0};
    bool good = check_path(c->f, &c->terms, c->starts, p, &why);
    assert_int_equal(good, why.len == 0);
    buf_release(&why);
    return good;
}

static void wrong_paths_are_rejected(void **state)
{
    (void)state;
    struct asked x = ask("self-registered", MODE_FLOW);
    struct certificate c = certificate_of(&x);
    struct path good, p;
    struct path_hop all[8], *hops[8];
    assert_true(path_answer_path(x.a, tiny_node(x.g, "alerts"), STATE_WRITE, x.arena, &good));
    assert_true(good.hop_count <= COUNT(hops));
    assert_true(accepts(&c, &good));

    enum { SHORT, LATE, OTHER_TARGET, OTHER_STATE, WRONG_ROW, WRONG_EDGE, WRONG_GATE, CHEAP, GAP,
           CASES };
    for (int wrong = 0; wrong < CASES; wrong++) {
        p = good;
        p.hops = hops;
        for (size_t i = 0; i < good.hop_count; i++) {
            all[i] = *good.hops[i];
            hops[i] = &all[i];
        }
        if (wrong == SHORT)
            p.hop_count--;
        else if (wrong == LATE)
            p.hops++, p.hop_count--;
        else if (wrong == OTHER_TARGET)
            p.target = tiny_node(x.g, "logging");
        else if (wrong == OTHER_STATE)
            p.state = STATE_READ;
        else if (wrong == WRONG_ROW)
            hops[2]->row = &spread_rows[31 - 1]; /* writing needs control there, not input */
        else if (wrong == WRONG_EDGE)
            hops[2]->edge = hops[0]->edge;
        else if (wrong == WRONG_GATE)
            p.rank = AUTH_CLASS_NONE;
        else if (wrong == CHEAP)
            p.effort++;
        else
            hops[3] = hops[4], p.hop_count--;
        if (accepts(&c, &p))
            fail_msg("wrong path %d is accepted", wrong);
    }
    /* The same path from a seat that does not pass the gate. */
    c.terms.pass = 0;
    assert_false(accepts(&c, &good));
    certificate_free(&c);
    done(&x);
}

static void sets_that_are_not_closed_are_rejected(void **state)
{
    (void)state;
    struct asked x = ask("self-registered", MODE_FLOW);
    struct certificate c = certificate_of(&x);
    struct buf why = {0};
    assert_true(check_closed(x.g, c.f, &c.terms, NULL, c.starts, c.facts, &why));
    /* Any fact taken out of it is either a start or follows from the others. */
    for (size_t n = 1; n <= graph_node_count(x.g); n++)
        for (int s = 0; s < STATE_COUNT; s++) {
            if (!(c.facts[n] & 1u << s))
                continue;
            c.facts[n] = (fact_mask)(c.facts[n] & ~(1u << s));
            buf_reset(&why);
            assert_false(check_closed(x.g, c.f, &c.terms, NULL, c.starts, c.facts, &why));
            assert_true(why.len > 0);
            c.facts[n] = (fact_mask)(c.facts[n] | 1u << s);
        }
    buf_release(&why);
    certificate_free(&c);
    done(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(anonymous_data_stops_at_the_function_key),
        cmocka_unit_test(self_registered_data_goes_all_the_way),
        cmocka_unit_test(anonymous_takes_over_the_app_if_code_has_flaws),
        cmocka_unit_test(a_leaked_storage_key_is_the_app),
        cmocka_unit_test(targets_are_told_as_the_story_goes_on),
        cmocka_unit_test(one_target_can_be_asked_for),
        cmocka_unit_test(goals_are_marked),
        cmocka_unit_test(a_role_for_everything_is_everything),
        cmocka_unit_test(a_known_flaw_is_more_than_an_assumed_one),
        cmocka_unit_test(a_negative_answer_says_what_blocks),
        cmocka_unit_test(each_part_keeps_its_own_gates),
        cmocka_unit_test(the_best_of_two_parts_is_told),
        cmocka_unit_test(wrong_paths_are_rejected),
        cmocka_unit_test(sets_that_are_not_closed_are_rejected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
