/* SPDX-License-Identifier: MIT */
/* arm_iam.c - identities and what they may do. Assignments are recorded as policy documents on the
 * identity; model/iam turns them into grants once everything is linked (iam.h has the form). */
#include "arm_graph.h"

#include <stdio.h>

#include "azure_settings.h"
#include "text.h"

/* --- Identities ------------------------------------------------------------------------------- */

static node_id system_identity(struct arm_graph *a, const struct arm_resource *r)
{
    struct str full = ARENA_JOIN(a->arena, r->name, STR("/identity"));
    struct origin where = r->doc ? arm_where(r) : (struct origin){.file = a->set->path};
    node_id n = graph_node(
        a->g, NODE_IDENTITY, azure_id(a->im, a->set->path, NODE_IDENTITY, full),
        ARENA_JOIN(a->arena, azure_safe(a->im, arm_last_part(r->name)), STR(" identity")), where);
    graph_set_type(a->g, n, STR("Microsoft.ManagedIdentity/Identities"));
    graph_set_provider(a->g, n, STR("azure"));
    return n;
}

void arm_emit_identity_of(struct arm_graph *a, struct arm_resource *r)
{
    const struct arm_member *m = arm_find(r->value, "identity");
    if (!m || !r->node)
        return;
    struct origin where = arm_member_where(r, m, "identity");
    struct str type = arm_show(arm_path(m->value, "type"));
    if (str_ifind(type, STR("SystemAssigned")) != STR_NPOS)
        arm_edge(a, EDGE_RUNS_AS, r->node, system_identity(a, r), where);
    const struct arm_value *users = arm_path(m->value, "userAssignedIdentities");
    for (size_t i = 0; users && i < users->count; i++) {
        const struct arm_member *u = &users->members[i];
        node_id n = arm_node_of_id(a, u->key.len ? u->key : arm_show(u->value), where);
        if (n)
            arm_edge(a, EDGE_RUNS_AS, r->node, n, arm_member_where(r, u, "userAssignedIdentities"));
        else
            graph_unresolved(a->g, STR("userAssignedIdentities"),
                             STR("this identity is not known from the template"), r->node, where);
    }
}

static bool is_guid(struct str s)
{
    if (s.len != 36)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        char c = str_lower(s.ptr[i]);
        if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    return true;
}

/* Somebody whom the template only names by an object id: a person, a group, a pipeline. */
static node_id outside_principal(struct arm_graph *a, const struct arm_value *v, struct str kind,
                                 struct origin where)
{
    struct str text = arm_show(v);
    if (str_empty(text) || arm_secure(v))
        text = STR("principal");
    size_t open = str_chr(text, '{');
    if (open == 0 && text.ptr[text.len - 1] == '}') /* called by the parameter that gives it */
        text = str_sub(text, 1, text.len - 2);
    node_id n = graph_node(a->g, NODE_IDENTITY, azure_id(a->im, a->set->path, NODE_IDENTITY, text),
                           azure_safe(a->im, text), where);
    graph_set_provider(a->g, n, STR("azure"));
    graph_set_external(a->g, n, true);
    if (kind.len)
        graph_attr(a->g, n, "principalType", azure_safe(a->im, kind));
    return n;
}

static bool speaks_of_principal(const struct arm_ref *ref)
{
    return ref->kind == ARM_REF_PROPERTY && str_iends(ref->property, STR("principalId"));
}

/* The identity that a principalId belongs to. */
static node_id principal_of(struct arm_graph *a, const struct arm_value *v, struct str kind,
                            struct origin where)
{
    for (const struct arm_ref *ref = v ? arm_refs(a->arena, v) : NULL; ref; ref = ref->next) {
        if (!speaks_of_principal(ref))
            continue;
        const struct arm_resource *r = arm_set_of_ref(a->set, ref);
        if (r && r->node)
            return graph_node_at(a->g, r->node)->kind == NODE_IDENTITY ? r->node
                                                                       : system_identity(a, r);
        node_id n = arm_node_of_ref(a, ref, where);
        if (!n)
            continue;
        if (graph_node_at(a->g, n)->kind == NODE_IDENTITY)
            return n;
        struct arm_resource outside = {
            .in = a->set->root, .type = ref->type, .name = ref->name, .doc = NULL};
        node_id id = system_identity(a, &outside);
        graph_set_external(a->g, id, true);
        arm_edge(a, EDGE_RUNS_AS, n, id, where);
        return id;
    }
    static const struct arm_value nobody = {.type = ARM_TEXT};
    return outside_principal(a, v ? v : &nobody, kind, where);
}

/* --- Policy documents ------------------------------------------------------------------------- */

static void put(struct buf *b, const char *key, struct str value)
{
    if (str_empty(value))
        return;
    buf_puts(b, b->len > 1 ? ",\"" : "\"");
    buf_puts(b, key);
    buf_puts(b, "\":\"");
    esc_json(b, value);
    buf_putc(b, '"');
}

static void put_number(struct buf *b, const char *key, unsigned n)
{
    char text[16];
    snprintf(text, sizeof text, "%u", n);
    put(b, key, str_from(text));
}

static void begin(struct buf *b, const char *kind)
{
    buf_putc(b, '{');
    put(b, "azure", str_from(kind));
}

static void record(struct arm_graph *a, struct buf *b, node_id principal, node_id scope,
                   struct origin where)
{
    put(b, "scope", graph_node_at(a->g, scope)->id);
    put(b, "file", where.file);
    put_number(b, "line", where.line);
    put_number(b, "column", where.col);
    put(b, "field", where.field);
    buf_putc(b, '}');
    graph_policy(a->g, principal, buf_str(b));
    buf_release(b);
}

/* --- Role assignments ------------------------------------------------------------------------- */

static void put_actions(struct buf *b, struct arm_graph *a, const char *key,
                        const struct arm_value *permissions, const char *member)
{
    struct buf list = {0};
    for (size_t i = 0; permissions && i < permissions->count; i++) {
        const struct arm_value *some = arm_path(permissions->members[i].value, member);
        for (size_t k = 0; some && k < some->count; k++) {
            if (list.len)
                buf_putc(&list, ' ');
            buf_add(&list, azure_safe(a->im, arm_show(some->members[k].value)));
        }
    }
    put(b, key, buf_str(&list));
    buf_release(&list);
}

/* A role that a template defines itself: its actions go with the assignment. */
static const struct arm_resource *own_role(struct arm_graph *a, const struct arm_value *v)
{
    for (const struct arm_ref *ref = arm_refs(a->arena, v); ref; ref = ref->next) {
        if (!str_iis(ref->type, "Microsoft.Authorization/roleDefinitions"))
            continue;
        const struct arm_resource *r = arm_set_of_ref(a->set, ref);
        if (r)
            return r;
    }
    return NULL;
}

static void put_role(struct arm_graph *a, struct buf *b, const struct arm_value *role)
{
    const struct arm_resource *own = own_role(a, role);
    struct str guid = arm_last_part(arm_show(role));
    if (is_guid(guid)) {
        char low[37];
        for (size_t i = 0; i < 36; i++)
            low[i] = str_lower(guid.ptr[i]);
        put(b, "role", (struct str){low, 36});
    } else {
        put(b, "role", azure_safe(a->im, str_empty(guid) ? STR("unknown") : guid));
    }
    if (!own)
        return;
    const struct arm_value *permissions = arm_path(own->value, "properties.permissions");
    put(b, "name", azure_safe(a->im, arm_prop(own, "properties.roleName")));
    put_actions(b, a, "actions", permissions, "actions");
    put_actions(b, a, "notActions", permissions, "notActions");
    put_actions(b, a, "dataActions", permissions, "dataActions");
    put_actions(b, a, "notDataActions", permissions, "notDataActions");
}

void arm_emit_role_assignment(struct arm_graph *a, struct arm_resource *r)
{
    struct origin where = arm_where(r);
    const struct arm_value *role = arm_path(r->value, "properties.roleDefinitionId");
    const struct arm_value *principal = arm_path(r->value, "properties.principalId");
    where.field = STR("roleAssignments");
    if (r->off)
        return;
    struct str scope_id = r->scope.len ? r->scope : arm_prop(r, "properties.scope");
    node_id scope = 0;
    if (scope_id.len) {
        scope = arm_node_of_id(a, scope_id, where);
        if (!scope && str_ifind(scope_id, STR("/providers/")) == STR_NPOS)
            scope = str_ifind(scope_id, STR("/resourceGroups/")) != STR_NPOS
                        ? arm_group_node(a, arm_last_part(scope_id), where)
                        : arm_subscription_node(a, where);
    } else {
        scope = arm_subscription_level(r) ? arm_subscription_node(a, where)
                                          : arm_group_node(a, r->group, where);
    }
    if (!scope || !role) {
        graph_unresolved(a->g, azure_safe(a->im, r->name),
                         scope ? STR("this role assignment names no role")
                               : STR("the scope of this role assignment is not known"),
                         0, where);
        return;
    }
    node_id who = principal_of(a, principal, arm_prop(r, "properties.principalType"), where);
    struct buf b = {0};
    begin(&b, "roleAssignment");
    put_role(a, &b, role);
    put(&b, "condition", azure_safe(a->im, arm_prop(r, "properties.condition")));
    if (r->condition.len)
        put(&b, "if", azure_safe(a->im, r->condition));
    record(a, &b, who, scope, where);
}

void arm_emit_role_definition(struct arm_graph *a, struct arm_resource *r)
{
    (void)a; /* its actions go with the assignments that name it */
    (void)r;
}

void arm_emit_cosmos_assignment(struct arm_graph *a, struct arm_resource *r)
{
    struct origin where = arm_where(r);
    const struct arm_value *role = arm_path(r->value, "properties.roleDefinitionId");
    where.field = STR("sqlRoleAssignments");
    if (!r->node || !role || r->off)
        return;
    struct buf b = {0};
    begin(&b, "roleAssignment");
    put_role(a, &b, role);
    record(a, &b, principal_of(a, arm_path(r->value, "properties.principalId"), STR_NONE, where),
           r->node, where);
}

/* Tokens of another issuer (a pipeline, a cluster) become this identity. */
void arm_emit_federation(struct arm_graph *a, struct arm_resource *r)
{
    struct origin where = arm_where(r);
    struct str subject = arm_prop(r, "properties.subject"),
               issuer = arm_prop(r, "properties.issuer");
    if (!r->node)
        return;
    struct str name = str_empty(subject) ? arm_last_part(r->name) : subject;
    node_id n = graph_node(a->g, NODE_IDENTITY, azure_id(a->im, a->set->path, NODE_IDENTITY, name),
                           azure_safe(a->im, name), where);
    graph_set_external(a->g, n, true);
    graph_attr(a->g, n, "issuer", azure_safe(a->im, issuer));
    where.field = STR("federatedIdentityCredentials");
    arm_edge(a, EDGE_ASSUMES, n, r->node, where);
}

/* --- Key vaults ------------------------------------------------------------------------------- */

static void access_policies(struct arm_graph *a, struct arm_resource *r, node_id vault,
                            const struct arm_value *list)
{
    static const char *const kinds[] = {"secrets", "keys", "certificates"};
    for (size_t i = 0; list && i < list->count; i++) {
        const struct arm_member *m = &list->members[i];
        struct origin where = arm_member_where(r, m, "accessPolicies");
        struct buf b = {0};
        begin(&b, "accessPolicy");
        for (size_t k = 0; k < COUNT(kinds); k++) {
            const struct arm_value *some =
                arm_get(arm_path(m->value, "permissions"), str_from(kinds[k]));
            struct buf words = {0};
            for (size_t w = 0; some && w < some->count; w++) {
                if (w > 0)
                    buf_putc(&words, ' ');
                buf_add(&words, azure_safe(a->im, arm_show(some->members[w].value)));
            }
            if (some && arm_is_scalar(some)) /* only the deployment knows which */
                buf_puts(&words, "unknown");
            put(&b, kinds[k], buf_str(&words));
            buf_release(&words);
        }
        const struct arm_value *who = arm_path(m->value, "objectId");
        record(a, &b, principal_of(a, who, STR_NONE, where), vault, where);
    }
}

void arm_emit_vault(struct arm_graph *a, struct arm_resource *r)
{
    static const char *const plain[] = {"enableSoftDelete", "enablePurgeProtection",
                                        "enabledForDeployment", "enabledForTemplateDeployment",
                                        "publicNetworkAccess"};
    bool rbac = false;
    arm_prop_bool(r, "properties.enableRbacAuthorization", &rbac);
    graph_attr_typed(a->g, r->node, STR("rbac"), ATTR_BOOL, rbac ? STR("true") : STR("false"));
    for (size_t i = 0; i < COUNT(plain); i++) {
        struct str path = ARENA_JOIN(a->arena, STR("properties."), str_from(plain[i]));
        arm_copy_attr(a, r, r->node, path.ptr, plain[i]);
    }
    arm_copy_attr(a, r, r->node, "properties.networkAcls.defaultAction", "networkDefault");
    access_policies(a, r, r->node, arm_path(r->value, "properties.accessPolicies"));
}

void arm_emit_vault_policies(struct arm_graph *a, struct arm_resource *r)
{
    if (r->node)
        access_policies(a, r, r->node, arm_path(r->value, "properties.accessPolicies"));
}

/* The value of a secret that a template writes: in clear, from a parameter, or a key of a resource
 * that it then opens. */
void arm_emit_secret(struct arm_graph *a, struct arm_resource *r)
{
    const struct arm_member *m = arm_find(r->value, "properties.value");
    if (!m)
        m = arm_find(r->value, "properties.secretValue");
    graph_set_sensitivity(a->g, r->node, 3);
    if (arm_type_is(r, "Microsoft.Web/sites/host/functionKeys") ||
        arm_type_is(r, "Microsoft.Web/sites/host/systemKeys") ||
        arm_type_is(r, "Microsoft.Web/sites/functions/keys")) {
        const struct arm_resource *up = arm_set_parent(a->set, r);
        edge_id e = arm_edge(a, EDGE_UNLOCKS, r->node, up ? up->node : 0, arm_where(r));
        if (e)
            graph_edge_action(a->g, e, str_from(op_class_names[OP_BIT_INVOKE]));
    }
    if (!m)
        return;
    struct origin where = arm_member_where(r, m, "value");
    const struct arm_value *v = m->value;
    for (const struct arm_ref *ref = arm_refs(a->arena, v); ref; ref = ref->next) {
        node_id to = ref->kind == ARM_REF_SECRET ? arm_node_of_ref(a, ref, where) : 0;
        if (to)
            azure_unlocks(a->im, r->node, to, 0, EVIDENCE_DECLARED, -1, where);
    }
    if (arm_is_scalar(v) && arm_known(v) && v->text.len) {
        struct secret_class class = secret_classify(r->name, v->text);
        if (class.verdict != SECRET_PLACEHOLDER)
            class = (struct secret_class){
                SECRET_YES, class.verdict == SECRET_YES ? class.pattern : "vault-secret",
                class.length};
        azure_describe_secret(a->im, r->node, v->text, class);
    }
}
