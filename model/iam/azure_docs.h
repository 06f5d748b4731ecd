/* SPDX-License-Identifier: MIT */
/* azure_docs.h - the role assignments and access policies of Azure that importers recorded on
 * identities, read and told in op classes.
 * Place:     iam; read by azure_iam.c, which makes grants of them, and by whoever asks what one
 *            assignment gives. Works before and after sealing.
 * Documents: flat JSON (iam.h) whose member "azure" is given.
 * Scopes:    a node that was joined with another since is found by the attribute FACT_STANDS_FOR,
 *            which azure_iam.c records.
 * Order:     by node, then as recorded on it.
 * Ownership: everything lies in the arena; texts of tables live forever.
 */
#ifndef FAASMAP_AZURE_DOCS_H
#define FAASMAP_AZURE_DOCS_H

#include "azure_roles.h"

enum azure_form {
    AZURE_BUILTIN, /* a role of the table */
    AZURE_CUSTOM,  /* a role that the template defines */
    AZURE_POLICY,  /* an access policy of a vault */
    AZURE_UNKNOWN  /* a role of which only the GUID is known */
};

struct azure_assignment {
    node_id holder, scope;         /* scope 0: it is not in the graph */
    enum azure_form form;
    const struct azure_role *role; /* AZURE_BUILTIN only */
    struct str name;               /* "Storage Blob Data Reader", "access policy", a GUID */
    struct str scope_id, condition;
    struct str actions;            /* what it allows above all, for people; empty: not told */
    struct azure_actions custom;   /* AZURE_CUSTOM */
    struct str secrets, keys, certificates; /* AZURE_POLICY: permissions */
    struct origin where;
};

size_t azure_docs_read(const struct graph *g, struct arena *a, struct azure_assignment **out);

/* What it gives: calls found() for each target, ops with OP_ bits; takes: the holder may become it.
 * only: it speaks of no other target. An access policy of a vault that asks for roles gives nothing;
 * the vault must be in the graph. */
void azure_assignment_gives(const struct graph *g, const struct azure_assignment *x,
                            void (*found)(void *arg, struct str target, unsigned ops, bool takes,
                                          bool only),
                            void *arg);

/* The classes that it gives on a target, what it gives on any among them; target NULL: on all targets.
 * *takes, which may be NULL: the holder may become it. */
unsigned azure_assignment_ops(const struct graph *g, const struct azure_assignment *x,
                              const char *target, bool *takes);

/* Permissions of access policies on secrets or on keys: their classes; and those of the given ones that do for
 * some classes, without copies (backup, restore, purge) if others do. shows: what has no class, since it only
 * shows, stays among them. */
unsigned azure_permission_ops(struct str words, bool keys);
struct str azure_permissions_narrow(struct arena *a, struct str given, bool keys, unsigned ops, bool shows);

#endif
