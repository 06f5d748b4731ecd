/* SPDX-License-Identifier: MIT */
/* path_ask.h - a path between nodes that the user names: from some of them, to some, around some.
 * Place:     between the keys and commands and paths.h: what is tried on paper and what is hidden
 *            counts. The path that is found becomes the one that is lit everywhere.
 * From:      a node falls by its kind (blast.h): code is taken over, a secret is known; the internet
 *            is anyone. Of several sources and targets the best path of all is taken: weakest gate,
 *            least effort, fewest hops; the PATH_ASK_TARGETS nearest targets are looked at closer.
 * Via:       a path that leads through the node; among the best ways, else two paths put together
 *            where the second begins with what the first one reaches.
 */
#ifndef FAASMAP_PATH_ASK_H
#define FAASMAP_PATH_ASK_H

#include "buf.h"
#include "graph.h"

struct explorer;

enum { PATH_ASK_SOURCES = 64, PATH_ASK_TARGETS = 16 };

struct path_ask {
    const node_id *from; /* the first PATH_ASK_SOURCES count */
    size_t from_count;   /* 0: anyone on the internet */
    const node_id *to;
    size_t to_count;
    const node_id *avoid;
    size_t avoid_count;
    node_id via;         /* 0: none */
    size_t most;         /* hops; 0: any number */
    bool anyone;         /* without sources, to one node: as p does it. What input reaches goes before
                            what takes over code */
    bool select;         /* the target becomes what is selected */
    bool again;          /* the system was read again: without words, the hop cursor stays at... */
    size_t hop;
};

/* Lights the path and says so; false: there is none, and the words for that were said. In a large system
 * that comes later (inquiry.h), and true says that it is looked for. */
bool path_ask(struct explorer *x, const struct path_ask *q);
struct way;
void path_ask_drop(struct way *w); /* a question that was not begun; NULL is allowed */

#endif
