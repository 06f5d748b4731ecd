/* SPDX-License-Identifier: MIT */
/* serverless_plugins.c - plugins that change the graph; others are named. */
#include "serverless_lower.h"

/* Plugins that pack, run or watch, but deploy nothing of their own. */
static const char *const quiet[] = {
    "serverless-offline", "serverless-webpack", "serverless-bundle", "serverless-esbuild",
    "serverless-python-requirements", "serverless-plugin-typescript", "serverless-dotenv-plugin",
    "serverless-prune-plugin", "serverless-pseudo-parameters", "serverless-iam-roles-per-function",
    "serverless-dynamodb-local", "serverless-deployment-bucket", "serverless-plugin-optimize",
    "serverless-offline-sqs", "serverless-offline-sns", "serverless-s3-local",
    "serverless-localstack",
    "serverless-export-env", "serverless-plugin-include-dependencies", "serverless-rust",
    "serverless-plugin-scripts", "serverless-scriptable-plugin", "serverless-hooks-plugin",
    "serverless-cf-vars", "serverless-ruby-layer", "serverless-plugin-split-stacks",
    "serverless-plugin-common-excludes", "serverless-jest-plugin", "serverless-mocha-plugin",
    "serverless-offline-scheduler", "serverless-offline-ssm", "serverless-layers",
    "serverless-stack-output", "serverless-plugin-tracing", "serverless-step-functions",
    "serverless-lift", "serverless-apigateway-service-proxy", "serverless-plugin-warmup",
    "serverless-wsgi", "serverless-rack", "serverless-secrets-plugin",
    "serverless-certificate-creator",
    "serverless-plugin-log-retention", "serverless-api-compression", "serverless-tag-cloud-formation",
};

static bool is_quiet(struct str name)
{
    for (size_t i = 0; i < COUNT(quiet); i++)
        if (str_is(name, quiet[i]))
            return true;
    return false;
}

static void name_others(struct sls *s)
{
    const struct doc_node *list = sls_resolve_path(&s->vars, "plugins");
    if (doc_is_map(list))
        list = doc_get(list, "modules");
    for (const struct doc_node *c = doc_first(list); c; c = c->next)
        if (doc_is_scalar(c) && !doc_is_null(c) && !is_quiet(doc_text(c)))
            sls_open(s, ARENA_JOIN(s->arena, STR("plugin "), doc_text(c)),
                     "what this plugin deploys is not known here: the map may lack it", c);
}

/* --- serverless-plugin-warmup ----------------------------------------------------------------- */

static bool is_warmed(const struct sls_function *f, struct str name, bool otherwise)
{
    const struct doc_node *own = doc_get(f->node, "warmup");
    if (!doc_is_map(own))
        return sls_is(own, otherwise);
    const struct doc_node *n = doc_get_str(own, name);
    return n ? sls_is(doc_is_map(n) ? doc_get(n, "enabled") : n, true)
             : sls_is(doc_get(own, "enabled"), otherwise);
}

static void warmer(struct sls *s, const struct doc_node *settings, struct str name)
{
    const struct doc_node *events = doc_get(settings, "events");
    bool all = sls_is(doc_get(settings, "enabled"), doc_is_list(doc_get(settings, "enabled")));
    struct doc_node *targets = sls_make(s->doc, settings, "[]");
    for (size_t i = 0; i < s->function_count; i++)
        if (is_warmed(&s->functions[i], name, all))
            doc_append(targets, sls_arn(s, settings, s->functions[i].id));
    if (!targets->count)
        return;
    struct doc_node *node = sls_make(
        s->doc, settings, "{'handler':'.warmup/index.warmUp','events':%m}",
        events ? doc_copy(s->doc, s->doc, events)
               : sls_make(s->doc, settings, "[{'schedule':'rate(5 minutes)'}]"));
    struct str full = ARENA_JOIN(s->arena, STR("warmUpPlugin"), sls_norm(s->arena, name));
    struct sls_function *f = sls_function_new(s, full, node);
    sls_allow(s, f, sls_make(s->doc, settings, "{'Effect':'Allow','Action':["
                                               "'lambda:InvokeFunction'],'Resource':%m}", targets));
    sls_events(s, f);
}

static void warm_up(struct sls *s)
{
    const struct doc_node *all = sls_resolve_path(&s->vars, "custom.warmup");
    if (!doc_is_map(all))
        return;
    if (doc_is_scalar(doc_get(all, "enabled")) || doc_get(all, "events")) {
        warmer(s, all, STR("default")); /* before version 5: one of them, without a name */
        return;
    }
    for (const struct doc_node *c = doc_first(all); c; c = c->next)
        if (doc_is_map(c))
            warmer(s, c, c->key);
}

void sls_plugins(struct sls *s)
{
    name_others(s);
    if (sls_has_plugin(s, "serverless-plugin-warmup"))
        warm_up(s);
    sls_step_functions(s);
    sls_service_proxies(s);
    sls_constructs(s);
}
