/* SPDX-License-Identifier: MIT */
/* handler_sinks.c - what the rows of handler_rows.tsv do, and where input becomes dangerous. */
#include "handler_eval.h"
#include "secrets.h"

/* --- Rows ------------------------------------------------------------------------------------- */

static struct str last_part(struct str path)
{
    size_t dot = str_rchr(path, '.');
    return dot == STR_NPOS ? path : str_from_at(path, dot + 1);
}

const struct handler_row *row_find(bool python, struct str path)
{
    struct str name = last_part(path);
    for (size_t i = 0; i < handler_row_count; i++) {
        const struct handler_row *row = &handler_rows[i];
        size_t len = strlen(row->path);
        char end = row->path[len - 1];
        if (row->python != python || (end != '*' && (!name.len || end != name.ptr[name.len - 1])))
            continue;
        struct str pattern = {row->path, len};
        if (str_chr(pattern, '*') == STR_NPOS ? str_eq(pattern, path)
                                              : str_glob(pattern, path, false))
            return row;
    }
    return NULL;
}

/* The argument that "0 url" means: by name, in an object of options, by place. NULL: not given. */
static const struct value *row_arg(const struct handler_row *row, const struct call *c)
{
    const struct value *by_place = NULL;
    for (struct str rest = str_from(row->args), word; rest.len && str_cut(&rest, ' ', &word);) {
        long place;
        if (str_to_long(word, &place)) {
            if ((size_t)place < c->count)
                by_place = c->args[place];
            continue;
        }
        struct str rest_of = word, first;
        str_cut(&rest_of, '.', &first);
        const struct value *v = call_named(c, first);
        if (v && rest_of.len) /* "config.host" */
            v = v->kind == VALUE_MAP ? table_get(v->fields, rest_of) : NULL;
        if (v)
            return v;
    }
    return by_place;
}

/* --- Flaws ------------------------------------------------------------------------------------ */

static const struct value *flaw(struct run *r, const struct handler_row *row, const char *text,
                                struct str path, const struct call *c)
{
    struct handler_fact *f = run_fact(r, HANDLER_FACT_FLAW, run_where(c->unit, c->at));
    f->role = row->role;
    while (str_ends(path, STR("()")))
        path = str_sub(path, 0, path.len - 2);
    struct str name = path;
    size_t bracket = str_rchr(name, ')'); /* "flask.Flask().x" is long: its last part does */
    if (bracket != STR_NPOS)
        name = last_part(name);
    f->what = ARENA_JOIN(r->arena, str_from(text), STR(" ("), name, STR(")"));
    return &value_unknown;
}

/* What the caller sent decides which host is asked. host: the text is a host, not an address. */
static bool decides_host(struct str text, bool host)
{
    size_t input = str_chr(text, MARK_INPUT), scheme = str_find(text, STR("://"));
    if (input == STR_NPOS)
        return false;
    size_t from = scheme == STR_NPOS || scheme > input ? 0 : scheme + 3;
    if (host)
        return true;
    if (!from)
        return input == 0 || (scheme != STR_NPOS && input < scheme);
    for (size_t i = from; i < text.len; i++) {
        if (text.ptr[i] == MARK_INPUT)
            return true;
        if (text.ptr[i] == '/' || text.ptr[i] == '?' || text.ptr[i] == '#')
            return false;
    }
    return false;
}

/* "POST" of requests.post(), of request("POST", ..), of {method: "POST"}; empty: not known. */
static struct str method_of(const struct handler_row *row, struct str path, const struct call *c,
                            const struct value *how)
{
    static const char *const methods[] = {"GET",   "HEAD",   "OPTIONS", "POST",
                                          "PUT",   "PATCH",  "DELETE"};
    struct str said = last_part(path);
    if (how)
        said = how->kind == VALUE_TEXT ? how->text : STR("");
    else if (row->args[0] == '1' && c->count)
        said = c->args[0]->kind == VALUE_TEXT ? c->args[0]->text : STR("");
    for (size_t i = 0; i < COUNT(methods); i++)
        if (str_iis(said, methods[i]))
            return str_from(methods[i]);
    return !row->python && !how && str_is(str_from(row->what), "r") ? STR("GET") : STR("");
}

static const struct value *request(struct run *r, const struct handler_row *row, struct str path,
                                   const struct call *c)
{
    const struct value *to = row_arg(row, c), *how = call_named(c, STR("method"));
    bool host = str_find(str_from(row->args), STR("host")) != STR_NPOS;
    bool whole = to && to->kind == VALUE_MAP && to == call_arg(c, 0);
    if (how == NULL && c->count > 1 && c->args[1]->kind == VALUE_MAP)
        how = table_get(c->args[1]->fields, STR("method"));
    for (const struct value *v = to; v && !whole; v = v->other) {
        struct str text = value_say(v);
        bool is_host = host && v->kind == VALUE_TEXT ? str_find(text, STR("://")) == STR_NPOS : host;
        if (v->kind == VALUE_MAP || v->kind == VALUE_LIST || v->kind == VALUE_FUNCTION)
            continue;
        if (v->kind == VALUE_TEXT ? decides_host(text, is_host) : value_tainted(v)) {
            flaw(r, row, "a request to an address from the input", path, c);
            run_fact(r, HANDLER_FACT_FETCH, run_where(c->unit, c->at))->method =
                method_of(row, path, c, how);
        } else if (v->kind == VALUE_TEXT) {
            struct handler_fact *f = run_fact(r, HANDLER_FACT_HTTP, run_where(c->unit, c->at));
            bool sends = how && how->kind == VALUE_TEXT && !str_iis(how->text, "GET");
            f->target = text;
            f->what = sends ? STR("w") : str_from(row->what);
            f->method = method_of(row, path, c, how);
        }
    }
    call_back(r, c, &value_unknown);
    /* new http.client.HTTPSConnection(host), axios.create(): something to go on with */
    return str_ends(path, STR(".create")) || str_ends(path, STR("Connection")) ? NULL
                                                                               : &value_unknown;
}

static bool names_shell(const struct value *v)
{
    return v && v->kind == VALUE_TEXT &&
           (str_ends(v->text, STR("sh")) || str_ends(v->text, STR("cmd.exe")));
}

/* "curl -L <input>": a program that asks an address stands in the command before the input. */
static void command_fetches(struct run *r, const struct value *command, const struct call *c)
{
    static const char *const programs[] = {"curl ", "wget "};
    for (const struct value *v = command; v; v = v->other) {
        struct str text = value_say(v);
        size_t input = str_chr(text, MARK_INPUT);
        for (size_t i = 0; i < COUNT(programs) && input != STR_NPOS; i++)
            if (str_find(str_sub(text, 0, input), str_from(programs[i])) != STR_NPOS) {
                run_fact(r, HANDLER_FACT_FETCH, run_where(c->unit, c->at))->method = STR("GET");
                return;
            }
    }
}

static const struct value *process(struct run *r, const struct handler_row *row, struct str path,
                                   const struct call *c)
{
    const struct value *what = row_arg(row, c), *shell = call_named(c, STR("shell"));
    if (!what)
        return NULL;
    for (size_t i = 1; i < c->count && !shell; i++)
        if (c->args[i]->kind == VALUE_MAP)
            shell = table_get(c->args[i]->fields, STR("shell"));
    bool asked = shell && shell->kind == VALUE_TEXT;
    const struct value *first = what->kind == VALUE_LIST ? table_get(what->fields, STR("0")) : what;
    bool by_shell = names_shell(first) && (value_tainted(what) || call_tainted(c));
    bool program = first && (first->input || (first->kind == VALUE_TEXT && first->text.len &&
                                              first->text.ptr[0] == MARK_INPUT));
    if (what->kind == VALUE_LIST && what->input)
        program = true;
    if ((asked && (value_tainted(what) || call_tainted(c))) || by_shell) {
        flaw(r, row, "a shell command made of the input", path, c);
        command_fetches(r, what, c);
    } else if (program) {
        flaw(r, row, "a program named by the input", path, c);
    }
    return NULL;
}

static bool is_sql(struct str text)
{
    static const char *const words[] = {"select ", "insert ", "update ", "delete ", "where ",
                                        "drop ", "create ", "alter ", "values", "from ", NULL};
    for (const char *const *w = words; *w; w++)
        if (str_ifind(text, str_from(*w)) != STR_NPOS)
            return true;
    return false;
}

static const struct value *sql(struct run *r, const struct handler_row *row, struct str path,
                               const struct call *c)
{
    const struct value *text = row_arg(row, c);
    bool statement = false;
    for (const struct value *v = text; v; v = v->other) {
        if (v->kind != VALUE_TEXT || !is_sql(v->text))
            continue;
        statement = true;
        if (value_tainted(v)) {
            flaw(r, row, "SQL made of the input", path, c);
            break;
        }
    }
    if (!statement)
        return NULL;
    call_back(r, c, &value_unknown);
    return &value_unknown;
}

/* Where a value is an object of the caller's it may hold operators; a text cannot. */
static bool has_operator(const struct value *query)
{
    if (query->input)
        return query->text.len && query->kind == VALUE_UNKNOWN;
    if (query->kind == VALUE_MAP)
        for (const struct table_entry *e = query->fields->first; e; e = e->after)
            if (e->value->input && e->value->kind == VALUE_UNKNOWN && e->value->text.len)
                return true;
    return false;
}

/* "../" counts only where the input begins a part of the path. */
static bool decides_path(const struct value *v)
{
    struct str text = value_say(v);
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == MARK_INPUT && (i == 0 || text.ptr[i - 1] == '/'))
            return true;
    return false;
}

static bool safe_loader(const struct call *c)
{
    for (const struct table_entry *e = c->named.first; e; e = e->after)
        if (e->value->kind == VALUE_PATH && (str_find(e->value->text, STR("Safe")) != STR_NPOS ||
                                             str_find(e->value->text, STR("Base")) != STR_NPOS))
            return true;
    const struct value *second = call_arg(c, 1);
    return second->kind == VALUE_PATH && (str_find(second->text, STR("Safe")) != STR_NPOS ||
                                          str_find(second->text, STR("Base")) != STR_NPOS);
}

/* setFeature(feature_external_ges, True) */
static bool switches_entities_on(const struct call *c)
{
    const struct value *what = call_arg(c, 0), *how = call_arg(c, 1);
    struct str name = what->kind == VALUE_PATH || what->kind == VALUE_TEXT ? what->text : STR("");
    return how != &value_nothing && (str_find(name, STR("feature_external_")) != STR_NPOS ||
                                     str_find(name, STR("features/external-")) != STR_NPOS);
}

/* --- Values that rows give -------------------------------------------------------------------- */

static const struct value *joined_path(struct run *r, const struct call *c)
{
    const struct value *all = NULL;
    for (size_t i = 0; i < c->count; i++) {
        if (all)
            all = value_join(r->arena, all, value_text(r->arena, STR("/")));
        all = all ? value_join(r->arena, all, c->args[i]) : c->args[i];
    }
    return all ? all : &value_unknown;
}

static const struct value *variable(struct run *r, const struct call *c)
{
    const struct value *name = call_arg(c, 0), *fallback = call_arg(c, 1);
    static const char begin[] = {MARK_ENV}, end[] = {MARK_END};
    if (name->kind != VALUE_TEXT || str_chr(name->text, MARK_UNKNOWN) != STR_NPOS)
        return &value_unknown;
    const struct value *v =
        value_text(r->arena, ARENA_JOIN(r->arena, (struct str){begin, 1}, name->text,
                                        (struct str){end, 1}));
    return c->count > 1 ? value_or(r->arena, v, fallback) : v;
}

static const struct value *database(struct run *r, const struct handler_row *row,
                                    const struct call *c)
{
    for (const struct value *v = row_arg(row, c); v; v = v->other) {
        const struct value *host = v->kind == VALUE_LIST ? run_element(r, v) : v;
        if (host->kind != VALUE_TEXT)
            continue;
        struct handler_fact *f = run_fact(r, HANDLER_FACT_DATABASE, run_where(c->unit, c->at));
        f->target = host->text;
    }
    return NULL;
}

/* Names in an object, {key: "/app/key"}, are one call each; where none is given nothing is called. */
static void direct(struct run *r, const struct handler_row *row, const struct value *arg,
                   const struct call *c)
{
    bool by_name = row->args[0] < '0' || row->args[0] > '9';
    if (!arg || arg->kind != VALUE_MAP) {
        if (arg || !by_name)
            aws_direct(r, str_from(row->what), arg, c);
        return;
    }
    for (const struct table_entry *e = arg->fields->first; e; e = e->after)
        aws_direct(r, str_from(row->what), e->value, c);
}

static const struct value *text_of(struct run *r, const struct value *v)
{
    if (v->kind == VALUE_TEXT)
        return v;
    return value_text(r->arena, value_say(v));
}

const struct value *row_apply(struct run *r, const struct handler_row *row, struct str path,
                              const struct value *receiver, const struct call *c)
{
    const struct value *arg = row_arg(row, c);
    bool input = arg && value_tainted(arg);
    switch (row->role) {
    case HANDLER_CLIENT:
        return aws_client(r, arg ? value_say(arg) : STR(""), c);
    case HANDLER_ENV:
        return variable(r, c);
    case HANDLER_SAME:
        call_back(r, c, &value_unknown);
        return arg ? arg : &value_unknown;
    case HANDLER_TEXT:
        return arg ? text_of(r, arg) : &value_unknown;
    case HANDLER_PATH:
        return joined_path(r, c);
    case HANDLER_CLEAN:
        call_back(r, c, &value_unknown);
        return &value_unknown;
    case HANDLER_JSON:
        return input ? &value_sent : &value_unknown;
    case HANDLER_WEB: /* Chalice makes a function of its own of what is no route */
        if (str_starts(path, STR("chalice.")) && !str_ends(r->source->handler, STR(".app")))
            return NULL;
        call_back(r, c, &value_request);
        return NULL;
    case HANDLER_HTTP:
        return request(r, row, path, c);
    case HANDLER_DATABASE:
        return database(r, row, c);
    case HANDLER_AWS:
        direct(r, row, arg, c);
        return &value_unknown;
    case HANDLER_CODE:
        return input ? flaw(r, row, "code made of the input is run", path, c) : NULL;
    case HANDLER_SHELL:
        command_fetches(r, arg, c);
        return input ? flaw(r, row, "a shell command made of the input", path, c) : NULL;
    case HANDLER_PROCESS:
        return process(r, row, path, c);
    case HANDLER_YAML:
        if (safe_loader(c))
            return NULL;
        return input ? flaw(r, row, "objects made of the input", path, c) : NULL;
    case HANDLER_OBJECTS:
        if (input) { /* and what comes out is input still */
            flaw(r, row, "objects made of the input", path, c);
            return &value_input;
        }
        return NULL;
    case HANDLER_TEMPLATE:
        return input ? flaw(r, row, "a template made of the input", path, c) : NULL;
    case HANDLER_SQL:
        return sql(r, row, path, c);
    case HANDLER_NOSQL:
        return arg && has_operator(arg) ? flaw(r, row, "a query with operators from the input",
                                               path, c) : NULL;
    case HANDLER_FILE:
        if (arg && decides_path(arg))
            flaw(r, row, "a path from the input", path, c);
        return NULL;
    case HANDLER_FEATURE:
        r->entities = r->entities || switches_entities_on(c);
        return &value_unknown;
    case HANDLER_ENTITIES: /* which parsers of Python do not follow since 3.7.1 */
        if (!r->entities)
            return NULL;
        return input ? flaw(r, row, "XML with entities from the input", path, c) : NULL;
    case HANDLER_XML:
        return input ? flaw(r, row, "XML with entities from the input", path, c) : NULL;
    case HANDLER_ENVIRON:
    case HANDLER_INPUT:
        break;
    }
    (void)receiver;
    return NULL;
}

/* --- Secrets in the source -------------------------------------------------------------------- */

void secret_seen(struct run *r, struct code_unit *u, struct str name, const struct code_node *n)
{
    enum { SHORT = 8, ENTROPY = 3000 };
    if (n->kind != CODE_TEXT || !name.len || n->text.len < SHORT)
        return;
    struct secret_class class = secret_classify(name, n->text);
    bool by_name = str_is(str_from(class.pattern), "name") ||
                   str_is(str_from(class.pattern), "entropy");
    bool blank = str_chr(n->text, ' ') != STR_NPOS || str_chr(n->text, '{') != STR_NPOS;
    bool digit = false, upper = false;
    for (size_t i = 0; i < n->text.len; i++) {
        digit = digit || (n->text.ptr[i] >= '0' && n->text.ptr[i] <= '9');
        upper = upper || (n->text.ptr[i] >= 'A' && n->text.ptr[i] <= 'Z');
    }
    bool surely = str_ifind(name, STR("pass")) != STR_NPOS ||
                  str_ifind(name, STR("secret")) != STR_NPOS;
    /* A name alone says little in code: "token": "tokenId", key="item_1". */
    if (class.verdict != SECRET_YES ||
        (by_name && (blank || !digit || (!upper && !surely) || secret_entropy(n->text) < ENTROPY)))
        return;
    struct handler_fact *f = run_fact(r, HANDLER_FACT_SECRET, run_where(u, n));
    f->what = name;
    f->target = n->text;
}
