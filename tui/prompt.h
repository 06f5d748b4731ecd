/* SPDX-License-Identifier: MIT */
/* prompt.h - the line at the bottom that is being typed: commands, searches, filters.
 * Place:     part of the explorer's shared state (session.h); has all keys while its kind is not
 *            PROMPT_NONE.
 * Keys:      those of line.h; Up and Down go through the commands of the history that begin with
 *            what was typed, C-r looks for one that has it anywhere; Tab completes names and
 *            arguments and opens the menu of what fits (complete.h); a click takes a candidate.
 */
#ifndef FAASMAP_PROMPT_H
#define FAASMAP_PROMPT_H

#include "action.h"
#include "complete.h"
#include "graph.h"
#include "history.h"
#include "line.h"

struct explorer;

enum prompt_kind { PROMPT_NONE, PROMPT_COMMAND, PROMPT_SEARCH, PROMPT_FILTER };

struct selection {
    node_id node; /* 0: nothing */
    edge_id edge; /* the edge cursor, an edge of the node; 0: none */
};

/* What the user looked at when a search began: each letter goes on from there, so that the screen is the
 * same however fast the word was typed. */
struct prompt_sight {
    int map_top, map_left;
    int top[VIEW_COUNT]; /* of lists */
};

struct prompt {
    enum prompt_kind kind;
    struct line line;
    bool fresh;              /* no key was typed yet */
    struct selection before; /* where a search began */
    struct prompt_sight sight;
    struct history history;  /* of commands */
    size_t history_at;
    struct buf kept;         /* what was typed before the history was gone through */
    struct buf search;       /* what was searched for before a filter was typed */
    bool search_backward;
    bool seeking;            /* C-r: the keys go to sought */
    struct line sought;
    struct completions menu;
};

void prompt_open(struct explorer *x, enum prompt_kind kind, bool backward);
/* A command that is begun: the cursor stands behind the text. */
void prompt_begin(struct explorer *x, struct str text);
void prompt_key(struct explorer *x, struct key key);
/* The mouse while a line is typed: a click on a candidate takes it, the wheel goes through them, the
 * line itself stays. false: it is elsewhere. */
bool prompt_mouse(struct explorer *x, struct key key, int row);
void prompt_release(struct prompt *p);

#endif
