/* SPDX-License-Identifier: MIT */
/* act.c - what actions do that every view knows: opening, closing, paths, layers, panes, views. */
#include "command.h"
#include "act_work.h"
#include "linear.h"
#include "map_view.h"
#include "overview.h"
#include "session.h"
#include "tree_view.h"

static unsigned act_open(struct explorer *x, int unused)
{
    (void)unused;
    if (x->at.edge)
        return act_said(session_follow_edge(x));
    if (x->size == SIZE_SINGLE && x->main != VIEW_DETAIL) {
        x->drawer = !x->drawer;
    } else if (x->size == SIZE_LIST) {
        session_show_view(x, VIEW_DETAIL);
    } else {
        x->inventory = false; /* it stands where the detail does */
        x->focus = VIEW_DETAIL;
    }
    screen_arrange(x);
    return ACT_HANDLED;
}

/* One thing at a time, the nearest first. */
static unsigned act_back(struct explorer *x, int unused)
{
    (void)unused;
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
    } else if (x->path.on && x->main != VIEW_PATHS) { /* there each line has one */
        session_path_clear(x);
    } else if (x->search.text.len) {
        session_search(x, STR_NONE, false);
    } else if (overview_back(x) || sight_back(x)) {
        return ACT_HANDLED;
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

static unsigned act_path_here(struct explorer *x, int unused)
{
    (void)unused;
    if (!x->at.node)
        return act_said(false);
    if (!work_path_to(x, x->at.node))
        session_path_asked(x, x->at.node, false);
    return ACT_HANDLED;
}

static unsigned act_step(struct explorer *x, int direction)
{
    if (!x->path.on) {
        session_complain(x, "no path is shown: %s",
                         linear_or(x, "p shows the one to the selected node", "path NODE shows one"));
        return ACT_HANDLED;
    }
    return act_said(session_step(x, direction));
}

static unsigned act_trial(struct explorer *x, int kind)
{
    struct trial t = {.kind = (enum trial_kind)kind, .node = x->at.node};
    struct str name = session_name(x, x->at.node);

    if (!session_trial(x, t))
        session_complain(x,
                         t.kind == TRIAL_GUARD ? "no door leads to %.*s: choose a route, or what one "
                                                 "calls"
                                               : "%.*s is nothing that an attacker could hold",
                         (int)name.len, name.ptr);
    return ACT_HANDLED;
}

static unsigned act_search(struct explorer *x, int direction)
{
    if (x->search.text.len == 0) {
        session_complain(x, "nothing is searched for: %s",
                         linear_or(x, "/ searches", "search TEXT searches"));
        return ACT_HANDLED;
    }
    return act_said(session_search_next(x, direction));
}

static unsigned act_yank(struct explorer *x, int whole)
{
    if (!x->at.node)
        return ACT_HANDLED | ACT_BELL;
    ask_yank(x, whole ? STR_NONE : STR("name"));
    return ACT_HANDLED;
}

static unsigned act_reload(struct explorer *x, int unused)
{
    (void)unused;
    live_read(x, NULL);
    return ACT_HANDLED;
}

static unsigned act_export(struct explorer *x, int unused)
{
    (void)unused;
    prompt_open(x, PROMPT_COMMAND, false);
    for (const char *c = "export "; *c; c++)
        prompt_key(x, (struct key){(unsigned char)*c, 0});
    return ACT_HANDLED;
}

static unsigned act_pane(struct explorer *x, int pane)
{
    enum view_id view = (enum view_id)pane;

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

static unsigned act_alone(struct explorer *x, int unused)
{
    (void)unused;
    bool alone = !x->alone;

    session_show_view(x, VIEW_MAP);
    x->alone = alone;
    screen_arrange(x);
    map_follow(x);
    return ACT_HANDLED;
}

static unsigned act_room(struct explorer *x, int more)
{
    bool full = more > 0;

    if (x->alone && !full)
        return act_alone(x, 0);
    if (x->size < SIZE_DOUBLE || x->full == full || (full && x->pane_count == 1))
        return ACT_HANDLED | ACT_BELL;
    x->full = full;
    screen_arrange(x);
    return ACT_HANDLED;
}

static unsigned act_close(struct explorer *x, int unused)
{
    (void)unused;
    if (x->main == VIEW_HELP)
        session_show_view(x, x->before_help);
    else if (x->drawer || x->inventory || x->alone || x->full)
        return act_back(x, 0);
    else if (x->main != VIEW_MAP)
        session_show_view(x, VIEW_MAP);
    else
        session_quit(x, 0);
    return ACT_HANDLED;
}

static unsigned act_turn_edge(struct explorer *x, int direction)
{
    return act_said(session_turn_edge(x, direction));
}

static unsigned act_history(struct explorer *x, int direction)
{
    return act_said(session_history(x, direction));
}

static unsigned act_search_open(struct explorer *x, int direction)
{
    prompt_open(x, PROMPT_SEARCH, direction < 0);
    return ACT_HANDLED;
}

static unsigned act_layer(struct explorer *x, int layer)
{
    session_layer(x, (enum layer)layer);
    return ACT_HANDLED;
}

static unsigned act_cycle(struct explorer *x, int direction)
{
    screen_cycle(x, direction);
    return ACT_HANDLED;
}

static unsigned act_view(struct explorer *x, int view)
{
    session_show_view(x, (enum view_id)view);
    return ACT_HANDLED;
}

static unsigned act_blast(struct explorer *x, int unused)
{
    (void)unused;
    blast_go(x);
    return ACT_HANDLED;
}

static unsigned act_tree(struct explorer *x, int unused)
{
    (void)unused;
    tree_go(x);
    return ACT_HANDLED;
}

static unsigned act_help(struct explorer *x, int unused)
{
    (void)unused;
    if (x->main == VIEW_HELP)
        return act_close(x, 0);
    session_show_view(x, VIEW_HELP);
    help_go(x, false);
    return ACT_HANDLED;
}

static unsigned act_legend(struct explorer *x, int unused)
{
    (void)unused;
    session_show_view(x, VIEW_HELP);
    help_go(x, true);
    return ACT_HANDLED;
}

static unsigned act_edit(struct explorer *x, int unused)
{
    (void)unused;
    session_edit(x);
    return ACT_HANDLED;
}

static unsigned act_theme(struct explorer *x, int unused)
{
    (void)unused;
    session_theme_next(x);
    return ACT_HANDLED;
}

static unsigned act_prompt(struct explorer *x, int unused)
{
    (void)unused;
    prompt_open(x, PROMPT_COMMAND, false);
    return ACT_HANDLED;
}

static unsigned act_repeat(struct explorer *x, int unused)
{
    (void)unused;
    if (x->last_command.len == 0)
        return ACT_HANDLED | ACT_BELL;
    command_run(x, buf_str(&x->last_command));
    return ACT_HANDLED;
}

static unsigned act_views(struct explorer *x, int unused)
{
    (void)unused;
    command_run(x, STR("view")); /* without a name it is a list */
    return ACT_HANDLED;
}

static unsigned act_palette(struct explorer *x, int unused)
{
    (void)unused;
    pick_palette(x);
    return ACT_HANDLED;
}

static unsigned act_jump(struct explorer *x, int unused)
{
    (void)unused;
    return act_said(jump_start(x));
}

static unsigned act_breadcrumb(struct explorer *x, int unused)
{
    (void)unused;
    pick_breadcrumb(x);
    return ACT_HANDLED;
}

static unsigned act_repaint(struct explorer *x, int unused)
{
    (void)unused;
    term_repaint(x->term);
    return ACT_HANDLED;
}

static unsigned act_suspend(struct explorer *x, int unused)
{
    (void)unused;
    session_suspend(x);
    return ACT_HANDLED;
}

static unsigned act_quit(struct explorer *x, int unused)
{
    (void)unused;
    session_quit(x, 0);
    return ACT_HANDLED;
}

/* What is not here is the business of views: moving, scrolling, folding, what a map looks like. */
static const struct {
    unsigned (*act)(struct explorer *x, int with);
    int with; /* a direction, a view, a layer: what the function says */
} shared[ACTION_COUNT] = {
    [ACTION_OPEN] = {act_open, 0},
    [ACTION_BACK] = {act_back, 0},
    [ACTION_EDGE_NEXT] = {act_turn_edge, 1},
    [ACTION_EDGE_PREVIOUS] = {act_turn_edge, -1},
    [ACTION_HISTORY_BACK] = {act_history, -1},
    [ACTION_HISTORY_FORWARD] = {act_history, 1},
    [ACTION_HISTORY_TOGGLE] = {act_history, 0},
    [ACTION_SEARCH_FORWARD] = {act_search_open, 1},
    [ACTION_SEARCH_BACKWARD] = {act_search_open, -1},
    [ACTION_SEARCH_NEXT] = {act_search, 1},
    [ACTION_SEARCH_PREVIOUS] = {act_search, -1},
    [ACTION_PATH_HERE] = {act_path_here, 0},
    [ACTION_PATH_FROM] = {work_act, ACTION_PATH_FROM},
    [ACTION_STEP] = {act_step, 1},
    [ACTION_STEP_BACK] = {act_step, -1},
    [ACTION_FILTER] = {sight_act, ACTION_FILTER},
    [ACTION_FILTER_VALUE] = {sight_act, ACTION_FILTER_VALUE},
    [ACTION_FOCUS_OFF] = {sight_act, ACTION_FOCUS_OFF},
    [ACTION_FOCUS_1] = {sight_act, ACTION_FOCUS_1},
    [ACTION_FOCUS_2] = {sight_act, ACTION_FOCUS_2},
    [ACTION_FOCUS_3] = {sight_act, ACTION_FOCUS_3},
    [ACTION_FOCUS_4] = {sight_act, ACTION_FOCUS_4},
    [ACTION_FOCUS_5] = {sight_act, ACTION_FOCUS_5},
    [ACTION_REVEAL_OUT] = {sight_act, ACTION_REVEAL_OUT},
    [ACTION_REVEAL_IN] = {sight_act, ACTION_REVEAL_IN},
    [ACTION_REVEAL_DOWN] = {sight_act, ACTION_REVEAL_DOWN},
    [ACTION_REVEAL_UP] = {sight_act, ACTION_REVEAL_UP},
    [ACTION_DISMISS] = {sight_act, ACTION_DISMISS},
    [ACTION_COLOUR] = {sight_act, ACTION_COLOUR},
    [ACTION_LAYER_FLOW] = {act_layer, LAYER_FLOW},
    [ACTION_LAYER_IDENTITY] = {act_layer, LAYER_IDENTITY},
    [ACTION_LAYER_INFRA] = {act_layer, LAYER_INFRA},
    [ACTION_ALONE] = {act_alone, 0},
    [ACTION_SCREEN_MORE] = {act_room, 1},
    [ACTION_SCREEN_LESS] = {act_room, -1},
    [ACTION_SCREEN_RESET] = {act_room, -1},
    [ACTION_PANE_NEXT] = {act_cycle, 1},
    [ACTION_PANE_PREVIOUS] = {act_cycle, -1},
    [ACTION_PANE_1] = {act_pane, VIEW_INVENTORY},
    [ACTION_PANE_2] = {act_pane, VIEW_MAP},
    [ACTION_PANE_3] = {act_pane, VIEW_DETAIL},
    [ACTION_VIEW_MAP] = {act_view, VIEW_MAP},
    [ACTION_VIEW_INVENTORY] = {act_view, VIEW_INVENTORY},
    [ACTION_VIEW_DETAIL] = {act_view, VIEW_DETAIL},
    [ACTION_VIEW_PATHS] = {act_view, VIEW_PATHS},
    [ACTION_SWITCH_OFF] = {work_act, ACTION_SWITCH_OFF},
    [ACTION_MARK] = {work_act, ACTION_MARK},
    [ACTION_MARK_RANGE] = {work_act, ACTION_MARK_RANGE},
    [ACTION_MARK_INVERT] = {work_act, ACTION_MARK_INVERT},
    [ACTION_BOOKMARK] = {work_act, ACTION_BOOKMARK},
    [ACTION_BOOKMARK_GO] = {work_act, ACTION_BOOKMARK_GO},
    [ACTION_MACRO_PLAY] = {work_act, ACTION_MACRO_PLAY},
    [ACTION_UNDO] = {work_act, ACTION_UNDO},
    [ACTION_REDO] = {work_act, ACTION_REDO},
    [ACTION_ADD_AUTHORIZER] = {act_trial, TRIAL_GUARD},
    [ACTION_TAKE_OVER] = {act_trial, TRIAL_TAKEN},
    [ACTION_VIEW_WHATIF] = {act_view, VIEW_WHATIF},
    [ACTION_VIEW_BLAST] = {act_blast, 0},
    [ACTION_VIEW_CUT] = {act_view, VIEW_CUT},
    [ACTION_VIEW_FINDINGS] = {act_view, VIEW_FINDINGS},
    [ACTION_VIEW_MATRIX] = {act_view, VIEW_MATRIX},
    [ACTION_VIEW_OVERVIEW] = {act_view, VIEW_OVERVIEW},
    [ACTION_VIEW_TREE] = {act_tree, 0},
    [ACTION_VIEW_TABLE] = {act_view, VIEW_TABLE},
    [ACTION_VIEW_SOURCE] = {act_view, VIEW_SOURCE},
    [ACTION_VIEW_TIME] = {act_view, VIEW_TIME},
    [ACTION_VIEW_MESSAGES] = {act_view, VIEW_MESSAGES},
    [ACTION_VIEW_HELP] = {act_help, 0},
    [ACTION_LEGEND] = {act_legend, 0},
    [ACTION_EDIT] = {act_edit, 0},
    [ACTION_YANK] = {act_yank, 0},
    [ACTION_YANK_MORE] = {act_yank, 1},
    [ACTION_RELOAD] = {act_reload, 0},
    [ACTION_EXPORT] = {act_export, 0},
    [ACTION_THEME] = {act_theme, 0},
    [ACTION_PROMPT] = {act_prompt, 0},
    [ACTION_POINT] = {mouse_act, ACTION_POINT},
    [ACTION_POINT_OPEN] = {mouse_act, ACTION_POINT_OPEN},
    [ACTION_POINT_MENU] = {mouse_act, ACTION_POINT_MENU},
    [ACTION_MOUSE] = {mouse_act, ACTION_MOUSE},
    [ACTION_JUMP] = {act_jump, 0},
    [ACTION_BREADCRUMB] = {act_breadcrumb, 0},
    [ACTION_VIEWS_LIST] = {act_views, 0},
    [ACTION_PALETTE] = {act_palette, 0},
    [ACTION_REPEAT] = {act_repeat, 0},
    [ACTION_REPAINT] = {act_repaint, 0},
    [ACTION_SUSPEND] = {act_suspend, 0},
    [ACTION_CLOSE] = {act_close, 0},
    [ACTION_QUIT] = {act_quit, 0},
};

unsigned session_perform(struct explorer *x, enum action action)
{
    session_catch_up(x);
    const struct view_kind *view = view_kinds[x->focus];
    if (action == ACTION_BACK && map_busy(x)) {
        bool first = !map_visible(x);
        map_cancel(x);
        session_say(x, first ? "stopped: a plainer map" : "stopped: the map is the one before");
        return ACT_HANDLED;
    }
    if (action == ACTION_BACK && live_stop(x)) {
        session_say(x, "stopped: what is shown is what was read before");
        return ACT_HANDLED;
    }
    if (action == ACTION_BACK && inquiry_stop_all(x)) {
        session_say(x, "stopped");
        later_drop(x);
        x->search.awaited = false;
        return ACT_HANDLED;
    }
    /* a click has to be told first which line is meant: mouse.c asks the view then */
    unsigned answer = action == ACTION_POINT ? ACT_NOT : view->act(x, x->views[x->focus], action);

    if (!(answer & ACT_HANDLED) && shared[action].act)
        answer = shared[action].act(x, shared[action].with);
    if (!(answer & ACT_HANDLED) || answer & ACT_BELL) {
        term_bell(x->term);
        act_say_why(x, action);
    } else if (x->prompt.kind == PROMPT_NONE) { /* else when its line is done */
        tutor_did(x, action);
    }
    return answer;
}
