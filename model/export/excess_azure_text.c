/* SPDX-License-Identifier: MIT */
/* excess_azure_text.c - role assignments of Azure for people: those that are too much, then those that
 * nobody can judge from the input. */
#include "excess_out.h"
#include "excess_parts_out.h"
#include "parts_text.h"
#include "text.h"

enum { SHOWN_MAX = 8 };

static void add_target(struct buf *line, const struct graph *g, const struct azure_need *need)
{
    const struct azure_target *t = azure_target_find(str_from(need->target));
    if (need->node && t && azure_target_holds(t, graph_node_at(g, need->node))) {
        excess_add_name(g, line, need->node);
        return;
    }
    buf_puts(line, t ? t->what : need->target);
    if (need->node) {
        buf_puts(line, " in ");
        excess_add_name(g, line, need->node);
    }
}

static void need_lines(struct buf *out, const struct graph *g, const struct excess_azure_row *r,
                       bool possible)
{
    struct buf line = {0};
    uint32_t shown = 0, more = 0;
    for (uint32_t i = 0; i < r->served_count; i++) {
        const struct azure_need *need = r->served[i];
        if (need->possible != possible || ++shown > SHOWN_MAX) {
            more += need->possible == possible;
            continue;
        }
        buf_puts(&line, possible ? "perhaps needed: " : "needed: ");
        excess_add_classes(&line, need->ops & r->given);
        buf_puts(&line, " on ");
        add_target(&line, g, need);
        buf_printf(&line, ", %s", need->why);
        part_where(&line, need->where);
        excess_line_out(out, &line, EXCESS_INDENT);
    }
    if (more) {
        buf_printf(&line, "and %u more", more);
        excess_line_out(out, &line, EXCESS_INDENT);
    }
    buf_release(&line);
}

/* " HEAD get, list;"; words: blanks between. Nothing if there are none. */
static void add_words(struct buf *line, const char *head, struct str words)
{
    bool more = false;
    for (struct str rest = words, one; words.len && str_cut(&rest, ' ', &one);) {
        if (!one.len)
            continue;
        buf_puts(line, more ? ", " : head);
        esc_term(line, one);
        more = true;
    }
    buf_puts(line, more ? ";" : "");
}

/* What a template lists itself is narrowed before a ready-made role is proposed. */
static void own_line(struct buf *out, const struct graph *g, const struct excess_azure_row *r)
{
    const struct azure_assignment *a = r->assignment;
    struct buf line = {0};
    if (!r->own)
        return;
    if (a->form == AZURE_CUSTOM) {
        buf_puts(&line, "would do: ");
        esc_term(&line, a->name);
        for (uint32_t i = 0; i < r->place_count; i++) {
            buf_puts(&line, i ? ", " : " on ");
            excess_add_name(g, &line, r->places[i]);
        }
        buf_puts(&line, ", narrowed to");
        add_words(&line, " actions ", r->actions.actions);
        add_words(&line, " data actions ", r->actions.data_actions);
        add_words(&line, " not actions ", r->actions.not_actions);
        add_words(&line, " not data actions ", r->actions.not_data_actions);
    } else if (r->secrets.len || r->keys.len) {
        buf_puts(&line, "would do:");
        add_words(&line, " secrets ", r->secrets);
        add_words(&line, " keys ", r->keys);
    }
    if (line.len) {
        line.len--; /* the last ; */
        excess_line_out(out, &line, EXCESS_INDENT);
    }
    buf_release(&line);
}

static void would_lines(struct buf *out, const struct graph *g, const struct excess_azure_row *r)
{
    struct buf line = {0};
    own_line(out, g, r);
    for (uint32_t i = 0; i < r->would_count; i++) {
        buf_printf(&line, "%s%s: %s on ", r->own ? "or the built-in" : "would do",
                   r->would[i].perhaps ? ", if it is needed" : "", r->would[i].role->name);
        excess_add_name(g, &line, r->would[i].scope);
        excess_line_out(out, &line, EXCESS_INDENT);
    }
    buf_release(&line);
}

static void head_line(struct buf *out, const struct graph *g, const struct excess_azure_row *r)
{
    struct buf line = {0};
    buf_putc(out, '\n');
    excess_add_name(g, &line, r->assignment->holder);
    buf_puts(&line, ": ");
    esc_term(&line, r->assignment->name);
    buf_puts(&line, " on ");
    excess_add_name(g, &line, r->assignment->scope);
    part_where(&line, r->assignment->where);
    excess_line_out(out, &line, 0);
    buf_release(&line);
}

static void too_much_text(struct buf *out, const struct graph *g, const struct excess_azure_row *r)
{
    struct buf line = {0};
    head_line(out, g, r);
    excess_closed_line(out, "replaced, it loses ", r->from_internet, r->if_taken);
    if (r->over) {
        buf_puts(&line, r->served_count ? "too wide: " : "not needed: ");
        excess_add_classes(&line, r->over);
        if (r->elsewhere)
            buf_puts(&line, r->served_count ? " (some of what is needed is given by narrower assignments)"
                                            : " (narrower assignments give what is needed of it)");
    } else {
        buf_puts(&line, "what it allows is needed, but not on all that it is given on");
    }
    excess_line_out(out, &line, EXCESS_INDENT);
    would_lines(out, g, r);
    need_lines(out, g, r, false);
    need_lines(out, g, r, true);
    buf_release(&line);
}

void excess_azure_unknown(struct buf *line, const struct graph *g, const struct azure_needs *needs)
{
    if (!needs->used) {
        buf_puts(line, "nothing in the input runs as it");
        return;
    }
    if (!needs->unread.len) {
        buf_puts(line, "the code of ");
        excess_add_name(g, line, needs->unread_at);
        buf_puts(line, " was not read");
        return;
    }
    buf_puts(line, "what ");
    excess_add_name(g, line, needs->unread_at);
    buf_puts(line, " does was not followed to the end (");
    bool more = false;
    for (struct str rest = needs->unread, one; rest.len && str_cut(&rest, ',', &one); more = true) {
        buf_puts(line, more ? ", " : "");
        esc_term(line, one);
    }
    buf_putc(line, ')');
}

static void question_text(struct buf *out, const struct graph *g, const struct excess_azure_row *r)
{
    struct buf line = {0};
    head_line(out, g, r);
    buf_puts(&line, "cannot know: ");
    excess_azure_unknown(&line, g, r->needs);
    excess_line_out(out, &line, EXCESS_INDENT);
    need_lines(out, g, r, false);
    buf_release(&line);
}

void excess_azure_text(struct buf *out, const struct excess_azure *x)
{
    struct buf line = {0};
    size_t much = 0, unknown = 0;
    for (size_t k = 0; k < x->count; k++) {
        much += x->rows[k].too_much;
        unknown += !x->rows[k].needs->code_known;
    }
    if (!x->count)
        return;
    part_plural(&line, x->count, "role assignment", "role assignments");
    buf_printf(&line, " of Azure: %zu too much, %zu as needed, %zu that the input cannot tell.", much,
               x->count - much - unknown, unknown);
    excess_line_out(out, &line, 0);
    excess_all_line(out, x->all);
    for (size_t k = 0; k < x->count; k++)
        if (x->rows[k].too_much)
            too_much_text(out, x->graph, &x->rows[k]);
    for (size_t k = 0; k < x->count; k++)
        if (!x->rows[k].needs->code_known)
            question_text(out, x->graph, &x->rows[k]);
    buf_release(&line);
}
