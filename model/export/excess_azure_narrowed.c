/* SPDX-License-Identifier: MIT */
/* excess_azure_narrowed.c - the role assignments, roles and access policies that would do for one identity of
 * Azure, as resources of an ARM template, to copy. */
#include "excess_parts_out.h"

#include <string.h>

#include "json_writer.h"
#include "query.h"

enum { PARTS_MAX = 8 /* names in one resourceId() */ };

static void quote(struct buf *out, struct str text)
{
    buf_puts(out, ", '");
    for (size_t i = 0; i < text.len; i++) {
        buf_putc(out, text.ptr[i]);
        if (text.ptr[i] == '\'')
            buf_putc(out, '\'');
    }
    buf_putc(out, '\'');
}

static size_t slashes(struct str type)
{
    size_t count = 0;
    for (size_t i = 0; i < type.len; i++)
        count += type.ptr[i] == '/';
    return count;
}

/* "'TYPE', 'account', 'default', 'name'": as many names as the type has parts. false: the names are not
 * known. */
static bool add_names(struct buf *out, const struct graph *g, node_id n)
{
    const struct node *node = graph_node_at(g, n);
    struct str names[PARTS_MAX];
    size_t count = 0, wanted = slashes(node->type);
    for (node_id at = n; at && count < PARTS_MAX && count < wanted; at = graph_container(g, at)) {
        const struct node *one = graph_node_at(g, at);
        if (str_empty(one->name) || str_chr(one->name, '{') != STR_NPOS || str_starts(one->name, STR("[")))
            return false;
        names[count++] = one->name;
        if (slashes(one->type) == 1)
            break;
    }
    bool storage = str_istarts(node->type, STR("Microsoft.Storage/storageAccounts/"));
    if (!wanted || (count != wanted && !(storage && wanted == 3 && count == 2)))
        return false;
    buf_printf(out, "'%.*s'", (int)node->type.len, node->type.ptr);
    for (size_t i = count; i-- > 0;) {
        quote(out, names[i]);
        if (storage && wanted == 3 && count == 2 && i == 1)
            quote(out, STR("default"));
    }
    return true;
}

/* Nothing for the group itself, which a resource of its template needs no scope for. */
static void add_scope(struct buf *out, const struct graph *g, node_id scope)
{
    struct buf names = {0};
    for (node_id n = scope; n && !names.len; n = graph_container(g, n)) {
        enum boundary_class class = node_boundary_class(graph_node_at(g, n));
        if (class == BOUNDARY_RESOURCE_GROUP)
            break;
        if (class == BOUNDARY_SUBSCRIPTION || class == BOUNDARY_ACCOUNT) {
            buf_puts(out, "[subscription().id]");
            break;
        }
        if (add_names(&names, g, n))
            buf_printf(out, "[resourceId(%s)]", names.ptr);
    }
    buf_release(&names);
}

static void add_principal(struct buf *out, const struct graph *g, node_id holder)
{
    struct buf names = {0};
    struct edge_list in = graph_in(g, holder);
    if (str_iends(graph_node_at(g, holder)->type, STR("userAssignedIdentities")) &&
        add_names(&names, g, holder))
        buf_printf(out, "[reference(resourceId(%s), '2023-01-31').principalId]", names.ptr);
    for (size_t i = 0; i < in.count && !names.len; i++) {
        const struct edge *e = graph_edge_at(g, in.ids[i]);
        if (e->kind == EDGE_RUNS_AS && add_names(&names, g, e->from))
            buf_printf(out, "[reference(resourceId(%s), '2023-01-01', 'full').identity.principalId]",
                       names.ptr);
    }
    if (!names.len)
        buf_puts(out, "[parameters('principalId')]");
    buf_release(&names);
}

/* role: what the expression of its id ends with, behind the type: "'GUID'", "guid(...)". */
static void write_role(struct json_writer *w, const struct graph *g, node_id holder, struct str role,
                       node_id scope)
{
    struct buf text = {0};
    json_object(w);
    json_member(w, "type", STR("Microsoft.Authorization/roleAssignments"));
    json_member(w, "apiVersion", STR("2022-04-01"));
    buf_puts(&text, "[guid(resourceGroup().id");
    quote(&text, graph_node_at(g, holder)->id);
    buf_puts(&text, ", ");
    buf_add(&text, role);
    quote(&text, graph_node_at(g, scope)->id);
    buf_puts(&text, ")]");
    json_member(w, "name", buf_str(&text));
    buf_reset(&text);
    add_scope(&text, g, scope);
    json_member_if(w, "scope", buf_str(&text));
    json_key(w, "properties"), json_object(w);
    buf_reset(&text);
    buf_puts(&text, "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', ");
    buf_add(&text, role);
    buf_puts(&text, ")]");
    json_member(w, "roleDefinitionId", buf_str(&text));
    buf_reset(&text);
    add_principal(&text, g, holder);
    json_member(w, "principalId", buf_str(&text));
    json_member(w, "principalType", STR("ServicePrincipal"));
    json_end(w);
    json_end(w);
    buf_release(&text);
}

static void write_builtin(struct json_writer *w, const struct graph *g, node_id holder,
                          const struct azure_role *role, node_id scope)
{
    struct buf text = {0};
    buf_printf(&text, "'%s'", role->guid);
    write_role(w, g, holder, buf_str(&text), scope);
    buf_release(&text);
}

/* An entry of a vault for the holder. Permissions on certificates are kept: nothing tells what is needed of
 * those. */
static void write_policy(struct json_writer *w, const struct graph *g, const struct excess_azure_row *row)
{
    const struct azure_assignment *a = row->assignment;
    const struct node *vault = graph_node_at(g, a->scope);
    bool known = vault->name.len && str_chr(vault->name, '{') == STR_NPOS &&
                 !str_starts(vault->name, STR("["));
    struct buf text = {0};
    if (!row->secrets.len && !row->keys.len && !a->certificates.len)
        return;
    json_object(w);
    json_member(w, "type", STR("Microsoft.KeyVault/vaults/accessPolicies"));
    json_member(w, "apiVersion", STR("2023-07-01"));
    if (known)
        buf_add(&text, vault->name), buf_puts(&text, "/add");
    else
        buf_puts(&text, "[concat(parameters('vaultName'), '/add')]");
    json_member(w, "name", buf_str(&text));
    json_key(w, "properties"), json_object(w);
    json_key(w, "accessPolicies"), json_list(w), json_object(w);
    json_member(w, "tenantId", STR("[subscription().tenantId]"));
    buf_reset(&text);
    add_principal(&text, g, a->holder);
    json_member(w, "objectId", buf_str(&text));
    json_key(w, "permissions"), json_object(w);
    excess_words_member(w, "secrets", row->secrets);
    excess_words_member(w, "keys", row->keys);
    excess_words_member(w, "certificates", a->certificates);
    for (int open = 0; open < 5; open++)
        json_end(w);
    buf_release(&text);
}

static bool is_subscription(const struct graph *g, node_id scope)
{
    enum boundary_class class = node_boundary_class(graph_node_at(g, scope));
    return class == BOUNDARY_SUBSCRIPTION || class == BOUNDARY_ACCOUNT;
}

/* "guid('NAME of the holder', 'name of the old role')" */
static void add_own_guid(struct buf *out, const struct graph *g, const struct excess_azure_row *row)
{
    struct buf names = {0};
    quote(&names, graph_node_at(g, row->assignment->holder)->id);
    quote(&names, row->assignment->name);
    buf_printf(out, "guid(resourceGroup().id%s)", names.ptr);
    buf_release(&names);
}

/* A role with what is needed of the old one, and its assignments. A role can be assigned on things, but is
 * defined for the groups that they lie in. */
static void write_custom(struct json_writer *w, const struct graph *g, const struct excess_azure_row *row)
{
    struct buf guid = {0}, text = {0};
    bool wide = false;
    for (uint32_t i = 0; i < row->place_count; i++)
        wide = wide || is_subscription(g, row->places[i]);
    add_own_guid(&guid, g, row);
    json_object(w);
    json_member(w, "type", STR("Microsoft.Authorization/roleDefinitions"));
    json_member(w, "apiVersion", STR("2022-04-01"));
    buf_putc(&text, '['), buf_add(&text, buf_str(&guid)), buf_putc(&text, ']');
    json_member(w, "name", buf_str(&text));
    json_key(w, "properties"), json_object(w);
    buf_reset(&text);
    buf_add(&text, row->assignment->name), buf_puts(&text, ", narrowed for "); /* unique in a tenant */
    buf_add(&text, graph_node_at(g, row->assignment->holder)->name);
    json_member(w, "roleName", buf_str(&text));
    json_member(w, "type", STR("CustomRole"));
    json_key(w, "permissions"), json_list(w), json_object(w);
    excess_words_member(w, "actions", row->actions.actions);
    excess_words_member(w, "notActions", row->actions.not_actions);
    excess_words_member(w, "dataActions", row->actions.data_actions);
    excess_words_member(w, "notDataActions", row->actions.not_data_actions);
    json_end(w), json_end(w);
    json_key(w, "assignableScopes"), json_list(w);
    json_text(w, wide ? STR("[subscription().id]") : STR("[resourceGroup().id]"));
    json_end(w);
    json_end(w), json_end(w);
    for (uint32_t i = 0; i < row->place_count; i++)
        write_role(w, g, row->assignment->holder, buf_str(&guid), row->places[i]);
    buf_release(&guid);
    buf_release(&text);
}

static void write_row(struct json_writer *w, const struct graph *g, const struct excess_azure_row *row)
{
    const struct azure_assignment *a = row->assignment;
    if (a->form == AZURE_POLICY) {
        write_policy(w, g, row);
        return;
    }
    if (a->form == AZURE_CUSTOM && row->own) {
        write_custom(w, g, row);
        return;
    }
    if (!row->too_much && a->role)
        write_builtin(w, g, a->holder, a->role, a->scope);
    for (uint32_t k = 0; k < row->would_count; k++)
        write_builtin(w, g, a->holder, row->would[k].role, row->would[k].scope);
}

enum excess_azure_told excess_azure_narrowed(struct buf *out, const struct excess_azure *x,
                                             node_id identity)
{
    enum excess_azure_told told = EXCESS_AZURE_NONE;
    struct json_writer w = json_writer(out);
    json_list(&w);
    for (size_t i = 0; i < x->count; i++) {
        const struct excess_azure_row *row = &x->rows[i];
        const struct azure_assignment *a = row->assignment;
        if (a->holder != identity)
            continue;
        if (!row->needs->code_known)
            return EXCESS_AZURE_UNKNOWN;
        told = EXCESS_AZURE_TOLD;
        write_row(&w, x->graph, row);
    }
    json_end(&w);
    return told;
}
