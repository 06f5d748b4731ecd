/* SPDX-License-Identifier: MIT */
/* live.h - the graph is read again while it is looked at: when files change, by R, by :open.
 * Place:     inside the explorer; its loop hands over the descriptors that it watches.
 * Reading:   in a thread of its own by options.loader; the old graph stays on the screen meanwhile. What
 *            can be told of both graphs (replace.h) is found in that thread, too.
 * Watching:  inotify on the folders that the sources lie in; LIVE_PAUSE_MS after the last event the
 *            system is read. Swap files and backups of editors do not count. Other files than the sources
 *            may belong to the system too, or be the noise of a busy folder: after a reading that they
 *            caused and that found nothing, they wait LIVE_QUIET_TIMES as long as that reading took.
 * Replacing: selection, history, path, marks, filters, folds and what is tried on paper are found
 *            again by the ids of nodes and edges; what changed is counted and flashes until the next
 *            key.
 */
#ifndef FAASMAP_LIVE_H
#define FAASMAP_LIVE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "explorer.h"
#include "map.h"

struct explorer;
struct decisions;
struct replacement;

enum { LIVE_PAUSE_MS = 200, LIVE_QUIET_TIMES = 20, LIVE_FOLDERS_MAX = 1024 };

/* What a reading gives; the explorer owns all of it then. */
struct loaded {
    struct graph *graph;          /* NULL: why says so */
    struct decisions *decisions;
    struct system_place place;
    struct arena *arena;          /* texts of the place */
    struct buf why;
};

/* Reads a system; called from another thread, so it may touch only what arg is. path: NULL: what was
 * opened at the start. stop: set when nobody waits for it any more. */
struct loader {
    void (*load)(void *arg, const char *path, const atomic_bool *stop,
                 struct loaded *out);
    void *arg;
};

struct live {
    struct loaded own;    /* what was loaded last; graph NULL: still what the caller gave */
    int notify, timer, done; /* descriptors; -1: none */
    bool watching, reading, again, opening;
    struct map names;     /* of the files that are sources, without their folders */
    long quiet_ms;        /* before what other files cause is read; 0: LIVE_PAUSE_MS */
    long began_ms;        /* clock of the reading */
    bool waits;           /* for the end of quiet_ms: the timer runs */
    bool asked;           /* by the user: an answer is due even if nothing changed */
    pthread_t thread;
    atomic_bool stop; /* nobody waits for what is being read */
    char *path;           /* what was opened last by :open; NULL: what was opened at the start */
    char *wanted;         /* of the reading */
    const struct graph *from;    /* what is shown while the thread reads; nothing else replaces it */
    struct loaded next;          /* the thread writes it */
    struct replacement *ready;   /* of both; the thread writes it */
    uint8_t *changed;     /* per node id: it lights up until the next key; NULL: nothing does */
    uint8_t *found;       /* per node id: enum live_found, of the last reading that found any */
    size_t found_count;   /* nodes that it is about */
    size_t added, removed, altered;
    unsigned taken;       /* raised by every reading that was shown */
};

/* What a reading found of a node; the filter key `changed` has these words, and yes and no. */
enum live_found { LIVE_SAME, LIVE_ADDED, LIVE_ALTERED };
extern const char *const live_words[3]; /* "same", "added", "altered" */

void live_open(struct explorer *x);
void live_close(struct explorer *x);
bool live_watch(struct explorer *x, bool on);  /* :set watch; false: it cannot be */
/* Begins to read; the graph is replaced when it is done. path: NULL: what is open. false: a complaint. */
bool live_read(struct explorer *x, const char *path);
/* Esc: gives up a reading that the user asked for; false: there is none. */
bool live_stop(struct explorer *x);
/* A descriptor of the loop's that can be read; false: it is none of these. */
bool live_work(struct explorer *x, int fd);
bool live_changed(const struct explorer *x, node_id n);
enum live_found live_found(const struct explorer *x, node_id n); /* until a reading finds others */
void live_calm(struct explorer *x); /* what flashed has been seen */

#endif
