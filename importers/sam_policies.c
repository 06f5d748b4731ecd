/* SPDX-License-Identifier: MIT */
/* sam_policies.c - what a role may do: SAM's policies become those of AWS::IAM::Role. */
#include <stdlib.h>

#include "sam.h"
#include "sam_tables.h"

struct sam_role sam_role_new(struct sam *s, const struct doc_node *at)
{
    return (struct sam_role){sam_make(s, at, "[]"), sam_make(s, at, "[]")};
}

static void add_managed(struct sam_role *r, struct doc_node *arn)
{
    size_t seen = 0;
    for (const struct doc_node *c = doc_first(r->managed); c && seen < SAM_COMPARED;
         c = c->next, seen++)
        if (sam_same(c, arn))
            return;
    doc_append(r->managed, arn);
}

void sam_role_managed(struct sam *s, struct sam_role *r, const struct doc_node *at,
                      const char *name)
{
    if (r)
        add_managed(r, sam_text_node(s, at, SAM_JOIN(s, STR("arn:aws:iam::aws:policy/"),
                                                     str_from(name))));
}

void sam_role_policy(struct sam *s, struct sam_role *r, struct doc_node *policy)
{
    (void)s;
    if (!r || !policy)
        return;
    const struct doc_node *document = doc_get(policy, "PolicyDocument");
    size_t seen = 0;
    for (const struct doc_node *c = doc_first(r->inline_); c && seen < SAM_COMPARED;
         c = c->next, seen++)
        if (sam_same(doc_get(c, "PolicyDocument"), document))
            return;
    doc_append(r->inline_, policy);
}

void sam_role_statement(struct sam *s, struct sam_role *r, const struct doc_node *at,
                        struct str name, const char *action, const struct doc_node *resource)
{
    sam_role_policy(s, r, sam_make(s, at, "{'PolicyName':%s,'PolicyDocument':{'Statement':["
                                   "{'Action':%z,'Effect':'Allow','Resource':%n}]}}",
                                   name, action, sam_copy(s, resource)));
}

void sam_role_target(struct sam *s, struct sam_role *r, const struct doc_node *at, struct str id,
                     struct str type, const struct doc_node *arn)
{
    static const struct {
        const char *type, *name, *action;
    } rows[] = {
        {"SQS", "SQSPolicy", "sqs:SendMessage"},
        {"SNS", "SNSPolicy", "sns:publish"},
        {"EventBridge", "EventBridgePolicy", "events:PutEvents"},
        {"Lambda", "LambdaPolicy", "lambda:InvokeFunction"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_is(type, rows[i].type))
            sam_role_statement(s, r, at, SAM_JOIN(s, id, str_from(rows[i].name)), rows[i].action,
                               arn);
    if (!str_is(type, "S3") && !str_is(type, "S3Bucket"))
        return;
    sam_role_policy(
        s, r,
        sam_make(s, at, "{'PolicyName':%s,'PolicyDocument':{'Statement':["
                 "{'Action':'s3:PutObject','Effect':'Allow','Resource':{'Fn::Join':['/',[%n,'*']]}},"
                 "{'Action':'s3:ListBucket','Effect':'Allow','Resource':%n}]}}",
                 SAM_JOIN(s, id, STR("S3Policy")), sam_copy(s, arn), sam_copy(s, arn)));
}

struct doc_node *sam_trust(struct sam *s, const struct doc_node *at, const char *service)
{
    return sam_make(s, at, "{'Version':'2012-10-17','Statement':[{'Action':['sts:AssumeRole'],"
                    "'Effect':'Allow','Principal':{'Service':[%z]}}]}", service);
}

/* --- Policy templates ---- */

/* "arn::sqs:${QueueName}" and the values of its parameters as an intrinsic. */
static struct doc_node *pattern(struct sam *s, const struct doc_node *at, struct str text,
                                struct str names, const struct doc_node *values)
{
    if (str_starts(text, STR("arn::"))) {
        struct str rest = str_from_at(text, 5), service;
        str_cut(&rest, ':', &service);
        text = SAM_JOIN(s, STR("arn:${AWS::Partition}:"), service,
                        STR(":${AWS::Region}:${AWS::AccountId}:"), rest);
    }
    if (str_find(text, STR("${")) == STR_NPOS)
        return sam_text_node(s, at, text);
    struct doc_node *given = sam_make(s, at, "{}");
    for (struct str name; str_cut(&names, ',', &name);)
        if (str_find(text, SAM_JOIN(s, STR("${"), name, STR("}"))) != STR_NPOS)
            sam_put_str(s, given, name, sam_copy(s, doc_get_str(values, name)));
    if (!given->count)
        return sam_make(s, at, "{'Fn::Sub':%s}", text);
    return sam_make(s, at, "{'Fn::Sub':[%s,%n]}", text, given);
}

static struct doc_node *words(struct sam *s, const struct doc_node *at, struct str text)
{
    struct doc_node *list = sam_make(s, at, "[]");
    for (struct str word; str_cut(&text, ' ', &word);)
        doc_append(list, sam_text_node(s, at, word));
    return list;
}

static struct doc_node *statement(struct sam *s, const struct sam_policy_row *row,
                                  const struct doc_node *use)
{
    struct str names = str_from(row->parameters);
    struct doc_node *resources = sam_make(s, use, "[]"), *condition = NULL;
    for (struct str rest = str_from(row->resources), word; str_cut(&rest, ' ', &word);)
        doc_append(resources, pattern(s, use, word, names, use));
    if (*row->condition) {
        struct str rest = str_from(row->condition), key;
        str_cut(&rest, ' ', &key);
        condition = sam_make(s, use, "{'StringEquals':{%s:%n}}", key,
                             pattern(s, use, rest, names, use));
    }
    return sam_make(s, use, "{'Effect':'Allow','Action':%n,'Resource':%n,'Condition':%n}",
                    words(s, use, str_from(row->actions)), resources, condition);
}

/* The policy document that a template makes; NULL: no such template. */
static struct doc_node *from_template(struct sam *s, const struct doc_node *use)
{
    struct doc_node *statements = NULL;
    for (size_t i = 0; i < sam_policy_row_count; i++) {
        if (!str_is(use->key, sam_policy_rows[i].name))
            continue;
        if (!statements)
            statements = sam_make(s, use, "[]");
        doc_append(statements, statement(s, &sam_policy_rows[i], use));
    }
    return statements ? sam_make(s, use, "{'Statement':%n}", statements) : NULL;
}

/* --- Policies ---- */

/* A list of policies, or the branches of an Fn::If. A document of either branch is a policy under
 * the same Fn::If. */
struct list {
    struct sam *s;
    struct sam_role *role;
    struct str id;
    size_t count; /* of entries so far: policies are numbered by them */
};

static struct str policy_name(struct list *l)
{
    return arena_printf(l->s->arena, "%.*sPolicy%zu", (int)l->id.len, l->id.ptr, l->count);
}

static bool no_value(const struct doc_node *n)
{
    return str_is(sam_ref(n, false), "AWS::NoValue");
}

static int by_name(const void *key, const void *row)
{
    const struct str *name = key;
    const struct sam_managed_row *r = row;
    return str_cmp(*name, str_from(r->name));
}

/* A text, or what stands for one: a managed policy, by ARN or by its name at AWS. */
static struct doc_node *managed(struct sam *s, const struct doc_node *n)
{
    struct str text = doc_text(n);
    if (!doc_is_scalar(n) || str_starts(text, STR("arn:")) || str_find(text, STR("{{")) == 0)
        return sam_copy(s, n);
    const struct sam_managed_row *row =
        bsearch(&text, sam_managed_rows, sam_managed_row_count, sizeof *row, by_name);
    return sam_text_node(s, n, SAM_JOIN(s, STR("arn:aws:iam::aws:policy/"),
                                        str_from(row ? row->path : ""), row ? STR("/") : STR_NONE,
                                        text));
}

/* The document of an entry; NULL: it is a managed policy or nothing that is known. */
static struct doc_node *document(struct sam *s, const struct doc_node *n)
{
    if (!doc_is_map(n))
        return NULL;
    if (doc_get(n, "Statement"))
        return sam_copy(s, n);
    return n->count == 1 ? from_template(s, doc_first(n)) : NULL;
}

static void unknown(struct sam *s, const struct doc_node *n)
{
    const struct doc_node *first = doc_first(n);
    sam_unresolved(s, n, first ? first->key : doc_text(n), "policy template is not known");
}

static void branches(struct list *l, const struct doc_node *n)
{
    struct sam *s = l->s;
    const struct doc_node *list = doc_get(n, "Fn::If");
    const struct doc_node *side[2] = {doc_at(list, 1), doc_at(list, 2)};
    struct doc_node *made[2];
    bool documents = false;
    for (size_t i = 0; i < 2; i++) {
        made[i] = document(s, side[i]);
        documents = documents || made[i];
    }
    for (size_t i = 0; i < 2; i++) {
        if (!made[i] && no_value(side[i]))
            made[i] = sam_copy(s, side[i]);
        else if (!made[i])
            made[i] = documents ? NULL : managed(s, side[i]);
        else
            made[i] = sam_make(s, side[i], "{'PolicyName':%s,'PolicyDocument':%n}",
                               policy_name(l), made[i]);
        if (!made[i]) { /* one branch is a document, the other a managed policy */
            unknown(s, side[i]);
            made[i] = sam_make(s, n, "{'Ref':'AWS::NoValue'}");
        }
    }
    struct doc_node *both = sam_make(s, n, "{'Fn::If':[%n,%n,%n]}", sam_copy(s, doc_at(list, 0)),
                                     made[0], made[1]);
    doc_append(documents ? l->role->inline_ : l->role->managed, both);
}

static void one(struct list *l, const struct doc_node *n)
{
    struct sam *s = l->s;
    struct doc_node *doc;
    if (doc_is_null(n) || no_value(n))
        return;
    if (doc_is_list(doc_get(n, "Fn::If")) && doc_get(n, "Fn::If")->count == 3)
        branches(l, n);
    else if ((doc = document(s, n)))
        doc_append(l->role->inline_, sam_make(s, n, "{'PolicyName':%s,'PolicyDocument':%n}",
                                              policy_name(l), doc));
    else if (doc_is_scalar(n) || !str_empty(sam_ref(n, false)) ||
             (doc_is_map(n) && n->count == 1 && str_starts(doc_first(n)->key, STR("Fn::"))))
        add_managed(l->role, managed(s, n));
    else
        unknown(s, n);
    l->count++;
}

void sam_role_policies(struct sam *s, struct sam_role *r, struct str role,
                       const struct doc_node *policies)
{
    struct list l = {s, r, role, 0};
    if (doc_is_list(policies)) {
        for (const struct doc_node *c = doc_first(policies); c; c = c->next)
            one(&l, c);
        return;
    }
    if (!doc_is_map(policies) || doc_get(policies, "Statement") || policies->count == 1) {
        one(&l, policies);
        return;
    }
    for (const struct doc_node *c = doc_first(policies); c; c = c->next)
        one(&l, sam_make(s, c, "{%s:%n}", c->key, sam_copy(s, c)));
}
