/* SPDX-License-Identifier: MIT */
/* aws_planes.h - services whose actions are about what another one keeps: the data of a database, a log or
 * a warehouse has action names, and partly ARNs, of its own.
 * Place:     iam. */
#ifndef FAASMAP_AWS_PLANES_H
#define FAASMAP_AWS_PLANES_H

#include "aws_policy.h"

/* "rds-data" -> "rds"; mostly the service itself. */
struct str aws_service_of_things(struct str service);
/* The pattern of a resource of these actions as one of the things: "rds-db ... dbuser:*\/app" ->
 * "rds ... *"; mostly *p itself. */
struct aws_arn aws_arn_of_things(struct arena *a, const struct aws_arn *p, struct str service);

/* The service whose actions a policy of such a thing may give besides: "kafka" -> "kafka-cluster". Empty:
 * none. */
struct str aws_service_of_data(struct str things);

#endif
