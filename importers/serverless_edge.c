/* SPDX-License-Identifier: MIT */
/* serverless_edge.c - `cloudFront` events: functions at the edge, all behind one distribution. */
#include "serverless_lower.h"

#define DISTRIBUTION "CloudFrontDistribution"

static struct doc_node *origin_of(struct sls *s, const struct doc_node *origin)
{
    if (doc_is_map(origin) && !sls_is_call(origin)) {
        struct doc_node *n = doc_copy(s->doc, s->doc, origin);
        if (!doc_get(n, "Id"))
            doc_put(s->doc, n, STR("Id"), doc_value_place(origin),
                    sls_make(s->doc, origin, "'custom/%s'", sls_text(origin, "DomainName")));
        return n;
    }
    struct str text = doc_text(origin), rest = text;
    size_t scheme = str_find(text, STR("://"));
    if (scheme != STR_NPOS)
        rest = str_from_at(text, scheme + 3);
    size_t slash = str_chr(rest, '/');
    struct str host = str_sub(rest, 0, slash);
    struct str path = slash == STR_NPOS || slash + 1 == rest.len ? STR_NONE
                                                                 : str_from_at(rest, slash);
    bool bucket = str_starts(text, STR("s3://"));
    return sls_make(s->doc, origin,
                    bucket ? "{'Id':'s3/%s%s','DomainName':%s,'OriginPath':%s,'S3OriginConfig':{}}"
                           : "{'Id':'custom/%s%s','DomainName':%s,'OriginPath':%s,"
                             "'CustomOriginConfig':{'OriginProtocolPolicy':'match-viewer'}}",
                    host, path, host, path);
}

static void distribution(struct sls *s, const struct doc_node *e)
{
    s->edge_origins = sls_make(s->doc, e, "[]");
    s->edge_paths = sls_make(s->doc, e, "[]");
    s->edge_config = sls_make(s->doc, e, "{'Enabled':true,'Origins':%m,'CacheBehaviors':%m}",
                              s->edge_origins, s->edge_paths);
    sls_add(s, STR(DISTRIBUTION),
            sls_make(s->doc, e, "{'Type':'AWS::CloudFront::Distribution','Properties':{"
                                "'DistributionConfig':%m}}", s->edge_config));
    sls_output(s, STR(DISTRIBUTION), sls_make(s->doc, e, "{'Ref':'" DISTRIBUTION "'}"));
    sls_output(s, STR(DISTRIBUTION "DomainName"),
               sls_make(s->doc, e, "{'Fn::GetAtt':['" DISTRIBUTION "','DomainName']}"));
}

/* Functions at the edge write logs wherever they run, and CloudFront has to be let in. */
static void let_in(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    struct sls_role *r = f->role ? f->role : s->shared;
    if (r) {
        sls_trust(s, r, e, "edgelambda.amazonaws.com");
        sls_allow(s, f, sls_make(s->doc, e, "{'Effect':'Allow','Action':['logs:CreateLogGroup',"
                                            "'logs:CreateLogStream','logs:PutLogEvents',"
                                            "'logs:TagResource'],'Resource':[{'Fn::Sub':"
                                            "'arn:${AWS::Partition}:logs:*:*:*'}]}"));
    }
    sls_add(s, ARENA_JOIN(s->arena, f->id, STR("InvokePermission")),
            sls_make(s->doc, e, "{'Type':'AWS::Lambda::Permission','Properties':{'FunctionName':"
                                "{'Ref':%s},'Action':'lambda:InvokeFunction','Principal':"
                                "'edgelambda.amazonaws.com','SourceArn':{'Fn::Sub':"
                                "'arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/"
                                "${" DISTRIBUTION "}'}}}", f->id));
}

void sls_event_edge(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    const struct doc_node *origin = doc_get(e, "origin");
    const struct doc_node *policy = doc_path(e, "behavior.ViewerProtocolPolicy");
    if (!s->edge_origins)
        distribution(s, e);
    struct doc_node *from = origin ? origin_of(s, origin) : NULL;
    struct str name = sls_text(from, "Id"), path = sls_text(e, "pathPattern");
    bool known = false;
    for (const struct doc_node *c = doc_first(s->edge_origins); c; c = c->next)
        known = known || str_eq(sls_text(c, "Id"), name);
    if (from && !known)
        doc_append(s->edge_origins, from);
    struct doc_node *behaviour = sls_make(
        s->doc, e, "{'PathPattern':%s,'TargetOriginId':%s,'ViewerProtocolPolicy':%m,"
                   "'LambdaFunctionAssociations':[{'EventType':%n,'LambdaFunctionARN':"
                   "{'Fn::GetAtt':[%s,'Arn']}}]}",
        path, name,
        policy ? doc_copy(s->doc, s->doc, policy) : sls_make(s->doc, e, "'allow-all'"),
        doc_get(e, "eventType"), f->id);
    if (str_empty(path) && !doc_get(s->edge_config, "DefaultCacheBehavior"))
        doc_put(s->doc, s->edge_config, STR("DefaultCacheBehavior"), doc_value_place(e), behaviour);
    else
        doc_append(s->edge_paths, behaviour);
    let_in(s, f, e);
}
