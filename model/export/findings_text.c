/* SPDX-License-Identifier: MIT */
/* Findings and the catalogue of rules for people. */
#include "findings_out.h"
#include "parts_text.h"
#include "text.h"

enum { INDENT = 10 };

static bool is_told(const struct finding *f, const struct findings_form *form)
{
    return f->severity >= form->from && (form->suppressed || (!f->suppressed.len && !f->known));
}

/* "          why: ..." wrapped below its head. */
static void paragraph(struct buf *out, const char *head, struct str text)
{
    struct buf line = {0};
    buf_puts(&line, head);
    esc_term(&line, text);
    buf_fill(out, ' ', INDENT);
    part_wrap(out, buf_str(&line), INDENT, INDENT + 5);
    buf_release(&line);
}

static void finding_text(struct buf *out, const struct finding *f)
{
    struct buf line = {0};
    buf_printf(out, "\n%-8s  ", severity_names[f->severity]);
    buf_printf(&line, "%s %s%s: ", f->rule->id, f->rule->title, f->question ? " - a question" : "");
    esc_term(&line, f->text);
    part_wrap(out, buf_str(&line), INDENT, INDENT);
    buf_reset(&line);
    part_where(&line, f->where);
    if (line.len || f->confidence < 100) {
        buf_fill(out, ' ', INDENT);
        if (f->confidence < 100)
            buf_printf(&line, "%sconfidence %d", line.len ? ", " : " ", f->confidence);
        part_wrap(out, str_from_at(buf_str(&line), 1), INDENT, INDENT);
    }
    for (size_t i = 0; i < f->path.hop_count; i++)
        part_hop(out, f->path.hops[i], i + 1, INDENT + 3);
    paragraph(out, "fix: ", f->fix);
    if (f->suppressed.len)
        paragraph(out, "suppressed: ", f->suppressed);
    if (f->known)
        paragraph(out, "", STR("known: stands in the baseline"));
    buf_release(&line);
}

/* "3 findings: 1 high, 2 low; 1 question; 4 suppressed; 12 below medium" */
static void summary(struct buf *out, const struct findings *all, const struct findings_form *form)
{
    size_t counts[SEVERITY_COUNT] = {0}, told = 0, questions = 0, silent = 0, below = 0;
    for (size_t i = 0; i < findings_count(all); i++) {
        const struct finding *f = findings_at(all, i);
        if (f->suppressed.len || f->known)
            silent++;
        else if (f->severity < form->from)
            below++;
        else if (f->question)
            questions++;
        else
            counts[f->severity]++, told++;
    }
    buf_putc(out, '\n');
    part_plural(out, told, "finding", "findings");
    bool first = true;
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
        if (!counts[s])
            continue;
        buf_printf(out, "%s%zu %s", first ? ": " : ", ", counts[s], severity_names[s]);
        first = false;
    }
    buf_puts(out, "; ");
    part_plural(out, questions, "question", "questions");
    if (silent)
        buf_printf(out, "; %zu suppressed or known", silent);
    if (below)
        buf_printf(out, "; %zu below %s", below, severity_names[form->from]);
    buf_putc(out, '\n');
}

void findings_text(struct buf *out, const struct findings *all, const struct findings_form *form)
{
    for (size_t i = 0; i < findings_count(all); i++)
        if (is_told(findings_at(all, i), form))
            finding_text(out, findings_at(all, i));
    summary(out, all, form);
}

/* --- The catalogue ---------------------------------------------------------------------------- */

static void reference(struct buf *line, const char *name, const char *words)
{
    if (*words != '-')
        buf_printf(line, "%s%s %s", line->len ? "; " : "", name, words);
}

void rules_text(struct buf *out)
{
    for (size_t i = 0; i < rule_count; i++) {
        const struct rule *r = &rules[i];
        struct buf line = {0};
        buf_printf(out, "%s%-8s  %-8s  %s\n", i ? "\n" : "", r->id, severity_names[r->severity],
                   r->title);
        paragraph(out, "", str_from(r->why));
        paragraph(out, "fix: ", str_from(r->fix));
        reference(&line, "OWASP", r->owasp);
        reference(&line, "CSA", r->csa);
        reference(&line, "CWE", r->cwe);
        reference(&line, "STRIDE", r->stride);
        reference(&line, "ATT&CK", r->attack);
        if (line.len)
            paragraph(out, "", buf_str(&line));
        buf_release(&line);
    }
}
