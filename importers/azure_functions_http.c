/* SPDX-License-Identifier: MIT */
/* azure_functions_http.c - what calls a function from outside or by the clock: routes with their
 * gates and keys, webhooks of the platform, timers. */
#include <stdlib.h>

#include "arena.h"
#include "azure_functions.h"
#include "buf.h"
#include "facts.h"

#define KEY_TYPE "Microsoft.Web/sites/functions/keys"
enum { METHODS_MAX = 16 };

struct entry {
    struct str methods, path, level, system_key;
    enum auth auth;
    struct origin where, gate; /* gate: where the level stands */
    int confidence;
};

static node_id internet(struct azure_app *app)
{
    return graph_node(app->g, NODE_ACTOR, STR("internet"), STR("internet"), (struct origin){0});
}

static node_id make_key(struct azure_app *app, struct str name, struct origin where)
{
    node_id key = graph_node(app->g, NODE_SECRET,
                             azure_id(app->im, app->scope, NODE_SECRET, name), name, where);
    graph_set_type(app->g, key, STR(KEY_TYPE));
    graph_set_provider(app->g, key, STR("azure"));
    graph_attr(app->g, key, FACT_MADE_BY, STR("platform"));
    return key;
}

static void unlock(struct azure_app *app, node_id key, node_id target, unsigned op,
                   struct origin where)
{
    edge_id e = graph_edge(app->g, EDGE_UNLOCKS, key, target, EVIDENCE_DECLARED, -1, where);
    graph_edge_action(app->g, e, str_from(op_class_names[op]));
}

/* Keys that the platform makes: the function's own opens its route, the host key all routes of the
 * app, a system key one extension's webhooks, the master key the app's administration. */
static void add_keys(struct azure_app *app, struct azure_function *f, node_id route,
                     const struct entry *e)
{
    node_id master = make_key(app, STR("master key"), app->where);
    unlock(app, master, app->node, OP_BIT_ADMIN, app->where);
    if (e->system_key.len) {
        unlock(app, make_key(app, e->system_key, app->where), route, OP_BIT_INVOKE, e->gate);
    } else if (str_iis(e->level, "admin")) {
        unlock(app, master, route, OP_BIT_INVOKE, e->gate);
    } else {
        struct str name = ARENA_JOIN(app->arena, STR("key of "), f->name);
        unlock(app, make_key(app, azure_safe(app->im, name), e->gate), route, OP_BIT_INVOKE,
               e->gate);
        unlock(app, make_key(app, STR("host key"), app->where), route, OP_BIT_INVOKE, e->gate);
    }
}

static enum auth auth_of(struct str level)
{
    static const struct {
        const char *level;
        enum auth auth;
    } levels[] = {
        {"anonymous", AUTH_NONE}, {"function", AUTH_FUNCKEY}, {"admin", AUTH_FUNCKEY},
        {"system", AUTH_FUNCKEY}, {"user", AUTH_EASYAUTH},    {"", AUTH_FUNCKEY},
        {"0", AUTH_NONE},         {"2", AUTH_FUNCKEY},        {"4", AUTH_FUNCKEY},
    };
    for (size_t i = 0; i < COUNT(levels); i++)
        if (str_iis(level, levels[i].level))
            return levels[i].auth;
    return AUTH_UNKNOWN;
}

static int by_text(const void *a, const void *b)
{
    const struct str *x = a, *y = b;
    return str_cmp(*x, *y);
}

static struct str upper(struct arena *a, struct str text)
{
    char *copy = arena_alloc(a, text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        copy[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    return (struct str){copy, text.len};
}

/* "GET,POST", sorted; "ANY" if none is given: then all are answered. A property may hold several
 * with commas. */
static struct str methods_of(struct azure_app *app, const struct azure_binding *b)
{
    struct str list[METHODS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < b->count; i++) {
        if (!str_iis(b->properties[i].name, "methods"))
            continue;
        for (struct str rest = b->properties[i].text, one; count < METHODS_MAX && rest.len &&
                                                           str_cut(&rest, ',', &one);)
            if (str_trim(one).len)
                list[count++] = upper(app->arena, azure_safe(app->im, str_trim(one)));
    }
    if (!count)
        return STR("ANY");
    qsort(list, count, sizeof *list, by_text);
    struct buf out = {0};
    for (size_t i = 0; i < count; i++) {
        if (i && str_eq(list[i], list[i - 1]))
            continue;
        if (out.len)
            buf_putc(&out, ',');
        buf_add(&out, list[i]);
    }
    struct str joined = arena_str(app->arena, buf_str(&out));
    buf_release(&out);
    return joined;
}

static void add_route(struct azure_app *app, struct azure_function *f, const struct entry *e)
{
    struct graph *g = app->g;
    struct str name = azure_safe(app->im, ARENA_JOIN(app->arena, e->methods, STR(" "), e->path));
    node_id route = graph_node(g, NODE_ROUTE, azure_id(app->im, app->scope, NODE_ROUTE, name), name,
                               e->where);
    graph_set_type(g, route, STR("Microsoft.Web/sites/functions"));
    graph_set_provider(g, route, STR("azure"));
    graph_attr(g, route, "methods", e->methods);
    graph_attr(g, route, "path", azure_safe(app->im, e->path));
    if (e->level.len)
        graph_attr(g, route, "authLevel", azure_safe(app->im, e->level));
    edge_id exposes = graph_edge(g, EDGE_EXPOSES, internet(app), route, EVIDENCE_DECLARED,
                                 e->confidence, e->gate);
    graph_edge_auth(g, exposes, e->auth);
    edge_id invokes = graph_edge(g, EDGE_INVOKES, route, f->node, EVIDENCE_DECLARED, e->confidence,
                                 e->where);
    graph_edge_attr_typed(g, invokes, STR(FACT_SYNC), ATTR_BOOL, STR("true"));
    if (e->auth == AUTH_FUNCKEY)
        add_keys(app, f, route, e);
}

void azure_bind_http(struct azure_app *app, struct azure_function *f, const struct azure_binding *b)
{
    const struct azure_property *route = azure_property(b, "route"),
                                *level = azure_property(b, "authLevel"),
                                *hook = azure_property(b, "webHookType");
    struct str path = route ? route->text : f->name, text;
    while (str_starts(path, STR("/")))
        path = str_from_at(path, 1);
    if (route && str_chr(path, '%') != STR_NPOS) {
        azure_settings_expand(app->settings, path, &text); /* {id} stays, it is part of a route */
        path = text;
    }
    if (route && route->dynamic)
        azure_not_known(app, route->text.len ? route->text : STR("route"),
                        "the route is made at run time", f->node, route->where);
    struct entry e = {
        .methods = methods_of(app, b),
        .path = ARENA_JOIN(app->arena, STR("/"), app->route_prefix,
                           app->route_prefix.len ? STR("/") : STR(""), path),
        .level = level ? level->text : STR("function"),
        .auth = level && level->dynamic ? AUTH_UNKNOWN : auth_of(level ? level->text : STR("")),
        .where = b->where,
        .gate = level ? level->where : b->where,
        .confidence = b->confidence,
    };
    if (hook) { /* version 1: the hook's own check replaces the level */
        e.auth = str_iis(hook->text, "github") || str_iis(hook->text, "slack") ? AUTH_WEBHOOK_SIG
                                                                               : AUTH_FUNCKEY;
        e.gate = hook->where;
        e.level = STR_NONE;
    }
    add_route(app, f, &e);
}

void azure_bind_webhook(struct azure_app *app, struct azure_function *f,
                        const struct azure_binding *b, struct str path, struct str key)
{
    struct entry e = {
        .methods = STR("POST"),
        .path = path,
        .level = STR("system"),
        .system_key = key,
        .auth = AUTH_FUNCKEY,
        .where = b->where,
        .gate = b->where,
        .confidence = b->confidence,
    };
    add_route(app, f, &e);
}

void azure_bind_timer(struct azure_app *app, struct azure_function *f,
                      const struct azure_binding *b)
{
    const struct azure_property *p = azure_property(b, "schedule,scheduleExpression");
    struct str schedule = STR("");
    struct origin where = p ? p->where : b->where;
    if (p && !azure_settings_expand(app->settings, p->text, &schedule) &&
        str_chr(p->text, '%') != STR_NPOS)
        azure_not_known(app, p->text, "the setting that holds the schedule is not known", f->node,
                        where);
    node_id timer = graph_node(app->g, NODE_TIMER,
                               azure_id(app->im, app->scope, NODE_TIMER, f->name),
                               schedule.len ? schedule : STR("timer"), where);
    graph_set_provider(app->g, timer, STR("azure"));
    if (schedule.len)
        graph_attr(app->g, timer, FACT_SCHEDULE, schedule);
    if (str_iis(azure_property_text(b, "runOnStartup"), "true"))
        graph_attr_typed(app->g, timer, STR("runOnStartup"), ATTR_BOOL, STR("true"));
    graph_edge(app->g, EDGE_TRIGGERS, timer, f->node, EVIDENCE_DECLARED, b->confidence, where);
    f->timer = true;
}
