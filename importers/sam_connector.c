/* SPDX-License-Identifier: MIT */
/* sam_connector.c - connectors, of their own or embedded in a resource: they become policies of
 * roles, queues and topics, and permissions of functions. Works on the resources of the result. */
#include "cfn.h"
#include "sam.h"
#include "sam_tables.h"

struct end { /* source or destination */
    const struct doc_node *said; /* as the connector says it */
    struct str id, type;         /* of the result; id empty: the connector says all itself */
    const struct doc_node *props;
};

struct connector {
    struct sam *s;
    struct sam_item item; /* its condition and place */
    struct str id;
    struct end source, destination;
    struct str number; /* "Destination0" if there are several, else empty */
};

static struct str plain_type(struct str type)
{
    static const char *const names[][2] = {
        {"AWS::Serverless::Function", "AWS::Lambda::Function"},
        {"AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine"},
        {"AWS::Serverless::Api", "AWS::ApiGateway::RestApi"},
        {"AWS::Serverless::HttpApi", "AWS::ApiGatewayV2::Api"},
        {"AWS::Serverless::SimpleTable", "AWS::DynamoDB::Table"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_is(type, names[i][0]))
            return str_from(names[i][1]);
    return type;
}

static struct end end_of(struct sam *s, const struct doc_node *said)
{
    struct end e = {.said = said, .id = doc_text(doc_get(said, "Id")),
                    .type = plain_type(doc_text(doc_get(said, "Type")))};
    const struct doc_node *resource = doc_get_str(s->resources, e.id);
    if (resource) {
        e.type = doc_text(doc_get(resource, "Type"));
        e.props = doc_get(resource, "Properties");
    }
    return e;
}

static struct doc_node *get_att(struct sam *s, const struct end *e, const char *name)
{
    return sam_make(s, e->said, "{'Fn::GetAtt':[%s,%z]}", e->id, name);
}

static struct doc_node *arn_of(struct sam *s, const struct end *e)
{
    if (str_empty(e->id))
        return sam_copy(s, doc_get(e->said, "Arn"));
    if (str_is(e->type, "AWS::SNS::Topic") || str_is(e->type, "AWS::StepFunctions::StateMachine"))
        return sam_make(s, e->said, "{'Ref':%s}", e->id);
    if (!str_is(e->type, "AWS::S3::Bucket"))
        return get_att(s, e, str_is(e->type, "AWS::AppSync::DataSource") ? "DataSourceArn" : "Arn");
    const struct doc_node *name = doc_get(e->props, "BucketName"); /* GetAtt would go in circles */
    if (!doc_is_scalar(name))
        return get_att(s, e, "Arn");
    return sam_make(s, e->said, "{'Fn::Sub':%s}",
                    SAM_JOIN(s, STR("arn:${AWS::Partition}:s3:::"), name->text));
}

static struct doc_node *name_of(struct sam *s, const struct end *e)
{
    return str_empty(e->id) ? sam_copy(s, doc_get(e->said, "Name")) : get_att(s, e, "Name");
}

/* X of {Ref: X}, {Fn::GetAtt: [X, ..]}, {Fn::GetAtt: X.Y} */
static struct str referred(const struct doc_node *n)
{
    const struct doc_node *att = doc_get(n, "Fn::GetAtt");
    struct str text = doc_text(att), id;
    if (!att)
        return sam_ref(n, false);
    if (doc_is_list(att))
        return doc_text(doc_at(att, 0));
    str_cut(&text, '.', &id);
    return id;
}

/* The role that a resource runs as: its logical id, or what the connector says. */
static struct doc_node *role_of(struct sam *s, const struct end *e, const struct end *other)
{
    static const char *const members[] = {"Role", "RoleArn", "ServiceRoleArn", NULL};
    const struct doc_node *role = NULL, *targets = doc_get(e->props, "Targets");
    if (str_empty(e->id))
        return sam_copy(s, doc_get(e->said, "RoleName"));
    for (const char *const *m = members; *m && !role; m++)
        role = doc_get(e->props, *m);
    size_t seen = 0;
    for (const struct doc_node *t = doc_first(targets); t && !role && seen < SAM_COMPARED;
         t = t->next, seen++) {
        if (str_eq(referred(doc_get(t, "Arn")), other->id))
            role = doc_get(t, "RoleArn");
    }
    struct str id = referred(role);
    return str_empty(id) ? NULL : sam_make(s, e->said, "{'Ref':%s}", id);
}

/* A resource of a row: the letters of sam_connectors.tsv. */
static struct doc_node *place(struct connector *c, struct str text)
{
    struct sam *s = c->s;
    const struct doc_node *at = c->source.said;
    if (str_starts(text, STR("arn::"))) {
        struct str rest = str_from_at(text, 5), service, head;
        str_cut(&rest, ':', &service);
        head = SAM_JOIN(s, STR("arn:${AWS::Partition}:"), service,
                        STR(":${AWS::Region}:${AWS::AccountId}:"));
        size_t name = str_find(rest, STR(":N:")), id = str_find(rest, STR("I"));
        if (name != STR_NPOS)
            return sam_make(s, at, "{'Fn::Sub':[%s,{'Name':%n}]}",
                            SAM_JOIN(s, head, str_sub(rest, 0, name), STR(":${Name}"),
                                     str_from_at(rest, name + 2)), name_of(s, &c->destination));
        if (str_is(service, "events") || id == STR_NPOS)
            return sam_make(s, at, "{'Fn::Sub':%s}", SAM_JOIN(s, head, rest));
        const struct doc_node *qualifier = doc_get(c->source.said, "Qualifier"),
                              *given = doc_get(c->source.said, "ResourceId");
        struct str tail = str_is(service, "appsync") ? STR("apis/${Id}") : STR("${Id}/${Qualifier}");
        return sam_make(s, at, "{'Fn::Sub':[%s,{'Id':%n,'Qualifier':%n}]}", SAM_JOIN(s, head, tail),
                        str_empty(c->source.id) ? sam_copy(s, given)
                        : str_is(service, "appsync")
                            ? get_att(s, &c->source, "ApiId")
                            : sam_make(s, at, "{'Ref':%s}", c->source.id),
                        qualifier ? sam_copy(s, qualifier) : sam_make(s, at, "'*'"));
    }
    struct doc_node *arn = arn_of(s, text.ptr[0] == 'S' ? &c->source : &c->destination);
    if (text.len == 1)
        return arn;
    return sam_make(s, at, "{'Fn::Sub':[%s,{'Arn':%n}]}",
                    SAM_JOIN(s, STR("${Arn}"), str_from_at(text, 1)), arn);
}

static struct doc_node *statement(struct connector *c, const struct sam_connector_row *row)
{
    struct sam *s = c->s;
    const struct doc_node *at = c->source.said;
    struct doc_node *actions = sam_make(s, at, "[]"), *resources = sam_make(s, at, "[]"),
                    *principal = NULL, *condition = NULL;
    for (struct str rest = str_from(row->actions), word; str_cut(&rest, ' ', &word);)
        doc_append(actions, sam_text_node(s, at, word));
    for (struct str rest = str_from(row->resources), word; str_cut(&rest, ' ', &word);)
        doc_append(resources, place(c, word));
    if (*row->principal)
        principal = sam_make(s, at, "{'Service':%z}", row->principal);
    if (*row->condition) {
        struct str rest = str_from(row->condition), op, key;
        str_cut(&rest, ' ', &op);
        str_cut(&rest, ' ', &key);
        condition = sam_make(s, at, "{%s:{%s:%n}}", op, key, place(c, rest));
    }
    return sam_make(s, at, "{'Effect':'Allow','Principal':%n,'Action':%n,'Resource':%n,"
                    "'Condition':%n}", principal, actions, resources, condition);
}

/* Says of the resource what made it, as AWS's translator does. */
static void sign(struct connector *c, struct doc_node *resource)
{
    struct sam *s = c->s;
    struct doc_node *metadata = sam_need(s, resource, "Metadata", DOC_MAP),
                    *connectors = sam_need(s, metadata, CFN_CONNECTORS, DOC_MAP);
    bool embedded = !sam_find(s, c->item.id);
    sam_put(s, resource, CFN_ORIGIN,
            sam_text_node(s, c->item.node, embedded ? c->source.id : c->item.id));
    sam_put_str(s, connectors, c->id, sam_make(s, c->item.node, "{}"));
}

/* A resource that the connector becomes: it keeps what the connector has besides its properties;
 * who waits for the connector waits for it. */
static void made(struct connector *c, struct str id, const char *type, struct doc_node *props)
{
    struct sam *s = c->s;
    struct sam_item item = c->item;
    bool taken = doc_get_str(s->resources, id) != NULL;
    item.id = id;
    sam_emit_self(s, &item, type, props);
    if (!taken)
        sign(c, sam_member(s->resources, arena_str(s->arena, id).ptr));
    item.id = c->id;
    sam_rename(s, &item, "", id);
}

static void permit(struct connector *c, const struct sam_connector_row *row)
{
    struct sam *s = c->s;
    const struct doc_node *at = c->source.said;
    struct str id = SAM_JOIN(s, c->id, str_from(row->access), STR("LambdaPermission"), c->number);
    made(c, id, "AWS::Lambda::Permission",
             sam_make(s, at, "{'Action':%z,'FunctionName':%n,'Principal':%z,'SourceArn':%n,"
                      "'SourceAccount':%n}", row->actions, arn_of(s, &c->destination),
                      row->principal, place(c, str_from(row->resources)),
                      *row->condition ? sam_make(s, at, "{'Fn::Sub':'${AWS::AccountId}'}") : NULL));
}

/* Where the statements go: a managed policy of a role, or the policy of a queue or topic. */
static void attach(struct connector *c, const char *kind, struct doc_node *document)
{
    struct sam *s = c->s;
    const struct doc_node *at = c->item.node;
    struct doc_node *to;
    if (str_is(str_from(kind), "queue")) {
        to = str_empty(c->destination.id)
                 ? sam_copy(s, doc_get(c->destination.said, "QueueUrl"))
                 : sam_make(s, at, "{'Ref':%s}", c->destination.id);
        made(c, SAM_JOIN(s, c->id, STR("QueuePolicy"), c->number), "AWS::SQS::QueuePolicy",
             sam_make(s, at, "{'Queues':[%n],'PolicyDocument':%n}", to, document));
    } else if (str_is(str_from(kind), "topic")) {
        made(c, SAM_JOIN(s, c->id, STR("TopicPolicy"), c->number), "AWS::SNS::TopicPolicy",
             sam_make(s, at, "{'Topics':[%n],'PolicyDocument':%n}",
                          arn_of(s, &c->destination), document));
    } else {
        bool source = str_is(str_from(kind), "source-role");
        to = source ? role_of(s, &c->source, &c->destination)
                    : role_of(s, &c->destination, &c->source);
        if (!to) {
            sam_unresolved(s, at, c->id, "the role that the connector is for is not known");
            return;
        }
        struct str id = SAM_JOIN(s, c->id, STR("Policy"), c->number);
        /* Starting another machine and waiting for it needs the right before the first run. */
        if (str_is(c->source.type, "AWS::StepFunctions::StateMachine") &&
            str_is(c->destination.type, "AWS::StepFunctions::StateMachine") &&
            !str_empty(c->source.id))
            sam_depend(s, (struct doc_node *)(uintptr_t)doc_get_str(s->resources, c->source.id),
                       id);
        made(c, id, "AWS::IAM::ManagedPolicy",
             sam_make(s, at, "{'PolicyDocument':%n,'Roles':[%n]}", document, to));
    }
}

static bool wants(const struct doc_node *permissions, const char *access)
{
    for (const struct doc_node *p = doc_first(permissions); p; p = p->next)
        if (sam_is(p, access))
            return true;
    return false;
}

static void connect(struct connector *c, const struct doc_node *permissions)
{
    struct sam *s = c->s;
    struct doc_node *statements = sam_make(s, c->item.node, "[]");
    const char *kind = NULL;
    bool known = false;
    for (size_t i = 0; i < sam_connector_row_count; i++) {
        const struct sam_connector_row *row = &sam_connector_rows[i];
        if (!str_is(c->source.type, row->source) || !str_is(c->destination.type, row->destination))
            continue;
        known = true;
        if (!wants(permissions, row->access))
            continue;
        if (str_is(str_from(row->kind), "permission")) {
            permit(c, row);
        } else {
            kind = row->kind;
            doc_append(statements, statement(c, row));
        }
    }
    if (!known)
        sam_unresolved(s, c->item.node, c->id, "a connector between such resources is not known");
    if (kind)
        attach(c, kind, sam_make(s, c->item.node, "{'Version':'2012-10-17','Statement':%n}",
                                 statements));
}

static void all_destinations(struct sam *s, const struct sam_item *item, struct str id,
                             const struct doc_node *at, const struct doc_node *source,
                             const struct doc_node *props)
{
    const struct doc_node *to = doc_get(props, "Destination");
    struct connector c = {.s = s, .item = *item, .id = id, .source = end_of(s, source)};
    c.item.node = (struct doc_node *)(uintptr_t)at;
    size_t count = 0;
    for (const struct doc_node *d = doc_is_list(to) ? doc_first(to) : to; d;
         d = doc_is_list(to) ? d->next : NULL) {
        c.destination = end_of(s, d);
        if (doc_is_list(to))
            c.number = arena_printf(s->arena, "Destination%zu", count++);
        connect(&c, doc_get(props, "Permissions"));
    }
}

/* Connectors: of a resource; it is their source. */
static void embedded(struct sam *s, const struct sam_item *item, const struct doc_node *list)
{
    for (const struct doc_node *c = doc_is_map(list) ? doc_first(list) : NULL; c; c = c->next) {
        const struct doc_node *props = doc_get(c, "Properties");
        struct doc_node *source = sam_make(s, c, "{'Id':%s}", item->id);
        const struct doc_node *more = doc_get(props, "SourceReference");
        sam_put(s, source, "Qualifier", sam_copy(s, doc_get(more, "Qualifier")));
        struct sam_item own = {.id = SAM_JOIN(s, item->id, c->key), .type = item->type,
                               .condition = doc_get(c, "Condition")};
        if (!own.condition)
            own.condition = item->condition;
        all_destinations(s, &own, own.id, c, source, props);
    }
}

void sam_connectors(struct sam *s)
{
    for (size_t i = 0; i < s->item_count; i++) {
        const struct sam_item *item = &s->items[i];
        embedded(s, item, doc_get(item->node, "Connectors"));
        if (str_is(item->type, "AWS::Serverless::Connector"))
            all_destinations(s, item, item->id, item->node, doc_get(item->props, "Source"),
                             item->props);
    }
    for (struct doc_node *c = s->resources->head; c; c = c->next) {
        if (!doc_get(c, "Connectors") || sam_find(s, c->key))
            continue;
        struct sam_item item = {.id = c->key, .node = c, .condition = doc_get(c, "Condition")};
        embedded(s, &item, doc_get(c, "Connectors"));
    }
}

void sam_connect(struct sam *s, const struct sam_item *item, struct str id,
                 const struct doc_node *at, const struct doc_node *props)
{
    all_destinations(s, item, id, at, doc_get(props, "Source"), props);
}
