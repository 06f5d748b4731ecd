/* SPDX-License-Identifier: MIT */
#include "csharp_dump.h"

static void put_text(struct buf *out, struct csharp_text t)
{
    if (t.form == CSHARP_TEXT_UNKNOWN)
        buf_putc(out, '?');
    else
        buf_add(out, t.text);
}

static void put_place(struct buf *out, struct origin where)
{
    buf_puts(out, "  ");
    buf_add(out, where.file);
    buf_printf(out, ":%u:%u", where.line, where.col);
}

static void put_function(struct buf *out, const struct csharp_function *fn, unsigned what)
{
    static const char *const ways[] = {"in", "out", "inout", "trigger", "by-code"};
    buf_puts(out, "function ");
    buf_add(out, fn->name);
    buf_putc(out, ' ');
    buf_add(out, fn->method);
    buf_puts(out, fn->isolated ? " isolated" : "");
    buf_puts(out, fn->disabled ? " disabled" : "");
    if (fn->disabled_by.len) {
        buf_puts(out, " disabled-by=");
        buf_add(out, fn->disabled_by);
    }
    if (what & DUMP_PLACES)
        put_place(out, fn->where);
    buf_putc(out, '\n');
    for (size_t i = 0; i < fn->count; i++) {
        const struct csharp_binding *b = &fn->bindings[i];
        buf_puts(out, "  ");
        buf_add(out, b->name);
        buf_putc(out, ' ');
        buf_puts(out, ways[b->direction]);
        buf_putc(out, ' ');
        buf_add(out, b->type);
        for (size_t k = 0; k < b->count; k++) {
            buf_putc(out, ' ');
            buf_add(out, b->properties[k].name);
            for (size_t v = 0; v < b->properties[k].count; v++) {
                buf_putc(out, v ? ',' : '=');
                put_text(out, b->properties[k].values[v]);
            }
        }
        if (what & DUMP_PLACES)
            put_place(out, b->where);
        buf_putc(out, '\n');
    }
}

static void put_effect(struct buf *out, const struct csharp_facts *f, const struct csharp_effect *e,
                       unsigned what)
{
    if (e->function == CSHARP_APP)
        buf_puts(out, "(app)");
    else
        buf_add(out, f->functions[e->function].name);
    buf_printf(out, " %s %s ", csharp_op_name((enum csharp_op)e->op),
               csharp_resource_name((enum csharp_resource)e->resource));
    put_text(out, e->name);
    if (e->connection.form != CSHARP_TEXT_NONE) {
        buf_puts(out, " @");
        put_text(out, e->connection);
    }
    if (e->detail.text.len) {
        buf_puts(out, " (");
        buf_add(out, e->detail.text);
        buf_putc(out, ')');
    }
    if (e->conf != 90)
        buf_printf(out, " #%u", e->conf);
    if (e->held)
        buf_puts(out, " +held");
    for (size_t i = 0; i < e->setting_count; i++) {
        buf_puts(out, i ? "," : " key=");
        buf_add(out, e->settings[i]);
    }
    if (e->secret.len)
        buf_puts(out, " <secret>");
    if (what & DUMP_PLACES) {
        put_place(out, e->where);
        buf_puts(out, "  ");
        buf_add(out, e->method);
        if (e->via.len) {
            buf_puts(out, "  via ");
            buf_add(out, e->via);
        }
    }
    buf_putc(out, '\n');
}

void csharp_dump(struct buf *out, const struct csharp_facts *f, unsigned what)
{
    for (size_t i = 0; i < f->function_count && (what & DUMP_BINDINGS); i++)
        put_function(out, &f->functions[i], what);
    for (size_t i = 0; i < f->effect_count && (what & DUMP_EFFECTS); i++)
        put_effect(out, f, &f->effects[i], what);
}
