/* SPDX-License-Identifier: MIT */
/* view_findings.c - what the rules find: a line per rule with its findings below (findings_list.c), and
 * why it matters, what to do, the nodes, and the path hop by hop (findings_text.c): beside the list, or
 * below it where beside it the titles of the rules would be cut. */
#include "act_work.h"
#include "findings_parts.h"
#include "linear.h"
#include "map_view.h"
#include "mem.h"

enum { LIST_MOST = 72, LIST_WHOLE = 62 /* columns that no title is cut in */ };

static const struct finding *current(const struct explorer *x, const struct findings_view *v)
{
    const struct page_target *t = page_current(&v->list);
    return t && t->item >= FINDING_ITEM ? findings_placed(x, t->item - FINDING_ITEM) : NULL;
}

/* What the cursor stands on becomes what is selected, its path the one that is lit. */
static void follow_cursor(struct explorer *x, struct findings_view *v)
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

/* false: the rules have not answered yet. */
static bool ready(struct explorer *x, struct findings_view *v)
{
    bool again = v->at.is.rule != NULL;

    if (!session_findings_asked(x))
        return false;
    if (!v->groups)
        findings_group(x, v);
    if (!v->built || v->built_for != sight_stamp(x, VIEW_FINDINGS))
        findings_list(x, v);
    if (again)
        findings_return(x, v);
    if (!page_current(&v->list))
        page_move_to(&v->list, 0);
    return true;
}

/* Where the list and the text stand. */
struct division {
    bool below;
    int rows, cols; /* of the list with its head */
    int list;       /* columns of its lines */
    struct layout_rect text;
};

static struct division divide(const struct explorer *x, const struct findings_view *v,
                              const struct canvas *c)
{
    int width = screen_page_cols(x, c);
    int beside = page_list_cols(c->cols, c->cols / 2, FINDINGS_LIST_LEAST, LIST_MOST);
    int half = (c->rows + 1) * 11 / 20, least = c->rows / 3, all = (int)v->list.line_count + 1;
    int above = all > half ? half : all < least ? least : all;

    if (beside >= LIST_WHOLE)
        return (struct division){.rows = c->rows, .cols = beside, .list = beside - 2,
                                 .text = {0, beside + 2, c->rows, c->cols - beside - 3}};
    return (struct division){.below = true, .rows = above, .cols = c->cols, .list = width,
                             .text = {above + 1, 1, c->rows - above - 1, width}};
}

static void draw_head(const struct explorer *x, struct canvas *c, int cols)
{
    struct buf head = {0};

    buf_printf(&head, "%zu finding%s, %zu rule%s asked", x->findings_open,
               x->findings_open == 1 ? "" : "s", x->rules_ran, x->rules_ran == 1 ? "" : "s");
    canvas_text(c, 0, 1, cols, buf_str(&head), ROLE_TITLE, x->ascii);
    buf_release(&head);
}

static void view_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct findings_view *v = self;

    if (!ready(x, v)) {
        canvas_text(c, 0, 1, screen_page_cols(x, c),
                    str_from(inquiry_stopped(x, INQUIRY_FINDINGS)
                                 ? linear_or(x, "stopped: gf asks again", "stopped: findings asks again")
                                 : "asking the rules..."),
                    ROLE_DIM, x->ascii);
        return;
    }
    struct division d = divide(x, v, c);
    if (!v->told || v->told_for != x->selected || v->width != d.text.cols)
        findings_tell(x, v, d.text.cols);
    draw_head(x, c, d.list);
    page_draw(&v->list, c, 1, 1, d.rows - 1, d.list, focused, buf_str(&x->search.text), x->ascii);
    work_signs(x, &v->list, c, 1, 0, d.rows - 1);
    if (d.below)
        canvas_fill(c, d.rows, 0, 1, c->cols, x->ascii ? '-' : 0x2500, ROLE_FRAME);
    else
        canvas_fill(c, 0, d.cols, c->rows, 1, x->ascii ? '|' : 0x2502, ROLE_FRAME);
    page_draw(&v->text, c, d.text.row, d.text.col, d.text.rows, d.text.cols, false, STR_NONE, x->ascii);
}

static struct rule_group *group_at_cursor(struct findings_view *v)
{
    const struct page_target *t = page_current(&v->list);

    if (!t || !t->item)
        return NULL;
    return &v->groups[t->item >= FINDING_ITEM ? findings_group_of(v, t->item - FINDING_ITEM) : t->item - 1];
}

static unsigned set_fold(struct explorer *x, struct findings_view *v, bool folded)
{
    struct rule_group *g = group_at_cursor(v);

    if (!g || g->folded == folded)
        return act_said(false);
    g->folded = folded;
    findings_list(x, v);
    findings_move_to(x, v, (uint32_t)(g - v->groups) + 1);
    follow_cursor(x, v);
    return act_said(true);
}

static unsigned fold_all(struct explorer *x, struct findings_view *v, bool folded)
{
    const struct page_target *t = page_current(&v->list);
    uint32_t item = !t ? 0 : folded ? (uint32_t)(group_at_cursor(v) - v->groups) + 1 : t->item;

    size_t others = 0;

    for (size_t g = 0; g < v->group_count; g++) {
        others += v->groups[g].folded != folded;
        v->groups[g].folded = folded;
    }
    if (!others)
        return act_said(false);
    findings_list(x, v);
    findings_move_to(x, v, item);
    return act_said(t != NULL);
}

static unsigned open_current(struct explorer *x, struct findings_view *v)
{
    const struct rule_group *g = group_at_cursor(v);

    if (!current(x, v))
        return g ? set_fold(x, v, !g->folded) : act_said(false);
    session_show_view(x, VIEW_MAP);
    map_follow(x);
    return ACT_HANDLED;
}

static unsigned edit_current(struct explorer *x, struct findings_view *v)
{
    const struct finding *f = current(x, v);

    if (!f || str_empty(f->where.file))
        return act_said(false);
    session_edit_at(x, f->where);
    return ACT_HANDLED;
}

static unsigned view_act(struct explorer *x, void *self, enum action action)
{
    struct findings_view *v = self;

    if (!ready(x, v))
        return ACT_NOT;
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
    struct findings_view *v = self;
    struct str needle = buf_str(&x->search.text);
    size_t hits = 0;

    if (!ready(x, v))
        return 0;
    const struct page_target *t = page_current(&v->list);
    int64_t count = (int64_t)findings_count(x->findings), hit = -1, from = -1;
    if (direction && t && t->item)
        from = t->item >= FINDING_ITEM ? (int64_t)t->item - FINDING_ITEM
                                       : (int64_t)v->groups[t->item - 1].is.first - (direction > 0);
    for (int64_t i = 1; i <= count && needle.len; i++) {
        int64_t place = ((from + (direction < 0 ? -i : i)) % count + count) % count;
        if (!finding_has(x, findings_placed(x, (uint32_t)place), needle))
            continue;
        if (hit < 0)
            hit = place;
        hits++;
    }
    if (hit >= 0) {
        findings_move_to(x, v, FINDING_ITEM + (uint32_t)hit);
        follow_cursor(x, v);
    }
    return hits;
}

void findings_go(struct explorer *x, const struct finding *f)
{
    struct findings_view *v = x->views[VIEW_FINDINGS];

    ready(x, v);
    session_show_view(x, VIEW_FINDINGS);
    for (uint32_t i = 0; i < findings_count(x->findings); i++) {
        if (findings_placed(x, i) == f)
            findings_move_to(x, v, FINDING_ITEM + i);
    }
    follow_cursor(x, v);
}

static void view_between(struct explorer *x, void *self, node_id from, node_id to,
                         void (*take)(struct explorer *x, node_id n))
{
    page_between(&((struct findings_view *)self)->list, from, to, take, x);
}

/* What the findings that pass are about, in folded groups as well. */
static void view_listed(struct explorer *x, void *self, uint8_t *in)
{
    const struct findings_view *v = self;

    for (size_t g = 0; v->groups && g < v->group_count; g++) {
        for (uint32_t i = 0; i < v->groups[g].is.count; i++) {
            if (findings_show(x, v->groups[g].is.first + i))
                in[x->judged->subject[v->groups[g].is.first + i]] = 1;
        }
    }
}

static void view_cursor(struct explorer *x, void *self, int *row, int *col)
{
    (void)x;
    *row = 1 + page_cursor_row(&((struct findings_view *)self)->list);
    *col = 1;
}

/* The findings are others: groups and the cursor are found again by their rules. */
static void view_moved(struct explorer *x, void *self, const node_id *now, size_t old_count)
{
    struct findings_view *v = self;
    const struct rule_group *group = group_at_cursor(v);
    const struct page_target *t = page_current(&v->list);

    if (group) /* else it was read again before it was drawn */
        v->at = *group;
    if (group)
        v->kept = t->item >= FINDING_ITEM ? t->node : 0;
    v->kept = v->kept <= old_count ? now[v->kept] : 0;
    session_page_moved(x, &v->list, now, old_count);
    page_reset(&v->text);
    if (v->groups) {
        mem_free(v->before);
        v->before = v->groups;
        v->before_count = v->group_count;
    }
    v->groups = NULL;
    v->group_count = 0;
    v->built = v->told = false;
}

static void view_close(struct explorer *x, void *self)
{
    struct findings_view *v = self;

    (void)x;
    page_release(&v->list);
    page_release(&v->text);
    mem_free(v->groups);
    mem_free(v->before);
}

/* The rule of the line. */
static bool findings_value(struct explorer *x, void *self, struct buf *out)
{
    const struct findings_view *v = self;
    const struct page_target *t = page_current(&v->list);

    if (!t || !t->item)
        return false;
    sight_value(out, "rule", str_from(findings_placed(x, t->item >= FINDING_ITEM
                                                   ? t->item - FINDING_ITEM
                                                   : v->groups[t->item - 1].is.first)->rule->id));
    return true;
}

const struct view_kind view_findings = {
    .value = findings_value,
    .name = "findings",
    .help = "What the rules find, why it matters, what to do; Enter shows it on the map",
    .private_size = sizeof(struct findings_view),
    .page_at = PAGE_AT(struct findings_view, list),
    .close = view_close,
    .moved = view_moved,
    .draw = view_draw,
    .act = view_act,
    .between = view_between,
    .listed = view_listed,
    .find = view_find_text,
    .cursor = view_cursor,
};
