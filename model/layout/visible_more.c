/* SPDX-License-Identifier: MIT */
/* What stands in a detailed box besides the name: what it is, each way in, who may come that way. */
#include "facts.h"
#include "query.h"
#include "visible_parts.h"

/* "function, dotnet6"; nothing where the name says what it is. */
static struct str kind_line(struct builder *b, node_id id)
{
    const struct node *n = graph_node_at(b->g, id);
    struct str runtime = node_attr_text(n, "runtime");
    const char *kind = node_kinds[n->kind].name;

    if (*visible_kind_word(n) && !runtime.len)
        return STR_NONE;
    return arena_printf(b->p->arena, "%s%s%.*s", kind, runtime.len ? ", " : "", (int)runtime.len,
                        runtime.ptr ? runtime.ptr : "");
}

void box_more(struct builder *b, node_id id, const node_id *absorbed, size_t count,
              struct str more[LAYOUT_MORE])
{
    size_t lines = 0, left_out = 0;
    struct buf own = {0};

    more[0] = kind_line(b, id);
    lines += more[0].len > 0;
    for (size_t i = 0; i < count; i++) {
        struct buf words = {0};
        enum node_kind kind = graph_node_at(b->g, absorbed[i])->kind;
        bool says = kind != NODE_API && entry_words(&words, b->g, absorbed[i], true);

        if (says && lines < LAYOUT_MORE - 1)
            more[lines++] = arena_str(b->p->arena, buf_str(&words));
        else
            left_out += says;
        buf_release(&words);
    }
    if (left_out)
        more[lines++] = arena_printf(b->p->arena, "and %zu more", left_out);
    own_words(&own, b, id);
    if (own.len && lines < LAYOUT_MORE)
        more[lines] = arena_str(b->p->arena, buf_str(&own));
    buf_release(&own);
}
