/* SPDX-License-Identifier: MIT */
/* finding.h - the findings of a system: all rules over one sealed graph.
 * Place:     rules; exporters print them, the explorer shows them.
 * Order:     severity (critical first), rule id, subject's id text, text: the same for the same
 *            input. Questions stand behind findings of the same severity.
 * Ownership: findings_free() frees all; graph and options are borrowed.
 */
#ifndef FAASMAP_FINDING_H
#define FAASMAP_FINDING_H

#include "advisories.h"
#include "rule.h"

enum { FINGERPRINT_SIZE = 17 };

struct finding {
    const struct rule *rule;
    enum severity severity;
    bool question;            /* not known: what would have to be looked up */
    int confidence;           /* 0..100 */
    node_id subject;
    node_id *others;          /* further nodes it is about, as the rule named them */
    size_t other_count;
    size_t named;             /* of the others, those of the rule: the rest are joined copies */
    bool rising;              /* they were named in ascending order: a higher one is new */
    edge_id edge;             /* 0: none */
    struct str text, fix;     /* fix: never empty */
    struct str about;         /* what tells it from others of this rule and subject; often empty */
    struct str part, names;   /* the same for people: "left-pad@1.0.0", "CVE-2026-1 +2"; often empty */
    const struct vulnerability *advised; /* FW-083: those that it tells; texts are the advisories' */
    size_t advised_count;
    struct path path;         /* hop_count 0: none */
    const struct path_question *asked; /* what the path answers; NULL: the way of strangers, exposure.h */
    struct origin where;
    char fingerprint[FINGERPRINT_SIZE]; /* of rule and ids: survives moved lines */
    struct str suppressed;    /* the reason that somebody gave; empty: not suppressed */
    bool known;               /* stands in the baseline */
};

struct findings;

/* Asked to stop (stop.h) it ends between two rules, and has found nothing. */
struct findings *findings_find(const struct graph *g, const struct rule_options *options)
    ATTR_RETURNS_NONNULL;
void findings_free(struct findings *f); /* NULL is allowed */
size_t findings_count(const struct findings *f);
const struct finding *findings_at(const struct findings *f, size_t i);
bool findings_ran(const struct findings *f, const struct rule *rule); /* options left it in */
void findings_suppress(struct findings *f, size_t i, struct str reason); /* copied */
void findings_set_known(struct findings *f, size_t i);
const struct graph *findings_graph(const struct findings *f);

/* Of rule and ids only: the same finding on a template whose lines have moved keeps it. Joined copies do
 * not count. out[FINGERPRINT_SIZE] */
void finding_fingerprint(const struct graph *g, const struct finding *f, char *out);
struct str findings_refuted(const struct findings *f); /* the analysis that failed (verify); empty: none */

/* Is it so? Each finding's nodes, edge, path, place and fingerprint are looked at again, one by one, over
 * the model's edges and the table of spread alone; and all analyses that rules rested on, if the
 * options said so (verify). false and one line in *why: "FW-001, route:x: hop 2: ...". */
bool findings_verify(const struct findings *f, struct buf *why);

/* The same for one of them, or for what claims to be one. */
struct finding_checker;
struct finding_checker *finding_checker_new(const struct findings *f) ATTR_RETURNS_NONNULL;
void finding_checker_free(struct finding_checker *c); /* NULL is allowed */
bool finding_checker_try(struct finding_checker *c, const struct finding *f, struct buf *why);

#endif
