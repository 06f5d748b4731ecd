/* SPDX-License-Identifier: MIT */
/* cfn_route_source.c - may the source of a permission be this route of an API? API Gateway calls with
 * arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH, of a WebSocket API .../STAGE/ROUTE-KEY.
 * Algorithm: what the route may be is a text with two tokens; the positions of the pattern that such a
 *            text can lead to are kept while it is read, O(pattern * text), no recursion.
 * Kept open: where no stage of the API is known, any may be meant but the one of tests; $default may be
 *            any method and path.
 * Source: API Gateway Developer Guide, "Control access to a REST API with API Gateway permissions". */
#include "cfn_functions.h"
#include "cfn_graph.h"

enum { WITHIN = 1, ACROSS = 2 }; /* any text without a slash; any text at all */

/* "GET /orders/{id}" of the stage live -> "/live/GET/orders/WITHIN"; of any: "/WITHIN/GET..." */
static void put_route(struct buf *out, struct str stage, struct str name)
{
    struct str rest = name, method = STR("");
    size_t blank = str_chr(name, ' ');
    buf_putc(out, '/');
    if (str_empty(stage) || str_chr(stage, '*') != STR_NPOS)
        buf_putc(out, WITHIN);
    else
        buf_add(out, stage);
    buf_putc(out, '/');
    if (str_is(name, "$default") || str_ends(name, STR(" $default"))) {
        buf_putc(out, ACROSS);
        return;
    }
    if (blank != STR_NPOS) {
        method = str_sub(name, 0, blank);
        rest = str_from_at(name, blank + 1);
    }
    if (str_iis(method, "ANY") || str_is(method, "*"))
        buf_putc(out, WITHIN);
    else
        buf_add(out, method);
    for (size_t i = 0; i < rest.len; i++) {
        size_t end = rest.ptr[i] == '{' ? str_chr(str_from_at(rest, i), '}') : STR_NPOS;
        if (end == STR_NPOS) {
            buf_putc(out, rest.ptr[i]);
            continue;
        }
        buf_putc(out, rest.ptr[i + end - 1] == '+' ? ACROSS : WITHIN);
        i += end;
    }
}

/* at[j]: what was read so far matches the first j bytes of the pattern. */
static void take(struct str pattern, bool *at, char token)
{
    bool before = false; /* at[j] as it was */
    if (token == WITHIN || token == ACROSS) {
        for (size_t j = 0; j < pattern.len; j++)
            at[j + 1] |= at[j] && (token == ACROSS || pattern.ptr[j] != '/');
        return;
    }
    for (size_t j = 0; j <= pattern.len; j++) {
        char last = j ? pattern.ptr[j - 1] : 0, here = j < pattern.len ? pattern.ptr[j] : 0;
        bool was = at[j];
        at[j] = (was && here == '*') || (before && (last == token || last == '?')) ||
                (j && last == '*' && at[j - 1]);
        before = was;
    }
}

static bool may_match(struct str pattern, struct str text)
{
    enum { LONGEST = 512 }; /* an ARN is no longer */
    bool at[LONGEST + 1] = {true};
    if (pattern.len > LONGEST)
        return true;
    for (size_t j = 0; j < pattern.len && pattern.ptr[j] == '*'; j++)
        at[j + 1] = true;
    for (size_t k = 0; k < text.len; k++)
        take(pattern, at, text.ptr[k]);
    return at[pattern.len];
}

static struct str without_slash(struct str path)
{
    return str_ends(path, STR("/")) ? str_sub(path, 0, path.len - 1) : path;
}

static bool may_be_at(struct str source, struct str stage, struct str route)
{
    struct buf text = {0};
    put_route(&text, stage, route);
    bool may = may_match(source, buf_str(&text)) ||
               may_match(without_slash(source), without_slash(buf_str(&text)));
    buf_release(&text);
    return may;
}

bool cfn_may_be_route(struct str source, struct str route, struct str stages)
{
    struct str stage;
    bool may = str_empty(stages) && may_be_at(source, stages, route);
    if (str_starts(source, STR("/authorizers/")) || str_starts(source, STR("/test-invoke-stage/")))
        return false;
    while (!may && str_cut(&stages, ',', &stage))
        may = may_be_at(source, stage, route);
    return may;
}
