/* SPDX-License-Identifier: MIT */
/* findings_list.c - a line per rule with its findings below: open ones first, the worst on top; then
 * questions; then what the team has decided or knew. */
#include <stdlib.h>
#include <string.h>

#include "findings_parts.h"
#include "mem.h"

enum { FOLD_ABOVE = 30 };

static const struct page_target no_target = {0};

/* --- Groups ---------------------------------------------------------------------------------- */

struct sort_key {
    int standing, severity; /* severity: worst first */
    const char *rule;
    uint32_t finding;
};

static int by_group(const void *a, const void *b)
{
    const struct sort_key *x = a, *y = b;
    int c = (x->standing > y->standing) - (x->standing < y->standing);

    c = c ? c : (x->severity < y->severity) - (x->severity > y->severity);
    c = c ? c : strcmp(x->rule, y->rule);
    return c ? c : (x->finding > y->finding) - (x->finding < y->finding);
}

static bool same_group(const struct sort_key *a, const struct sort_key *b)
{
    return a->standing == b->standing && a->severity == b->severity && strcmp(a->rule, b->rule) == 0;
}

static bool same_rule(const struct rule_group *a, const struct rule_group *b)
{
    return a->rule == b->rule && a->standing == b->standing && a->severity == b->severity;
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
    size_t count = findings_count(x->findings), cap = 0;
    struct sort_key *keys = mem_zalloc(count + 1, sizeof *keys);

    for (size_t i = 0; i < count; i++) {
        const struct finding *f = findings_at(x->findings, i);
        keys[i] = (struct sort_key){(int)finding_standing(f), (int)f->severity, f->rule->id,
                                    (uint32_t)i};
    }
    qsort(keys, count, sizeof *keys, by_group);
    v->order = mem_zalloc(count + 1, sizeof *v->order);
    for (uint32_t i = 0; i < count; i++) {
        v->order[i] = keys[i].finding;
        if (i == 0 || !same_group(&keys[i - 1], &keys[i])) {
            if (v->group_count == cap)
                v->groups = mem_grow(v->groups, &cap, sizeof *v->groups);
            v->groups[v->group_count++] = (struct rule_group){
                .first = i,
                .rule = findings_at(x->findings, keys[i].finding)->rule,
                .standing = keys[i].standing,
                .severity = keys[i].severity,
                .folded = count > FOLD_ABOVE,
            };
        }
        v->groups[v->group_count - 1].count++;
    }
    keep_folds(v);
    mem_free(keys);
}

/* --- The list -------------------------------------------------------------------------------- */

static const char *const severity_shorts[SEVERITY_COUNT] = {
    [SEVERITY_INFO] = "info", [SEVERITY_LOW] = "low",       [SEVERITY_MEDIUM] = "med",
    [SEVERITY_HIGH] = "high", [SEVERITY_CRITICAL] = "CRIT",
};

bool findings_show(const struct explorer *x, const struct findings_view *v, uint32_t place)
{
    return sight_shows(x, VIEW_FINDINGS, findings_placed(x, v, place)->subject);
}

/* How many findings of the group are at nodes that pass the filter. */
static uint32_t passing(const struct explorer *x, const struct findings_view *v, size_t g)
{
    const struct rule_group *group = &v->groups[g];
    uint32_t count = 0;

    for (uint32_t i = 0; i < group->count; i++)
        count += findings_show(x, v, group->first + i);
    return count;
}

static void group_line(const struct explorer *x, struct findings_view *v, size_t g, uint32_t shown)
{
    const struct rule_group *group = &v->groups[g];
    const struct finding *f = findings_placed(x, v, group->first);
    struct buf mark = {0};

    page_line(&v->list, (struct page_target){.item = (uint32_t)g + 1, .rest = true});
    buf_utf8(&mark, theme_glyph(x->theme, group->folded ? GLYPH_CLOSED : GLYPH_OPEN, x->ascii));
    page_add(&v->list, buf_str(&mark), ROLE_HINT);
    page_at(&v->list, 2);
    page_puts(&v->list, severity_shorts[f->severity], finding_role(f));
    page_at(&v->list, 6);
    page_printf(&v->list, ROLE_HINT, "%4u  ", shown);
    page_prose(&v->list, str_from(f->rule->title), ROLE_NORMAL);
    buf_release(&mark);
}

/* Who has several of one sort sees which one it is: what it is about, and below whose it is. */
static void finding_lines(const struct explorer *x, struct findings_view *v, uint32_t place)
{
    const struct finding *f = findings_placed(x, v, place);

    page_line_later(&v->list, (struct page_target){.node = f->subject, .item = FINDING_ITEM + place,
                                                   .rest = true});
    if (f->part.len)
        page_line_later(&v->list, (struct page_target){.item = FINDING_ITEM + place});
}

static void finding_text(void *arg, struct page *p, const struct page_target *line)
{
    const struct explorer *x = arg;
    const struct finding *f = findings_placed(x, x->views[VIEW_FINDINGS], line->item - FINDING_ITEM);
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
static void standing_line(const struct explorer *x, struct findings_view *v, size_t g,
                          enum finding_standing before)
{
    static const char *const titles[] = {"", "Questions: the input cannot say",
                                         "Decided or known before"};
    enum finding_standing now = finding_standing(findings_placed(x, v, v->groups[g].first));

    if (now == before)
        return;
    page_line(&v->list, no_target);
    page_line(&v->list, no_target);
    page_puts(&v->list, titles[now], ROLE_TITLE);
}

void findings_list(struct explorer *x, struct findings_view *v)
{
    enum finding_standing before = FINDING_OPEN;

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
        standing_line(x, v, g, before);
        before = finding_standing(findings_placed(x, v, group->first));
        group_line(x, v, g, shown);
        for (uint32_t i = 0; i < group->count && !group->folded; i++) {
            if (findings_show(x, v, group->first + i))
                finding_lines(x, v, group->first + i);
        }
    }
    if (v->list.line_count == 0)
        page_puts(&v->list, "Nothing passes the filter: && clears it.", ROLE_DIM);
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

    while (g + 1 < v->group_count && v->groups[g + 1].first <= place)
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

    for (size_t g = 0; v->at.rule && g < v->group_count; g++) {
        const struct rule_group *group = &v->groups[g];
        uint32_t item = (uint32_t)g + 1;
        if (!same_rule(group, &v->at))
            continue;
        for (uint32_t i = 0; node && i < group->count; i++)
            if (findings_placed(x, v, group->first + i)->subject == node)
                item = FINDING_ITEM + group->first + i;
        findings_move_to(x, v, item);
        v->list.top = v->list.cursor - row;
    }
    v->at.rule = NULL;
}
