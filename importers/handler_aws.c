/* SPDX-License-Identifier: MIT */
/* handler_aws.c - clients of AWS's SDKs and what is called on them. */
#include "handler_eval.h"

/* --- Tables ----------------------------------------------------------------------------------- */

static struct str plain(struct run *r, struct str name) /* "put_item", "PutItem" -> "putitem" */
{
    char *text = arena_bytes(r->arena, name.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] != '_')
            text[len++] = str_lower(name.ptr[i]);
    return (struct str){text, len};
}

static const struct aws_service_row *service_find(struct run *r, struct str name)
{
    char *text = arena_bytes(r->arena, name.len + 1);
    for (size_t i = 0; i < name.len; i++)
        text[i] = str_lower(name.ptr[i]);
    struct str word = ARENA_JOIN(r->arena, STR(" "), (struct str){text, name.len}, STR(" "));
    for (size_t i = 0; i < aws_service_row_count; i++)
        if (str_find(str_from(aws_service_rows[i].names), word) != STR_NPOS)
            return &aws_service_rows[i];
    return NULL;
}

static const struct aws_call_row *call_find(const struct aws_service_row *service, struct str op)
{
    for (size_t i = 0; service && i < aws_call_row_count; i++)
        if (&aws_service_rows[aws_call_rows[i].service] == service &&
            str_is(op, aws_call_rows[i].op))
            return &aws_call_rows[i];
    return NULL;
}

struct str aws_action(struct arena *a, struct str service, struct str method)
{
    struct run r = {.arena = a};
    const struct aws_service_row *of = service_find(&r, service);
    const struct aws_call_row *row = call_find(of, plain(&r, method));
    return row ? ARENA_JOIN(a, str_from(of->iam), STR(":"), str_from(row->action)) : STR("");
}

/* --- What is named ---------------------------------------------------------------------------- */

static bool names(const char *params, struct str key)
{
    for (struct str rest = str_from(params), word; str_cut(&rest, ' ', &word);)
        if (word.len && str_eq(word, key))
            return true;
    return false;
}

/* The parameter that names the thing, wherever it stands: entries of a batch name theirs inside. */
static const struct value *find_name(struct run *r, const struct table *t, const char *params,
                                     unsigned depth)
{
    const struct value *all = NULL;
    for (const struct table_entry *e = t->first; e; e = e->after) {
        if (names(params, e->key)) {
            const struct value *v = e->value;
            if (str_is(e->key, "RequestItems")) {
                for (const struct table_entry *k = v->kind == VALUE_MAP ? v->fields->first : NULL; k;
                     k = k->after)
                    all = str_is(k->key, HANDLER_FIELDS)
                              ? all : value_either(r->arena, all, value_text(r->arena, k->key));
            } else {
                all = value_either(r->arena, all, v->kind == VALUE_LIST ? run_element(r, v) : v);
            }
        } else if (depth < 4 && !str_is(e->key, "CopySource") && (e->value->kind == VALUE_MAP || e->value->kind == VALUE_LIST)) {
            const struct value *v = find_name(r, e->value->fields, params, depth + 1), *each;
            each = e->value->kind == VALUE_LIST ? e->value->element : NULL; /* made by map() */
            if (!v && each && each->kind == VALUE_MAP)
                v = find_name(r, each->fields, params, depth + 1);
            all = v ? value_either(r->arena, all, v) : all;
        }
    }
    return all;
}

static const struct value *target_of(struct run *r, const struct aws_call_row *row,
                                     const struct value *params, const struct call *c)
{
    const char *wanted = aws_service_rows[row->service].params;
    const struct value *v = NULL;
    if (params)
        return params->kind == VALUE_MAP ? find_name(r, params->fields, wanted, 0) : NULL;
    v = find_name(r, &c->named, wanted, 0);
    for (size_t i = 0; !v && i < c->count; i++)
        if (c->args[i]->kind == VALUE_MAP || c->args[i]->kind == VALUE_LIST)
            v = find_name(r, c->args[i]->fields, wanted, 0);
    if (!v && row->arg >= 0)
        v = call_arg(c, (size_t)row->arg);
    return v;
}

/* The key of the object that a call on a bucket is about, if it is one text; empty: not known. */
static struct str object_of(struct run *r, const struct aws_call_row *row,
                            const struct value *params, const struct call *c)
{
    const struct value *v = NULL;
    if (!row || !str_is(str_from(aws_service_rows[row->service].iam), "s3"))
        return STR("");
    if (params && params->kind == VALUE_MAP)
        v = find_name(r, params->fields, "Key", 0);
    else if (!params)
        v = find_name(r, &c->named, "Key", 0);
    for (size_t i = 0; !params && !v && i < c->count; i++)
        if (c->args[i]->kind == VALUE_MAP)
            v = find_name(r, c->args[i]->fields, "Key", 0);
    if (!params && !v && row->arg == 1 && c->count > 2) /* upload_file(file, bucket, key) */
        v = c->args[2];
    return v && v->kind == VALUE_TEXT && !v->other ? v->text : STR("");
}

static bool has_own(const struct value *client) /* credentials */
{
    return client && client->kind == VALUE_CLIENT && client->input;
}

/* A call that is a right of its own, and no flow: names as people write them, no marks. */
static void also(struct run *r, struct str service, struct str op, const struct call *c)
{
    enum { NAME = 64 };
    struct str lower = plain(r, service);
    for (size_t i = 0; i < lower.len; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", lower.ptr[i]) || !lower.ptr[i])
            return;
    if (lower.len && lower.len <= NAME && op.len <= NAME)
        run_fact(r, HANDLER_FACT_ALSO, run_where(c->unit, c->at))->what =
            ARENA_JOIN(r->arena, lower, STR(":"), op);
}

static void handed(struct run *r, const struct value *v, const struct call *c)
{
    for (; v; v = v->other)
        if (v->kind == VALUE_CLIENT && v->service && !has_own(v))
            also(r, str_from(v->service->iam), STR("*"), c);
}

static void handed_in(struct run *r, const struct table *t, const struct call *c)
{
    for (const struct table_entry *e = t->first; e; e = e->after)
        handed(r, e->value, c);
}

void aws_handed(struct run *r, const struct call *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->args[i]->kind == VALUE_COMMAND) /* which says what is done with it */
            return;
    handed_in(r, &c->named, c);
    for (size_t i = 0; i < c->count; i++) {
        handed(r, c->args[i], c);
        if (c->args[i]->kind == VALUE_MAP || c->args[i]->kind == VALUE_LIST)
            handed_in(r, c->args[i]->fields, c);
    }
}

/* client: NULL if it is not known. Of a client, input says that it has credentials of its own. */
static void record(struct run *r, const struct aws_call_row *row, const struct value *client,
                   const struct value *target, struct str object, const struct call *c)
{
    if (row->effect == '-') {
        if (!has_own(client))
            also(r, str_from(aws_service_rows[row->service].iam), str_from(row->action), c);
        return;
    }
    do {
        struct handler_fact *f = run_fact(r, HANDLER_FACT_CALL, run_where(c->unit, c->at));
        f->row = row;
        f->target = target ? value_say(target) : STR("");
        f->object = object;
        f->presigned = c->presigns || str_find(str_from(row->op), STR("presigned")) != STR_NPOS;
        f->what = has_own(client) ? STR("own credentials") : STR("");
        target = target ? target->other : NULL;
    } while (target);
}

void aws_one_call(struct run *r, const struct aws_call_row *of, const char *op,
                  const struct value *client, const struct value *params, const struct call *c)
{
    const struct aws_call_row *row = call_find(&aws_service_rows[of->service], str_from(op));
    if (row)
        record(r, row, client, target_of(r, row, params, c), STR(""), c);
}

void aws_some_call(struct run *r, const struct aws_call_row *of, const struct value *client,
                   const struct call *c)
{
    if (!has_own(client))
        also(r, str_from(aws_service_rows[of->service].iam), STR("*"), c);
}

/* CopySource names another bucket, which is read. */
static void copied(struct run *r, const struct aws_call_row *row, const struct value *client,
                   const struct call *c, const struct value *params)
{
    const struct aws_service_row *s3 = &aws_service_rows[row->service];
    const struct value *from = params && params->kind == VALUE_MAP
                                   ? table_get(params->fields, STR("CopySource"))
                                   : call_named(c, STR("CopySource"));
    if (str_is(str_from(row->op), "copy") && !from)
        from = call_arg(c, 0);
    if (!from || !str_istarts(str_from(row->op), STR("copy")))
        return;
    const struct value *bucket = from->kind == VALUE_MAP ? table_get(from->fields, STR("Bucket"))
                                                         : from;
    if (!bucket)
        return;
    struct str text = value_say(bucket);
    if (bucket->kind == VALUE_TEXT) { /* "/bucket/key" */
        text = str_starts(text, STR("/")) ? str_from_at(text, 1) : text;
        struct str rest = text;
        str_cut(&rest, '/', &text);
        bucket = value_text(r->arena, text);
    }
    record(r, call_find(s3, STR("getobject")), client, bucket, STR(""), c);
}

/* --- Clients ---------------------------------------------------------------------------------- */

static struct value *client_new(struct run *r, const struct aws_service_row *service,
                                struct str text)
{
    struct value *v = value_new(r->arena, VALUE_CLIENT);
    v->service = service;
    v->text = text;
    return v;
}

static struct value *client_like(struct run *r, const struct value *client, struct str text)
{
    struct value *v = client_new(r, client->service, text);
    v->input = client->input;
    v->element = client->element;
    return v;
}

const struct value *aws_client(struct run *r, struct str service, const struct call *c)
{
    const struct aws_service_row *row = service_find(r, service);
    const struct value *params = call_named(c, STR("params")), *place = NULL;
    if (row && params && params->kind == VALUE_MAP)
        place = find_name(r, params->fields, row->params, 0);
    if (row && row->kind == NODE_API) {
        place = call_named(c, STR("endpoint_url"));
        if (!place)
            place = call_named(c, STR("endpoint"));
    }
    struct value *v = client_new(r, row, place ? value_say(place) : STR(""));
    if (!row) /* not in the table: its name is all that is known */
        v->element = value_text(r->arena, service);
    v->input = call_named(c, STR("credentials")) || call_named(c, STR("aws_access_key_id")) ||
               call_named(c, STR("accessKeyId"));
    return v;
}

/* "aws-sdk.DynamoDB.DocumentClient" -> "DynamoDB"; "@aws-sdk/client-s3.S3Client" -> "s3" */
static struct str service_of(struct str path, struct str *rest)
{
    struct str name;
    *rest = path;
    if (str_starts(path, STR("aws-sdk/clients/")))
        *rest = str_from_at(path, 16);
    else if (str_starts(path, STR("@aws-sdk/client-")))
        *rest = str_from_at(path, 16);
    else if (str_starts(path, STR("aws-sdk.")))
        *rest = str_from_at(path, 8);
    else if (str_starts(path, STR("@aws-sdk/lib-dynamodb.")) ||
             str_starts(path, STR("@aws-sdk/lib-storage."))) {
        *rest = str_from_at(path, str_chr(path, '.') + 1);
        return str_find(path, STR("storage")) != STR_NPOS ? STR("s3") : STR("dynamodb");
    } else if (str_find(path, STR(".captureAWS().")) != STR_NPOS) {
        *rest = str_from_at(path, str_find(path, STR(".captureAWS().")) + 14);
    } else {
        *rest = STR_NONE;
        return STR_NONE;
    }
    str_cut(rest, '.', &name);
    return name;
}

const struct value *aws_creation(struct run *r, struct str path, const struct call *c)
{
    struct str rest, service = service_of(path, &rest);
    if (!service.len)
        return NULL;
    if (str_ends(rest, STR("Command"))) {
        struct value *v = value_new(r->arena, VALUE_COMMAND);
        v->call = call_find(service_find(r, service), plain(r, str_sub(rest, 0, rest.len - 7)));
        if (!service_find(r, service))
            also(r, service, plain(r, str_sub(rest, 0, rest.len - 7)), c);
        v->element = call_arg(c, 0);
        return v;
    }
    if (str_is(rest, "Upload")) {
        const struct aws_call_row *row = call_find(service_find(r, service), STR("putobject"));
        record(r, row, NULL, target_of(r, row, NULL, c), object_of(r, row, NULL, c), c);
        return &value_unknown;
    }
    return aws_client(r, service, c);
}

void aws_command(struct run *r, const struct value *client, const struct value *command,
                 const struct call *c)
{
    if (!command->call)
        return;
    if (aws_puts_events(command->call)) {
        aws_put_events(r, command->call, has_own(client), command->element, c);
        return;
    }
    if (aws_transacts(command->call)) {
        aws_transact(r, command->call, client, command->element, c);
        return;
    }
    record(r, command->call, client, target_of(r, command->call, command->element, c),
           object_of(r, command->call, command->element, c), c);
    copied(r, command->call, client, c, command->element);
}

void aws_direct(struct run *r, struct str name, const struct value *target, const struct call *c)
{
    struct str op = name, service;
    str_cut(&op, ':', &service);
    const struct aws_call_row *row = call_find(service_find(r, service), op);
    if (row)
        record(r, row, NULL, target, STR(""), c);
}

/* Table("x"), Bucket("x"), Queue(url): a client that knows its thing. */
static const struct value *bound_client(struct run *r, const struct value *client, struct str op,
                                        const struct call *c)
{
    static const char *const makers[] = {"Table", "Bucket", "Object", "Queue", "Topic",
                                         "get_queue_by_name", "PlatformEndpoint", "BucketPolicy",
                                         "ObjectSummary", NULL};
    for (const char *const *m = makers; *m; m++) {
        if (!str_is(op, *m))
            continue;
        const struct value *name = c->count ? c->args[0] : call_named(c, STR("QueueName"));
        if (client->text.len || !name) /* Bucket("x").Object("key") */
            return client;
        const struct value *all = NULL;
        for (; name; name = name->other)
            all = value_either(r->arena, all, client_like(r, client, value_say(name)));
        return all;
    }
    return NULL;
}

/* The address is as good as the name. */
static const struct value *queue_url(struct run *r, const struct value *name, const struct call *c)
{
    struct value *answer = value_new(r->arena, VALUE_MAP);
    if (!name && c->count && c->args[0]->kind == VALUE_MAP)
        name = table_get(c->args[0]->fields, STR("QueueName"));
    if (name)
        table_set(r->arena, answer->fields, STR("QueueUrl"), name);
    return answer;
}

const struct value *aws_method(struct run *r, const struct value *client, struct str op,
                               const struct call *c)
{
    const struct value *params = NULL, *made = bound_client(r, client, op, c);
    if (made)
        return made;
    struct str name = plain(r, op);
    const struct aws_call_row *row = NULL;
    if (!client->service && client->element && !has_own(client))
        also(r, client->element->text, name, c);
    if (str_is(name, "getpaginator") || str_is(name, "paginate")) {
        const struct value *of = call_arg(c, 0);
        if (str_is(name, "getpaginator")) {
            struct value *v = client_like(r, client, client->text);
            if (of->kind == VALUE_TEXT)
                v->call = call_find(client->service, plain(r, of->text));
            return v;
        }
        row = client->call;
    } else if (str_is(name, "getsignedurl") || str_is(name, "getsignedurlpromise") ||
               str_is(name, "generatepresignedurl")) {
        const struct value *of = call_arg(c, 0);
        if (!c->count)
            of = call_named(c, STR("ClientMethod"));
        params = c->count > 1 ? c->args[1] : call_named(c, STR("Params"));
        if (of && of->kind == VALUE_TEXT)
            row = call_find(client->service, plain(r, of->text));
    } else {
        row = call_find(client->service, name);
    }
    if (aws_puts_events(row)) {
        aws_put_events(r, row, has_own(client), params, c);
    } else if (aws_transacts(row)) {
        aws_transact(r, row, client, params, c);
    } else if (row) {
        const struct value *target = client->text.len && !params
                                         ? value_text(r->arena, client->text)
                                         : target_of(r, row, params, c);
        struct call signs = *c;
        signs.presigns = params != NULL || str_find(name, STR("signedurl")) != STR_NPOS;
        record(r, row, client, target, object_of(r, row, params, c), &signs);
        if (str_is(str_from(aws_service_rows[row->service].iam), "s3"))
            copied(r, row, client, c, params);
    }
    if (str_is(name, "getqueueurl"))
        return queue_url(r, find_name(r, &c->named, "QueueName", 0), c);
    if (str_is(op, "send") && c->count && c->args[0]->kind == VALUE_COMMAND && c->args[0]->call &&
        str_is(str_from(c->args[0]->call->op), "getqueueurl"))
        return queue_url(r, c->args[0]->element->kind == VALUE_MAP
                                ? find_name(r, c->args[0]->element->fields, "QueueName", 0) : NULL,
                         c);
    const struct value *given = call_back(r, c, &value_unknown);
    if (str_is(op, "then") && given)
        return given;
    return &value_unknown;
}
