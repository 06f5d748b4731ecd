/* SPDX-License-Identifier: MIT */
#include "csharp_run.h"

enum { MAX_IMPLEMENTERS = 4 };

/* ---- what was registered ---- */

static struct cs_service *service_for(const struct cs_run *r, const struct cs_class *k,
                                      struct str name, const struct cs_service *after)
{
    for (struct cs_service *s = after ? after->next : r->services; s; s = s->next)
        if (!s->client.len && (k ? s->service == k : !s->service && str_eq(s->type, name)))
            return s;
    return NULL;
}

/* The value of a factory, an instance, or a new object of the class that stands for the service. */
static cs_val service_value(struct cs_run *r, const struct cs_service *s)
{
    cs_val out = 0;
    if (!s->value)
        return s->made ? cs_construct_injected(r, s->made, s->http) : 0;
    for (uint32_t i = 0; i < cs_count(r->v, s->value); i++) {
        uint8_t kind = cs_row(r->v, s->value, i)->kind;
        cs_val one = cs_one(r->v, cs_nth(r->v, s->value, i));
        if (kind == CS_ATOM_LAMBDA || kind == CS_ATOM_METHOD) {
            struct cs_args args = {.count = 2, .values = {cs_unknown(r->v), cs_unknown(r->v)}};
            one = cs_apply(r, one, &args);
        }
        out = cs_join(r->v, out, one);
    }
    return out;
}

static cs_val http_client(struct cs_run *r, cs_val setup)
{
    cs_val client = cs_put(r->v, &(struct cs_atom_row){.kind = CS_ATOM_SDK, .sdk = SDK_HTTP,
                                                       .serial = cs_serial(r->v),
                                                       .born = r->branch});
    if (setup) { /* c => ..., or (services, c) => ... */
        const struct cs_atom_row *row = cs_row(r->v, setup, 0);
        bool two = row->lambda && row->lambda->params && row->lambda->params->next;
        struct cs_args args = {.count = 2, .values = {two ? cs_unknown(r->v) : client, client}};
        cs_apply(r, setup, &args);
    }
    return client;
}

cs_val cs_named_http_client(struct cs_run *r, cs_val name)
{
    struct str wanted = name ? cs_template(cs_row(r->v, name, 0)) : STR_NONE;
    for (const struct cs_service *s = r->services; s && wanted.len; s = s->next)
        if (str_eq(s->client, wanted))
            return http_client(r, s->http);
    return http_client(r, 0);
}

/* ---- making objects ---- */

cs_val cs_construct_injected(struct cs_run *r, struct cs_class *k, cs_val http)
{
    struct cs_member *best = NULL;
    for (struct cs_member *m = cs_member_find(r->p, k, STR(".ctor")); m; m = m->same_name)
        if (m->owner == k && !m->is_static && (!best || m->param_count > best->param_count))
            best = m;
    const struct cs_param *p = best ? best->params : k->primary;
    struct cs_args args = {0};
    uint32_t branch = r->branch;
    r->branch = 0; /* made before the function runs */
    r->init++;
    for (; p && args.count < CS_ARGS_MAX; p = p->next) {
        cs_val v = 0;
        if (http && p->type && str_is(p->type->name, "HttpClient"))
            v = http_client(r, http);
        if (!v)
            v = cs_inject(r, best ? best->unit : k->unit, k, p->type);
        args.values[args.count++] = v ? v : cs_unknown(r->v);
    }
    cs_val made = cs_construct(r, k, &args);
    r->init--;
    r->branch = branch;
    return made;
}

static cs_val inject_class(struct cs_run *r, struct cs_class *k)
{
    cs_val out = 0;
    int found = 0;
    for (const struct cs_service *s = NULL; found < MAX_IMPLEMENTERS &&
         (s = service_for(r, k, k->name, s)); found++)
        out = cs_join(r->v, out, service_value(r, s));
    if (out)
        return out;
    struct cs_class *impl[MAX_IMPLEMENTERS];
    size_t count = cs_implementers(k, impl, COUNT(impl));
    for (size_t i = 0; i < count; i++)
        out = cs_join(r->v, out, cs_construct_injected(r, impl[i], 0));
    return out;
}

static bool is_wrapper(struct str name)
{
    return str_is(name, "Lazy") || str_is(name, "Task") || str_is(name, "ValueTask") ||
           str_is(name, "Nullable");
}

static bool is_options(struct str name)
{
    return str_is(name, "IOptions") || str_is(name, "IOptionsMonitor") ||
           str_is(name, "IOptionsSnapshot");
}

static bool is_many(struct str name)
{
    return str_is(name, "IEnumerable") || str_is(name, "IList") || str_is(name, "List") ||
           str_is(name, "ICollection") || str_is(name, "IReadOnlyList");
}

/* The object that IOptions<T> holds, filled as start-up code says. */
static cs_val options_object(struct cs_run *r, struct cs_class *k)
{
    for (const struct cs_options *o = r->options; o; o = o->next) {
        if (o->cls != k)
            continue;
        const struct cs_atom_row *from = cs_row(r->v, o->from, 0);
        if (from->kind == CS_ATOM_CONFIG)
            return cs_bound_object(r, k, from->text);
        cs_val object = cs_construct(r, k, &(struct cs_args){0});
        struct cs_args args = {.count = 2, .values = {object, cs_config(r, STR_NONE)}};
        cs_apply(r, o->from, &args);
        return object;
    }
    return cs_construct(r, k, &(struct cs_args){0});
}

static cs_val inject_fresh(struct cs_run *r, const struct cs_unit *u, const struct cs_class *in,
                           const struct cs_type *t)
{
    struct str name = t->name;
    struct cs_class *k = cs_type_class(r->p, u, in, t);
    if (k)
        return inject_class(r, k);
    if (cs_is_config_type(name))
        return cs_config(r, STR_NONE);
    if (is_options(name) && t->args) {
        k = cs_type_class(r->p, u, in, t->args);
        return k ? options_object(r, k) : 0;
    }
    if (is_wrapper(name) && t->args)
        return cs_inject(r, u, in, t->args);
    if (is_many(name) && t->args) {
        k = cs_type_class(r->p, u, in, t->args);
        cs_val all = k && k->is_abstract ? inject_class(r, k) : 0;
        return all ? cs_list_new(r, all) : 0;
    }
    cs_val out = 0;
    for (const struct cs_service *s = NULL; (s = service_for(r, NULL, name, s));)
        out = cs_join(r->v, out, service_value(r, s));
    if (out)
        return out;
    const struct cs_sdk_class *c = cs_sdk_resolve(r->p, u, t->path);
    return c ? cs_sdk_typed(r, c) : 0;
}

cs_val cs_inject(struct cs_run *r, const struct cs_unit *u, const struct cs_class *in,
                 const struct cs_type *t)
{
    if (!t || t->array || r->depth + 2 >= CS_CALL_DEPTH || !r->fuel)
        return 0;
    struct cs_class *k = cs_type_class(r->p, u, in, t);
    struct str key = k ? k->full_name : t->path;
    if (t->args) {
        struct cs_class *inner = cs_type_class(r->p, u, in, t->args);
        key = ARENA_JOIN(r->arena, key, STR("<"), inner ? inner->full_name : t->args->path);
    }
    bool added;
    uint32_t *slot = map_put(&r->injected, key, &added);
    if (!added)
        return *slot; /* 0 while it is being made: a cycle */
    *slot = 0;
    r->depth++;
    r->stack[r->depth - 1] = NULL;
    cs_val v = inject_fresh(r, u, in, t);
    r->depth--;
    map_set(&r->injected, key, v);
    return v;
}

/* Classes that only carry data are not made out of nothing. */
static bool has_behaviour(const struct cs_class *k)
{
    for (int depth = 0; k && depth < 8; depth++, k = cs_base_class(k))
        for (const struct cs_member *m = k->members; m; m = m->next)
            if (m->kind == CS_METHOD && !m->is_static)
                return true;
    return false;
}

cs_val cs_of_type(struct cs_run *r, const struct cs_unit *u, const struct cs_class *in,
                  const struct cs_type *t)
{
    if (!t || t->array)
        return 0;
    if (is_wrapper(t->name) && t->args)
        return cs_of_type(r, u, in, t->args);
    struct cs_class *k = cs_type_class(r->p, u, in, t);
    if (k)
        return k->kind != CS_ENUM && has_behaviour(k) ? cs_inject(r, u, in, t) : 0;
    if (cs_is_config_type(t->name) || is_options(t->name))
        return cs_inject(r, u, in, t);
    return cs_sdk_resolve(r->p, u, t->path) ? cs_inject(r, u, in, t) : 0;
}

/* ---- registrations ---- */

static bool registers(struct str method)
{
    static const char *const names[] = {"AddSingleton", "AddScoped", "AddTransient",
                                        "TryAddSingleton", "TryAddScoped", "TryAddTransient",
                                        "AddHttpClient", "AddKeyedSingleton", "AddKeyedScoped"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(method, names[i]))
            return true;
    return false;
}

static cs_val callable(struct cs_run *r, const struct cs_args *args)
{
    for (uint32_t i = 0; i < args->count; i++)
        for (uint32_t k = 0; k < cs_count(r->v, args->values[i]); k++) {
            uint8_t kind = cs_row(r->v, args->values[i], k)->kind;
            if (kind == CS_ATOM_LAMBDA || kind == CS_ATOM_METHOD)
                return args->values[i];
        }
    return 0;
}

static void service_add(struct cs_run *r, struct cs_service s)
{
    struct cs_service *copy = arena_alloc(r->arena, sizeof *copy);
    *copy = s;
    copy->next = r->services;
    r->services = copy;
}

static void register_service(struct cs_run *r, struct cs_frame *f, struct str method,
                             struct cs_args *args)
{
    const struct cs_type *t = args->generics, *made = t && t->next ? t->next : t;
    struct cs_service s = {0};
    cs_val call = callable(r, args), first = cs_arg(args, 0);
    if (str_is(method, "AddHttpClient")) {
        s.http = call;
        if (!t && first)
            s.client = cs_template(cs_row(r->v, first, 0));
    } else {
        s.value = call;
        if (!call && !(t && t->next) && args->count && first)
            s.value = first;
    }
    if (t) {
        s.type = t->name;
        s.service = cs_type_class(r->p, f->unit, f->cls, t);
        s.made = cs_type_class(r->p, f->unit, f->cls, made);
    } else if (s.value) { /* AddSingleton(value): of the value's own type */
        cs_val v = s.value;
        if (call) {
            struct cs_args in = {.count = 1, .values = {cs_unknown(r->v)}};
            v = cs_apply(r, call, &in);
        }
        const struct cs_atom_row *row = v ? cs_row(r->v, v, 0) : NULL;
        if (args->count > 1 && row && row->kind == CS_ATOM_CLASS) { /* (typeof(I), typeof(C)) */
            cs_val made_of = cs_arg(args, 1) ? cs_arg(args, 1) : v;
            const struct cs_atom_row *second = cs_row(r->v, made_of, 0);
            s.service = row->cls;
            s.made = second->kind == CS_ATOM_CLASS ? second->cls : row->cls;
            s.value = 0;
        } else if (row && row->kind == CS_ATOM_OBJECT) {
            s.service = row->cls;
            s.type = row->cls->name;
        } else if (row && row->kind == CS_ATOM_SDK) {
            for (const struct cs_sdk_class *c = cs_sdk_classes; c->names; c++)
                if (c->sdk == row->sdk) { /* every class that stands for the same thing */
                    struct str rest = str_from(c->names), one;
                    while (rest.ptr && str_cut(&rest, ' ', &one)) {
                        s.type = one;
                        service_add(r, s);
                    }
                }
            return;
        }
    }
    if (s.type.len || s.client.len || s.service)
        service_add(r, s);
}

static void options_add(struct cs_run *r, struct cs_class *k, cs_val from)
{
    if (!k || !from)
        return;
    struct cs_options *o = arena_alloc(r->arena, sizeof *o);
    *o = (struct cs_options){k, from, r->options};
    r->options = o;
}

/* Configure<T>(...), AddOptions<T>().Bind(...), .BindConfiguration("..."), .Configure(...) */
static bool options_call(struct cs_run *r, struct cs_frame *f, struct str method,
                         struct cs_args *args, cs_atom receiver, cs_val *result)
{
    const struct cs_atom_row *row = cs_atom_at(r->v, receiver);
    bool builder = row->kind == CS_ATOM_EXTERN && row->cls;
    struct cs_class *k = builder ? row->cls
                                 : cs_type_class(r->p, f->unit, f->cls, args->generics);
    *result = builder ? cs_one(r->v, receiver) : cs_unknown(r->v);
    if ((str_is(method, "AddOptions") || str_is(method, "AddOptionsWithValidateOnStart")) && k) {
        *result = cs_put(r->v, &(struct cs_atom_row){.kind = CS_ATOM_EXTERN, .cls = k,
                                                     .text = STR("OptionsBuilder")});
        return true;
    }
    if (str_is(method, "BindConfiguration") && builder && args->count) {
        struct str name = cs_template(cs_row(r->v, cs_arg(args, 0) ? cs_arg(args, 0)
                                                                   : cs_unknown(r->v), 0));
        options_add(r, k, cs_config(r, ARENA_JOIN(r->arena, name, STR(":"))));
        return true;
    }
    if ((str_is(method, "Configure") || str_is(method, "PostConfigure") ||
         str_is(method, "Bind")) && k && args->count) {
        options_add(r, k, cs_arg(args, args->count - 1));
        return true;
    }
    return builder;
}

/* AddAzureClients(b => b.AddBlobServiceClient(connection)) */
static bool azure_client(struct cs_run *r, struct cs_frame *f, struct str method,
                         struct cs_args *args)
{
    struct str name = str_from_at(method, 3);
    if (!str_starts(method, STR("Add")) || !str_ends(name, STR("Client")))
        return false;
    if (str_is(name, "SecretClient") || str_ends(name, STR("ServiceClient")) ||
        str_is(name, "ServiceBusClient") || str_is(name, "EventHubProducerClient") ||
        str_is(name, "EventGridPublisherClient") || str_is(name, "CosmosClient")) {
        const struct cs_sdk_class *c = cs_sdk_resolve(r->p, f->unit, name);
        cs_val section = cs_arg(args, 0);
        if (!c)
            return false;
        if (section && cs_row(r->v, section, 0)->kind == CS_ATOM_CONFIG)
            args->values[0] = cs_config_key(r, cs_nth(r->v, section, 0), 0, args->at, f);
        service_add(r, (struct cs_service){.type = name, .value = cs_sdk_new(r, c, args)});
        return true;
    }
    return false;
}

bool cs_service_call(struct cs_run *r, struct cs_frame *f, struct str method, struct cs_args *args,
                     cs_atom receiver, cs_val *result)
{
    *result = cs_unknown(r->v);
    if ((str_is(method, "GetService") || str_is(method, "GetRequiredService") ||
         str_is(method, "GetInstance") || str_is(method, "Resolve") ||
         str_is(method, "CreateInstance")) && args->generics) {
        *result = cs_inject(r, f->unit, f->cls, args->generics);
        if (!*result)
            *result = cs_unknown(r->v);
        return true;
    }
    if (!r->startup)
        return false;
    if (cs_context_register(r, f, method, args))
        return true;
    if (registers(method)) {
        register_service(r, f, method, args);
        return true;
    }
    return options_call(r, f, method, args, receiver, result) || azure_client(r, f, method, args);
}
