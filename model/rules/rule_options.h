/* SPDX-License-Identifier: MIT */
/* rule_options.h - what a team or a caller may say about the rules.
 * Place:     rules; filled in by the command line and by faasmap.yaml.
 * Ownership: all texts and lists are borrowed and must outlive the findings.
 */
#ifndef FAASMAP_RULE_OPTIONS_H
#define FAASMAP_RULE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "date.h"
#include "diag.h"
#include "str.h"

struct advisories;
struct graph;
struct node;
struct vulnerability;

struct str_list {
    const struct str *items;
    size_t count;
};

/* X(ENUM, "name", "form") */
#define ASSERTIONS(X)                                                                              \
    X(NEVER, "never", "SEAT -> FILTER[:STATE]")                                                    \
    X(REQUIRE, "require", "auth>=CLASS on FILTER")                                                 \
    X(MAXFAN, "maxfan", "RUNS [on FILTER]")

#define X(e, ...) ASSERT_##e,
enum assertion_kind { ASSERTIONS(X) ASSERTION_COUNT };
#undef X
bool assertion_kind_find(struct str name, enum assertion_kind *out);

/* What must hold: rules_assertions.c checks it. */
struct assertion {
    enum assertion_kind kind;
    struct str text;
    struct origin where;
};

struct rule_options {
    struct date today;             /* for what expires; never the clock itself */
    struct str_list only, ignore;  /* rule ids or globs ("FW-02*"); only empty: all */
    struct str_list accounts;      /* known accounts: partners that are no finding */
    struct str_list owner_tags;    /* empty: owner, team, contact, costcenter */
    bool verify;                   /* the analyses are checked, for findings_verify() */
    long gigabyte_seconds;         /* FW-054: 0: 300 */
    bool boundary_required;        /* FW-039 */
    const struct graph *before;    /* FW-038: an older state, sealed; NULL: none */
    const struct assertion *assertions;
    size_t assertion_count;
    const struct advisories *advisories; /* FW-083: matched and ready; NULL: none were given */
    /* FW-083: has the team decided on this one where `subject` installs it? Then it is a finding of its
     * own, beside that of the rest of the package. NULL: nothing is decided. */
    bool (*decided)(const void *arg, const struct node *subject, const struct vulnerability *v,
                    struct date today);
    const void *decided_arg;
};

#endif
