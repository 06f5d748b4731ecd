/* SPDX-License-Identifier: MIT */
/* palette.c - what can be picked: everything there is (the palette), one argument of a command,
 * a view, a command, or what can be done here (the context menu). */
#include "command.h"
#include "complete.h"
#include "keymap.h"
#include "mem.h"
#include "query.h"
#include "session.h"

/* --- Things, one after the other in the palette --------------------------------------------------- */

enum thing { THING_VIEW, THING_COMMAND, THING_ACTION, THING_FINDING, THING_NODE, THING_COUNT };
_Static_assert(THING_COUNT == COUNT(((struct pick *)0)->ends), "struct pick has a place for each");

static size_t command_count(void)
{
    size_t n = 0;

    while (command_at(n))
        n++;
    return n;
}

static size_t thing_count(const struct explorer *x, enum thing t)
{
    switch (t) {
    case THING_VIEW:
        return VIEW_COUNT;
    case THING_COMMAND:
        return command_count();
    case THING_ACTION:
        return x->pick.action_count;
    case THING_FINDING:
        return x->findings ? findings_count(x->findings) : 0;
    case THING_NODE:
        return graph_node_count(x->graph);
    case THING_COUNT:
        break;
    }
    return 0;
}

/* What stands at place i of the palette; *i becomes its number among its like. */
static enum thing thing_at(const struct explorer *x, size_t *i)
{
    const size_t *ends = x->pick.ends;
    enum thing t = THING_VIEW;

    while (t < THING_NODE && *i >= ends[t])
        t++;
    *i -= t ? ends[t - 1] : 0;
    return t;
}

static size_t palette_count(const struct explorer *x)
{
    return x->pick.ends[THING_NODE];
}

static struct str palette_name(const struct explorer *x, size_t i)
{
    switch (thing_at(x, &i)) {
    case THING_VIEW:
        return str_from(view_titles[i]);
    case THING_COMMAND:
        return str_from(command_at(i)->usage);
    case THING_ACTION:
        return str_from(actions[x->pick.actions[i]].help);
    case THING_FINDING:
        return findings_at(x->findings, i)->text;
    case THING_NODE:
    case THING_COUNT:
        break;
    }
    return session_name(x, (node_id)i + 1);
}

static bool palette_sentence(const struct explorer *x, size_t i)
{
    enum thing t = thing_at(x, &i);

    return t == THING_ACTION || t == THING_FINDING;
}

static void action_tag(const struct explorer *x, enum action action, struct buf *out)
{
    const struct binding *b = keymap_for(&x->keys, x->focus, action);

    if (b)
        binding_show(out, b);
}

static void palette_tag(const struct explorer *x, size_t i, struct buf *out)
{
    switch (thing_at(x, &i)) {
    case THING_VIEW:
        buf_puts(out, "view");
        break;
    case THING_COMMAND:
        buf_puts(out, ":");
        break;
    case THING_ACTION:
        action_tag(x, x->pick.actions[i], out);
        break;
    case THING_FINDING:
        buf_puts(out, severity_names[findings_at(x->findings, i)->severity]);
        break;
    case THING_NODE:
    case THING_COUNT:
        buf_puts(out, node_kinds[graph_node_at(x->graph, (node_id)i + 1)->kind].name);
        break;
    }
}

static void palette_about(const struct explorer *x, size_t i, struct buf *out)
{
    switch (thing_at(x, &i)) {
    case THING_VIEW:
        buf_puts(out, view_kinds[i]->help);
        break;
    case THING_COMMAND:
        buf_puts(out, command_at(i)->help);
        break;
    case THING_ACTION:
        buf_printf(out, "%s, here in the view %s", actions[x->pick.actions[i]].name,
                   view_names[x->focus]);
        break;
    case THING_FINDING:
        buf_puts(out, findings_at(x->findings, i)->rule->id);
        buf_puts(out, ": ");
        buf_add(out, session_name(x, findings_at(x->findings, i)->subject));
        break;
    case THING_NODE:
    case THING_COUNT:
        pick_node_about(x, (node_id)i + 1, out);
        break;
    }
}

static void palette_take(struct explorer *x, size_t i)
{
    switch (thing_at(x, &i)) {
    case THING_VIEW:
        session_show_view(x, (enum view_id)i);
        break;
    case THING_COMMAND:
        command_typed(x, str_from(command_at(i)->name));
        break;
    case THING_ACTION:
        session_perform(x, x->pick.actions[i]);
        break;
    case THING_FINDING:
        findings_go(x, findings_at(x->findings, i));
        break;
    case THING_NODE:
    case THING_COUNT:
        session_select(x, (node_id)i + 1);
        break;
    }
}

static const struct pick_kind palette = {
    .title = "Go to a node, a view, a finding, or do something",
    .count = palette_count,
    .name = palette_name,
    .sentence = palette_sentence,
    .tag = palette_tag,
    .about = palette_about,
    .take = palette_take,
    .again = pick_palette,
};

/* The actions that a key has here, without those that only make sense while one looks at the
 * picture: moving, scrolling, pointing. */
static bool makes_sense(const struct explorer *x, enum action action)
{
    return (action != ACTION_STEP && action != ACTION_STEP_BACK) || x->path.on;
}

static void list_actions(struct explorer *x, const bool *wanted)
{
    struct pick *p = &x->pick;

    p->actions = mem_alloc(ACTION_COUNT * sizeof *p->actions);
    p->action_count = 0;
    for (size_t a = 1; a < ACTION_COUNT; a++) {
        if ((!wanted || (wanted[a] && makes_sense(x, (enum action)a))) && actions[a].views & 1u << x->focus &&
            keymap_for(&x->keys, x->focus, (enum action)a))
            p->actions[p->action_count++] = (enum action)a;
    }
}

void pick_palette(struct explorer *x)
{
    pick_close(x);
    session_findings_soon(x);
    list_actions(x, NULL);
    for (enum thing t = THING_VIEW; t < THING_COUNT; t++)
        x->pick.ends[t] = (t ? x->pick.ends[t - 1] : 0) + thing_count(x, t);
    pick_open(x, &palette);
}

/* --- Views, commands ------------------------------------------------------------------------------ */

static size_t views_count(const struct explorer *x)
{
    (void)x;
    return VIEW_COUNT;
}

static struct str views_name(const struct explorer *x, size_t i)
{
    (void)x;
    return str_from(view_titles[i]);
}

static void views_about(const struct explorer *x, size_t i, struct buf *out)
{
    (void)x;
    buf_puts(out, view_kinds[i]->help);
}

static void views_take(struct explorer *x, size_t i)
{
    session_show_view(x, (enum view_id)i);
}

static const struct pick_kind views = {
    .title = "View", .count = views_count, .name = views_name, .about = views_about,
    .take = views_take,
};

void pick_view(struct explorer *x)
{
    pick_close(x);
    pick_open(x, &views);
    x->pick.cursor = x->main;
}

/* --- Arguments ------------------------------------------------------------------------------------ */

static size_t offers_count(const struct explorer *x)
{
    return x->pick.offers->count;
}

static struct str offers_name(const struct explorer *x, size_t i)
{
    return x->pick.offers->items[i].text;
}

static void offers_about(const struct explorer *x, size_t i, struct buf *out)
{
    buf_add(out, x->pick.offers->items[i].help);
}

static void offers_take(struct explorer *x, size_t i)
{
    struct buf line = {0};

    buf_add(&line, str_sub(buf_str(&x->pick.begun), 0, x->pick.offers->from));
    buf_add(&line, x->pick.offers->items[i].text);
    command_typed(x, buf_str(&line));
    buf_release(&line);
}

static const struct pick_kind offers = {
    .title = "Argument", .count = offers_count, .name = offers_name, .about = offers_about,
    .take = offers_take,
};

void pick_argument(struct explorer *x, enum argument kind, struct str begun)
{
    struct buf line = {0}; /* begun may stand in the picker that is closed now */

    if (kind == ARGUMENT_SYSTEM) {
        pick_system(x);
        return;
    }
    if (kind == ARGUMENT_RULE) {
        pick_rule(x);
        return;
    }
    buf_add(&line, begun);
    pick_close(x);
    if (kind == ARGUMENT_FILE || kind == ARGUMENT_TEXT || kind == ARGUMENT_EXPRESSION) {
        prompt_begin(x, buf_str(&line));
        buf_release(&line);
        return;
    }
    buf_add(&x->pick.title, str_trim(buf_str(&line)));
    x->pick.begun = line;
    if (kind == ARGUMENT_NODE) {
        pick_nodes(x);
        return;
    }
    x->pick.offers = mem_zalloc(1, sizeof *x->pick.offers);
    complete_command(x, buf_str(&x->pick.begun), x->pick.offers);
    pick_open(x, &offers);
    for (size_t i = 0; kind == ARGUMENT_THEME && i < offers_count(x); i++) {
        if (str_eq(offers_name(x, i), theme_name(x->theme))) /* Enter changes nothing */
            x->pick.cursor = i;
    }
}

/* --- The context menu ----------------------------------------------------------------------------- */

static size_t context_count(const struct explorer *x)
{
    return x->pick.action_count;
}

static struct str context_name(const struct explorer *x, size_t i)
{
    return str_from(actions[x->pick.actions[i]].help);
}

static void context_tag(const struct explorer *x, size_t i, struct buf *out)
{
    action_tag(x, x->pick.actions[i], out);
}

static void context_take(struct explorer *x, size_t i)
{
    session_perform(x, x->pick.actions[i]);
}

static const struct pick_kind context = {
    .title = "Do", .menu = true, .count = context_count, .name = context_name, .tag = context_tag,
    .take = context_take,
};

void pick_context(struct explorer *x, int row, int col)
{
    static const bool wanted[ACTION_COUNT] = {
        [ACTION_OPEN] = true,          [ACTION_PATH_HERE] = true,
        [ACTION_EDGE_NEXT] = true,     [ACTION_STEP] = true,
        [ACTION_SWITCH_OFF] = true,    [ACTION_ADD_AUTHORIZER] = true,
        [ACTION_TAKE_OVER] = true,     [ACTION_VIEW_BLAST] = true,
        [ACTION_FOLD_TOGGLE] = true,   [ACTION_CENTRE] = true,
        [ACTION_EDIT] = true,          [ACTION_YANK] = true,
        [ACTION_HISTORY_BACK] = true,  [ACTION_VIEW_MAP] = true,
        [ACTION_VIEW_DETAIL] = true,   [ACTION_CLOSE] = true,
        [ACTION_PATH_FROM] = true,     [ACTION_MARK] = true,
        [ACTION_REVEAL_OUT] = true,    [ACTION_REVEAL_IN] = true,
        [ACTION_DISMISS] = true,       [ACTION_FILTER_VALUE] = true,
    };

    pick_close(x);
    list_actions(x, wanted);
    buf_add(&x->pick.title, session_name(x, x->at.node));
    x->pick.row = row;
    x->pick.col = col;
    pick_open(x, &context);
}

/* --- The breadcrumb ------------------------------------------------------------------------------- */

enum { CRUMBS_MAX = 16 };

/* The selection, what it stands in, what that stands in ...; 0: no more. */
static node_id crumb(const struct explorer *x, size_t i)
{
    node_id n = x->at.node;

    while (n && i-- > 0)
        n = graph_container(x->graph, n);
    return n;
}

static size_t crumbs_count(const struct explorer *x)
{
    size_t count = 0;

    while (count < CRUMBS_MAX && crumb(x, count))
        count++;
    return count;
}

static struct str crumbs_name(const struct explorer *x, size_t i)
{
    return session_name(x, crumb(x, i));
}

static void crumbs_tag(const struct explorer *x, size_t i, struct buf *out)
{
    buf_puts(out, node_kinds[graph_node_at(x->graph, crumb(x, i))->kind].name);
}

static void crumbs_take(struct explorer *x, size_t i)
{
    session_select(x, crumb(x, i));
}

static bool crumbs_key(struct explorer *x, struct key key)
{
    enum action action = ACTION_NONE;

    if (keymap_find(&x->keys, x->focus, &key, 1, &action) != KEYMAP_FOUND ||
        action != ACTION_BREADCRUMB)
        return false;
    pick_close(x);
    if (!session_history(x, 0))
        term_bell(x->term);
    return true;
}

static const struct pick_kind crumbs = {
    .title = "Stands in", .menu = true, .count = crumbs_count, .name = crumbs_name,
    .tag = crumbs_tag, .take = crumbs_take, .key = crumbs_key, .again = pick_breadcrumb,
};

void pick_breadcrumb(struct explorer *x)
{
    pick_close(x);
    x->pick.row = 1;
    x->pick.col = 1;
    pick_open(x, &crumbs);
}
