/* SPDX-License-Identifier: MIT */
/* view_detail.c - everything that is known about the selected node or edge, and who says so. */
#include <stdio.h>

#include "arena.h"
#include "detail_edges.h"
#include "detail_rows.h"
#include "map_view.h"
#include "query.h"
#include "page_door.h"
#include "page_flood.h"
#include "table.h"
#include "text.h"

enum { LABEL_COLS = 10 };

struct detail {
    struct page page;
    unsigned built_for, built_shown, built_map; /* stamps; the last one of the picture */
    int width;
    bool built;
    struct selection shows;
};

static const struct page_target no_target = {0};

/* label     value, wrapped behind the label; a word too long for that stands below, whole */
static void row(struct page *p, int width, const char *label, struct str value, enum role role,
                struct page_target target)
{
    struct buf clean = {0};
    int indent = LABEL_COLS;

    if (str_empty(value))
        return;
    page_line(p, target);
    page_puts(p, label, ROLE_LABEL);
    esc_term(&clean, value);
    if (str_chr(value, ' ') == STR_NPOS && (int)text_width(buf_str(&clean)) > width - indent) {
        indent = 2;
        if (*label)
            page_line(p, no_target);
    }
    page_at(p, indent);
    page_wrap(p, value, role, width, indent, no_target);
    buf_release(&clean);
}

static void field(struct page *p, int width, const char *label, struct str value, enum role role)
{
    row(p, width, label, value, role, no_target);
}

static void place_field(struct page *p, int width, const char *label, struct origin where)
{
    struct buf text = {0};

    if (str_empty(where.file))
        return;
    detail_place(&text, where);
    row(p, width, label, buf_str(&text), ROLE_VALUE, detail_row(ROW_FILE, 0));
    field(p, width, "", where.field, ROLE_DIM);
    buf_release(&text);
}

static void reach_field(const struct explorer *x, struct page *p, int width, node_id n)
{
    struct reach input = exposure_reach(x->exposure, n);
    struct reach r = input.reached ? input : exposure_read(x->exposure, n);
    const struct page_target target = detail_row(ROW_REACH, 0);
    struct buf text = {0};

    if (r.reached) {
        buf_printf(&text, "%s in %u hop%s, weakest way in: ", input.reached ? "reached" : "read",
                   r.hops, r.hops == 1 ? "" : "s");
        buf_puts(&text, r.auth == AUTH_NONE ? "no authentication" : auths[r.auth].name);
        row(p, width, "internet", buf_str(&text), gate_role(auths[r.auth].class), target);
    } else if (graph_node_zone(x->graph, n)->kind == ZONE_INTERNET) {
        row(p, width, "internet", STR("stands in it"), ROLE_ZONE_INTERNET, target);
    } else if (!exposure_known(x->exposure)) {
        field(p, width, "internet", STR("..."), ROLE_VALUE);
    } else {
        row(p, width, "internet",
            exposure_third_party(x->exposure, n)
                ? STR("not reached; a third party whose data comes in here")
                : STR("no input from it found"),
            ROLE_VALUE, target);
    }
    buf_release(&text);
}

/* of_node: no filter asks for what an edge has. */
static void attr_section(struct page *p, int width, const struct attr *attrs, size_t count,
                         const char *title, enum detail_row row_of, bool of_node)
{
    if (count == 0)
        return;
    detail_heading(p, title, 0);
    for (size_t i = 0; i < count; i++) {
        page_line(p, of_node ? detail_row(row_of, i) : no_target);
        page_add(p, attrs[i].key, ROLE_LABEL);
        page_puts(p, "  ", ROLE_LABEL);
        page_wrap(p, attrs[i].value, ROLE_VALUE, width, 2, no_target);
    }
}

static void unresolved_section(const struct explorer *x, struct page *p, int width, node_id n)
{
    size_t all = graph_unresolved_count(x->graph), count = 0;

    for (size_t i = 0; i < all; i++)
        count += graph_unresolved_at(x->graph, i)->node == n;
    if (count == 0)
        return;
    detail_heading(p, "Unresolved", count);
    for (size_t i = 0; i < all; i++) {
        const struct unresolved *u = graph_unresolved_at(x->graph, i);
        if (u->node != n)
            continue;
        page_line(p, no_target);
        page_wrap(p, u->text, ROLE_FINDING_MED, width, 2, no_target);
        page_line(p, no_target);
        page_at(p, 2);
        page_wrap(p, u->reason, ROLE_DIM, width, 2, no_target);
    }
}

/* What the rules find at this node, the worst first; Enter shows it among the findings. */
static void finding_section(const struct explorer *x, struct page *p, int width, node_id n)
{
    struct judged_list list = judged_about(x->judged, n);

    if (list.count == 0)
        return;
    detail_heading(p, "Findings", list.count);
    for (size_t i = 0; i < list.count; i++) {
        const struct finding *f = findings_at(x->findings, list.ones[i].finding);
        const struct page_target target = {.item = list.ones[i].finding + 1, .rest = true};
        page_line(p, target);
        page_puts(p, severity_names[f->severity], finding_role(f));
        page_printf(p, ROLE_LABEL, " %s%s ", f->rule->id, f->question ? "?" : "");
        if (f->part.len) {
            page_wrap(p, f->part, ROLE_VALUE, width, 2, target);
            page_puts(p, " ", ROLE_VALUE);
            page_wrap(p, f->names, ROLE_DIM, width, 2, target);
        } else {
            page_wrap(p, str_from(f->rule->title), ROLE_VALUE, width, 2, target);
        }
    }
}

/* What the user said about the node. */
static void own_fields(const struct explorer *x, struct page *p, int width, node_id n)
{
    struct work_tags tags = work_tags(x, n);
    struct buf text = {0};

    if (work_marked(x, n)) {
        buf_utf8(&text, theme_glyph(x->theme, GLYPH_MARKED, x->ascii));
        buf_puts(&text, " by you");
        row(p, width, "marked", buf_str(&text), ROLE_MARK, detail_row(ROW_MARK, 0));
    }
    if (work_hidden(x, n))
        field(p, width, "hidden", STR("from views and paths: x takes it back"), ROLE_FINDING_MED);
    row(p, width, "note", work_note(x, n), ROLE_MARK, detail_row(ROW_NOTE, 0));
    buf_reset(&text);
    for (size_t i = 0; i < tags.count; i++) {
        buf_puts(&text, i ? ", " : "");
        buf_add(&text, work_line_text(&tags.items[i]));
    }
    row(p, width, "tags", buf_str(&text), ROLE_MARK, detail_row(ROW_TAGS, 0));
    buf_release(&text);
}

static void node_page(struct explorer *x, struct page *p, int width, node_id id)
{
    const struct node *n = graph_node_at(x->graph, id);
    struct buf text = {0};
    node_id holder = graph_container(x->graph, id);

    page_line(p, no_target);
    page_puts(p, node_kinds[n->kind].tag, ROLE_LABEL);
    page_puts(p, " ", ROLE_LABEL);
    page_wrap(p, session_name(x, id), session_zone_role(x, id), width, 3, no_target);
    own_fields(x, p, width, id);
    buf_printf(&text, "%s, %s", node_kinds[n->kind].name, node_kinds[n->kind].help);
    row(p, width, "kind", buf_str(&text), ROLE_VALUE, detail_row(ROW_KIND, 0));
    row(p, width, "type", n->type, ROLE_VALUE, detail_row(ROW_TYPE, 0));
    row(p, width, "zone", graph_node_zone(x->graph, id)->name, session_zone_role(x, id),
        detail_row(ROW_ZONE, 0));
    if (holder)
        row(p, width, "inside", session_name(x, holder), ROLE_VALUE, detail_row(ROW_INSIDE, 0));
    reach_field(x, p, width, id);
    if (n->external)
        field(p, width, "defined", STR("elsewhere: only referred to here"), ROLE_VALUE);
    field(p, width, "condition", n->condition, ROLE_VALUE);
    row(p, width, "stage", n->stage, ROLE_VALUE, detail_row(ROW_STAGE, 0));
    place_field(p, width, "file", n->where);
    row(p, width, "id", n->id, ROLE_DIM, detail_row(ROW_ID, 0));
    finding_section(x, p, width, id);
    detail_edges(x, p, width, id);
    page_flood(x, p, id, width);
    page_door(x, p, id, width);
    attr_section(p, width, n->attrs, n->attr_count, "Attributes", ROW_ATTR, true);
    attr_section(p, width, n->tags, n->tag_count, "Tags", ROW_OWN_TAG, true);
    if (n->policy_count) {
        detail_heading(p, "Policies", n->policy_count);
        for (size_t i = 0; i < n->policy_count; i++) {
            page_line(p, no_target);
            page_wrap(p, n->policies[i], ROLE_VALUE, width, 2, no_target);
        }
    }
    unresolved_section(x, p, width, id);
    buf_release(&text);
}

/* "{a} writes {b}" with the names put in. */
static void sentence(const struct explorer *x, const struct edge *e, struct buf *out)
{
    for (const char *c = edge_kinds[e->kind].sentence; *c; c++) {
        if (c[0] == '{' && (c[1] == 'a' || c[1] == 'b') && c[2] == '}') {
            buf_add(out, session_name(x, c[1] == 'a' ? e->from : e->to));
            c += 2;
        } else {
            buf_putc(out, *c);
        }
    }
}

static void hop_section(const struct explorer *x, struct page *p, int width, edge_id id)
{
    const struct active_path *a = &x->path;
    const struct path_hop *hop = a->on && a->hop ? a->path.hops[a->hop - 1] : NULL;

    if (!hop || hop->edge != id)
        return;
    detail_heading(p, "On the path", 0);
    page_printf(p, ROLE_HINT, " hop %zu of %zu", a->hop, a->path.hop_count);
    page_line(p, no_target);
    page_wrap(p, hop->sentence, ROLE_PATH, width, 0, no_target);
    for (size_t i = 0; i < hop->condition_count; i++) {
        page_line(p, no_target);
        page_wrap(p, hop->conditions[i].text, ROLE_FINDING_MED, width, 2, no_target);
    }
}

static void list_field(struct page *p, int width, const char *label, const struct str *items,
                       size_t count)
{
    for (size_t i = 0; i < count; i++)
        field(p, width, i ? "" : label, items[i], ROLE_VALUE);
}

static void edge_page(struct explorer *x, struct page *p, int width, edge_id id)
{
    const struct edge *e = graph_edge_at(x->graph, id);
    enum crossing_reason reason;
    enum crossing crossing = crossing_of_edge(x->graph, id, &reason);
    struct buf text = {0};

    page_line(p, no_target);
    sentence(x, e, &text);
    page_wrap(p, buf_str(&text), ROLE_TITLE, width, 0, no_target);
    hop_section(x, p, width, id);
    if (session_is_off(x, id))
        field(p, width, "what if", STR("switched off on paper: x takes it back"), ROLE_GATE_STRONG);
    field(p, width, "kind", str_from(edge_kinds[e->kind].name), ROLE_VALUE);
    page_line(p, (struct page_target){.node = e->from, .rest = true});
    page_puts(p, "from", ROLE_LABEL);
    page_at(p, LABEL_COLS);
    page_add(p, session_name(x, e->from), session_zone_role(x, e->from));
    page_line(p, (struct page_target){.node = e->to, .rest = true});
    page_puts(p, "to", ROLE_LABEL);
    page_at(p, LABEL_COLS);
    page_add(p, session_name(x, e->to), session_zone_role(x, e->to));
    if (e->auth != AUTH_ABSENT)
        row(p, width, "gate", str_from(auths[e->auth].name), gate_role(auths[e->auth].class),
            detail_row(ROW_GATE, 0));
    if (crossing != CROSSING_NONE) {
        buf_reset(&text);
        buf_printf(&text, "%s: %s changes", crossing_names[crossing],
                   crossing_reason_texts[reason]);
        field(p, width, "crossing", buf_str(&text),
              crossing == CROSSING_OUTER ? ROLE_CROSSING : ROLE_VALUE);
    }
    field(p, width, "internet",
          exposure_edge(x->exposure, id)   ? STR("input of the internet travels here")
          : !exposure_known(x->exposure) ? STR("...")
                                           : STR("no input of the internet was found here"),
          exposure_edge(x->exposure, id) ? ROLE_REACH : ROLE_VALUE);
    buf_reset(&text);
    buf_printf(&text, "%s, confidence %d%%", evidence_names[e->evidence], e->confidence);
    field(p, width, "evidence", buf_str(&text), ROLE_VALUE);
    place_field(p, width, "file", e->where);
    field(p, width, "condition", e->condition, ROLE_VALUE);
    list_field(p, width, "actions", e->actions, e->action_count);
    list_field(p, width, "guards", e->guards, e->guard_count);
    struct arena *arena = arena_new();
    field(p, width, "id", graph_edge_id(x->graph, id, arena), ROLE_DIM);
    arena_free(arena);
    attr_section(p, width, e->attrs, e->attr_count, "Attributes", ROW_ATTR, false);
    buf_release(&text);
}

static void detail_build(struct explorer *x, struct detail *d, int width)
{
    bool other = d->shows.node != x->at.node || d->shows.edge != x->at.edge;

    page_reset(&d->page);
    d->shows = x->at;
    if (x->at.edge)
        edge_page(x, &d->page, width, x->at.edge);
    else if (x->at.node)
        node_page(x, &d->page, width, x->at.node);
    else
        page_puts(&d->page, "Nothing is selected.", ROLE_DIM);
    if (other) {
        d->page.top = 0;
        d->page.cursor = -1;
        d->page.loose = true; /* the head first, not the first edge */
    } else if (page_current(&d->page) || d->page.kept.rest) {
        page_return(&d->page);
    }
    d->built = true;
    d->built_for = x->selected;
    d->built_shown = x->shown;
    d->built_map = map_later(x);
    d->width = width;
}

/* What one event makes was asked for: it comes to the top, as soon as it is known. */
static void seek_flood(struct explorer *x, struct page *p)
{
    if (!x->flood && inquiry_busy(x, INQUIRY_FLOOD))
        return;
    x->flood_sought = false;
    for (size_t i = 0; i < p->line_count; i++) {
        const struct page_segment *s = &p->segments[p->lines[i].first];
        if (p->lines[i].count && s->role == ROLE_TITLE && str_is(s->text, FLOOD_HEADING)) {
            p->top = (int)i;
            p->loose = true;
            return;
        }
    }
    session_say(x, x->flood ? "one event here makes no more than itself: no flood to tell of"
                            : "not reckoned: it was stopped");
}

/* The first line that leads to another node or finding; above it are the node's own rows. */
static int first_way(const struct page *p)
{
    for (int i = 0; i < (int)p->line_count; i++) {
        const struct page_target *t = &p->lines[i].target;
        if (t->rest && !detail_is_row(t))
            return i;
    }
    return 0;
}

static void detail_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct detail *d = self;
    int width = screen_page_cols(x, c);

    if (!d->built || d->built_for != x->selected || d->built_shown != x->shown ||
        d->built_map != map_later(x) || d->width != width)
        detail_build(x, d, width);
    if (focused && !page_current(&d->page)) {
        bool loose = d->page.loose;
        page_move_to(&d->page, first_way(&d->page));
        d->page.loose = loose;
    }
    if (x->flood_sought)
        seek_flood(x, &d->page);
    page_draw(&d->page, c, 0, 1, c->rows, width, focused, buf_str(&x->search.text), x->ascii);
}

/* Of an edge on the page of t->node: the very node, also one of many in a box. What comes in may come to
 * something that stands in this node's box. */
static node_id other_end(const struct explorer *x, const struct page_target *t)
{
    const struct edge *e = graph_edge_at(x->graph, t->edge);

    return e->from == t->node ? e->to : e->from;
}

/* Enter on an edge goes to its other end, on an end of an edge to that node, on a finding to it, on what
 * holds the node and on its file there. */
static unsigned detail_open_target(struct explorer *x, struct detail *d)
{
    const struct page_target *t = page_current(&d->page);

    if (!t)
        return x->at.edge ? ACT_NOT : ACT_HANDLED | ACT_BELL;
    if (detail_is_row(t)) {
        if (!detail_row_open(x, t))
            session_say(x, "= shows only what has the same");
    } else if (t->item) {
        findings_go(x, findings_at(x->findings, t->item - 1));
    } else if (t->edge) {
        session_select(x, other_end(x, t));
    } else {
        session_select(x, t->node);
    }
    return ACT_HANDLED;
}

static unsigned detail_act(struct explorer *x, void *self, enum action action)
{
    struct detail *d = self;

    if (page_takes(action))
        return act_said(page_act(&d->page, action));
    switch ((int)action) {
    case ACTION_OPEN:
        return detail_open_target(x, d);
    case ACTION_LEFT:
    case ACTION_RIGHT:
        return ACT_HANDLED | ACT_BELL;
    default:
        return ACT_NOT;
    }
}

static void detail_cursor(struct explorer *x, void *self, int *row, int *col)
{
    (void)x;
    *row = page_cursor_row(&((struct detail *)self)->page);
    *col = 1;
}

static void detail_moved(struct explorer *x, void *self, const node_id *now, size_t old_count)
{
    struct detail *d = self;

    session_page_moved(x, &d->page, now, old_count);
    d->shows.node = d->shows.node <= old_count ? now[d->shows.node] : 0;
    d->shows.edge = session_edge_now(x, d->shows.edge);
    d->built = false;
}

static void detail_close(struct explorer *x, void *self)
{
    (void)x;
    page_release(&((struct detail *)self)->page);
}

/* Of a line the node at its other end; of a finding its rule; of a row what it says. */
static bool detail_value(struct explorer *x, void *self, struct buf *out)
{
    const struct page_target *t = page_current(&((struct detail *)self)->page);

    if (!t)
        return false;
    if (detail_is_row(t))
        return detail_row_value(x, t, out);
    if (t->item)
        sight_value(out, "rule", str_from(findings_at(x->findings, t->item - 1)->rule->id));
    else if (t->edge)
        sight_value(out, "name", session_name(x, other_end(x, t)));
    else if (t->node)
        sight_value(out, "name", session_name(x, t->node));
    return t->item || t->edge || t->node;
}

const struct view_kind view_detail = {
    .value = detail_value,
    .name = "detail",
    .help = "All about the selected node or edge, with the file and line that says so",
    .private_size = sizeof(struct detail),
    .page_at = PAGE_AT(struct detail, page),
    .close = detail_close,
    .moved = detail_moved,
    .draw = detail_draw,
    .act = detail_act,
    .cursor = detail_cursor,
};
