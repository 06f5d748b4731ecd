/* SPDX-License-Identifier: MIT */
/* serverless_resources.c - `resources` over what was made, extensions, and variables left open. */
#include "buf.h"
#include "limits.h"
#include "secrets.h"
#include "serverless_lower.h"

const struct doc_node *sls_own_resources(struct sls *s)
{
    const struct doc_node *n = sls_merge_list(s->doc, sls_resolve_path(&s->vars, "resources"));
    if (doc_is_scalar(n) && !doc_is_null(n))
        sls_open(s, STR("resources"), "the resources stand where they cannot be read", n);
    return doc_is_map(n) ? n : NULL;
}

/* --- Variables that stayed open --------------------------------------------------------------- */

/* What variables within an address give is not known. */
static struct str starred(struct arena *a, struct str text)
{
    struct buf out = {0};
    struct sls_variable inner;
    size_t from = 0;
    if (str_find(text, STR("${")) == STR_NPOS)
        return text;
    for (; sls_next_variable(text, from, &inner); from = inner.end) {
        buf_add(&out, str_sub(text, from, inner.from - from));
        buf_putc(&out, '*');
    }
    buf_add(&out, str_from_at(text, from));
    struct str result = arena_str(a, buf_str(&out));
    buf_release(&out);
    return result;
}

/* "ssm:/a", "aws:ssm:/a~true", "ssm(region):/a" -> "{{resolve:ssm:/a}}", which is the same thing. */
static struct str dynamic(struct arena *a, struct str address)
{
    static const char secret[] = "/aws/reference/secretsmanager/";
    if (str_starts(address, STR("aws:")))
        address = str_from_at(address, 4);
    if (!str_starts(address, STR("ssm:")) && !str_starts(address, STR("ssm(")))
        return STR_NONE;
    size_t colon = str_chr(address, ':');
    struct str name = starred(a, str_from_at(address, colon == STR_NPOS ? address.len : colon + 1));
    name = str_sub(name, 0, str_chr(name, '~'));
    if (str_starts(name, str_from(secret)))
        return ARENA_JOIN(a, STR("{{resolve:secretsmanager:"),
                          str_from_at(name, sizeof secret - 1), STR("}}"));
    return ARENA_JOIN(a, STR("{{resolve:ssm:"), name, STR("}}"));
}

/* "construct:jobs.queueUrl": the reference that the construct's variable stands for, or NULL. */
static struct doc_node *of_construct(struct sls *s, const struct doc_node *at, struct str address)
{
    static const struct {
        const char *name, *suffix, *attr; /* attr NULL: Ref */
    } known[] = {
        {"queueUrl", "Queue", NULL}, {"queueArn", "Queue", "Arn"}, {"dlqUrl", "Dlq", NULL},
        {"dlqArn", "Dlq", "Arn"}, {"bucketName", "Bucket", NULL}, {"bucketArn", "Bucket", "Arn"},
        {"tableName", "Table", NULL}, {"tableStreamArn", "Table", "StreamArn"},
        {"tableArn", "Table", "Arn"}, {"busName", "Bus", NULL},
        {"cname", "CDN", "DomainName"}, {"assetsBucketName", "Bucket", NULL},
        {"assetsBucketName", "Assets", NULL},
    };
    if (!str_starts(address, STR("construct:")))
        return NULL;
    struct str name, what = str_from_at(address, strlen("construct:"));
    str_cut(&what, '.', &name);
    for (size_t i = 0; i < COUNT(known); i++) {
        struct str id = ARENA_JOIN(s->arena, sls_alnum(s->arena, name), str_from(known[i].suffix));
        if (str_is(what, known[i].name) && doc_get_str(s->resources, id))
            return known[i].attr ? sls_make(s->doc, at, "{'Fn::GetAtt':[%s,%s]}", id,
                                            str_from(known[i].attr))
                                 : sls_make(s->doc, at, "{'Ref':%s}", id);
    }
    sls_open(s, ARENA_JOIN(s->arena, STR("${"), address, STR("}")),
             "no construct of this service gives it", at);
    return NULL;
}

/* "appsync:url": an attribute of the GraphQL API, or of one of its keys; NULL: it is none. */
static struct doc_node *of_graphql(struct sls *s, const struct doc_node *at, struct str address)
{
    static const char *const known[][2] = {{"id", "ApiId"}, {"arn", "Arn"}, {"url", "GraphQLUrl"}};
    struct str api = STR("GraphQlApi"), attr = STR_NONE;
    if (!str_starts(address, STR("appsync:")))
        return NULL;
    struct str what = str_from_at(address, strlen("appsync:"));
    for (size_t i = 0; i < COUNT(known); i++)
        if (str_is(what, known[i][0]))
            attr = str_from(known[i][1]);
    if (str_starts(what, STR("apiKey."))) {
        struct str name = str_from_at(what, strlen("apiKey."));
        api = sls_graphql_id(s, STR_NONE, "GraphQlApi", str_sub(name, 0, str_chr(name, '.')));
        attr = STR("ApiKey");
    }
    if (attr.len && doc_get_str(s->resources, api))
        return sls_make(s->doc, at, "{'Fn::GetAtt':[%s,%s]}", api, attr);
    sls_open(s, ARENA_JOIN(s->arena, STR("${"), address, STR("}")),
             "no GraphQL API of this service gives it", at);
    return NULL;
}

/* "env:MAIL_PASSWORD": whoever deploys writes a secret into the template, by the name of it. */
static bool is_secret(struct str address)
{
    struct str name = str_from_at(address, strlen("env:"));
    return str_starts(address, STR("env:")) &&
           secret_classify(name, STR("Zk3vQ9xw2LmN8rT4")).verdict == SECRET_YES;
}

static void parameter(struct sls *s, const struct doc_node *at, struct str address)
{
    if (!doc_get_str(s->parameters, address))
        doc_put(s->doc, s->parameters, address, doc_value_place(at),
                sls_make(s->doc, at, is_secret(address) ? "{'Type':'String','NoEcho':true}"
                                                        : "{'Type':'String'}"));
}

/* "cf:stack.Output", "cf(region):stack.Output": what another stack puts out, that of another service of
 * this project maybe; NULL: it is none. */
static struct doc_node *of_stack(struct sls *s, const struct doc_node *at, struct str address)
{
    if (!str_starts(address, STR("cf:")) && !str_starts(address, STR("cf(")))
        return NULL;
    size_t colon = str_chr(address, ':');
    struct str what = starred(s->arena, str_from_at(address, colon == STR_NPOS ? address.len
                                                                              : colon + 1));
    size_t dot = str_rchr(what, '.');
    if (dot == STR_NPOS || !dot || dot + 1 == what.len)
        return NULL;
    return sls_make(s->doc, at, "{'Fn::GetStackOutput':{'StackName':%s,'OutputName':%s}}",
                    str_sub(what, 0, dot), str_from_at(what, dot + 1));
}

/* What stands for a variable that stayed open. */
static struct doc_node *stand_in(struct sls *s, const struct doc_node *at, struct str address)
{
    struct doc_node *n = of_construct(s, at, address);
    n = n ? n : of_graphql(s, at, address);
    n = n ? n : of_stack(s, at, address);
    if (n)
        return n;
    parameter(s, at, address);
    return sls_make(s->doc, at, "{'Ref':%s}", address);
}

/* The text for Fn::Sub: open variables by names V1.. that `names` says; other "${" as they are in
 * a text of Fn::Sub, hidden from it elsewhere unless they are CloudFormation's own. */
static struct str sub_text(struct sls *s, const struct doc_node *at, struct doc_node *names,
                           bool in_sub)
{
    struct str text = doc_text(at);
    struct buf out = {0};
    struct sls_variable var;
    size_t from = 0;
    for (; from < text.len;) {
        bool more = sls_next_variable(text, from, &var);
        size_t end = more ? var.from : text.len;
        for (; from < end; from++) {
            struct str rest = str_sub(text, from, end - from);
            buf_putc(&out, text.ptr[from]);
            if (!in_sub && str_starts(rest, STR("${")) && !str_starts(rest, STR("${AWS::"))) {
                buf_puts(&out, "{!");
                from++;
            }
        }
        if (!more)
            break;
        struct str same = dynamic(s->arena, var.address);
        if (!str_empty(same)) {
            buf_add(&out, same);
        } else {
            struct str name = arena_printf(s->arena, "V%u", names->count + 1);
            doc_put(s->doc, names, name, doc_value_place(at), stand_in(s, at, var.address));
            buf_printf(&out, "${%.*s}", (int)name.len, name.ptr);
        }
        from = var.end;
    }
    struct str result = arena_str(s->arena, buf_str(&out));
    buf_release(&out);
    return result;
}

/* Has a plugin that makes Fn::Sub of "#{...}"? *any: of references to resources as well. */
static bool has_references(struct sls *s, bool *any)
{
    bool cf_vars = sls_has_plugin(s, "serverless-cf-vars");
    const struct doc_node *allow =
        sls_resolve_path(&s->vars, "custom.pseudoParameters.allowReferences");
    *any = cf_vars || sls_is(allow, true);
    return cf_vars || sls_has_plugin(s, "serverless-pseudo-parameters");
}

/* "#{AWS::Region}", "#{Queue.Arn}" as the plugins serverless-pseudo-parameters and serverless-cf-vars have
 * it, as in a text of Fn::Sub; "#@{x}" is "#{x}" for others. *sub: there is one. */
static const struct doc_node *with_references(struct sls *s, const struct doc_node *n, bool *sub)
{
    struct str text = doc_text(n);
    bool any;
    *sub = false;
    if ((str_find(text, STR("#{")) == STR_NPOS && str_find(text, STR("#@{")) == STR_NPOS) ||
        !has_references(s, &any))
        return n;
    struct buf out = {0};
    for (size_t i = 0; i < text.len; i++) {
        struct str rest = str_from_at(text, i);
        size_t end = str_chr(rest, '}');
        bool named = str_starts(rest, STR("#{")) && end != STR_NPOS && end > 2 &&
                     (any || str_starts(rest, STR("#{AWS::")));
        bool other = str_starts(rest, STR("#@{"));
        buf_putc(&out, named ? '$' : text.ptr[i]);
        *sub = *sub || named;
        i += other; /* the sign */
    }
    struct doc_node *made = sls_make(s->doc, n, "%s", arena_str(s->arena, buf_str(&out)));
    buf_release(&out);
    return made;
}

static struct doc_node *closed_text(struct sls *s, const struct doc_node *n)
{
    bool refers;
    n = with_references(s, n, &refers);
    struct str text = doc_text(n);
    struct sls_variable var;
    bool open = sls_next_variable(text, 0, &var);
    if (!open && !refers && str_find(text, STR("${AWS::")) == STR_NPOS)
        return doc_copy(s->doc, s->doc, n);
    if (open && var.from == 0 && var.end == text.len) {
        struct str same = dynamic(s->arena, var.address);
        if (!str_empty(same))
            return sls_make(s->doc, n, "%s", same);
        return stand_in(s, n, var.address);
    }
    struct doc_node *names = sls_make(s->doc, n, "{}");
    struct str sub = sub_text(s, n, names, refers);
    return names->count ? sls_make(s->doc, n, "{'Fn::Sub':[%s,%m]}", sub, names)
                        : sls_make(s->doc, n, "{'Fn::Sub':%s}", sub);
}

static struct doc_node *closed(struct sls *s, const struct doc_node *n, unsigned depth);

static struct doc_node *closed_sub(struct sls *s, const struct doc_node *n, unsigned depth)
{
    const struct doc_node *text = doc_is_list(n) ? doc_first(n) : n;
    const struct doc_node *given = doc_is_list(n) && text ? text->next : NULL;
    struct sls_variable var;
    bool refers = false;
    if (doc_is_scalar(text))
        text = with_references(s, text, &refers);
    if (!doc_is_scalar(text) || !sls_next_variable(doc_text(text), 0, &var))
        return doc_is_list(n) && given
                   ? sls_make(s->doc, n, "[%n,%m]", text, closed(s, given, depth + 1))
                   : doc_copy(s->doc, s->doc, doc_is_list(n) ? n : text);
    struct doc_node *names = doc_is_map(given) ? closed(s, given, depth + 1)
                                               : sls_make(s->doc, n, "{}");
    struct str sub = sub_text(s, text, names, true);
    return sls_make(s->doc, n, "[%s,%m]", sub, names);
}

static struct doc_node *closed(struct sls *s, const struct doc_node *n, unsigned depth)
{
    if (n->type == DOC_SCALAR)
        return closed_text(s, n);
    struct doc_node *copy = doc_clone(s->doc, n);
    if (depth >= LIMIT_DEPTH)
        return copy;
    for (const struct doc_node *c = doc_first(n); c; c = c->next) {
        bool sub = n->type == DOC_MAP && str_is(c->key, "Fn::Sub");
        struct doc_node *child = sub ? closed_sub(s, c, depth + 1) : closed(s, c, depth + 1);
        if (n->type == DOC_MAP)
            doc_put(s->doc, copy, c->key, doc_key_place(c), child);
        else
            doc_append(copy, child);
    }
    return copy;
}

/* --- Merge ------------------------------------------------------------------------------------ */

/* Properties are assigned one by one, not merged; everything else is replaced. */
static const struct doc_node *extended(struct sls *s, const struct doc_node *resource,
                                       const struct doc_node *by)
{
    struct doc_node *out = doc_clone(s->doc, resource);
    const struct doc_node *more = doc_get(by, "Properties");
    for (const struct doc_node *c = doc_first(resource); c; c = c->next) {
        const struct doc_node *other = doc_get_str(by, c->key);
        struct doc_node *value;
        if (str_is(c->key, "Properties") && doc_is_map(c)) {
            value = doc_clone(s->doc, c);
            for (const struct doc_node *p = doc_first(c); p; p = p->next)
                if (!doc_get_str(more, p->key))
                    doc_put(s->doc, value, p->key, doc_key_place(p),
                            doc_copy(s->doc, s->doc, p));
            for (const struct doc_node *p = doc_is_map(more) ? doc_first(more) : NULL; p;
                 p = p->next)
                doc_put(s->doc, value, p->key, doc_key_place(p),
                        doc_copy(s->doc, s->doc, p));
        } else {
            value = doc_copy(s->doc, s->doc, other ? other : c);
        }
        doc_put(s->doc, out, c->key, doc_key_place(c), value);
    }
    for (const struct doc_node *c = doc_is_map(by) ? doc_first(by) : NULL; c; c = c->next)
        if (!doc_get_str(resource, c->key))
            doc_put(s->doc, out, c->key, doc_key_place(c), doc_copy(s->doc, s->doc, c));
    return out;
}

static struct doc_node *with_extensions(struct sls *s, const struct doc_node *all,
                                        const struct doc_node *extensions)
{
    struct doc_node *out = doc_clone(s->doc, all);
    for (const struct doc_node *c = doc_first(all); c; c = c->next) {
        const struct doc_node *by = doc_get_str(extensions, c->key);
        const struct doc_node *n = by && doc_is_map(c) ? extended(s, c, by) : c;
        doc_put(s->doc, out, c->key, doc_key_place(c), doc_copy(s->doc, s->doc, n));
    }
    for (const struct doc_node *c = doc_first(extensions); c; c = c->next)
        if (!doc_get_str(all, c->key))
            s->host->say(s->host->arg, DIAG_WARNING, doc_where(s->doc, c),
                         STR("extends a resource that is not there"));
    return out;
}

/* What the framework puts out has a name to go by in other stacks. One that a compose file names hands them on to
 * other services under a name of its own. */
static struct doc_node *exported(struct sls *s, const struct doc_node *outputs)
{
    if (!doc_is_map(outputs))
        return outputs ? doc_copy(s->doc, s->doc, outputs) : NULL;
    struct str prefix = s->scope_export;
    if (str_empty(prefix))
        prefix = ARENA_JOIN(s->arena, STR("sls-"), s->service, STR("-"), s->stage, STR("-"));
    struct doc_node *all = doc_clone(s->doc, outputs);
    for (const struct doc_node *c = doc_first(outputs); c; c = c->next) {
        struct doc_node *n = doc_copy(s->doc, s->doc, c);
        bool own = !doc_get_str(s->outputs, c->key) && str_empty(s->scope_export);
        if (doc_is_map(c) && !doc_get(c, "Export") && !own)
            doc_put(s->doc, n, STR("Export"), doc_value_place(c),
                    sls_make(s->doc, c, "{'Name':'%s%s'}", prefix, c->key));
        doc_put(s->doc, all, c->key, doc_key_place(c), n);
    }
    return all;
}

void sls_finish(struct sls *s, const struct doc_node *own)
{
    struct doc_node *made = sls_make(s->doc, s->root, "{'Resources':%m,'Outputs':%m}",
                                     s->resources, s->outputs);
    const struct doc_node *all = sls_merge(s->doc, made, own);
    const struct doc_node *resources = doc_get(all, "Resources");
    const struct doc_node *extensions = doc_get(own, "extensions");
    if (!doc_is_map(resources))
        resources = s->resources;
    if (doc_is_map(extensions))
        resources = with_extensions(s, resources, extensions);
    struct doc_node *body = sls_make(
        s->doc, s->root, "{'Resources':%n,'Outputs':%m,'Conditions':%n,'Mappings':%n,"
                         "'Transform':%n}",
        resources, exported(s, doc_get(all, "Outputs")), doc_get(all, "Conditions"),
        doc_get(all, "Mappings"), doc_get(all, "Transform"));
    struct doc_node *root = closed(s, body, 0);
    const struct doc_node *parameters =
        sls_merge(s->doc, s->parameters, doc_get(all, "Parameters"));
    doc_put(s->doc, root, STR("Parameters"), (struct doc_place){0},
            doc_copy(s->doc, s->doc, parameters));
    doc_set_root(s->doc, root);
}
