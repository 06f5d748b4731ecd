/* SPDX-License-Identifier: MIT */
/* azure_needs.h - what an identity of Azure is needed for, read off the graph.
 * Place:     iam, on a sealed graph. analysis/excess_azure.h compares it with the role assignments.
 * Needed:    what triggers, bindings and calls of code (FACT_DOES) do to a thing; secrets that settings
 *            refer to; the storage of the host, if it is opened by identity. Of apps, with all that
 *            they host.
 * Possible:  what a setting names and nothing is seen to use; what a connection string opens as well,
 *            so that the right may not be used; what Microsoft's documentation recommends beyond what
 *            the call does; what a client does that is in no table.
 * Several identities of one app: nothing says which one is used, so each counts as needed.
 * Source:    Microsoft's documentation of Azure Functions, "Connections": the roles for
 *            AzureWebJobsStorage and for the bindings of blobs, queues, tables, Service Bus, Event Hubs,
 *            Cosmos DB and Event Grid when an identity is used.
 */
#ifndef FAASMAP_AZURE_NEEDS_H
#define FAASMAP_AZURE_NEEDS_H

#include "azure_roles.h"

struct azure_need {
    node_id user;       /* the function or app that needs it */
    node_id node;       /* the thing, or an account: whatever is in it; 0: nothing says which */
    const char *target; /* of azure_roles.h */
    unsigned ops;       /* OP_ bits */
    bool possible;
    bool by_identity;   /* it is asked for with the identity: no key opens it */
    edge_id edge;       /* that shows it; 0: none does */
    const char *why;    /* "its code uses it" */
    struct origin where;
};

struct azure_needs {
    struct azure_need *items; /* by user, node, target; sure ones first */
    size_t count;
    bool used;                /* something in the input runs as it */
    bool code_known;          /* all code that runs as it was followed */
    node_id unread_at;        /* what was not: an app without functions, or a function */
    struct str unread;        /* of it; empty: nothing of it was read */
};

/* Everything lies in the arena. O(edges of those who run as it, and of what they host). */
struct azure_needs azure_needs_of(const struct graph *g, node_id identity, struct arena *a);
/* The name of the group that the thing belongs to; NULL: of none. */
const char *azure_target_of(const struct node *n);
/* Does the need concern what lies in the scope? Where only the deployment knows what a thing lies in,
 * it may be this scope. */
bool azure_need_in(const struct graph *g, const struct azure_need *need, node_id scope);
/* Nothing says which thing it is, or only the deployment knows what that lies in: it may be in any scope. */
bool azure_need_anywhere(const struct graph *g, const struct azure_need *need);
/* Does it concern what a grant on this node gives: on the thing, on what lies in it, or on all things
 * of a sort? */
bool azure_need_about(const struct graph *g, const struct azure_need *need, node_id to);
/* azure_places.c: the node, and the boxes around it, which are few: its account, the resource group, the
 * subscription. Returns how many. */
enum { AZURE_BOXES_MAX = 32 };
size_t azure_boxes_around(const struct graph *g, node_id n, node_id up[static AZURE_BOXES_MAX]);
/* n lies in the box, at any depth, or is it. */
bool azure_lies_in(const struct graph *g, node_id n, node_id box);

#endif
