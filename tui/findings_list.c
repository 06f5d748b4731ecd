/* SPDX-License-Identifier: MIT */
/* findings_list.c - a line per rule with its findings below: open ones first, the worst on top; then
 * questions; then what the team has decided or knew. */
#include <stdlib.h>
#include <string.h>

#include "findings_parts.h"
#include "linear.h"
#include "mem.h"

enum { FOLD_ABOVE = 30 };

static const struct page_target no_target = {0};

/* --- Groups ---------------------------------------------------------------------------------- */

static bool same_rule(const struct rule_group *a, const struct rule_group *b)
{
    return a->is.rule == b->is.rule && a->is.standing == b->is.standing &&
           a->is.severity == b->is.severity;
}

static void keep_folds(struct findings_view *v)
{
    for (size_t g = 0; g < v->group_count; g++)
        for (size_t i = 0; i < v->before_count; i++)
            if (same_rule(&v->groups[g], &v->before[i]))
                v->groups[g].folded = v->before[i].folded;
    mem_free(v->before);
    v->before = NULL;
    v->before_count = 0;
}

void findings_group(struct explorer *x, struct findings_view *v)
{
    const struct judged *j = x->judged;

    v->groups = mem_zalloc(j->group_count + 1, sizeof *v->groups);
    v->group_count = j->group_count;
    for (size_t g = 0; g < j->group_count; g++)
        v->groups[g] = (struct rule_group){.is = j->groups[g], .folded = j->count > FOLD_ABOVE};
    keep_folds(v);
}

/* --- The list -------------------------------------------------------------------------------- */

bool findings_show(const struct explorer *x, uint32_t place)
{
    return sight_shows(x, VIEW_FINDINGS, x->judged->subject[place]);
}

/* How many findings of the group are at nodes that pass the filter. */
static uint32_t passing(const struct explorer *x, const struct findings_view *v, size_t g)
{
    const struct rule_group *group = &v->groups[g];
    uint32_t count = 0;

    if (!sight_stamp(x, VIEW_FINDINGS)) /* there never was a filter, and nothing was hidden */
        return group->is.count;
    for (uint32_t i = 0; i < group->is.count; i++)
        count += findings_show(x, group->is.first + i);
    return count;
}

/* Of the largest count, so that titles stand below each other. */
static int count_width(const struct findings_view *v)
{
    uint32_t most = 0;

    for (size_t g = 0; g < v->group_count; g++)
        most = v->groups[g].is.count > most ? v->groups[g].is.count : most;
    return most < 10000 ? 4 : snprintf(NULL, 0, "%u", most);
}

static void group_line(const struct explorer *x, struct findings_view *v, size_t g, uint32_t shown,
                       int width)
{
    const struct rule_group *group = &v->groups[g];
    const struct finding *f = findings_placed(x, group->is.first);

    page_line(&v->list, (struct page_target){.item = (uint32_t)g + 1, .rest = true});
    linear_glyph(x, &v->list, "", group->folded ? GLYPH_CLOSED : GLYPH_OPEN, ROLE_HINT);
    page_puts(&v->list, " ", ROLE_HINT);
    page_at(&v->list, 2);
    page_puts(&v->list, severity_names[f->severity], finding_role(f));
    page_at(&v->list, 10);
    page_printf(&v->list, ROLE_HINT, "%*u  ", width, shown);
    page_prose(&v->list, str_from(f->rule->title), ROLE_NORMAL);
}

/* Who has several of one sort sees which one it is: what it is about, and below whose it is. */
static void finding_lines(const struct explorer *x, struct findings_view *v, uint32_t place)
{
    page_line_later(&v->list, (struct page_target){.node = x->judged->subject[place], .item = FINDING_ITEM + place,
                                                   .rest = true});
    if (x->judged->in_part[place])
        page_line_later(&v->list, (struct page_target){.item = FINDING_ITEM + place});
}

static void finding_text(void *arg, struct page *p, const struct page_target *line)
{
    const struct explorer *x = arg;
    const struct finding *f = findings_placed(x, line->item - FINDING_ITEM);
    bool second = !line->rest;

    page_at(p, second ? 6 : 4);
    if (f->part.len && !second) {
        page_add(p, f->part, ROLE_NORMAL);
        return;
    }
    if (second) {
        page_add(p, f->names, ROLE_DIM);
        page_puts(p, "  ", ROLE_DIM);
    }
    page_add(p, session_name(x, f->subject), session_zone_role(x, f->subject));
}

/* A line where the standing changes: "questions: not known, and it would matter". */
static void standing_line(struct findings_view *v, size_t g,
                          enum finding_standing before)
{
    static const char *const titles[] = {"", "Questions: the input cannot say",
                                         "Decided or known before"};
    enum finding_standing now = (enum finding_standing)v->groups[g].is.standing;

    if (now == before)
        return;
    page_line(&v->list, no_target);
    page_line(&v->list, no_target);
    page_puts(&v->list, titles[now], ROLE_TITLE);
}

void findings_list(struct explorer *x, struct findings_view *v)
{
    enum finding_standing before = FINDING_OPEN;
    int width = count_width(v);

    page_reset(&v->list);
    v->list.text = finding_text;
    v->list.text_arg = x;
    if (v->group_count == 0)
        page_wrap(&v->list, STR("No rule finds anything here. That is no proof of safety: rules "
                                "know what the files say."),
                  ROLE_DIM, FINDINGS_LIST_LEAST - 2, 0, no_target);
    for (size_t g = 0; g < v->group_count; g++) {
        const struct rule_group *group = &v->groups[g];
        uint32_t shown = passing(x, v, g);
        if (!shown)
            continue;
        standing_line(v, g, before);
        before = (enum finding_standing)group->is.standing;
        group_line(x, v, g, shown, width);
        for (uint32_t i = 0; i < group->is.count && !group->folded; i++) {
            if (findings_show(x, group->is.first + i))
                finding_lines(x, v, group->is.first + i);
        }
    }
    if (v->list.line_count == 0)
        page_add(&v->list, linear_nothing_passes(x), ROLE_DIM);
    page_return(&v->list);
    for (size_t i = 0; i < diags_count(x->findings_notes); i++) {
        const struct diag *d = diags_at(x->findings_notes, i);
        page_line(&v->list, no_target);
        page_line(&v->list, no_target);
        page_add(&v->list, d->where.file, ROLE_VALUE);
        page_printf(&v->list, ROLE_VALUE, ":%u ", d->where.line);
        page_wrap(&v->list, d->text, ROLE_FINDING_MED, FINDINGS_LIST_LEAST - 2, 2, no_target);
    }
    v->built = true;
    v->built_for = sight_stamp(x, VIEW_FINDINGS);
    v->told = false;
}

size_t findings_group_of(const struct findings_view *v, uint32_t place)
{
    size_t g = 0;

    while (g + 1 < v->group_count && v->groups[g + 1].is.first <= place)
        g++;
    return g;
}

void findings_move_to(struct explorer *x, struct findings_view *v, uint32_t item)
{
    if (item >= FINDING_ITEM) {
        struct rule_group *g = &v->groups[findings_group_of(v, item - FINDING_ITEM)];
        if (g->folded) {
            g->folded = false;
            findings_list(x, v);
        }
    }
    for (size_t i = 0; i < v->list.line_count; i++) {
        if (v->list.lines[i].target.item == item) {
            page_move_to(&v->list, (int)i);
            return;
        }
    }
}

void findings_return(struct explorer *x, struct findings_view *v)
{
    node_id node = v->kept;
    int row = v->list.kept_row;

    for (size_t g = 0; v->at.is.rule && g < v->group_count; g++) {
        const struct rule_group *group = &v->groups[g];
        uint32_t item = (uint32_t)g + 1;
        if (!same_rule(group, &v->at))
            continue;
        for (uint32_t i = 0; node && i < group->is.count; i++)
            if (x->judged->subject[group->is.first + i] == node)
                item = FINDING_ITEM + group->is.first + i;
        findings_move_to(x, v, item);
        v->list.top = v->list.cursor - row;
    }
    v->at.is.rule = NULL;
}
