/* SPDX-License-Identifier: MIT */
/* map_parts.h - private to the files of the map view: what they work on together.
 * Files:     map_build.c says which boxes are drawn, map_layout.c how, map_move.c goes from box to
 *            box, map_light.c and minimap.c draw over the picture, view_map.c shows the window and
 *            hears the keys.
 */
#ifndef FAASMAP_MAP_PARTS_H
#define FAASMAP_MAP_PARTS_H

#include "map_view.h"

enum { MINIMAP_ROWS = 8, MINIMAP_COLS = 24 };

struct minimap {
    uint8_t cells[MINIMAP_ROWS][MINIMAP_COLS];
    int corner;
    bool shown;
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

struct map_view {
    struct visible visible;
    struct layout_result layout;
    struct layout_options options;
    bool built, follow, small;  /* small: drawn around the node of focus only */
    unsigned built_for;
    enum size_class built_size;
    bool built_alone;
    size_t shown;               /* nodes with a box, in one, or with a frame */
    int top, left;              /* of the window on the canvas */
    int rows, cols;             /* of the window */
    enum visible_arrangement arrangement;
    unsigned layers, pinned;
    bool overview;              /* a box per container: a picture of its own kind */
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
bool map_stale(struct explorer *x, const struct map_view *m);
int map_selected_box(const struct explorer *x, const struct map_view *m); /* or VISIBLE_NONE */

/* map_layout.c */
void map_lay_out(struct explorer *x, struct map_view *m);
void map_remember(const struct explorer *x, struct map_view *m); /* before the picture is dropped */
void map_forget(struct map_view *m); /* the next picture owes nothing to those before */
bool map_zoom(struct explorer *x, const struct map_view *m, int step); /* false: at the end */
bool map_zoom_whole(struct explorer *x, struct map_view *m); /* false: nothing fits whole */

/* map_light.c: over the part of the picture that was drawn into c, from its cell row0, col0 on */
void map_light(const struct explorer *x, struct map_view *m, struct canvas *c, int row0, int col0);

/* minimap.c */
void minimap_make(struct map_view *m); /* for a new picture */
void minimap_draw(const struct explorer *x, struct map_view *m, struct canvas *c);

/* view_map.c: what to add to a row of the canvas to get that of the window; columns alike. A map
 * smaller than the window stands in its middle. */
int map_offset(int canvas, int window, int start);

/* map_move.c: boxes are indexes of the layout; VISIBLE_NONE: there is none */
int map_nearest_box(const struct map_view *m, int from, int down, int right);
int map_page_box(const struct map_view *m, int from, int down); /* about one window further */
int map_extreme_box(const struct map_view *m, bool last);       /* in reading order */

#endif
