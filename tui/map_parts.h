/* SPDX-License-Identifier: MIT */
/* map_parts.h - private to the files of the map view: what they work on together.
 * Files:     map_build.c says which boxes are drawn, map_layout.c how, map_worker.c lays large ones out
 *            beside the explorer, map_move.c goes from box to box, map_titles.c, map_light.c and minimap.c
 *            draw over the picture, view_map.c shows the window and hears the keys.
 */
#ifndef FAASMAP_MAP_PARTS_H
#define FAASMAP_MAP_PARTS_H

#include "map_view.h"

enum { MINIMAP_ROWS = 8, MINIMAP_COLS = 24 };

struct minimap {
    uint8_t cells[MINIMAP_ROWS][MINIMAP_COLS];
    int corner;
    bool placed, shown;         /* placed: in this corner, in the last frame */
    bool held;                  /* the mouse went down on it */
    struct layout_rect at;      /* in the window */
};

/* The picture before, of one kind. */
struct map_memory {
    node_id *nodes;             /* in rising order */
    struct layout_seat *seats;
    size_t count;
    enum visible_arrangement arrangement;
    unsigned layers;
    struct layout_options options;
    unsigned pinned;            /* what of them the user had chosen: LAYOUT_PIN_* */
    enum size_class size;
    bool alone;
};

/* What decides which nodes are on it. */
struct map_wanted {
    uint64_t stamp; /* sight_stamp() */
    size_t revealed, folded;
    node_id focus;
    int hops;
    unsigned layers;
    bool only;
};

/* A picture: what is in it, how it was laid out, and for which state of the explorer. */
struct map_picture {
    struct visible visible;
    struct layout_result layout;
    struct layout_options options;
    unsigned pinned;            /* what of the options the user had chosen: LAYOUT_PIN_* */
    bool built, small;          /* small: drawn around the node of focus only */
    unsigned built_for, layers;
    enum size_class built_size;
    bool built_alone, overview; /* overview: a box per container */
    enum visible_arrangement arrangement;
    size_t shown;               /* nodes with a box, in one, or with a frame */
    struct map_wanted shown_for;
};

struct map_job;

struct map_view {
    /* the picture on the screen: as struct map_picture */
    struct visible visible;
    struct layout_result layout;
    struct layout_options options;
    unsigned pinned;
    bool built, small;
    unsigned built_for, layers;
    enum size_class built_size;
    bool built_alone, overview;
    enum visible_arrangement arrangement;
    size_t shown;
    struct map_wanted shown_for;
    unsigned later;             /* pictures that were laid out beside and have come */
    struct visible_plan *plan, *plan_before; /* of the boxes that there could be; NULL: none yet */
    struct map_job *job;        /* the next one is being laid out; NULL: it is not */
    bool plain;                 /* the user did not wait for the first picture: */
    unsigned plain_for;         /* for this state a plain one will do */
    bool follow;
    node_id walked;             /* what was selected and the focus went to, */
    unsigned walked_for;        /* in which state: it may have no box there, either */
    struct node_set fresh;      /* were revealed by the last key, and not drawn yet */
    int top, left;              /* of the window on the canvas */
    int rows, cols;             /* of the window */
    bool whole;                 /* being fitted: the style is free */
    struct map_memory memory[2]; /* [overview] */
    struct minimap minimap;
    uint8_t *lit;               /* per box: search hit, mark, note; 0: not looked yet (map_light.c) */
    unsigned lit_for, lit_work;
    size_t lit_hits;
    struct buf lit_text;
    bool anchored;              /* the selected box was on the screen, with its middle there: */
    int anchor_row, anchor_col;
};

/* map_build.c */
void map_build(struct explorer *x, struct map_view *m);
void map_drop(struct map_view *m);
void map_drop_plan(struct map_view *m); /* the graph goes */
void map_picture_release(struct map_picture *p);
/* The picture on the screen, to be put back or released; and one takes its place. */
struct map_wanted map_wanted_now(const struct explorer *x);
struct map_picture map_picture_take(struct map_view *m);
void map_picture_put(struct map_view *m, const struct map_picture *p);
void map_show(struct explorer *x, struct map_view *m, const struct map_picture *p); /* a new one */
bool map_stale(struct explorer *x, struct map_view *m);
int map_selected_box(const struct explorer *x, const struct map_view *m); /* or VISIBLE_NONE */

/* map_layout.c */
/* Lays out m->visible; if that takes long a job begins, which takes the picture; false then. first: no
 * older picture stands on the screen. */
bool map_lay_out(struct explorer *x, struct map_view *m, bool first);
void map_placed(const struct explorer *x, struct map_view *m); /* m->layout is new */
void map_remember(const struct explorer *x, struct map_view *m); /* before the picture is dropped */
void map_renumber_seats(struct map_view *m, const node_id *now, size_t count); /* see map_reset() */
void map_forget(struct map_view *m); /* the next picture owes nothing to those before */
bool map_zoom(struct explorer *x, const struct map_view *m, int step); /* false: at the end */
bool map_zoom_whole(struct explorer *x, struct map_view *m); /* false: nothing fits whole */

/* map_light.c: over the part of the picture that was drawn into c, from its cell row0, col0 on */
void map_light(const struct explorer *x, struct map_view *m, struct canvas *c, int row0, int col0);

/* map_titles.c: the same for the names of frames whose titles are outside or under the minimap, which is
 * drawn before */
void map_titles(const struct explorer *x, struct map_view *m, struct canvas *c, int row0, int col0);

/* minimap.c */
void minimap_make(struct map_view *m); /* for a new picture */
void minimap_draw(const struct explorer *x, struct map_view *m, struct canvas *c);
/* Some of r, in the picture, is under it. */
bool minimap_hides(const struct map_view *m, struct layout_rect r, int row0, int col0);
bool minimap_press(struct map_view *m, int row, int col); /* in the window; false: it is not there */
void minimap_drag(struct map_view *m, int row, int col);

/* view_map.c: what to add to a row of the canvas to get that of the window; columns alike. A map
 * smaller than the window stands in its middle. */
int map_offset(int canvas, int window, int start);
/* Brings [from, from + size) into a window of room cells at *start, with a margin as far as there is
 * room for one. */
void map_into_sight(int *start, int room, int from, int size, int margin);
/* high below low: low. */
static inline int map_clamp(int value, int low, int high)
{
    return value > high ? (high < low ? low : high) : value < low ? low : value;
}

/* map_worker.c */
/* first: no older picture stands on the screen meanwhile. */
bool map_takes_long(const struct layout_input *in, const struct layout_options *fixed, bool first);
/* false: there can be no thread, the picture is still the caller's. */
bool map_job_start(struct explorer *x, struct map_view *m, const struct layout_input *in,
                   const struct layout_options *fixed, struct map_picture *picture);
const struct map_picture *map_job_picture(const struct map_view *m); /* without layout; NULL */
void map_job_drop(struct explorer *x, struct map_view *m);

/* map_move.c: boxes are indexes of the layout; VISIBLE_NONE: there is none */
int map_nearest_box(const struct layout_result *l, int from, int down, int right);
int map_page_box(const struct map_view *m, int from, int down); /* about one window further */
int map_extreme_box(const struct layout_result *l, bool last);       /* in reading order */

#endif
