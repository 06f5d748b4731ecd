/* SPDX-License-Identifier: MIT */
#include "azure_docs.h"

#include "arena.h"
#include "facts.h"
#include "flat_json.h"
#include "iam_clouds.h"
#include "iam_renamed.h"
#include "map.h"
#include "mem.h"

struct reading {
    const struct graph *g;
    struct arena *arena;
    struct map renamed; /* id of a node that was joined with another -> that one */
    struct azure_assignment *items;
    size_t count, cap;
};

static struct str get(const struct reading *r, struct str json, const char *key)
{
    struct str value = STR_NONE;
    flat_json_get(r->arena, json, key, &value);
    return value;
}

static uint32_t get_number(const struct reading *r, struct str json, const char *key)
{
    long n;
    return str_to_long(get(r, json, key), &n) && n > 0 && n < INT32_MAX ? (uint32_t)n : 0;
}

static void read_role(const struct reading *r, struct str json, struct azure_assignment *x)
{
    struct str guid = get(r, json, "role");
    x->role = azure_role_find(guid);
    x->custom = (struct azure_actions){get(r, json, "actions"), get(r, json, "notActions"),
                                       get(r, json, "dataActions"), get(r, json, "notDataActions")};
    x->condition = get(r, json, "condition");
    x->name = guid;
    x->form = AZURE_UNKNOWN;
    if (x->role) {
        x->form = AZURE_BUILTIN;
        x->name = str_from(x->role->name);
        x->actions = str_from(x->role->actions);
    } else if (x->custom.actions.len || x->custom.data_actions.len) {
        struct str name = get(r, json, "name");
        x->form = AZURE_CUSTOM;
        x->name = name.len ? name : guid;
        x->actions =
            ARENA_JOIN(r->arena, x->custom.actions, STR(" "), x->custom.data_actions);
    }
}

static void read_document(struct reading *r, node_id holder, struct str json)
{
    struct str kind = get(r, json, "azure");
    struct azure_assignment x = {.holder = holder, .scope_id = get(r, json, "scope")};
    bool policy = str_is(kind, "accessPolicy");
    uint32_t at;
    if (!policy && !str_is(kind, "roleAssignment"))
        return;
    x.scope = graph_find(r->g, x.scope_id);
    if (!x.scope && map_get(&r->renamed, x.scope_id, &at))
        x.scope = at;
    x.scope = x.scope ? graph_resolve(r->g, x.scope) : 0;
    x.where = (struct origin){.file = get(r, json, "file"),
                              .line = get_number(r, json, "line"),
                              .col = get_number(r, json, "column"),
                              .field = get(r, json, "field")};
    if (policy) {
        x.form = AZURE_POLICY;
        x.name = STR("access policy");
        x.secrets = get(r, json, "secrets");
        x.keys = get(r, json, "keys");
        x.certificates = get(r, json, "certificates");
    } else {
        read_role(r, json, &x);
    }
    if (r->count == r->cap)
        r->items = mem_grow(r->items, &r->cap, sizeof *r->items);
    r->items[r->count++] = x;
}

static bool any_document(const struct graph *g)
{
    for (size_t n = 1; n <= graph_node_count(g); n++) {
        const struct node *node = graph_node_at(g, (node_id)n);
        for (uint32_t i = 0; i < node->policy_count; i++)
            if (!iam_is_aws(node->policies[i]))
                return true;
    }
    return false;
}

size_t azure_docs_read(const struct graph *g, struct arena *a, struct azure_assignment **out)
{
    struct reading r = {.g = g, .arena = a};
    if (!any_document(g)) {
        *out = NULL;
        return 0;
    }
    iam_find_renamed(g, a, &r.renamed);
    for (size_t n = 1; n <= graph_node_count(g); n++) {
        const struct node *node = graph_node_at(g, (node_id)n);
        for (uint32_t i = 0; i < node->policy_count; i++)
            if (!iam_is_aws(node->policies[i]))
                read_document(&r, graph_resolve(g, (node_id)n), node->policies[i]);
    }
    *out = arena_array(a, r.count + 1, sizeof **out);
    if (r.count)
        memcpy(*out, r.items, r.count * sizeof **out);
    mem_free(r.items);
    map_release(&r.renamed);
    return r.count;
}

/* --- What it gives ---------------------------------------------------------------------------- */

struct giving {
    void (*found)(void *arg, struct str target, unsigned ops, bool takes, bool only);
    void *arg;
};

static void give_custom(void *arg, const char *target, unsigned ops)
{
    const struct giving *to = arg;
    to->found(to->arg, str_from(target), ops, false, false);
}

static bool says_controls(struct str list)
{
    for (struct str one; list.len && str_cut(&list, ',', &one);)
        if (str_is(one, "controls"))
            return true;
    return false;
}

/* "target:class,class target:class" */
static void give_listed(const struct giving *to, struct str list)
{
    bool only = str_chr(list, ' ') == STR_NPOS;
    for (struct str rest = list, one; list.len && str_cut(&rest, ' ', &one);) {
        struct str target;
        str_cut(&one, ':', &target);
        to->found(to->arg, target, op_classes_of(one), says_controls(one), only);
    }
}

static const struct permission {
    const char *word;
    unsigned secret, key;
    bool rare; /* copies of everything, and the end of what was deleted */
} permissions[] = {
    {"get", OP_READ, 0, false},
    {"list", 0, 0, false},
    {"set", OP_WRITE, 0, false},
    {"verify", 0, 0, false},
    {"create", 0, OP_ADMIN, false},
    {"decrypt", 0, OP_READ, false},
    {"delete", OP_DELETE, OP_DELETE, false},
    {"encrypt", 0, OP_WRITE, false},
    {"import", 0, OP_ADMIN, false},
    {"rotate", 0, OP_ADMIN, false},
    {"sign", 0, OP_WRITE, false},
    {"unwrapKey", 0, OP_READ, false},
    {"update", 0, OP_ADMIN, false},
    {"wrapKey", 0, OP_WRITE, false},
    {"backup", OP_READ, OP_READ, true},
    {"purge", OP_DELETE, OP_DELETE, true},
    {"restore", OP_WRITE, OP_WRITE, true},
};

/* Words that stand for several; what only the deployment knows counts as what may well be meant. */
static unsigned many_ops(struct str word, bool keys)
{
    const unsigned data = OP_READ | OP_WRITE | OP_DELETE;
    if (str_iis(word, "all") || str_is(word, "*"))
        return data | (keys ? OP_ADMIN : 0);
    return str_iis(word, "unknown") ? data : 0;
}

static bool names_permission(struct str words, const char *word)
{
    for (struct str rest = words, one; words.len && str_cut(&rest, ' ', &one);)
        if (str_iis(one, word))
            return true;
    return false;
}

unsigned azure_permission_ops(struct str words, bool keys)
{
    unsigned ops = 0;
    for (struct str rest = words, one; words.len && str_cut(&rest, ' ', &one);)
        ops |= many_ops(one, keys);
    for (size_t i = 0; i < COUNT(permissions); i++)
        if (names_permission(words, permissions[i].word))
            ops |= keys ? permissions[i].key : permissions[i].secret;
    return ops;
}

struct str azure_permissions_narrow(struct arena *a, struct str given, bool keys, unsigned ops, bool shows)
{
    struct buf out = {0};
    unsigned missing = ops;
    bool all = names_permission(given, "all") || names_permission(given, "*") ||
               names_permission(given, "unknown");
    for (size_t i = 0; i < COUNT(permissions); i++) {
        const struct permission *p = &permissions[i];
        unsigned does = keys ? p->key : p->secret;
        bool fits = does ? !(does & ~ops) && (!p->rare || does & missing)
                         : shows && (keys || str_is(str_from(p->word), "list"));
        if (!fits || (!all && !names_permission(given, p->word)))
            continue;
        missing &= ~does;
        buf_printf(&out, "%s%s", out.len ? " " : "", p->word);
    }
    struct str kept = arena_str(a, buf_str(&out));
    buf_release(&out);
    return kept;
}

void azure_assignment_gives(const struct graph *g, const struct azure_assignment *x,
                            void (*found)(void *arg, struct str target, unsigned ops, bool takes,
                                          bool only),
                            void *arg)
{
    struct giving to = {found, arg};
    unsigned ops;
    switch (x->form) {
    case AZURE_BUILTIN:
        give_listed(&to, str_from(x->role->grants));
        break;
    case AZURE_CUSTOM:
        azure_actions_classify(&x->custom, give_custom, &to);
        break;
    case AZURE_POLICY:
        if (!x->scope || node_fact_bool(graph_node_at(g, x->scope), "rbac", false))
            return; /* roles count, policies do not */
        if ((ops = azure_permission_ops(x->secrets, false)))
            found(arg, STR("secret"), ops, false, true);
        if ((ops = azure_permission_ops(x->keys, true)))
            found(arg, STR("key"), ops, false, true);
        break;
    case AZURE_UNKNOWN:
        break;
    }
}

struct wanted {
    const char *target;
    unsigned ops;
    bool takes;
};

static void add_given(void *arg, struct str target, unsigned ops, bool takes, bool only)
{
    struct wanted *w = arg;
    (void)only;
    if (!w->target || str_is(target, "any") || str_is(target, w->target)) {
        w->ops |= ops;
        w->takes = w->takes || takes;
    }
}

unsigned azure_assignment_ops(const struct graph *g, const struct azure_assignment *x,
                              const char *target, bool *takes)
{
    struct wanted w = {.target = target};
    azure_assignment_gives(g, x, add_given, &w);
    if (takes)
        *takes = w.takes;
    return w.ops;
}
