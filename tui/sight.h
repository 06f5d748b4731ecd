/* SPDX-License-Identifier: MIT */
/* sight.h - what the user wants to see: a filter per view, and of the map the focus, what was
 * revealed by hand, what is folded, and what the colours say.
 * Place:     inside the explorer (x->sight); views ask sight_shows(), the map reads the rest.
 * Invariant: a zeroed struct is the beginning: no filter, focus by the size of the system.
 * Change:    through the functions below only: each notes the state before it for undo and raises
 *            x->shown. What they say, they say in the status line.
 * Ownership: sight_copy() makes a deep copy, sight_release() frees it. Answers that cost a look at
 *            every node are kept in the explorer (struct sight_sets), not in struct sight.
 */
#ifndef FAASMAP_SIGHT_H
#define FAASMAP_SIGHT_H

#include "action.h"
#include "buf.h"
#include "filter.h"
#include "graph.h"

struct explorer;

/* Node ids in rising order. */
struct node_set {
    node_id *ids;
    size_t count, cap;
};

bool node_set_has(const struct node_set *s, node_id n);
bool node_set_add(struct node_set *s, node_id n);    /* false: it was there */
bool node_set_remove(struct node_set *s, node_id n); /* false: it was not there */

/* What the colour of a box on the map says. */
enum colour_by { COLOUR_ZONE, COLOUR_KIND, COLOUR_REACH, COLOUR_PRIVILEGE, COLOUR_FINDING,
                 COLOUR_BY_COUNT };
extern const char *const colour_by_names[COLOUR_BY_COUNT];

enum { SIGHT_HOPS_MOST = 5 };

struct sight {
    struct buf filter[VIEW_COUNT]; /* the text; empty: everything */
    bool hops_chosen;        /* else the focus goes by the number of boxes */
    int hops;                /* 0: no focus */
    node_id focus;           /* where it was last asked for; 0: the selection */
    bool only;               /* the others were dismissed: the map shows what was revealed */
    struct node_set revealed; /* on the map in spite of filter, focus and dismissal */
    struct node_set folded;  /* containers that are one box */
    struct node_set opened;  /* nodes whose group of equal siblings is taken apart */
    bool ungrouped;          /* equal siblings are never one box */
    enum colour_by colour;
};

void sight_copy(struct sight *to, const struct sight *from); /* to is released first */
void sight_release(struct sight *s);                         /* {0} again */
bool sight_same(const struct sight *a, const struct sight *b);
/* After the graph changed: now[old id] is the new id, or 0 where the node is gone; an old_count of 0: all
 * of them are. */
void sight_translate(struct sight *s, const node_id *now, size_t old_count);

/* --- What a view shows ------------------------------------------------------------------------ */

/* Passes the filter of the view (the map: or was revealed) and is not hidden. Focus, dismissal and
 * folding of the map are not asked here: map_visible() knows them. O(1); the first call after a
 * change of the filter looks at every node. */
bool sight_shows(const struct explorer *x, enum view_id view, node_id n);

/* Another number where sight_shows() may answer otherwise for some node than when it was the other: lists
 * are made anew then, and by nothing else that happens to what is shown. */
uint64_t sight_stamp(const struct explorer *x, enum view_id view);

/* Before a frame: what is marked, noted or tagged since the last one is shown otherwise if a filter asks for
 * it. */
void sight_follow_work(struct explorer *x);
/* The rules have answered, the boxes of the overview are there: a filter or a search may have asked for them. */
void sight_rules_found(struct explorer *x);
void sight_boxes_found(struct explorer *x);

/* The same of all nodes: [node id] != 0 passes the filter alone; NULL: there is none. Borrowed until
 * the next change. */
const uint8_t *sight_fits(const struct explorer *x, enum view_id view);

struct sight_counts {
    size_t all, shown; /* the rest is hidden */
};
struct sight_counts sight_counts(const struct explorer *x, enum view_id view);

/* True for views of nodes; the others have nothing that could be left out. */
bool sight_takes_filter(enum view_id view);
/* The view that `&` is for: the one with the keys, else that of the main pane, else the map. */
enum view_id sight_view(const struct explorer *x);
struct str sight_filter(const struct explorer *x, enum view_id view);
/* KEY:VALUE, or KEY=VALUE where the other would find it in longer texts; with quotes where it needs them. */
void sight_value(struct buf *out, const char *key, struct str value);
/* "" clears. false: the text is no filter, a complaint was made and nothing changed. */
bool sight_filter_set(struct explorer *x, enum view_id view, struct str text);
void sight_filter_say(struct explorer *x, enum view_id view); /* what it leaves */

/* --- What the map shows (sight_act.c) ---------------------------------------------------------- */
/* Only what is within hops of the node; 0: no focus. false: too much for one picture. */
bool sight_focus(struct explorer *x, node_id n, int hops);
void sight_focus_auto(struct explorer *x); /* by the size of the system */
/* What the selected node leads to, or what leads to it; one hop, or all. */
bool sight_reveal(struct explorer *x, bool out, bool all);
void sight_dismiss(struct explorer *x); /* all but the selected node and those with a mark */
/* One thing at a time: the filter of this view, then what was dismissed; false: there was none. */
bool sight_back(struct explorer *x);
void sight_colour(struct explorer *x, enum colour_by by);

unsigned sight_act(struct explorer *x, int action); /* the keys of all this: ACT_* of view.h */

/* --- Folding (sight_fold.c); false: nothing was done, and why was said -------------------------- */
bool sight_fold(struct explorer *x, node_id container, bool folded);
bool sight_fold_all(struct explorer *x, bool folded); /* also groups of equal siblings */
bool sight_fold_auto(struct explorer *x); /* from the inside until a map of 40 boxes is left */
bool sight_open_here(struct explorer *x); /* at the selection */
bool sight_close_here(struct explorer *x);
bool sight_toggle_here(struct explorer *x);
/* Per node the container that frames it, 0: none. Looked up once per graph. */
const node_id *sight_containers(const struct explorer *x);

/* A question that is answered by asking once more. */
struct sight_asked {
    node_id node;
    bool out;
    unsigned shown;
};
struct sight_asked *sight_asked(const struct explorer *x);

/* --- Colours (sight_colour.c) ------------------------------------------------------------------- */
/* True while the user chose to leave something out: a filter, a focus, dismissed, hidden. */
bool sight_leaves_out(const struct explorer *x);
void sight_focus_say(const struct explorer *x, struct buf *out); /* "focus: 2 hops" */

struct visible_dress;
/* The role and badge of a box on the map; arg is the explorer. */
void sight_dress(void *arg, node_id box, struct edge_list in_box, struct visible_dress *out);
struct canvas;
void sight_legend(const struct explorer *x, struct canvas *c); /* in the last row; by zone: nothing */

/* --- Filters while they are typed (sight_fits.c) ------------------------------------------------ */

/* What somebody asked for and is not there yet. */
struct sight_missing {
    bool rules, boxes;
};
/* What a text that is being typed would do. */
enum sight_verdict { SIGHT_OK, SIGHT_NONE, SIGHT_LATER, SIGHT_ERROR }; /* later: it is looked for */
struct sight_check {
    enum sight_verdict verdict;
    size_t count;        /* nodes that fit */
    const uint8_t *fits; /* per node id; NULL: error, later */
    struct buf error;
    size_t at;           /* of the error, in bytes */
    struct sight_missing missing; /* without which some do not fit that would */
};
const struct sight_check *sight_check(const struct explorer *x, struct str text); /* until the next */
/* For a command that cannot go on while that says SIGHT_LATER: true if it may ask once more now, else it is
 * run again by itself. */
bool sight_words_or_later(struct explorer *x);
bool sight_words_wait(struct explorer *x); /* for all that is looked for; false: nothing is */

/* --- Keys of filters that the graph does not know (sight_keys.c) --------------------------------- */
/* sev, rule, mark, note, tags of the user, changed, box, entry. */
struct filter_more sight_more(struct explorer *x);

struct finding;
/* The i-th finding about a node that still counts, worst first; NULL: no more, or the rules have not
 * answered yet. */
const struct finding *sight_finding(struct explorer *x, node_id n, size_t i);

struct sight_sets; /* private to sight_fits.c */
struct sight_sets *sight_sets_new(struct explorer *x);
void sight_sets_free(struct sight_sets *s);

#endif
