/* SPDX-License-Identifier: MIT */
/* azure_accounts.c - where a connection leads: the boundary nodes of azure_settings.h. */
#include "azure_settings.h"
#include "arena.h"
#include "buf.h"
#include "facts.h"

/* Members of an identity-based connection that name the account. */
static const char *const section_members[] = {
    "accountName", "blobServiceUri", "queueServiceUri", "tableServiceUri", "serviceUri", "endpoint",
    "fullyQualifiedNamespace", "accountEndpoint", "topicEndpointUri", "connectionString", NULL,
};

struct wanted {
    enum connection_service service;
    const char *type;
    struct origin where;
};

/* The namespace of IoT Hub's built-in endpoint; Event Hubs and Service Bus look alike otherwise. */
static const char *type_of(const struct wanted *w, enum connection_service service)
{
    if (w->type && (service == w->service || service == CONNECTION_EMULATOR ||
                    service == CONNECTION_NONE))
        return w->type;
    return connection_service_type(service);
}

/* The list "a,b" stays sorted and holds each name once. */
void azure_note_setting(struct graph *g, node_id account, struct str name)
{
    struct str list = node_attr_text(graph_node_at(g, account), "settings"), word;
    struct buf b = {0};
    bool done = false;

    for (struct str rest = list; list.len && str_cut(&rest, ',', &word);) {
        int order = str_cmp(name, word);
        if (!done && order <= 0) {
            buf_add(&b, name);
            buf_putc(&b, ',');
            done = true;
        }
        if (order != 0) {
            buf_add(&b, word);
            buf_putc(&b, ',');
        }
    }
    if (!done)
        buf_add(&b, name);
    else
        b.len--;
    graph_attr(g, account, "settings", buf_str(&b));
    buf_release(&b);
}

static void make_boundary(struct import *im, struct azure_account *account, struct str id_scope,
                          struct str name, struct str shown, const struct wanted *w)
{
    struct graph *g = import_graph(im);
    account->boundary = graph_node(g, NODE_BOUNDARY, azure_id(im, id_scope, NODE_BOUNDARY, name),
                                   azure_safe(im, shown), w->where);
    graph_set_type(g, account->boundary, str_from(type_of(w, account->service)));
    graph_set_provider(g, account->boundary, STR("azure"));
    graph_set_external(g, account->boundary, true);
    graph_attr(g, account->boundary, FACT_CLASS,
               str_from(boundary_class_names[BOUNDARY_DATA_ACCOUNT]));
}

/* Names of accounts and servers; anything else is a placeholder or an expression. */
static bool is_account_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = str_lower(name.ptr[i]);
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c && strchr("-._\\()", c))))
            return false;
    }
    return name.len > 0;
}

/* An account of which the app only knows what it is called in its settings. Braces say that this is
 * no name: nothing is joined by it. */
static void unknown_account(struct azure_settings *s, struct azure_account *account,
                            struct str name, const struct wanted *w)
{
    struct import *im = azure_settings_import(s);
    struct arena *a = import_arena(im);
    struct str scope = azure_settings_scope(s);
    account->scope = ARENA_JOIN(a, scope, STR("/"), name);
    make_boundary(im, account, scope, name, ARENA_JOIN(a, STR("{"), name, STR("}")), w);
}

/* An account that the link names; false: it names none. */
static bool known_account(struct import *im, const struct connection *link, const struct wanted *w,
                          struct azure_account *account)
{
    struct arena *a = import_arena(im);
    if (!is_account_name(link->account) || link->service == CONNECTION_NONE ||
        link->service == CONNECTION_WEB || link->service == CONNECTION_VAULT ||
        link->service == CONNECTION_EMULATOR)
        return false;
    struct str name = arena_lower(a, link->account);
    struct str service = str_from(connection_service_name(link->service));
    account->service = link->service;
    account->entity = link->entity;
    account->scope = azure_safe(im, ARENA_JOIN(a, service, STR("/"), name));
    make_boundary(im, account, service, name, name, w);
    return true;
}

/* X, AzureWebJobsX, then the members of the section X. */
static const struct azure_setting *find_connection(struct azure_settings *s, struct import *im,
                                                   struct str name, bool *section)
{
    struct arena *a = import_arena(im);
    const struct azure_setting *found = azure_setting_find(s, name);
    *section = false;
    if (!found)
        found = azure_setting_find(s, ARENA_JOIN(a, STR("AzureWebJobs"), name));
    if (found)
        return found;
    struct str heads[] = {name, ARENA_JOIN(a, STR("AzureWebJobs"), name)};
    for (size_t h = 0; h < COUNT(heads); h++)
        for (const char *const *m = section_members; *m; m++) {
            found = azure_setting_find(s, ARENA_JOIN(a, heads[h], STR(":"), str_from(*m)));
            if (found) {
                *section = true;
                return found;
            }
        }
    return NULL;
}

/* "X__accountEndpoint" -> "X": code may name a member of a section that bindings name as a whole. */
static bool section_of(struct str name, struct str *section)
{
    for (const char *const *m = section_members; *m; m++) {
        size_t len = strlen(*m);
        if (name.len <= len || !str_iends(name, str_from(*m)))
            continue;
        struct str head = str_sub(name, 0, name.len - len);
        size_t separator = str_ends(head, STR("__")) ? 2 : str_ends(head, STR(":")) ? 1 : 0;
        *section = str_sub(head, 0, head.len - separator);
        if (separator && section->len)
            return true;
    }
    return false;
}

/* An identity-based connection may still carry a client secret. */
static void unlock_by_client_secret(struct azure_settings *s, struct str name,
                                    const struct azure_account *account)
{
    struct import *im = azure_settings_import(s);
    const struct azure_setting *client =
        azure_setting_find(s, ARENA_JOIN(import_arena(im), name, STR(":clientSecret")));
    if (!client || !client->node)
        return;
    azure_unlocks(im, client->node, account->boundary, 0, EVIDENCE_DECLARED, -1, client->where);
}

/* A connection string stands where the name of one should: the file itself holds the secret. */
static struct azure_account pasted_account(struct azure_settings *s, struct str text,
                                           const struct wanted *w)
{
    struct import *im = azure_settings_import(s);
    struct graph *g = import_graph(im);
    struct azure_account account =
        azure_account_of_text(s, text, w->service, w->type, w->where);
    struct str name = ARENA_JOIN(import_arena(im), STR("key of "),
                                 graph_node_at(g, account.boundary)->name);
    struct secret_class class = secret_classify(STR("key"), text);
    if (class.verdict != SECRET_YES && class.verdict != SECRET_PLACEHOLDER)
        return account;
    account.secret = graph_node(g, NODE_SECRET,
                                azure_id(im, azure_settings_scope(s), NODE_SECRET, name), name,
                                w->where);
    account.setting = name;
    azure_describe_secret(im, account.secret, text, class);
    graph_set_provider(g, account.secret, STR("azure"));
    azure_unlocks(im, account.secret, account.boundary, connection_parse(text).rights,
                  EVIDENCE_DECLARED, -1, w->where);
    return account;
}

struct azure_account azure_account_of_setting(struct azure_settings *s, struct str connection,
                                              enum connection_service service, const char *type,
                                              struct origin where)
{
    struct import *im = azure_settings_import(s);
    struct wanted w = {service, type, where};
    struct azure_account account = {.service = service};
    bool section;

    if (str_chr(connection, '=') != STR_NPOS || secret_in_text(connection))
        return pasted_account(s, connection, &w);
    const struct azure_setting *item = find_connection(s, im, connection, &section);
    struct str whole;
    if (section_of(connection, &whole)) {
        item = azure_setting_need(s, connection, false, where);
        connection = whole;
        section = true;
    }
    if (!section)
        item = azure_setting_need(s, item ? item->name : connection, true, where);
    struct connection link = item->link;
    if (section && link.service == CONNECTION_NONE && item->value.len)
        link = (struct connection){.service = service, .account = item->value}; /* accountName */
    account.setting = section ? azure_safe(im, connection) : item->name;
    account.secret = item->node;
    if (!known_account(im, &link, &w, &account)) {
        bool emulator = link.service == CONNECTION_EMULATOR;
        account.entity = emulator ? STR_NONE : link.entity;
        unknown_account(s, &account, emulator ? STR("storage emulator") : account.setting, &w);
    }
    azure_note_setting(import_graph(im), account.boundary, account.setting);
    const struct node *n = item->node ? graph_node_at(import_graph(im), item->node) : NULL;
    if (n && n->kind == NODE_SECRET && !section) {
        bool assumed = !item->value.len;
        azure_unlocks(im, item->node, account.boundary, link.rights,
                      assumed ? EVIDENCE_NAME : EVIDENCE_DECLARED, -1, item->where);
    }
    if (section)
        unlock_by_client_secret(s, connection, &account);
    return account;
}

struct azure_account azure_account_of_text(struct azure_settings *s, struct str text,
                                           enum connection_service service, const char *type,
                                           struct origin where)
{
    struct import *im = azure_settings_import(s);
    struct arena *a = import_arena(im);
    struct wanted w = {service, type, where};
    struct azure_account account = {.service = service};
    struct connection link = connection_parse(text);

    if (link.service == CONNECTION_WEB && link.account.len)
        link.service = service; /* the client says what it is */
    if (known_account(im, &link, &w, &account))
        return account;
    bool emulator = link.service == CONNECTION_EMULATOR;
    struct str name = emulator ? STR("storage emulator")
                               : str_from(connection_service_name(service));
    if (!emulator)
        name = ARENA_JOIN(a, STR("unknown "), name);
    unknown_account(s, &account, name, &w);
    return account;
}
