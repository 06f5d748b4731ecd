/* SPDX-License-Identifier: MIT */
/* action.h - the tables of views and actions: what a key can do.
 * Place:     keys.conf binds keys to these names, help and `faasmap keys` print them, views get
 *            the enum in act().
 * A new view: a file view_NAME.c and a row here. A new action: a row here, a binding in keys.conf
 * (a test demands one) and its work in the views that it names.
 */
#ifndef FAASMAP_ACTION_H
#define FAASMAP_ACTION_H

#include <stdbool.h>

#include "str.h"

/* X(ENUM, name, "Title") */
#define VIEWS(X)                                                                                   \
    X(MAP, map, "Map")                                                                             \
    X(INVENTORY, inventory, "Inventory")                                                           \
    X(DETAIL, detail, "Detail")                                                                    \
    X(PATHS, paths, "Paths")                                                                       \
    X(FINDINGS, findings, "Findings")                                                              \
    X(BLAST, blast, "Blast")                                                                       \
    X(CUT, cut, "Cut")                                                                             \
    X(WHATIF, whatif, "What if")                                                                   \
    X(MATRIX, matrix, "Matrix")                                                                    \
    X(OVERVIEW, overview, "Overview")                                                              \
    X(TREE, tree, "Tree")                                                                          \
    X(TABLE, table, "Table")                                                                       \
    X(SOURCE, source, "Source")                                                                    \
    X(TIME, time, "Time")                                                                          \
    X(MESSAGES, messages, "Messages")                                                              \
    X(HELP, help, "Help")

#define X(e, name, title) VIEW_##e,
enum view_id { VIEWS(X) VIEW_COUNT, VIEW_ANY = VIEW_COUNT };
#undef X

/* Where an action makes sense. */
#define IN(e) (1u << VIEW_##e)
#define IN_ALL ((1u << VIEW_COUNT) - 1u)

/* What goes left and right: pictures, texts, groups that fold, a path by its hops. */
#define IN_WIDE (IN_FOLDED | IN(PATHS) | IN(MATRIX) | IN(OVERVIEW) | IN(SOURCE))
#define IN_FOLDED (IN(MAP) | IN(INVENTORY) | IN(FINDINGS) | IN(TREE))

/* A(ENUM, "name", views, "help") */
#define ACTIONS(A)                                                                                 \
    A(UP, "up", IN_ALL, "Move up: on the map to the nearest node above")                           \
    A(DOWN, "down", IN_ALL, "Move down")                                                           \
    A(LEFT, "left", IN_WIDE, "Move left; in a tree fold or go to the group")                       \
    A(RIGHT, "right", IN_WIDE, "Move right; in a tree unfold")                                     \
    A(FIRST, "first", IN_ALL, "To the first line or node")                                         \
    A(LAST, "last", IN_ALL, "To the last line or node")                                            \
    A(PAGE_UP, "page-up", IN_ALL, "One screen up")                                                 \
    A(PAGE_DOWN, "page-down", IN_ALL, "One screen down")                                           \
    A(SCROLL_UP, "scroll-up", IN_ALL, "Scroll without moving the selection")                       \
    A(SCROLL_DOWN, "scroll-down", IN_ALL, "Scroll down")                                           \
    A(SCROLL_LEFT, "scroll-left", IN(MAP) | IN(SOURCE), "Scroll left")                             \
    A(SCROLL_RIGHT, "scroll-right", IN(MAP) | IN(SOURCE), "Scroll right")                          \
    A(CENTRE, "centre", IN(MAP) | IN(SOURCE), "Bring the selection into the middle")               \
    A(POINT, "point", IN_ALL, "Select what stands there, or press it")                             \
    A(POINT_OPEN, "point-open", IN_ALL, "Select and open what stands there")                       \
    A(POINT_MENU, "point-menu", IN_ALL, "A menu of what can be done there")                        \
    A(PAN, "pan", IN(MAP), "Move the picture")                                                     \
    A(MOUSE, "mouse", IN_ALL, "Mouse on or off; off, the terminal can mark text")                  \
    A(OPEN, "open", IN_ALL, "Open: details; follow the edge; unfold")                              \
    A(BACK, "back", IN_ALL, "Close what is open, then clear path, search, edge cursor")            \
    A(EDGE_NEXT, "edge-next", IN(MAP) | IN(DETAIL), "Next edge of the node")                       \
    A(EDGE_PREVIOUS, "edge-previous", IN(MAP) | IN(DETAIL), "Previous edge of the node")           \
    A(HISTORY_BACK, "history-back", IN_ALL, "Back to the node and view of before")           \
    A(HISTORY_FORWARD, "history-forward", IN_ALL, "Forward again")                                 \
    A(HISTORY_TOGGLE, "history-toggle", IN_ALL, "Between the last two places")                      \
    A(SEARCH_FORWARD, "search-forward", IN_ALL, "Search; hits light up while you type")            \
    A(SEARCH_BACKWARD, "search-backward", IN_ALL, "Search backward")                               \
    A(SEARCH_NEXT, "search-next", IN_ALL, "Next hit")                                              \
    A(SEARCH_PREVIOUS, "search-previous", IN_ALL, "Previous hit")                                  \
    A(PATH_NEXT, "path-next", IN(PATHS), "Next path")                                              \
    A(PATH_PREVIOUS, "path-previous", IN(PATHS), "Previous path")                                  \
    A(PATH_HERE, "paths-to-here", IN_ALL, "Path to here from the marked node, else the internet")                   \
    A(PATH_FROM, "path-from-here", IN_ALL, "Path from the node to the marked, else to a crown jewel") \
    A(STEP, "step", IN_ALL, "One hop along the path")                                              \
    A(STEP_BACK, "step-back", IN_ALL, "One hop back")                                              \
    A(SWITCH_OFF, "off-limits", IN_ALL, "Off limits: the line or hop; else hide the node; and back") \
    A(ADD_AUTHORIZER, "add-authorizer", IN_ALL, "What if it had an authorizer; and back")          \
    A(TAKE_OVER, "take-over", IN_ALL, "What if it were in an attacker's hands; and back")          \
    A(MARK, "mark", IN_ALL, "Mark the node, or take its mark away")                                \
    A(MARK_RANGE, "mark-range", IN_ALL, "Mark all from the last mark to here")                     \
    A(MARK_INVERT, "mark-invert", IN_ALL, "Turn the marks of all that is listed")                   \
    A(BOOKMARK, "bookmark", IN_ALL, "Bookmark the node; a letter a to z follows")                  \
    A(BOOKMARK_GO, "bookmark-go", IN_ALL, "To a bookmark; a letter follows, the list is shown")    \
    A(MACRO_PLAY, "macro-play", IN_ALL, "Play a macro: a letter follows; :macro records")          \
    A(UNDO, "undo", IN_ALL, "Undo: marks, notes, filters, folds, layers, what is tried")           \
    A(REDO, "redo", IN_ALL, "Do again what was undone")                                            \
    A(FILTER, "filter", IN_ALL, "Filter of this view; & once more clears it")                      \
    A(FILTER_VALUE, "filter-value", IN_ALL, "Filter by the value under the cursor")                \
    A(FOCUS_OFF, "focus-off", IN_ALL, "No focus: all that passes the filter")                      \
    A(FOCUS_1, "focus-1", IN_ALL, "Only what is one hop around the selected node")                 \
    A(FOCUS_2, "focus-2", IN_ALL, "Two hops around it")                                            \
    A(FOCUS_3, "focus-3", IN_ALL, "Three hops around it")                                          \
    A(FOCUS_4, "focus-4", IN_ALL, "Four hops around it")                                           \
    A(FOCUS_5, "focus-5", IN_ALL, "Five hops around it")                                           \
    A(REVEAL_OUT, "reveal-out", IN_ALL, "Reveal on the map what it leads to")                      \
    A(REVEAL_IN, "reveal-in", IN_ALL, "Reveal what leads to it")                                   \
    A(REVEAL_DOWN, "reveal-downstream", IN_ALL, "Reveal all that it leads on to")                  \
    A(REVEAL_UP, "reveal-upstream", IN_ALL, "Reveal all that leads to it")                         \
    A(DISMISS, "dismiss-others", IN_ALL, "The map without all but this node and the marked")       \
    A(COLOUR, "colour-by", IN_ALL, "Colours say zone, kind, reach, privilege or finding")          \
    A(LAYER_FLOW, "layer-flow", IN_ALL, "Layer: who calls, reads and writes what")                 \
    A(LAYER_IDENTITY, "layer-identity", IN_ALL, "Layer: identities, secrets, keys, rights")        \
    A(LAYER_INFRA, "layer-infrastructure", IN_ALL, "Layer: hosts, networks, code, logs")           \
    A(FRAMES, "frames", IN(MAP), "Frames around containers on or off")                             \
    A(DIRECTION, "direction", IN(MAP), "Left to right, or top to bottom")                          \
    A(BOXES, "boxes", IN(MAP), "Full boxes, or one line per node")                                 \
    A(ZOOM_IN, "zoom-in", IN(MAP), "More about each node: line, box, all facts")                   \
    A(ZOOM_OUT, "zoom-out", IN(MAP), "Less about each node, down to a box per container")          \
    A(ZOOM_WHOLE, "zoom-whole", IN(MAP), "As much of each node as lets the whole map be seen")     \
    A(WIDER, "wider", IN(MAP), "Wider labels: full names")                                         \
    A(REFIT, "refit", IN(MAP), "Choose direction, boxes and frames to fit the window")             \
    A(ALONE, "map-alone", IN_ALL, "The map alone on the screen, and back")                         \
    A(SCREEN_MORE, "screen-more", IN_ALL, "More room for this pane")                               \
    A(SCREEN_LESS, "screen-less", IN_ALL, "Less room for this pane")                               \
    A(SCREEN_RESET, "screen-reset", IN_ALL, "All panes as at the start")                           \
    A(PANE_NEXT, "pane-next", IN_ALL, "Next pane")                                                 \
    A(PANE_PREVIOUS, "pane-previous", IN_ALL, "Previous pane")                                     \
    A(PANE_1, "pane-1", IN_ALL, "Inventory pane")                                                  \
    A(PANE_2, "pane-2", IN_ALL, "Map pane")                                                        \
    A(PANE_3, "pane-3", IN_ALL, "Detail pane")                                                     \
    A(VIEWS_LIST, "views", IN_ALL, "Choose a view from a list")                                    \
    A(VIEW_MAP, "view-map", IN_ALL, "View: map")                                                   \
    A(VIEW_INVENTORY, "view-inventory", IN_ALL, "View: inventory by zone, container, kind")        \
    A(VIEW_DETAIL, "view-detail", IN_ALL, "View: everything about the selection")                  \
    A(VIEW_PATHS, "view-paths", IN_ALL, "View: what the internet reaches, hop by hop")             \
    A(VIEW_FINDINGS, "view-findings", IN_ALL, "View: what the rules find, why, and what to do")    \
    A(VIEW_BLAST, "view-blast", IN_ALL, "View: what falls if the selected node falls")             \
    A(VIEW_CUT, "view-cut", IN_ALL, "View: the cheapest changes that close all ways")              \
    A(VIEW_WHATIF, "view-whatif", IN_ALL, "View: changes on paper and what they close")            \
    A(VIEW_MATRIX, "view-matrix", IN_ALL, "View: which identity may do what, and needs what")      \
    A(VIEW_OVERVIEW, "view-overview", IN_ALL, "View: the system in few boxes, with counters")      \
    A(VIEW_TREE, "view-tree", IN_ALL, "View: what leads on from the selected node, as a tree")     \
    A(VIEW_TABLE, "view-table", IN_ALL, "View: every node a row, sorted by any column")            \
    A(VIEW_SOURCE, "view-source", IN_ALL, "View: the lines of the input that made the selection")  \
    A(VIEW_TIME, "view-time", IN_ALL, "View: when timers fire; timeouts, retries, what is kept")    \
    A(VIEW_MESSAGES, "view-messages", IN_ALL, "View: errors of the input, unresolved references")  \
    A(VIEW_HELP, "help", IN_ALL, "Keys and commands")                                              \
    A(LEGEND, "legend", IN_ALL, "Legend of kinds, lines and marks")                                \
    A(FOLD_TOGGLE, "fold-toggle", IN_FOLDED, "Fold or unfold the group or container")              \
    A(FOLD_OPEN, "fold-open", IN_FOLDED, "Unfold the group")                                       \
    A(FOLD_CLOSE, "fold-close", IN_FOLDED, "Fold the group")                                       \
    A(FOLD_ALL, "fold-all", IN_FOLDED, "Fold all groups")                                          \
    A(FOLD_NONE, "fold-none", IN_FOLDED, "Unfold all groups")                                      \
    A(COUNTER_NEXT, "counter-next", IN(OVERVIEW), "Next counter of the box")                       \
    A(COUNTER_PREVIOUS, "counter-previous", IN(OVERVIEW), "Previous counter, or the box")          \
    A(TREE_DOWN, "tree-downstream", IN(TREE), "What the selected node leads on to")                \
    A(TREE_UP, "tree-upstream", IN(TREE), "What leads to the selected node")                       \
    A(SORT_NEXT, "sort-next", IN(TABLE), "Sort by the next column")                                \
    A(SORT_PREVIOUS, "sort-previous", IN(TABLE), "Sort by the column before")                      \
    A(SORT_REVERSE, "sort-reverse", IN(TABLE), "The other way round")                              \
    A(MATRIX_TURN, "matrix-turn", IN(MATRIX), "Zone by zone, or identity by thing")               \
    A(SOURCE_NEXT, "source-next", IN(SOURCE), "Next place")                                        \
    A(SOURCE_PREVIOUS, "source-previous", IN(SOURCE), "Previous place")                            \
    A(EDIT, "edit", IN_ALL, "Open $EDITOR where the node or edge is defined")                      \
    A(YANK, "yank", IN_ALL, "Copy the name to the clipboard")                                      \
    A(YANK_MORE, "yank-more", IN_ALL, "Copy the path, else the node, as Markdown")                 \
    A(EXPORT, "export", IN_ALL, "Write the view or the system to a file")                          \
    A(RELOAD, "reload", IN_ALL, "Read the files again; what changed lights up")                    \
    A(THEME, "theme", IN_ALL, "Next colour theme")                                                 \
    A(PROMPT, "prompt", IN_ALL, "Type a command")                                                  \
    A(JUMP, "jump", IN_ALL, "Letters on all that is there: type them to go")                       \
    A(BREADCRUMB, "breadcrumb", IN_ALL, "What the selection stands in; once more: the last place") \
    A(PALETTE, "palette", IN_ALL, "Find a node, view, finding or command by its name")            \
    A(REPEAT, "repeat", IN_ALL, "Repeat the last command")                                         \
    A(REPAINT, "repaint", IN_ALL, "Draw the whole screen again")                                   \
    A(SUSPEND, "suspend", IN_ALL, "Back to the shell; fg returns")                                 \
    A(CLOSE, "close", IN_ALL, "Close this view; on the map: quit")                                 \
    A(QUIT, "quit", IN_ALL, "Quit")

#define A(e, ...) ACTION_##e,
enum action { ACTION_NONE, ACTIONS(A) ACTION_COUNT };
#undef A

struct action_row {
    const char *name;
    unsigned views; /* bits IN(x) */
    const char *help;
};
extern const struct action_row actions[ACTION_COUNT]; /* [ACTION_NONE] is "none" */
extern const char *const view_names[VIEW_COUNT + 1];  /* [VIEW_ANY] is "any" */
extern const char *const view_titles[VIEW_COUNT];

bool action_find(struct str name, enum action *out);
bool view_find(struct str name, enum view_id *out); /* "any" gives VIEW_ANY */

#endif
