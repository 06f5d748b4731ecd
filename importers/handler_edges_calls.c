/* SPDX-License-Identifier: MIT */
/* handler_edges_calls.c - from what the code of a function calls, asks and opens to edges. */
#include "handler_edges_parts.h"

#include "cfn_functions.h"
#include "third_parties.h"

/* --- Texts to values -------------------------------------------------------------------------- */

/* The name of the first variable in the text; empty: none. */
static struct str variable_of(struct str text)
{
    size_t begin = str_chr(text, MARK_ENV), end = str_chr(text, MARK_END);
    if (begin == STR_NPOS || end == STR_NPOS)
        return STR("");
    struct str rest = str_sub(text, begin + 1, end - begin - 1), name;
    str_cut(&rest, MARK_ELSE, &name);
    return name;
}

/* Text with its variables as the template sets them, '*' for what is unknown. */
static struct cfn_value value_of(struct edges *w, struct str text)
{
    struct cfn *c = w->c;
    struct cfn_value v = {.text = STR("")};
    struct buf b = {0};
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == MARK_ENV) {
            size_t end = i + str_chr(str_from_at(text, i), MARK_END);
            struct str name = variable_of(str_from_at(text, i));
            size_t other = str_chr(str_sub(text, i, end - i), MARK_ELSE);
            const struct doc_node *at = doc_get_str(w->variables, name);
            struct cfn_value one = at ? cfn_value(&c->scope, at) : cfn_unknown();
            if (!at && other != STR_NPOS)
                one = cfn_plain(str_sub(text, i + other + 1, end - i - other - 1));
            if (i == 0 && end + 1 == text.len) { /* the variable and nothing else */
                buf_release(&b);
                return one;
            }
            buf_add(&b, one.text.len ? one.text : STR("*"));
            v.unknown = v.unknown || one.unknown;
            v.secure = v.secure || one.secure;
            if (one.refs)
                v.refs = v.refs ? cfn_refs_join(&c->scope, v.refs, one.refs) : one.refs;
            i = end;
        } else if (text.ptr[i] == MARK_UNKNOWN || text.ptr[i] == MARK_INPUT) {
            buf_putc(&b, '*');
            v.unknown = true;
        } else {
            buf_putc(&b, text.ptr[i]);
        }
    }
    v.text = arena_str(c->arena, buf_str(&b));
    buf_release(&b);
    return v;
}

/* "https://user@host:1/path" -> "host"; empty: no host that is known. */
static struct str host_of(struct str url)
{
    struct str rest = cfn_host(url), host;
    str_cut(&rest, '?', &host);
    for (size_t i = 0; i < host.len; i++) {
        char ch = str_lower(host.ptr[i]);
        if ((ch < 'a' || ch > 'z') && (ch < '0' || ch > '9') && ch != '.' && ch != '-')
            return STR("");
    }
    bool whole = str_chr(host, '.') != STR_NPOS && !str_starts(host, STR("-"));
    return whole ? host : STR("");
}

static bool is_own_host(struct str host) /* this machine, or a private network */
{
    static const char *const heads[] = {"127.", "10.", "192.168.", "169.254.", "0.0.0.0", NULL};
    for (const char *const *h = heads; *h; h++)
        if (str_starts(host, str_from(*h)))
            return true;
    return str_istarts(host, STR("localhost"));
}

/* --- Edges ------------------------------------------------------------------------------------ */

static edge_id code_edge(struct edges *w, enum edge_kind kind, node_id to,
                         const struct handler_fact *f)
{
    enum { SURE = 95 };
    if (!to || (to == w->r->node && kind != EDGE_INVOKES))
        return 0;
    edge_id e = graph_edge(w->c->g, kind, w->r->node, to, EVIDENCE_CODE, SURE, f->where);
    struct str name = variable_of(f->target);
    if (e && name.len && f->target.ptr[0] == MARK_ENV) /* not one that stands in a query behind it */
        graph_edge_attr(w->c->g, e, FACT_SETTING, cfn_safe(w->c, name));
    return e;
}

/* What the code names but the template does not has an ARN as well, so policies find it. */
static void name_arn(struct edges *w, node_id n)
{
    static const struct {
        enum node_kind kind;
        const char *head;
    } forms[] = {
        {NODE_TABLE, "arn:aws:dynamodb:*:*:table/"}, {NODE_BUCKET, "arn:aws:s3:::"},
        {NODE_QUEUE, "arn:aws:sqs:*:*:"},            {NODE_TOPIC, "arn:aws:sns:*:*:"},
        {NODE_FUNCTION, "arn:aws:lambda:*:*:function:"},
        {NODE_STREAM, "arn:aws:kinesis:*:*:stream/"},
        {NODE_BUS, "arn:aws:events:*:*:event-bus/"},
        {NODE_WORKFLOW, "arn:aws:states:*:*:stateMachine:"},
        {NODE_SECRET, "arn:aws:secretsmanager:*:*:secret:"},
    };
    const struct node *node = graph_node_at(w->c->g, n);
    if (!str_starts(node->id, STR("aws:external:")) || node_attr(node, FACT_ARN) ||
        str_find(node->name, STR("://")) != STR_NPOS)
        return;
    for (size_t i = 0; i < COUNT(forms); i++)
        if (forms[i].kind == node->kind)
            graph_attr(w->c->g, n, FACT_ARN,
                       ARENA_JOIN(w->c->arena, str_from(forms[i].head), node->name));
    if (node->kind == NODE_PARAM)
        graph_attr(w->c->g, n, FACT_ARN,
                   ARENA_JOIN(w->c->arena, STR("arn:aws:ssm:*:*:parameter"),
                              str_starts(node->name, STR("/")) ? STR("") : STR("/"), node->name));
}

/* true: every write of the code is an address that somebody else may write to. */
static void note_presigned(struct edges *w, const struct handler_fact *f, edge_id e, bool is_new)
{
    if (!e || (!is_new && !edge_attr(graph_edge_at(w->c->g, e), FACT_PRESIGNED)))
        return;
    if (f->presigned ? is_new : !is_new)
        graph_edge_attr_typed(w->c->g, e, STR(FACT_PRESIGNED), ATTR_BOOL,
                              f->presigned ? STR("true") : STR("false"));
}

static void call_edges(struct edges *w, const struct handler_fact *f, node_id to)
{
    struct cfn *c = w->c;
    const struct aws_service_row *service = &aws_service_rows[f->row->service];
    struct str action = ARENA_JOIN(c->arena, str_from(service->iam), STR(":"),
                                   str_from(f->row->action));
    enum node_kind kind = graph_node_at(c->g, to)->kind;
    bool reads = f->row->effect == 'r' || f->row->effect == 'b';
    bool writes = f->row->effect == 'w' || f->row->effect == 'b';
    bool runs = kind == NODE_FUNCTION || kind == NODE_WORKFLOW;
    name_arn(w, to);
    edge_id made[2] = {0};
    size_t before = graph_edge_count(c->g);
    if (f->row->effect == 'u')
        made[0] = code_edge(w, EDGE_USES, to, f);
    else if (f->row->effect == 'i' && runs)
        made[0] = code_edge(w, EDGE_INVOKES, to, f);
    else if (reads)
        made[0] = code_edge(w, EDGE_READS, to, f);
    if (writes || (f->row->effect == 'i' && !runs))
        made[1] = code_edge(w, EDGE_WRITES, to, f);
    for (size_t i = 0; i < COUNT(made); i++) {
        if (!made[i])
            continue;
        graph_edge_action(c->g, made[i], action);
        if (f->what.len) /* the policies of the role say nothing about them */
            graph_edge_attr(c->g, made[i], "credentials", STR("own"));
    }
    note_presigned(w, f, made[1], graph_edge_count(c->g) > before);
    struct str object = made[1] && w->objects_known ? value_of(w, f->object).text : STR("");
    if (kind == NODE_BUCKET && object.len)
        cfn_edge_more(c, made[1], FACT_OBJECTS, cfn_safe(c, object));
    if (made[1] && aws_puts_events(f->row)) {
        struct cfn_value source = value_of(w, f->source), type = value_of(w, f->type);
        cfn_edge_event(c, made[1], &source, &type);
        if (w->put_count == w->put_cap)
            w->puts = mem_grow(w->puts, &w->put_cap, sizeof *w->puts);
        w->puts[w->put_count++] = made[1];
    }
    if (made[0] && reads && kind == NODE_QUEUE)
        graph_edge_attr_typed(c->g, made[0], STR(FACT_WORK), ATTR_BOOL, STR("true"));
}

/* "a,b" and "c" -> "a,b,c", each once. */
static void add_once(struct edges *w, struct str *list, struct str word)
{
    enum { BYTES = 4096 };
    for (struct str rest = *list, one; str_cut(&rest, ',', &one);)
        if (str_eq(one, word))
            return;
    if (list->len + word.len < BYTES)
        *list = list->len ? ARENA_JOIN(w->c->arena, *list, STR(","), word) : word;
}

static void call_unknown(struct edges *w, const struct handler_fact *f)
{
    struct cfn *c = w->c;
    const struct aws_service_row *service = &aws_service_rows[f->row->service];
    if (!f->what.len)
        add_once(w, &w->also,
                 ARENA_JOIN(c->arena, str_from(service->iam), STR(":"), str_from(f->row->action)));
    if (w->unknown & 1u << f->row->service || service->kind == NODE_AUTH ||
        service->kind == NODE_API || service->kind == NODE_KEY)
        return;
    w->unknown |= 1u << f->row->service;
    struct str name = variable_of(f->target);
    const char *why = name.len ? "the code takes this name from a variable that nothing sets"
                      : f->target.len ? "the code makes this name at run time"
                                      : "the code does not say which one";
    graph_unresolved(c->g, ARENA_JOIN(c->arena, str_from(service->iam), STR(":"),
                                      str_from(f->row->action)),
                     str_from(why), w->r->node, f->where);
}

static node_id call_target(struct edges *w, const struct cfn_value *v,
                           const struct aws_service_row *service, struct origin where)
{
    struct cfn *c = w->c;
    if (v->none || (!v->refs && (str_is(v->text, "*") || str_empty(v->text))))
        return 0;
    if (service->kind == NODE_BUS && str_is(v->text, "default"))
        return cfn_default_bus(c, where);
    if (service->kind == NODE_PARAM || service->kind == NODE_SECRET) {
        struct str name = str_starts(v->text, STR("/")) ? str_from_at(v->text, 1) : v->text;
        node_id n = v->refs || str_starts(v->text, STR("arn:")) ? 0 : cfn_named(c, v->text);
        if (!n && !v->refs && name.len < v->text.len)
            n = cfn_named(c, name);
        if (n)
            return n;
    }
    return cfn_target(c, v, service->kind, where);
}

static void find_triggers(struct triggers *t, const struct graph *g)
{
    t->known = true;
    for (size_t i = 1; i <= graph_edge_count(g); i++) {
        const struct edge *e = graph_edge_at(g, (edge_id)i);
        if (e->kind != EDGE_TRIGGERS || graph_node_at(g, e->from)->kind != NODE_BUCKET)
            continue;
        if (t->count == t->cap)
            t->edges = mem_grow(t->edges, &t->cap, sizeof *t->edges);
        t->edges[t->count++] = (edge_id)i;
    }
}

/* The bucket that sends the events is the one that they name. */
static bool from_trigger(struct edges *w, const struct handler_fact *f)
{
    struct graph *g = w->c->g;
    bool found = false;
    if (f->target.len != 1 || f->target.ptr[0] != MARK_INPUT ||
        aws_service_rows[f->row->service].kind != NODE_BUCKET)
        return false;
    if (!w->triggers->known)
        find_triggers(w->triggers, g);
    for (size_t i = 0; i < w->triggers->count; i++) {
        const struct edge *e = graph_edge_at(g, w->triggers->edges[i]);
        if (e->to == w->r->node) {
            call_edges(w, f, e->from);
            found = true;
        }
    }
    return found;
}

/* false: what is named is not known. */
static bool call(struct edges *w, const struct handler_fact *f)
{
    struct cfn *c = w->c;
    const struct aws_service_row *service = &aws_service_rows[f->row->service];
    struct str text = f->target;
    struct str first, rest = str_from(service->names + 1);
    str_cut(&rest, ' ', &first);
    if (service->kind == NODE_SERVICE) {
        node_id n = cfn_aws_service(c, first, f->where);
        call_edges(w, f, n);
        return true;
    }
    if (service->kind == NODE_TOPIC && !text.len) { /* to a phone number */
        call_edges(w, f, cfn_aws_service(c, STR("sms"), f->where));
        return true;
    }
    if (from_trigger(w, f))
        return true;
    if (service->kind == NODE_BUS && !text.len)
        text = STR("default");
    struct cfn_value v = value_of(w, text);
    bool found = false;
    for (const struct cfn_value *a = &v; a; a = a->other) {
        node_id to = call_target(w, a, service, f->where);
        if (to)
            call_edges(w, f, to);
        found = found || to;
    }
    return found;
}

/* One place in the code may name several things, and one call may be made in several places: it is
 * unknown if none of them is known. */
static void calls(struct edges *w, const struct handler_fact *facts)
{
    if (!facts) /* mostly: the code is not here */
        return;
    bool *known = mem_zalloc(aws_call_row_count, sizeof *known);
    for (const struct handler_fact *f = facts; f; f = f->next)
        if (f->kind == HANDLER_FACT_CALL) {
            bool found = call(w, f);
            known[f->row - aws_call_rows] |= found;
            w->bus_unknown = w->bus_unknown || (!found && aws_puts_events(f->row));
        }
    for (const struct handler_fact *f = facts; f; f = f->next)
        if (f->kind == HANDLER_FACT_CALL && !known[f->row - aws_call_rows])
            call_unknown(w, f);
    mem_free(known);
}

/* What is put on a bus that is not known may be put on any that is. */
static void events_anywhere(struct edges *w)
{
    for (size_t i = 0; i < w->put_count && w->bus_unknown; i++)
        cfn_edge_event(w->c, w->puts[i], NULL, NULL);
    mem_free(w->puts);
}

/* An address that a parameter gives, of the template or of the store: of an API if it is called so.
 * What the store has may be found there. */
static node_id given_address(struct edges *w, const struct cfn_value *v, struct origin where)
{
    struct cfn *c = w->c;
    const struct cfn_ref *ref = v->refs;
    size_t at = str_find(v->text, STR("://"));
    struct str host = at == STR_NPOS ? v->text : str_from_at(v->text, at + 3);
    bool stored = ref && ref->kind == CFN_REF_DYNAMIC && str_is(ref->attr, "ssm");
    if (!ref || (!stored && ref->kind != CFN_REF_PARAM) || !str_starts(host, STR("*")))
        return 0;
    struct cfn_value whole = {.text = STR("*"), .refs = ref, .unknown = true};
    bool api = str_ifind(ref->id, STR("api")) != STR_NPOS;
    return cfn_target(c, &whole, api ? NODE_API : NODE_SERVICE, where);
}

static void http(struct edges *w, const struct handler_fact *f)
{
    struct cfn *c = w->c;
    struct cfn_value v = value_of(w, f->target);
    for (const struct cfn_value *a = &v; a; a = a->other) {
        if (a->none || a->secure)
            continue;
        node_id to = given_address(w, a, f->where);
        if (!to && (a->refs || str_find(a->text, STR("amazonaws.com")) != STR_NPOS))
            to = cfn_target(c, a, NODE_KIND_COUNT, f->where);
        struct str host = host_of(a->text);
        bool aws = str_iends(host, STR(".amazonaws.com")) || is_own_host(host);
        enum third_party_flow flow = FLOW_UNKNOWN;
        if (!to && host.len && !aws)
            to = cfn_service(c, third_party_name(host, &flow), f->where);
        bool reads = flow == FLOW_FETCH || (flow != FLOW_SEND && str_is(f->what, "r"));
        if (to)
            to = handler_route(w->routes, c->g, to, f->method, a->text);
        bool calls = to && (graph_node_at(c->g, to)->kind == NODE_ROUTE);
        code_edge(w, calls ? EDGE_INVOKES : reads ? EDGE_READS : EDGE_WRITES, to, f);
    }
}

static void database(struct edges *w, const struct handler_fact *f)
{
    struct cfn *c = w->c;
    struct cfn_value v = value_of(w, f->target);
    for (const struct cfn_value *a = &v; a; a = a->other) {
        if (a->none)
            continue;
        node_id to = a->refs && !a->secure ? cfn_target(c, a, NODE_TABLE, f->where) : 0;
        struct str host = a->secure ? STR("") : host_of(a->text);
        if (!to && host.len && !is_own_host(host)) {
            struct cfn_value named = {.text = host};
            to = cfn_target(c, &named, NODE_TABLE, f->where);
        }
        code_edge(w, EDGE_READS, to, f);
        code_edge(w, EDGE_WRITES, to, f);
    }
}

void handler_edges_calls(struct edges *w, const struct handler_fact *facts)
{
    w->objects_known = true;
    for (const struct handler_fact *f = facts; f; f = f->next)
        if (f->kind == HANDLER_FACT_CALL && f->row->effect == 'w' && str_empty(f->object) &&
            aws_service_rows[f->row->service].kind == NODE_BUCKET)
            w->objects_known = false;
    calls(w, facts);
    events_anywhere(w);
}

void handler_edges_other(struct edges *w, const struct handler_fact *f)
{
    switch ((int)f->kind) {
    case HANDLER_FACT_ALSO:
        add_once(w, &w->also, f->what);
        break;
    case HANDLER_FACT_HTTP:
        http(w, f);
        break;
    case HANDLER_FACT_FETCH:
        add_once(w, &w->fetches, f->method.len ? f->method : STR("*"));
        break;
    case HANDLER_FACT_DATABASE:
        database(w, f);
        break;
    default:
        break;
    }
}
