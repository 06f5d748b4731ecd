/* SPDX-License-Identifier: MIT */
/* serverless_http.h - front doors: REST, HTTP and WebSocket APIs, load balancers.
 * Place:     private to serverless_http.c, serverless_api.c and the plugins that make routes.
 */
#ifndef FAASMAP_SERVERLESS_HTTP_H
#define FAASMAP_SERVERLESS_HTTP_H

#include "serverless_lower.h"

struct sls_auth {
    struct str type;               /* NONE, AWS_IAM, CUSTOM, COGNITO_USER_POOLS, JWT */
    struct doc_node *id;           /* reference of the authorizer, stands nowhere yet; or NULL */
    const struct doc_node *scopes; /* or NULL */
};

/* `authorizer` of a REST event, in every form; NULL: none. Makes the authorizer. */
struct sls_auth sls_rest_auth(struct sls *s, const struct doc_node *a);
/* The URI by which API Gateway calls a function. */
struct doc_node *sls_invocation(struct sls *s, const struct doc_node *at,
                                const struct doc_node *function_arn);
/* The ARN of all calls of the REST API, for permissions. */
struct doc_node *sls_rest_calls(struct sls *s, const struct doc_node *at);
/* OPTIONS of a path, answered by the gateway itself. resource: its reference, copied. */
void sls_preflight(struct sls *s, const struct doc_node *at, const struct doc_node *resource,
                   struct str norm);
struct str sls_method_id(struct sls *s, struct str path_norm, struct str method);
void sls_http_event(struct sls *s, struct sls_function *f, const struct doc_node *e);

#endif
