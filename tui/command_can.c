/* SPDX-License-Identifier: MIT */
/* command_can.c - may a principal do something? From policies in a file (aws_case.h), or from those
 * of a system. */
#include <fcntl.h>

#include "arena.h"
#include "attr.h"
#include "aws_case.h"
#include "aws_needs.h"
#include "aws_routes.h"
#include "aws_tables.h"
#include "aws_things.h"
#include "commands.h"
#include "mem.h"
#include "output.h"
#include "query.h"
#include "read.h"
#include "text.h"

/* --- Policies in a file ----------------------------------------------------------------------- */

struct answers {
    struct aws_case_file file;
    struct json_writer writer;
    struct buf *out;
    bool json;
    bool wrong; /* a case could not be read */
};

static void say_text(struct answers *a, struct str who, struct str action, struct str what,
                     const struct aws_decision *d)
{
    buf_printf(a->out, "%-8s %-14s ", aws_answer_names[d->answer], aws_reason_names[d->reason]);
    esc_term(a->out, who);
    buf_putc(a->out, ' ');
    esc_term(a->out, action);
    buf_putc(a->out, ' ');
    esc_term(a->out, what);
    buf_putc(a->out, '\n');
    if (d->reason == AWS_IMPLICIT_DENY)
        buf_printf(a->out, "    no statement of the %s policies allows it\n",
                   aws_layer_names[d->layer]);
    for (size_t i = 0; i < d->hit_count; i++) {
        const struct aws_hit *h = &d->hits[i];
        buf_printf(a->out, "    %s %-8s ", h->statement->allow ? "Allow" : "Deny ",
                   aws_layer_names[h->layer]);
        esc_term(a->out, h->policy->name);
        buf_printf(a->out, " statement %u", (unsigned)h->statement->index);
        if (h->statement->sid.len) {
            buf_putc(a->out, ' ');
            esc_term(a->out, h->statement->sid);
        }
        struct str where = aws_statement_where(&a->file, h);
        buf_puts(a->out, h->match == TRI_TRUE ? "" : " (perhaps)");
        buf_puts(a->out, where.len ? ", " : "");
        esc_term(a->out, where);
        buf_putc(a->out, '\n');
    }
    for (unsigned i = 0; i < d->open_count; i++) {
        buf_puts(a->out, i ? ", " : "    conditions of the template: ");
        esc_term(a->out, d->open[i]);
    }
    if (d->open_count)
        buf_putc(a->out, '\n');
    for (unsigned i = 0; i < d->unknown.count; i++) {
        buf_puts(a->out, i ? ", " : "    not known: ");
        esc_term(a->out, d->unknown.keys[i]);
    }
    if (d->unknown.count)
        buf_putc(a->out, '\n');
}

static void answer_case(struct answers *a, const struct json_value *v)
{
    struct aws_case_read c;
    struct aws_decision d;
    bool good = aws_case_read(&a->file, v, &c);
    if (good)
        aws_decide(&c.c, &d);
    a->wrong = a->wrong || !good;
    if (!a->json) {
        if (good)
            say_text(a, c.c.request.principal, c.c.request.action, c.c.request.resource, &d);
        else
            buf_printf(a->out, "error    %s\n", c.why);
        for (size_t i = 0; i < c.problem_count; i++) {
            buf_puts(a->out, "    ");
            esc_term(a->out, c.problems[i]);
            buf_putc(a->out, '\n');
        }
        return;
    }
    json_object(&a->writer);
    if (good)
        aws_answer_json(&a->writer, &a->file, &d);
    else
        json_member(&a->writer, "error", str_from(c.why));
    if (c.problem_count) {
        json_key(&a->writer, "problems");
        json_list(&a->writer);
        for (size_t i = 0; i < c.problem_count; i++)
            json_text(&a->writer, c.problems[i]);
        json_end(&a->writer);
    }
    json_end(&a->writer);
}

static void answer_all(struct answers *a, const struct json_value *v)
{
    bool many = v->type == JSON_VALUE_LIST;
    if (many && a->json)
        json_list(&a->writer);
    for (const struct json_value *c = many ? v->first : v; c; c = many ? c->next : NULL)
        answer_case(a, c);
    if (many && a->json)
        json_end(&a->writer);
}

static int can_from_file(const struct cli *cli, bool json)
{
    struct str path = cli_text(cli, OPT_POLICIES);
    struct diags *diags = diags_new();
    struct buf bytes = {0}, out = {0};
    const struct read_place place = {.root = AT_FDCWD, .path = path.ptr, .named = true,
                                     .file = str_is(path, "-") ? STR("stdin") : path};
    struct answers a = {.out = &out, .json = json};
    int code = EXIT_INPUT;
    a.file.arena = arena_new();
    a.file.name = place.file;
    a.writer = json_writer(&out);
    bool good = read_load(&place, diags, &bytes);
    output_diags(diags, false);
    diags_free(diags);
    if (good) {
        struct str text = buf_str(&bytes);
        size_t wrong_at = 0;
        const struct json_value *v = json_value_read(a.file.arena, text, &wrong_at);
        a.file.lines = json_lines(a.file.arena, text);
        if (v) {
            answer_all(&a, v);
            code = commands_finish(cli, NULL, &out);
            if (code == EXIT_FINE && a.wrong)
                code = EXIT_INPUT;
        } else {
            uint32_t line, col;
            json_lines_place(&a.file.lines, wrong_at, &line, &col);
            output_error("%.*s:%u:%u: error: this is no JSON", (int)place.file.len,
                         place.file.ptr, (unsigned)line, (unsigned)col);
        }
    }
    buf_release(&out);
    read_wipe(&bytes);
    arena_free(a.file.arena);
    return code;
}

/* --- Policies of a system --------------------------------------------------------------------- */

enum { PAIRS_MAX = 10000 };

static const struct str transport[] = {STR_INIT("true")};
static const struct aws_context known[] = {
    {.key = STR_INIT("aws:SecureTransport"), .values = transport, .count = 1},
};

struct question {
    const struct graph *g;
    const struct aws_docs *docs;
    struct aws_things things;
    struct answers a;
    struct str action;
    node_id *who, *what; /* 0: the text itself */
    size_t who_count, what_count;
    struct str who_text, what_text;
};

static struct str arn_of(const struct graph *g, node_id n)
{
    return aws_node_arn(g, n);
}

/* Id, name, logical id or ARN: exactly, or as a glob if it has a wildcard. */
static bool is_called(const struct graph *g, node_id n, struct str text)
{
    const struct node *node = graph_node_at(g, n);
    struct str names[] = {node->id, node->name, arn_of(g, n), node_attr_text(node, "logical-id")};
    bool wild = str_chr(text, '*') != STR_NPOS || str_chr(text, '?') != STR_NPOS;
    for (size_t i = 0; i < COUNT(names); i++)
        if (names[i].len && (str_eq(names[i], text) || (i % 2 == 1 && str_ieq(names[i], text)) ||
                             (wild && str_glob(text, names[i], false))))
            return true;
    return false;
}

/* Who acts for the node: itself, or the role that it runs as. */
static node_id actor_of(const struct graph *g, node_id n)
{
    edge_id run = graph_first_out(g, n, EDGE_RUNS_AS);
    if (run)
        return graph_edge_at(g, run)->to;
    return graph_node_at(g, n)->kind == NODE_IDENTITY ? n : 0;
}

/* The API that a route or a field is one of; 0: it is none. */
static node_id api_of(const struct graph *g, node_id n)
{
    edge_id e = graph_node_at(g, n)->kind == NODE_ROUTE ? graph_first_in(g, n, EDGE_ROUTES) : 0;
    node_id api = e ? graph_edge_at(g, e)->from : 0;
    return api && graph_node_at(g, api)->kind == NODE_API ? api : 0;
}

static void add_once(node_id *list, size_t *count, node_id n)
{
    for (size_t i = 0; i < *count; i++)
        if (list[i] == n)
            return;
    list[(*count)++] = n;
}

/* A text that names no node may still stand for somebody or something outside. */
static bool stands_alone(struct str text, bool principal)
{
    if (str_starts(text, STR("arn:")) || str_is(text, "*"))
        return true;
    return principal && (aws_is_account(text) || str_ends(text, STR(".amazonaws.com")) ||
                         str_is(text, "anonymous"));
}

static bool find_ends(struct question *q)
{
    size_t nodes = graph_node_count(q->g);
    q->who = mem_zalloc(nodes + 1, sizeof *q->who);
    q->what = mem_zalloc(nodes + 1, sizeof *q->what);
    for (size_t i = 1; i <= nodes; i++) {
        node_id n = (node_id)i;
        if (!str_is(q->who_text, "*") && is_called(q->g, n, q->who_text) && actor_of(q->g, n))
            add_once(q->who, &q->who_count, actor_of(q->g, n));
        if (!str_is(q->what_text, "*") && is_called(q->g, n, q->what_text) &&
            (arn_of(q->g, n).len || api_of(q->g, n)))
            q->what[q->what_count++] = n;
    }
    for (int side = 0; side < 2; side++) {
        struct str text = side ? q->what_text : q->who_text;
        size_t *count = side ? &q->what_count : &q->who_count;
        if (*count == 0 && !stands_alone(text, side == 0)) {
            output_error(side ? "no resource with an ARN is called '%.*s'"
                              : "no identity is called '%.*s', nor anything that runs as one",
                         (int)text.len, text.ptr);
            return false;
        }
        if (*count == 0)
            *count = 1; /* the text itself */
    }
    if (q->who_count * q->what_count <= PAIRS_MAX)
        return true;
    output_error("more than %d pairs of principal and resource", PAIRS_MAX);
    return false;
}

static void put_answer(struct question *q, struct str who, struct str what, const struct aws_case *c,
                       const struct aws_decision *d)
{
    if (!q->a.json) {
        say_text(&q->a, who, q->action, what, d);
        return;
    }
    json_object(&q->a.writer);
    json_member(&q->a.writer, "principal", who);
    json_member(&q->a.writer, "action", q->action);
    json_member(&q->a.writer, "resource", what);
    json_member(&q->a.writer, "arn", c->request.resource);
    aws_answer_json(&q->a.writer, &q->a.file, d);
    json_end(&q->a.writer);
}

/* A table may be queried by an index of it, which is another resource. Where that has another answer
 * than the table itself, both are given. */
static void ask_index(struct question *q, struct str who, struct str what, struct aws_case *c,
                      const struct aws_decision *whole)
{
    const struct aws_action_row *row = aws_action_find_written(q->action);
    struct aws_decision d;
    if (!aws_need_index(&q->things, c->request.thing, row, &c->request))
        return;
    aws_decide(c, &d);
    if (d.answer != whole->answer)
        put_answer(q, who, ARENA_JOIN(q->a.file.arena, what, STR("/index/*")), c, &d);
}

/* The row of the action; of a wildcard one that is asked about the same thing as all others that it
 * means, NULL if they are not. */
static const struct aws_action_row *row_of(struct question *q)
{
    const struct aws_action_row *found = NULL;
    size_t colon = str_chr(q->action, ':'), first, end;
    if (colon == STR_NPOS || str_chr(q->action, '*') == STR_NPOS)
        return aws_action_find_written(q->action);
    struct str pattern = glob_compile(q->a.file.arena, q->action);
    aws_actions_of(str_sub(q->action, 0, colon), &first, &end);
    for (size_t i = first; i < end; i++) {
        const struct aws_action_row *row = &aws_action_rows[i];
        if (!glob_match(pattern, str_from(row->action), true))
            continue;
        if (found && found->shape != row->shape)
            return NULL;
        found = row;
    }
    return found;
}

static void decide(struct question *q, node_id route, node_id what, struct aws_case *c,
                   struct aws_decision *d)
{
    const struct aws_thing *api = route ? aws_thing_of(&q->things, what) : NULL;
    if (api && str_istarts(q->action, ARENA_JOIN(q->a.file.arena, api->service, STR(":"))))
        aws_ask_route(q->g, q->a.file.arena, api, route, c, d);
    else
        aws_decide(c, d);
}

static void ask_pair(struct question *q, node_id who, node_id named)
{
    node_id api = named ? api_of(q->g, named) : 0, what = api ? api : named;
    struct aws_case c = {0};
    struct aws_decision d;
    struct str who_name = who ? graph_node_at(q->g, who)->id : q->who_text;
    struct str what_name = named ? graph_node_at(q->g, named)->id : q->what_text;
    struct str principal = who ? arn_of(q->g, who) : q->who_text;
    struct str arn = what ? arn_of(q->g, what) : q->what_text;
    const struct aws_action_row *row = row_of(q);
    bool trust = str_istarts(q->action, STR("sts:"));
    if (q->docs && who) {
        c.layers[AWS_LAYER_IDENTITY] = aws_docs_of(q->docs, who, AWS_USE_IDENTITY);
        c.layers[AWS_LAYER_BOUNDARY] = aws_docs_of(q->docs, who, AWS_USE_BOUNDARY);
    }
    if (q->docs)
        c.layers[AWS_LAYER_RESOURCE] =
            aws_docs_resource(q->docs, what, aws_arn_service(arn), trust);
    c.request = (struct aws_request){
        .principal = principal.len ? principal : STR("arn:aws:iam::*:role/*"),
        .action = q->action, .context = known,
        .resource = what ? aws_node_asked(q->g, q->a.file.arena, what, row)
                         : aws_arn_asked(q->a.file.arena, arn, row),
        .context_count = COUNT(known), .context_open = true, .design = true};
    if (what && aws_thing_of(&q->things, what)) {
        c.request.thing = what;
        c.request.owner = aws_thing_of(&q->things, what)->owner;
    }
    aws_request_ready(q->a.file.arena, &c.request);
    if (who && !what) /* an ARN that somebody types is one of the account that they look at */
        c.request.resource_account = c.request.account;
    decide(q, api ? named : 0, what, &c, &d);
    put_answer(q, who_name, what_name, &c, &d);
    ask_index(q, who_name, what_name, &c, &d);
}

static int can_in_system(const struct cli *cli, bool json)
{
    struct cli rest = *cli;
    rest.args += 3;
    rest.arg_count -= 3;
    struct graph *g = commands_open(&rest);
    if (!g)
        return EXIT_USAGE;
    struct buf out = {0};
    struct question q = {.g = g, .a = {.out = &out, .json = json},
                         .who_text = str_from(cli->args[0]), .action = str_from(cli->args[1]),
                         .what_text = str_from(cli->args[2])};
    int code = EXIT_USAGE;
    q.a.file.arena = arena_new();
    q.a.writer = json_writer(&out);
    q.docs = q.a.file.docs = aws_docs_read(g, q.a.file.arena);
    aws_things_find(&q.things, g, q.a.file.arena);
    if (find_ends(&q)) {
        if (json)
            json_list(&q.a.writer);
        for (size_t i = 0; i < q.who_count; i++)
            for (size_t k = 0; k < q.what_count; k++)
                ask_pair(&q, q.who[i], q.what[k]);
        if (json)
            json_end(&q.a.writer);
        code = commands_finish(cli, g, &out);
    }
    buf_release(&out);
    mem_free(q.who);
    mem_free(q.what);
    aws_things_release(&q.things);
    arena_free(q.a.file.arena);
    graph_free(g);
    return code;
}

int command_can(const struct cli *cli)
{
    struct str format = cli_text(cli, OPT_FORMAT);
    bool file = cli_has(cli, OPT_POLICIES);
    bool json = str_is(format, "json") || (file && str_empty(format));
    if (!json && !str_empty(format) && !str_is(format, "text")) {
        output_error("`faasmap can` answers as text or json, not '%s'", cli->value[OPT_FORMAT]);
        return EXIT_USAGE;
    }
    if (file && cli->arg_count == 0)
        return can_from_file(cli, json);
    if (!file && cli->arg_count >= 3 && strchr(cli->args[1], ':'))
        return can_in_system(cli, json);
    output_error("`faasmap can` needs PRINCIPAL ACTION RESOURCE (as in `can Role s3:GetObject "
                 "Bucket PATH`), or --policies FILE");
    return EXIT_USAGE;
}
