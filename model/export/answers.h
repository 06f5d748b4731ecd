/* SPDX-License-Identifier: MIT */
/* answers.h - answers of the analyses as text for people and as JSON for programs.
 * Place:     export; knows analyses, never computes. All text from input is sanitised on its way.
 * Text:      100 columns, plain; the caller writes the buffer to stdout.
 * JSON:      ids are those of the graph (export -f json); keys in a fixed order, two spaces.
 */
#ifndef FAASMAP_ANSWERS_H
#define FAASMAP_ANSWERS_H

#include "blast.h"
#include "json_writer.h"
#include "label_flow.h"
#include "paths.h"
#include "stats.h"
#include "surface.h"

/* How many ways are told to each target. 0: the best one; and where one node was asked for, up to
 * PATHS_WAYS_USUAL that differ in how they begin or in their techniques. */
struct paths_form {
    size_t ways;
};
enum { PATHS_WAYS_USUAL = 4 };

/* The ways that are told of a target (count 0: only the best one); *differing: of each beginning. */
struct path_ways paths_ways_told(const struct path_answer *a, const struct path_target *t,
                                 const struct paths_form *form, struct arena *arena,
                                 bool *differing);
void paths_text(struct buf *out, const struct path_answer *a, const struct paths_form *form);
void paths_json(struct buf *out, const struct path_answer *a, const struct paths_form *form);
/* The techniques of the best ways to all targets as a layer of the ATT&CK Navigator; exact answers without
 * what proves their conditions. */
void paths_navigator(struct buf *out, const struct path_answer *a);
void labels_text(struct buf *out, const struct label_flow *f);
void labels_json(struct buf *out, const struct label_flow *f);
/* The parts of these answers, for answers that hold one. */
void paths_head_text(struct buf *out, const struct path_answer *a);
void paths_story_text(struct buf *out, const struct path_answer *a, const struct paths_form *form);
void paths_question_json(struct json_writer *w, const struct path_answer *a, const char *answer);
void paths_targets_json(struct json_writer *w, const struct path_answer *a,
                        const struct paths_form *form);
void blast_text(struct buf *out, const struct blast *b);
void blast_json(struct buf *out, const struct blast *b);
/* surface may be NULL: its line is left out. */
void stats_text(struct buf *out, const struct graph *g, const struct stats *s,
                const struct surface *surface);
void stats_json(struct buf *out, const struct graph *g, const struct stats *s,
                const struct surface *surface);

#endif
