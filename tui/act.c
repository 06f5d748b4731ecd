/* SPDX-License-Identifier: MIT */
/* act.c - what actions do that every view knows: opening, closing, paths, layers, panes, views. */
#include "map_view.h"
#include "session.h"

static unsigned said(bool done)
{
    return done ? ACT_HANDLED : ACT_HANDLED | ACT_BELL;
}

static unsigned act_open(struct explorer *x)
{
    if (x->at.edge)
        return said(session_follow_edge(x));
    if (x->size == SIZE_SINGLE && x->main != VIEW_DETAIL) {
        x->drawer = !x->drawer;
    } else if (x->size == SIZE_LIST) {
        session_show_view(x, VIEW_DETAIL);
    } else {
        x->focus = VIEW_DETAIL;
    }
    screen_arrange(x);
    return ACT_HANDLED;
}

/* One thing at a time, the nearest first. */
static unsigned act_back(struct explorer *x)
{
    if (x->main == VIEW_HELP) {
        session_show_view(x, x->before_help);
    } else if (x->drawer) {
        x->drawer = false;
    } else if (x->inventory) {
        x->inventory = false;
        x->focus = x->main;
    } else if (x->alone || x->full) {
        x->alone = x->full = false;
    } else if (x->at.edge) {
        session_select_edge(x, 0);
    } else if (x->path.on) {
        session_path_clear(x);
    } else if (x->search.text.len) {
        session_search(x, STR_NONE, false);
    } else if (x->main != VIEW_MAP) {
        session_show_view(x, VIEW_MAP);
    } else if (x->focus != VIEW_MAP) {
        x->focus = VIEW_MAP;
    } else {
        return ACT_HANDLED | ACT_BELL;
    }
    screen_arrange(x);
    return ACT_HANDLED;
}

static unsigned act_path_here(struct explorer *x)
{
    struct str name = session_name(x, x->at.node);

    if (!session_path_to(x, x->at.node)) {
        session_complain(x, "no input of the internet was found to reach %.*s", (int)name.len,
                         name.ptr);
        return ACT_HANDLED;
    }
    session_say(x, "path of %zu hop%s to %.*s: s steps along it, Esc clears it",
                x->path.path.hop_count, x->path.path.hop_count == 1 ? "" : "s", (int)name.len,
                name.ptr);
    return ACT_HANDLED;
}

static unsigned act_step(struct explorer *x, int direction)
{
    if (!x->path.on) {
        session_complain(x, "no path is shown: p shows the one to the selected node");
        return ACT_HANDLED;
    }
    return said(session_step(x, direction));
}

static unsigned act_search(struct explorer *x, int direction)
{
    if (x->search.text.len == 0) {
        session_complain(x, "nothing is searched for: / searches");
        return ACT_HANDLED;
    }
    return said(session_search_next(x, direction));
}

static unsigned act_yank(struct explorer *x)
{
    struct str name = session_name(x, x->at.node);

    if (!x->at.node)
        return ACT_HANDLED | ACT_BELL;
    if (term_copy(x->term, name))
        session_say(x, "copied: %.*s", (int)name.len, name.ptr);
    else
        session_complain(x, "the name is too long for the clipboard");
    return ACT_HANDLED;
}

static unsigned act_pane(struct explorer *x, enum view_id view)
{
    if (view == VIEW_MAP && screen_pane(x, x->main) && x->main != VIEW_MAP) {
        session_show_view(x, VIEW_MAP);
    } else if (screen_pane(x, view)) {
        x->focus = view;
        x->is_lent = false;
    } else {
        session_show_view(x, view);
    }
    screen_arrange(x);
    return ACT_HANDLED;
}

static unsigned act_alone(struct explorer *x)
{
    bool alone = !x->alone;

    session_show_view(x, VIEW_MAP);
    x->alone = alone;
    screen_arrange(x);
    map_follow(x);
    return ACT_HANDLED;
}

static unsigned act_room(struct explorer *x, bool full)
{
    if (x->size < SIZE_DOUBLE || x->full == full)
        return ACT_HANDLED | ACT_BELL;
    x->full = full;
    screen_arrange(x);
    return ACT_HANDLED;
}

static unsigned act_close(struct explorer *x)
{
    if (x->main == VIEW_HELP)
        session_show_view(x, x->before_help);
    else if (x->drawer || x->inventory || x->alone || x->full)
        return act_back(x);
    else if (x->main != VIEW_MAP)
        session_show_view(x, VIEW_MAP);
    else
        session_quit(x, 0);
    return ACT_HANDLED;
}

/* --- One function per row ------------------------------------------------------------------------ */

static unsigned act_edge_next(struct explorer *x)
{
    return said(session_turn_edge(x, 1));
}

static unsigned act_edge_previous(struct explorer *x)
{
    return said(session_turn_edge(x, -1));
}

static unsigned act_history_back(struct explorer *x)
{
    return said(session_history(x, -1));
}

static unsigned act_history_forward(struct explorer *x)
{
    return said(session_history(x, 1));
}

static unsigned act_history_toggle(struct explorer *x)
{
    return said(session_history(x, 0));
}

static unsigned act_search_forward(struct explorer *x)
{
    prompt_open(x, PROMPT_SEARCH, false);
    return ACT_HANDLED;
}

static unsigned act_search_backward(struct explorer *x)
{
    prompt_open(x, PROMPT_SEARCH, true);
    return ACT_HANDLED;
}

static unsigned act_search_next(struct explorer *x)
{
    return act_search(x, 1);
}

static unsigned act_search_previous(struct explorer *x)
{
    return act_search(x, -1);
}

static unsigned act_step_on(struct explorer *x)
{
    return act_step(x, 1);
}

static unsigned act_step_back(struct explorer *x)
{
    return act_step(x, -1);
}

static unsigned act_layer_flow(struct explorer *x)
{
    session_layer(x, LAYER_FLOW);
    return ACT_HANDLED;
}

static unsigned act_layer_identity(struct explorer *x)
{
    session_layer(x, LAYER_IDENTITY);
    return ACT_HANDLED;
}

static unsigned act_layer_infra(struct explorer *x)
{
    session_layer(x, LAYER_INFRA);
    return ACT_HANDLED;
}

static unsigned act_more_room(struct explorer *x)
{
    return act_room(x, true);
}

static unsigned act_less_room(struct explorer *x)
{
    return x->alone ? act_alone(x) : act_room(x, false);
}

static unsigned act_pane_next(struct explorer *x)
{
    screen_cycle(x, 1);
    return ACT_HANDLED;
}

static unsigned act_pane_previous(struct explorer *x)
{
    screen_cycle(x, -1);
    return ACT_HANDLED;
}

static unsigned act_pane_1(struct explorer *x)
{
    return act_pane(x, VIEW_INVENTORY);
}

static unsigned act_pane_2(struct explorer *x)
{
    return act_pane(x, VIEW_MAP);
}

static unsigned act_pane_3(struct explorer *x)
{
    return act_pane(x, VIEW_DETAIL);
}

static unsigned act_view_map(struct explorer *x)
{
    session_show_view(x, VIEW_MAP);
    return ACT_HANDLED;
}

static unsigned act_view_inventory(struct explorer *x)
{
    session_show_view(x, VIEW_INVENTORY);
    return ACT_HANDLED;
}

static unsigned act_view_detail(struct explorer *x)
{
    session_show_view(x, VIEW_DETAIL);
    return ACT_HANDLED;
}

static unsigned act_view_paths(struct explorer *x)
{
    session_show_view(x, VIEW_PATHS);
    return ACT_HANDLED;
}

static unsigned act_view_messages(struct explorer *x)
{
    session_show_view(x, VIEW_MESSAGES);
    return ACT_HANDLED;
}

static unsigned act_help(struct explorer *x)
{
    if (x->main == VIEW_HELP)
        return act_close(x);
    session_show_view(x, VIEW_HELP);
    help_go(x, false);
    return ACT_HANDLED;
}

static unsigned act_legend(struct explorer *x)
{
    session_show_view(x, VIEW_HELP);
    help_go(x, true);
    return ACT_HANDLED;
}

static unsigned act_edit(struct explorer *x)
{
    session_edit(x);
    return ACT_HANDLED;
}

static unsigned act_theme(struct explorer *x)
{
    session_theme_next(x);
    return ACT_HANDLED;
}

static unsigned act_prompt(struct explorer *x)
{
    prompt_open(x, PROMPT_COMMAND, false);
    return ACT_HANDLED;
}

static unsigned act_repeat(struct explorer *x)
{
    if (x->last_command.len == 0)
        return ACT_HANDLED | ACT_BELL;
    command_run(x, buf_str(&x->last_command));
    return ACT_HANDLED;
}

static unsigned act_repaint(struct explorer *x)
{
    term_repaint(x->term);
    return ACT_HANDLED;
}

static unsigned act_suspend(struct explorer *x)
{
    term_suspend(x->term);
    return ACT_HANDLED;
}

static unsigned act_quit(struct explorer *x)
{
    session_quit(x, 0);
    return ACT_HANDLED;
}

/* What is not here is the business of views: moving, scrolling, folding, what a map looks like. */
static unsigned (*const shared[ACTION_COUNT])(struct explorer *x) = {
    [ACTION_OPEN] = act_open,
    [ACTION_BACK] = act_back,
    [ACTION_EDGE_NEXT] = act_edge_next,
    [ACTION_EDGE_PREVIOUS] = act_edge_previous,
    [ACTION_HISTORY_BACK] = act_history_back,
    [ACTION_HISTORY_FORWARD] = act_history_forward,
    [ACTION_HISTORY_TOGGLE] = act_history_toggle,
    [ACTION_SEARCH_FORWARD] = act_search_forward,
    [ACTION_SEARCH_BACKWARD] = act_search_backward,
    [ACTION_SEARCH_NEXT] = act_search_next,
    [ACTION_SEARCH_PREVIOUS] = act_search_previous,
    [ACTION_PATH_HERE] = act_path_here,
    [ACTION_STEP] = act_step_on,
    [ACTION_STEP_BACK] = act_step_back,
    [ACTION_LAYER_FLOW] = act_layer_flow,
    [ACTION_LAYER_IDENTITY] = act_layer_identity,
    [ACTION_LAYER_INFRA] = act_layer_infra,
    [ACTION_ALONE] = act_alone,
    [ACTION_SCREEN_MORE] = act_more_room,
    [ACTION_SCREEN_LESS] = act_less_room,
    [ACTION_SCREEN_RESET] = act_less_room,
    [ACTION_PANE_NEXT] = act_pane_next,
    [ACTION_PANE_PREVIOUS] = act_pane_previous,
    [ACTION_PANE_1] = act_pane_1,
    [ACTION_PANE_2] = act_pane_2,
    [ACTION_PANE_3] = act_pane_3,
    [ACTION_VIEW_MAP] = act_view_map,
    [ACTION_VIEW_INVENTORY] = act_view_inventory,
    [ACTION_VIEW_DETAIL] = act_view_detail,
    [ACTION_VIEW_PATHS] = act_view_paths,
    [ACTION_VIEW_MESSAGES] = act_view_messages,
    [ACTION_VIEW_HELP] = act_help,
    [ACTION_LEGEND] = act_legend,
    [ACTION_EDIT] = act_edit,
    [ACTION_YANK] = act_yank,
    [ACTION_THEME] = act_theme,
    [ACTION_PROMPT] = act_prompt,
    [ACTION_REPEAT] = act_repeat,
    [ACTION_REPAINT] = act_repaint,
    [ACTION_SUSPEND] = act_suspend,
    [ACTION_CLOSE] = act_close,
    [ACTION_QUIT] = act_quit,
};

unsigned session_perform(struct explorer *x, enum action action)
{
    const struct view_kind *view = view_kinds[x->focus];
    unsigned answer = view->act(x, x->views[x->focus], action);

    if (!(answer & ACT_HANDLED) && shared[action])
        answer = shared[action](x);
    if (!(answer & ACT_HANDLED) || answer & ACT_BELL)
        term_bell(x->term);
    return answer;
}
