/* SPDX-License-Identifier: MIT */
/* From recorded policies of AWS to edges, on graphs built by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "arena.h"
#include "aws_tables.h"
#include "buf.h"
#include "facts.h"
#include "iam.h"

static const struct {
    enum node_kind kind;
    const char *id, *arn;
} things[] = {
    {NODE_IDENTITY, "role", "arn:aws:iam::*:role/*-App-*"},
    {NODE_IDENTITY, "boss", "arn:aws:iam::*:role/boss"},
    {NODE_IDENTITY, "ann", "arn:aws:iam::*:user/ann"},
    {NODE_FUNCTION, "fn", "arn:aws:lambda:*:*:function:fn"},
    {NODE_FUNCTION, "fn2", "arn:aws:lambda:*:*:function:fn2"},
    {NODE_QUEUE, "q", "arn:aws:sqs:*:*:q"},
    {NODE_QUEUE, "q2", "arn:aws:sqs:*:*:*-Q2-*"},
    {NODE_TABLE, "t", "arn:aws:dynamodb:*:*:table/t"},
    {NODE_BUCKET, "b", "arn:aws:s3:::b"},
    {NODE_SECRET, "s", "arn:aws:secretsmanager:*:*:secret:s-*"},
    {NODE_WORKFLOW, "w", "arn:aws:states:*:*:stateMachine:w"},
    {NODE_KEY, "k", "arn:aws:kms:*:*:key/k"},
    {NODE_LOG, "l", "arn:aws:logs:*:*:log-group:l:*"},
    {NODE_IDENTITY, "devs", "arn:aws:iam::*:group/devs"},
    {NODE_IDENTITY, "own", "arn:aws:iam::*:policy/own"},
};

struct policy {
    const char *node, *json; /* ' for " */
};

static void add_policy(struct graph *g, const struct policy *p)
{
    struct buf b = {0};
    buf_puts(&b, p->json);
    for (size_t i = 0; i < b.len; i++)
        if (b.ptr[i] == '\'')
            b.ptr[i] = '"';
    graph_policy(g, graph_find(g, str_from(p->node)), buf_str(&b));
    buf_release(&b);
}

/* The system with these policies; fn runs as role. */
static struct graph *system_of(const struct policy *policies, size_t count, bool backwards)
{
    struct graph *g = graph_new();
    struct origin none = {0};
    for (size_t i = 0; i < COUNT(things); i++) {
        size_t k = backwards ? COUNT(things) - 1 - i : i;
        node_id n = graph_node(g, things[k].kind, str_from(things[k].id), STR(""), none);
        graph_attr(g, n, "arn", str_from(things[k].arn));
    }
    graph_edge(g, EDGE_RUNS_AS, graph_find(g, STR("fn")), graph_find(g, STR("role")),
               EVIDENCE_DECLARED, -1, none);
    graph_edge(g, EDGE_TRIGGERS, graph_find(g, STR("q")), graph_find(g, STR("fn")),
               EVIDENCE_DECLARED, -1, none);
    graph_edge(g, EDGE_USES, graph_find(g, STR("fn")), graph_find(g, STR("t")), EVIDENCE_NAME, -1,
               none);
    graph_edge(g, EDGE_CODE_FROM, graph_find(g, STR("fn2")), graph_find(g, STR("b")),
               EVIDENCE_DECLARED, -1, none);
    graph_set_type(g, graph_find(g, STR("devs")), STR("AWS::IAM::Group"));
    graph_set_type(g, graph_find(g, STR("own")), STR("AWS::IAM::ManagedPolicy"));
    for (size_t i = 0; i < count; i++)
        add_policy(g, &policies[backwards ? count - 1 - i : i]);
    iam_derive(g);
    graph_seal(g);
    return g;
}

static bool derived(enum edge_kind k)
{
    return k == EDGE_GRANTS || k == EDGE_ASSUMES || k == EDGE_CONTROLS || k == EDGE_EXPOSES ||
           k == EDGE_READS || k == EDGE_WRITES || k == EDGE_INVOKES;
}

/* "grants role>t read,write" of all derived edges, a question mark behind those with a condition,
 * in the order of kinds and ids, semicolons between. */
static void put_edges(const struct graph *g, struct buf *out)
{
    for (unsigned kind = 0; kind < EDGE_KIND_COUNT; kind++)
        for (size_t i = 1; i <= graph_edge_count(g); i++) {
            const struct edge *e = graph_edge_at(g, (edge_id)i);
            if (e->kind != (enum edge_kind)kind || !derived(e->kind))
                continue;
            unsigned ops = e->kind == EDGE_GRANTS || e->kind == EDGE_EXPOSES ? edge_ops(e) : 0;
            const char *gap = " ";
            if (out->len)
                buf_puts(out, "; ");
            buf_printf(out, "%s ", edge_kinds[e->kind].name);
            buf_add(out, graph_node_at(g, e->from)->id);
            buf_putc(out, '>');
            buf_add(out, graph_node_at(g, e->to)->id);
            for (unsigned b = 0; b < OP_COUNT; b++)
                if (ops & 1u << b) {
                    buf_puts(out, gap);
                    buf_puts(out, op_class_names[b]);
                    gap = ",";
                }
            if (e->kind == EDGE_READS || e->kind == EDGE_WRITES || e->kind == EDGE_INVOKES)
                buf_printf(out, " %d", e->confidence);
            if (e->kind != EDGE_GRANTS && edge_attr(e, FACT_CONNECTOR)) {
                buf_printf(out, " %s by ", evidence_names[e->evidence]);
                buf_add(out, edge_attr_text(e, FACT_CONNECTOR));
            }
            if (e->kind == EDGE_CONTROLS) {
                buf_putc(out, ' ');
                buf_add(out, edge_attr_text(e, "path"));
            }
            if (e->condition.len)
                buf_putc(out, '?');
        }
}

#define ID(statements) "{'aws':'identity','name':'p','document':{'Version':'2012-10-17'," \
                       "'Statement':[" statements "]},'file':'t.yaml','line':3}"
/* A policy of its own, and the same where it is attached. */
#define OWN(kind) "{'aws':'" kind "','name':'own','document':{'Version':'2012-10-17','Statement':[" \
                  ALLOW("'sqs:*'", "arn:aws:sqs:*:*:none-*") "]},'file':'t.yaml','line':9}"
#define BOUND(statements) "{'aws':'boundary','name':'p','document':{'Version':'2012-10-17'," \
                          "'Statement':[" statements "]}}"
#define RES(statements) "{'aws':'resource','name':'p','document':{'Version':'2012-10-17'," \
                        "'Statement':[" statements "]}}"
#define TRUST(statements) "{'aws':'trust','document':{'Version':'2012-10-17','Statement':[" \
                          statements "]}}"
#define ALLOW(action, resource) "{'Effect':'Allow','Action':[" action "],'Resource':'" resource "'}"
#define DENY(action, resource)  "{'Effect':'Deny','Action':[" action "],'Resource':'" resource "'}"
#define SERVICE(name) \
    TRUST("{'Effect':'Allow','Principal':{'Service':'" name "'},'Action':'sts:AssumeRole'}")
#define BY(arn) \
    TRUST("{'Effect':'Allow','Principal':{'AWS':'" arn "'},'Action':'sts:AssumeRole'}")
#define MANAGED(name) "{'aws':'managed','arn':'arn:aws:iam::aws:policy/" name "'}"

static const struct {
    struct policy policies[4];
    const char *want;
} rows[] = {
    /* grants */
    {{{"role", ID(ALLOW("'dynamodb:GetItem','dynamodb:PutItem'", "arn:aws:dynamodb:*:*:table/t"))}},
     "reads fn>t 85; writes fn>t 85; grants role>t read,write"},
    /* what a connector declares is no guess; what another policy adds is */
    {{{"role", "{'aws':'identity','name':'p','connector':'ToT','document':{'Statement':["
               ALLOW("'dynamodb:GetItem'", "arn:aws:dynamodb:*:*:table/t") "]}}"},
      {"role", ID(ALLOW("'dynamodb:PutItem'", "arn:aws:dynamodb:*:*:table/t"))}},
     "reads fn>t 100 declared by ToT; writes fn>t 85; grants role>t read,write"},
    {{{"role", ID(ALLOW("'dynamodb:DescribeTable'", "arn:aws:dynamodb:*:*:table/t"))}}, ""},
    {{{"role", ID(ALLOW("'dynamodb:Query'", "arn:aws:dynamodb:*:*:table/t/index/*"))}},
     "reads fn>t 85; grants role>t read"},
    {{{"role", ID(ALLOW("'dynamodb:PutItem'", "arn:aws:dynamodb:*:*:table/t/index/*"))}}, ""},
    {{{"role", ID(ALLOW("'dynamodb:PutItem','dynamodb:Scan'", "arn:aws:dynamodb:*:*:table/t/*"))}},
     "reads fn>t 85; grants role>t read"},
    {{{"role", ID(ALLOW("'dynamodb:Query','dynamodb:PutItem'", "arn:aws:dynamodb:*:*:table/t/*")
          "," DENY("'dynamodb:Query'", "arn:aws:dynamodb:*:*:table/t/index/*"))}}, ""},
    {{{"role", ID(ALLOW("'dynamodb:*'", "arn:aws:dynamodb:*:*:table/other"))}},
     "reads fn>aws:external:table:other 60; writes fn>aws:external:table:other 60; "
     "grants role>aws:external:table:other read,write,delete,admin,policy"},
    {{{"role", ID(ALLOW("'s3:GetObject'", "arn:aws:s3:::b/*"))}},
     "reads fn>b 60; grants role>b read"},
    {{{"role", ID(ALLOW("'s3:GetObject'", "arn:aws:s3:::b/private/*"))}},
     "reads fn>b 60; grants role>b read"},
    {{{"role", ID(ALLOW("'s3:GetObject'", "arn:aws:s3:::b"))}}, ""},
    {{{"role", ID(ALLOW("'s3:PutBucketPolicy'", "arn:aws:s3:::b"))}}, "grants role>b policy"},
    {{{"role", ID(ALLOW("'sqs:SendMessage'", "arn:aws:sqs:*:*:*-Q2-*"))}},
     "writes fn>q2 60; grants role>q2 write"},
    {{{"role", ID(ALLOW("'secretsmanager:GetSecretValue'", "arn:aws:secretsmanager:*:*:secret:s-*"))}},
     "grants role>s read"},
    {{{"role", ID(ALLOW("'secretsmanager:GetSecretValue'",
                        "arn:aws:secretsmanager:*:*:secret:s-??????"))}}, "grants role>s read"},
    {{{"role", ID(ALLOW("'secretsmanager:GetSecretValue'", "arn:aws:secretsmanager:*:*:secret:s"))}},
     ""},
    {{{"role", ID(ALLOW("'secretsmanager:GetSecretValue'", "arn:aws:secretsmanager:*:*:secret:s-?"))}},
     ""},
    {{{"role", ID(ALLOW("'lambda:InvokeFunction'", "arn:aws:lambda:*:*:function:fn2"))}},
     "invokes fn>fn2 60; grants role>fn2 invoke"},
    {{{"role", ID(ALLOW("'lambda:InvokeFunction'", "arn:aws:lambda:*:*:function:fn2:*"))}},
     "invokes fn>fn2 60; grants role>fn2 invoke"},
    {{{"role", ID(ALLOW("'states:StartExecution'", "arn:aws:states:*:*:stateMachine:w"))}},
     "invokes fn>w 60; grants role>w invoke"},
    {{{"role", ID(ALLOW("'states:StopExecution'", "arn:aws:states:*:*:execution:w:*"))}},
     "grants role>w delete"},
    {{{"role", ID(ALLOW("'states:StopExecution'", "arn:aws:states:*:*:stateMachine:w"))}}, ""},
    {{{"role", ID(ALLOW("'states:StopExecution'", "arn:aws:states:*:*:execution:wide:*"))}}, ""},
    {{{"role", ID(ALLOW("'states:Stop*'", "arn:aws:states:*:*:execution:*") ","
                  DENY("'states:*'", "arn:aws:states:*:*:execution:w:*"))}}, ""},
    /* what feeds the function it need not be said to read */
    {{{"role", ID(ALLOW("'sqs:ReceiveMessage','sqs:DeleteMessage'", "arn:aws:sqs:*:*:q"))}},
     "grants role>q read,delete"},
    {{{"role", ID(ALLOW("'sqs:*'", "arn:aws:sqs:*:*:q"))}},
     "writes fn>q 60; grants role>q read,write,delete,policy"},
    /* everything of a service, everything */
    {{{"role", ID(ALLOW("'sqs:SendMessage'", "*"))}}, "grants role>aws:any:sqs write"},
    {{{"role", ID(ALLOW("'s3:Get*'", "arn:aws:s3:::*"))}}, "grants role>aws:any:s3 read"},
    {{{"role", ID(ALLOW("'s3:GetObject'", "arn:aws:s3:::*/*"))}}, "grants role>aws:any:s3 read"},
    {{{"role", ID(ALLOW("'*'", "*"))}},
     "reads fn>t 85; writes fn>t 85; "
     "grants role>aws:any:* read,write,invoke,delete,admin,policy,exec"},
    {{{"role", ID(ALLOW("'logs:CreateLogStream','logs:PutLogEvents'", "*"))}}, ""},
    {{{"role", ID(ALLOW("'sns:Publish'", "*"))}}, "grants role>aws:any:sns write"},
    {{{"role", ID("{'Effect':'Allow','Action':'sqs:SendMessage','Resource':"
                  "['*','arn:aws:sqs:*:*:*-Q2-*']}")}},
     "writes fn>q2 60; grants role>aws:any:sqs write; grants role>q2 write"},
    {{{"role", ID("{'Effect':'Allow','Action':'sqs:SendMessage','NotResource':"
                  "'arn:aws:sqs:*:*:*-Q2-*'}")}}, "writes fn>q 60; grants role>q write"},
    /* denials and boundary */
    {{{"role", ID(ALLOW("'sqs:*'", "arn:aws:sqs:*:*:q2") "," ALLOW("'sqs:SendMessage'",
         "arn:aws:sqs:*:*:q") "," DENY("'sqs:*'", "*"))}}, ""},
    {{{"role", ID(ALLOW("'dynamodb:GetItem','dynamodb:PutItem'", "arn:aws:dynamodb:*:*:table/t")
          "," DENY("'dynamodb:Put*'", "arn:aws:dynamodb:*:*:table/t"))}},
     "reads fn>t 85; grants role>t read"},
    {{{"role", ID(ALLOW("'dynamodb:GetItem','dynamodb:PutItem'", "arn:aws:dynamodb:*:*:table/t"))},
      {"role", BOUND(ALLOW("'dynamodb:GetItem'", "*"))}},
     "reads fn>t 85; grants role>t read"},
    {{{"role", ID(ALLOW("'s3:GetObject','s3:PutObject'", "arn:aws:s3:::b/*") ","
                  DENY("'s3:PutObject'", "arn:aws:s3:::b/*"))}},
     "reads fn>b 60; grants role>b read"},
    /* conditions */
    {{{"role", ID("{'Effect':'Allow','Action':'sqs:SendMessage','Resource':'arn:aws:sqs:*:*:q',"
                  "'Condition':{'IpAddress':{'aws:SourceIp':'10.0.0.0/8'}}}")}},
     "writes fn>q 30?; grants role>q write?"},
    {{{"role", ID("{'Effect':'Allow','Action':'sqs:SendMessage','Resource':'arn:aws:sqs:*:*:q2',"
                  "'Condition':{'Bool':{'aws:SecureTransport':'false'}}}")}}, ""},
    {{{"role", ID("{'Effect':'Allow','Action':'dynamodb:GetItem','Resource':"
                  "'arn:aws:dynamodb:*:*:table/t',"
                  "'Condition':{'Bool':{'aws:SecureTransport':'true'}}}")}},
     "reads fn>t 85; grants role>t read"},
    /* managed policies */
    {{{"role", MANAGED("service-role/AWSLambdaBasicExecutionRole")}}, ""},
    {{{"role", MANAGED("AmazonSQSFullAccess")}},
     "grants role>aws:any:sqs read,write,delete,policy"},
    /* who reads all streams reads no table */
    {{{"role", ID(ALLOW("'dynamodb:PutItem','dynamodb:GetRecords'", "*"))}},
     "writes fn>t 85; grants role>aws:any:dynamodb write; "
     "grants role>aws:any:dynamodb:streams read"},
    {{{"role", ID(ALLOW("'dynamodb:Query','dynamodb:GetRecords'", "*"))}},
     "reads fn>t 85; grants role>aws:any:dynamodb read"},
    /* what makes a thing changes none that is there; what a user does to herself needs no right */
    {{{"role", ID(ALLOW("'lambda:CreateFunction','sqs:CreateQueue','states:CreateStateMachine',"
                        "'kms:GenerateRandom','cognito-idp:SignUp'", "*"))}}, ""},
    {{{"role", ID(ALLOW("'dynamodb:CreateTable','dynamodb:DeleteTable'", "arn:aws:dynamodb:*:*:table/t"))}},
     "grants role>t delete"},
    /* verbs of a service that is not in the table; of a policy that only reads they are no guess */
    {{{"role", ID(ALLOW("'lightsail:IsVpcPeered','verifiedpermissions:IsAuthorized'", "*"))}}, ""},
    {{{"role", ID(ALLOW("'acm-pca:IssueCertificate'", "*"))}}, "grants role>aws:any:acm-pca write"},
    {{{"role", MANAGED("AmazonS3ReadOnlyAccess")}},
     "grants role>aws:any:s3 read; grants role>aws:any:s3-object-lambda read"},
    /* trust */
    {{{"boss", BY("arn:aws:iam::*:role/*-App-*")}}, "assumes role>boss"},
    {{{"boss", BY("arn:aws:iam::*:root")}}, ""},
    {{{"boss", BY("arn:aws:iam::*:root")},
      {"role", ID(ALLOW("'sts:AssumeRole'", "arn:aws:iam::*:role/boss"))}},
     "assumes role>boss"},
    {{{"role", ID(ALLOW("'sts:AssumeRole'", "*"))}, {"boss", SERVICE("lambda.amazonaws.com")}}, ""},
    {{{"boss", BY("999988887777")}}, "assumes partner>boss"},
    {{{"boss", TRUST("{'Effect':'Allow','Principal':{'AWS':'999988887777'},'Action':"
                     "'sts:AssumeRole','Condition':{'StringEquals':{'sts:ExternalId':'x'}}}")}},
     "assumes partner>boss?"},
    {{{"boss", BY("*")}}, "assumes ann>boss; assumes partner>boss; assumes role>boss"},
    /* privilege paths */
    {{{"role", ID(ALLOW("'iam:PassRole'", "arn:aws:iam::*:role/boss") ","
                  ALLOW("'lambda:CreateFunction','lambda:InvokeFunction'",
                        "arn:aws:lambda:*:*:function:new"))},
      {"boss", SERVICE("lambda.amazonaws.com")}}, "controls role>boss lambda-001"},
    {{{"role", ID(ALLOW("'iam:PassRole'", "arn:aws:iam::*:role/boss") ","
                  ALLOW("'lambda:CreateFunction','lambda:InvokeFunction'",
                        "arn:aws:lambda:*:*:function:new"))},
      {"boss", SERVICE("ec2.amazonaws.com")}}, ""},
    {{{"role", ID(ALLOW("'iam:PassRole'", "arn:aws:iam::*:role/boss") ","
                  ALLOW("'lambda:CreateFunction'", "arn:aws:lambda:*:*:function:new"))},
      {"boss", SERVICE("lambda.amazonaws.com")}}, ""},
    {{{"role", ID("{'Effect':'Allow','Action':'iam:PassRole','Resource':'*','Condition':"
                  "{'StringEquals':{'iam:PassedToService':'ec2.amazonaws.com'}}},"
                  ALLOW("'lambda:CreateFunction','lambda:InvokeFunction'",
                        "arn:aws:lambda:*:*:function:new"))},
      {"boss", SERVICE("lambda.amazonaws.com")}}, ""},
    {{{"role", ID(ALLOW("'iam:PutRolePolicy'", "arn:aws:iam::*:role/*-App-*"))}},
     "controls role>aws:any:* iam-005"},
    {{{"role", ID(ALLOW("'iam:PutRolePolicy'", "arn:aws:iam::*:role/boss"))}}, ""},
    {{{"role", ID(ALLOW("'iam:UpdateAssumeRolePolicy'", "arn:aws:iam::*:role/boss"))}},
     "controls role>boss iam-012"},
    {{{"role", ID(ALLOW("'iam:CreateAccessKey'", "arn:aws:iam::*:user/*"))}},
     "controls role>ann iam-002"},
    {{{"role", ID(ALLOW("'lambda:UpdateFunctionCode'", "arn:aws:lambda:*:*:function:fn2"))}},
     "grants role>fn2 exec; controls role>fn2 lambda-003"},
    {{{"role", ID(ALLOW("'iam:UpdateAssumeRolePolicy'", "*") "," DENY("'iam:*'", "*"))}}, ""},
    /* over everything of a sort: one edge, with the others as members */
    {{{"role", ID(ALLOW("'iam:UpdateAssumeRolePolicy'", "*"))}},
     "controls role>aws:any:iam:role iam-012"},
    {{{"role", ID(ALLOW("'lambda:UpdateFunctionCode'", "*"))}},
     "grants role>aws:any:lambda exec; controls role>aws:any:lambda lambda-003"},
    {{{"role", ID(ALLOW("'iam:PassRole','lambda:CreateFunction','lambda:InvokeFunction'", "*"))},
      {"boss", SERVICE("lambda.amazonaws.com")}},
     "grants role>aws:any:lambda invoke; "
     "controls role>aws:any:iam:role:lambda.amazonaws.com lambda-001"},
    {{{"role", ID(ALLOW("'iam:PassRole','ec2:RunInstances'", "*"))}},
     "grants role>aws:any:ec2 invoke"},
    /* the narrower of two actions says whom */
    {{{"role", ID(ALLOW("'iam:AttachUserPolicy'", "*") ","
                  ALLOW("'iam:CreateAccessKey'", "arn:aws:iam::*:user/ann"))}},
     "controls role>ann iam-002; controls role>aws:any:* iam-015"},
    /* its trust policy has to let the holder in as well */
    {{{"role", ID(ALLOW("'iam:PutRolePolicy','sts:AssumeRole'", "arn:aws:iam::*:role/boss"))},
      {"boss", BY("arn:aws:iam::*:root")}},
     "assumes role>boss; controls role>aws:any:* iam-017; controls role>boss iam-017"},
    /* ... and with a new version of a policy, one that it has */
    {{{"role", ID(ALLOW("'iam:CreatePolicyVersion'", "arn:aws:iam::*:policy/own") ","
                  ALLOW("'sts:AssumeRole'", "arn:aws:iam::*:role/boss"))},
      {"boss", BY("arn:aws:iam::*:root")}, {"boss", OWN("identity")}, {"own", OWN("document")}},
     "assumes role>boss; controls role>aws:any:* iam-016; controls role>boss iam-016"},
    {{{"role", ID(ALLOW("'iam:CreatePolicyVersion'", "arn:aws:iam::*:policy/own") ","
                  ALLOW("'sts:AssumeRole'", "arn:aws:iam::*:role/boss"))},
      {"boss", BY("arn:aws:iam::*:root")}, {"own", OWN("document")}},
     "assumes role>boss"},
    {{{"role", ID(ALLOW("'iam:CreatePolicyVersion'", "arn:aws:iam::*:policy/own") ","
                  ALLOW("'sts:AssumeRole'", "arn:aws:iam::*:role/boss"))},
      {"boss", SERVICE("lambda.amazonaws.com")}, {"boss", OWN("identity")},
      {"own", OWN("document")}},
     ""},
    {{{"role", ID(ALLOW("'iam:CreatePolicyVersion'", "arn:aws:iam::*:policy/own"))},
      {"boss", BY("arn:aws:iam::*:root")}, {"boss", OWN("identity")}, {"own", OWN("document")}},
     ""},
    /* gives it everything before it becomes it */
    {{{"role", ID(ALLOW("'iam:AttachRolePolicy','iam:UpdateAssumeRolePolicy'",
                        "arn:aws:iam::*:role/boss"))}},
     "controls role>aws:any:* iam-019; controls role>boss iam-012"},
    {{{"role", ID(ALLOW("'iam:PutRolePolicy','iam:UpdateAssumeRolePolicy'",
                        "arn:aws:iam::*:role/boss"))}},
     "controls role>aws:any:* iam-021; controls role>boss iam-012"},
    {{{"role", ID(ALLOW("'iam:UpdateAssumeRolePolicy'", "arn:aws:iam::*:role/boss") ","
                  ALLOW("'iam:CreatePolicyVersion'", "arn:aws:iam::*:policy/*") ","
                  DENY("'iam:CreatePolicyVersion'", "arn:aws:iam::*:policy/other"))},
      {"own", OWN("document")}, {"boss", OWN("identity")}},
     "controls role>aws:any:* iam-020; controls role>boss iam-012"},
    /* a new version of a policy raises those who have it: nobody, another policy, an inline one */
    {{{"role", ID(ALLOW("'iam:UpdateAssumeRolePolicy'", "arn:aws:iam::*:role/boss") ","
                  ALLOW("'iam:CreatePolicyVersion'", "*"))},
      {"own", OWN("document")}},
     "controls role>boss iam-012"},
    {{{"role", ID(ALLOW("'iam:UpdateAssumeRolePolicy'", "arn:aws:iam::*:role/boss") ","
                  ALLOW("'iam:CreatePolicyVersion'", "arn:aws:iam::*:policy/other"))},
      {"own", OWN("document")}, {"boss", OWN("identity")}},
     "controls role>boss iam-012"},
    {{{"role", ID(ALLOW("'iam:UpdateAssumeRolePolicy'", "arn:aws:iam::*:role/boss") ","
                  ALLOW("'iam:CreatePolicyVersion'", "*"))},
      {"boss", OWN("identity")}},
     "controls role>boss iam-012"},
    {{{"role", ID(ALLOW("'iam:UpdateAssumeRolePolicy'", "arn:aws:iam::*:role/boss") ","
                  ALLOW("'iam:CreatePolicyVersion'", "arn:aws:iam::*:policy/own"))},
      {"own", OWN("document")}, {"boss", OWN("identity")}},
     "controls role>aws:any:* iam-020; controls role>boss iam-012"},
    /* the holder, by a policy that it has itself */
    {{{"role", ID(ALLOW("'iam:CreatePolicyVersion'", "arn:aws:iam::*:policy/own"))},
      {"own", OWN("document")}, {"role", OWN("identity")}},
     "controls role>aws:any:* iam-001"},
    {{{"role", ID(ALLOW("'iam:CreatePolicyVersion'", "*"))}, {"own", OWN("document")},
      {"boss", OWN("identity")}},
     ""},
    {{{"role", ID(ALLOW("'iam:AttachUserPolicy','iam:CreateAccessKey'",
                        "arn:aws:iam::*:user/ann"))}},
     "controls role>ann iam-002; controls role>aws:any:* iam-015"},
    /* ... unless a boundary holds it back */
    {{{"role", ID(ALLOW("'iam:PutUserPolicy','iam:CreateAccessKey'", "arn:aws:iam::*:user/ann"))},
      {"ann", BOUND(ALLOW("'s3:*'", "*"))}},
     "controls role>ann iam-002"},
    {{{"role", ID(ALLOW("'iam:PutRolePolicy','sts:AssumeRole'", "arn:aws:iam::*:role/boss"))},
      {"boss", SERVICE("lambda.amazonaws.com")}}, ""},
    {{{"ann", ID(ALLOW("'iam:AddUserToGroup'", "arn:aws:iam::*:group/devs"))}},
     "controls ann>devs iam-013"},
    /* whoever writes where code comes from is the code */
    {{{"role", ID(ALLOW("'s3:PutObject'", "arn:aws:s3:::b/*"))}},
     "writes fn>b 60; grants role>b write; controls role>fn2 fwp-09"},
    {{{"role", ID(ALLOW("'s3:PutObject'", "*"))}},
     "grants role>aws:any:s3 write; controls role>fn2 fwp-09"},
    {{{"role", ID(ALLOW("'s3:PutObject'", "arn:aws:s3:::other/*"))}},
     "writes fn>aws:external:bucket:other 60; grants role>aws:external:bucket:other write"},
    {{{"role", ID(ALLOW("'iam:UpdateSAMLProvider'", "*"))},
      {"boss", TRUST("{'Effect':'Allow','Principal':{'Federated':"
                     "'arn:aws:iam::*:saml-provider/corp'},'Action':'sts:AssumeRoleWithSAML'}")}},
     "assumes aws:external:auth:corp>boss; controls role>boss fwp-18c"},
    /* federation */
    {{{"boss", TRUST("{'Effect':'Allow','Principal':{'Federated':'accounts.google.com'},'Action':"
                     "'sts:AssumeRoleWithWebIdentity'}")}},
     "exposes internet>boss; assumes aws:external:auth:accounts.google.com>boss"},
    {{{"boss", TRUST("{'Effect':'Allow','Principal':{'Federated':'cognito-identity.amazonaws.com'},"
                     "'Action':'sts:AssumeRoleWithWebIdentity','Condition':{'StringEquals':"
                     "{'cognito-identity.amazonaws.com:aud':'pool'}}}")}}, ""},
    {{{"boss", TRUST("{'Effect':'Allow','Principal':{'Federated':'cognito-identity.amazonaws.com'},"
                     "'Action':'sts:AssumeRoleWithWebIdentity'}")}}, "exposes internet>boss"},
    {{{"boss", TRUST("{'Effect':'Allow','Principal':{'Federated':"
                     "'arn:aws:iam::*:oidc-provider/ci.example.com'},'Action':"
                     "'sts:AssumeRoleWithWebIdentity','Condition':{'StringLike':"
                     "{'ci.example.com:sub':'repo:a/*'}}}")}},
     "assumes aws:external:auth:ci.example.com>boss?"},
    /* an issuer of everybody's builds: who is named, and who is not */
    {{{"boss", TRUST("{'Effect':'Allow','Principal':{'Federated':"
                     "'arn:aws:iam::*:oidc-provider/token.actions.githubusercontent.com'},'Action':"
                     "'sts:AssumeRoleWithWebIdentity','Condition':{'StringLike':"
                     "{'token.actions.githubusercontent.com:sub':'repo:acme/shop:*'}}}")}},
     "assumes aws:external:auth:token.actions.githubusercontent.com>boss?"},
    {{{"boss", TRUST("{'Effect':'Allow','Principal':{'Federated':"
                     "'arn:aws:iam::*:oidc-provider/app.terraform.io'},'Action':"
                     "'sts:AssumeRoleWithWebIdentity','Condition':{'StringLike':"
                     "{'app.terraform.io:sub':'organization:acme:project:*'}}}")}},
     "assumes aws:external:auth:app.terraform.io>boss?"},
    {{{"boss", TRUST("{'Effect':'Allow','Principal':{'Federated':"
                     "'arn:aws:iam::*:oidc-provider/token.actions.githubusercontent.com'},'Action':"
                     "'sts:AssumeRoleWithWebIdentity','Condition':{'StringLike':"
                     "{'token.actions.githubusercontent.com:sub':'repo:*'}}}")}},
     "exposes internet>boss?; "
     "assumes aws:external:auth:token.actions.githubusercontent.com>boss?"},
    /* keys: the key policy has to let the account decide */
    {{{"role", ID(ALLOW("'kms:Decrypt'", "arn:aws:kms:*:*:key/k"))}}, "grants role>k read"},
    {{{"role", ID(ALLOW("'kms:Decrypt'", "arn:aws:kms:*:*:key/k"))},
      {"k", RES("{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::*:user/ann'},'Action':"
                "'kms:Decrypt','Resource':'*'}")}}, "grants ann>k read"},
    {{{"role", ID(ALLOW("'s3:GetObject'", "arn:aws:s3:::b/*"))},
      {"b", RES("{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'*'}")}}, ""},
    /* who is meant is known to the deployment only */
    {{{"boss", BY("arn:aws:iam::${Partner}:root")}}, "assumes partner>boss?"},
    {{{"q", RES("{'Effect':'Allow','Principal':{'AWS':'${Caller}'},'Action':'sqs:SendMessage',"
                "'Resource':'*'}")}}, "exposes partner>q write?"},
    {{{"role", ID(ALLOW("'sqs:SendMessage'", "${QueueArn}"))}}, ""},
    {{{"role", ID("{'Effect':'Allow','Action':'sqs:SendMessage','Resource':'${QueueArn}','things':"
                  "[{'node':'q2'}]}")}}, "writes fn>q2 60; grants role>q2 write"},
    {{{"role", ID("{'Effect':'Allow','Action':'dynamodb:Query','Resource':'${TableArn}/index/*',"
                  "'things':[{'node':'t','tail':'/index/*'}]}")}},
     "reads fn>t 85; grants role>t read"},
    /* resource policies */
    {{{"q", RES("{'Effect':'Allow','Principal':'*','Action':'sqs:SendMessage','Resource':'*'}")}},
     "exposes internet>q write"},
    {{{"q", RES("{'Effect':'Allow','Principal':'*','Action':'sqs:SendMessage','Resource':'*',"
                "'Condition':{'ArnLike':{'aws:SourceArn':'arn:aws:sns:*:*:t'}}}")}}, ""},
    {{{"q", RES("{'Effect':'Allow','Principal':'*','Action':'sqs:*','Resource':'*','Condition':"
                "{'IpAddress':{'aws:SourceIp':'203.0.113.0/24'}}}")}},
     "exposes internet>q read,write,delete,policy?"},
    {{{"q", RES("{'Effect':'Allow','Principal':{'Service':'sns.amazonaws.com'},'Action':"
                "'sqs:SendMessage','Resource':'*'}")}}, ""},
    {{{"b", RES("{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::999988887777:root'},"
                "'Action':'s3:GetObject','Resource':'arn:aws:s3:::b/*'}")}},
     "exposes partner>b read"},
    {{{"k", RES("{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::*:root'},'Action':'kms:*',"
                "'Resource':'*'}")}}, ""},
    {{{"q", RES("{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::*:role/boss'},'Action':"
                "'sqs:SendMessage','Resource':'*'}")}}, "grants boss>q write"},
    {{{"fn2", "{'aws':'permission','principal':'*','action':'lambda:InvokeFunction'}"}},
     "exposes internet>fn2 invoke"},
    {{{"fn2", "{'aws':'permission','principal':'999988887777','action':'lambda:InvokeFunction'}"}},
     "exposes partner>fn2 invoke"},
    {{{"fn2", "{'aws':'permission','principal':'s3.amazonaws.com','sourceArn':'arn:aws:s3:::b',"
              "'action':'lambda:InvokeFunction'}"}}, ""},
    {{{"fn2", "{'aws':'permission','principal':'*','action':'lambda:InvokeFunctionUrl',"
              "'functionUrlAuthType':'NONE'}"}}, ""},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t count = 0;
        while (count < COUNT(rows[i].policies) && rows[i].policies[count].node)
            count++;
        struct buf one = {0}, other = {0};
        struct graph *g = system_of(rows[i].policies, count, false);
        put_edges(g, &one);
        graph_free(g);
        g = system_of(rows[i].policies, count, true);
        put_edges(g, &other);
        graph_free(g);
        if (!str_eq(buf_str(&one), buf_str(&other)) || !str_is(buf_str(&one), rows[i].want))
            fail_msg("row %zu:\n  got  %s\n  then %s\n  want %s", i, one.ptr ? one.ptr : "",
                     other.ptr ? other.ptr : "", rows[i].want);
        buf_release(&one);
        buf_release(&other);
    }
}

static void test_unknown(void **state)
{
    (void)state;
    static const struct policy policies[] = {
        {"role", MANAGED("SomethingNew")},
        {"role", "{'aws':'managed','arn':'arn:aws:iam::*:policy/AdministratorAccess'}"},
        {"role", "{'aws':'identity','name':'odd','document':[1],'file':'t','line':7}"},
        {"role", "{'aws':'dance'}"},
        {"role", "no JSON"},
    };
    struct graph *g = system_of(policies, COUNT(policies), false);
    assert_int_equal(graph_unresolved_count(g), 3);
    struct buf edges = {0};
    put_edges(g, &edges);
    assert_int_equal(edges.len, 0);
    graph_free(g);
}

/* The collective node holds the things of its service; each says that it was not declared. */
static void test_any(void **state)
{
    (void)state;
    static const struct policy policies[] = {{"role", ID(ALLOW("'sqs:SendMessage'", "*"))}};
    struct graph *g = system_of(policies, 1, false);
    node_id any = graph_find(g, STR("aws:any:sqs"));
    struct edge_list in = graph_in(g, any);
    size_t residents = 0;
    assert_int_equal(node_boundary_class(graph_node_at(g, any)), BOUNDARY_ANY);
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(g, in.ids[i]);
        if (e->kind != EDGE_RESIDES_IN)
            continue;
        residents++;
        assert_true(edge_fact_bool(e, FACT_IMPLICIT, false));
        assert_int_equal(graph_node_at(g, e->from)->kind, NODE_QUEUE);
    }
    assert_int_equal(residents, 2);
    graph_free(g);
}

/* A grant says where it was written: the statement's own word, else the document's. */
static void test_places(void **state)
{
    (void)state;
    static const struct policy policies[] = {
        {"role", ID("{'where':'u.yaml:12:9','Effect':'Allow','Action':'sqs:SendMessage',"
                    "'Resource':'arn:aws:sqs:*:*:q'},"
                    ALLOW("'dynamodb:GetItem'", "arn:aws:dynamodb:*:*:table/t"))},
    };
    struct graph *g = system_of(policies, 1, false);
    for (size_t i = 1; i <= graph_edge_count(g); i++) {
        const struct edge *e = graph_edge_at(g, (edge_id)i);
        if (e->kind != EDGE_GRANTS)
            continue;
        bool queue = str_is(graph_node_at(g, e->to)->id, "q");
        assert_true(str_is(e->where.file, queue ? "u.yaml" : "t.yaml"));
        assert_int_equal(e->where.line, queue ? 12 : 3);
        assert_int_equal(e->where.col, queue ? 9 : 0);
    }
    graph_free(g);
}

/* More things than an edge each is worth: one for the pattern. */
static void test_pattern(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    struct origin none = {0};
    for (int i = 0; i < 60; i++) {
        char text[64];
        snprintf(text, sizeof text, "arn:aws:sqs:*:*:%s-%02d", i < 40 ? "orders" : "other", i);
        node_id n = graph_node(g, NODE_QUEUE, str_from(text), STR(""), none);
        graph_attr(g, n, "arn", str_from(text));
    }
    graph_node(g, NODE_IDENTITY, STR("role"), STR(""), none);
    const struct policy p = {"role", ID(ALLOW("'sqs:SendMessage'", "arn:aws:sqs:*:*:orders-*"))};
    add_policy(g, &p);
    iam_derive(g);
    graph_seal(g);
    node_id any = graph_find(g, STR("aws:any:sqs:arn:aws:sqs:*:*:orders-*"));
    assert_true(any);
    size_t grants = 0;
    for (size_t i = 1; i <= graph_edge_count(g); i++)
        grants += graph_edge_at(g, (edge_id)i)->kind == EDGE_GRANTS;
    assert_int_equal(grants, 1);
    assert_int_equal(graph_in(g, any).count, 41);
    graph_free(g);
}

/* Two templates with the same logical ids: an unknown name means the thing of the own stack, a pattern
 * that somebody wrote means all. */
static void test_stacks(void **state)
{
    (void)state;
    static const char *const kinds[] = {"role", "queue", "fn"};
    static const char *const arns[] = {"arn:aws:iam::*:role/*-Role-*", "arn:aws:sqs:*:*:*-Queue-*",
                                       "arn:aws:lambda:*:*:function:*-Fn-*"};
    static const enum node_kind node[] = {NODE_IDENTITY, NODE_QUEUE, NODE_FUNCTION};
    struct graph *g = graph_new();
    struct origin none = {0};
    struct buf edges = {0};
    for (int stack = 1; stack <= 2; stack++) {
        char id[32];
        snprintf(id, sizeof id, "stack%d", stack);
        node_id box = graph_node(g, NODE_BOUNDARY, str_from(id), STR(""), none);
        graph_attr(g, box, FACT_CLASS, STR("stack"));
        for (size_t i = 0; i < COUNT(kinds); i++) {
            snprintf(id, sizeof id, "%s%d", kinds[i], stack);
            node_id n = graph_node(g, node[i], str_from(id), STR(""), none);
            graph_attr(g, n, FACT_ARN, str_from(arns[i]));
            graph_edge(g, EDGE_RESIDES_IN, n, box, EVIDENCE_DECLARED, -1, none);
        }
    }
    static const struct policy policies[] = {
        {"role1", ID(ALLOW("'sqs:SendMessage'", "arn:aws:sqs:*:*:*-Queue-*"))},
        {"role2", ID(ALLOW("'sqs:ReceiveMessage'", "arn:aws:sqs:*:*:*Queue*") ","
                     ALLOW("'sts:AssumeRole'", "arn:aws:iam::*:role/*-Role-*"))},
        {"role1", BY("arn:aws:iam::*:role/*-Role-*")},
        {"queue1", RES("{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::*:role/*-Role-*'},"
                       "'Action':'sqs:DeleteQueue','Resource':'*'}")},
    };
    for (size_t i = 0; i < COUNT(policies); i++)
        add_policy(g, &policies[i]);
    iam_derive(g);
    graph_seal(g);
    put_edges(g, &edges);
    assert_string_equal(edges.ptr, "grants role1>queue1 write,delete; grants role2>queue1 read; "
                                   "grants role2>queue2 read");
    buf_release(&edges);
    graph_free(g);
}

/* A role that many functions share, and that may do much: only what a function names is its own. */
static void test_shared_role(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    struct origin none = {0};
    struct buf document = {0};
    node_id role = graph_node(g, NODE_IDENTITY, STR("role"), STR(""), none);
    buf_puts(&document, "{\"aws\":\"identity\",\"document\":{\"Statement\":[");
    for (int i = 0; i < 70; i++) {
        char id[48], arn[64];
        snprintf(id, sizeof id, "q%02d", i);
        snprintf(arn, sizeof arn, "arn:aws:sqs:*:*:q%02d", i);
        graph_attr(g, graph_node(g, NODE_QUEUE, str_from(id), STR(""), none), FACT_ARN,
                   str_from(arn));
        buf_printf(&document, "%s{\"Effect\":\"Allow\",\"Action\":\"sqs:SendMessage\","
                              "\"Resource\":\"%s\"}", i ? "," : "", arn);
        snprintf(id, sizeof id, "f%02d", i);
        node_id fn = graph_node(g, NODE_FUNCTION, str_from(id), STR(""), none);
        graph_edge(g, EDGE_RUNS_AS, fn, role, EVIDENCE_DECLARED, -1, none);
    }
    buf_puts(&document, "]}}");
    graph_policy(g, role, buf_str(&document));
    graph_edge(g, EDGE_USES, graph_find(g, STR("f07")), graph_find(g, STR("q09")), EVIDENCE_NAME,
               -1, none);
    iam_derive(g);
    size_t counts[EDGE_KIND_COUNT] = {0};
    for (size_t i = 1; i <= graph_edge_count(g); i++)
        counts[graph_edge_at(g, (edge_id)i)->kind]++;
    assert_int_equal(counts[EDGE_GRANTS], 70);
    assert_int_equal(counts[EDGE_WRITES], 1);
    buf_release(&document);
    graph_free(g);
}

static struct str path_of(const struct graph *g, const char *from, const char *to)
{
    for (size_t i = 1; i <= graph_edge_count(g); i++) {
        const struct edge *e = graph_edge_at(g, (edge_id)i);
        if (e->kind == EDGE_GRANTS && str_is(graph_node_at(g, e->from)->id, from) &&
            str_is(graph_node_at(g, e->to)->id, to))
            return edge_attr_text(e, "path");
    }
    return STR("no grant");
}

/* A grant that lets others in carries the path's name. Reading a secret does if it opens something. */
static void test_opens(void **state)
{
    (void)state;
    static const struct policy policies[] = {
        {"role", ID(ALLOW("'sqs:*'", "arn:aws:sqs:*:*:q") ","
                    ALLOW("'sqs:SendMessage'", "arn:aws:sqs:*:*:*-Q2-*") ","
                    ALLOW("'lambda:AddPermission'", "*") ","
                    ALLOW("'secretsmanager:GetSecretValue'", "arn:aws:secretsmanager:*:*:secret:s-*"))},
    };
    struct graph *g = system_of(policies, 1, false);
    assert_true(str_is(path_of(g, "role", "q"), "fwp-16d"));
    assert_true(str_is(path_of(g, "role", "q2"), ""));
    assert_true(str_is(path_of(g, "role", "aws:any:lambda"), "fwp-13a"));
    assert_true(str_is(path_of(g, "role", "s"), ""));
    graph_free(g);
}

/* Members of a group have its policies, in grants and in privilege paths. */
static void test_groups(void **state)
{
    (void)state;
    static const struct policy policies[] = {
        {"devs", ID(ALLOW("'sqs:SendMessage'", "arn:aws:sqs:*:*:q") ","
                    ALLOW("'iam:AttachUserPolicy'", "arn:aws:iam::*:user/ann"))},
    };
    struct graph *g = graph_new();
    struct origin none = {0};
    struct buf edges = {0};
    for (size_t i = 0; i < COUNT(things); i++)
        graph_attr(g, graph_node(g, things[i].kind, str_from(things[i].id), STR(""), none), "arn",
                   str_from(things[i].arn));
    graph_set_type(g, graph_find(g, STR("devs")), STR("AWS::IAM::Group"));
    graph_set_type(g, graph_find(g, STR("own")), STR("AWS::IAM::ManagedPolicy"));
    graph_edge(g, EDGE_ASSUMES, graph_find(g, STR("ann")), graph_find(g, STR("devs")),
               EVIDENCE_DECLARED, -1, none);
    add_policy(g, &policies[0]);
    iam_derive(g);
    graph_seal(g);
    put_edges(g, &edges);
    assert_string_equal(edges.ptr, "assumes ann>devs; grants ann>q write; grants devs>q write; "
                                   "controls ann>aws:any:* iam-008");
    buf_release(&edges);
    graph_free(g);
}

static void test_tables(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    size_t first, end;
    for (size_t i = 0; i < aws_managed_row_count; i++)
        assert_ptr_equal(aws_managed_find(str_from(aws_managed_rows[i].name)),
                         &aws_managed_rows[i]);
    assert_null(aws_managed_find(STR("arn:aws:iam::111122223333:policy/AdministratorAccess")));
    assert_non_null(aws_managed_find(STR("arn:aws:iam::aws:policy/AdministratorAccess")));
    for (size_t i = 0; i < aws_action_row_count; i++)
        assert_ptr_equal(aws_action_find(str_from(aws_action_rows[i].action)),
                         &aws_action_rows[i]);
    aws_actions_of(STR("nothing"), &first, &end);
    assert_int_equal(first, end);
    assert_int_equal(aws_action_find(STR("sqs:sendmessage"))->ops, OP_WRITE);
    assert_int_equal(aws_action_find(STR("lambda:updatefunctioncode"))->ops, OP_EXEC);
    assert_int_equal(aws_action_find(STR("kms:creategrant"))->ops, OP_POLICY);
    assert_int_equal(aws_action_find(STR("s3:getobject"))->shape, 'o');
    assert_int_equal(aws_action_find(STR("s3:listallmybuckets"))->shape, '-');
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),    cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_any),     cmocka_unit_test(test_places),
        cmocka_unit_test(test_pattern), cmocka_unit_test(test_stacks),
        cmocka_unit_test(test_shared_role), cmocka_unit_test(test_opens),
        cmocka_unit_test(test_groups),      cmocka_unit_test(test_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
