/* SPDX-License-Identifier: MIT */
/* aws_asked.h - requests about things, for whoever asks the same thing about many actions and statements.
 * Place:     iam, on aws_needs.h. What a request says of a thing depends on the thing and on the shape of
 *            the action only, so it is made once for both, and kept until many others were made.
 * Ownership: aws_asked_free(); the things are borrowed. A request is good until the next one.
 */
#ifndef FAASMAP_AWS_ASKED_H
#define FAASMAP_AWS_ASKED_H

#include "aws_needs.h"

struct aws_asked;

struct aws_asked *aws_asked_new(const struct aws_things *t) ATTR_RETURNS_NONNULL;
void aws_asked_free(struct aws_asked *a); /* NULL is allowed */
/* As aws_need_request() makes it. node: not 0. */
const struct aws_request *aws_ask(struct aws_asked *a, node_id node,
                                  const struct aws_action_row *row) ATTR_RETURNS_NONNULL;
/* May the statement be about the thing, as the action (NULL: one that is not in the table) sees it? */
bool aws_reaches(struct aws_asked *a, const struct aws_statement *s, node_id node,
                 const struct aws_action_row *row);
/* Does the statement give what is needed (conditions of it left aside)? For a possible need: one of
 * the data actions of its service, on the thing. */
bool aws_need_met(struct aws_asked *a, const struct aws_statement *s, const struct aws_need *need);

#endif
