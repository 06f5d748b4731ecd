/* SPDX-License-Identifier: MIT */
#include "csharp_roles.h"

cs_val cs_sdk_new(struct cs_run *r, const struct cs_sdk_class *c, struct cs_args *args)
{
    struct cs_roles roles = cs_read_roles(r, c->roles, args);
    struct cs_atom_row like = {.kind = CS_ATOM_SDK, .sdk = c->sdk,
                               .name = str_from(c->label)};
    if (c->sdk == SDK_SERVICE)
        roles.name = 0;
    return cs_combine(r, &like, &roles);
}

cs_val cs_sdk_typed(struct cs_run *r, const struct cs_sdk_class *c)
{
    struct cs_atom_row row = {.kind = CS_ATOM_SDK, .sdk = c->sdk, .guessed = true,
                              .name = c->label ? str_from(c->label) : STR("\x03")};
    row.serial = cs_has_state(c->sdk) ? cs_serial(r->v) : 0;
    if (c->sdk == SDK_TABLE_OP && !c->label)
        row.name = STR_NONE;
    return cs_put(r->v, &row);
}

void cs_sdk_set(struct cs_run *r, cs_atom self, struct str property, cs_val value)
{
    const struct cs_atom_row *row = cs_atom_at(r->v, self);
    if (!cs_has_state(row->sdk))
        return;
    static const char *const kept[] = {"BaseAddress", "RequestUri", "CommandText", "BaseUrl"};
    for (size_t i = 0; i < COUNT(kept); i++)
        if (str_is(property, kept[i])) {
            cs_field_set(r, self, str_is(property, "BaseUrl") ? STR("BaseAddress") : property,
                         value);
            return;
        }
    struct str creds = cs_credentials(r, value, false);
    if (creds.len)
        cs_field_set(r, self, STR("$creds"),
                     cs_concat(r->v, cs_text(r->v, cs_first_template(r, cs_field_get(
                                   r, self, STR("$creds")))), cs_text(r->v, creds)));
}

/* ---- effects of calls ---- */

static const uint8_t resources[SDK_COUNT] = {
    [SDK_QUEUE] = CSHARP_QUEUE,         [SDK_TABLE] = CSHARP_TABLE,
    [SDK_CONTAINER] = CSHARP_CONTAINER, [SDK_BLOB] = CSHARP_CONTAINER,
    [SDK_SHARE] = CSHARP_FILE_SHARE,    [SDK_BUS_ENTITY] = CSHARP_SERVICEBUS,
    [SDK_HUB] = CSHARP_EVENTHUB,        [SDK_GRID] = CSHARP_EVENTGRID,
    [SDK_IOT] = CSHARP_IOTHUB,          [SDK_COSMOS] = CSHARP_COSMOS,
    [SDK_COSMOS_CONTAINER] = CSHARP_COSMOS, [SDK_DATABASE] = CSHARP_DATABASE,
    [SDK_COMMAND] = CSHARP_DATABASE,    [SDK_CACHE] = CSHARP_CACHE,
    [SDK_VAULT] = CSHARP_VAULT_SECRET,  [SDK_VAULT_KEYS] = CSHARP_VAULT_KEY,
    [SDK_SERVICE] = CSHARP_SERVICE,     [SDK_DURABLE] = CSHARP_FUNCTION,
};
static const char *const shown_as[SDK_COUNT] = {
    [SDK_QUEUE] = "queue",     [SDK_TABLE] = "table",        [SDK_CONTAINER] = "container",
    [SDK_BLOB] = "blob",       [SDK_SHARE] = "file share",   [SDK_BUS_ENTITY] = "service bus",
    [SDK_HUB] = "event hub",   [SDK_GRID] = "event grid",    [SDK_IOT] = "iot hub",
    [SDK_COSMOS] = "cosmos",   [SDK_COSMOS_CONTAINER] = "cosmos", [SDK_DATABASE] = "database",
    [SDK_COMMAND] = "command", [SDK_CACHE] = "cache",        [SDK_VAULT] = "vault",
    [SDK_VAULT_KEYS] = "vault", [SDK_HTTP] = "http",         [SDK_HTTP_REQUEST] = "request",
    [SDK_SERVICE] = "service", [SDK_DURABLE] = "orchestration",
};

static struct str shown(struct cs_run *r, uint8_t sdk, struct str method)
{
    const char *what = shown_as[sdk];
    return ARENA_JOIN(r->arena, str_from(what ? what : "client"), STR("."), method);
}

static bool is_hole(struct str template)
{
    return str_is(template, "\x03");
}

/* The effects of one action on what the receiver and the arguments name. */
static void act(struct cs_run *r, struct cs_frame *f, const struct cs_atom_row *row,
                struct cs_target t, const struct cs_roles *roles, const struct cs_expr *at)
{
    t.resource = resources[row->sdk];
    t.conn = roles->conn && !row->conn.len ? cs_first_template(r, roles->conn) : row->conn;
    t.detail = roles->detail ? cs_first_template(r, roles->detail) : row->detail;
    if (row->sdk == SDK_COMMAND)
        t.detail = STR_NONE; /* the text of a command may hold data */
    t.creds = ARENA_JOIN(r->arena, row->creds, roles->creds);
    t.bound = row->bound;
    uint32_t names = cs_count(r->v, roles->name);
    bool known = false;
    for (uint32_t i = 0; i < names; i++)
        known |= !is_hole(cs_template(cs_row(r->v, roles->name, i)));
    for (uint32_t i = 0; i < names || i == 0; i++) {
        if (known && is_hole(cs_template(cs_row(r->v, roles->name, i))))
            continue; /* of several ways to a name those that are known say more */
        t.name = names ? cs_template(cs_row(r->v, roles->name, i)) : row->name;
        struct cs_target one = t;
        one.joined |= names > 1;
        cs_effect(r, f, at, &one);
    }
}

static enum csharp_op sql_verb(struct str text)
{
    static const char *const writes[] = {"insert", "update", "delete", "merge", "exec", "truncate",
                                         "create", "drop", "alter"};
    text = str_trim(text);
    for (size_t i = 0; i < COUNT(writes); i++)
        if (str_istarts(text, str_from(writes[i])))
            return CSHARP_WRITE;
    return CSHARP_READ;
}

static struct str kept_creds(struct cs_run *r, cs_atom self, const struct cs_atom_row *row)
{
    cs_val kept = cs_field_get(r, self, STR("$creds"));
    return kept ? ARENA_JOIN(r->arena, row->creds, cs_first_template(r, kept)) : row->creds;
}

/* Base address and URL as the clients join them. */
static struct str full_url(struct cs_run *r, struct str base, struct str url)
{
    if (str_find(url, STR("://")) != STR_NPOS || !base.len || str_eq(base, STR("\x03")))
        return url;
    bool slash = base.ptr[base.len - 1] == '/' || (url.len && url.ptr[0] == '/');
    return ARENA_JOIN(r->arena, base, slash || !url.len ? STR_NONE : STR("/"), url);
}

static struct str url_of_request(struct cs_run *r, cs_atom request)
{
    cs_val kept = cs_field_get(r, request, STR("RequestUri"));
    return kept ? cs_first_template(r, kept) : cs_atom_at(r->v, request)->conn;
}

/* GetAsync(url), SendAsync(request), Execute(request), request.GetResponse() */
static void http_call(struct cs_run *r, struct cs_frame *f, cs_atom self, struct str method,
                      const struct cs_args *args, bool joined)
{
    const struct cs_atom_row *row = cs_atom_at(r->v, self);
    cs_val kept = cs_field_get(r, self, STR("BaseAddress"));
    struct str base = kept ? cs_first_template(r, kept) : row->conn;
    struct str creds = kept_creds(r, self, row);
    joined &= base.len > 0;
    struct str show = shown(r, row->sdk, method);
    if (row->sdk == SDK_HTTP_REQUEST) {
        cs_effect_http(r, f, args->at, url_of_request(r, self), creds, joined, show);
        return;
    }
    for (uint32_t i = 0; i < args->count; i++) {
        cs_val v = args->values[i];
        bool known = false;
        for (uint32_t k = 0; k < cs_count(r->v, v); k++)
            known |= cs_row(r->v, v, k)->kind != CS_ATOM_TEXT ||
                     !is_hole(cs_row(r->v, v, k)->text);
        for (uint32_t k = 0; k < cs_count(r->v, v); k++) {
            const struct cs_atom_row *arg = cs_row(r->v, v, k);
            if (known && arg->kind == CS_ATOM_TEXT && is_hole(arg->text)) {
                if (k + 1 == cs_count(r->v, v))
                    return;
                continue;
            }
            bool request = arg->kind == CS_ATOM_SDK && arg->sdk == SDK_HTTP_REQUEST;
            bool text = arg->kind == CS_ATOM_TEXT && i == 0;
            if (!request && !text)
                continue;
            cs_atom a = cs_nth(r->v, v, k);
            struct str url = request ? url_of_request(r, a) : arg->text;
            struct str all = request ? ARENA_JOIN(r->arena, creds, kept_creds(r, a, arg)) : creds;
            cs_effect_http(r, f, args->at, full_url(r, base, url), all,
                           joined || cs_count(r->v, v) > 1, show);
            if (k + 1 == cs_count(r->v, v))
                return;
        }
    }
    cs_effect_http(r, f, args->at, base, creds, joined, show);
}

/* Reads or writes as each operation in the first argument says; unknown: both. */
static void by_operation(struct cs_run *r, struct cs_frame *f, const struct cs_atom_row *row,
                         struct cs_target t, const struct cs_args *args)
{
    cs_val op = cs_arg(args, 0);
    struct cs_roles none = {0};
    bool known = false;
    for (uint32_t i = 0; i < cs_count(r->v, op); i++) {
        const struct cs_atom_row *o = cs_row(r->v, op, i);
        if (o->kind != CS_ATOM_SDK || o->sdk != SDK_TABLE_OP || !o->name.len)
            continue;
        t.op = str_is(o->name, "R") ? CSHARP_READ : CSHARP_WRITE;
        known = true;
        act(r, f, row, t, &none, args->at);
    }
    if (known)
        return;
    t.joined = true;
    t.op = CSHARP_READ;
    act(r, f, row, t, &none, args->at);
    t.op = CSHARP_WRITE;
    act(r, f, row, t, &none, args->at);
}

static bool adds_header(struct str method)
{
    static const char *const names[] = {"Add", "TryAddWithoutValidation", "SetBearerToken", "Set",
                                        "AddHeader", "AddDefaultHeader", "AddParameter",
                                        "AddQueryParameter", "AddOrUpdateParameter",
                                        "WithOAuthBearerToken", "WithHeader", "WithBasicAuth",
                                        "UseDefaultCredentials", "Headers"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(method, names[i]))
            return true;
    return false;
}

static cs_val make(struct cs_run *r, const struct cs_sdk_method *m, const struct cs_atom_row *row,
                   const struct cs_args *args)
{
    if (row && row->sdk == SDK_HTTP_FACTORY)
        return cs_named_http_client(r, cs_arg(args, 0));
    struct cs_roles roles = cs_read_roles(r, m->roles, args);
    struct cs_atom_row like = {.kind = CS_ATOM_SDK, .sdk = m->makes, .name = str_from(m->label)};
    if (row) {
        like.name = row->guessed ? STR_NONE : row->name;
        like.detail = row->detail;
        like.conn = row->conn;
        like.creds = row->creds;
        like.bound = row->bound;
    }
    if (!roles.name && strchr(m->roles, 'n') && !like.name.len)
        like.name = STR("\x03");
    return cs_combine(r, &like, &roles);
}

static void vault_roles(const struct cs_atom_row *row, const struct cs_args *args,
                        const struct cs_sdk_method *m, const char **roles)
{
    if (row->sdk == SDK_VAULT && !row->conn.len && args->count > 1 && m->roles[0] == 'n')
        *roles = "cn"; /* GetSecretAsync(vault, name) of the older client */
}

static cs_val perform(struct cs_run *r, struct cs_frame *f, cs_atom self,
                      const struct cs_sdk_method *m, struct str method, struct cs_args *args,
                      bool joined)
{
    const struct cs_atom_row *row = cs_atom_at(r->v, self);
    struct cs_target t = {.joined = joined, .method = shown(r, row->sdk, method)};
    const char *by = m->roles;
    vault_roles(row, args, m, &by);
    struct cs_roles roles = cs_read_roles(r, by, args);
    switch ((enum cs_action)m->action) {
    case ACT_NONE:
        break;
    case ACT_SELF:
        return cs_one(r->v, self);
    case ACT_MAKE:
        return make(r, m, row, args);
    case ACT_READ:
    case ACT_WRITE:
        t.op = m->action == ACT_READ ? CSHARP_READ : CSHARP_WRITE;
        if (row->sdk != SDK_COSMOS && row->sdk != SDK_VAULT && row->sdk != SDK_VAULT_KEYS)
            roles.name = 0;
        if (row->sdk == SDK_DATABASE || row->sdk == SDK_COMMAND)
            roles.detail = 0;
        act(r, f, row, t, &roles, args->at);
        break;
    case ACT_BY_OP:
        by_operation(r, f, row, t, args);
        break;
    case ACT_SQL: {
        cs_val text = roles.detail ? roles.detail : cs_field_get(r, self, STR("CommandText"));
        t.op = sql_verb(text ? cs_first_template(r, text) : row->detail);
        struct cs_roles none = {0};
        act(r, f, row, t, &none, args->at);
        break;
    }
    case ACT_CALL:
        if (row->sdk == SDK_SERVICE) {
            t.op = CSHARP_CALL;
            struct cs_roles none = {.creds = kept_creds(r, self, row)};
            act(r, f, row, t, &none, args->at);
            return cs_unknown(r->v);
        }
        if (row->sdk == SDK_DURABLE) {
            cs_effect_http(r, f, args->at, cs_first_template(r, cs_arg(args, 1)), STR_NONE, joined,
                           t.method);
            break;
        }
        http_call(r, f, self, method, args, joined);
        break;
    case ACT_INVOKE:
        t.op = CSHARP_INVOKE;
        act(r, f, row, t, &roles, args->at);
        break;
    }
    cs_val made = cs_run_lambdas(r, args, 0);
    return made && row->sdk != SDK_HTTP ? made : cs_unknown(r->v);
}

/* Of several clients of one kind those that are less known than another play no part. */
static bool outdone(struct cs_run *r, cs_val receiver, const struct cs_atom_row *row)
{
    for (uint32_t i = 0; i < cs_count(r->v, receiver); i++) {
        const struct cs_atom_row *o = cs_row(r->v, receiver, i);
        if (o->kind != CS_ATOM_SDK || o->sdk != row->sdk || o == row || row->sdk == SDK_HTTP)
            continue;
        bool name = is_hole(row->name) && !is_hole(o->name) && o->name.len;
        bool conn = (is_hole(row->conn) || !row->conn.len) && o->conn.len && !is_hole(o->conn) &&
                    str_eq(row->name, o->name);
        if (name || conn)
            return true;
    }
    return false;
}

/* A call that no table knows may do anything to what the client stands for. */
static void do_other(struct cs_run *r, const struct cs_frame *f, const struct cs_atom_row *row,
                     struct str method, const struct cs_expr *at)
{
    static const uint8_t of_service[SDK_COUNT] = {
        [SDK_QUEUE_SERVICE] = SDK_QUEUE, [SDK_TABLE_SERVICE] = SDK_TABLE,
        [SDK_BLOB_SERVICE] = SDK_CONTAINER, [SDK_SHARE_SERVICE] = SDK_SHARE,
        [SDK_BUS] = SDK_BUS_ENTITY, [SDK_COSMOS_DB] = SDK_COSMOS};
    uint8_t sdk = of_service[row->sdk] ? of_service[row->sdk] : row->sdk;
    if (!shown_as[sdk] || resources[sdk] > CSHARP_VAULT_KEY || sdk == SDK_HTTP ||
        sdk == SDK_HTTP_REQUEST)
        return;
    const struct cs_target t = {.op = CSHARP_OTHER, .resource = resources[sdk], .name = row->name,
                                .conn = row->conn, .bound = true, .method = shown(r, sdk, method)};
    cs_effect(r, f, at, &t);
}

bool cs_sdk_call(struct cs_run *r, struct cs_frame *f, cs_val receiver, cs_atom self,
                 struct str method, struct cs_args *args, cs_val *result)
{
    const struct cs_atom_row *row = cs_atom_at(r->v, self);
    uint32_t same = 0;
    for (uint32_t i = 0; i < cs_count(r->v, receiver); i++)
        same += cs_row(r->v, receiver, i)->sdk == row->sdk;
    const struct cs_sdk_method *m = cs_sdk_method_find(row->sdk, method);
    *result = 0;
    if (m && outdone(r, receiver, row))
        return true;
    if (row->sdk == SDK_DATABASE && cs_database_setup(r, self, method, args, result))
        return true;
    if (m && !(row->sdk == SDK_SERVICE && adds_header(method))) {
        *result = perform(r, f, self, m, method, args, same > 1);
        return true;
    }
    if ((row->sdk == SDK_HTTP || row->sdk == SDK_HTTP_REQUEST || row->sdk == SDK_SERVICE) &&
        adds_header(method)) {
        for (uint32_t i = 0; i < args->count; i++)
            cs_sdk_set(r, self, STR("$header"), args->values[i]);
        *result = cs_one(r->v, self);
        return true;
    }
    if (str_starts(method, STR("With"))) { /* builders and copies with other options */
        *result = cs_one(r->v, self);
        return true;
    }
    if (!cs_sdk_idle(method))
        do_other(r, f, row, method, args->at);
    return false;
}

bool cs_bind_call(struct cs_run *r, struct cs_frame *f, struct str method, struct cs_args *args,
                  cs_val *result)
{
    static const char *const outputs[] = {"IAsyncCollector", "ICollector", "TextWriter",
                                          "StreamWriter", "CloudBlobStream"};
    cs_val first = cs_arg(args, 0), to = cs_elements(r, first);
    if (!cs_is_unknown(r->v, first) && cs_row(r->v, first, 0)->kind == CS_ATOM_SDK)
        to = first;
    const struct cs_atom_row *row = cs_is_unknown(r->v, to) ? NULL : cs_row(r->v, to, 0);
    if ((!str_is(method, "Bind") && !str_is(method, "BindAsync")) || !args->generics || !row ||
        row->kind != CS_ATOM_SDK)
        return false;
    *result = to;
    if (cs_sdk_resolve(r->p, f->unit, args->generics->path))
        return true; /* a client: what is called on it tells */
    struct cs_target t = {.op = CSHARP_READ, .method = shown(r, row->sdk, method)};
    for (size_t i = 0; i < COUNT(outputs); i++)
        if (str_is(args->generics->name, outputs[i]))
            t.op = CSHARP_WRITE;
    struct cs_atom_row bound = *row;
    struct cs_roles none = {0};
    if (row->sdk == SDK_BLOB && !row->name.len) { /* container/path */
        size_t slash = str_chr(row->conn, '/');
        bound.name = slash == STR_NPOS ? row->conn : str_sub(row->conn, 0, slash);
        bound.detail = slash == STR_NPOS ? STR_NONE : str_from_at(row->conn, slash + 1);
        bound.conn = STR_NONE;
    }
    act(r, f, &bound, t, &none, args->at);
    return true;
}

bool cs_sdk_static(struct cs_run *r, struct cs_frame *f, struct str class_name, struct str method,
                   struct cs_args *args, cs_val *result)
{
    const struct cs_sdk_method *m = cs_sdk_static_find(class_name, method);
    if (!m)
        return false;
    *result = cs_unknown(r->v);
    if (m->action == ACT_CALL) {
        struct cs_target t = {.op = CSHARP_CALL, .resource = CSHARP_SERVICE,
                              .name = str_from(m->label),
                              .method = ARENA_JOIN(r->arena, class_name, STR("."), method)};
        cs_val login = cs_field_get(r, 0, str_from(m->label));
        if (login)
            t.creds = cs_first_template(r, login);
        cs_effect(r, f, args->at, &t);
        return true;
    }
    *result = make(r, m, NULL, args);
    if (m->label && m->makes == SDK_SERVICE) { /* what later static calls run with */
        struct str creds = cs_row(r->v, *result, 0)->creds;
        if (creds.len)
            cs_field_set(r, 0, str_from(m->label), cs_text(r->v, creds));
    }
    for (uint32_t i = 0; i < args->count; i++)
        if (strchr(m->roles, 'o') && args->exprs[i] && args->exprs[i]->out) {
            const struct cs_expr *to = args->exprs[i];
            bool own;
            struct cs_var *var = to->op == CS_DECLARE ? cs_var_find(f, to->text, &own) : NULL;
            if (var)
                var->value = *result;
            else
                cs_assign(r, f, to, *result);
        }
    return true;
}
