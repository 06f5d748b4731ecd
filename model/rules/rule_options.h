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
#include "str.h"

struct str_list {
    const struct str *items;
    size_t count;
};

struct rule_options {
    struct date today;             /* for runtimes, expiry of suppressions; never the clock itself */
    struct str_list only, ignore;  /* rule ids or globs ("FW-02*"); only empty: all */
    struct str_list accounts;      /* known accounts: partners that are no finding */
    struct str_list owner_tags;    /* empty: owner, team, contact, costcenter */
    double gigabyte_seconds;       /* FW-054: 0: 300 */
    bool boundary_required;        /* FW-039 */
};

#endif
