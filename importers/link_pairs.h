/* SPDX-License-Identifier: MIT */
/* link_pairs.h - projects of Azure Functions and the sites of templates, and which are one.
 * Place:     importers, for link_apps.c.
 * Pairs:     as azure.yaml says, then by the only equal names, then by place: the only two below a folder,
 *            the innermost first. Each app is in one pair at most.
 * Cost:      O(apps * (depth + log apps)), and the services of azure.yaml times the apps.
 * Ownership: the caller frees both lists with mem_free(); pairs point into the apps.
 */
#ifndef FAASMAP_LINK_PAIRS_H
#define FAASMAP_LINK_PAIRS_H

#include "link_parts.h"

struct app {
    node_id node;
    struct str id, name, folder; /* folder of the project or of the template */
    struct str service;          /* tag azd-service-name of a site */
    bool site, taken;
};

struct apps {
    struct app *items;
    size_t count, cap;
};

struct pair {
    struct app *project, *site;
};

struct pairs {
    struct pair *items;
    size_t count, cap;
};

/* Both lists are empty before. */
void link_pair_apps(struct link *l, struct apps *all, struct pairs *pairs);

#endif
