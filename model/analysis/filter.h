/* SPDX-License-Identifier: MIT */
/* filter.h - one grammar for picking nodes: search, hide, assertions, tables.
 * Place:     analysis, on exposure.h. Compiled once per text, then asked per node.
 * Grammar:   EXPR  = AND { "|" AND }           AND = NOT { NOT }        NOT = "!" NOT | ATOM
 *            ATOM  = "(" EXPR ")" | KEY OP VALUE | CALL | "loop" | "orphan" | WORD
 *            WORD  a bare word: its letters in this order somewhere in the name (fuzzy)
 *            OP    ":" part of the text, * and ? being wildcards (kinds, zones and the like: the
 *                  whole), "=" glob on the whole text, "~" POSIX extended regular
 *                  expression, ">=" "<=" ">" "<" numbers, gates for auth, severities for sev
 *            VALUE up to a blank, ")" or "|", or "in double quotes"
 *            CALL  up(X,K) what leads to X in at most K steps, down(X,K) what X leads to,
 *                  near(X,K) either way, path(A,B) all that lies between. X: a name, id or glob;
 *                  K may be left out. Steps go the way data flows.
 *            loop    lies on a cycle of data flow         orphan  has no flow at all
 * Keys:      kind name id type zone cluster provider stage runtime trigger auth reach priv secret
 *            tag file in out deg sens; any other key is an attribute of the node ("timeout>=300"):
 *            one that a node has, or that facts.h knows (which then fits nothing); memory and retries
 *            stand for memory-size and async-retries. cluster: any container around the node.
 *            Letter case is ignored. kind and trigger: a kind or its two letters (fn); a route is http
 *            as well. runtime: its own, else that of its app. reach: internet, thirdparty, internal. priv: read, write,
 *            invoke, delete, admin, policy, exec. tag:KEY or tag:KEY=VALUE.
 *            sev, rule, changed, mark and note are answered by whoever knows (filter_more), who may
 *            know further tags as well.
 * Errors:    filter_compile() gives NULL and says what is wrong at which byte.
 */
#ifndef FAASMAP_FILTER_H
#define FAASMAP_FILTER_H

#include "buf.h"
#include "exposure.h"

struct filter;

/* Keys that need more than the graph. compare: is `have` what the atom asks for? */
struct filter_more {
    void *arg;
    /* true: the key is known here. Calls test() until it says yes, for each value of the node. */
    bool (*values)(void *arg, node_id n, struct str key,
                   bool (*test)(void *test_arg, struct str value), void *test_arg, bool *yes);
    /* NULL, or: the words that a key may have, the least first, for ">=" and the like; NULL: the key
     * has no order. */
    const char *const *(*order)(void *arg, struct str key, size_t *count);
};

/* What parts of filters fit, kept from one filter to the next: while somebody types, only the word at
 * the cursor is new, and a longer word fits nothing that its beginning did not. For one graph, one
 * exposure and one filter_more; forget all of it when what is reached changes, else what filter_more has a
 * say in when that says otherwise. */
struct filter_memo;
struct filter_memo *filter_memo_new(void) ATTR_RETURNS_NONNULL;
void filter_memo_forget(struct filter_memo *m, bool all);
void filter_memo_free(struct filter_memo *m); /* NULL is allowed */
/* While somebody waits for the next letter: filter_fill() leaves open what takes long to ask of every node
 * (regular expressions, what starts a node, what it may do), unless the memo knows it; such a word fits
 * nothing yet. It is a filter of its own that needs the graph alone, so that a thread can ask it. */
void filter_memo_hurry(struct filter_memo *m, bool on);
struct str filter_memo_open(const struct filter_memo *m); /* of the last filling; empty: none */
void filter_memo_answer(struct filter_memo *m, struct str word, const uint8_t *fits, size_t nodes);

/* exposure may be NULL: reach and auth then fit nothing. more may be NULL. All is borrowed and must
 * outlive the filter; text too. */
struct filter *filter_compile(const struct graph *g, const struct exposure *x,
                              const struct filter_more *more, struct str text, struct buf *error,
                              size_t *error_at);
/* The same with a memo for its sets and for filter_fill(). */
struct filter *filter_compile_memo(const struct graph *g, const struct exposure *x,
                                   const struct filter_more *more, struct filter_memo *memo,
                                   struct str text, struct buf *error, size_t *error_at);
void filter_free(struct filter *f); /* NULL is allowed */
bool filter_test(const struct filter *f, node_id n);
/* fits[n] = 1 or 0 for each node id, fits[0] = 0; returns how many fit. Word by word over all nodes,
 * which is faster than filter_test() of each. */
size_t filter_fill(const struct filter *f, uint8_t *fits);
/* How many nodes fit; out[i] in id order, at most max are written. */
size_t filter_nodes(const struct filter *f, node_id *out, size_t max);
/* "kind:table:read" is the filter "kind:table" and the state read: a state behind the last colon of
 * a word that has another operator. *state is STATE_COUNT where none stands there. */
struct str filter_without_state(struct str text, enum state *state);
/* Where a name could stand as well: the text has an operator, or is one of the words that are no name
 * (loop, orphan). A bare word is a name; the letters of a fuzzy search would fit too much. */
bool filter_is_meant(struct str text);
/* ":" behind this key compares the whole value, not a part of it. */
bool filter_key_is_word(struct str key);

#endif
