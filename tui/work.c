/* SPDX-License-Identifier: MIT */
#include "work.h"

#include <string.h>

#include "mem.h"
#include "session.h"

/* --- Sets -------------------------------------------------------------------------------------- */

static bool set_has(const struct work_set *s, node_id n)
{
    return s && n >> 3 < s->bytes && s->bits[n >> 3] & 1u << (n & 7);
}

static size_t set_count(const struct work_set *s)
{
    return s ? s->count : 0;
}

static void set_drop(struct work_set *s)
{
    if (s && --s->owners == 0)
        mem_free(s);
}

/* The set, to be changed: nobody else has it. */
static struct work_set *set_own(struct work_set **s, size_t nodes)
{
    size_t bytes = (nodes >> 3) + 1;
    struct work_set *copy;

    if (*s && (*s)->owners == 1)
        return *s;
    copy = mem_zalloc(1, sizeof *copy + bytes);
    copy->bytes = bytes;
    if (*s) {
        memcpy(copy->bits, (*s)->bits, bytes);
        copy->count = (*s)->count;
    }
    copy->owners = 1;
    set_drop(*s);
    return *s = copy;
}

static bool set_put(struct work_set **s, size_t nodes, node_id n, bool in)
{
    struct work_set *own;

    if (n == 0 || n > nodes || set_has(*s, n) == in)
        return false;
    own = set_own(s, nodes);
    own->bits[n >> 3] ^= (uint8_t)(1u << (n & 7));
    own->count += in ? 1 : (size_t)-1;
    return true;
}

static bool set_same(const struct work_set *a, const struct work_set *b)
{
    if (a == b || (set_count(a) == 0 && set_count(b) == 0))
        return true;
    return set_count(a) == set_count(b) && memcmp(a->bits, b->bits, a->bytes) == 0;
}

node_id work_next(const struct work_set *set, node_id after)
{
    if (!set)
        return 0;
    for (size_t n = (size_t)after + 1; n >> 3 < set->bytes;) {
        if (set->bits[n >> 3] >> (n & 7) == 0)
            n = ((n >> 3) + 1) << 3;
        else if (set_has(set, (node_id)n))
            return (node_id)n;
        else
            n++;
    }
    return 0;
}

size_t work_nodes(const struct work_set *set, node_id *out, size_t max)
{
    size_t i = 0;

    for (node_id n = work_next(set, 0); n && i < max; n = work_next(set, n))
        out[i++] = n;
    return set_count(set);
}

/* --- Notes and tags ---------------------------------------------------------------------------- */

static struct work_text *text_new(struct str s)
{
    struct work_text *t = mem_alloc(sizeof *t + s.len);

    t->owners = 1;
    t->len = s.len;
    if (s.len)
        memcpy(t->bytes, s.ptr, s.len);
    return t;
}

static void text_drop(struct work_text *t)
{
    if (--t->owners == 0)
        mem_free(t);
}

static void lines_drop(struct work_lines *l)
{
    if (!l || --l->owners > 0)
        return;
    for (size_t i = 0; i < l->count; i++)
        text_drop(l->items[i].text);
    mem_free(l->items);
    mem_free(l);
}

static struct work_lines *lines_own(struct work_lines **l)
{
    struct work_lines *copy;

    if (*l && (*l)->owners == 1)
        return *l;
    copy = mem_zalloc(1, sizeof *copy);
    copy->owners = 1;
    if (*l && (*l)->count) {
        copy->items = mem_reserve(NULL, &copy->cap, (*l)->count, sizeof *copy->items);
        memcpy(copy->items, (*l)->items, (*l)->count * sizeof *copy->items);
        copy->count = (*l)->count;
        for (size_t i = 0; i < copy->count; i++)
            copy->items[i].text->owners++;
    }
    lines_drop(*l);
    return *l = copy;
}

struct str work_line_text(const struct work_line *line)
{
    return (struct str){line->text->bytes, line->text->len};
}

static int line_order(const struct work_line *line, node_id n, enum work_kind kind, struct str text)
{
    if (line->node != n)
        return line->node < n ? -1 : 1;
    if (line->kind != kind)
        return line->kind < kind ? -1 : 1;
    return str_cmp(work_line_text(line), text);
}

/* The place of a text at a node, or where it would stand. */
static size_t line_place(const struct work_lines *l, node_id n, enum work_kind kind,
                         struct str text)
{
    size_t low = 0, high = l ? l->count : 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (line_order(&l->items[middle], n, kind, text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool line_is(const struct work_lines *l, size_t i, node_id n, enum work_kind kind)
{
    return l && i < l->count && l->items[i].node == n && l->items[i].kind == kind;
}

static void line_remove(struct work_lines *l, size_t i)
{
    text_drop(l->items[i].text);
    l->count--;
    memmove(l->items + i, l->items + i + 1, (l->count - i) * sizeof *l->items);
}

static bool line_insert(struct work_lines **lines, node_id n, enum work_kind kind, struct str text)
{
    struct work_lines *l = lines_own(lines);
    size_t i = line_place(l, n, kind, text);

    if (l->count >= WORK_LINES_MAX)
        return false;
    if (l->count == l->cap)
        l->items = mem_grow(l->items, &l->cap, sizeof *l->items);
    memmove(l->items + i + 1, l->items + i, (l->count - i) * sizeof *l->items);
    l->items[i] = (struct work_line){.node = n, .kind = kind, .text = text_new(text)};
    l->count++;
    return true;
}

bool work_line_same(const struct work_line *a, const struct work_line *b)
{
    return line_order(a, b->node, b->kind, work_line_text(b)) == 0;
}

static bool lines_same(const struct work_lines *a, const struct work_lines *b)
{
    size_t count = a ? a->count : 0;

    if (a == b)
        return true;
    if (count != (b ? b->count : 0))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!work_line_same(&a->items[i], &b->items[i]))
            return false;
    }
    return true;
}

/* --- Asking ------------------------------------------------------------------------------------ */

bool work_hidden(const struct explorer *x, node_id n)
{
    return set_has(x->work.hidden, n);
}

bool work_marked(const struct explorer *x, node_id n)
{
    return set_has(x->work.marked, n);
}

size_t work_marked_count(const struct explorer *x)
{
    return set_count(x->work.marked);
}

size_t work_hidden_count(const struct explorer *x)
{
    return set_count(x->work.hidden);
}

struct str work_note(const struct explorer *x, node_id n)
{
    size_t i = line_place(x->work.lines, n, WORK_NOTE, STR_NONE);

    return line_is(x->work.lines, i, n, WORK_NOTE) ? work_line_text(&x->work.lines->items[i])
                                                   : STR_NONE;
}

struct work_tags work_tags(const struct explorer *x, node_id n)
{
    const struct work_lines *l = x->work.lines;
    size_t i = line_place(l, n, WORK_TAG, STR_NONE);
    struct work_tags tags = {.items = l ? l->items + i : NULL};

    while (line_is(l, i + tags.count, n, WORK_TAG))
        tags.count++;
    return tags;
}

bool work_tag_fits(const struct explorer *x, node_id n, bool (*test)(void *arg, struct str tag),
                   void *arg)
{
    struct work_tags tags = work_tags(x, n);

    for (size_t i = 0; i < tags.count; i++) {
        if (test(arg, work_line_text(&tags.items[i])))
            return true;
    }
    return false;
}

bool work_said(const struct explorer *x, node_id n)
{
    const struct work_lines *l = x->work.lines;
    size_t i = line_place(l, n, WORK_NOTE, STR_NONE);

    return l && i < l->count && l->items[i].node == n;
}

node_id work_bookmarked(const struct explorer *x, char letter)
{
    return letter >= 'a' && letter <= 'z' ? x->work.bookmarks[letter - 'a'] : 0;
}

/* --- Changing ---------------------------------------------------------------------------------- */

bool work_mark(struct explorer *x, node_id n, bool marked)
{
    bool changed = set_put(&x->work.marked, graph_node_count(x->graph), n, marked);

    x->selected += changed;
    x->worked += changed;
    return changed;
}

bool work_hide(struct explorer *x, node_id n, bool hidden)
{
    bool changed = set_put(&x->work.hidden, graph_node_count(x->graph), n, hidden);

    x->hidden_changed += changed;
    x->shown += changed;
    x->worked += changed;
    return changed;
}

bool work_set_note(struct explorer *x, node_id n, struct str text)
{
    struct str before = work_note(x, n);

    if (text.len > WORK_TEXT_MAX || n == 0 || n > graph_node_count(x->graph) || str_eq(before, text))
        return false;
    if (!str_empty(before))
        line_remove(lines_own(&x->work.lines), line_place(x->work.lines, n, WORK_NOTE, STR_NONE));
    if (!str_empty(text) && !line_insert(&x->work.lines, n, WORK_NOTE, text))
        return false;
    x->selected++;
    x->worked++;
    return true;
}

bool work_set_tag(struct explorer *x, node_id n, struct str tag, bool there)
{
    size_t i = line_place(x->work.lines, n, WORK_TAG, tag);
    bool is = line_is(x->work.lines, i, n, WORK_TAG) &&
              str_eq(work_line_text(&x->work.lines->items[i]), tag);

    if (n == 0 || n > graph_node_count(x->graph) || str_empty(tag) || tag.len > WORK_TEXT_MAX ||
        is == there)
        return false;
    if (!there)
        line_remove(lines_own(&x->work.lines), i);
    else if (!line_insert(&x->work.lines, n, WORK_TAG, tag))
        return false;
    x->selected++;
    x->worked++;
    return true;
}

void work_bookmark(struct explorer *x, char letter, node_id n)
{
    if (letter >= 'a' && letter <= 'z' && n <= graph_node_count(x->graph))
        x->work.bookmarks[letter - 'a'] = n;
}

/* --- The whole --------------------------------------------------------------------------------- */

struct work work_copy(const struct work *w)
{
    if (w->marked)
        w->marked->owners++;
    if (w->hidden)
        w->hidden->owners++;
    if (w->lines)
        w->lines->owners++;
    return *w;
}

void work_release(struct work *w)
{
    set_drop(w->marked);
    set_drop(w->hidden);
    lines_drop(w->lines);
    *w = (struct work){0};
}

static struct work_set *set_moved(const struct work_set *s, const node_id *now, size_t old_count,
                                  size_t nodes)
{
    struct work_set *out = NULL;

    for (node_id n = work_next(s, 0); n && n <= old_count; n = work_next(s, n))
        set_put(&out, nodes, now[n], true);
    return out;
}

static struct work_lines *lines_moved(const struct work_lines *l, const node_id *now,
                                      size_t old_count)
{
    struct work_lines *out = NULL;

    for (size_t i = 0; l && i < l->count; i++) {
        const struct work_line *line = &l->items[i];
        if (line->node <= old_count && now[line->node])
            line_insert(&out, now[line->node], line->kind, work_line_text(line));
    }
    return out;
}

struct work work_moved(const struct work *w, const struct work *was, const struct work *is,
                       const node_id *now, size_t old_count, size_t nodes)
{
    struct work out = {0};

    if (w->marked == was->marked && is->marked) {
        out.marked = is->marked;
        out.marked->owners++;
    } else {
        out.marked = set_moved(w->marked, now, old_count, nodes);
    }
    if (w->hidden == was->hidden && is->hidden) {
        out.hidden = is->hidden;
        out.hidden->owners++;
    } else {
        out.hidden = set_moved(w->hidden, now, old_count, nodes);
    }
    if (w->lines == was->lines && is->lines) {
        out.lines = is->lines;
        out.lines->owners++;
    } else {
        out.lines = lines_moved(w->lines, now, old_count);
    }
    for (size_t i = 0; i < BOOKMARKS; i++)
        out.bookmarks[i] = w->bookmarks[i] <= old_count ? now[w->bookmarks[i]] : 0;
    return out;
}

bool work_same(const struct work *a, const struct work *b)
{
    return set_same(a->marked, b->marked) && set_same(a->hidden, b->hidden) &&
           lines_same(a->lines, b->lines) &&
           memcmp(a->bookmarks, b->bookmarks, sizeof a->bookmarks) == 0;
}

bool work_same_hidden(const struct work *a, const struct work *b)
{
    return set_same(a->hidden, b->hidden);
}
