/* SPDX-License-Identifier: MIT */
#include "page_path.h"

#include "page.h"

enum { INDENT = 3 };

static const struct page_target no_target = {0};

static void node_line(const struct explorer *x, struct page *page, node_id n, enum state state)
{
    page_line(page, no_target);
    page_add(page, session_name(x, n), session_zone_role(x, n));
    page_printf(page, ROLE_HINT, "  %s", state_names[state]);
}

static void rail(const struct explorer *x, struct page *page, bool heavy, struct page_target target)
{
    static const uint32_t glyphs[2][2] = {{0x2502, 0x2503}, {'|', 'H'}};
    struct buf text = {0};

    page_line(page, target);
    page_at(page, 1);
    buf_utf8(&text, glyphs[x->ascii][heavy]);
    page_add(page, buf_str(&text), heavy ? ROLE_PATH : ROLE_EDGE);
    page_at(page, INDENT);
    buf_release(&text);
}

/* The words of a hop beside the rail, over several lines if need be. */
static void rail_text(const struct explorer *x, struct page *page, bool heavy, struct str text,
                      enum role role, int width)
{
    struct page scratch = {0};

    page_line(&scratch, no_target);
    page_wrap(&scratch, text, role, width - INDENT, 0, no_target);
    for (size_t i = 0; i < scratch.line_count; i++) {
        const struct page_line *l = &scratch.lines[i];
        rail(x, page, heavy, no_target);
        for (uint32_t k = 0; k < l->count; k++)
            page_add(page, scratch.segments[l->first + k].text, role);
    }
    page_release(&scratch);
}

static void hop_lines(const struct explorer *x, struct page *page, const struct path_hop *hop,
                      size_t number, bool here, int width)
{
    struct buf text = {0};

    rail(x, page, here,
         (struct page_target){.node = hop->to, .edge = hop->edge, .item = (uint32_t)number,
                              .rest = true});
    page_printf(page, here ? ROLE_PATH : ROLE_KEY, "%zu ", number);
    page_puts(page, hop->edge ? edge_kinds[graph_edge_at(x->graph, hop->edge)->kind].name
                              : "takes over",
              here ? ROLE_PATH : ROLE_LABEL);
    if (hop->gate != AUTH_ABSENT && hop->gate != AUTH_NONE)
        page_printf(page, ROLE_GATE_SHARED, "  gate %s", auths[hop->gate].name);
    else if (hop->gate == AUTH_NONE)
        page_puts(page, "  no gate", ROLE_GATE_OPEN);
    if (hop->edge && session_is_off(x, hop->edge))
        page_puts(page, "  switched off", ROLE_GATE_STRONG);
    rail_text(x, page, here, hop->sentence, ROLE_VALUE, width);
    buf_puts(&text, evidence_names[hop->evidence]);
    if (hop->confidence < 100)
        buf_printf(&text, " %d%%", hop->confidence);
    if (!str_empty(hop->where.file)) {
        buf_puts(&text, "  ");
        buf_add(&text, hop->where.file);
        if (hop->where.line)
            buf_printf(&text, ":%u", hop->where.line);
    }
    rail_text(x, page, here, buf_str(&text), ROLE_DIM, width);
    if (hop->crossing != CROSSING_NONE) {
        buf_reset(&text);
        buf_utf8(&text, theme_glyph(x->theme, GLYPH_CROSSING, x->ascii));
        buf_printf(&text, " %s boundary: %s changes", crossing_names[hop->crossing],
                   crossing_reason_texts[hop->crossing_reason]);
        rail_text(x, page, here, buf_str(&text),
                  hop->crossing == CROSSING_OUTER ? ROLE_CROSSING : ROLE_LABEL, width);
    }
    for (size_t i = 0; i < hop->condition_count; i++)
        rail_text(x, page, here, hop->conditions[i].text, ROLE_FINDING_MED, width);
    buf_release(&text);
}

/* The whole hop with its two ends, as far as there is room. */
static void into_sight(struct page *page, int first, int end)
{
    if (end > page->top + page->height)
        page->top = end - page->height;
    if (first < page->top)
        page->top = first;
}

void page_path(struct explorer *x, struct page *page, const struct path *path, size_t here,
               int width)
{
    if (path->hop_count == 0)
        return;
    node_line(x, page, path->hops[0]->from, path->hops[0]->from_state);
    for (size_t i = 0; i < path->hop_count; i++) {
        int first = (int)page->line_count;
        hop_lines(x, page, path->hops[i], i + 1, here == i + 1, width);
        node_line(x, page, path->hops[i]->to, path->hops[i]->to_state);
        if (here == i + 1)
            into_sight(page, first - 1, (int)page->line_count);
    }
}
