/* SPDX-License-Identifier: MIT */
#include "targets.h"

#include "mem.h"
#include "query.h"

enum { SHOWN = 12 };

static void say(struct buf *error, const char *before, struct str text, const char *after)
{
    buf_puts(error, before);
    buf_add(error, text);
    buf_puts(error, after);
}

enum found { FOUND_NONE, FOUND_SOME, FOUND_TOO_MANY };

/* One node by id, name or part. */
static enum found by_name(const struct graph *g, struct str text, struct targets *out,
                          struct buf *error)
{
    node_id found[SHOWN];
    size_t count = graph_match(g, text, found, SHOWN);
    if (count == 0)
        return FOUND_NONE;
    if (count == 1) {
        out->nodes[out->count++] = found[0];
        return FOUND_SOME;
    }
    buf_printf(error, "%zu nodes match '", count);
    say(error, "", text, "':");
    for (size_t i = 0; i < count && i < SHOWN; i++)
        say(error, "\n  ", graph_node_at(g, found[i])->id, "");
    if (count > SHOWN)
        buf_printf(error, "\n  ... and %zu more", count - SHOWN);
    return FOUND_TOO_MANY;
}

static void by_glob(const struct graph *g, struct str pattern, struct targets *out)
{
    if (str_chr(pattern, '*') == STR_NPOS && str_chr(pattern, '?') == STR_NPOS)
        return;
    for (size_t i = 1; i <= graph_node_count(g); i++) {
        const struct node *n = graph_node_at(g, (node_id)i);
        if (str_glob(pattern, n->id, false) || str_glob(pattern, n->name, true))
            out->nodes[out->count++] = (node_id)i;
    }
}

/* "kind:sky" alone is a slip, not an empty answer. */
static bool kind_is_known(struct str text, struct buf *error)
{
    enum node_kind kind;
    struct str name = str_from_at(text, 5);
    if (!str_starts(text, STR("kind:")) || str_empty(name) || node_kind_find(name, &kind))
        return true;
    for (size_t i = 0; i < name.len; i++)
        if ((name.ptr[i] < 'a' || name.ptr[i] > 'z') && name.ptr[i] != '-')
            return true;
    say(error, "there is no kind '", name, "'");
    return false;
}

static bool by_filter(const struct graph *g, struct str text, struct targets *out,
                      struct buf *error)
{
    struct exposure *x = exposure_build(g);
    size_t at = 0;
    struct filter *f = filter_compile(g, x, NULL, text, error, &at);
    if (f)
        out->count = filter_nodes(f, out->nodes, graph_node_count(g));
    filter_free(f);
    exposure_free(x);
    return f != NULL;
}

bool targets_find(const struct graph *g, struct str text, struct targets *out, struct buf *error)
{
    *out = (struct targets){.state = STATE_COUNT};
    out->nodes = mem_alloc((graph_node_count(g) + 1) * sizeof *out->nodes);
    text = str_trim(text);
    size_t colon = str_rchr(text, ':');
    enum found found = by_name(g, text, out, error);
    if (found == FOUND_NONE) {
        by_glob(g, text, out);
        found = out->count ? FOUND_SOME : FOUND_NONE;
    }
    if (found == FOUND_NONE && colon != STR_NPOS &&
        state_find(str_from_at(text, colon + 1), &out->state)) {
        struct str bare = str_sub(text, 0, colon);
        found = by_name(g, bare, out, error);
        if (found == FOUND_NONE) {
            by_glob(g, bare, out);
            found = out->count ? FOUND_SOME : FOUND_NONE;
        }
    }
    if (found != FOUND_NONE)
        return found == FOUND_SOME;
    struct str filter = filter_without_state(text, &out->state);
    if (!kind_is_known(filter, error))
        return false;
    if (filter_is_meant(filter))
        return by_filter(g, filter, out, error);
    say(error, "no node is called '", text, "'");
    return false;
}

void targets_release(struct targets *t)
{
    mem_free(t->nodes);
    *t = (struct targets){0};
}
