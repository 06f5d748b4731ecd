/* SPDX-License-Identifier: MIT */
#include "excess_parts_out.h"
#include "parts_text.h"
#include "text.h"

enum { NAMES_MAX = 8 };

void excess_line_out(struct buf *out, struct buf *line, size_t indent)
{
    buf_fill(out, ' ', indent);
    part_wrap(out, buf_str(line), indent, indent + 4);
    buf_reset(line);
}

void excess_add_name(const struct graph *g, struct buf *line, node_id n)
{
    struct str label = graph_label(g, n);
    esc_term(line, label.len ? label : graph_node_at(g, n)->id);
}

static void add_closed(struct buf *line, struct excess_closed c)
{
    part_plural(line, c.nodes, "node", "nodes");
    if (c.jewels) {
        buf_puts(line, " and ");
        part_plural(line, c.jewels, "crown jewel", "crown jewels");
    }
}

/* "write, delete": the classes; describing and listing have none. */
void excess_add_classes(struct buf *line, unsigned ops)
{
    if (!op_classes_text(line, ops))
        buf_puts(line, "list");
}

static void add_action(struct buf *line, const struct aws_action_row *row)
{
    buf_add(line, str_sub(str_from(row->action), 0, row->service_len + 1u));
    buf_puts(line, row->name);
}

/* "all of dynamodb", or some names; rows of one service stand together. */
static void add_unused(struct buf *line, const struct excess_statement *s)
{
    uint32_t shown = 0, services = 0;
    for (uint32_t k = 0; k < s->unused_count; k++) {
        const struct aws_action_row *row = s->unused[k], *last = k ? s->unused[k - 1] : NULL;
        services += !last || !str_eq(str_sub(str_from(row->action), 0, row->service_len),
                                     str_sub(str_from(last->action), 0, last->service_len));
    }
    if (services > 3) {
        buf_printf(line, "%u actions of %u services", s->unused_count, services);
        return;
    }
    for (uint32_t k = 0; k < s->unused_count && shown < NAMES_MAX; k++, shown++) {
        if (shown)
            buf_puts(line, ", ");
        add_action(line, s->unused[k]);
    }
    if (shown < s->unused_count)
        buf_printf(line, " and %u more", s->unused_count - shown);
}

/* known: what its code calls; else nothing is said not to be needed. */
static void statement_lines(struct buf *out, const struct excess_statement *s, bool known)
{
    struct buf line = {0};
    if (!s->unused_count && !s->wider && !s->matters)
        return;
    const char *head = s->used ? "too wide:" : "not needed:";
    buf_printf(&line, "%s ", known || !s->unused_count ? head : "no evidence for:");
    if (s->unused_count) {
        excess_add_classes(&line, s->ops);
        buf_printf(&line, "; %u of %u actions%s: ", s->unused_count, s->given,
                   s->all_resources ? " on everything" : "");
        add_unused(&line, s);
    } else {
        buf_puts(&line, "what it allows is needed, but not on all that it names");
    }
    if (s->policy->name.len) {
        buf_puts(&line, " (");
        esc_term(&line, s->policy->name);
        buf_putc(&line, ')');
    }
    part_where(&line, s->where);
    if (s->matters)
        buf_puts(&line, ": THIS ONE MATTERS");
    excess_line_out(out, &line, EXCESS_INDENT);
    buf_release(&line);
}

/* Needs of one reason and thing on one line. */
static void need_lines(struct buf *out, const struct excess *x, const struct excess_identity *i,
                       bool possible)
{
    const struct graph *g = excess_graph(x);
    struct buf line = {0};
    for (size_t n = 0; n < i->needs.count; n++) {
        const struct aws_need *need = &i->needs.items[n];
        size_t end = n + 1;
        if (need->possible != possible || (possible && !i->met[n]))
            continue;
        while (end < i->needs.count && i->needs.items[end].node == need->node &&
               i->needs.items[end].user == need->user && i->needs.items[end].why == need->why &&
               i->met[end] == i->met[n] && i->needs.items[end].edge == need->edge)
            end++;
        buf_puts(&line, possible ? "perhaps needed: " : i->met[n] ? "needed: " : "needed, not given: ");
        for (size_t k = n; k < end; k++) {
            buf_puts(&line, k > n ? ", " : "");
            esc_term(&line, i->needs.items[k].action);
            if (!i->needs.items[k].action.len) {
                buf_puts(&line, "data actions of ");
                esc_term(&line, i->needs.items[k].service);
            }
        }
        if (need->node) {
            buf_puts(&line, " on ");
            excess_add_name(g, &line, need->node);
        }
        buf_printf(&line, ", %s", need->why);
        part_where(&line, need->where);
        excess_line_out(out, &line, EXCESS_INDENT);
        n = end - 1;
    }
    buf_release(&line);
}

void excess_closed_line(struct buf *out, const char *head, struct excess_closed from_internet,
                        struct excess_closed if_taken)
{
    struct buf line = {0};
    if (!from_internet.nodes && !if_taken.nodes)
        return;
    buf_puts(&line, head);
    if (from_internet.nodes) {
        add_closed(&line, from_internet);
        buf_puts(&line, " that anyone on the internet reaches");
    }
    if (if_taken.nodes) {
        buf_puts(&line, from_internet.nodes ? ", and " : "");
        add_closed(&line, if_taken);
        buf_puts(&line, " that its code reaches if it is taken over");
    }
    excess_line_out(out, &line, EXCESS_INDENT);
    buf_release(&line);
}

static void identity_text(struct buf *out, const struct excess *x, const struct excess_identity *i)
{
    const struct graph *g = excess_graph(x);
    struct buf line = {0};
    buf_putc(out, '\n');
    excess_add_name(g, &line, i->identity);
    buf_puts(&line, i->user_count ? ", used by " : ", used by nobody in the input");
    for (size_t k = 0; k < i->user_count; k++) {
        buf_puts(&line, k ? ", " : "");
        excess_add_name(g, &line, i->users[k]);
    }
    excess_line_out(out, &line, 0);
    excess_closed_line(out, "narrowed, it loses ", i->from_internet, i->if_taken);
    if (i->user_count && !i->needs.code_known) {
        buf_puts(&line, "its code was not read: what it calls is not known");
        excess_line_out(out, &line, EXCESS_INDENT);
    }
    for (size_t k = 0; k < i->statement_count; k++)
        statement_lines(out, &i->statements[k], i->needs.code_known || !i->user_count);
    need_lines(out, x, i, false);
    need_lines(out, x, i, true);
    buf_release(&line);
}

static void leftover_text(struct buf *out, const struct findings *leftovers)
{
    struct buf line = {0};
    bool head = false;
    for (size_t k = 0; k < findings_count(leftovers); k++) {
        const struct finding *f = findings_at(leftovers, k);
        if (f->question || f->suppressed.len)
            continue;
        if (!head)
            buf_puts(out, "\nShared, or left over\n");
        head = true;
        buf_printf(&line, "%s %s: ", f->rule->id, f->rule->title);
        esc_term(&line, f->text);
        part_where(&line, f->where);
        excess_line_out(out, &line, EXCESS_INDENT);
    }
    buf_release(&line);
}

static bool is_wide(const struct excess_identity *i)
{
    bool wide = i->unused_count > 0 || i->matters;
    for (size_t k = 0; k < i->statement_count && !wide; k++)
        wide = i->statements[k].wider;
    return wide;
}

void excess_all_line(struct buf *out, struct excess_closed all)
{
    struct buf line = {0};
    if (!all.nodes)
        return;
    buf_puts(&line, "With all of them narrowed anyone on the internet reaches ");
    add_closed(&line, all);
    buf_puts(&line, " fewer.");
    excess_line_out(out, &line, 0);
    buf_release(&line);
}

static void identities_text(struct buf *out, const struct excess *x)
{
    struct buf line = {0};
    size_t wide = 0;
    for (size_t k = 0; k < excess_count(x); k++)
        wide += is_wide(excess_at(x, k));
    part_plural(&line, excess_count(x), "identity", "identities");
    buf_printf(&line, " with policies of AWS, %zu given more than there is evidence for.", wide);
    excess_line_out(out, &line, 0);
    excess_all_line(out, excess_all(x));
    for (size_t k = 0; k < excess_count(x); k++)
        if (is_wide(excess_at(x, k)))
            identity_text(out, x, excess_at(x, k));
    buf_release(&line);
}

void excess_text(struct buf *out, const struct excess *x, const struct excess_azure *azure,
                 const struct findings *leftovers)
{
    struct buf line = {0};
    if (!excess_count(x) && !azure->count) {
        buf_puts(&line, "No identity with policies of AWS and no role assignment of Azure is in the "
                        "input.");
        excess_line_out(out, &line, 0);
    }
    if (excess_count(x))
        identities_text(out, x);
    if (excess_count(x) && azure->count)
        buf_putc(out, '\n');
    excess_azure_text(out, azure);
    leftover_text(out, leftovers);
    buf_release(&line);
}
