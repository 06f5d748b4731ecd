/* SPDX-License-Identifier: MIT */
#include "csharp_run.h"

#include <stdlib.h>

#include "buf.h"
#include "mem.h"

struct cs_fact {
    struct csharp_effect e;
    struct str name, detail, conn, creds; /* templates; e gets them when all is known */
    uint32_t chain;                       /* helpers between the function and the call */
};

/* ---- texts ---- */

static bool only_holes(struct str t)
{
    for (size_t i = 0; i < t.len; i++)
        if (t.ptr[i] != CS_HOLE)
            return false;
    return true;
}

struct csharp_text cs_fact_text(struct arena *a, struct str t)
{
    if (!t.len)
        return (struct csharp_text){STR_NONE, CSHARP_TEXT_NONE};
    if (only_holes(t))
        return (struct csharp_text){STR_NONE, CSHARP_TEXT_UNKNOWN};
    struct buf b = {0};
    for (size_t i = 0; i < t.len; i++) {
        char c = t.ptr[i];
        if (c == CS_HOLE)
            buf_putc(&b, '*');
        else
            buf_putc(&b, c == CS_SETTING_OPEN || c == CS_SETTING_CLOSE ? '%' : c);
    }
    struct csharp_text out = {arena_str(a, buf_str(&b)),
                              cs_has_hole(t)      ? CSHARP_TEXT_PARTLY
                              : cs_has_setting(t) ? CSHARP_TEXT_SETTING
                                                  : CSHARP_TEXT_LITERAL};
    buf_release(&b);
    return out;
}

/* A literal connection string or URL that carries a credential. */
static bool holds_secret(struct str t)
{
    static const char *const marks[] = {"AccountKey=", "SharedAccessKey=", "SharedAccessSignature=",
                                        "Password=", "Pwd=", "AccessKey=", "sig=", "ClientSecret="};
    for (size_t i = 0; i < COUNT(marks); i++) {
        size_t at = str_ifind(t, str_from(marks[i])), behind = at + strlen(marks[i]);
        if (at != STR_NPOS && behind < t.len && t.ptr[behind] != CS_SETTING_OPEN &&
            t.ptr[behind] != CS_HOLE)
            return true; /* else the key itself comes from elsewhere */
    }
    size_t scheme = str_find(t, STR("://")); /* scheme://user:password@host */
    struct str rest = scheme == STR_NPOS ? STR_NONE : str_from_at(t, scheme + 3);
    size_t end = str_chr(rest, '/'), user = str_chr(str_sub(rest, 0, end), '@');
    size_t colon = user == STR_NPOS ? STR_NPOS : str_chr(str_sub(rest, 0, user), ':');
    return colon != STR_NPOS && colon + 1 < user && rest.ptr[colon + 1] != CS_SETTING_OPEN;
}

/* ---- collecting ---- */

static struct str chain_of(struct cs_run *r, uint32_t *links)
{
    struct buf b = {0};
    *links = 0;
    for (uint32_t i = 1; i < r->depth && i < CS_CALL_DEPTH; i++) {
        const struct cs_member *m = r->stack[i];
        if (!m)
            continue;
        if (b.len)
            buf_puts(&b, " > ");
        if (m->owner) {
            buf_add(&b, m->owner->name);
            if (m->kind != CS_CONSTRUCTOR)
                buf_putc(&b, '.');
        }
        if (m->kind != CS_CONSTRUCTOR)
            buf_add(&b, m->name);
        ++*links;
    }
    struct str out = arena_str(r->arena, buf_str(&b));
    buf_release(&b);
    return out;
}

static bool better(const struct cs_fact *a, const struct cs_fact *b)
{
    if (a->e.held != b->e.held)
        return !a->e.held;
    if (a->e.conf != b->e.conf)
        return a->e.conf > b->e.conf;
    if (a->chain != b->chain)
        return a->chain < b->chain;
    int c = str_cmp(a->e.where.file, b->e.where.file);
    if (c)
        return c < 0;
    return a->e.where.line != b->e.where.line ? a->e.where.line < b->e.where.line
                                              : a->e.where.col < b->e.where.col;
}

/* One fact per key; of two the better place stays, credentials of both are kept. */
static void fact_add(struct cs_run *r, struct cs_fact fact)
{
    struct buf key = {0};
    buf_printf(&key, "%u|%d|%d|", fact.e.function, fact.e.op, fact.e.resource);
    buf_add(&key, fact.name);
    buf_putc(&key, '|');
    if (fact.e.resource != CSHARP_HTTP && fact.e.resource != CSHARP_SERVICE)
        buf_add(&key, fact.conn);
    if (fact.e.resource == CSHARP_COSMOS) {
        buf_putc(&key, '|');
        buf_add(&key, fact.detail);
    }
    uint32_t at;
    if (map_get(&r->fact_index, buf_str(&key), &at)) {
        struct cs_fact *old = &r->facts[at - 1];
        struct str creds = old->creds;
        if (str_find(creds, fact.creds) == STR_NPOS)
            creds = creds.len + fact.creds.len < CS_TEMPLATE_MAX
                        ? ARENA_JOIN(r->arena, creds, fact.creds) : creds;
        uint8_t does = old->e.does | fact.e.does;
        if (better(&fact, old))
            *old = fact;
        old->creds = creds;
        old->e.does = does;
    } else {
        if (r->fact_count == r->fact_cap)
            r->facts = mem_grow(r->facts, &r->fact_cap, sizeof *r->facts);
        r->facts[r->fact_count++] = fact;
        map_set(&r->fact_index, arena_str(r->arena, buf_str(&key)), (uint32_t)r->fact_count);
    }
    buf_release(&key);
}

static struct origin place(const struct cs_frame *f, const struct cs_expr *at)
{
    return (struct origin){.file = f && f->unit ? f->unit->file : STR_NONE,
                           .line = at ? at->line : 0, .col = at ? at->col : 0};
}

static void setting_fact(struct cs_run *r, const struct cs_frame *f, const struct cs_expr *at,
                         struct str name, bool held)
{
    struct cs_fact fact = {.name = name};
    fact.e.function = r->function;
    fact.e.op = CSHARP_USE_SETTING;
    fact.e.resource = CSHARP_SETTING;
    fact.e.conf = 90;
    fact.e.held = held;
    fact.e.where = place(f, at);
    fact.e.via = chain_of(r, &fact.chain);
    fact_add(r, fact);
}

void cs_use_setting(struct cs_run *r, const struct cs_frame *f, const struct cs_expr *at,
                    struct str name)
{
    setting_fact(r, f, at, name, r->init > 0);
}

/* The fact of reading stays where the setting is read; it is only no longer held. */
static void take(struct cs_run *r, const struct cs_frame *f, const struct cs_expr *at,
                 struct str template)
{
    struct str name;
    for (size_t i = 0; cs_next_setting(template, &i, &name);) {
        struct buf key = {0};
        buf_printf(&key, "%u|%d|%d|", r->function, CSHARP_USE_SETTING, CSHARP_SETTING);
        buf_add(&key, name);
        buf_putc(&key, '|');
        uint32_t found;
        if (map_get(&r->fact_index, buf_str(&key), &found))
            r->facts[found - 1].e.held = false;
        else
            setting_fact(r, f, at, name, false);
        buf_release(&key);
    }
}

void cs_take_settings(struct cs_run *r, const struct cs_frame *f, const struct cs_expr *at,
                      struct str template)
{
    if (!r->init)
        take(r, f, at, template);
}

static uint8_t confidence(const struct cs_target *t)
{
    bool nameless = t->resource == CSHARP_DATABASE || t->resource == CSHARP_CACHE ||
                    t->resource == CSHARP_IOTHUB || t->resource == CSHARP_EVENTGRID;
    struct str by = nameless ? t->conn : t->name;
    if (only_holes(by))
        return 50;
    if (cs_has_hole(by))
        return 60;
    return t->joined ? 65 : 90;
}

/* "container.DeleteBlobIfExists": what is taken away is told by the name of the call. */
static uint8_t does_of(const struct cs_target *t)
{
    static const char *const taking[] = {"Delete", "Remove", "Clear", "Complete", "DeadLetter"};
    bool queue = t->resource == CSHARP_QUEUE || t->resource == CSHARP_SERVICEBUS;
    if (t->op != CSHARP_READ && t->op != CSHARP_WRITE)
        return 0;
    for (size_t i = 0; i < COUNT(taking); i++)
        if (str_find(t->method, str_from(taking[i])) != STR_NPOS)
            return CSHARP_DOES_DELETE;
    if (t->op == CSHARP_WRITE)
        return CSHARP_DOES_WRITE;
    bool peeks = str_find(t->method, STR("Peek")) != STR_NPOS;
    return queue && !peeks ? CSHARP_DOES_READ | CSHARP_DOES_DELETE : CSHARP_DOES_READ;
}

void cs_effect(struct cs_run *r, const struct cs_frame *f, const struct cs_expr *at,
               const struct cs_target *t)
{
    struct cs_fact fact = {.name = t->name, .detail = t->detail, .conn = t->conn,
                           .creds = t->creds};
    bool nameless = t->resource == CSHARP_DATABASE || t->resource == CSHARP_CACHE ||
                    t->resource == CSHARP_IOTHUB || t->resource == CSHARP_EVENTGRID;
    if (nameless)
        fact.name = STR_NONE;
    else if (only_holes(fact.name))
        fact.name = STR("\x03");
    fact.e.function = r->function;
    fact.e.op = (uint8_t)t->op;
    fact.e.resource = (uint8_t)t->resource;
    fact.e.does = does_of(t);
    fact.e.conf = confidence(t);
    fact.e.method = t->method;
    fact.e.where = place(f, at);
    fact.e.via = chain_of(r, &fact.chain);
    if (holds_secret(t->conn)) {
        fact.e.secret = t->conn;
        fact.e.secret_where = fact.e.where;
    }
    const struct str taken[] = {t->creds, t->name, t->detail, t->conn};
    for (size_t i = 0; i < (t->bound ? 1 : COUNT(taken)); i++)
        take(r, f, at, taken[i]);
    fact_add(r, fact);
}

/* ---- URLs ---- */

static struct str literal_key(struct str query)
{
    static const char *const names[] = {"code", "sig", "key", "apikey", "api_key", "api-key",
                                        "appid", "token", "access_token", "subscription-key",
                                        "client_secret", "password"};
    struct str rest = query, one;
    while (rest.ptr && str_cut(&rest, '&', &one)) {
        size_t eq = str_chr(one, '=');
        struct str value = eq == STR_NPOS ? STR_NONE : str_from_at(one, eq + 1);
        if (value.len < 8 || cs_has_hole(value) || cs_has_setting(value))
            continue;
        for (size_t i = 0; i < COUNT(names); i++)
            if (str_iis(str_sub(one, 0, eq), names[i]))
                return value;
    }
    return STR_NONE;
}

void cs_effect_http(struct cs_run *r, const struct cs_frame *f, const struct cs_expr *at,
                    struct str url, struct str creds, bool joined, struct str method)
{
    struct cs_target t = {.op = CSHARP_CALL, .resource = CSHARP_HTTP, .joined = joined,
                          .method = method};
    size_t query_at = str_chr(url, '?'), scheme = str_find(url, STR("://"));
    struct str clean = query_at == STR_NPOS ? url : str_sub(url, 0, query_at);
    struct str query = query_at == STR_NPOS ? STR_NONE : str_from_at(url, query_at + 1);
    struct str secret = literal_key(query);
    if (scheme != STR_NPOS && scheme < clean.len) {
        size_t from = scheme + 3;
        size_t end = str_chr(str_from_at(clean, from), '/');
        struct str host = end == STR_NPOS ? str_from_at(clean, from) : str_sub(clean, from, end);
        size_t user = str_rchr(host, '@');
        struct str path = str_from_at(clean, from + host.len);
        if (user != STR_NPOS) {
            secret = str_sub(host, 0, user);
            host = str_from_at(host, user + 1);
        }
        bool hook = str_is(host, "hooks.slack.com") || str_is(host, "discord.com") ||
                    str_ends(host, STR(".webhook.office.com"));
        hook |= str_is(host, "api.telegram.org");
        if (hook && !cs_has_setting(path) && !cs_has_hole(path) && path.len > 8) {
            secret = path; /* the path is the credential */
            path = STR_NONE;
        }
        t.name = host;
        t.detail = ARENA_JOIN(r->arena, str_sub(clean, 0, from), host, path);
    } else if (clean.len && clean.ptr[0] == CS_SETTING_OPEN) {
        size_t close = str_chr(clean, CS_SETTING_CLOSE);
        t.name = close == STR_NPOS ? clean : str_sub(clean, 0, close + 1);
        t.detail = clean;
    } else {
        t.name = STR("\x03");
        t.detail = only_holes(clean) ? STR_NONE : clean;
    }
    t.creds = ARENA_JOIN(r->arena, query, creds);
    t.conn = STR_NONE;
    size_t before = r->fact_count;
    cs_effect(r, f, at, &t);
    if (secret.len && !cs_has_setting(secret) && !cs_has_hole(secret) && r->fact_count) {
        struct cs_fact *fact = &r->facts[r->fact_count - 1];
        if (r->fact_count > before) {
            fact->e.secret = secret;
            fact->e.secret_where = place(f, at);
        }
    }
}

/* ---- at the end ---- */

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* The settings in the credentials; what is left is a literal secret. */
static void credentials(struct cs_run *r, struct cs_fact *fact)
{
    struct str name, *list = NULL;
    size_t count = 0, cap = 0;
    struct str all[] = {fact->creds};
    for (size_t k = 0; k < COUNT(all); k++)
        for (size_t at = 0; cs_next_setting(all[k], &at, &name);) {
            if (count == cap)
                list = mem_grow(list, &cap, sizeof *list);
            list[count++] = name;
        }
    if (count)
        qsort(list, count, sizeof *list, by_text);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!kept || !str_eq(list[kept - 1], list[i]))
            list[kept++] = list[i];
    if (kept) {
        struct str *copy = arena_array(r->arena, kept, sizeof *copy);
        memcpy(copy, list, kept * sizeof *copy);
        fact->e.settings = copy;
        fact->e.setting_count = kept;
    }
    mem_free(list);
    if (fact->e.resource != CSHARP_HTTP && !fact->e.secret.len && fact->creds.len &&
        !cs_has_setting(fact->creds) && !cs_has_hole(fact->creds)) {
        fact->e.secret = fact->creds;
        fact->e.secret_where = fact->e.where;
    }
}

static int compare(const void *pa, const void *pb)
{
    const struct csharp_effect *a = pa, *b = pb;
    if (a->function != b->function)
        return a->function < b->function ? -1 : 1;
    if (a->op != b->op)
        return a->op < b->op ? -1 : 1;
    if (a->resource != b->resource)
        return a->resource < b->resource ? -1 : 1;
    int c = str_cmp(a->name.text, b->name.text);
    if (!c)
        c = str_cmp(a->connection.text, b->connection.text);
    if (!c)
        c = str_cmp(a->detail.text, b->detail.text);
    if (!c)
        c = str_cmp(a->where.file, b->where.file);
    if (!c)
        c = a->where.line != b->where.line ? (a->where.line < b->where.line ? -1 : 1)
                                           : (int)a->where.col - (int)b->where.col;
    return c;
}

void cs_facts_finish(struct cs_run *r, struct csharp_effect **out, size_t *count)
{
    struct csharp_effect *list = arena_array(r->arena, r->fact_count + 1, sizeof *list);
    for (size_t i = 0; i < r->fact_count; i++) {
        struct cs_fact *fact = &r->facts[i];
        credentials(r, fact);
        if (cs_has_setting(fact->e.secret) || cs_has_hole(fact->e.secret))
            fact->e.secret = cs_fact_text(r->arena, fact->e.secret).text;
        fact->e.name = cs_fact_text(r->arena, fact->name);
        fact->e.detail = cs_fact_text(r->arena, fact->detail);
        if (!holds_secret(fact->conn))
            fact->e.connection = cs_fact_text(r->arena, fact->conn);
        list[i] = fact->e;
    }
    if (r->fact_count)
        qsort(list, r->fact_count, sizeof *list, compare);
    *out = list;
    *count = r->fact_count;
}
