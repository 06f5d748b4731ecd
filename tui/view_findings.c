/* SPDX-License-Identifier: MIT */
/* view_findings.c - what the rules find: a line per rule with its findings below, and beside it why
 * it matters, what to do, the nodes, and the path hop by hop. Open ones first, the worst on top;
 * then questions; then what the team has decided or knew. */
#include <stdlib.h>
#include <string.h>

#include "act_work.h"
#include "map_view.h"
#include "mem.h"
#include "page.h"
#include "page_path.h"

enum { LIST_LEAST = 36, LIST_MOST = 60, FOLD_ABOVE = 30, LABEL_COLS = 8 };

/* Findings of one rule, severity and standing. */
struct rule_group {
    uint32_t first, count; /* into order */
    const struct rule *rule;
    int standing, severity;
    bool folded;
};

struct view {
    struct page list, text;
    uint32_t *order; /* indices of findings, by standing, severity, rule */
    struct rule_group *groups;
    size_t group_count;
    bool built, told;
    unsigned built_for; /* x->shown */
    unsigned told_for;
    int width;
    struct rule_group *before; /* the system was read again: groups that were there */
    size_t before_count;
    struct rule_group at;      /* the group of the cursor then; rule NULL: none */
    node_id kept;              /* what the finding was about; 0: the cursor was at the group */
};

/* Targets of the list: item is 1 + a group's number, or FINDING_ITEM + a place in order. */
enum { FINDING_ITEM = 1u << 30 };

static const struct page_target no_target = {0};

/* --- Groups ---------------------------------------------------------------------------------- */

static const struct finding *at(const struct explorer *x, const struct view *v, uint32_t place)
{
    return findings_at(x->findings, v->order[place]);
}

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

static void keep_folds(struct view *v)
{
    for (size_t g = 0; g < v->group_count; g++)
        for (size_t i = 0; i < v->before_count; i++)
            if (same_rule(&v->groups[g], &v->before[i]))
                v->groups[g].folded = v->before[i].folded;
    mem_free(v->before);
    v->before = NULL;
    v->before_count = 0;
}

static void make_groups(struct explorer *x, struct view *v)
{
    size_t count = findings_count(session_findings(x)), cap = 0;
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

static bool shows(const struct explorer *x, const struct view *v, uint32_t place)
{
    return sight_shows(x, VIEW_FINDINGS, at(x, v, place)->subject);
}

/* How many findings of the group are at nodes that pass the filter. */
static uint32_t passing(const struct explorer *x, const struct view *v, size_t g)
{
    const struct rule_group *group = &v->groups[g];
    uint32_t count = 0;

    for (uint32_t i = 0; i < group->count; i++)
        count += shows(x, v, group->first + i);
    return count;
}

static void group_line(const struct explorer *x, struct view *v, size_t g, uint32_t shown)
{
    const struct rule_group *group = &v->groups[g];
    const struct finding *f = at(x, v, group->first);
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

static void finding_line(const struct explorer *x, struct view *v, uint32_t place)
{
    const struct finding *f = at(x, v, place);

    page_line(&v->list, (struct page_target){.node = f->subject, .item = FINDING_ITEM + place,
                                             .rest = true});
    page_at(&v->list, 4);
    page_add(&v->list, session_name(x, f->subject), session_zone_role(x, f->subject));
}

/* A line where the standing changes: "questions: not known, and it would matter". */
static void standing_line(const struct explorer *x, struct view *v, size_t g,
                          enum finding_standing before)
{
    static const char *const titles[] = {"", "Questions: the input cannot say",
                                         "Decided or known before"};
    enum finding_standing now = finding_standing(at(x, v, v->groups[g].first));

    if (now == before)
        return;
    page_line(&v->list, no_target);
    page_line(&v->list, no_target);
    page_puts(&v->list, titles[now], ROLE_TITLE);
}

static void list_build(struct explorer *x, struct view *v)
{
    enum finding_standing before = FINDING_OPEN;

    page_reset(&v->list);
    if (v->group_count == 0)
        page_wrap(&v->list, STR("No rule finds anything here. That is no proof of safety: rules "
                                "know what the files say."),
                  ROLE_DIM, LIST_LEAST - 2, 0, no_target);
    for (size_t g = 0; g < v->group_count; g++) {
        const struct rule_group *group = &v->groups[g];
        uint32_t shown = passing(x, v, g);
        if (!shown)
            continue;
        standing_line(x, v, g, before);
        before = finding_standing(at(x, v, group->first));
        group_line(x, v, g, shown);
        for (uint32_t i = 0; i < group->count && !group->folded; i++) {
            if (shows(x, v, group->first + i))
                finding_line(x, v, group->first + i);
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
        page_wrap(&v->list, d->text, ROLE_FINDING_MED, LIST_LEAST - 2, 2, no_target);
    }
    v->built = true;
    v->built_for = x->shown;
    v->told = false;
}

static size_t group_of(const struct view *v, uint32_t place)
{
    size_t g = 0;

    while (g + 1 < v->group_count && v->groups[g + 1].first <= place)
        g++;
    return g;
}

/* The cursor on a finding, unfolded if need be; or on the line of a group. */
static void move_to(struct explorer *x, struct view *v, uint32_t item)
{
    if (item >= FINDING_ITEM) {
        struct rule_group *g = &v->groups[group_of(v, item - FINDING_ITEM)];
        if (g->folded) {
            g->folded = false;
            list_build(x, v);
        }
    }
    for (size_t i = 0; i < v->list.line_count; i++) {
        if (v->list.lines[i].target.item == item) {
            page_move_to(&v->list, (int)i);
            return;
        }
    }
}

/* --- The text beside it ---------------------------------------------------------------------- */

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

static void group_text(struct explorer *x, struct view *v, const struct rule_group *g, int width)
{
    const struct finding *f = at(x, v, g->first);

    head_line(&v->text, width, f);
    rule_fields(&v->text, width, f->rule);
    field(&v->text, width, "fix", str_from(f->rule->fix), ROLE_VALUE);
    page_line(&v->text, no_target);
    page_line(&v->text, no_target);
    page_printf(&v->text, ROLE_TITLE, "Found %u time%s", g->count, g->count == 1 ? "" : "s");
    for (uint32_t i = 0; i < g->count; i++) {
        page_line(&v->text, no_target);
        page_wrap(&v->text, at(x, v, g->first + i)->text, ROLE_NORMAL, width, 2, no_target);
    }
}

static void finding_text(struct explorer *x, struct view *v, const struct finding *f, int width)
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

static void tell(struct explorer *x, struct view *v, int width)
{
    const struct page_target *t = page_current(&v->list);

    page_reset(&v->text);
    v->text.cursor = -1;
    v->text.loose = true;
    if (t && t->item >= FINDING_ITEM)
        finding_text(x, v, at(x, v, t->item - FINDING_ITEM), width);
    else if (t && t->item)
        group_text(x, v, &v->groups[t->item - 1], width);
    v->told = true;
    v->told_for = x->selected;
    v->width = width;
}

/* --- The view -------------------------------------------------------------------------------- */

static const struct finding *current(const struct explorer *x, const struct view *v)
{
    const struct page_target *t = page_current(&v->list);
    return t && t->item >= FINDING_ITEM ? at(x, v, t->item - FINDING_ITEM) : NULL;
}

/* What the cursor stands on becomes what is selected, its path the one that is lit. */
static void follow_cursor(struct explorer *x, struct view *v)
{
    const struct finding *f = current(x, v);

    v->told = false;
    v->text.top = 0;
    if (!f)
        return;
    if (f->path.hop_count)
        session_path_set(x, arena_new(), &f->path); /* the findings own its texts */
    else
        session_path_clear(x);
    session_select(x, f->subject);
}

/* The line of the group, or of the finding in it, that the cursor was at before. */
static void return_to(struct explorer *x, struct view *v)
{
    node_id node = v->kept;
    int row = v->list.kept_row;

    for (size_t g = 0; v->at.rule && g < v->group_count; g++) {
        const struct rule_group *group = &v->groups[g];
        uint32_t item = (uint32_t)g + 1;
        if (!same_rule(group, &v->at))
            continue;
        for (uint32_t i = 0; node && i < group->count; i++)
            if (at(x, v, group->first + i)->subject == node)
                item = FINDING_ITEM + group->first + i;
        move_to(x, v, item);
        v->list.top = v->list.cursor - row;
    }
    v->at.rule = NULL;
}

static void ready(struct explorer *x, struct view *v)
{
    bool again = v->at.rule != NULL;

    if (!v->order)
        make_groups(x, v);
    if (!v->built || v->built_for != x->shown)
        list_build(x, v);
    if (again)
        return_to(x, v);
    if (!page_current(&v->list))
        page_move_to(&v->list, 0);
}

static void view_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct view *v = self;
    int list = page_list_cols(c->cols, c->cols / 2, LIST_LEAST, LIST_MOST), right = list + 1;
    struct buf head = {0};

    ready(x, v);
    if (!v->told || v->told_for != x->selected || v->width != c->cols - right - 2)
        tell(x, v, c->cols - right - 2);
    buf_printf(&head, "%zu finding%s, %zu rule%s asked", x->findings_open,
               x->findings_open == 1 ? "" : "s", x->rules_ran, x->rules_ran == 1 ? "" : "s");
    canvas_text(c, 0, 1, list - 2, buf_str(&head), ROLE_TITLE, x->ascii);
    buf_release(&head);
    page_draw(&v->list, c, 1, 1, c->rows - 1, list - 2, focused, buf_str(&x->search.text),
              x->ascii);
    work_signs(x, &v->list, c, 1, 0, c->rows - 1);
    canvas_fill(c, 0, list, c->rows, 1, x->ascii ? '|' : 0x2502, ROLE_FRAME);
    page_draw(&v->text, c, 0, right + 1, c->rows, c->cols - right - 2, false, STR_NONE, x->ascii);
}

static struct rule_group *group_at_cursor(struct view *v)
{
    const struct page_target *t = page_current(&v->list);

    if (!t || !t->item)
        return NULL;
    return &v->groups[t->item >= FINDING_ITEM ? group_of(v, t->item - FINDING_ITEM) : t->item - 1];
}

static unsigned set_fold(struct explorer *x, struct view *v, bool folded)
{
    struct rule_group *g = group_at_cursor(v);

    if (!g || g->folded == folded)
        return act_said(false);
    g->folded = folded;
    list_build(x, v);
    move_to(x, v, (uint32_t)(g - v->groups) + 1);
    follow_cursor(x, v);
    return act_said(true);
}

static unsigned fold_all(struct explorer *x, struct view *v, bool folded)
{
    const struct page_target *t = page_current(&v->list);
    uint32_t item = !t ? 0 : folded ? (uint32_t)(group_at_cursor(v) - v->groups) + 1 : t->item;

    for (size_t g = 0; g < v->group_count; g++)
        v->groups[g].folded = folded;
    list_build(x, v);
    move_to(x, v, item);
    return act_said(t != NULL);
}

static unsigned open_current(struct explorer *x, struct view *v)
{
    const struct rule_group *g = group_at_cursor(v);

    if (!current(x, v))
        return g ? set_fold(x, v, !g->folded) : act_said(false);
    session_show_view(x, VIEW_MAP);
    map_follow(x);
    return ACT_HANDLED;
}

static unsigned edit_current(struct explorer *x, struct view *v)
{
    const struct finding *f = current(x, v);

    if (!f || str_empty(f->where.file))
        return act_said(false);
    session_edit_at(x, f->where);
    return ACT_HANDLED;
}

static unsigned view_act(struct explorer *x, void *self, enum action action)
{
    struct view *v = self;

    ready(x, v);
    if (action == ACTION_SCROLL_UP || action == ACTION_SCROLL_DOWN)
        return act_said(page_act(&v->text, action));
    if (page_takes(action)) {
        bool moved = page_act(&v->list, action);
        if (moved)
            follow_cursor(x, v);
        return act_said(moved);
    }
    switch ((int)action) {
    case ACTION_OPEN:
        return open_current(x, v);
    case ACTION_EDIT:
        return edit_current(x, v);
    case ACTION_FOLD_TOGGLE:
        return group_at_cursor(v) ? set_fold(x, v, !group_at_cursor(v)->folded) : act_said(false);
    case ACTION_RIGHT:
    case ACTION_FOLD_OPEN:
        return set_fold(x, v, false);
    case ACTION_LEFT:
    case ACTION_FOLD_CLOSE:
        return set_fold(x, v, true);
    case ACTION_FOLD_ALL:
    case ACTION_FOLD_NONE:
        return fold_all(x, v, action == ACTION_FOLD_ALL);
    default:
        return ACT_NOT;
    }
}

static bool finding_has(const struct explorer *x, const struct finding *f, struct str needle)
{
    return str_ifind(f->text, needle) != STR_NPOS ||
           str_ifind(session_name(x, f->subject), needle) != STR_NPOS ||
           str_ifind(str_from(f->rule->id), needle) != STR_NPOS ||
           str_ifind(str_from(f->rule->title), needle) != STR_NPOS;
}

/* Search looks through all findings, folded or not. */
static size_t view_find_text(struct explorer *x, void *self, int direction)
{
    struct view *v = self;
    struct str needle = buf_str(&x->search.text);
    size_t hits = 0;

    ready(x, v);
    const struct page_target *t = page_current(&v->list);
    int64_t count = (int64_t)findings_count(x->findings), hit = -1, from = -1;
    if (direction && t && t->item)
        from = t->item >= FINDING_ITEM ? (int64_t)t->item - FINDING_ITEM
                                       : (int64_t)v->groups[t->item - 1].first - (direction > 0);
    for (int64_t i = 1; i <= count && needle.len; i++) {
        int64_t place = ((from + (direction < 0 ? -i : i)) % count + count) % count;
        if (!finding_has(x, at(x, v, (uint32_t)place), needle))
            continue;
        if (hit < 0)
            hit = place;
        hits++;
    }
    if (hit >= 0) {
        move_to(x, v, FINDING_ITEM + (uint32_t)hit);
        follow_cursor(x, v);
    }
    return hits;
}

void findings_go(struct explorer *x, const struct finding *f)
{
    struct view *v = x->views[VIEW_FINDINGS];

    ready(x, v);
    session_show_view(x, VIEW_FINDINGS);
    for (uint32_t i = 0; i < findings_count(x->findings); i++) {
        if (at(x, v, i) == f)
            move_to(x, v, FINDING_ITEM + i);
    }
    follow_cursor(x, v);
}

static void view_between(struct explorer *x, void *self, node_id from, node_id to,
                         void (*take)(struct explorer *x, node_id n))
{
    page_between(&((struct view *)self)->list, from, to, take, x);
}

/* What the findings that pass are about, in folded groups as well. */
static void view_listed(struct explorer *x, void *self, uint8_t *in)
{
    const struct view *v = self;

    for (size_t g = 0; v->order && g < v->group_count; g++) {
        for (uint32_t i = 0; i < v->groups[g].count; i++) {
            if (shows(x, v, v->groups[g].first + i))
                in[at(x, v, v->groups[g].first + i)->subject] = 1;
        }
    }
}

static void view_cursor(struct explorer *x, void *self, int *row, int *col)
{
    (void)x;
    *row = 1 + page_cursor_row(&((struct view *)self)->list);
    *col = 1;
}

/* The findings are others: groups and the cursor are found again by their rules. */
static void view_moved(struct explorer *x, void *self, const node_id *now, size_t old_count)
{
    struct view *v = self;
    const struct rule_group *group = group_at_cursor(v);
    const struct page_target *t = page_current(&v->list);

    if (group) /* else it was read again before it was drawn */
        v->at = *group;
    if (group)
        v->kept = t->item >= FINDING_ITEM ? t->node : 0;
    v->kept = v->kept <= old_count ? now[v->kept] : 0;
    session_page_moved(x, &v->list, now, old_count);
    page_reset(&v->text);
    mem_free(v->order);
    if (v->groups) {
        mem_free(v->before);
        v->before = v->groups;
        v->before_count = v->group_count;
    }
    v->order = NULL;
    v->groups = NULL;
    v->group_count = 0;
    v->built = v->told = false;
}

static void view_close(struct explorer *x, void *self)
{
    struct view *v = self;

    (void)x;
    page_release(&v->list);
    page_release(&v->text);
    mem_free(v->order);
    mem_free(v->groups);
    mem_free(v->before);
}

/* The rule of the line. */
static bool findings_value(struct explorer *x, void *self, struct buf *out)
{
    const struct view *v = self;
    const struct page_target *t = page_current(&v->list);

    if (!t || !t->item)
        return false;
    sight_value(out, "rule", str_from(at(x, v, t->item >= FINDING_ITEM
                                                   ? t->item - FINDING_ITEM
                                                   : v->groups[t->item - 1].first)->rule->id));
    return true;
}

const struct view_kind view_findings = {
    .value = findings_value,
    .name = "findings",
    .help = "What the rules find, why it matters and what to do; Enter shows it on the map",
    .private_size = sizeof(struct view),
    .page_at = PAGE_AT(struct view, list),
    .close = view_close,
    .moved = view_moved,
    .draw = view_draw,
    .act = view_act,
    .between = view_between,
    .listed = view_listed,
    .find = view_find_text,
    .cursor = view_cursor,
};
