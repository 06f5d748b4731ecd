/* SPDX-License-Identifier: MIT */
/* The answer of `faasmap paths` for people. */
#include "answers.h"

#include "parts_text.h"
#include "text.h"

/* The strongest gate of a path. From inside, "no authentication" would say the wrong thing. */
static void gate_text(struct buf *out, const struct path_answer *a, enum auth gate)
{
    const struct seat *seat = path_answer_question(a)->seat;
    bool outside = false;
    for (size_t i = 0; i < seat->part_count; i++)
        outside = outside || seat->parts[i].kind <= SEAT_INSIDER;
    if (gate == AUTH_NONE)
        buf_puts(out, outside ? "no authentication" : "no gate on the way");
    else if (gate == AUTH_UNKNOWN)
        buf_puts(out, "authentication unknown");
    else
        buf_printf(out, "gate %s", auths[gate].name);
}

/* --- One path --------------------------------------------------------------------------------- */

static void states_text(struct buf *out, const struct path_target *t)
{
    bool first = true;
    buf_puts(out, state_names[t->best]);
    for (int s = STATE_COUNT - 1; s >= 0; s--) {
        if (!(t->states & 1u << s) || s == (int)t->best)
            continue;
        buf_printf(out, "%s%s", first ? " (and " : ", ", state_names[s]);
        first = false;
    }
    if (!first)
        buf_putc(out, ')');
}

/* "no authentication; 3 hops; effort 1; inferred, confidence 60" */
static void figures_text(struct buf *line, const struct path_answer *a, const struct path *p,
                         size_t hops)
{
    gate_text(line, a, p->gate);
    buf_puts(line, "; ");
    part_plural(line, hops, "hop", "hops");
    buf_printf(line, "; effort %u; %s, confidence %d", (unsigned)p->effort,
               certainty_names[p->certainty], p->confidence);
}

/* What is said about the whole path. */
static void summary_text(struct buf *out, const struct path_answer *a,
                         const struct path_target *t, const struct path *p, size_t number)
{
    const struct node *n = graph_node_at(path_answer_graph(a), t->node);
    struct buf line = {0};
    buf_printf(out, "\n%*zu  ", PART_NUMBER - 1, number);
    buf_printf(&line, "%s ", node_kinds[n->kind].name);
    esc_term(&line, graph_label(path_answer_graph(a), t->node));
    buf_puts(&line, ": ");
    states_text(&line, t);
    part_wrap(out, buf_str(&line), PART_NUMBER + 1, PART_NUMBER + 1);
    buf_reset(&line);
    figures_text(&line, a, p, t->hops);
    buf_fill(out, ' ', PART_NUMBER + 1);
    part_wrap(out, buf_str(&line), PART_NUMBER + 1, PART_NUMBER + 1);
    buf_release(&line);
}

/* Exact answers: how the second premises of the path are reached, and theirs. */
static void proofs_text(struct buf *out, const struct path_answer *a, const struct path *p)
{
    struct buf line = {0};
    for (size_t i = 0; i < p->proof_count; i++) {
        const struct path_proof *proof = &p->proofs[i];
        buf_reset(&line);
        buf_puts(&line, "what proves the condition on ");
        esc_term(&line, graph_label(path_answer_graph(a), proof->fact.node));
        buf_printf(&line, " (%s):", state_names[proof->fact.state]);
        buf_fill(out, ' ', PART_NUMBER + 1);
        part_wrap(out, buf_str(&line), PART_NUMBER + 1, PART_NUMBER + 1);
        for (size_t k = 0; k < proof->hop_count; k++)
            part_hop(out, proof->hops[k], k + 1, PART_NUMBER + 4);
    }
    buf_release(&line);
}

struct path_ways paths_ways_told(const struct path_answer *a, const struct path_target *t,
                                 const struct paths_form *form, struct arena *arena,
                                 bool *differing)
{
    bool alone = path_answer_selected(a) && path_answer_count(a) == 1;
    *differing = form->ways == 0;
    if (!t->states || ((!alone || path_target_missed(a, t)) && form->ways < 2))
        return (struct path_ways){0};
    return path_answer_ways(a, t->node, t->best, form->ways ? form->ways : PATHS_WAYS_USUAL,
                            *differing, arena);
}

/* The ways besides the best one, each from its beginning. */
static void ways_text(struct buf *out, const struct path_answer *a, const struct path_target *t,
                      const struct paths_form *form, struct arena *arena)
{
    bool differing;
    struct path_ways ways = paths_ways_told(a, t, form, arena, &differing);
    struct buf line = {0};
    for (size_t i = 1; i < ways.count; i++) {
        buf_reset(&line);
        buf_printf(&line, "another way (%zu of %s%zu): ", i + 1, ways.more ? "at least " : "",
                   ways.count);
        figures_text(&line, a, &ways.paths[i], ways.paths[i].hop_count);
        buf_puts(out, "\n     ");
        part_wrap(out, buf_str(&line), PART_NUMBER + 1, PART_NUMBER + 1);
        for (size_t k = 0; k < ways.paths[i].hop_count; k++)
            part_hop(out, ways.paths[i].hops[k], k + 1, PART_NUMBER + 4);
    }
    if (ways.more && ways.count < PATH_WAYS_MAX)
        buf_printf(out, "\n     there are more ways; -k N tells the N best, up to %d\n",
                   PATH_WAYS_MAX);
    else if (ways.count && !ways.complete && !path_answer_question(a)->exact)
        buf_puts(out, "\n     there may be other ways; there are too many to look at all\n");
    buf_release(&line);
}

static void shared_text(struct buf *out, const struct path_answer *a,
                        const struct path_shared *shared)
{
    struct buf line = {0};
    buf_printf(&line, "%s%zu. as in path %zu, as far as ", shared->hops > 1 ? "1-" : "",
               shared->hops, shared->number);
    esc_term(&line, graph_label(path_answer_graph(a), shared->node));
    buf_printf(&line, " (%s)", state_names[shared->state]);
    buf_fill(out, ' ', PART_NUMBER + 1);
    part_wrap(out, buf_str(&line), PART_NUMBER + 1, PART_NUMBER + 4);
    buf_release(&line);
}

static void goal_text(struct buf *out, const struct path_answer *a, node_id n,
                      struct arena *arena)
{
    struct str sentence;
    const struct spread_row *goal = path_answer_goal(a, n, arena, &sentence);
    if (!goal)
        return;
    struct buf line = {0};
    esc_term(&line, sentence);
    buf_printf(&line, " [%s/%s]", goal->id, goal->technique);
    buf_puts(out, "     => ");
    part_wrap(out, buf_str(&line), PART_NUMBER + 4, PART_NUMBER + 4);
    buf_release(&line);
}

/* The path to the one node that was asked for is told from its beginning; in a list, only what is
 * new. */
static void target_text(struct buf *out, const struct path_answer *a, const struct path_target *t,
                        struct path_telling *telling, size_t number,
                        const struct paths_form *form)
{
    struct arena *arena = arena_new();
    struct path_shared shared = {0};
    struct path p;
    bool alone = path_answer_selected(a) && path_answer_count(a) == 1;
    if (alone || form->ways)
        path_answer_path(a, t->node, t->best, arena, &p);
    else
        path_telling_next(telling, t->node, t->best, arena, &p, &shared);
    summary_text(out, a, t, &p, number);
    if (shared.hops)
        shared_text(out, a, &shared);
    for (size_t i = 0; i < p.hop_count; i++)
        part_hop(out, p.hops[i], shared.hops + i + 1, PART_NUMBER + 4);
    goal_text(out, a, t->node, arena);
    if (alone)
        proofs_text(out, a, &p);
    ways_text(out, a, t, form, arena);
    arena_free(arena);
}

/* --- What is not reached ---------------------------------------------------------------------- */

enum { BLOCKERS_SHOWN = 20 };

static void blockers_text(struct buf *out, const struct path_answer *a, node_id target)
{
    struct arena *arena = arena_new();
    const struct path_blocker *list;
    size_t count = path_answer_blockers(a, target, arena, &list);
    struct buf line = {0};
    if (count == 0)
        buf_puts(out, "     nothing leads there, even if every gate and filter were open\n");
    for (size_t i = 0; i < count && i < BLOCKERS_SHOWN; i++) {
        buf_reset(&line);
        buf_puts(&line, "blocked: ");
        esc_term(&line, list[i].why);
        if (!str_empty(list[i].where.file))
            buf_puts(&line, ", declared");
        part_where(&line, list[i].where);
        buf_fill(out, ' ', PART_NUMBER + 1);
        part_wrap(out, buf_str(&line), PART_NUMBER + 1, PART_NUMBER + 3);
    }
    if (count > BLOCKERS_SHOWN)
        buf_printf(out, "     and %zu more\n", count - BLOCKERS_SHOWN);
    buf_release(&line);
    arena_free(arena);
}

/* "write or control", of the states that were asked for. */
static void asked_text(struct buf *line, unsigned states)
{
    bool first = true;
    for (int s = 0; s < STATE_COUNT; s++) {
        if (!(states & 1u << s))
            continue;
        buf_printf(line, "%s%s", first ? " (" : " or ", state_names[s]);
        first = false;
    }
    buf_puts(line, first ? "" : ")");
}

static void missed_text(struct buf *out, const struct path_answer *a, const struct path_target *t)
{
    node_id target = t->node;
    const struct node *n = graph_node_at(path_answer_graph(a), target);
    struct buf line = {0};
    buf_printf(&line, "%s ", node_kinds[n->kind].name);
    esc_term(&line, graph_label(path_answer_graph(a), target));
    asked_text(&line, path_answer_question(a)->states);
    buf_puts(&line, t->states ? ": more than its load is not reached"
                              : ": not reached under these assumptions");
    buf_puts(out, "\n     ");
    part_wrap(out, buf_str(&line), PART_NUMBER + 1, PART_NUMBER + 1);
    blockers_text(out, a, target);
    buf_release(&line);
}

/* --- The whole answer ------------------------------------------------------------------------- */

static void head_text(struct buf *out, const struct path_answer *a)
{
    const struct path_question *q = path_answer_question(a);
    struct buf line = {0};
    esc_term(&line, q->seat->text);
    if (q->seat->part_count == 1)
        buf_printf(&line, " - %s", seat_help[q->seat->parts[0].kind]);
    buf_puts(out, "from  ");
    part_wrap(out, buf_str(&line), 6, 6);
    buf_printf(out, "mode  %s - %s\n", mode_names[q->mode], mode_help[q->mode]);
    if (q->exact)
        buf_puts(out, "exact - a hop that asks for more fires only if that is reached as well\n");
    buf_printf(out, "auth  %s - what is unknown counts as %s\n", auth_view_names[q->auth],
               q->auth == AUTH_VIEW_WORST ? "no authentication" : "a token that is checked");
    if (q->response)
        buf_puts(out, "with  response - the answer of a callee is input of its caller\n");
    buf_release(&line);
}

static void count_text(struct buf *out, const struct path_answer *a)
{
    static const char *const words[STATE_COUNT] = {
        [STATE_INPUT] = "with chosen input", [STATE_READ] = "read",     [STATE_WRITE] = "written",
        [STATE_CONTROL] = "controlled",      [STATE_HOLD] = "held",     [STATE_EXHAUST] = "loaded",
    };
    static const enum state order[] = {STATE_CONTROL, STATE_HOLD, STATE_WRITE,
                                       STATE_READ,    STATE_INPUT, STATE_EXHAUST};
    size_t counts[STATE_COUNT] = {0}, all = path_answer_count(a);
    bool first = true;
    for (size_t i = 0; i < all; i++)
        counts[path_answer_at(a, i)->best]++;
    buf_puts(out, "gets  ");
    if (all == 0) {
        buf_puts(out, "nothing, under these assumptions\n");
        return;
    }
    part_plural(out, all, "node", "nodes");
    for (size_t i = 0; i < COUNT(order); i++) {
        if (!counts[order[i]])
            continue;
        buf_printf(out, "%s%zu %s", first ? ": " : ", ", counts[order[i]], words[order[i]]);
        first = false;
    }
    buf_putc(out, '\n');
}

/* Nodes that are reached as load and in no other way: a list, no story each. */
static void load_text(struct buf *out, const struct path_answer *a)
{
    struct buf line = {0};
    buf_puts(&line, "only their load and cost:");
    bool any = false;
    for (size_t i = 0; i < path_answer_count(a); i++) {
        const struct path_target *t = path_answer_at(a, i);
        if (t->best != STATE_EXHAUST)
            continue;
        buf_puts(&line, any ? ", " : " ");
        esc_term(&line, graph_label(path_answer_graph(a), t->node));
        any = true;
    }
    if (any) {
        buf_puts(out, "\n     ");
        part_wrap(out, buf_str(&line), PART_NUMBER + 1, PART_NUMBER + 3);
    }
    buf_release(&line);
}

void paths_head_text(struct buf *out, const struct path_answer *a)
{
    head_text(out, a);
    if (!path_answer_selected(a))
        count_text(out, a);
}

void paths_text(struct buf *out, const struct path_answer *a, const struct paths_form *form)
{
    paths_head_text(out, a);
    paths_story_text(out, a, form);
}

void paths_story_text(struct buf *out, const struct path_answer *a, const struct paths_form *form)
{
    struct path_telling *telling = path_telling_new(a);
    size_t number = 0;
    bool selected = path_answer_selected(a);
    for (size_t i = 0; i < path_answer_count(a); i++) {
        const struct path_target *t = path_answer_at(a, i);
        if (t->states && (selected || t->best != STATE_EXHAUST))
            target_text(out, a, t, telling, ++number, form);
        if (selected && path_target_missed(a, t))
            missed_text(out, a, t);
    }
    if (!selected)
        load_text(out, a);
    if (!selected && path_answer_count(a) == 0)
        blockers_text(out, a, 0);
    path_telling_free(telling);
}
