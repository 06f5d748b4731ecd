/* SPDX-License-Identifier: MIT */
/* filter_memo.c - a filter asked about all nodes at once, and what is kept of it for the next one. */
#include "filter_parts.h"
#include "mem.h"
#include "stop.h"

enum { KEPT = 24 }; /* words; at 100,000 nodes that is 2.4 MB */
enum { STOP_EVERY = 256 }; /* nodes: nobody may want the answer any more */

struct kept {
    enum term_kind kind;
    struct buf source;
    uint8_t *fits; /* NULL: free */
    bool changes;  /* filter_more has a say in it */
    unsigned long used;
};

struct filter_memo {
    struct kept rows[KEPT];
    unsigned long clock;
    struct filter_flow *flow;
    bool hurry;
    struct buf open; /* the first word that was left open; empty: none */
};

/* --- Keeping ------------------------------------------------------------------------------------ */

struct filter_memo *filter_memo_new(void)
{
    return mem_zalloc(1, sizeof(struct filter_memo));
}

void filter_memo_forget(struct filter_memo *m, bool all)
{
    for (size_t i = 0; i < KEPT; i++) {
        if (!all && !m->rows[i].changes)
            continue;
        buf_release(&m->rows[i].source);
        mem_free(m->rows[i].fits);
        m->rows[i] = (struct kept){0};
    }
}

void filter_memo_free(struct filter_memo *m)
{
    if (!m)
        return;
    filter_memo_forget(m, true);
    filter_flow_free(m->flow);
    buf_release(&m->open);
    mem_free(m);
}

void filter_memo_hurry(struct filter_memo *m, bool on)
{
    m->hurry = on;
}

struct str filter_memo_open(const struct filter_memo *m)
{
    return buf_str(&m->open);
}

void filter_memo_answer(struct filter_memo *m, struct str word, const uint8_t *fits, size_t nodes)
{
    memo_keep(m, TERM_COMPARE, word, fits, nodes + 1, false);
}

struct filter_flow **memo_flow(struct filter_memo *m)
{
    return &m->flow;
}

const uint8_t *memo_find(const struct filter_memo *m, enum term_kind kind, struct str source)
{
    for (size_t i = 0; i < KEPT; i++) {
        const struct kept *k = &m->rows[i];
        if (k->fits && k->kind == kind && str_eq(buf_str(&k->source), source))
            return k->fits;
    }
    return NULL;
}

const uint8_t *memo_find_beginning(const struct filter_memo *m, enum term_kind kind,
                                   struct str source, size_t least)
{
    const struct kept *best = NULL;
    for (size_t i = 0; i < KEPT; i++) {
        const struct kept *k = &m->rows[i];
        if (k->fits && k->kind == kind && k->source.len >= least &&
            str_starts(source, buf_str(&k->source)) &&
            (!best || k->source.len > best->source.len))
            best = k;
    }
    return best ? best->fits : NULL;
}

void memo_keep(struct filter_memo *m, enum term_kind kind, struct str source, const uint8_t *fits,
               size_t bytes, bool changes)
{
    struct kept *oldest = &m->rows[0];
    for (size_t i = 1; i < KEPT; i++)
        if (m->rows[i].used < oldest->used)
            oldest = &m->rows[i];
    if (!oldest->fits)
        oldest->fits = mem_alloc(bytes);
    memcpy(oldest->fits, fits, bytes);
    buf_reset(&oldest->source);
    buf_add(&oldest->source, source);
    oldest->kind = kind;
    oldest->changes = changes;
    oldest->used = ++m->clock;
}

/* --- Filling ------------------------------------------------------------------------------------ */

/* What a word can fit at most: where its beginning fitted. A longer word asks for more letters; so
 * does a longer part of a text, if it has no wildcards and is not negated by its key. */
static const uint8_t *at_most(const struct filter *f, const struct term *t)
{
    if (!f->memo)
        return NULL;
    if (t->kind == TERM_WORD)
        return memo_find_beginning(f->memo, TERM_WORD, t->source, 1);
    if (t->kind != TERM_COMPARE || t->op != OP_IS || t->part || t->key == KEY_OTHER ||
        filter_keys[t->key].whole || memchr(t->source.ptr, '"', t->source.len))
        return NULL;
    return memo_find_beginning(f->memo, TERM_COMPARE, t->source, t->name.len + 2);
}

/* Values that somebody else knows as well change under the memo. */
static bool may_change(const struct filter *f, const struct term *t)
{
    return f->more && t->kind == TERM_COMPARE && (t->key == KEY_OTHER || t->key == KEY_TAG);
}

static bool takes_long(const struct filter *f, const struct term *t)
{
    return t->kind == TERM_COMPARE && !may_change(f, t) && t->key != KEY_AUTH && t->key != KEY_REACH &&
           (t->op == OP_REGEX || t->key == KEY_TRIGGER || t->key == KEY_PRIV || t->key == KEY_SECRET);
}

/* A filter of more words than the memo keeps would never have the answers of all of them. */
static bool may_hurry(const struct filter *f)
{
    size_t words = 0;
    for (size_t i = 0; i < f->count; i++)
        words += f->terms[i].kind != TERM_AND && f->terms[i].kind != TERM_OR && f->terms[i].kind != TERM_NOT;
    return f->memo && f->memo->hurry && words <= KEPT;
}

static void fill_word(const struct filter *f, const struct term *t, bool hurry, uint8_t *fits)
{
    size_t nodes = graph_node_count(f->graph);
    const uint8_t *known = f->memo ? memo_find(f->memo, t->kind, t->source) : NULL, *most;
    fits[0] = 0;
    if (known || t->kind == TERM_SET) {
        memcpy(fits, known ? known : t->set, nodes + 1);
        return;
    }
    if (hurry && takes_long(f, t)) {
        if (f->memo->open.len == 0)
            buf_add(&f->memo->open, t->source);
        memset(fits, 0, nodes + 1);
        return;
    }
    most = at_most(f, t);
    for (node_id n = 1; n <= nodes && (n % STOP_EVERY || !stop_asked()); n++)
        fits[n] = (!most || most[n]) && filter_term_fits(f, t, n);
    if (f->memo)
        memo_keep(f->memo, t->kind, t->source, fits, nodes + 1, may_change(f, t));
}

/* Terms stand behind those that they are made of, so one pass from the front has all. */
size_t filter_fill(const struct filter *f, uint8_t *fits)
{
    size_t nodes = graph_node_count(f->graph), count = 0;
    uint8_t **of = mem_zalloc(f->count + 1, sizeof *of);
    bool hurry = may_hurry(f);
    if (f->memo)
        buf_reset(&f->memo->open);
    for (size_t i = 0; i < f->count; i++) {
        const struct term *t = &f->terms[i];
        of[i] = mem_alloc(nodes + 1);
        if (t->kind != TERM_AND && t->kind != TERM_OR && t->kind != TERM_NOT) {
            fill_word(f, t, hurry, of[i]);
            continue;
        }
        uint8_t *a = of[t->left], *b = t->kind == TERM_NOT ? NULL : of[t->right];
        for (size_t n = 0; n <= nodes; n++)
            of[i][n] = !b ? !a[n] : t->kind == TERM_AND ? a[n] & b[n] : a[n] | b[n];
        mem_free(of[t->left]); /* each stands in one place only */
        of[t->left] = NULL;
        if (b) {
            mem_free(of[t->right]);
            of[t->right] = NULL;
        }
    }
    for (node_id n = 1; n <= nodes; n++) {
        fits[n] = f->count == 0 || of[f->root][n];
        count += fits[n];
    }
    fits[0] = 0;
    for (size_t i = 0; i < f->count; i++)
        mem_free(of[i]);
    mem_free(of);
    return count;
}
