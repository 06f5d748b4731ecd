/* SPDX-License-Identifier: MIT */
/* findings_text.c - beside a line of the findings: of a rule why, what to do and where; of a finding its
 * sentence, its place, the path hop by hop. */
#include "findings_parts.h"
#include "page_path.h"

enum { LABEL_COLS = 8, TOLD_MOST = 200 /* findings of a rule, with their sentences */ };

static const struct page_target no_target = {0};

static void field(struct page *p, int width, const char *label, struct str value, enum role role)
{
    if (str_empty(value))
        return;
    page_line(p, no_target);
    page_puts(p, label, ROLE_LABEL);
    page_at(p, LABEL_COLS);
    page_wrap(p, value, role, width, LABEL_COLS, no_target);
}

static void add_reference(struct buf *out, const char *name, const char *words)
{
    if (*words != '-')
        buf_printf(out, "%s%s %s", out->len ? "; " : "", name, words);
}

static void rule_fields(struct page *p, int width, const struct rule *r)
{
    struct buf text = {0};

    add_reference(&text, "OWASP", r->owasp);
    add_reference(&text, "CSA", r->csa);
    add_reference(&text, "CWE", r->cwe);
    add_reference(&text, "STRIDE", r->stride);
    add_reference(&text, "ATT&CK", r->attack);
    page_line(p, no_target);
    field(p, width, "why", str_from(r->why), ROLE_VALUE);
    field(p, width, "refers", buf_str(&text), ROLE_DIM);
    buf_release(&text);
}

static void head_line(struct page *p, int width, const struct finding *f)
{
    page_line(p, no_target);
    page_puts(p, severity_names[f->severity], finding_role(f));
    page_printf(p, ROLE_LABEL, "  %s  ", f->rule->id);
    page_wrap(p, str_from(f->rule->title), ROLE_TITLE, width, 0, no_target);
}

static void group_text(struct explorer *x, struct findings_view *v, const struct rule_group *g, int width)
{
    const struct finding *f = findings_placed(x, g->is.first);

    head_line(&v->text, width, f);
    rule_fields(&v->text, width, f->rule);
    field(&v->text, width, "fix", str_from(f->rule->fix), ROLE_VALUE);
    page_line(&v->text, no_target);
    page_line(&v->text, no_target);
    page_printf(&v->text, ROLE_TITLE, "Found %u time%s", g->is.count, g->is.count == 1 ? "" : "s");
    for (uint32_t i = 0; i < g->is.count && i < TOLD_MOST; i++) {
        page_line(&v->text, no_target);
        page_wrap(&v->text, findings_placed(x, g->is.first + i)->text, ROLE_NORMAL, width, 2, no_target);
    }
    if (g->is.count > TOLD_MOST) {
        page_line(&v->text, no_target);
        page_printf(&v->text, ROLE_HINT, "and %u more: Enter lists them", g->is.count - TOLD_MOST);
    }
}

static void finding_text(struct explorer *x, struct findings_view *v, const struct finding *f, int width)
{
    struct page *p = &v->text;
    struct buf text = {0};

    head_line(p, width, f);
    page_line(p, no_target);
    page_line(p, no_target);
    page_wrap(p, f->text, ROLE_NORMAL, width, 0, no_target);
    page_line(p, no_target);
    buf_add(&text, f->where.file);
    if (f->where.line)
        buf_printf(&text, ":%u", f->where.line);
    field(p, width, "at", buf_str(&text), ROLE_VALUE);
    buf_reset(&text);
    if (f->confidence < 100)
        buf_printf(&text, "%d%%", f->confidence);
    field(p, width, "sure", buf_str(&text), ROLE_VALUE);
    for (size_t i = 0; i < f->other_count; i++)
        field(p, width, i ? "" : "also", session_name(x, f->others[i]),
              session_zone_role(x, f->others[i]));
    field(p, width, "decided", f->suppressed, ROLE_VALUE);
    if (f->known)
        field(p, width, "known", STR("it stands in the baseline"), ROLE_VALUE);
    field(p, width, "fix", f->fix, ROLE_VALUE);
    rule_fields(p, width, f->rule);
    if (f->path.hop_count) {
        page_line(p, no_target);
        page_line(p, no_target);
        page_printf(p, ROLE_TITLE, "Path of %zu hop%s", f->path.hop_count,
                    f->path.hop_count == 1 ? "" : "s");
        page_path(x, p, &f->path, x->path.hop, width);
    }
    buf_release(&text);
}

void findings_tell(struct explorer *x, struct findings_view *v, int width)
{
    const struct page_target *t = page_current(&v->list);

    page_reset(&v->text);
    v->text.cursor = -1;
    v->text.loose = true;
    if (t && t->item >= FINDING_ITEM)
        finding_text(x, v, findings_placed(x, t->item - FINDING_ITEM), width);
    else if (t && t->item)
        group_text(x, v, &v->groups[t->item - 1], width);
    v->told = true;
    v->told_for = x->selected;
    v->width = width;
}
