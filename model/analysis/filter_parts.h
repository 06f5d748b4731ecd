/* SPDX-License-Identifier: MIT */
/* filter_parts.h - what the files of the filter share: the tree that a text is parsed into. */
#ifndef FAASMAP_FILTER_PARTS_H
#define FAASMAP_FILTER_PARTS_H

#include <regex.h>

#include "filter.h"

enum term_kind { TERM_AND, TERM_OR, TERM_NOT, TERM_WORD, TERM_COMPARE, TERM_SET };
enum filter_op { OP_IS, OP_GLOB, OP_REGEX, OP_AT_LEAST, OP_AT_MOST, OP_MORE, OP_LESS };

/* Key rows: X(ENUM, "name", whole: ":" compares the whole text) */
#define FILTER_KEYS(X)                                                                             \
    X(KIND, "kind", true)                                                                          \
    X(NAME, "name", false)                                                                         \
    X(ID, "id", false)                                                                             \
    X(TYPE, "type", false)                                                                         \
    X(ZONE, "zone", true)                                                                          \
    X(CLUSTER, "cluster", false)                                                                   \
    X(PROVIDER, "provider", true)                                                                  \
    X(STAGE, "stage", true)                                                                        \
    X(RUNTIME, "runtime", false)                                                                   \
    X(TRIGGER, "trigger", true)                                                                    \
    X(AUTH, "auth", true)                                                                          \
    X(REACH, "reach", true)                                                                        \
    X(PRIV, "priv", true)                                                                          \
    X(SECRET, "secret", false)                                                                     \
    X(TAG, "tag", true)                                                                            \
    X(FILE, "file", false)                                                                         \
    X(IN, "in", true)                                                                              \
    X(OUT, "out", true)                                                                            \
    X(DEG, "deg", true)                                                                            \
    X(SENS, "sens", true)

#define X(e, ...) KEY_##e,
enum filter_key { FILTER_KEYS(X) KEY_OTHER, KEY_COUNT = KEY_OTHER };
#undef X
struct filter_key_row {
    const char *name;
    bool whole;
};
extern const struct filter_key_row filter_keys[KEY_COUNT];

struct term {
    enum term_kind kind;
    enum filter_op op;
    enum filter_key key;
    struct str name;      /* of the key, as written */
    struct str value;
    struct str source;    /* the whole word in the text */
    uint32_t left, right; /* AND, OR, NOT: indexes of terms */
    char *part;           /* ":" with wildcards in a part of a text: "*VALUE*"; else NULL; owned */
    bool compiled;
    regex_t regex;
    uint8_t *set;         /* TERM_SET: [node count + 1] */
};

/* What each node leads to by one edge that data flows over, and what leads to it: compressed rows, since
 * edges lie in the order of no walk. Of one graph. */
struct filter_flow {
    uint32_t *down_at, *up_at; /* [node count + 3] */
    node_id *down, *up;
};

struct filter {
    const struct graph *graph;
    const struct exposure *exposure;
    const struct filter_more *more;
    struct filter_memo *memo; /* NULL: nothing is kept */
    struct filter_flow *flow; /* without a memo; NULL: not asked for yet */
    struct term *terms;
    size_t count, cap;
    uint32_t root;        /* count: the empty filter, which fits every node */
};

/* Does one node fit the term, not looking into other terms? (words, comparisons, sets) */
bool filter_term_fits(const struct filter *f, const struct term *t, node_id n);
/* What the memo knows about a word of this kind; NULL: nothing. [node count + 1] */
const uint8_t *memo_find(const struct filter_memo *m, enum term_kind kind, struct str source);
/* What it knows about the longest beginning of the word, no shorter than least; NULL: nothing. */
const uint8_t *memo_find_beginning(const struct filter_memo *m, enum term_kind kind,
                                   struct str source, size_t least);
void memo_keep(struct filter_memo *m, enum term_kind kind, struct str source, const uint8_t *fits,
               size_t bytes, bool changes);
struct filter_flow **memo_flow(struct filter_memo *m); /* to be filled by who needs it; kept as long as m */
const struct filter_flow *filter_flow_of(struct filter *f); /* made at the first question */
void filter_flow_free(struct filter_flow *f); /* NULL is allowed */
/* The place of a word in the order of the term's key; false: the key has no order, or not this word. */
bool filter_place(const struct filter *f, const struct term *t, struct str word, size_t *place);
/* A whole number or one with a point; false: this is none. */
bool filter_number(struct str s, double *out);
/* Makes the regular expression of a term from its value. false: *why says what is wrong, NULL if it is
 * none. */
bool filter_regex_make(struct term *t, const char **why);
bool filter_regex_fits(const struct term *t, struct str have);
/* One value of a node against what a term asks for. */
bool filter_compare(const struct term *t, struct str have);
/* Does a node have a value that the term asks for? */
bool filter_value(const struct filter *f, const struct term *t, node_id n);
/* The sets of calls and keywords. name: "up", "down", "near", "path", "loop", "orphan". a, b: the
 * arguments; steps: at most so many. false: no such name, or an argument that fits no node. */
bool filter_set(struct filter *f, struct str name, struct str a, struct str b, long steps,
                uint8_t *set, struct buf *error);

#endif
