/* SPDX-License-Identifier: MIT */
/* The table of privilege paths: every path of pathfinding.cloud has a row or a reason, and the paths
 * through what exists lead to the right thing, from all of their actions only. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arena.h"
#include "aws_tables.h"
#include "buf.h"
#include "facts.h"
#include "iam.h"

/* The ids of pathfinding.cloud; by: the row that stands for one that asks for more than that. */
static const struct {
    const char *id, *by;
} catalogue[] = {
    {"apprunner-001", NULL}, {"apprunner-002", NULL},
    {"bedrock-001", NULL}, {"bedrock-002", NULL},
    {"cloudformation-001", NULL}, {"cloudformation-002", NULL}, {"cloudformation-003", NULL},
    {"cloudformation-004", NULL}, {"cloudformation-005", NULL},
    {"codebuild-001", NULL}, {"codebuild-002", NULL}, {"codebuild-003", NULL},
    {"codebuild-004", NULL},
    {"datapipeline-001", NULL},
    {"ec2instanceconnect-003", NULL},
    {"ec2-001", NULL}, {"ec2-002", NULL}, {"ec2-003", NULL}, {"ec2-004", NULL},
    {"ecs-001", "ecs-003"}, /* and CreateCluster, where there is none yet */
    {"ecs-002", "ecs-004"},
    {"ecs-003", NULL}, {"ecs-004", NULL}, {"ecs-005", NULL},
    {"glue-001", NULL}, {"glue-002", NULL}, {"glue-003", NULL}, {"glue-004", NULL},
    {"glue-005", NULL}, {"glue-006", NULL},
    {"iam-001", NULL}, {"iam-002", NULL},
    {"iam-003", "iam-002"}, /* and DeleteAccessKey, where there are two keys */
    {"iam-004", NULL}, {"iam-005", NULL}, {"iam-006", NULL}, {"iam-007", NULL}, {"iam-008", NULL},
    {"iam-009", NULL}, {"iam-010", NULL}, {"iam-011", NULL}, {"iam-012", NULL}, {"iam-013", NULL},
    {"iam-014", NULL}, {"iam-015", NULL}, {"iam-016", NULL}, {"iam-017", NULL}, {"iam-018", NULL},
    {"iam-019", NULL}, {"iam-020", NULL}, {"iam-021", NULL},
    {"lambda-001", NULL}, {"lambda-002", NULL}, {"lambda-003", NULL},
    {"lambda-004", "lambda-003"}, /* who invokes it does not matter: something does */
    {"lambda-005", "lambda-003"},
    {"lambda-006", NULL},
    {"sagemaker-001", NULL}, {"sagemaker-002", NULL}, {"sagemaker-003", NULL},
    {"sagemaker-004", NULL}, {"sagemaker-005", NULL},
    {"ssm-001", NULL}, {"ssm-002", NULL},
    {"sts-001", ""}, /* an assumes edge, made of the trust policy */
};

/* Our own: in neither list. by NULL: no row, and why. */
static const struct {
    const char *what, *by, *why;
} additions[] = {
    {"UpdateStateMachine", "fwp-01", NULL},
    {"PassRole and CreateStateMachine", "fwp-02", NULL},
    {"PassRole and CreateSchedule", "fwp-03a", NULL}, {"... UpdateSchedule", "fwp-03b", NULL},
    {"PassRole and PutTargets", "fwp-04a", NULL}, {"PutTargets", "fwp-04b", NULL},
    {"PassRole and CreatePipe", "fwp-05a", NULL}, {"... UpdatePipe", "fwp-05b", NULL},
    {"PassRole and CreateDataSource", "fwp-06", NULL}, {"UpdateResolver", "fwp-06b", NULL},
    {"UpdateFunction of AppSync", "fwp-06c", NULL},
    {"PassRole and PUT", "fwp-07a", NULL}, {"PassRole and PATCH", "fwp-07b", NULL},
    {"PATCH of a method", "fwp-08a", NULL}, {"UpdateRestApiPolicy", "fwp-08b", NULL},
    {"PutObject", "fwp-09", NULL}, {"PutImage", "fwp-10", NULL},
    {"PassRole and SetIdentityPoolRoles", "fwp-11", NULL}, {"UpdateUserPool", "fwp-11b", NULL},
    {"AdminSetUserPassword", "fwp-11c", NULL}, {"AdminAddUserToGroup", "fwp-11d", NULL},
    {"PassRole and CreateTopicRule", "fwp-12a", NULL}, {"... ReplaceTopicRule", "fwp-12b", NULL},
    {"lambda:AddPermission", "fwp-13a", NULL}, {"CreateFunctionUrlConfig", "fwp-13b", NULL},
    {"GetSecretValue", "fwp-14a", NULL}, {"GetParameter", "fwp-14b", NULL},
    {"GetParameters", "fwp-14c", NULL}, {"GetParametersByPath", "fwp-14d", NULL},
    {"GetFunction", "fwp-15a", NULL}, {"GetFunctionConfiguration", "fwp-15b", NULL},
    {"PutKeyPolicy", "fwp-16a", NULL}, {"CreateGrant", "fwp-16b", NULL},
    {"PutBucketPolicy", "fwp-16c", NULL}, {"SetQueueAttributes", "fwp-16d", NULL},
    {"sqs:AddPermission", "fwp-16e", NULL}, {"sns:AddPermission", "fwp-16f", NULL},
    {"SetTopicAttributes", "fwp-16g", NULL}, {"PutResourcePolicy", "fwp-16h", NULL},
    {"SetRepositoryPolicy", "fwp-16i", NULL}, {"PutResourcePolicy of a table", "fwp-16j", NULL},
    {"DeleteRolePermissionsBoundary", "fwp-17a", NULL},
    {"PutRolePermissionsBoundary", "fwp-17b", NULL},
    {"UpdateOpenIDConnectProviderThumbprint", "fwp-18a", NULL},
    {"AddClientIDToOpenIDConnectProvider", "fwp-18b", NULL}, {"UpdateSAMLProvider", "fwp-18c", NULL},
    {"CreateServiceLinkedRole", NULL,
     "the role trusts its service alone and may what AWS wrote: nobody gets hold of it, and it "
     "cannot be passed to anything else"},
    {"organizations:*", NULL,
     "it acts on other accounts from the management account; no input holds an organization, so "
     "there is nothing that such a path could lead to"},
    {"PassRole and RunMicrovm", "fwp-19", NULL},
};

static const struct aws_path_row *row_of(const char *id)
{
    for (size_t i = 0; i < aws_path_row_count; i++)
        if (str_is(str_from(aws_path_rows[i].id), id))
            return &aws_path_rows[i];
    return NULL;
}

static void test_catalogue(void **state)
{
    (void)state;
    assert_int_equal(COUNT(catalogue), 65);
    for (size_t i = 0; i < COUNT(catalogue); i++) {
        const char *by = catalogue[i].by ? catalogue[i].by : catalogue[i].id;
        if (*by && !row_of(by))
            fail_msg("%s has no row", catalogue[i].id);
        if (catalogue[i].by && row_of(catalogue[i].id))
            fail_msg("%s has a row and an exception", catalogue[i].id);
    }
}

static void test_additions(void **state)
{
    (void)state;
    size_t rows = 0;
    for (size_t i = 0; i < aws_path_row_count; i++)
        rows += str_starts(str_from(aws_path_rows[i].id), STR("fwp-"));
    for (size_t i = 0; i < COUNT(additions); i++) {
        assert_true(!additions[i].by != !additions[i].why);
        if (additions[i].by && !row_of(additions[i].by))
            fail_msg("%s has no row", additions[i].what);
        rows -= additions[i].by != NULL;
    }
    assert_int_equal(rows, 0); /* each is one of them */
}

/* --- Through what exists ---------------------------------------------------------------------- */

static const struct {
    enum node_kind kind;
    const char *id, *arn;
    bool runs; /* as the role boss */
} things[] = {
    {NODE_IDENTITY, "role", "arn:aws:iam::*:role/role", false},
    {NODE_IDENTITY, "boss", "arn:aws:iam::*:role/boss", false},
    {NODE_COMPUTE, "template", "arn:aws:ec2:*:*:launch-template/*", true},
    {NODE_COMPUTE, "machine", "arn:aws:ec2:*:*:instance/*", true},
    {NODE_COMPUTE, "endpoint", "arn:aws:glue:*:*:devEndpoint/endpoint", true},
    {NODE_COMPUTE, "job", "arn:aws:glue:*:*:job/job", true},
    {NODE_COMPUTE, "book", "arn:aws:sagemaker:*:*:notebook-instance/book", true},
    {NODE_COMPUTE, "model", "arn:aws:sagemaker:*:*:model/model", true},
    {NODE_COMPUTE, "web", "arn:aws:apprunner:*:*:service/web/*", true},
    {NODE_NET, "link", "arn:aws:apprunner:*:*:vpcconnector/link/*", true},
    {NODE_COMPUTE, "python", "arn:aws:bedrock-agentcore:*:*:code-interpreter-custom/*", true},
    {NODE_BOUNDARY, "stack", "arn:aws:cloudformation:*:*:stack/shop/*", true},
    {NODE_BOUNDARY, "nested", "arn:aws:cloudformation:*:*:stack/part/*", false},
};

static const struct {
    const char *path, *actions, *target;
} existing[] = {
    {"ec2-002", "ec2:ModifyInstanceAttribute ec2:StopInstances ec2:StartInstances", "machine"},
    {"ec2-004", "ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate", "template"},
    {"ssm-001", "ssm:StartSession", "machine"},
    {"glue-002", "glue:UpdateDevEndpoint", "endpoint"},
    {"sagemaker-004", "sagemaker:CreatePresignedNotebookInstanceUrl", "book"},
    {"sagemaker-005", "sagemaker:CreateNotebookInstanceLifecycleConfig "
                      "sagemaker:StopNotebookInstance sagemaker:UpdateNotebookInstance "
                      "sagemaker:StartNotebookInstance", "book"},
    {"apprunner-002", "apprunner:UpdateService", "web"},
    {"bedrock-002", "bedrock-agentcore:StartCodeInterpreterSession "
                    "bedrock-agentcore:InvokeCodeInterpreter", "python"},
    {"cloudformation-002", "cloudformation:UpdateStack", "stack"},
    {"cloudformation-005", "cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet",
     "stack"},
};

/* Where the role gets by the actions, but for one (SIZE_MAX: all), on the resource: "path>target",
 * a collective is its only member. */
static void reach(struct str actions, size_t without, const char *resource, struct buf *out)
{
    struct graph *g = graph_new();
    struct origin none = {0};
    struct buf policy = {0};
    for (size_t i = 0; i < COUNT(things); i++) {
        node_id n = graph_node(g, things[i].kind, str_from(things[i].id), STR(""), none);
        graph_attr(g, n, FACT_ARN, str_from(things[i].arn));
        if (things[i].runs)
            graph_edge(g, EDGE_RUNS_AS, n, graph_find(g, STR("boss")), EVIDENCE_DECLARED, -1, none);
    }
    buf_puts(&policy, "{\"aws\":\"identity\",\"name\":\"p\",\"document\":{\"Statement\":[");
    size_t at = 0, count = 0;
    for (struct str one; str_cut(&actions, ' ', &one); at++)
        if (at != without) {
            buf_printf(&policy, "%s{\"Effect\":\"Allow\",\"Action\":\"", count++ ? "," : "");
            buf_add(&policy, one);
            buf_printf(&policy, "\",\"Resource\":\"%s\"}", resource);
        }
    buf_puts(&policy, "]}}");
    graph_policy(g, graph_find(g, STR("role")), buf_str(&policy));
    iam_derive(g);
    graph_seal(g);
    for (size_t i = 1; i <= graph_edge_count(g); i++) {
        const struct edge *e = graph_edge_at(g, (edge_id)i);
        if (e->kind != EDGE_CONTROLS)
            continue;
        buf_puts(out, out->len ? " " : "");
        buf_add(out, edge_attr_text(e, "path"));
        struct edge_list in = graph_in(g, e->to);
        bool any = node_boundary_class(graph_node_at(g, e->to)) == BOUNDARY_ANY;
        for (size_t k = 0; any && k < in.count; k++)
            if (graph_edge_at(g, in.ids[k])->kind == EDGE_RESIDES_IN) {
                buf_putc(out, '>');
                buf_add(out, graph_node_at(g, graph_edge_at(g, in.ids[k])->from)->id);
            }
        if (!any) {
            buf_putc(out, '>');
            buf_add(out, graph_node_at(g, e->to)->id);
        }
    }
    buf_release(&policy);
    graph_free(g);
}

static const char *arn_of(const char *id)
{
    for (size_t i = 0; i < COUNT(things); i++)
        if (str_is(str_from(things[i].id), id))
            return things[i].arn;
    return NULL;
}

static void test_existing(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(existing); i++) {
        struct str actions = str_from(existing[i].actions), one;
        struct buf all = {0}, want = {0};
        buf_printf(&want, "%s>%s", existing[i].path, existing[i].target);
        reach(actions, SIZE_MAX, "*", &all);
        if (!str_eq(buf_str(&all), buf_str(&want)))
            fail_msg("on everything: got %s, want %s", all.ptr ? all.ptr : "", want.ptr);
        all.len = 0;
        if (!str_is(str_from(existing[i].path), "sagemaker-005")) { /* its config has no ARN yet */
            reach(actions, SIZE_MAX, arn_of(existing[i].target), &all);
            if (!str_eq(buf_str(&all), buf_str(&want)))
                fail_msg("on it: got %s, want %s", all.ptr ? all.ptr : "", want.ptr);
        }
        size_t k = 0;
        for (struct str rest = actions; str_cut(&rest, ' ', &one); k++) {
            struct buf less = {0};
            reach(actions, k, "*", &less);
            if (less.len)
                fail_msg("%s without %.*s: got %s", existing[i].path, (int)one.len, one.ptr,
                         less.ptr);
            buf_release(&less);
        }
        buf_release(&all);
        buf_release(&want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_catalogue),
                                       cmocka_unit_test(test_additions),
                                       cmocka_unit_test(test_existing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
