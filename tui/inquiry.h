/* SPDX-License-Identifier: MIT */
/* inquiry.h - questions to the analyses: answered at once in a small system, by a thread of their own in a
 * large one, while the screen says what is being looked for and keys go on.
 * Place:     part of the explorer's shared state (session.h), on beside.h; one row per question, in the
 *            file of who asks it.
 * State:     a question is asked for a state, told by a stamp: asked again for the same one it goes on,
 *            for another one it begins anew when the running one has ended, whose answer is dropped.
 * Stopping:  inquiry_stop() gives a question up, and so does another one: the thread is not waited for, it
 *            ends where its analysis looks next whether it is to stop (stop.h), its answer is dropped.
 * Where nobody is at the keys (scripts, --linear) who asked waits, so that the next command finds the
 * answer: inquiry_wait().
 */
#ifndef FAASMAP_INQUIRY_H
#define FAASMAP_INQUIRY_H

#include <stdbool.h>
#include <stddef.h>

struct explorer;

/* X(ENUM, kind) */
#define INQUIRIES(X)                                                                               \
    X(REACH, inquiry_reach)       /* what input of the internet reaches (reach_worker.c) */        \
    X(WAY, inquiry_way)           /* a path that the user asks for (path_ask.c) */                 \
    X(PATHS, inquiry_paths)       /* all that is reached (view_paths.c) */                         \
    X(FIGURES, inquiry_figures)   /* before and now of what is tried (session_trial.c) */          \
    X(BLAST, inquiry_blast)       /* what falls with a node (view_blast.c) */                      \
    X(CUT, inquiry_cut)           /* the cheapest changes (view_cut.c) */                          \
    X(FINDINGS, inquiry_findings) /* the rules (session_findings.c) */                             \
    X(BOXES, inquiry_boxes)       /* which boxes there could be: of the overview */                \
    X(PLAN, inquiry_plan)         /* and of the map (map_build.c) */                               \
    X(RIGHTS, inquiry_rights)     /* who is given what (matrix_rights.c) */                        \
    X(ZONES, inquiry_zones)       /* what leads from zone to zone (matrix_zones.c) */               \
    X(FLOOD, inquiry_flood)       /* what one event makes (page_flood.c) */                        \
    X(HOUR, inquiry_hour)         /* and what an hour of one entry costs */                        \
    X(WORD, inquiry_word)         /* what fits a word of a filter (sight_fits.c) */                \
    X(TABLE, inquiry_table)       /* names in their order, what stands in cells (view_table.c) */ \
    X(EXPORT, inquiry_export)     /* a file that is written (export_worker.c) */

#define X(e, kind) INQUIRY_##e,
enum inquiry { INQUIRIES(X) INQUIRY_COUNT };
#undef X

struct inquiry_kind {
    const char *doing; /* "looking for a path": for the state line */
    size_t job_size;
    bool stays;        /* Esc does not stop it: what is shown would be wrong for good */
    void (*fill)(struct explorer *x, void *job); /* zeroed; copies all that may change meanwhile */
    void (*work)(void *job);
    void (*take)(struct explorer *x, void *job); /* takes what was found out of the job */
    void (*drop)(void *job);                     /* frees what is left in it */
};
#define X(e, kind) extern const struct inquiry_kind kind;
INQUIRIES(X)
#undef X

struct inquiry_job;
struct inquiry_desk {
    struct inquiry_job *job; /* NULL: nothing works on it */
    unsigned stamp;          /* of the question that was asked last */
    bool again;              /* the job is for an older one */
    bool stopped;            /* the user did not wait for this one */
};

/* Asks, unless it is being answered or was stopped for this stamp already. */
void inquiry_ask(struct explorer *x, enum inquiry q, unsigned stamp);
bool inquiry_busy(const struct explorer *x, enum inquiry q);    /* an answer will come */
bool inquiry_stopped(const struct explorer *x, enum inquiry q); /* the last one was given up */
void inquiry_stop(struct explorer *x, enum inquiry q);
/* Esc: stops what can be stopped; false: there was nothing. */
bool inquiry_stop_all(struct explorer *x);
void inquiry_resume(struct explorer *x); /* what was stopped may be asked again */
void inquiry_wait(struct explorer *x, enum inquiry q); /* until its answer was taken */
void inquiry_hurry(struct explorer *x, enum inquiry q); /* the same, but it is told to stop: what it has is taken */
bool inquiry_work(struct explorer *x, int fd); /* one has ended; false: the descriptor is of none */
/* What is being looked for; NULL: nothing. */
const char *inquiry_doing(const struct explorer *x);
/* Before the terminal or the graph goes: all are waited for, nothing is taken. */
void inquiry_close(struct explorer *x);

#endif
