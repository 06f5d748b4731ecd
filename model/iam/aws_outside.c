/* SPDX-License-Identifier: MIT */
/* aws_outside.c - things that a policy names in full and that no file of the input has: they are
 * nodes outside, or nobody would see that a role reads the secret of another system. */
#include "aws_iam.h"
#include "facts.h"
#include "mem.h"

/* How the last part of an ARN begins, and where the name behind that ends; "": with it. */
static const struct row {
    struct str service, begins;
    const char *ends;
    enum node_kind kind;
} rows[] = {
    {STR_INIT("bedrock"), STR_INIT("foundation-model/"), "", NODE_SERVICE},
    {STR_INIT("cognito-idp"), STR_INIT("userpool/"), "", NODE_AUTH},
    {STR_INIT("dynamodb"), STR_INIT("table/"), "/", NODE_TABLE},
    {STR_INIT("events"), STR_INIT("event-bus/"), "", NODE_BUS},
    {STR_INIT("firehose"), STR_INIT("deliverystream/"), "", NODE_STREAM},
    {STR_INIT("kinesis"), STR_INIT("stream/"), "/", NODE_STREAM},
    {STR_INIT("kms"), STR_INIT("alias/"), "", NODE_KEY},
    {STR_INIT("kms"), STR_INIT("key/"), "", NODE_KEY},
    {STR_INIT("lambda"), STR_INIT("function:"), ":", NODE_FUNCTION},
    {STR_INIT("rds"), STR_INIT("cluster:"), "", NODE_TABLE},
    {STR_INIT("s3"), STR_INIT(""), "/", NODE_BUCKET},
    {STR_INIT("secretsmanager"), STR_INIT("secret:"), "", NODE_SECRET},
    {STR_INIT("sns"), STR_INIT(""), "", NODE_TOPIC},
    {STR_INIT("sqs"), STR_INIT(""), "", NODE_QUEUE},
    {STR_INIT("ssm"), STR_INIT("parameter/"), "", NODE_PARAM},
    {STR_INIT("states"), STR_INIT("stateMachine:"), ":", NODE_WORKFLOW},
};

/* Does it say which one it is? */
static bool is_name(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == '*' || s.ptr[i] == '?' || s.ptr[i] == '$' || s.ptr[i] == ' ')
            return false;
    return s.len > 0;
}

/* The six random characters at the end of a secret are there or a wildcard: without them the
 * pattern matches no secret. Source: Secrets Manager guide, "Permissions policy examples". */
static bool is_secret(struct str name, struct str *without)
{
    static const char *const ends[] = {"-??????", "-*"};
    enum { RANDOM = 7 };
    *without = name;
    for (size_t i = 0; i < COUNT(ends); i++)
        if (str_ends(name, str_from(ends[i]))) {
            *without = str_sub(name, 0, name.len - str_from(ends[i]).len);
            return true;
        }
    return name.len > RANDOM && name.ptr[name.len - RANDOM] == '-' && is_name(name);
}

/* What a template may know only in part: one that differs there is another thing. */
static bool is_known(struct str part)
{
    return part.len && str_chr(part, '*') == STR_NPOS && str_chr(part, '$') == STR_NPOS;
}

bool aws_outside_read(struct aws_work *w, const struct aws_arn *p, struct str service,
                      struct aws_outside *out)
{
    struct str part[ARN_SEGMENTS];
    if (p->thing || p->unknown || p->all || !str_starts(p->written, STR("arn:")) ||
        !aws_arn_split(p->written, part))
        return false;
    struct str rest = part[ARN_SEGMENTS - 1];
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct row *row = &rows[i];
        struct str begins = row->begins;
        if (!str_eq(service, row->service) || !str_eq(part[2], service) ||
            !str_starts(rest, begins))
            continue;
        struct str whole = str_from_at(rest, begins.len), name = whole;
        if (row->kind == NODE_SECRET && !is_secret(whole, &name))
            continue;
        size_t end = *row->ends ? str_chr(name, *row->ends) : STR_NPOS;
        out->name = str_sub(name, 0, end == STR_NPOS ? name.len : end);
        if (!is_name(out->name))
            continue;
        out->kind = row->kind;
        out->arn = ARENA_JOIN(w->arena, str_sub(p->written, 0, p->written.len - rest.len), begins,
                              out->name, name.len < whole.len ? STR("-*") : STR_NONE);
        out->account = is_known(part[4]) ? part[4] : STR_NONE;
        out->placed = is_known(part[3]) || is_known(part[4]);
        return true;
    }
    return false;
}

node_id aws_outside_node(struct aws_work *w, const struct aws_outside *o, struct origin where)
{
    struct str id = ARENA_JOIN(w->arena, STR("aws:external:"), str_from(node_kinds[o->kind].name),
                               STR(":"), o->placed ? o->arn : o->name);
    node_id n = graph_find(w->g, id);
    if (!n) {
        n = graph_node(w->g, o->kind, id, o->name, where);
        graph_set_provider(w->g, n, STR("aws"));
        graph_set_external(w->g, n, true);
    }
    if (!node_attr(graph_node_at(w->g, n), FACT_ARN)) /* an address named it until now */
        graph_attr(w->g, n, FACT_ARN, o->arn);
    if (o->account.len)
        graph_attr(w->g, n, "account", o->account);
    return n;
}
