/* SPDX-License-Identifier: MIT */
/* path_make.h - from arcs of a search to a path that a person can read.
 * Place:     analysis, between search.h and those that hand out paths (paths.c, exposure.c).
 */
#ifndef FAASMAP_PATH_MAKE_H
#define FAASMAP_PATH_MAKE_H

#include "paths.h"
#include "search.h"

/* The best way to v, which must be reached; texts live in the arena. */
struct path path_make(const struct search *s, vertex_id v, struct arena *arena);
/* Hops that were made before, for many paths of one search into one arena: they are shared. */
struct path_memo;
struct path_memo *path_memo_new(const struct search *s, struct arena *arena);
void path_memo_free(struct path_memo *memo); /* NULL is allowed; paths made by it live on */
struct path path_make_again(struct path_memo *memo, vertex_id v);
/* The same as path_make() with only the hops that were not told before: told[vertex_count] holds for each vertex
 * the number of the path that told the way to it (0: none), and is filled in with `number`. One
 * array per search and rank, as ways of one rank never differ in their beginning. No goal, no
 * weakest. */
struct path path_make_rest(const struct search *s, vertex_id v, uint32_t *told, uint32_t number,
                           struct arena *arena, struct path_shared *shared);
/* A way that is not the search's own, from its arcs; it ends in v. */
struct path path_make_way(const struct attack *a, const arc_id *arcs, size_t count, vertex_id v,
                          struct arena *arena);
/* The hops of a way, from its arcs. */
struct path_hop **path_make_hops(const struct attack *a, const arc_id *arcs, size_t count,
                                 struct arena *arena);
/* The goal row that v, which must be reached, fulfils, with its sentence; NULL: none. */
const struct spread_row *path_goal(const struct search *s, vertex_id v, struct arena *arena,
                                   struct str *sentence);
/* A sentence or reason with {a} {b} {ops} {auth} {evidence} {primitive} {mode} {cond} {key} {net}
 * filled in for a hop; an unknown placeholder stays as it is. */
struct str path_render(const struct graph *g, const struct spread_terms *terms, const char *text,
                       const struct spread_hop *hop, edge_id e, struct arena *arena);

#endif
