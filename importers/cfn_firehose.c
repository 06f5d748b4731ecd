/* SPDX-License-Identifier: MIT */
/* cfn_firehose.c - delivery streams: where records come from, who changes them, where they go.
 * Source: AWS CloudFormation Template Reference, "AWS::KinesisFirehose::DeliveryStream". */
#include "cfn_graph.h"
#include "third_parties.h"

#define LINK(e, k) {EDGE_##e, NODE_##k, false, EVIDENCE_DECLARED, NULL, NULL}
#define LINK_BACK(e, k) {EDGE_##e, NODE_##k, true, EVIDENCE_DECLARED, NULL, NULL}

struct part { /* a property, and what stands there */
    const char *path;
    struct cfn_link link;
};

static void processors(struct cfn *c, struct cfn_resource *r, const struct doc_node *d)
{
    const struct cfn_item *items, *p;
    const struct doc_node *list = cfn_path(&c->scope, d, "ProcessingConfiguration.Processors");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t k = 0; k < count; k++) {
        size_t n = cfn_list(&c->scope, cfn_get(&c->scope, items[k].node, "Parameters"), &p);
        for (size_t j = 0; j < n; j++) {
            struct str name = cfn_text(&c->scope, doc_get(p[j].node, "ParameterName"));
            node_id to = str_is(name, "LambdaArn")
                             ? cfn_target_of(c, doc_get(p[j].node, "ParameterValue"),
                                             NODE_FUNCTION)
                             : 0;
            cfn_edge(c, EDGE_INVOKES, r->node, to, p[j].node, r->condition);
        }
    }
}

/* Splunk and its like; a store of the template where the address is made of one. */
static void addresses(struct cfn *c, struct cfn_resource *r, const struct doc_node *d)
{
    static const char *const urls[] = {"EndpointConfiguration.Url", "HECEndpoint", "AccountUrl",
                                       "CollectionEndpoint", "ClusterEndpoint", "ClusterJDBCURL"};
    for (size_t i = 0; i < COUNT(urls); i++) {
        const struct doc_node *n = cfn_path(&c->scope, d, urls[i]);
        struct cfn_value v = cfn_value(&c->scope, n);
        enum third_party_flow flow;
        if (!n || v.none)
            continue;
        node_id to = v.refs ? cfn_target(c, &v, NODE_KIND_COUNT, cfn_at(c, n)) : 0;
        struct str host = v.unknown || v.secure ? STR("") : cfn_host(v.text);
        if (!to && host.len)
            to = cfn_service(c, third_party_name(host, &flow), cfn_at(c, n));
        cfn_edge(c, EDGE_DELIVERS, r->node, to, n, r->condition);
    }
}

/* Iceberg: tables of the template; a name alone may be of any catalog. */
static void tables(struct cfn *c, struct cfn_resource *r, const struct doc_node *d)
{
    const struct cfn_item *items;
    const struct doc_node *list = cfn_get(&c->scope, d, "DestinationTableConfigurationList");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        const struct doc_node *name =
            cfn_get(&c->scope, items[i].node, "DestinationTableName");
        struct cfn_resource *table = name ? cfn_resource_of(c, name) : NULL;
        if (table)
            cfn_edge(c, EDGE_DELIVERS, r->node, cfn_node_of(c, table), name, r->condition);
    }
}

static void destination(struct cfn *c, struct cfn_resource *r, const struct doc_node *d)
{
    static const struct part parts[] = {
        {"BucketARN", LINK(DELIVERS, BUCKET)},
        {"S3Configuration.BucketARN", LINK(DELIVERS, BUCKET)},
        {"S3BackupConfiguration.BucketARN", LINK(DELIVERS, BUCKET)},
        {"DomainARN", LINK(DELIVERS, TABLE)},
        {"RoleARN", LINK(RUNS_AS, IDENTITY)},
        {"S3Configuration.RoleARN", LINK(RUNS_AS, IDENTITY)},
        {"S3BackupConfiguration.RoleARN", LINK(RUNS_AS, IDENTITY)},
        {"SecretsManagerConfiguration.RoleARN", LINK(RUNS_AS, IDENTITY)},
        {"SecretsManagerConfiguration.SecretARN", LINK(USES, SECRET)},
        {"CatalogConfiguration.CatalogArn", LINK(USES, TABLE)}, /* of Iceberg tables */
    };
    for (size_t i = 0; i < COUNT(parts); i++)
        cfn_link(c, r->node, cfn_path(&c->scope, d, parts[i].path), &parts[i].link, r->condition);
    addresses(c, r, d);
    processors(c, r, d);
    tables(c, r, d);
}

void cfn_emit_firehose(struct cfn *c, struct cfn_resource *r)
{
    static const struct part sources[] = {
        {"KinesisStreamSourceConfiguration.KinesisStreamARN", LINK_BACK(DELIVERS, STREAM)},
        {"MSKSourceConfiguration.MSKClusterARN", LINK_BACK(DELIVERS, STREAM)},
        {"DeliveryStreamEncryptionConfigurationInput.KeyARN", LINK(ENCRYPTED_BY, KEY)},
        {"KinesisStreamSourceConfiguration.RoleARN", LINK(RUNS_AS, IDENTITY)},
        {"MSKSourceConfiguration.AuthenticationConfiguration.RoleARN", LINK(RUNS_AS, IDENTITY)},
    };
    static const char *const forms[] = {
        "S3DestinationConfiguration", "ExtendedS3DestinationConfiguration",
        "RedshiftDestinationConfiguration", "AmazonopensearchserviceDestinationConfiguration",
        "ElasticsearchDestinationConfiguration", "AmazonOpenSearchServerlessDestinationConfiguration",
        "SplunkDestinationConfiguration", "HttpEndpointDestinationConfiguration",
        "SnowflakeDestinationConfiguration", "IcebergDestinationConfiguration"};
    for (size_t i = 0; i < COUNT(sources); i++)
        cfn_link(c, r->node, cfn_prop(c, r, sources[i].path), &sources[i].link, r->condition);
    for (size_t i = 0; i < COUNT(forms); i++) {
        const struct doc_node *d = cfn_prop(c, r, forms[i]);
        if (doc_is_map(d))
            destination(c, r, d);
    }
}
