/* SPDX-License-Identifier: MIT */
/* serverless_pipes.c - plugin serverless-pipes: `pipes`, each from a source over a function to a
 * target. A role that it makes may do its actions on everything: so does the plugin.
 * Source: documentation and schema of serverless-pipes (distinction-dev), its version 0.0.x. */
#include "serverless_lower.h"

struct end { /* what a pipe may begin or end with */
    const char *key;
    const char *member;  /* of SourceParameters or TargetParameters; NULL: none */
    const char *actions; /* that its role gets, a list */
};

static const struct end sources[] = {
    {"dynamodb", "DynamoDBStreamParameters",
     "['dynamodb:GetRecords','dynamodb:GetShardIterator','dynamodb:DescribeStream']"},
    {"kinesisStream", "KinesisStreamParameters", "['kinesis:PutRecord']"}, /* not what it needs */
    {"sqs", "SqsQueueParameters", "['sqs:ReceiveMessage','sqs:DeleteMessage',"
                                  "'sqs:GetQueueAttributes']"},
};
static const struct end targets[] = {
    {"sns", NULL, "['sns:Subscribe','sns:Publish']"},
    {"sqs", NULL, "['sqs:SendMessage','sqs:ReceiveMessage','sqs:DeleteMessage',"
                  "'sqs:GetQueueAttributes']"},
    {"lambda", "LambdaFunctionParameters", "['lambda:InvokeFunction']"},
    {"stepFunction", "StepFunctionStateMachineParameters", "['states:StartExecution']"},
};

#define SHARED_ROLE    "EventBridgePipesSharedIAMRole"
#define SHARED_ACTIONS                                                                             \
    "['sqs:SendMessage','sqs:ReceiveMessage','sqs:DeleteMessage','sqs:GetQueueAttributes',"        \
    "'lambda:InvokeFunction','dynamodb:GetRecords','dynamodb:GetShardIterator',"                   \
    "'dynamodb:DescribeStream','kinesis:PutRecord','sns:Subscribe','sns:Publish']"

/* The end that is given, its settings in *with; NULL: none, or one that the plugin does not know. */
static const struct end *end_of(struct sls *s, const struct doc_node *pipe, const char *side,
                                const struct end *rows, size_t count, const struct doc_node **with)
{
    const struct doc_node *given = doc_get(pipe, side);
    for (size_t i = 0; i < count; i++) {
        *with = doc_get(given, rows[i].key);
        if (doc_is_map(*with) && doc_get(*with, "arn"))
            return &rows[i];
    }
    sls_open(s, ARENA_JOIN(s->arena, STR("pipe "), pipe->key, STR(": "), str_from(side)),
             "what a pipe begins or ends with is not said in a way that is known here",
             given ? given : pipe);
    return NULL;
}

static struct doc_node *statement(struct sls *s, const struct doc_node *at, const char *actions)
{
    return sls_make(s->doc, at, "{'Effect':'Allow','Action':%m,'Resource':'*'}",
                    sls_make(s->doc, at, actions));
}

static struct doc_node *role(struct sls *s, const struct doc_node *at, struct str id,
                             struct str name, struct str policy, struct doc_node *statements)
{
    sls_add(s, id, sls_make(s->doc, at,
            "{'Type':'AWS::IAM::Role','Properties':{'RoleName':%s,'AssumeRolePolicyDocument':{"
            "'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'Service':["
            "'pipes.amazonaws.com']},'Action':['sts:AssumeRole']}]},'Policies':[{'PolicyName':%s,"
            "'PolicyDocument':{'Version':'2012-10-17','Statement':%m}}]}}",
            name, policy, statements));
    return sls_arn(s, at, id);
}

/* The role of a pipe: one of its own, one for several, else that of the functions. */
static struct doc_node *role_of(struct sls *s, const struct doc_node *pipe, const char *from,
                                const char *to)
{
    const struct doc_node *at = doc_get(pipe, "iamRolePipes");
    struct str type = sls_text(at, "type");
    struct doc_node *all = sls_make(s->doc, at ? at : pipe, "[]");
    if (str_is(type, "shared")) {
        doc_append(all, statement(s, at, SHARED_ACTIONS));
        return role(s, at, STR(SHARED_ROLE), STR("shared-pipes-iam-role"),
                    STR("EventBridgePipesSharedPolicy"), all);
    }
    if (!str_is(type, "individual"))
        return sls_arn(s, pipe, STR("IamRoleLambdaExecution"));
    doc_append(all, statement(s, at, from));
    doc_append(all, statement(s, at, to));
    doc_append(all, statement(s, at, "['lambda:InvokeFunction']"));
    return role(s, at, ARENA_JOIN(s->arena, pipe->key, STR("PipesIAMRole")),
                ARENA_JOIN(s->arena, pipe->key, STR("-pipes-iam-role")),
                ARENA_JOIN(s->arena, pipe->key, STR("PipesIAMPolicy")), all);
}

static struct doc_node *source_parameters(struct sls *s, const struct doc_node *pipe,
                                          const struct end *from, const struct doc_node *with)
{
    const struct doc_node *dead = doc_get(with, "deadLetterArn"), *filter = doc_get(pipe, "filter");
    struct doc_node *all = sls_make(s->doc, with, "{}");
    struct doc_node *own = sls_make(
        s->doc, with, "{'BatchSize':%n,'MaximumBatchingWindowInSeconds':%n,'StartingPosition':%n,"
                      "'MaximumRecordAgeInSeconds':%n,'MaximumRetryAttempts':%n,"
                      "'OnPartialBatchItemFailure':%n,'ParallelizationFactor':%n,"
                      "'DeadLetterConfig':%m}",
        doc_get(with, "batchsize"), doc_get(with, "maximumBatchingWindow"),
        doc_get(with, "startingPosition"), doc_get(with, "maximumRecordAgeInSeconds"),
        doc_get(with, "maximumRetryAttempts"), doc_get(with, "onPartialBatchItemFailure"),
        doc_get(with, "parallelizationFactor"),
        dead ? sls_make(s->doc, dead, "{'Arn':%n}", dead) : NULL);
    doc_put(s->doc, all, str_from(from->member), doc_key_place(with), own);
    if (doc_is_list(filter) && filter->count)
        doc_put(s->doc, all, STR("FilterCriteria"), doc_key_place(filter),
                sls_make(s->doc, filter, "{'Filters':%n}", filter));
    return all;
}

/* What becomes of each record on the way; NULL: nothing. */
static struct doc_node *enrichment(struct sls *s, const struct doc_node *pipe)
{
    const struct doc_node *at = doc_get(pipe, "enrichment");
    struct str name = sls_text(at, "name");
    if (str_empty(name))
        return NULL;
    if (sls_function_find(s, name))
        return sls_arn(s, at, ARENA_JOIN(s->arena, sls_norm(s->arena, name),
                                         STR("LambdaFunction")));
    sls_open(s, name, "the function that a pipe asks on the way is not among the functions", at);
    return NULL;
}

static void pipe(struct sls *s, const struct doc_node *pipe)
{
    const struct doc_node *in, *out;
    const struct end *from = end_of(s, pipe, "source", sources, COUNT(sources), &in);
    const struct end *to = end_of(s, pipe, "target", targets, COUNT(targets), &out);
    if (!from || !to)
        return;
    struct doc_node *how = NULL;
    const struct doc_node *call = doc_get(out, "invocationType");
    if (to->member && call) {
        how = sls_make(s->doc, out, "{}");
        doc_put(s->doc, how, str_from(to->member), doc_key_place(out),
                sls_make(s->doc, call, "{'InvocationType':%n}", call));
    }
    sls_add(s, ARENA_JOIN(s->arena, pipe->key, STR("EventBridgePipes")),
            sls_make(s->doc, pipe,
                     "{'Type':'AWS::Pipes::Pipe','Properties':{'DesiredState':%s,'Source':%n,"
                     "'SourceParameters':%m,'Enrichment':%m,'Target':%n,'TargetParameters':%m,"
                     "'RoleArn':%m}}",
                     sls_is(doc_get(pipe, "enabled"), false) ? STR("RUNNING") : STR("STOPPED"),
                     doc_get(in, "arn"), source_parameters(s, pipe, from, in), enrichment(s, pipe),
                     doc_get(out, "arn"), how, role_of(s, pipe, from->actions, to->actions)));
}

void sls_pipes(struct sls *s)
{
    const struct doc_node *all = sls_resolve_path(&s->vars, "pipes");
    if (!sls_has_plugin(s, "serverless-pipes"))
        return;
    for (const struct doc_node *c = doc_is_map(all) ? doc_first(all) : NULL; c; c = c->next)
        if (doc_is_map(c))
            pipe(s, c);
}
