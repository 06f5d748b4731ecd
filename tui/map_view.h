/* SPDX-License-Identifier: MIT */
/* map_view.h - what others may ask the map view: which boxes and lines it shows. */
#ifndef FAASMAP_MAP_VIEW_H
#define FAASMAP_MAP_VIEW_H

#include "session.h"

enum { MAP_DRAWN_MOST = 400 }; /* boxes; more than that are never drawn at once */

/* What is on the map now; NULL before it was drawn first. */
const struct visible *map_visible(const struct explorer *x);
bool map_is_part(const struct explorer *x); /* a large system: only what is near the selection */
/* What is counted on it holds: it is on the screen, or nothing was left out or let in since. */
bool map_holds(const struct explorer *x);
size_t map_shown(const struct explorer *x); /* nodes with a box, in one, or with a frame */
size_t map_fitting(const struct explorer *x); /* boxes that pass the filter, drawn or not */
/* The node whose box n has, or could have on these layers; 0: none. */
node_id map_box_of(const struct explorer *x, node_id n);
/* How many boxes it would show without a focus. At once, so for small systems. */
size_t map_count_boxes(struct explorer *x);
bool map_shows_all(const struct explorer *x); /* every box that its layers have */
/* These are new with the next picture: they are brought into sight as far as the selection stays there,
 * and who remain outside are counted in the message. */
void map_show_new(struct explorer *x, const node_id *nodes, size_t count);
/* How it is drawn; false before it was drawn first. */
bool map_options(const struct explorer *x, struct layout_options *out);
/* Of the whole drawing, of which the pane shows a part; false before it was drawn first. */
bool map_size(const struct explorer *x, int *rows, int *cols);
/* Arrows for the sides where the map goes on outside the window, in the order left up right down. */
void map_more(const struct explorer *x, bool more[4]);
/* A picture that takes long is laid out beside: the old one, or none, stays until map_work() hears that
 * it is there (the descriptor of an EVENT_WORK; false: it is not the map's), or nobody wants it any
 * more. */
bool map_busy(const struct explorer *x);
unsigned map_later(const struct explorer *x); /* rises when one has come: what told of the old one is stale */
bool map_work(struct explorer *x, int fd);
void map_cancel(struct explorer *x); /* the old picture stays for good; the first one will be plain */
/* The graph is about to be another one. now[id] is what a node is called there (0: it is gone), for
 * the ids up to count; the next picture keeps to this one as far as it can. NULL: to nothing. */
void map_reset(struct explorer *x, const node_id *now, size_t count);
/* The first row and column of the picture in the window; 0 before it was drawn first. */
void map_window(const struct explorer *x, int *top, int *left);
void map_window_to(struct explorer *x, int top, int left);
/* Forgets the user's scrolling: the selection is brought into sight by the next drawing. */
void map_follow(struct explorer *x);

#endif
