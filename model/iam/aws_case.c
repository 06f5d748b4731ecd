/* SPDX-License-Identifier: MIT */
#include "aws_case.h"

struct reader {
    const struct aws_case_file *f;
    struct aws_case_read *out;
};

static struct str place(const struct aws_case_file *f, size_t at)
{
    uint32_t line, col;
    json_lines_place(&f->lines, at, &line, &col);
    return arena_printf(f->arena, "%.*s:%u:%u", (int)f->name.len, f->name.ptr, (unsigned)line,
                        (unsigned)col);
}

struct str aws_statement_where(const struct aws_case_file *f, const struct aws_hit *h)
{
    if (h->statement->where.len)
        return h->statement->where;
    if (!f->docs)
        return place(f, h->statement->at);
    struct origin o = aws_docs_where(f->docs, h->policy);
    return o.file.len ? arena_printf(f->arena, "%.*s:%u", (int)o.file.len, o.file.ptr,
                                     (unsigned)o.line)
                      : STR_NONE;
}

/* --- Policies --------------------------------------------------------------------------------- */

static void add_problems(struct reader *r, const struct aws_policy *p)
{
    if (!p->problem_count)
        return;
    struct str *all = arena_array(r->f->arena, r->out->problem_count + p->problem_count,
                                  sizeof *all);
    if (r->out->problem_count)
        memcpy(all, r->out->problems, r->out->problem_count * sizeof *all);
    r->out->problems = all;
    for (uint32_t i = 0; i < p->problem_count; i++)
        all[r->out->problem_count++] =
            ARENA_JOIN(r->f->arena, place(r->f, p->problems[i].at), STR(": "),
                       str_from(p->problems[i].text));
}

/* A list under construction: the arrays have room for every value of the member. */
struct list {
    struct aws_policy *items;
    size_t *level;
    size_t count, levels;
    const char *member;
};

static bool add_policy(struct reader *r, struct list *l, const struct json_value *v)
{
    struct aws_policy *p = &l->items[l->count];
    const struct json_value *document = json_value_get(v, "policy");
    if (!document)
        document = json_value_get(v, "document");
    struct str name = json_value_text(json_value_get(v, "name"));
    if (!aws_policy_read(r->f->arena, document ? document : v, p)) {
        add_problems(r, p);
        r->out->why = "one of its policies is no policy document";
        return false;
    }
    p->name = name.len ? name
                       : arena_printf(r->f->arena, "%s[%zu]", l->member, l->count);
    l->level[l->count++] = l->levels;
    add_problems(r, p);
    return true;
}

/* The policies of a level, if the value is one. */
static const struct json_value *level_of(const struct json_value *v)
{
    if (v->type == JSON_VALUE_LIST)
        return v;
    const struct json_value *policies = json_value_get(v, "policies");
    return json_value_is(policies, JSON_VALUE_LIST) ? policies : NULL;
}

static bool read_policies(struct reader *r, const struct json_value *root, const char *member,
                          enum aws_layer layer)
{
    const struct json_value *v = json_value_get(root, member);
    struct aws_policies *p = &r->out->c.layers[layer];
    struct list l = {.member = member};
    size_t room = 1;
    if (!v || v->type == JSON_VALUE_NULL)
        return true;
    bool one = v->type != JSON_VALUE_LIST;
    for (const struct json_value *c = v->first; !one && c; c = c->next)
        room += level_of(c) ? level_of(c)->count : 1;
    l.items = arena_array(r->f->arena, room, sizeof *l.items);
    l.level = arena_array(r->f->arena, room, sizeof *l.level);
    for (const struct json_value *c = one ? v : v->first; c; c = one ? NULL : c->next) {
        const struct json_value *level = level_of(c);
        if (!level && !add_policy(r, &l, c))
            return false;
        if (!level)
            continue;
        l.levels++;
        for (const struct json_value *m = level->first; m; m = m->next)
            if (!add_policy(r, &l, m))
                return false;
        l.levels++;
    }
    *p = (struct aws_policies){.items = l.items, .count = l.count, .given = l.count > 0,
                               .level = l.level};
    return true;
}

/* --- Request ---------------------------------------------------------------------------------- */

static bool read_key(struct reader *r, const struct json_value *v, struct aws_context *out)
{
    bool one = v->type != JSON_VALUE_LIST;
    struct str *values = arena_array(r->f->arena, one ? 1 : v->count + 1, sizeof *values);
    *out = (struct aws_context){.key = v->key, .values = values,
                                .unknown = v->type == JSON_VALUE_NULL};
    if (v->type == JSON_VALUE_OBJECT) {
        r->out->why = "a value of the context is a text or a list of texts";
        return false;
    }
    for (const struct json_value *c = one ? v : v->first; c; c = one ? NULL : c->next)
        if (c->type != JSON_VALUE_NULL)
            values[out->count++] = c->text;
    return true;
}

static bool read_request(struct reader *r, const struct json_value *v)
{
    struct aws_request *q = &r->out->c.request;
    const struct json_value *context = json_value_get(v, "context");
    q->principal = json_value_text(json_value_get(v, "principal"));
    q->action = json_value_text(json_value_get(v, "action"));
    q->resource = json_value_text(json_value_get(v, "resource"));
    q->resource_account = json_value_text(json_value_get(v, "resourceAccount"));
    if (!json_value_is(v, JSON_VALUE_OBJECT) || str_empty(q->action) || str_empty(q->principal)) {
        r->out->why = "a case needs a request with principal and action";
        return false;
    }
    q->context_open = !context || context->type == JSON_VALUE_NULL;
    if (!q->context_open && context->type != JSON_VALUE_OBJECT) {
        r->out->why = "the context of a request is an object";
        return false;
    }
    if (!q->context_open) {
        struct aws_context *list = arena_array(r->f->arena, context->count + 1, sizeof *list);
        for (const struct json_value *c = context->first; c; c = c->next)
            if (!read_key(r, c, &list[q->context_count++]))
                return false;
        q->context = list;
    }
    aws_request_ready(r->f->arena, q);
    return true;
}

bool aws_case_read(const struct aws_case_file *f, const struct json_value *v,
                   struct aws_case_read *out)
{
    struct reader r = {f, out};
    *out = (struct aws_case_read){0};
    if (!json_value_is(v, JSON_VALUE_OBJECT)) {
        out->why = "a case is an object";
        return false;
    }
    return read_request(&r, json_value_get(v, "request")) &&
           read_policies(&r, v, "identityPolicies", AWS_LAYER_IDENTITY) &&
           read_policies(&r, v, "resourcePolicy", AWS_LAYER_RESOURCE) &&
           read_policies(&r, v, "permissionBoundaries", AWS_LAYER_BOUNDARY) &&
           read_policies(&r, v, "sessionPolicies", AWS_LAYER_SESSION) &&
           read_policies(&r, v, "serviceControlPolicies", AWS_LAYER_SCP) &&
           read_policies(&r, v, "resourceControlPolicies", AWS_LAYER_RCP);
}

/* --- Answer ----------------------------------------------------------------------------------- */

void aws_answer_json(struct json_writer *w, const struct aws_case_file *f,
                     const struct aws_decision *d)
{
    json_member(w, "decision", str_from(aws_answer_names[d->answer]));
    json_member(w, "reason", str_from(aws_reason_names[d->reason]));
    json_member(w, "layer", str_from(aws_layer_names[d->layer]));
    json_key(w, "statements");
    json_list(w);
    for (size_t i = 0; i < d->hit_count; i++) {
        const struct aws_hit *h = &d->hits[i];
        json_object_inline(w);
        json_member(w, "layer", str_from(aws_layer_names[h->layer]));
        json_member(w, "policy", h->policy->name);
        json_member_long(w, "index", (long)h->statement->index);
        json_member_if(w, "sid", h->statement->sid);
        json_member(w, "effect", h->statement->allow ? STR("Allow") : STR("Deny"));
        json_member(w, "match", h->match == TRI_TRUE ? STR("yes") : STR("unknown"));
        json_member_if(w, "where", aws_statement_where(f, h));
        json_end(w);
    }
    json_end(w);
    if (d->open_count) {
        json_key(w, "conditions");
        json_list_inline(w);
        for (unsigned i = 0; i < d->open_count; i++)
            json_text(w, d->open[i]);
        json_end(w);
    }
    if (!d->unknown.count)
        return;
    json_key(w, "unknown");
    json_list_inline(w);
    for (unsigned i = 0; i < d->unknown.count; i++)
        json_text(w, d->unknown.keys[i]);
    json_end(w);
}
