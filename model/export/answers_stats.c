/* SPDX-License-Identifier: MIT */
/* The answer of `faasmap stats` for people. */
#include "answers.h"

#include <inttypes.h>

#include "text.h"

enum { LABEL = 12, WIDTH = 100, NAME = 60 };

struct line {
    struct buf *out;
    size_t at;   /* cells used */
    bool first;  /* no part yet behind the head */
};

static struct line line_begin(struct buf *out, const char *label)
{
    buf_printf(out, "%-*s", LABEL, label);
    return (struct line){.out = out, .at = LABEL, .first = true};
}

static void line_word(struct line *l, struct str clean)
{
    size_t cells = text_width(clean);
    if (!l->first) {
        buf_putc(l->out, ',');
        l->at++;
    }
    if (!l->first && l->at + 1 + cells > WIDTH) {
        buf_putc(l->out, '\n');
        buf_fill(l->out, ' ', LABEL);
        l->at = LABEL;
    } else if (!l->first) {
        buf_putc(l->out, ' ');
        l->at++;
    }
    buf_add(l->out, clean);
    l->at += cells;
    l->first = false;
}

/* "12 in all": a part of the line; what counts nothing is left out. */
static void line_part(struct line *l, size_t count, const char *word)
{
    struct buf part = {0};
    if (!count)
        return;
    buf_printf(&part, "%zu %s", count, word);
    line_word(l, buf_str(&part));
    buf_release(&part);
}

static void line_end(struct line *l)
{
    buf_puts(l->out, l->first ? "none\n" : "\n");
}

/* "1 identity", "2 identities", "2 keys". */
static void line_kind(struct line *l, size_t count, enum node_kind kind)
{
    const char *name = node_kinds[kind].name;
    size_t length = strlen(name);
    struct buf word = {0};
    if (!count)
        return;
    if (count == 1 || kind == NODE_FILES || kind == NODE_CODE)
        buf_puts(&word, name);
    else if (name[length - 1] == 'y' && !strchr("aeiou", name[length - 2]))
        buf_printf(&word, "%.*sies", (int)length - 1, name);
    else
        buf_printf(&word, "%s%s", name, name[length - 1] == 's' ? "es" : "s");
    line_part(l, count, word.ptr);
    buf_release(&word);
}

static const char *gate_word(int auth)
{
    if (auth == AUTH_NONE)
        return "without authentication";
    return auth == AUTH_UNKNOWN ? "authentication unknown" : auths[auth].name;
}

static void counts_text(struct buf *out, const struct stats *s)
{
    struct line l = line_begin(out, "nodes");
    line_part(&l, s->nodes, "in all");
    for (int k = 0; k < NODE_KIND_COUNT; k++)
        line_kind(&l, s->node_kinds[k], (enum node_kind)k);
    line_end(&l);

    l = line_begin(out, "edges");
    line_part(&l, s->edges, "in all");
    for (int k = 0; k < EDGE_KIND_COUNT; k++)
        line_part(&l, s->edge_kinds[k], edge_kinds[k].name);
    line_end(&l);

    l = line_begin(out, "evidence");
    for (int k = 0; k < EVIDENCE_COUNT; k++)
        line_part(&l, s->evidence[k], evidence_names[k]);
    line_end(&l);
}

static void reach_text(struct buf *out, const struct stats *s)
{
    struct line l = line_begin(out, "entries");
    for (int k = 0; k < AUTH_COUNT; k++)
        line_part(&l, s->entries[k], gate_word(k));
    line_part(&l, s->entries[AUTH_ABSENT], "with a gate that is not said");
    line_part(&l, s->third_party_entries, "by data of third parties");
    line_end(&l);

    l = line_begin(out, "reached");
    line_part(&l, s->reached, "from the internet");
    for (int k = 0; k < AUTH_COUNT; k++) {
        struct buf word = {0};
        buf_printf(&word, "%s%s", k == AUTH_NONE || k == AUTH_UNKNOWN ? "" : "through ",
                   gate_word(k));
        line_part(&l, s->reach[k], word.ptr);
        buf_release(&word);
    }
    line_end(&l);

    l = line_begin(out, "functions");
    line_part(&l, s->node_kinds[NODE_FUNCTION], "in all");
    line_part(&l, s->functions_reached, "reached from the internet");
    line_part(&l, s->functions_open, "of them without authentication");
    line_part(&l, s->functions_unknown, "of them with authentication unknown");
    line_end(&l);

    l = line_begin(out, "crossings");
    line_part(&l, s->outer, "outer");
    line_part(&l, s->inner, "inner");
    line_end(&l);
}

static void surface_text(struct buf *out, const struct surface *s)
{
    struct line l = line_begin(out, "surface");
    const struct {
        size_t count;
        unsigned lost;
        const char *name;
    } rows[] = {{s->outer, s->outer_per_mille, "outer"}, {s->inner, s->inner_per_mille, "inner"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf word = {0};
        buf_printf(&word, "%s (if their code falls, %u of 1000 is lost)", rows[i].name,
                   rows[i].lost);
        line_part(&l, rows[i].count, word.ptr);
        buf_release(&word);
    }
    line_end(&l);
}

/* "/orders 1500 (none, pii: book)": those with the most behind them. */
static void doors_text(struct buf *out, const struct graph *g, const struct doors *d, bool weak)
{
    enum { SHOWN = 5 };
    struct line l = line_begin(out, weak ? "weak gates" : "exposure");
    size_t shown = 0, all = weak ? d->weak : d->count;
    for (size_t i = 0; i < d->count && shown < SHOWN; i++) {
        const struct door *door = &d->items[i];
        struct buf word = {0};
        if (weak && !door->weak)
            continue;
        shown++;
        esc_term_clip(&word, graph_label(g, door->node), NAME, true);
        if (weak) {
            buf_printf(&word, " (%s before %s data: ", auths[door->auth].name,
                       data_label_names[door->label]);
            esc_term_clip(&word, graph_label(g, door->data), NAME, true);
            buf_putc(&word, ')');
        } else {
            buf_printf(&word, " %" PRIu64, door->index);
        }
        line_word(&l, buf_str(&word));
        buf_release(&word);
    }
    line_part(&l, all - shown, "more");
    line_end(&l);
}

static void all_doors_text(struct buf *out, const struct graph *g, const struct doors *d)
{
    if (!d->known) {
        buf_printf(out, "%-*snot reckoned: too many doors\n", LABEL, "exposure");
        return;
    }
    doors_text(out, g, d, false);
    doors_text(out, g, d, true);
}

/* The names of the secrets that several functions use, or that none does: the first of many. */
static void secrets_text(struct buf *out, const struct graph *g, bool shared, size_t all)
{
    enum { SHOWN = 40 };
    struct line l = line_begin(out, shared ? "  shared" : "  unused");
    size_t shown = 0;
    for (size_t n = 1; n <= graph_node_count(g) && shown < SHOWN; n++) {
        node_id id = (node_id)n;
        if (!(shared ? stats_secret_shared(g, id) : stats_secret_unused(g, id)))
            continue;
        shown++;
        struct buf word = {0};
        esc_term_clip(&word, graph_label(g, id), NAME, true);
        if (shared)
            buf_printf(&word, " (%zu functions)", stats_secret_users(g, id));
        line_word(&l, buf_str(&word));
        buf_release(&word);
    }
    line_part(&l, all - shown, "more");
    line_end(&l);
}

void stats_text(struct buf *out, const struct graph *g, const struct stats *s,
                const struct surface *surface)
{
    if (!str_empty(graph_name(g))) {
        buf_printf(out, "%-*s", LABEL, "name");
        esc_term(out, graph_name(g));
        buf_putc(out, '\n');
    }
    counts_text(out, s);
    reach_text(out, s);
    if (surface) {
        surface_text(out, surface);
        all_doors_text(out, g, &surface->doors);
    }

    struct line l = line_begin(out, "secrets");
    line_part(&l, s->node_kinds[NODE_SECRET], "in all");
    line_part(&l, s->secrets_shared, "used by several functions");
    line_part(&l, s->secrets_unused, "used by no function");
    line_end(&l);
    if (s->secrets_shared)
        secrets_text(out, g, true, s->secrets_shared);
    if (s->secrets_unused)
        secrets_text(out, g, false, s->secrets_unused);

    l = line_begin(out, "unresolved");
    line_part(&l, s->unresolved, s->unresolved == 1 ? "reference" : "references");
    line_end(&l);

    l = line_begin(out, "messages");
    line_part(&l, s->errors, s->errors == 1 ? "error" : "errors");
    line_part(&l, s->warnings, s->warnings == 1 ? "warning" : "warnings");
    line_part(&l, s->notes, s->notes == 1 ? "note" : "notes");
    line_end(&l);
}
