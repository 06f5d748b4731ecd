/* SPDX-License-Identifier: MIT */
/* search.c - search over names, ids and kinds as they are called, or by a filter; hits light up in every
 * view, and the map dims the rest. */
#include <string.h>

#include "map_view.h"
#include "mem.h"
#include "page.h"
#include "session.h"

/* What stands in its box behind the name: "IoT hub" by "iot" and by "hub". */
static bool kind_word_begins(const struct node *node, struct str text)
{
    struct str rest = str_from(visible_kind_word(node));

    while (!str_empty(rest)) {
        size_t blank = str_chr(rest, ' ');
        if (str_istarts(rest, text))
            return true;
        rest = blank == STR_NPOS ? STR_NONE : str_from_at(rest, blank + 1);
    }
    return false;
}

static bool matches(const struct explorer *x, node_id n, struct str text)
{
    const struct node *node = graph_node_at(x->graph, n);

    return str_ifind(graph_label(x->graph, n), text) != STR_NPOS || str_ifind(node->id, text) != STR_NPOS ||
           str_istarts(str_from(node_kinds[node->kind].name), text) ||
           kind_word_begins(node, text);
}

/* Has a node all the words? The text as a whole first: names may have blanks. */
static bool has_words(const struct explorer *x, node_id n, struct str text)
{
    struct str rest = text;

    for (struct str word; str_cut(&rest, ' ', &word);) {
        if (!str_empty(word) && !matches(x, n, word))
            return false;
    }
    return true;
}

/* A text with an operator is a filter; "loop" and "orphan" may be names. */
static bool is_filter(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (memchr(":=~<>()|!\"", text.ptr[i], sizeof ":=~<>()|!\"" - 1))
            return true;
    }
    return false;
}

typedef bool test_of_node(const struct explorer *x, node_id n, struct str text);

/* within: only hits of the search before can be hits of this one. */
static size_t look(struct explorer *x, test_of_node *test, struct str text, bool within)
{
    size_t nodes = graph_node_count(x->graph), count = 0;

    for (node_id n = 1; n <= nodes; n++) {
        x->search.hit[n] = (!within || x->search.hit[n]) && test(x, n, text);
        count += x->search.hit[n];
    }
    return count;
}

/* The text itself, else its words, else its letters in their order; the grammar of the filter where
 * it is one. */
static void find_hits(struct explorer *x, struct str text, bool longer)
{
    struct search *s = &x->search;
    bool within = longer && s->plain && s->count;
    const struct sight_check *c;

    s->plain = false;
    s->count = look(x, matches, text, within);
    if (s->count) {
        s->plain = true;
        return;
    }
    if (!is_filter(text)) {
        s->count = look(x, has_words, text, false);
        if (s->count)
            return;
    }
    c = sight_check(x, text);
    s->count = c->fits ? c->count : 0;
    s->late = c->verdict == SIGHT_LATER;
    if (c->fits)
        memcpy(s->hit, c->fits, graph_node_count(x->graph) + 1);
}

void session_search(struct explorer *x, struct str text, bool backward)
{
    size_t nodes = graph_node_count(x->graph);
    bool longer = x->search.text.len && str_starts(text, buf_str(&x->search.text));
    struct buf copy = {0};

    buf_add(&copy, text); /* text may be the old search itself */
    x->search.awaited = x->search.awaited && str_eq(text, buf_str(&x->search.text));
    x->search.late = false;
    buf_release(&x->search.text);
    x->search.text = copy;
    x->search.backward = backward;
    x->search.asked++;
    if (!x->search.hit)
        x->search.hit = mem_zalloc(nodes + 1, 1);
    if (copy.len) {
        find_hits(x, buf_str(&copy), longer);
    } else {
        memset(x->search.hit, 0, nodes + 1);
        x->search.count = 0;
        x->search.plain = false;
    }
    x->selected++;
}

bool session_search_here(struct explorer *x, struct str text, bool backward)
{
    const struct view_kind *view = view_kinds[x->focus];

    session_search(x, text, backward);
    if (view->find) {
        x->search.count = view->find(x, x->views[x->focus], 0);
        x->search.late = false;
    }
    return view->find;
}

/* On the map the hits that it shows come first, unless it shows a part of a large system only. */
static bool wanted(const struct explorer *x, node_id n, bool on_map)
{
    return x->search.hit[n] && (!on_map || visible_box(map_visible(x), n) != VISIBLE_NONE);
}

static bool any_on_map(const struct explorer *x)
{
    node_id nodes = (node_id)graph_node_count(x->graph);

    if (x->focus != VIEW_MAP || !map_visible(x) || map_is_part(x))
        return false;
    for (node_id n = 1; n <= nodes; n++) {
        if (wanted(x, n, true))
            return true;
    }
    return false;
}

/* --- In a list ------------------------------------------------------------------------------------ */

/* A list of nodes is gone through line by line. */
static struct page *lines_of(struct explorer *x)
{
    const struct view_kind *view = view_kinds[x->focus];

    return !view->find && (view->between || view->lists_lines) ? view_page(x, x->focus) : NULL;
}

/* The first line of what stands for a hit. */
static bool begins_hit(const struct explorer *x, const struct page *p, int line)
{
    const struct page_target *t = &p->lines[line].target;

    return t->rest && t->node && x->search.hit[t->node] &&
           (line == 0 || !page_same_target(t, &p->lines[line - 1].target));
}

/* Where the next line is looked for from: the cursor, if it stands where one is. */
static int line_from(const struct explorer *x, const struct page *p)
{
    const struct page_target *t = page_current(p);
    int line;

    if (!view_kinds[x->focus]->follows || (t && t->node == x->at.node))
        return p->cursor;
    line = page_find(p, x->at.node, 0);
    return line >= 0 ? line : p->cursor;
}

static int hit_line(const struct explorer *x, const struct page *p, int direction)
{
    int lines = (int)p->line_count, at = line_from(x, p);

    for (int tried = 0; tried < lines; tried++) {
        at = (at + direction + lines) % lines;
        if (begins_hit(x, p, at))
            return at;
    }
    return -1;
}

/* As a click on the line does it. */
static void to_line(struct explorer *x, struct page *p, int line)
{
    p->pointed = line;
    view_kinds[x->focus]->act(x, x->views[x->focus], ACTION_POINT);
}

/* --- From hit to hit ------------------------------------------------------------------------------ */

static node_id hit_in_graph(const struct explorer *x, int direction)
{
    node_id nodes = (node_id)graph_node_count(x->graph), n = x->at.node;
    bool on_map = any_on_map(x);

    if (n == 0)
        n = direction > 0 ? nodes : 1;
    for (node_id tried = 0; tried < nodes; tried++) {
        n = direction > 0 ? n % nodes + 1 : (n + nodes - 2) % nodes + 1;
        if (wanted(x, n, on_map))
            return n;
    }
    return 0;
}

/* Its line: -1, if the next hit is not on one, or the view has none. */
static node_id next_hit(struct explorer *x, int direction, int *line)
{
    const struct view_kind *view = view_kinds[x->focus];
    struct page *p = lines_of(x);
    node_id n = 0;

    *line = -1;
    if (x->search.count == 0)
        return 0;
    direction = x->search.backward ? -direction : direction;
    if (view->next_hit)
        n = view->next_hit(x, x->views[x->focus], direction);
    else if (p)
        *line = hit_line(x, p, direction);
    if (*line >= 0)
        return p->lines[*line].target.node;
    return n ? n : hit_in_graph(x, direction);
}

void session_search_live(struct explorer *x)
{
    int line;

    if (x->search.count && !(x->at.node && x->search.hit[x->at.node]))
        x->at = (struct selection){next_hit(x, 1, &line), 0};
    map_follow(x);
}

void session_search_done(struct explorer *x)
{
    struct page *p = lines_of(x);
    const struct page_target *t = p ? page_current(p) : NULL;

    if (!p || view_kinds[x->focus]->follows || (t && t->node && x->search.hit[t->node]) ||
        hit_line(x, p, 1) < 0)
        session_select(x, x->at.node); /* only now it counts for the history */
    else
        to_line(x, p, hit_line(x, p, x->search.backward ? -1 : 1));
}

bool session_search_await(struct explorer *x)
{
    x->search.awaited = x->search.late;
    if (x->search.late)
        session_say(x, "looking for what fits...");
    return x->search.late;
}

void session_search_found(struct explorer *x)
{
    bool typed = x->prompt.kind == PROMPT_SEARCH;

    if (!x->search.late)
        return;
    session_search(x, buf_str(&x->search.text), x->search.backward);
    if (x->search.late || !(typed || x->search.awaited))
        return;
    if (typed)
        x->at = x->prompt.before;
    session_search_live(x);
    if (typed)
        return;
    x->search.awaited = false;
    if (x->search.count)
        session_search_done(x);
    session_say(x, "%zu hit%s", x->search.count, x->search.count == 1 ? "" : "s");
}

/* Views that are no list show what is selected, but for the map. */
static bool is_on_screen(const struct explorer *x, node_id n)
{
    return x->focus != VIEW_MAP || !map_visible(x) || visible_box(map_visible(x), n) != VISIBLE_NONE;
}

/* There is nowhere to go on to: of the hits, the view shows this one, or none. */
static void say_alone(struct explorer *x, bool shown)
{
    if (x->search.count == 1 && shown)
        session_say(x, "this is the only hit");
    else if (shown)
        session_say(x, "the only hit here: %zu more are not in this view", x->search.count - 1);
    else
        session_say(x, "%zu hit%s, which this view leaves out", x->search.count,
                    x->search.count == 1 ? "" : "s");
}

bool session_search_next(struct explorer *x, int direction)
{
    struct page *p = view_kinds[x->focus]->next_hit ? NULL : lines_of(x);
    node_id before = x->at.node, n;
    int line, cursor = p ? p->cursor : -1;

    n = next_hit(x, direction, &line);
    if (line >= 0)
        to_line(x, p, line);
    else
        session_select(x, n);
    if (n && (line >= 0 ? line == cursor && n == before : p || n == before))
        say_alone(x, line >= 0 || (!p && is_on_screen(x, n)));
    return n != 0;
}
