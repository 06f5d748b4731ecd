/* SPDX-License-Identifier: MIT */
/* decisions.h - what a team has decided: suppressions, assertions and settings of faasmap.yaml, and
 *               the findings that were known before (a baseline).
 * Place:     rules; documents come from whoever opened the files.
 * Form:      rules:        {ignore: [FW-086], accounts: ["111122223333"], owner-tags: [team],
 *                           gigabyte-seconds: 300, boundary-required: true}
 *            suppressions: - {rule: FW-001, node: "GET /welcome", reason: for everybody,
 *                             until: 2027-01-31}     rule and node: globs; node: id or name, and
 *                             left out for all; until may be left out
 *                          - {rule: FW-083, advisory: CVE-2026-1, reason: not called}   one advisory by
 *                             any of its names; the others of the package stay
 *            assertions:   - never: anonymous -> kind:table:read    SEAT -> FILTER[:STATE]
 *                          - require: auth>=jwt on kind:route name:/admin*
 *                          - maxfan: 50                  runs that one request may make at the most;
 *                                                        RUNS [on FILTER]
 *            jewels:       - kind:table tag:pii              what must not fall (jewels.h)
 *            costs:        {split-role: 2}                   prices of changes (changes.h)
 *            advisories:   osv/                              a file or folder of advisories below
 *                                                            the folder of this file, or several;
 *                                                            the import leaves it out
 *            baseline:     what `faasmap check -f json` wrote: its fingerprints are known, and of packages
 *                          each advisory by itself.
 * Templates: cannot silence findings about themselves; only this file can, and it says why: a
 *            suppression without a reason, or with a member that is not known, is an error and
 *            suppresses nothing.
 * Members that are not named here belong to others and are left alone.
 */
#ifndef FAASMAP_DECISIONS_H
#define FAASMAP_DECISIONS_H

#include "advisories.h"
#include "changes.h"
#include "doc.h"
#include "finding.h"
#include "jewels.h"

struct suppression {
    struct str rule, node; /* globs; node empty: every node */
    struct str advisory;   /* empty: all that the rule finds */
    struct str reason;
    struct date until;     /* year 0: for ever */
    struct origin where;
    bool used;
};

struct decisions;

struct decisions *decisions_new(void) ATTR_RETURNS_NONNULL;
void decisions_free(struct decisions *d); /* NULL is allowed */
/* Adds what a document says; texts are copied. Complaints go to diags. */
void decisions_read(struct decisions *d, const struct doc *doc, struct diags *diags);
/* The same in the form of import_options.overlay; arg: the decisions. */
void decisions_take(void *arg, const struct doc *doc, struct diags *diags);
/* Adds the fingerprints of a baseline; false: the document is no answer of `faasmap check`. */
bool decisions_read_baseline(struct decisions *d, const struct doc *doc);
/* Options for findings_find(): what was read, `said` winning where both say something; lists are
 * joined. Borrowed from d and said. */
struct rule_options decisions_options(struct decisions *d, const struct rule_options *said);
/* What must not fall: as the entries stand there, or, where nobody said, what the system says.
 * Complaints about entries go to diags, NULL: nobody listens. */
struct jewels *decisions_jewels(const struct decisions *d, const struct graph *g,
                                const struct exposure *x, struct diags *diags) ATTR_RETURNS_NONNULL;
/* Adds those complaints only: for answers that ask nothing of jewels. */
void decisions_check_jewels(const struct decisions *d, const struct graph *g, struct diags *diags);
/* Files and folders of advisories, relative to the input root; empty: nobody said. Borrowed from d. */
struct str_list decisions_advisories(const struct decisions *d);
/* What was found there, for the options; d owns both from now on. NULL is allowed. */
void decisions_keep_advisories(struct decisions *d, struct packages *p, struct advisories *a);
/* Replaces the prices that the team has set. */
void decisions_costs(const struct decisions *d, struct change_prices *prices);
/* Marks the findings that are suppressed or known. A suppression that has expired, or that fits
 * nothing, is told to diags. */
void decisions_apply(struct decisions *d, struct findings *findings, struct date today,
                     struct diags *diags);

#endif
