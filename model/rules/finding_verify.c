/* SPDX-License-Identifier: MIT */
/* finding_verify.c - what findings claim, looked at again one by one. */
#include "check.h"
#include "finding.h"
#include "mem.h"
#include "path_make.h"

struct finding_checker {
    const struct findings *all;
    const struct graph *graph;
    struct spread_facts *facts;
    struct arena *arena;
    /* Whoever takes the paths that are being checked: one part for each of the seat. */
    bool loaded;
    struct path_question asked; /* seat NULL: strangers */
    struct seat seat;
    struct spread_terms terms[SEAT_PARTS];
    fact_mask *starts[SEAT_PARTS];
    size_t parts;
};

struct finding_checker *finding_checker_new(const struct findings *f)
{
    struct finding_checker *c = mem_zalloc(1, sizeof *c);
    c->all = f;
    c->graph = findings_graph(f);
    c->facts = spread_facts_new(c->graph);
    c->arena = arena_new();
    for (size_t i = 0; i < SEAT_PARTS; i++)
        c->starts[i] = mem_zalloc(graph_node_count(c->graph) + 1, sizeof *c->starts[i]);
    return c;
}

void finding_checker_free(struct finding_checker *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < SEAT_PARTS; i++)
        mem_free(c->starts[i]);
    arena_free(c->arena);
    spread_facts_free(c->facts);
    mem_free(c);
}

static bool fails(struct buf *why, const char *what)
{
    buf_puts(why, what);
    return false;
}

/* --- Who takes a path ------------------------------------------------------------------------- */

static bool is_loaded(const struct finding_checker *c, const struct path_question *q)
{
    if (!c->loaded || !q != !c->asked.seat)
        return false;
    if (!q)
        return true;
    bool same = q->mode == c->asked.mode && q->auth == c->asked.auth && q->exact == c->asked.exact &&
                q->response == c->asked.response && q->seat->part_count == c->seat.part_count;
    for (size_t i = 0; same && i < c->seat.part_count; i++)
        same = q->seat->parts[i].kind == c->seat.parts[i].kind &&
               q->seat->parts[i].node == c->seat.parts[i].node;
    return same;
}

static void add_start(void *arg, node_id n, enum state s)
{
    ((fact_mask *)arg)[n] |= (fact_mask)(1u << s);
}

static void load(struct finding_checker *c, const struct path_question *q)
{
    size_t nodes = graph_node_count(c->graph);
    if (is_loaded(c, q))
        return;
    c->loaded = true;
    c->asked = q ? *q : (struct path_question){0};
    c->seat = q ? *q->seat : (struct seat){.part_count = 1};
    c->parts = c->seat.part_count;
    for (size_t i = 0; i < c->parts; i++) {
        memset(c->starts[i], 0, (nodes + 1) * sizeof *c->starts[i]);
        if (!q) {
            c->terms[i] = exposure_terms();
            for (size_t n = 1; n <= nodes; n++)
                if (exposure_is_outside(c->graph, (node_id)n))
                    add_start(c->starts[i], (node_id)n, STATE_HOLD);
            continue;
        }
        c->terms[i] = (struct spread_terms){.mode = q->mode, .auth = q->auth, .exact = q->exact,
                                            .pass = seat_pass(c->seat.parts[i].kind, q->mode),
                                            .response = q->response};
        seat_starts(c->graph, &c->seat.parts[i], add_start, c->starts[i]);
    }
}

/* --- Paths ------------------------------------------------------------------------------------ */

/* The words of a hop, and the place where it is said to stand. */
static bool check_words(struct finding_checker *c, const struct spread_terms *terms,
                        const struct path_hop *h, struct buf *why)
{
    const struct edge *e = h->edge ? graph_edge_at(c->graph, h->edge) : NULL;
    struct spread_hop again;
    spread_apply(c->facts, terms, h->row, h->edge, h->edge ? 0 : h->from, &again);
    arena_clear(c->arena);
    if (!str_eq(h->sentence, path_render(c->graph, terms, h->row->sentence, &again, h->edge, c->arena)))
        return fails(why, "the sentence of a hop is not that of its rule");
    if (e && (h->where.line != e->where.line || !str_eq(h->where.file, e->where.file)))
        return fails(why, "the place of a hop is not that of its edge");
    return true;
}

static bool check_way(struct finding_checker *c, const struct finding *f, struct buf *why)
{
    const struct path *p = &f->path;
    bool good = false;
    size_t part = 0;
    int confidence = 100;
    for (size_t i = 0; i < p->hop_count; i++)
        if (p->hops[i]->edge > graph_edge_count(c->graph) ||
            p->hops[i]->from > graph_node_count(c->graph))
            return fails(why, "a hop is none of the graph");
    load(c, f->asked);
    for (size_t i = 0; i < c->parts && !good; i++) {
        buf_reset(why);
        part = i;
        good = check_path(c->facts, &c->terms[i], c->starts[i], p, why);
    }
    for (size_t i = 0; good && i < p->hop_count; i++) {
        confidence = p->hops[i]->confidence < confidence ? p->hops[i]->confidence : confidence;
        good = check_words(c, &c->terms[part], p->hops[i], why);
    }
    if (good && p->confidence != confidence)
        return fails(why, "the path is surer than its hops, or less sure");
    if (good && f->confidence > confidence)
        return fails(why, "it is surer than its path");
    return good;
}

static bool names(const struct graph *g, const struct finding *f, node_id n)
{
    bool found = f->subject == n;
    for (size_t i = 0; i < f->other_count && !found; i++)
        found = f->others[i] == n;
    if (f->edge && !found)
        found = graph_edge_at(g, f->edge)->from == n || graph_edge_at(g, f->edge)->to == n;
    return found;
}

/* A path without one of its nodes is that of another finding. */
static bool is_about(const struct graph *g, const struct finding *f)
{
    const struct path *p = &f->path;
    bool found = names(g, f, p->target);
    for (size_t i = 0; i < p->hop_count && !found; i++)
        found = names(g, f, p->hops[i]->from);
    return found;
}

/* --- Findings --------------------------------------------------------------------------------- */

static bool check_names(const struct finding_checker *c, const struct finding *f, struct buf *why)
{
    size_t nodes = graph_node_count(c->graph);
    char fingerprint[FINGERPRINT_SIZE];
    if (f->rule < rules || f->rule >= rules + rule_count || !findings_ran(c->all, f->rule))
        return fails(why, "its rule was not asked");
    if (!f->subject || f->subject > nodes)
        return fails(why, "its node does not exist");
    for (size_t i = 0; i < f->other_count; i++) {
        if (!f->others[i] || f->others[i] > nodes)
            return fails(why, "a node that it names does not exist");
        for (size_t k = 0; !f->rising && k < i; k++)
            if (f->others[k] == f->others[i])
                return fails(why, "it names a node twice");
        if (f->rising && i && f->others[i - 1] >= f->others[i])
            return fails(why, "it names a node twice");
    }
    if (f->edge > graph_edge_count(c->graph))
        return fails(why, "its edge does not exist");
    if (str_empty(f->text) || str_empty(f->fix))
        return fails(why, "it says nothing");
    if (f->named > f->other_count)
        return fails(why, "it names fewer nodes than it says");
    finding_fingerprint(c->graph, f, fingerprint);
    if (strcmp(fingerprint, f->fingerprint) != 0)
        return fails(why, "its fingerprint is not that of its rule and ids");
    return true;
}

bool finding_checker_try(struct finding_checker *c, const struct finding *f, struct buf *why)
{
    if (!check_names(c, f, why))
        return false;
    if ((unsigned)f->severity >= SEVERITY_COUNT || f->confidence < 0 || f->confidence > 100)
        return fails(why, "its severity or confidence is none");
    if (!f->path.hop_count)
        return true;
    if (!is_about(c->graph, f))
        return fails(why, "its path passes none of its nodes");
    return check_way(c, f, why);
}

/* They stand in order, and nothing is told twice. */
static bool stand_right(const struct finding *a, const struct finding *b)
{
    if (a->severity != b->severity)
        return a->severity > b->severity;
    if (a->question != b->question)
        return b->question;
    return a->rule != b->rule ? a->rule < b->rule
                              : a->subject < b->subject ||
                                    (a->subject == b->subject &&
                                     strcmp(a->fingerprint, b->fingerprint) != 0);
}

bool findings_verify(const struct findings *f, struct buf *why)
{
    struct finding_checker *c = finding_checker_new(f);
    struct buf reason = {0};
    bool good = findings_refuted(f).len == 0;
    if (!good)
        buf_add(why, findings_refuted(f));
    for (size_t i = 0; good && i < findings_count(f); i++) {
        const struct finding *at = findings_at(f, i);
        good = finding_checker_try(c, at, &reason);
        if (good && i && !stand_right(findings_at(f, i - 1), at))
            good = fails(&reason, "it does not stand where it should, or is told twice");
        if (good)
            continue;
        buf_printf(why, "%s, ", at->rule->id);
        if (at->subject && at->subject <= graph_node_count(c->graph))
            buf_add(why, graph_node_at(c->graph, at->subject)->id);
        buf_puts(why, ": ");
        buf_add(why, buf_str(&reason));
    }
    buf_release(&reason);
    finding_checker_free(c);
    return good;
}
