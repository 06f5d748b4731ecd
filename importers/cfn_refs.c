/* SPDX-License-Identifier: MIT */
/* cfn_refs.c - Ref, Fn::GetAtt, parameters, dynamic references. */
#include "cfn_functions.h"

static struct cfn_value pseudo(struct cfn_scope *s, struct str name)
{
    struct str value;
    if (str_is(name, "AWS::NoValue"))
        return (struct cfn_value){.none = true};
    if (s->host->param && s->host->param(s->host->arg, name, &value))
        return cfn_plain(value);
    if (!s->strict && str_is(name, "AWS::Partition"))
        return cfn_plain(STR("aws"));
    if (!s->strict && str_is(name, "AWS::URLSuffix"))
        return cfn_plain(STR("amazonaws.com"));
    return cfn_unknown();
}

struct cfn_value cfn_unknown_ref(struct cfn_scope *s, enum cfn_ref_kind kind, struct str id,
                                 struct str name)
{
    struct str text = s->named ? ARENA_JOIN(s->arena, STR("${"), name, STR("}")) : STR("*");
    struct cfn_value v = cfn_of_ref(s, kind, id, STR(""), text);
    v.unknown = true;
    return v;
}

struct cfn_value cfn_parameter(struct cfn_scope *s, struct str name)
{
    const struct doc_node *p = doc_get_str(s->parameters, name);
    struct str value = STR_NONE, type = doc_text(doc_get(p, "Type"));
    bool echo = false;
    doc_bool(doc_get(p, "NoEcho"), &echo);
    const struct doc_node *silent = doc_get(p, "Default");
    bool given = s->host->param && s->host->param(s->host->arg, name, &value);
    struct cfn_value v = cfn_plain(value);
    if (!given && silent && !s->strict) {
        v = cfn_literal(s, doc_text(silent));
        given = true;
    }
    if (given && str_starts(type, STR("AWS::SSM::Parameter::Value")))
        v = cfn_of_ref(s, CFN_REF_DYNAMIC, v.text, STR("ssm"), STR("*"));
    else if (!given)
        v = cfn_unknown_ref(s, CFN_REF_PARAM, name, name);
    v.secure = echo;
    return v;
}

struct cfn_value cfn_ref(struct cfn_scope *s, struct str id, struct str attr)
{
    struct str text;
    if (str_empty(attr) && str_starts(id, STR("AWS::")))
        return pseudo(s, id);
    if (str_empty(attr) && doc_get_str(s->parameters, id))
        return cfn_parameter(s, id);
    if (attr.len && s->host->elsewhere && s->host->elsewhere(s->host->arg, id, attr, &text))
        return cfn_unknown_ref(s, CFN_REF_IMPORT, text, text);
    if (s->host->resource && s->host->resource(s->host->arg, id, attr, &text))
        return cfn_of_ref(s, CFN_REF_RESOURCE, id, attr, text);
    struct cfn_value v = {0};
    if (str_empty(attr) && s->host->param && s->host->param(s->host->arg, id, &v.text))
        return v;
    return cfn_unknown();
}

struct cfn_value cfn_get_att(struct cfn_scope *s, const struct doc_node *arg)
{
    if (doc_is_scalar(arg)) {
        struct str text = doc_text(arg);
        size_t dot = str_chr(text, '.');
        if (dot == STR_NPOS)
            return cfn_unknown();
        return cfn_ref(s, str_sub(text, 0, dot), str_from_at(text, dot + 1));
    }
    if (!doc_is_list(arg) || arg->count < 2)
        return cfn_unknown();
    struct str id = doc_text(doc_at(arg, 0));
    const struct doc_node *only = doc_at(arg, 1);
    if (!only->next && doc_is_scalar(only) && str_chr(id, '.') == STR_NPOS)
        return cfn_ref(s, id, doc_text(only));
    struct buf attr = {0};
    for (const struct doc_node *c = doc_at(arg, 1); c; c = c->next) {
        if (attr.len)
            buf_putc(&attr, '.');
        buf_add(&attr, cfn_text(s, c));
    }
    size_t dot = str_chr(id, '.'); /* a short tag with a list after all */
    struct cfn_value v = dot == STR_NPOS ? cfn_ref(s, id, arena_str(s->arena, buf_str(&attr)))
                                         : cfn_unknown();
    buf_release(&attr);
    return v;
}

/* --- Dynamic references ----------------------------------------------------------------------- */

/* "{{resolve:service:name...}}" -> what it names. */
static struct cfn_value dynamic(struct cfn_scope *s, struct str inner)
{
    struct str rest = inner, service, name = STR_NONE;
    str_cut(&rest, ':', &service); /* "resolve" */
    if (!str_cut(&rest, ':', &service))
        return cfn_unknown();
    if (str_is(service, "secretsmanager") && str_starts(rest, STR("arn:"))) {
        /* arn:aws:secretsmanager:region:account:secret:NAME[:SecretString:...] */
        struct str tail = rest, part;
        size_t n = 0;
        while (n < 7 && str_cut(&tail, ':', &part))
            n++;
        name = tail.ptr ? str_sub(rest, 0, (size_t)(tail.ptr - rest.ptr) - 1) : rest;
    } else {
        str_cut(&rest, ':', &name);
    }
    struct cfn_value v = cfn_of_ref(s, CFN_REF_DYNAMIC, name, service, STR("*"));
    v.secure = !str_is(service, "ssm");
    return v;
}

/* A literal text: only dynamic references in it mean something. */
struct cfn_value cfn_literal(struct cfn_scope *s, struct str text)
{
    size_t at = str_find(text, STR("{{resolve:"));
    if (at == STR_NPOS)
        return cfn_plain(text);
    struct cfn_value v = cfn_plain(STR(""));
    while (at != STR_NPOS && s->steps) {
        struct str rest = str_from_at(text, at + 2);
        size_t end = str_find(rest, STR("}}"));
        if (end == STR_NPOS)
            break;
        s->steps--;
        v = cfn_concat(s, v, cfn_plain(str_sub(text, 0, at)));
        v = cfn_concat(s, v, dynamic(s, str_sub(rest, 0, end)));
        text = str_from_at(rest, end + 2);
        at = str_find(text, STR("{{resolve:"));
    }
    return cfn_concat(s, v, cfn_plain(text));
}
