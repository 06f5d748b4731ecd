/* SPDX-License-Identifier: MIT */
/* cfn_global_table.c - a table with copies in several regions.
 * The table is the copy in the region of the stack; each other one is a table of its own, in a
 * boundary of its region, to which what is written is delivered. Which is which, "Ref: AWS::Region"
 * says, or the region that is known; a single one is the table. Where neither helps, each copy is
 * drawn and the table stands for whichever it is.
 * Grants: a name without a region means the table; the ARN of a copy has its region.
 * Kept:  the table says that it has backups or cannot be deleted only if that holds in all regions. */
#include <stdio.h>

#include "cfn_functions.h"
#include "cfn_graph.h"

struct copy {
    const struct doc_node *at;
    struct str region, condition;
    bool here;
};

/* The region of the stack, as this text or as Ref AWS::Region. */
static bool is_here(struct cfn *c, const struct doc_node *region)
{
    const struct doc_node *call = cfn_call(region);
    if (call && str_is(call->key, "Ref") && str_is(doc_text(call), "AWS::Region"))
        return true;
    struct cfn_value here = cfn_ref(&c->scope, STR("AWS::Region"), STR("")),
                     v = cfn_value(&c->scope, region);
    return !here.unknown && !v.unknown && str_eq(here.text, v.text);
}

static struct str region_of(struct cfn *c, const struct doc_node *copy, size_t number)
{
    struct str region = cfn_text(&c->scope, cfn_get(&c->scope, copy, "Region"));
    char text[32];
    if (region.len && str_chr(region, '*') == STR_NPOS)
        return cfn_safe(c, region);
    snprintf(text, sizeof text, "replica-%zu", number + 1);
    return arena_str(c->arena, str_from(text));
}

static void key_and_stream(struct cfn *c, node_id n, const struct copy *copy)
{
    static const struct cfn_link key = {EDGE_ENCRYPTED_BY, NODE_KEY, false, EVIDENCE_DECLARED, NULL,
                                        NULL};
    static const struct cfn_link stream = {EDGE_DELIVERS, NODE_STREAM, false, EVIDENCE_DECLARED,
                                           NULL, NULL};
    cfn_link(c, n, cfn_path(&c->scope, copy->at, "SSESpecification.KMSMasterKeyId"), &key,
             copy->condition);
    cfn_link(c, n, cfn_path(&c->scope, copy->at, "KinesisStreamSpecification.StreamArn"), &stream,
             copy->condition);
}

static void policies(struct cfn *c, struct cfn_resource *r, node_id table, node_id stream,
                     const struct copy *copy)
{
    const struct doc_node *of_stream = cfn_path(&c->scope, copy->at, "ReplicaStreamSpecification."
                                                                     "ResourcePolicy.PolicyDocument");
    cfn_policy(c, table, "resource", r->id,
               cfn_path(&c->scope, copy->at, "ResourcePolicy.PolicyDocument"), copy->condition);
    if (stream)
        cfn_policy(c, stream, "resource", r->id, of_stream, copy->condition);
}

static node_id stream_of(struct cfn *c, struct cfn_resource *r)
{
    struct cfn_ref ref = {CFN_REF_RESOURCE, r->id, STR("StreamArn"), NULL};
    struct cfn_value v = {.text = STR("*"), .unknown = true, .refs = &ref};
    return cfn_prop(c, r, "StreamSpecification") ? cfn_target(c, &v, NODE_STREAM, r->where) : 0;
}

/* "arn:aws:dynamodb:*:*:table/t" -> "arn:aws:dynamodb:eu-west-1:*:table/t" */
static struct str arn_in(struct cfn *c, struct str arn, struct str region)
{
    size_t at = strlen("arn:aws:dynamodb:");
    if (!str_starts(arn, STR("arn:aws:dynamodb:*")) || str_starts(region, STR("replica-")))
        return arn;
    return ARENA_JOIN(c->arena, str_sub(arn, 0, at), region, str_from_at(arn, at + 1));
}

static node_id region_box(struct cfn *c, struct str region, const struct copy *copy)
{
    node_id box = cfn_part(c, NODE_BOUNDARY, ARENA_JOIN(c->arena, STR("region/"), region), region,
                           cfn_at(c, copy->at));
    graph_attr(c->g, box, FACT_CLASS, STR("region"));
    return box;
}

/* In its region, not beside what the stack makes at home. */
static node_id part_of(struct cfn *c, enum node_kind kind, struct str id, struct str name,
                       const char *type, const struct copy *copy)
{
    struct str full = ARENA_JOIN(c->arena, STR("aws:"), c->space, STR(":"),
                                 str_from(node_kinds[kind].name), STR(":"), cfn_safe(c, id));
    node_id n = graph_node(c->g, kind, full, name, cfn_at(c, copy->at));
    graph_set_type(c->g, n, str_from(type));
    graph_set_provider(c->g, n, STR("aws"));
    if (copy->condition.len)
        graph_set_node_condition(c->g, n, copy->condition);
    cfn_edge(c, EDGE_RESIDES_IN, n, region_box(c, copy->region, copy), copy->at, copy->condition);
    return n;
}

/* A copy in another region, and its stream where somebody is let read it. */
static void other_region(struct cfn *c, struct cfn_resource *r, const struct copy *copy)
{
    struct str id = ARENA_JOIN(c->arena, r->id, STR("."), copy->region);
    struct str name = ARENA_JOIN(c->arena, graph_node_at(c->g, r->node)->name, STR("."),
                                 copy->region);
    node_id n = part_of(c, NODE_TABLE, id, name, "AWS::DynamoDB::GlobalTable/Replica", copy);
    node_id stream = 0;
    struct str arn = arn_in(c, cfn_arn_of(c, r), copy->region);
    graph_attr(c->g, n, FACT_ARN, arn);
    graph_attr(c->g, n, "dbkind", STR("dynamodb"));
    graph_attr(c->g, n, "region", copy->region);
    cfn_attr(c, n, "deletion-protection-enabled", cfn_get(&c->scope, copy->at,
                                                          "DeletionProtectionEnabled"));
    cfn_attr(c, n, "point-in-time-recovery",
             cfn_path(&c->scope, copy->at,
                      "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled"));
    cfn_attr(c, n, "table-class", cfn_get(&c->scope, copy->at, "TableClass"));
    cfn_edge(c, EDGE_DELIVERS, r->node, n, copy->at, copy->condition);
    if (cfn_get(&c->scope, copy->at, "ReplicaStreamSpecification")) {
        stream = part_of(c, NODE_STREAM, ARENA_JOIN(c->arena, id, STR(".stream")),
                         ARENA_JOIN(c->arena, name, STR(".stream")),
                         "AWS::DynamoDB::GlobalTable/ReplicaStream", copy);
        graph_attr(c->g, stream, FACT_ARN, ARENA_JOIN(c->arena, arn, STR("/stream/*")));
        cfn_edge(c, EDGE_DELIVERS, n, stream, copy->at, copy->condition);
    }
    key_and_stream(c, n, copy);
    policies(c, r, n, stream, copy);
}

/* Said of every copy: "true"; of some: "false"; left out where none says anything. */
static void in_all(struct cfn *c, struct cfn_resource *r, const struct copy *copies, size_t count,
                   const char *path, const char *name)
{
    bool said = false, all = true, open = false;
    for (size_t i = 0; i < count; i++) {
        const struct doc_node *n = cfn_path(&c->scope, copies[i].at, path);
        struct cfn_value v = cfn_value(&c->scope, n);
        said = said || n;
        open = open || (n && (v.unknown || v.other));
        all = all && n && cfn_bool(&c->scope, n, false);
    }
    if (open)
        graph_attr(c->g, r->node, name, STR(FACT_UNDECIDED));
    else if (said)
        graph_attr_typed(c->g, r->node, str_from(name), ATTR_BOOL, all ? STR("true") : STR("false"));
}

void cfn_emit_global_table(struct cfn *c, struct cfn_resource *r)
{
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, "Replicas");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0, here = 0;
    struct copy *copies = arena_array(c->arena, count + 1, sizeof *copies);
    node_id stream = stream_of(c, r);
    graph_attr(c->g, r->node, "dbkind", STR("dynamodb"));
    for (size_t i = 0; i < count; i++) {
        copies[i] = (struct copy){
            .at = items[i].node, .region = region_of(c, items[i].node, i),
            .condition = terms_both(c->arena, r->condition, items[i].condition)};
        copies[i].here = count == 1 || is_here(c, cfn_get(&c->scope, items[i].node, "Region"));
        here += copies[i].here;
        if (!copies[i].here || count == 1)
            cfn_node_more(c, r->node, "regions", copies[i].region);
    }
    for (size_t i = 0; i < count; i++) {
        if (copies[i].here || !here)
            key_and_stream(c, r->node, &copies[i]);
        if (copies[i].here)
            policies(c, r, r->node, stream, &copies[i]);
        else
            other_region(c, r, &copies[i]);
    }
    in_all(c, r, copies, count, "DeletionProtectionEnabled", "deletion-protection-enabled");
    in_all(c, r, copies, count, "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",
           "point-in-time-recovery");
}
