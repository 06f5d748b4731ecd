/* SPDX-License-Identifier: MIT */
/* excess_azure_narrowed.c - the role assignments that would do for one identity of Azure, as resources of
 * an ARM template, to copy. */
#include "excess_out.h"

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

static void write_role(struct json_writer *w, const struct graph *g, node_id holder, struct str guid,
                       node_id scope)
{
    struct buf text = {0};
    json_object(w);
    json_member(w, "type", STR("Microsoft.Authorization/roleAssignments"));
    json_member(w, "apiVersion", STR("2022-04-01"));
    buf_puts(&text, "[guid(resourceGroup().id");
    quote(&text, graph_node_at(g, holder)->id);
    quote(&text, guid);
    quote(&text, graph_node_at(g, scope)->id);
    buf_puts(&text, ")]");
    json_member(w, "name", buf_str(&text));
    buf_reset(&text);
    add_scope(&text, g, scope);
    json_member_if(w, "scope", buf_str(&text));
    json_key(w, "properties"), json_object(w);
    buf_reset(&text);
    buf_puts(&text, "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions'");
    quote(&text, guid);
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
        if (!row->too_much && a->role)
            write_role(&w, x->graph, identity, str_from(a->role->guid), a->scope);
        for (uint32_t k = 0; k < row->would_count; k++)
            write_role(&w, x->graph, identity, str_from(row->would[k].role->guid), row->would[k].scope);
    }
    json_end(&w);
    return told;
}
