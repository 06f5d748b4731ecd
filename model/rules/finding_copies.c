/* SPDX-License-Identifier: MIT */
#include "finding_copies.h"

#include "arena.h"
#include "buf.h"
#include "map.h"
#include "mem.h"

/* The words with the subject's bare name in them, and all else that copies share. */
static void key_of(const struct graph *g, const struct finding *f, struct buf *out)
{
    const struct node *n = graph_node_at(g, f->subject);
    struct str label = graph_label(g, f->subject), rest = f->text;

    buf_printf(out, "%s %d %d %d %u:%u\n", f->rule->id, f->question, (int)f->severity, (int)n->kind,
               f->where.line, f->where.col);
    buf_add(out, f->where.file);
    buf_putc(out, '\n');
    buf_add(out, n->name);
    buf_putc(out, '\n');
    for (size_t at; label.len && (at = str_find(rest, label)) != STR_NPOS;) {
        buf_add(out, str_sub(rest, 0, at));
        buf_add(out, n->name);
        rest = str_from_at(rest, at + label.len);
    }
    buf_add(out, rest);
}

size_t finding_copies_join(const struct graph *g, struct arena *arena, struct finding **items,
                           size_t count)
{
    struct map first = {0};
    struct buf key = {0};
    size_t kept = 0;
    size_t *copies = mem_zalloc(count + 1, sizeof *copies); /* of each that is kept */

    for (size_t i = 0; i < count; i++) {
        struct finding *f = items[i];
        bool added = true;
        uint32_t *at = NULL;
        struct str key_kept;

        if (f->where.line) {
            buf_reset(&key);
            key_of(g, f, &key);
            at = map_put_copy(&first, arena, buf_str(&key), &key_kept, &added);
        }
        if (added) {
            if (at)
                *at = (uint32_t)kept;
            items[kept++] = f;
        } else if (items[*at]->subject != f->subject) {
            copies[*at]++;
            finding_add_other(arena, items[*at], f->subject);
        } else {
            items[kept++] = f;
        }
    }
    for (size_t i = 0; i < kept; i++)
        if (copies[i])
            items[i]->text = arena_printf(arena, "%.*s (and %zu more from the same lines)",
                                          (int)items[i]->text.len, items[i]->text.ptr,
                                          copies[i]);
    buf_release(&key);
    map_release(&first);
    mem_free(copies);
    return kept;
}
