/* SPDX-License-Identifier: MIT */
/* The engine against a second implementation of the rules, and against itself: what must be a
 * subset, a union, or the same. Random graphs; FAASMAP_LONG=1 in the environment takes as many as
 * are needed to compare 100,000 of them. A failing graph is printed in the form that tiny_graph() reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "mem.h"
#include "paths.h"
#include "random_graph.h"
#include "reference_spread.h"
#include "share.h"
#include "tiny_graph.h"

enum { MAX_NODES = 12, GRAPHS = 5000, MANY = 20, SEED = 20261121 };

static uint32_t rounds(uint32_t usual)
{
    return getenv("FAASMAP_LONG") ? usual * MANY : usual / RANDOM_SHARE;
}

static void draw(uint64_t *seed, struct buf *text)
{
    uint32_t nodes = 2 + random_below(seed, MAX_NODES - 1);
    buf_reset(text);
    random_graph(seed, nodes, nodes + random_below(seed, 2 * nodes), text);
}

/* A seat of any kind; those that need a node get one of the right kind, if there is one. */
static struct seat draw_seat(uint64_t *seed, const struct graph *g, enum seat_kind kind)
{
    static const unsigned kinds[SEAT_KIND_COUNT] = {
        [SEAT_COMPROMISED] = 1u << NODE_FUNCTION | 1u << NODE_COMPUTE | 1u << NODE_APP |
                             1u << NODE_WORKFLOW,
        [SEAT_LEAKED] = 1u << NODE_SECRET | 1u << NODE_IDENTITY | 1u << NODE_KEY,
        [SEAT_MALICIOUS_DEPENDENCY] = 1u << NODE_CODE,
        [SEAT_INSIDER] = 1u << NODE_IDENTITY,
        [SEAT_PARTNER] = 1u << NODE_ACTOR,
        [SEAT_NODE] = ~0u,
    };
    size_t count = graph_node_count(g), first = random_below(seed, (uint32_t)count);
    for (size_t i = 0; kinds[kind] && i < count; i++) {
        node_id n = (node_id)(1 + (first + i) % count);
        if (kinds[kind] & 1u << graph_node_at(g, n)->kind)
            return seat_of(kind, n);
    }
    bool needs = kind == SEAT_COMPROMISED || kind == SEAT_LEAKED ||
                 kind == SEAT_MALICIOUS_DEPENDENCY || kind == SEAT_NODE;
    return seat_of(needs ? SEAT_ANONYMOUS : kind, 0);
}

/* All facts of an answer, bits per node. */
static void facts_of(const struct graph *g, const struct path_question *q,
                     uint8_t facts[MAX_NODES + 1])
{
    struct path_answer *a = paths_from(g, q);
    memset(facts, 0, MAX_NODES + 1);
    for (size_t n = 1; n <= graph_node_count(g); n++)
        for (int s = 0; s < STATE_COUNT; s++)
            if (path_answer_reached(a, (node_id)n, (enum state)s))
                facts[n] = (uint8_t)(facts[n] | 1u << s);
    path_answer_free(a);
}

static void differ(const struct buf *text, const struct graph *g, const struct path_question *q,
                   const char *what, size_t n, unsigned got, unsigned expected)
{
    fail_msg("%s: seat %s, mode %s%s, auth %s, node %s: %x, expected %x\n%s", what,
             seat_names[q->seat->parts[0].kind], mode_names[q->mode], q->exact ? ", exact" : "", auth_view_names[q->auth],
             graph_node_at(g, (node_id)n)->id.ptr, got, expected, text->ptr);
}

static void same_as_the_reference(void **state)
{
    (void)state;
    uint64_t seed = SEED;
    struct buf text = {0};
    size_t widest = 0;
    for (uint32_t round = 0; round < rounds(GRAPHS); round++) {
        draw(&seed, &text);
        struct graph *g = tiny_graph(text.ptr);
        for (uint32_t try = 0; try < 2 * MODE_COUNT; try++) {
            enum seat_kind kind = (enum seat_kind)((round + try * 3) % SEAT_KIND_COUNT);
            struct seat seat = draw_seat(&seed, g, kind);
            struct path_question q = {.seat = &seat,
                                      .mode = (enum attack_mode)(try % MODE_COUNT),
                                      .auth = (enum auth_view)(round / 2 % AUTH_VIEW_COUNT),
                                      .response = round % 5 == 0,
                                      .exact = try >= MODE_COUNT};
            struct reference_terms terms = {q.mode, q.auth, q.response, q.exact};
            struct reference reference[2] = {0};
            uint8_t facts[MAX_NODES + 1];
            size_t total = 0;
            if (q.exact && round % 2) {
                enum seat_kind more = (enum seat_kind)random_below(&seed, SEAT_KIND_COUNT);
                seat.parts[seat.part_count++] = draw_seat(&seed, g, more).parts[0];
            }
            facts_of(g, &q, facts);
            reference_run(g, seat.parts, seat.part_count, &terms, reference);
            for (size_t n = 1; n <= graph_node_count(g); n++) {
                unsigned expected = reference[0].facts[n] | reference[1].facts[n];
                total += facts[n] != 0;
                if (facts[n] != expected)
                    differ(&text, g, &q, "reference", n, facts[n], expected);
            }
            if (total > widest)
                widest = total;
        }
        graph_free(g);
    }
    assert_true(widest >= MAX_NODES - 1); /* the graphs are not too poor to tell anything */
    buf_release(&text);
}

static void subset(const struct buf *text, const struct graph *g, const struct path_question *q,
                   const char *what, const uint8_t *small, const uint8_t *large)
{
    for (size_t n = 1; n <= graph_node_count(g); n++)
        if (small[n] & ~large[n])
            differ(text, g, q, what, n, small[n], large[n]);
}

/* flow <= evidence <= strict; anonymous <= self-registered <= user. */
static void modes_and_seats_are_nested(void **state)
{
    (void)state;
    static const enum seat_kind nested[] = {SEAT_ANONYMOUS, SEAT_SELF_REGISTERED, SEAT_USER};
    static const enum attack_mode modes[] = {MODE_FLOW, MODE_EVIDENCE, MODE_STRICT};
    uint64_t seed = SEED + 1;
    struct buf text = {0};
    for (uint32_t round = 0; round < rounds(GRAPHS / 5); round++) {
        uint8_t facts[3][3][MAX_NODES + 1];
        struct path_question q = {0};
        struct seat seat;
        draw(&seed, &text);
        struct graph *g = tiny_graph(text.ptr);
        for (size_t s = 0; s < 3; s++)
            for (size_t m = 0; m < 3; m++) {
                seat = seat_of(nested[s], 0);
                q = (struct path_question){.seat = &seat, .mode = modes[m]};
                facts_of(g, &q, facts[s][m]);
            }
        for (size_t i = 0; i < 3; i++)
            for (size_t j = 0; j < 2; j++) {
                subset(&text, g, &q, "modes", facts[i][j], facts[i][j + 1]);
                subset(&text, g, &q, "seats", facts[j][i], facts[j + 1][i]);
            }
        graph_free(g);
    }
    buf_release(&text);
}

static void joined_seats_are_unions(void **state)
{
    (void)state;
    uint64_t seed = SEED + 2;
    struct buf text = {0};
    for (uint32_t round = 0; round < rounds(GRAPHS / 3); round++) {
        uint8_t a[MAX_NODES + 1], b[MAX_NODES + 1], both[MAX_NODES + 1];
        draw(&seed, &text);
        struct graph *g = tiny_graph(text.ptr);
        struct seat first = draw_seat(&seed, g, (enum seat_kind)(round % SEAT_KIND_COUNT));
        struct seat second = draw_seat(&seed, g, (enum seat_kind)(round / 7 % SEAT_KIND_COUNT));
        struct seat joined = first;
        joined.parts[joined.part_count++] = second.parts[0];
        struct path_question q = {.seat = &first, .mode = (enum attack_mode)(round % MODE_COUNT)};
        facts_of(g, &q, a);
        q.seat = &second;
        facts_of(g, &q, b);
        q.seat = &joined;
        facts_of(g, &q, both);
        for (size_t n = 1; n <= graph_node_count(g); n++)
            if (both[n] != (a[n] | b[n]))
                differ(&text, g, &q, "union", n, both[n], a[n] | b[n]);
        graph_free(g);
    }
    buf_release(&text);
}

/* What is proved is a part of what is possible. */
static void exact_answers_are_part_of_the_others(void **state)
{
    (void)state;
    uint64_t seed = SEED + 8;
    struct buf text = {0};
    size_t fewer = 0;
    for (uint32_t round = 0; round < rounds(GRAPHS / 5); round++) {
        uint8_t proved[MAX_NODES + 1], possible[MAX_NODES + 1];
        draw(&seed, &text);
        struct graph *g = tiny_graph(text.ptr);
        struct seat seat = draw_seat(&seed, g, (enum seat_kind)(round % SEAT_KIND_COUNT));
        struct path_question q = {.seat = &seat, .mode = (enum attack_mode)(round % MODE_COUNT),
                                  .exact = true};
        facts_of(g, &q, proved);
        q.exact = false;
        facts_of(g, &q, possible);
        subset(&text, g, &q, "exact", proved, possible);
        fewer += memcmp(proved, possible, graph_node_count(g) + 1) != 0;
        graph_free(g);
    }
    assert_true(fewer > 20);
    buf_release(&text);
}

/* Names are only names: other ones, sorted in another way, permute the facts. */
static void renaming_permutes(void **state)
{
    (void)state;
    uint64_t seed = SEED + 9;
    struct buf text = {0}, renamed = {0};
    for (uint32_t round = 0; round < rounds(GRAPHS / 5); round++) {
        uint8_t old[MAX_NODES + 1], new[MAX_NODES + 1];
        uint32_t turn = random_below(&seed, 26);
        draw(&seed, &text);
        buf_reset(&renamed);
        for (size_t i = 0; i < text.len; i++) { /* n7 becomes a letter and n7 */
            bool name = text.ptr[i] == 'n' && text.ptr[i + 1] >= '0' && text.ptr[i + 1] <= '9' &&
                        (i == 0 || text.ptr[i - 1] == ' ' || text.ptr[i - 1] == '\n');
            if (name)
                buf_putc(&renamed, (char)('a' + (turn + 7u * (uint32_t)strtoul(
                                                 text.ptr + i + 1, NULL, 10)) % 26));
            buf_putc(&renamed, text.ptr[i]);
        }
        struct graph *g = tiny_graph(text.ptr), *h = tiny_graph(renamed.ptr);
        struct seat seat = seat_of((enum seat_kind)(round % SEAT_COMPROMISED), 0);
        struct path_question q = {.seat = &seat, .mode = (enum attack_mode)(round % MODE_COUNT),
                                  .exact = round % 2};
        facts_of(g, &q, old);
        facts_of(h, &q, new);
        for (size_t n = 1; n <= graph_node_count(g); n++) {
            struct str id = graph_node_at(g, (node_id)n)->id;
            struct buf other = {0};
            buf_putc(&other, (char)('a' + (turn + 7u * (uint32_t)strtoul(id.ptr + 1, NULL, 10)) %
                                              26));
            buf_add(&other, id);
            node_id m = graph_find(h, buf_str(&other));
            assert_true(m != 0);
            if (old[n] != new[m])
                differ(&text, g, &q, "renamed", n, new[m], old[n]);
            buf_release(&other);
        }
        graph_free(g);
        graph_free(h);
    }
    buf_release(&text);
    buf_release(&renamed);
}

/* A closed set stays closed if edges are added between nodes that have fallen in every state. */
static void edges_inside_a_closed_set_change_nothing(void **state)
{
    (void)state;
    uint64_t seed = SEED + 10;
    struct buf text = {0};
    size_t added = 0;
    for (uint32_t round = 0; round < rounds(GRAPHS / 5); round++) {
        uint8_t before[MAX_NODES + 1], after[MAX_NODES + 1];
        draw(&seed, &text);
        struct graph *g = tiny_graph(text.ptr);
        struct seat seat = seat_of((enum seat_kind)(round % SEAT_COMPROMISED), 0);
        struct path_question q = {.seat = &seat, .mode = (enum attack_mode)(round % MODE_COUNT)};
        uint32_t full = 0;
        facts_of(g, &q, before);
        for (size_t n = 1; n <= graph_node_count(g); n++) {
            const struct node *a = graph_node_at(g, (node_id)n);
            if (before[n] != state_mask(a->kind) || !before[n])
                continue;
            if (full)
                buf_printf(&text, "%s -%s-> %s id=x%zu auth=none ops=read,write,invoke\n",
                           graph_node_at(g, full)->id.ptr,
                           edge_kinds[random_below(&seed, EDGE_KIND_COUNT)].name, a->id.ptr,
                           added++);
            full = (uint32_t)n;
        }
        struct graph *h = tiny_graph(text.ptr);
        facts_of(h, &q, after);
        for (size_t n = 1; n <= graph_node_count(g); n++)
            if (before[n] != after[n])
                differ(&text, g, &q, "inside", n, after[n], before[n]);
        graph_free(g);
        graph_free(h);
    }
    assert_true(added > 100 / RANDOM_SHARE);
    buf_release(&text);
}

/* Offset of the line that holds byte `at`, and its length with the newline. */
static struct str line_at(struct str text, size_t at)
{
    size_t from = at, to = at;
    while (from > 0 && text.ptr[from - 1] != '\n')
        from--;
    while (to < text.len && text.ptr[to] != '\n')
        to++;
    return str_sub(text, from, to + 1 - from);
}

static void fewer_edges_never_add_facts(void **state)
{
    (void)state;
    uint64_t seed = SEED + 3;
    struct buf text = {0}, less = {0};
    for (uint32_t round = 0; round < rounds(GRAPHS / 3); round++) {
        uint8_t with[MAX_NODES + 1], without[MAX_NODES + 1];
        draw(&seed, &text);
        struct str all = buf_str(&text), arrow = STR("->"), line;
        do
            line = line_at(all, random_below(&seed, (uint32_t)all.len));
        while (str_find(line, arrow) == STR_NPOS);
        buf_reset(&less);
        buf_add(&less, str_sub(all, 0, (size_t)(line.ptr - all.ptr)));
        buf_add(&less, str_from_at(all, (size_t)(line.ptr - all.ptr) + line.len));

        struct graph *g = tiny_graph(text.ptr), *h = tiny_graph(less.ptr);
        struct seat seat = draw_seat(&seed, g, (enum seat_kind)(round % SEAT_KIND_COUNT));
        struct path_question q = {.seat = &seat, .mode = (enum attack_mode)(round % MODE_COUNT)};
        facts_of(g, &q, with);
        facts_of(h, &q, without);
        subset(&text, g, &q, "fewer edges", without, with);
        graph_free(g);
        graph_free(h);
    }
    buf_release(&text);
    buf_release(&less);
}

/* The lines in another order, nodes before edges: the same answer, path by path. */
static void shuffle(uint64_t *seed, struct str text, struct buf *out)
{
    struct str lines[8 * MAX_NODES];
    size_t count = 0, nodes = 0;
    for (struct str line; str_cut(&text, '\n', &line);) {
        if (str_empty(line))
            continue;
        lines[count++] = line;
        if (str_find(line, STR("->")) == STR_NPOS)
            nodes = count;
    }
    for (size_t i = count; i > 1; i--) {
        size_t low = i > nodes ? nodes : 0;
        size_t j = low + random_below(seed, (uint32_t)(i - low));
        struct str swap = lines[i - 1];
        lines[i - 1] = lines[j];
        lines[j] = swap;
    }
    buf_reset(out);
    for (size_t i = 0; i < count; i++) {
        buf_add(out, lines[i]);
        buf_putc(out, '\n');
    }
}

static void compare_paths(const struct path *p, const struct path *q, const struct buf *text)
{
    bool same = p->hop_count == q->hop_count && p->effort == q->effort && p->rank == q->rank &&
                p->gate == q->gate && p->confidence == q->confidence;
    for (size_t i = 0; same && i < p->hop_count; i++)
        same = p->hops[i]->row == q->hops[i]->row && p->hops[i]->edge == q->hops[i]->edge &&
               p->hops[i]->from == q->hops[i]->from &&
               str_eq(p->hops[i]->sentence, q->hops[i]->sentence);
    if (!same)
        fail_msg("another order, another path\n%s", text->ptr);
}

static void order_of_the_input_changes_nothing(void **state)
{
    (void)state;
    uint64_t seed = SEED + 4;
    struct buf text = {0}, shuffled = {0};
    for (uint32_t round = 0; round < rounds(GRAPHS / 10); round++) {
        draw(&seed, &text);
        shuffle(&seed, buf_str(&text), &shuffled);
        struct graph *g = tiny_graph(text.ptr), *h = tiny_graph(shuffled.ptr);
        struct seat seat = draw_seat(&seed, g, (enum seat_kind)(round % SEAT_KIND_COUNT));
        struct path_question q = {.seat = &seat, .mode = (enum attack_mode)(round % MODE_COUNT)};
        struct path_answer *a = paths_from(g, &q), *b = paths_from(h, &q);
        struct arena *arena = arena_new();
        assert_int_equal(path_answer_count(a), path_answer_count(b));
        for (size_t i = 0; i < path_answer_count(a); i++) {
            const struct path_target *t = path_answer_at(a, i), *u = path_answer_at(b, i);
            struct path p, r;
            assert_int_equal(t->node, u->node);
            assert_int_equal(t->states, u->states);
            assert_true(path_answer_path(a, t->node, t->best, arena, &p));
            assert_true(path_answer_path(b, u->node, u->best, arena, &r));
            compare_paths(&p, &r, &text);
        }
        arena_free(arena);
        path_answer_free(a);
        path_answer_free(b);
        graph_free(g);
        graph_free(h);
    }
    buf_release(&text);
    buf_release(&shuffled);
}

/* What the search carries along is what the hops say one by one. */
static void summary_fits_hops(const struct path *p, enum auth_view view)
{
    enum certainty certainty = CERTAINTY_DECLARED;
    enum auth gate = AUTH_NONE;
    int confidence = 100;
    for (size_t i = 0; i < p->hop_count; i++) {
        const struct path_hop *h = p->hops[i];
        certainty = h->certainty > certainty ? h->certainty : certainty;
        confidence = h->confidence < confidence ? h->confidence : confidence;
        if (h->gate != AUTH_ABSENT &&
            (spread_gate_class(h->gate, view) > spread_gate_class(gate, view) ||
             (gate == AUTH_NONE && spread_gate_class(h->gate, view) == AUTH_CLASS_NONE)))
            gate = h->gate;
    }
    assert_int_equal(certainty, p->certainty);
    assert_int_equal(confidence, p->confidence);
    assert_int_equal(gate, p->gate);
    if (p->hop_count)
        assert_int_equal(p->hops[p->weakest]->certainty, certainty);
}

/* What a telling leaves out is the beginning of the path, and an earlier path has told it. */
static void a_telling_leaves_out_what_was_told(void **state)
{
    (void)state;
    uint64_t seed = SEED + 7;
    struct buf text = {0};
    size_t left_out = 0;
    for (uint32_t round = 0; round < rounds(GRAPHS / 10); round++) {
        draw(&seed, &text);
        struct graph *g = tiny_graph(text.ptr);
        struct seat seat = draw_seat(&seed, g, (enum seat_kind)(round % SEAT_KIND_COUNT));
        seat.parts[seat.part_count++] = seat_of(SEAT_DEVICE, 0).parts[0];
        struct path_question q = {.seat = &seat, .mode = (enum attack_mode)(round % MODE_COUNT)};
        struct path_answer *a = paths_from(g, &q);
        struct path_telling *telling = path_telling_new(a);
        struct arena *arena = arena_new();
        for (size_t i = 0; i < path_answer_count(a); i++) {
            const struct path_target *t = path_answer_at(a, i);
            struct path whole, rest;
            struct path_shared shared;
            assert_true(path_answer_path(a, t->node, t->best, arena, &whole));
            assert_true(path_telling_next(telling, t->node, t->best, arena, &rest, &shared));
            assert_int_equal(shared.hops + rest.hop_count, whole.hop_count);
            assert_true(shared.hops == 0 || (shared.number >= 1 && shared.number <= i));
            assert_int_equal(rest.certainty, whole.certainty);
            summary_fits_hops(&whole, q.auth);
            if (shared.hops) {
                assert_int_equal(whole.hops[shared.hops - 1]->to, shared.node);
                assert_int_equal(whole.hops[shared.hops - 1]->to_state, shared.state);
            }
            left_out += shared.hops;
            whole.hops += shared.hops;
            whole.hop_count = rest.hop_count;
            compare_paths(&whole, &rest, &text);
        }
        arena_free(arena);
        path_telling_free(telling);
        path_answer_free(a);
        graph_free(g);
    }
    assert_true(left_out > 100 / RANDOM_SHARE);
    buf_release(&text);
}

static void every_certificate_holds(void **state)
{
    (void)state;
    uint64_t seed = SEED + 5;
    struct buf text = {0}, why = {0};
    for (uint32_t round = 0; round < rounds(GRAPHS / 10); round++) {
        draw(&seed, &text);
        struct graph *g = tiny_graph(text.ptr);
        struct seat seat = draw_seat(&seed, g, (enum seat_kind)(round % SEAT_KIND_COUNT));
        seat.parts[seat.part_count++] = draw_seat(&seed, g, SEAT_NODE).parts[0];
        struct path_question q = {.seat = &seat, .mode = (enum attack_mode)(round % MODE_COUNT),
                                  .exact = round / 3 % 2};
        struct path_answer *a = paths_from(g, &q);
        if (!path_answer_verify(a, &why))
            fail_msg("%s\n%s", why.ptr, text.ptr);
        path_answer_free(a);
        graph_free(g);
    }
    buf_release(&text);
    buf_release(&why);
}

/* A blocked rule that is lifted is passed: each blocker starts inside and ends outside. */
static void blockers_stand_at_the_frontier(void **state)
{
    (void)state;
    uint64_t seed = SEED + 6;
    struct buf text = {0};
    size_t seen = 0;
    for (uint32_t round = 0; round < rounds(GRAPHS / 3); round++) {
        draw(&seed, &text);
        struct graph *g = tiny_graph(text.ptr);
        struct seat seat = draw_seat(&seed, g, (enum seat_kind)(round % SEAT_KIND_COUNT));
        struct path_question q = {.seat = &seat, .mode = (enum attack_mode)(round % MODE_COUNT),
                                  .exact = round / 2 % 2};
        struct path_answer *a = paths_from(g, &q);
        struct arena *arena = arena_new();
        const struct path_blocker *list;
        node_id target = random_below(&seed, 1 + (uint32_t)graph_node_count(g)); /* 0: any */
        size_t count = path_answer_blockers(a, target, arena, &list);
        for (size_t i = 0; i < count; i++) {
            assert_true(path_answer_reached(a, list[i].from, list[i].from_state));
            assert_false(path_answer_reached(a, list[i].to, list[i].to_state));
            assert_true(list[i].why.len > 0);
            seen++;
        }
        arena_free(arena);
        path_answer_free(a);
        graph_free(g);
    }
    assert_true(seen > 100 / RANDOM_SHARE);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_as_the_reference),
        cmocka_unit_test(modes_and_seats_are_nested),
        cmocka_unit_test(joined_seats_are_unions),
        cmocka_unit_test(exact_answers_are_part_of_the_others),
        cmocka_unit_test(renaming_permutes),
        cmocka_unit_test(edges_inside_a_closed_set_change_nothing),
        cmocka_unit_test(fewer_edges_never_add_facts),
        cmocka_unit_test(order_of_the_input_changes_nothing),
        cmocka_unit_test(a_telling_leaves_out_what_was_told),
        cmocka_unit_test(every_certificate_holds),
        cmocka_unit_test(blockers_stand_at_the_frontier),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
