/* SPDX-License-Identifier: MIT */
/* session.h - what the views of one explorer share: the graph, what is selected, what is shown.
 * Place:     inside the explorer; views and commands get it, nobody else does.
 * Rule:      views change shared state only through the functions below, so that every view hears
 *            of it: each change raises one of the counters, views rebuild when theirs is behind.
 */
#ifndef FAASMAP_SESSION_H
#define FAASMAP_SESSION_H

#include "coach.h"
#include "explorer.h"
#include "export_worker.h"
#include "exposure.h"
#include "finding.h"
#include "inquiry.h"
#include "inventory_tree.h"
#include "judged.h"
#include "jump.h"
#include "keymap.h"
#include "later.h"
#include "layout.h"
#include "live.h"
#include "macro.h"
#include "mask.h"
#include "paths.h"
#include "personal.h"
#include "pick.h"
#include "present.h"
#include "prompt.h"
#include "sight.h"
#include "theme.h"
#include "tutor.h"
#include "undo.h"
#include "view.h"
#include "visible.h"
#include "work.h"

enum size_class { SIZE_NOTHING, SIZE_LIST, SIZE_SINGLE, SIZE_DOUBLE, SIZE_TRIPLE };
enum choice { CHOICE_AUTO, CHOICE_YES, CHOICE_NO };

enum { HISTORY_MAX = 64, TRIALS_MAX = 10000, PANES_MAX = 3, CHORD_MAX = KEYMAP_CHORD_MAX };

struct page;

/* How much of the map is told: a box per container, a line per node, its name and how it starts, all
 * of that. */
enum zoom { ZOOM_AUTO, ZOOM_OVERVIEW, ZOOM_COMPACT, ZOOM_FULL, ZOOM_DETAILED, ZOOM_COUNT };
extern const char *const zoom_names[ZOOM_COUNT]; /* "auto" ... */

/* What the user decided about the map; the rest is left to the fit. */
struct map_choices {
    unsigned layers; /* VISIBLE_LAYER bits */
    enum visible_arrangement arrangement;
    enum choice frames, downward;
    enum zoom zoom;
    bool wide, no_minimap;
};

struct active_path {
    bool on;
    struct arena *arena;
    struct path path;
    size_t hop; /* the hop cursor: 1 .. hop_count; 0: before the first */
};

struct search {
    struct buf text;
    bool backward;
    uint8_t *hit; /* per node id */
    size_t count;
    bool plain;   /* the hits have the text itself: a longer one has no others */
    unsigned asked; /* raised by every search */
    bool late;      /* a word of it is looked for beside: the hits come */
    bool awaited;   /* and then the first of them is gone to */
};

/* A change that the user tries on paper. */
enum trial_kind { TRIAL_OFF, TRIAL_GUARD, TRIAL_TAKEN };
enum { TRIAL_KINDS = TRIAL_TAKEN + 1 };
extern const char *const trial_words[TRIAL_KINDS]; /* "switched off" ... */

struct trial {
    enum trial_kind kind;
    node_id node; /* guarded, or in the attacker's hands */
    edge_id edge; /* switched off */
};

/* What anyone on the internet reaches, mode strict. */
struct trial_figures {
    size_t reached, by_state[STATE_COUNT], fallen; /* by the best state; crown jewels */
};

struct trials {
    struct trial *items;
    size_t count, cap;
    struct what_if change;  /* all of them */
    const struct jewels *jewels; /* session_jewels(); NULL: nothing was tried yet */
    struct trial_figures before, now; /* ask session_figures() */
    bool counted, counted_before;
    struct buf told;             /* what was done last, for the figures that come later */
    unsigned version;       /* raised by every trial */
};

/* The change that x->exposure is of. */
struct reach_work {
    struct what_if *change;
    unsigned raised; /* how often x->shown rose because of this alone */
};

/* A place of the screen that can be pressed: bars and borders note theirs while they are drawn. */
struct spot {
    int row, col, cols;
    enum action action; /* ACTION_NONE: the node */
    node_id node;
};
enum { SPOTS_MAX = 48 };

/* What the scrollbar of a list knows of its lines, and for which state. */
enum { TICK_ROWS = 256 };
struct ticks {
    size_t lines;
    unsigned made, searched, worked; /* page.made, search.asked, x->worked */
    const struct judged *judged;
    int height;
    uint8_t rows[TICK_ROWS];
};

struct mouse {
    bool on;
    int row, col;        /* on the screen */
    int down, right;     /* how far a drag went since the last one */
    enum view_id view;   /* where the button went down; VIEW_ANY: nowhere */
    bool bar;            /* on its scrollbar */
};

struct pane {
    enum view_id view;
    struct layout_rect rect;  /* with its border, if it has one */
    bool border;
};

/* Where somebody was: a node, and the view of the main pane. */
struct visit {
    node_id node;
    enum view_id view;
};

struct explorer {
    struct explorer_options options;
    const struct graph *graph;
    const struct graph *before;  /* while another graph takes its place: the old one */
    struct exposure *exposure;
    uint8_t *outer;              /* per edge id: crosses an outer boundary */
    struct inventory_tree inventory_tree; /* until the inventory takes it */
    struct findings *findings;   /* NULL: not asked for yet */
    struct diags *own;           /* what is wrong in the person's own files (own.h) */
    struct diags *findings_notes; /* what the team's decisions complain about */
    struct judged *judged;       /* the same by node and by how they stand; NULL with them */
    size_t findings_open;        /* neither questions nor suppressed nor known */
    size_t rules_ran;
    struct jewels *jewels;       /* NULL: not asked for yet */
    struct prices *prices;       /* of the flood */
    struct flood *flood;         /* NULL: not asked for yet (page_flood.c) */
    struct flood_hour_at *flood_hour; /* at the entry that was shown last; NULL: none was */
    struct term *term;
    struct keymap keys;
    struct theme *theme;
    struct style styles[ROLE_COUNT];
    enum depth depth;
    bool own_depth;              /* somebody chose it: pictures have it too */
    bool ascii;                  /* what is drawn; session_glyphs() finds it */
    enum choice glyphs;          /* YES: utf8, NO: ascii */
    bool double_width;           /* the terminal gives ambiguous signs two cells: none is sent */
    bool still;                  /* nothing flashes, nothing moves by itself */

    struct canvas screen;
    int rows, cols;
    enum size_class size;
    struct pane panes[PANES_MAX];
    int pane_count;
    enum view_id main;           /* the view of the main pane */
    enum view_id focus;          /* the view that has the keys */
    enum view_id before_help;
    enum view_id lent;           /* had the keys before the screen became too small for its pane */
    bool is_lent;
    bool inventory, drawer;      /* in the place of the detail; detail drawer of the small screen */
    bool flood_sought;           /* the details go to it when they are drawn next */
    bool alone, full;            /* the map without all else; the focused pane alone */
    int cursor_row, cursor_col;
    bool behind;                 /* keys came since the screen was drawn */

    struct selection at;
    struct visit history[HISTORY_MAX];
    int history_count, history_at, history_last; /* entries; the present one; the one before it */
    struct map_choices map;
    struct sight sight;
    struct sight_sets *sight_sets;
    struct sight_missing sight_missing;
    struct active_path path;
    struct search search;
    struct trials trials;
    struct reach_work reach;
    struct inquiry_desk inquiries[INQUIRY_COUNT];
    struct way *way;             /* the path to look for next; NULL: none (path_ask.c) */
    bool way_found;              /* the last one that was looked for */
    struct work work;            /* marks, bookmarks, notes, tags, hidden nodes */
    struct undo undo;
    struct live live;            /* the graph read again while it is looked at */
    struct personal personal;
    unsigned hidden_changed;     /* raised when hidden nodes change */
    unsigned path_changed;       /* raised when another path is lit, or none */
    unsigned worked;             /* raised when marks, notes, tags or hidden nodes change */
    node_id range_from;          /* the node that was marked last; 0: none */
    enum action letter_for;      /* waits for a letter; ACTION_NONE: nothing does */
    struct macros macros;
    struct prompt prompt;
    struct mouse mouse;
    struct jump jump;
    struct present present;      /* :present, :set mask */
    struct coach coach;          /* lines for the first run */
    struct tutor tutor;          /* the guided tour */
    struct ticks ticks[VIEW_COUNT];
    struct buf log;              /* what the status line said, one a line, oldest first */
    struct spot spots[SPOTS_MAX];
    int spot_count;
    struct pick pick;            /* over everything while it is open */
    struct key typed[CHORD_MAX];
    unsigned typed_count;
    struct buf message, last_command;
    struct export_work exporting;
    struct later later;
    struct buf answer;           /* lines for who reads along: --linear prints them */
    struct buf farewell;         /* what went wrong while the explorer ended: for stderr */
    bool message_bad;

    unsigned selected, shown;    /* counters: selection or path; layers, theme, size */
    void *views[VIEW_COUNT];     /* private parts */
    bool ending;
    int status;
};

/* --- Selection (select.c) ---------------------------------------------------------------------- */
void session_select(struct explorer *x, node_id node); /* notes it in the history */
void session_select_edge(struct explorer *x, edge_id edge); /* 0: back to the node */
bool session_follow_edge(struct explorer *x);          /* to its other end; false: no edge */
bool session_turn_edge(struct explorer *x, int direction); /* next or previous edge of the node */
bool session_history(struct explorer *x, int direction);   /* 0: the last two */
void session_note_place(struct explorer *x); /* selection and view, if the history has it not yet */
/* The edges that the edge cursor visits: those drawn at the node's box, else all of the node; out
 * first. Writes at most max and returns their number. */
size_t session_edges(const struct explorer *x, node_id n, edge_id *out, size_t max);
node_id session_boxed(const struct explorer *x, node_id n); /* the node whose box n stands in */
/* The end that is not n, nor in n's box; as the node that has a box. */
node_id session_other_end(const struct explorer *x, edge_id e, node_id n);

/* --- Path (select.c) ------------------------------------------------------------------------- */
/* Of anyone, as path_ask() does it; false: not reached, which was said. (path_ask.c) */
bool session_path_asked(struct explorer *x, node_id node, bool select);
void session_path_set(struct explorer *x, struct arena *arena, const struct path *path); /* owns */
void session_path_clear(struct explorer *x);
bool session_step(struct explorer *x, int direction);

/* --- Search (search.c) ------------------------------------------------------------------------ */
void session_search(struct explorer *x, struct str text, bool backward);
/* The same where the view looks through its own lines: true if it does; the hits are counted then. */
bool session_search_here(struct explorer *x, struct str text, bool backward);
bool session_search_next(struct explorer *x, int direction);
void session_search_live(struct explorer *x); /* to the first hit, while the text is typed */
void session_search_done(struct explorer *x); /* to where that went, when it is */
/* What was searched for takes long and is looked for beside: true, and its first hit is gone to when it is
 * there. */
bool session_search_await(struct explorer *x);
void session_search_found(struct explorer *x); /* a word that somebody looked for is there */

/* --- Findings (session_findings.c) ------------------------------------------------------------- */
/* The rules of the options with the team's decisions, run at the first call: waits for them. */
const struct findings *session_findings(struct explorer *x);
/* The same without waiting: NULL until they are there, which raises x->shown. */
const struct findings *session_findings_asked(struct explorer *x);
/* For a command that cannot go on without them: true if they are there, else it is run again when they
 * are, and Esc drops it. */
bool session_findings_or_later(struct explorer *x);
void session_findings_soon(struct explorer *x); /* the same, for a system that is not large */
enum role finding_role(const struct finding *f);
void findings_go(struct explorer *x, const struct finding *f); /* in its view (view_findings.c) */

/* --- Crown jewels (session_jewels.c) ------------------------------------------------------------ */
const struct jewels *session_jewels(struct explorer *x); /* found at the first call */
void blast_go(struct explorer *x); /* what falls with the selected node (view_blast.c) */

/* --- What if (session_trial.c) ------------------------------------------------------------------ */
/* Makes the change, or takes it back if it was made before, and says what it does; false: there is
 * nothing to change like that. */
bool session_trial(struct explorer *x, struct trial trial);
/* The same without computing and without words; false: there is nothing like that, or too much. */
bool session_trial_put(struct explorer *x, struct trial trial);
void session_trial_back(struct explorer *x, size_t i);
/* What it is about: "POST /x invokes Handler", or the name of a node. */
void session_trial_about(const struct explorer *x, const struct trial *t, struct buf *out);
void session_forget_changes(struct explorer *x); /* before another graph comes: they had its ids */
void session_trials_clear(struct explorer *x);
/* Computes again what depends on the changes: after trials or hidden nodes became others. */
void session_renew(struct explorer *x);
/* What is reached before and now, which takes a search of everything: NULL until it was counted. */
const struct trials *session_figures(struct explorer *x);
/* Says what was done, with its figures: "switched off: anyone reaches 3 (was 5)"; those of a large
 * system when they are there, if nothing else was said meanwhile. */
void session_say_effect(struct explorer *x, struct str what);
const struct what_if *session_change(const struct explorer *x); /* NULL: nothing is tried */
void session_change_fill(const struct explorer *x, struct what_if *w); /* all of it into another */
struct what_if *session_change_copy(const struct explorer *x); /* for who keeps it */
void session_change_free(struct what_if *w); /* NULL is allowed */
bool session_is_off(const struct explorer *x, edge_id e);
void trials_release(struct trials *t);

/* --- What is reached (reach_worker.c) ------------------------------------------------------------- */
void reach_renew(struct explorer *x); /* for the present change: at once, or beside */
void reach_close(struct explorer *x); /* x->exposure is NULL then */

/* In moved() of view.h (replace.c): what an edge of the old graph is called now; 0: it is gone. */
edge_id session_edge_now(const struct explorer *x, edge_id e);
/* Drops the lines, whose ids are old; page_return() then finds what the cursor stood for. */
void session_page_moved(const struct explorer *x, struct page *p, const node_id *now,
                        size_t old_count);

/* --- Texts ------------------------------------------------------------------------------------ */
void session_say(struct explorer *x, const char *fmt, ...) ATTR_PRINTF(2, 3);
void session_complain(struct explorer *x, const char *fmt, ...) ATTR_PRINTF(2, 3);
enum role session_zone_role(const struct explorer *x, node_id n);
struct str session_name(const struct explorer *x, node_id n);

/* --- The rest (explorer.c) --------------------------------------------------------------------- */
unsigned session_perform(struct explorer *x, enum action action); /* ACT_* of view.h (act.c) */
void session_await(struct explorer *x); /* handles what is there, on a memory terminal all that comes */
void session_begin(struct explorer *x); /* where a look at a system begins */
void session_show_view(struct explorer *x, enum view_id view); /* noted in the history */
void session_turn_view(struct explorer *x, enum view_id view); /* not noted there */
bool session_theme(struct explorer *x, struct str name);
void session_theme_next(struct explorer *x);
void session_glyphs(struct explorer *x); /* after one of the choices that x->ascii follows */
void session_layer(struct explorer *x, enum layer layer);
void session_type(struct explorer *x, struct key key); /* as if it was pressed */
void session_finish(struct explorer *x); /* commands that wait, files that are written */
void session_quit(struct explorer *x, int status);
void session_suspend(struct explorer *x); /* until the shell continues us */
void session_edit_at(struct explorer *x, struct origin where); /* $EDITOR at a place */
void session_edit(struct explorer *x); /* $EDITOR at the selection (editor.c) */

/* To the clipboard, by the user's program or OSC 52; what is too long for that goes to a new file
 * below TMPDIR, which is named. false: a complaint was made. (copy.c) */
bool session_copy(struct explorer *x, struct buf *text); /* masked in place where the mask is on */

void help_go(struct explorer *x, bool legend); /* scrolls the help view (view_help.c) */

/* --- Panes (screen.c) --------------------------------------------------------------------------- */
void screen_arrange(struct explorer *x); /* the panes of this size and state */
void screen_styles(struct explorer *x);  /* what the theme makes of the roles in the view in focus */
void screen_draw(struct explorer *x);
/* Views learn from drawing what is selected and how large they are: keys that come in one burst do what they
 * do one by one. */
void screen_catch_up(struct explorer *x);
void session_catch_up(struct explorer *x); /* before anybody acts: that, and commands that wait (explorer.c) */
const struct pane *screen_pane(const struct explorer *x, enum view_id view); /* NULL: not shown */
void screen_frame(struct explorer *x, const struct layout_rect *r, enum role role);
struct layout_rect screen_inside(const struct explorer *x, const struct pane *p); /* without border */
/* What the lines of a page may take that begins in the second column of its pane; a blank stays before
 * the scrollbar. */
int screen_page_cols(const struct explorer *x, const struct canvas *c);
void screen_spot(struct explorer *x, int row, int col, int cols, enum action action, node_id node);
void screen_cycle(struct explorer *x, int direction); /* the keys go to the next pane */

/* --- Bars (bars.c): rows of x->screen, drawn after the panes ------------------------------------- */
void bars_breadcrumb(struct explorer *x); /* bars_crumb.c */
void bars_state(struct explorer *x);
void bars_prompt(struct explorer *x); /* in place of the state; puts the hardware cursor there */
void bars_hints(struct explorer *x); /* bars_hints.c */
void bars_chord(struct explorer *x); /* what may follow, above the state (bars_keys.c) */
/* F1 to F10 with what they do, from the left; the column behind them (bars_keys.c). */
int bars_function_keys(struct explorer *x, int row, int end);

/* --- Scrollbars (scrollbar.c) --------------------------------------------------------------------- */
void scrollbar_draw(struct explorer *x, const struct pane *pane);
bool scrollbar_point(struct explorer *x, const struct pane *pane, int row, int col);

/* --- Mouse (mouse.c) ------------------------------------------------------------------------------ */
void mouse_key(struct explorer *x, struct key key, int row, int col);
void mouse_set(struct explorer *x, bool on);
void mouse_point(struct explorer *x, int row, int col); /* as a click there, but for bars */
unsigned mouse_act(struct explorer *x, int action); /* the actions point, point-open, point-menu, mouse */

#endif
