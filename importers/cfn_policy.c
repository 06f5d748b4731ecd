/* SPDX-License-Identifier: MIT */
/* cfn_policy.c - identities and the policy documents of everything; judged by model/iam. */
#include "cfn_functions.h"
#include "cfn_graph.h"
#include "cfn_statement.h"
#include "json_writer.h"
#include "read.h"

/* --- JSON in a text --------------------------------------------------------------------------- */

static void place(struct doc_node *n, const struct doc_node *at, unsigned depth)
{
    doc_set_place(n, at->line, at->col);
    n->file = at->file;
    if (n->type == DOC_SCALAR || depth > LIMIT_DEPTH)
        return;
    for (struct doc_node *c = n->head; c; c = c->next)
        place(c, at, depth + 1);
}

/* An unknown number stands bare in the text: "Timeout": * */
static void quiet_unknowns(char *text, size_t len)
{
    bool quoted = false;
    for (size_t i = 0; i < len; i++) {
        if (quoted && text[i] == '\\')
            i++;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && text[i] == '*')
            text[i] = '0';
    }
}

const struct doc_node *cfn_json_text(struct cfn *c, const struct doc_node *n)
{
    struct str text = str_trim(cfn_text(&c->scope, n));
    if (!str_starts(text, STR("{")) && !str_starts(text, STR("[")))
        return NULL;
    struct buf b = {0};
    buf_add(&b, text);
    quiet_unknowns(b.ptr, b.len);
    struct diags *ignored = diags_new();
    struct doc *doc = NULL;
    struct doc_node *copy = NULL;
    if (read_json(buf_str(&b), c->path, READ_RELAXED, ignored, &doc)) {
        copy = doc_copy(c->scope.work, doc, doc_root(doc));
        place(copy, n, 0);
        doc_free(doc);
    }
    mem_wipe(b.ptr, b.len);
    buf_release(&b);
    diags_free(ignored);
    return copy;
}

enum { USUAL = 2000 }; /* bytes of a document: most are shorter */

/* --- Recording -------------------------------------------------------------------------------- */

static void place_members(struct json_writer *w, struct origin at)
{
    json_member_if(w, "file", at.file);
    if (at.line)
        json_member_long(w, "line", (long)at.line);
}

static void record(struct cfn *c, node_id n, struct buf *b)
{
    graph_policy(c->g, n, str_trim(buf_str(b)));
    buf_release(b);
}

/* What the owner's own condition does not say already. */
static struct str beside(struct cfn *c, node_id owner, struct str when)
{
    return terms_less(c->arena, when, graph_node_at(c->g, owner)->condition);
}

/* What is to be recorded of a document on a node. */
struct recording {
    node_id node;
    const char *kind;
    struct str name;
    struct str connector; /* that declares it; empty: none */
};

static void record_document(struct cfn *c, const struct recording *to,
                            const struct doc_node *document, struct str when);

/* A document that is one text or another: both, each with its condition. */
static bool either_document(struct cfn *c, const struct recording *to, const struct doc_node *d,
                            struct str when)
{
    const struct doc_node *m = cfn_call(d);
    struct str condition = m && str_is(m->key, "Fn::If") ? doc_text(doc_at(m, 0)) : STR("");
    if (str_empty(condition) || cfn_condition(&c->scope, condition, m) >= 0 ||
        !cfn_assume(&c->scope, condition, -1))
        return false;
    cfn_note_names(c);
    for (int holds = 1; holds >= 0; holds--) {
        struct str own = holds ? condition : terms_not(c->arena, condition);
        cfn_assume(&c->scope, condition, holds);
        if (terms_hold(own, when) >= 0 && !cfn_is_no_value(doc_at(m, holds ? 1 : 2)))
            record_document(c, to, doc_at(m, holds ? 1 : 2), terms_both(c->arena, when, own));
    }
    cfn_assume(&c->scope, condition, -1);
    return true;
}

static void record_document(struct cfn *c, const struct recording *to,
                            const struct doc_node *document, struct str when)
{
    node_id n = to->node;
    const struct doc_node *d = document ? cfn_node(&c->scope, document) : NULL;
    if (!n || !d || terms_hold(when, graph_node_at(c->g, n)->condition) < 0 ||
        either_document(c, to, d, when))
        return;
    if (!doc_is_map(d) || cfn_call(d))
        d = cfn_json_text(c, d);
    if (!d) {
        graph_unresolved(c->g, str_from(to->kind),
                         STR("this policy document is not in the template"), n,
                         cfn_at(c, document));
        return;
    }
    struct buf b = {0};
    buf_reserve(&b, USUAL);
    struct json_writer w = json_writer(&b);
    json_object_inline(&w);
    json_member(&w, "aws", str_from(to->kind));
    json_member_if(&w, "name", to->name);
    json_member_if(&w, "connector", to->connector);
    json_member_if(&w, "when", beside(c, n, when));
    json_key(&w, "document");
    cfn_statements(c, n, d, terms_both(c->arena, when, graph_node_at(c->g, n)->condition), &w);
    place_members(&w, cfn_at(c, d));
    json_end(&w);
    record(c, n, &b);
}

void cfn_policy(struct cfn *c, node_id n, const char *kind, struct str name,
                const struct doc_node *document, struct str when)
{
    record_document(c, &(struct recording){.node = n, .kind = kind, .name = name}, document, when);
}

/* kind: "identity" or "boundary". */
static void managed(struct cfn *c, node_id n, const char *kind, const struct cfn_value *arn,
                    const struct doc_node *at)
{
    struct buf b = {0};
    struct json_writer w = json_writer(&b);
    json_object_inline(&w);
    json_member(&w, "aws", STR("managed"));
    json_member(&w, "arn", arn->text);
    if (strcmp(kind, "boundary") == 0)
        json_member(&w, "use", STR("boundary"));
    json_member_if(&w, "when", beside(c, n, arn->condition));
    place_members(&w, cfn_at(c, at));
    json_end(&w);
    record(c, n, &b);
}

/* --- Roles, users, groups --------------------------------------------------------------------- */

static void managed_list(struct cfn *c, node_id n, const struct doc_node *list, const char *kind,
                         struct str condition)
{
    const struct cfn_item *items;
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        struct cfn_resource *own = items[i].node ? cfn_resource_of(c, items[i].node) : NULL;
        const struct doc_node *at = items[i].node ? items[i].node : list;
        struct str when = terms_both(c->arena, condition, items[i].condition);
        if (own && cfn_is(own, "AWS::IAM::ManagedPolicy")) {
            cfn_policy(c, n, kind, own->id, cfn_prop(c, own, "PolicyDocument"),
                       terms_both(c->arena, when, own->condition));
            continue;
        }
        struct cfn_value v = cfn_item_value(&c->scope, &items[i]);
        for (const struct cfn_value *a = &v; a; a = a->other) {
            struct cfn_value one = *a;
            one.condition = terms_both(c->arena, when, a->condition);
            if (one.none || str_empty(one.text) || /* empty: an optional parameter left alone */
                terms_hold(when, a->condition) < 0)
                continue;
            if (str_is(one.text, "*"))
                graph_unresolved(c->g, STR("ManagedPolicyArns"),
                                 STR("this policy is known to the deployment only"), n,
                                 cfn_at(c, at));
            else
                managed(c, n, kind, &one, at);
        }
    }
}

static void own_policies(struct cfn *c, node_id n, const struct cfn_resource *r)
{
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, "Policies");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++)
        if (doc_is_map(items[i].node))
            cfn_policy(c, n, "identity", cfn_text(&c->scope, doc_get(items[i].node, "PolicyName")),
                       doc_get(items[i].node, "PolicyDocument"),
                       terms_both(c->arena, r->condition, items[i].condition));
    managed_list(c, n, cfn_prop(c, r, "ManagedPolicyArns"), "identity", r->condition);
    managed_list(c, n, cfn_prop(c, r, "PermissionsBoundary"), "boundary", r->condition);
}

void cfn_emit_role(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *trust = cfn_prop(c, r, "AssumeRolePolicyDocument");
    if (trust)
        cfn_policy(c, r->node, "trust", r->id, trust, r->condition);
    own_policies(c, r->node, r);
}

void cfn_emit_user(struct cfn *c, struct cfn_resource *r)
{
    static const struct cfn_link member = {EDGE_ASSUMES, NODE_IDENTITY, false, EVIDENCE_DECLARED,
                                           NULL, NULL};
    const struct doc_node *password = cfn_prop(c, r, "LoginProfile.Password");
    own_policies(c, r->node, r);
    cfn_link(c, r->node, cfn_prop(c, r, "Groups"), &member, r->condition);
    struct str raw = password ? cfn_known(&c->scope, password) : STR("");
    if (raw.len) {
        node_id n = cfn_secret_literal(c, ARENA_JOIN(c->arena, r->id, STR("/Password")),
                                       STR("Password"), raw, cfn_at(c, password));
        cfn_edge(c, EDGE_UNLOCKS, n, r->node, password, r->condition);
    }
}

void cfn_emit_access_key(struct cfn *c, struct cfn_resource *r)
{
    node_id user = cfn_target_of(c, cfn_prop(c, r, "UserName"), NODE_IDENTITY);
    graph_set_sensitivity(c->g, r->node, 3);
    cfn_edge(c, EDGE_UNLOCKS, r->node, user, r->at, r->condition);
}

/* When the resource is there and names this element of a list. */
static struct str of_item(struct cfn *c, const struct cfn_resource *r, const struct cfn_item *item,
                          const struct cfn_value *v)
{
    return terms_both(c->arena, r->condition,
                      terms_both(c->arena, item->condition, v->condition));
}

/* AWS::IAM::Policy, ManagedPolicy, RolePolicy and its like. */
void cfn_emit_policy(struct cfn *c, struct cfn_resource *r)
{
    static const char *const lists[] = {"Roles", "Users", "Groups", "RoleName", "UserName",
                                        "GroupName"};
    const struct doc_node *document = cfn_prop(c, r, "PolicyDocument");
    struct str name = cfn_prop_text(c, r, "PolicyName");
    if (str_empty(name))
        name = r->id;
    const struct doc_node *connector =
        doc_first(doc_get(doc_get(r->at, "Metadata"), CFN_CONNECTORS));
    struct recording to = {.kind = "identity", .name = name,
                           .connector = connector ? cfn_safe(c, connector->key) : STR("")};
    for (size_t i = 0; i < COUNT(lists); i++) {
        const struct cfn_item *items;
        const struct doc_node *list = cfn_prop(c, r, lists[i]);
        size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
        for (size_t k = 0; k < count; k++) {
            struct cfn_value v = cfn_item_value(&c->scope, &items[k]);
            for (const struct cfn_value *a = &v; a; a = a->other) {
                to.node = cfn_target(c, a, NODE_IDENTITY, cfn_at(c, list));
                record_document(c, &to, document, of_item(c, r, &items[k], a));
            }
        }
    }
    if (r->row->place == CFN_NODE)
        cfn_policy(c, r->node, "document", name, document, r->condition);
}

/* --- Policies of resources -------------------------------------------------------------------- */

void cfn_emit_resource_policy(struct cfn *c, struct cfn_resource *r)
{
    static const char *const paths[] = {"Policy", "RepositoryPolicyText", "FileSystemPolicy",
                                        "KeyPolicy", "AccessPolicies",
                                        "ResourcePolicy.PolicyDocument"};
    for (size_t i = 0; i < COUNT(paths); i++)
        if (cfn_prop(c, r, paths[i]))
            cfn_policy(c, r->node, "resource", r->id, cfn_prop(c, r, paths[i]), r->condition);
}

/* The old form of a bus policy: one statement in the properties themselves. */
static void old_bus_policy(struct cfn *c, struct cfn_resource *r, node_id bus)
{
    struct cfn_value principal = cfn_value(&c->scope, cfn_prop(c, r, "Principal"));
    struct buf b = {0};
    struct json_writer w = json_writer(&b);
    json_object_inline(&w);
    json_member(&w, "aws", STR("resource"));
    json_member(&w, "name", r->id);
    json_member_if(&w, "when", beside(c, bus, r->condition));
    json_key(&w, "document"), json_object(&w);
    json_key(&w, "Statement"), json_list(&w), json_object(&w);
    json_member(&w, "Effect", STR("Allow"));
    json_key(&w, "Principal"), json_object(&w);
    json_member(&w, "AWS", cfn_account_text(c, &principal));
    json_end(&w);
    json_member(&w, "Action", cfn_prop_text(c, r, "Action"));
    json_member(&w, "Resource", STR("*"));
    const struct doc_node *when = cfn_prop(c, r, "Condition");
    struct str key = cfn_text(&c->scope, doc_get(when, "Key"));
    if (doc_is_map(when) && key.len) {
        json_key(&w, "Condition"), json_object(&w);
        json_key_str(&w, cfn_text(&c->scope, doc_get(when, "Type")));
        json_object(&w);
        json_key_str(&w, key);
        json_text(&w, cfn_text(&c->scope, doc_get(when, "Value")));
        json_end(&w), json_end(&w);
    }
    json_member(&w, "where", arena_printf(c->arena, "%.*s:%u:%u", (int)c->path.len, c->path.ptr,
                                          r->where.line, r->where.col));
    json_end(&w), json_end(&w), json_end(&w);
    place_members(&w, r->where);
    json_end(&w);
    record(c, bus, &b);
}

void cfn_emit_bus_policy(struct cfn *c, struct cfn_resource *r)
{
    static const struct {
        const char *path;
        enum node_kind kind;
    } owners[] = {
        {"Queues", NODE_QUEUE},          {"Topics", NODE_TOPIC},     {"Bucket", NODE_BUCKET},
        {"EventBusName", NODE_BUS},      {"SecretId", NODE_SECRET},  {"ResourceArn", NODE_STREAM},
        {"EventBusArn", NODE_BUS},
    };
    static const char *const called[] = {"PolicyDocument", "ResourcePolicy", "Policy"};
    const struct doc_node *document = NULL, *statement = cfn_prop(c, r, "Statement");
    for (size_t i = 0; !document && i < COUNT(called); i++)
        document = cfn_prop(c, r, called[i]);
    if (cfn_is(r, "AWS::Events::EventBusPolicy") && !cfn_prop(c, r, "EventBusName"))
        r->node = cfn_default_bus(c, r->where);
    if (statement && doc_is_map(statement)) { /* of a bus: the statement alone */
        struct doc_node *map = doc_map(c->scope.work, statement->line, statement->col);
        map->file = statement->file;
        struct doc_node *copy = arena_alloc(c->arena, sizeof *copy);
        *copy = *statement;
        copy->next = NULL;
        doc_put(c->scope.work, map, STR("Statement"), doc_value_place(statement), copy);
        cfn_policy(c, r->node, "resource", r->id, map, r->condition);
        return;
    }
    if (!document && cfn_prop(c, r, "Principal")) {
        if (r->node) /* else of a bus that nothing tells of */
            old_bus_policy(c, r, r->node);
        return;
    }
    bool any = false;
    for (size_t i = 0; i < COUNT(owners); i++) {
        const struct cfn_item *items;
        const struct doc_node *list = cfn_prop(c, r, owners[i].path);
        size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
        for (size_t k = 0; k < count; k++) {
            struct cfn_value v = cfn_item_value(&c->scope, &items[k]);
            any = true;
            for (const struct cfn_value *a = &v; a; a = a->other) {
                node_id n = cfn_target(c, a, owners[i].kind, cfn_at(c, list));
                if (n && cfn_prop_bool(c, r, "BlockPublicPolicy", false))
                    graph_attr_typed(c->g, n, STR("block-public-policy"), ATTR_BOOL, STR("true"));
                cfn_policy(c, n, "resource", r->id, document, of_item(c, r, &items[k], a));
            }
        }
    }
    if (!any)
        cfn_policy(c, r->node, "resource", r->id, document, r->condition);
}

/* --- Permissions of functions ------------------------------------------------------------------ */

/* Everybody may talk to a skill; without the token of one, any skill may call the function. */
static void skill(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *token = cfn_prop(c, r, "EventSourceToken");
    bool off = str_is(cfn_prop_text(c, r, "Action"), "lambda:DisableInvokeFunction");
    if (off || !str_starts(cfn_prop_text(c, r, "Principal"), STR("alexa-")))
        return;
    edge_id e = cfn_expose(c, cfn_internet(c), r->node, token ? AUTH_WEBHOOK_SIG : AUTH_NONE, r->at,
                           r->condition);
    if (e)
        graph_edge_attr(c->g, e, "via", STR("alexa"));
}

/* A statement of a resource policy in properties, as iam reads it: aws_docs.c. */
static void permission(struct cfn *c, struct cfn_resource *r, const char *organization)
{
    const struct {
        const char *path, *key;
    } members[] = {
        {"Action", "action"},
        {"Principal", "principal"},
        {"SourceArn", "sourceArn"},
        {"SourceAccount", "sourceAccount"},
        {organization, "principalOrgId"},
        {"EventSourceToken", "eventSourceToken"},
        {"FunctionUrlAuthType", "functionUrlAuthType"},
        {"InvokedViaFunctionUrl", "invokedViaFunctionUrl"},
    };
    struct buf b = {0};
    buf_reserve(&b, USUAL);
    struct json_writer w = json_writer(&b);
    json_object_inline(&w);
    json_member(&w, "aws", STR("permission"));
    json_member(&w, "name", r->id);
    if (c->options->origin.len && doc_get(r->at, CFN_ORIGIN))
        json_member(&w, "origin", c->options->origin);
    for (size_t i = 0; i < COUNT(members); i++) {
        const struct doc_node *n = cfn_prop(c, r, members[i].path);
        struct cfn_value v = cfn_value(&c->scope, n);
        if (str_is(str_from(members[i].key), "principal"))
            v.text = cfn_account_text(c, &v);
        if (!v.none)
            json_member_if(&w, members[i].key, v.secure ? STR("*") : cfn_safe(c, v.text));
    }
    json_member_if(&w, "when", beside(c, r->node, r->condition));
    place_members(&w, r->where);
    json_end(&w);
    record(c, r->node, &b);
}

void cfn_emit_permission(struct cfn *c, struct cfn_resource *r)
{
    if (!r->node)
        return;
    skill(c, r);
    permission(c, r, "PrincipalOrgID");
}

void cfn_emit_layer_permission(struct cfn *c, struct cfn_resource *r)
{
    if (r->node)
        permission(c, r, "OrganizationId");
}
