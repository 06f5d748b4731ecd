/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <string.h>

#include "mem.h"
#include "query.h"
#include "sight.h"
#include "subset.h"
#include "text.h"
#include "whole.h"
#include "work.h"

/* --- Sentences --------------------------------------------------------------------------------- */

enum { NAMED_MAX = 12 }; /* neighbours that one sentence names */

static void one_side(struct explorer *x, node_id n, bool outgoing, struct buf *out)
{
    struct edge_list edges = outgoing ? graph_out(x->graph, n) : graph_in(x->graph, n);

    buf_puts(out, outgoing ? " Out: " : " In: ");
    for (size_t i = 0; i < edges.count && i < NAMED_MAX; i++) {
        const struct edge *e = graph_edge_at(x->graph, edges.ids[i]);
        buf_puts(out, i ? ", " : "");
        buf_add(out, session_name(x, outgoing ? e->to : e->from));
        buf_printf(out, " (%s)", edge_kinds[e->kind].name);
    }
    if (edges.count > NAMED_MAX)
        buf_printf(out, " and %zu more", edges.count - NAMED_MAX);
    buf_puts(out, edges.count ? "." : "nothing.");
}

static void reach_sentence(struct explorer *x, node_id n, struct buf *out)
{
    struct reach r;

    if (!exposure_known(x->exposure))
        inquiry_wait(x, INQUIRY_REACH);
    r = exposure_reach(x->exposure, n);
    if (r.reached)
        buf_printf(out, " Reached from the internet in %u hop%s, weakest way in: %s.", r.hops,
                   r.hops == 1 ? "" : "s",
                   r.auth == AUTH_NONE ? "no authentication" : auths[r.auth].name);
    else if (graph_node_zone(x->graph, n)->kind == ZONE_INTERNET)
        buf_puts(out, " It stands in the internet.");
    else
        buf_puts(out, " No input of the internet was found to reach it.");
}

static void findings_sentence(struct explorer *x, node_id n, struct buf *out)
{
    size_t count[SEVERITY_COUNT] = {0}, all = 0;

    struct judged_list list = judged_about(x->judged, n);

    for (size_t i = 0; i < list.count; i++) {
        count[list.ones[i].severity] += list.ones[i].standing == FINDING_OPEN;
        all += list.ones[i].standing == FINDING_OPEN;
    }
    if (!all)
        return;
    buf_puts(out, " Findings:");
    for (size_t s = SEVERITY_COUNT; s-- > 0;) {
        if (count[s])
            buf_printf(out, "%s %zu %s", out->ptr[out->len - 1] == ':' ? "" : ",", count[s],
                       severity_names[s]);
    }
    buf_putc(out, '.');
}

void report_sentences(struct explorer *x, node_id n, struct buf *out)
{
    const struct node *node;
    node_id holder;

    if (!n) {
        buf_puts(out, "Nothing is selected.");
        return;
    }
    node = graph_node_at(x->graph, n);
    holder = graph_container(x->graph, n);
    buf_add(out, session_name(x, n));
    buf_printf(out, ", %s", node_kinds[node->kind].name);
    if (holder) {
        buf_puts(out, " in ");
        buf_add(out, session_name(x, holder));
    }
    buf_printf(out, ", zone ");
    buf_add(out, graph_node_zone(x->graph, n)->name);
    buf_putc(out, '.');
    one_side(x, n, false, out);
    one_side(x, n, true, out);
    reach_sentence(x, n, out);
    findings_sentence(x, n, out);
    if (work_marked(x, n))
        buf_puts(out, " Marked.");
    if (!str_empty(work_note(x, n))) {
        buf_puts(out, " Note: ");
        buf_add(out, work_note(x, n));
        buf_putc(out, '.');
    }
}

void report_edges(struct explorer *x, node_id n, bool outgoing, struct buf *out)
{
    struct edge_list edges = outgoing ? graph_out(x->graph, n) : graph_in(x->graph, n);

    for (size_t i = 0; i < edges.count; i++) {
        const struct edge *e = graph_edge_at(x->graph, edges.ids[i]);
        buf_printf(out, "%zu. ", i + 1);
        buf_add(out, session_name(x, outgoing ? e->to : e->from));
        buf_printf(out, " (%s", edge_kinds[e->kind].name);
        if (e->auth != AUTH_ABSENT)
            buf_printf(out, ", gate %s", auths[e->auth].name);
        buf_puts(out, x->outer[edges.ids[i]] ? ", crosses a trust boundary)\n" : ")\n");
    }
    if (edges.count == 0)
        buf_puts(out, outgoing ? "Nothing goes out.\n" : "Nothing comes in.\n");
}

/* --- Markdown ---------------------------------------------------------------------------------- */

static void md_name(struct explorer *x, node_id n, struct buf *out)
{
    esc_md(out, session_name(x, n));
}

static void md_where(struct buf *out, struct origin where)
{
    if (str_empty(where.file))
        return;
    buf_puts(out, " (");
    esc_md(out, where.file);
    if (where.line)
        buf_printf(out, ":%u", where.line);
    buf_putc(out, ')');
}

static void md_edges(struct explorer *x, node_id n, bool outgoing, struct buf *out)
{
    struct edge_list edges = outgoing ? graph_out(x->graph, n) : graph_in(x->graph, n);

    for (size_t i = 0; i < edges.count; i++) {
        const struct edge *e = graph_edge_at(x->graph, edges.ids[i]);
        buf_printf(out, "- %s ", outgoing ? "out:" : "in:");
        buf_printf(out, "%s ", edge_kinds[e->kind].name);
        md_name(x, outgoing ? e->to : e->from, out);
        if (e->auth != AUTH_ABSENT)
            buf_printf(out, ", gate %s", auths[e->auth].name);
        buf_printf(out, ", %s", evidence_names[e->evidence]);
        md_where(out, e->where);
        buf_putc(out, '\n');
    }
}

static void md_work(struct explorer *x, node_id n, struct buf *out)
{
    struct work_tags tags = work_tags(x, n);
    struct str note = work_note(x, n);

    for (size_t i = 0; i < tags.count; i++) {
        buf_puts(out, "- tag: ");
        esc_md(out, work_line_text(&tags.items[i]));
        buf_putc(out, '\n');
    }
    if (!str_empty(note)) {
        buf_puts(out, "- note: ");
        esc_md(out, note);
        buf_putc(out, '\n');
    }
}

void report_node(struct explorer *x, node_id n, struct buf *out)
{
    const struct node *node = graph_node_at(x->graph, n);
    struct buf text = {0};

    buf_puts(out, "### ");
    md_name(x, n, out);
    buf_printf(out, "\n\n%s", node_kinds[node->kind].name);
    md_where(out, node->where);
    reach_sentence(x, n, &text);
    findings_sentence(x, n, &text);
    buf_puts(out, ".");
    esc_md(out, buf_str(&text));
    buf_puts(out, "\n\n");
    md_edges(x, n, false, out);
    md_edges(x, n, true, out);
    md_work(x, n, out);
    buf_release(&text);
}

void report_path(struct explorer *x, const struct path *path, struct buf *out)
{
    buf_puts(out, "### Path to ");
    md_name(x, path->target, out);
    buf_printf(out, "\n\n%s, %zu hop%s, %s, confidence %d%%\n\n", state_names[path->state],
               path->hop_count, path->hop_count == 1 ? "" : "s",
               path->gate == AUTH_NONE ? "no authentication" : auths[path->gate].name,
               path->confidence);
    for (size_t i = 0; i < path->hop_count; i++) {
        const struct path_hop *hop = path->hops[i];
        buf_printf(out, "%zu. ", i + 1);
        esc_md(out, hop->sentence);
        md_where(out, hop->where);
        if (hop->crossing == CROSSING_OUTER)
            buf_puts(out, " **crosses a trust boundary**");
        buf_putc(out, '\n');
    }
}

static void md_findings(struct explorer *x, struct buf *out)
{
    const struct findings *all = session_findings(x);
    bool any = false;

    for (size_t s = SEVERITY_COUNT; s-- > 0;) {
        for (size_t i = 0; i < findings_count(all); i++) {
            const struct finding *f = findings_at(all, i);
            if (f->severity != (enum severity)s || finding_standing(f) != FINDING_OPEN)
                continue;
            buf_puts(out, any ? "" : "\n## Findings\n\n| Severity | Rule | What | Where |\n"
                                     "|---|---|---|---|\n");
            any = true;
            buf_printf(out, "| %s | %s | ", severity_names[s], f->rule->id);
            esc_md(out, f->text);
            buf_puts(out, " | ");
            esc_md(out, f->where.file);
            if (f->where.line)
                buf_printf(out, ":%u", f->where.line);
            buf_puts(out, " |\n");
        }
    }
}

static void md_notes(struct explorer *x, struct buf *out)
{
    bool any = false;

    for (node_id n = 1; n <= graph_node_count(x->graph); n++) {
        if (!work_said(x, n))
            continue;
        buf_puts(out, any ? "\n" : "\n## Notes and tags\n\n");
        any = true;
        buf_puts(out, "**");
        md_name(x, n, out);
        buf_puts(out, "**\n\n");
        md_work(x, n, out);
    }
}

static void md_trials(struct explorer *x, struct buf *out)
{
    const struct trials *t = &x->trials;

    if (t->count == 0)
        return;
    buf_puts(out, "\n## Tried on paper\n\n");
    for (size_t i = 0; i < t->count; i++) {
        struct buf text = {0};
        session_trial_about(x, &t->items[i], &text);
        buf_printf(out, "- %s: ", trial_words[t->items[i].kind]);
        esc_md(out, buf_str(&text));
        buf_putc(out, '\n');
        buf_release(&text);
    }
    buf_printf(out, "\nReached by anyone: %zu before, %zu now. Crown jewels that fall: %zu before, "
                    "%zu now.\n",
               t->before.reached, t->now.reached, t->before.fallen, t->now.fallen);
}

/* The map in a block that no name in it can end: a longer fence than any run in the text. */
static void md_map(struct explorer *x, struct buf *out)
{
    struct buf map = {0};
    size_t fence = 3, run = 0;

    whole_text(x, VIEW_MAP, 0, &map);
    for (size_t i = 0; i < map.len; i++) {
        run = map.ptr[i] == '`' ? run + 1 : 0;
        fence = run >= fence ? run + 1 : fence;
    }
    buf_puts(out, "\n## Map\n\n");
    for (size_t i = 0; i < fence; i++)
        buf_putc(out, '`');
    buf_puts(out, "text\n");
    buf_add(out, buf_str(&map));
    for (size_t i = 0; i < fence; i++)
        buf_putc(out, '`');
    buf_putc(out, '\n');
    buf_release(&map);
}

void report_all(struct explorer *x, struct buf *out)
{
    buf_puts(out, "# ");
    esc_md(out, graph_name(x->graph));
    buf_printf(out, "\n\n%zu nodes, %zu edges", graph_node_count(x->graph),
               graph_edge_count(x->graph));
    session_findings(x);
    buf_printf(out, ", %zu open findings\n", x->findings_open);
    md_map(x, out);
    if (x->path.on) {
        buf_puts(out, "\n## Path that was shown\n\n");
        report_path(x, &x->path.path, out);
    }
    md_trials(x, out);
    md_notes(x, out);
    md_findings(x, out);
}

/* --- A part of the system in another format ---------------------------------------------------- */

uint8_t *report_wanted(struct explorer *x)
{
    node_id nodes = (node_id)graph_node_count(x->graph);
    uint8_t *wanted = mem_zalloc(nodes + 1u, 1);
    size_t left_out = 0;

    for (node_id n = 1; n <= nodes; n++) {
        wanted[n] = sight_shows(x, VIEW_MAP, n);
        left_out += !wanted[n];
    }
    if (left_out)
        return wanted;
    mem_free(wanted);
    return NULL;
}

bool report_part(const struct graph *g, const uint8_t *wanted, const struct exporter *e,
                 struct buf *out, struct buf *why)
{
    struct graph *part = wanted ? graph_subset(g, wanted) : NULL;
    bool good = e->write(part ? part : g, out, why);

    graph_free(part);
    return good;
}

bool report_dot(struct explorer *x, struct buf *out)
{
    uint8_t *wanted = report_wanted(x);
    struct buf why = {0};
    bool good = report_part(x->graph, wanted, &exporter_dot, out, &why);

    if (!good)
        session_complain(x, "%s", why.len ? why.ptr : "the export failed");
    mem_free(wanted);
    buf_release(&why);
    return good;
}
