/* SPDX-License-Identifier: MIT */
/* The answer of `faasmap cut` for people. */
#include "cut_out.h"
#include "parts_text.h"
#include "text.h"

enum { INDENT = PART_NUMBER + 1, WAYS_SHOWN = 6, EFFECTS_SHOWN = 6, GOALS_SHOWN = 12 };

static struct str name_of(const struct cut *c, node_id n)
{
    return graph_label(c->graph, n);
}

static void add_node(struct buf *line, const struct cut *c, node_id n)
{
    buf_printf(line, "%s ", node_kinds[graph_node_at(c->graph, n)->kind].name);
    esc_term(line, name_of(c, n));
}

static void say(struct buf *out, size_t indent, struct buf *line)
{
    buf_fill(out, ' ', indent);
    part_wrap(out, buf_str(line), indent, indent + 2);
    buf_reset(line);
}

/* --- The question ----------------------------------------------------------------------------- */

static void head_text(struct buf *out, const struct cut *c)
{
    const struct path_question *q = &c->question.path;
    struct buf line = {0};
    esc_term(&line, q->seat->text);
    if (q->seat->part_count == 1)
        buf_printf(&line, " - %s", seat_help[q->seat->parts[0].kind]);
    buf_puts(out, "from  ");
    part_wrap(out, buf_str(&line), 6, 6);
    buf_printf(out, "mode  %s - %s\n", mode_names[q->mode], mode_help[q->mode]);
    buf_printf(out, "auth  %s - what is unknown counts as %s\n", auth_view_names[q->auth],
               q->auth == AUTH_VIEW_WORST ? "no authentication" : "a token that is checked");
    if (c->question.direct)
        buf_puts(out, "without stored - input that is stored and read back later is not followed\n");
    buf_release(&line);
}

/* Nodes of the goals that pass the test, each once. */
static size_t list_goals(struct buf *line, const struct cut *c, const uint8_t *among, bool reached)
{
    size_t count = 0;
    node_id last = 0;
    for (size_t i = 0; i < c->goal_count; i++) {
        node_id n = c->goals[i].node;
        if ((among && !among[i]) || (reached && !c->goals[i].reached) || n == last)
            continue;
        last = n;
        if (count++ < GOALS_SHOWN) {
            buf_puts(line, count > 1 ? ", " : "");
            add_node(line, c, n);
        }
    }
    if (count > GOALS_SHOWN)
        buf_printf(line, " and %zu more", count - GOALS_SHOWN);
    return count;
}

static void goals_text(struct buf *out, const struct cut *c)
{
    struct buf line = {0}, reached = {0};
    const struct jewels *jewels = c->question.jewels;
    size_t all = list_goals(&line, c, NULL, false), falls = list_goals(&reached, c, NULL, true);
    buf_printf(out, "must not fall  %zu%s\n", all,
               jewels->named ? ", as named" : " (sensitive stores, secrets, powerful identities)");
    if (!all && !jewels->named)
        buf_puts(out, "      nothing was found that must not fall; `jewels:` of faasmap.yaml or --to "
                      "names it\n");
    buf_printf(out, "falls  %zu%s", falls, falls ? ": " : ", under these assumptions\n");
    if (falls)
        part_wrap(out, buf_str(&reached), 9, 7);
    buf_release(&line);
    buf_release(&reached);
}

/* --- Ways ------------------------------------------------------------------------------------- */

/* The nodes of a path in a row: what a person would draw. */
static void row_of_nodes(struct buf *line, const struct cut *c, const struct path *p)
{
    node_id last = 0;
    for (size_t i = 0; i < p->hop_count; i++) {
        if (i == 0)
            esc_term(line, name_of(c, p->hops[0]->from));
        last = i ? last : p->hops[0]->from;
        if (p->hops[i]->to == last)
            continue;
        last = p->hops[i]->to;
        buf_puts(line, " > ");
        esc_term(line, name_of(c, last));
    }
    if (p->hop_count)
        buf_printf(line, " (%s)", state_names[p->hops[p->hop_count - 1]->to_state]);
}

static void ways_text(struct buf *out, const struct cut *c, const struct cut_proposal *p)
{
    struct buf line = {0};
    if (p->exact && p->side == CUT_BUDGET)
        buf_printf(&line, "exact: no changes within the budget close more, or as much for less; %zu "
                          "%s of changes show it",
                   p->tree->branch_count, p->tree->branch_count == 1 ? "set" : "sets");
    else if (p->side == CUT_BUDGET)
        buf_puts(&line, "heuristic: one goal after another, the cheapest first; another set may "
                        "close more");
    else if (p->exact)
        buf_printf(&line, "exact: no cheaper set of changes closes all ways%s. Changes that meet all "
                          "of these have to cost as much:",
                   p->fewest && p->count > 1 ? ", nor fewer for the same cost" : "");
    else
        buf_printf(&line, "heuristic: a set that costs %llu or more may do; cheaper ones do not, as "
                          "these ways show:",
                   (unsigned long long)p->bound);
    say(out, INDENT, &line);
    for (size_t i = 0; i < p->way_count && i < WAYS_SHOWN; i++) {
        struct arena *arena = arena_new();
        struct path path = cut_way_path(c, &p->ways[i], arena);
        row_of_nodes(&line, c, &path);
        say(out, INDENT + 2, &line);
        arena_free(arena);
    }
    if (p->way_count > WAYS_SHOWN)
        buf_printf(out, "       and %zu more\n", p->way_count - WAYS_SHOWN);
    buf_release(&line);
}

/* --- Changes ---------------------------------------------------------------------------------- */

static void effects_text(struct buf *out, const struct cut *c, uint32_t change,
                         struct arena *arena)
{
    static const char *const words[] = {[EFFECT_LOST] = "lost: ", [EFFECT_KEPT] = "keep: ",
                                        [EFFECT_REPLACED] = "replace: "};
    const struct change_effect *list;
    size_t count = change_effects(c->changes, change, arena, &list);
    struct buf line = {0};
    for (size_t i = 0; i < count && i < EFFECTS_SHOWN; i++) {
        buf_puts(&line, words[list[i].kind]);
        esc_term(&line, list[i].text);
        say(out, INDENT + 3, &line);
    }
    if (count > EFFECTS_SHOWN)
        buf_printf(out, "        and %zu more\n", count - EFFECTS_SHOWN);
    buf_release(&line);
}

/* A change that an earlier proposal has told already is only named. */
static bool told_before(const struct cut *c, const struct cut_proposal *p, uint32_t change)
{
    for (const struct cut_proposal *q = c->proposals; q < p; q++)
        for (size_t i = 0; i < q->count; i++)
            if (q->changes[i] == change)
                return true;
    return false;
}

static void change_text(struct buf *out, const struct cut *c, uint32_t change, size_t number,
                        bool told)
{
    const struct change *x = changes_at(c->changes, change);
    struct arena *arena = arena_new();
    struct buf line = {0};
    esc_term(&line, change_sentence(c->changes, change, arena));
    buf_printf(out, "%*zu. ", INDENT + 1, number);
    part_wrap(out, buf_str(&line), INDENT + 3, INDENT + 3);
    buf_reset(&line);
    buf_printf(&line, "%s, cost %u", change_costs[x->kind].name, (unsigned)x->cost);
    part_where(&line, x->where);
    buf_puts(&line, told ? ", as above" : "");
    say(out, INDENT + 3, &line);
    if (!told)
        effects_text(out, c, change, arena);
    buf_release(&line);
    arena_free(arena);
}

static void left_text(struct buf *out, const struct cut *c, const struct cut_proposal *p)
{
    struct buf line = {0};
    if (!p->open_count)
        buf_puts(&line, "with these changes: nothing of it falls any more");
    else {
        buf_puts(&line, "with these changes still falls: ");
        list_goals(&line, c, p->open, false);
    }
    say(out, INDENT, &line);
    if (p->stored_count) {
        buf_puts(&line, "input that is stored and read back later still leads to some of it");
        say(out, INDENT, &line);
    }
    for (size_t i = 0; p->side == CUT_INSIDE && i < c->goal_count; i++) {
        if (!p->open[i] || c->goals[i].open)
            continue;
        struct arena *arena = arena_new();
        struct path path = cut_open_way(c, p, i, arena);
        row_of_nodes(&line, c, &path);
        say(out, INDENT + 2, &line);
        arena_free(arena);
    }
    buf_release(&line);
}

static void proposal_text(struct buf *out, const struct cut *c, const struct cut_proposal *p)
{
    static const char *const titles[CUT_SIDE_COUNT] = {
        [CUT_SOURCE] = "nearest to the attacker",
        [CUT_DATA] = "nearest to the data",
        [CUT_INSIDE] = "with all entries as they are",
        [CUT_BUDGET] = "the most for the budget",
    };
    buf_printf(out, "\n  %s: ", titles[p->side]);
    part_plural(out, p->count, "change", "changes");
    buf_printf(out, ", cost %llu", (unsigned long long)p->cost);
    struct buf unused = {0};
    size_t open = list_goals(&unused, c, p->open, false), all = list_goals(&unused, c, NULL, true);
    buf_printf(out, "; closes %zu of %zu\n", all - open, all);
    buf_release(&unused);
    for (size_t i = 0; i < p->count; i++)
        change_text(out, c, p->changes[i], i + 1, told_before(c, p, p->changes[i]));
    left_text(out, c, p);
    ways_text(out, c, p);
}

/* --- What cannot be closed, and what all pass ------------------------------------------------- */

static bool is_by_stored(const struct path *p)
{
    for (size_t i = 0; i < p->hop_count; i++)
        if (p->hops[i]->row && cut_is_stored(p->hops[i]->row))
            return true;
    return false;
}

static void open_text(struct buf *out, const struct cut *c)
{
    struct buf line = {0};
    size_t stored = 0;
    if (!c->open)
        return;
    buf_puts(out, "\n  falls whatever is changed, by connections that stay (--release NODE lets them "
                  "go):\n");
    for (size_t i = 0; i < c->goal_count; i++) {
        if (!c->goals[i].open)
            continue;
        struct arena *arena = arena_new();
        struct path path = cut_open_way(c, NULL, i, arena);
        stored += is_by_stored(&path);
        row_of_nodes(&line, c, &path);
        say(out, INDENT, &line);
        arena_free(arena);
    }
    if (stored) {
        buf_printf(&line, "input that is stored and read back later leads to %s; --no-stored tells what "
                          "closes all other ways", stored == c->open ? "it" : "some of it");
        say(out, INDENT, &line);
    }
    buf_release(&line);
}

static void chokes_text(struct buf *out, const struct cut *c)
{
    struct buf line = {0};
    bool any = false;
    for (size_t i = 0; i < c->choke_count; i++) {
        if (!c->chokes[i].node)
            continue;
        buf_puts(&line, any ? ", " : "every way passes ");
        add_node(&line, c, c->chokes[i].node);
        any = true;
    }
    if (any) {
        buf_putc(out, '\n');
        say(out, 2, &line);
    }
    buf_release(&line);
}

void cut_text(struct buf *out, const struct cut *c)
{
    head_text(out, c);
    goals_text(out, c);
    chokes_text(out, c);
    for (size_t i = 0; i < c->proposal_count; i++)
        proposal_text(out, c, &c->proposals[i]);
    if (c->question.budget && !c->proposal_count && c->reached > c->open)
        buf_puts(out, c->nothing ? "\n  nothing can be closed with that budget\n"
                                 : "\n  nothing was found that can be closed with that budget\n");
    open_text(out, c);
    if (c->proposal_count)
        buf_printf(out, "\ncosts rank the changes, they are not money; table of %s, --costs FILE "
                        "replaces rows\n",
                   change_costs[0].as_of);
}
