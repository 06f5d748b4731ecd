/* SPDX-License-Identifier: MIT */
#include "doc_text.h"

static void put_text(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", c);
        else if (c == '\n')
            buf_puts(out, "\\n");
        else if ((unsigned char)c < 0x20)
            buf_printf(out, "\\x%02x", (unsigned)c);
        else
            buf_putc(out, c);
    }
}

static void put_place(struct buf *out, bool places, uint32_t line, uint32_t col)
{
    if (places)
        buf_printf(out, "@%u:%u", line, col);
}

static void put_children(struct buf *out, const struct doc_node *n, bool places)
{
    for (const struct doc_node *c = doc_first(n); c; c = c->next) {
        if (c != doc_first(n))
            buf_puts(out, ", ");
        else if (places)
            buf_putc(out, ' ');
        if (n->type == DOC_MAP) {
            put_text(out, c->key);
            put_place(out, places, doc_key_place(c).line, doc_key_place(c).col);
            buf_puts(out, ": ");
        }
        doc_text_put(out, c, places);
    }
}

void doc_text_put(struct buf *out, const struct doc_node *n, bool places)
{
    if (!n) {
        buf_puts(out, "(none)");
        return;
    }
    if (!str_empty(doc_tag(n))) {
        buf_putc(out, '<');
        put_text(out, doc_tag(n));
        buf_puts(out, "> ");
    }
    if (n->type == DOC_SCALAR) {
        if (!n->plain)
            buf_putc(out, '"');
        put_text(out, n->text);
        if (!n->plain)
            buf_putc(out, '"');
        put_place(out, places, n->line, n->col);
        return;
    }
    buf_putc(out, n->type == DOC_MAP ? '{' : '[');
    put_place(out, places, n->line, n->col);
    put_children(out, n, places);
    buf_putc(out, n->type == DOC_MAP ? '}' : ']');
}

void diag_text_put(struct buf *out, const struct diags *diags)
{
    for (size_t i = 0; i < diags_count(diags); i++) {
        const struct diag *d = diags_at(diags, i);
        buf_add(out, d->where.file);
        buf_printf(out, ":%u:%u: %s: ", d->where.line, d->where.col, diag_level_name(d->level));
        buf_add(out, d->text);
        buf_putc(out, '\n');
    }
}
