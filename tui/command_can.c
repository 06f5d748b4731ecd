/* SPDX-License-Identifier: MIT */
/* command_can.c - may a principal do something? From policies in a file (aws_case.h). */
#include <fcntl.h>

#include "arena.h"
#include "aws_case.h"
#include "commands.h"
#include "output.h"
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

static void say_text(struct answers *a, const struct aws_case_read *c,
                     const struct aws_decision *d)
{
    const struct aws_request *r = &c->c.request;
    buf_printf(a->out, "%-8s %-14s ", aws_answer_names[d->answer], aws_reason_names[d->reason]);
    esc_term(a->out, r->principal);
    buf_putc(a->out, ' ');
    esc_term(a->out, r->action);
    buf_putc(a->out, ' ');
    esc_term(a->out, r->resource);
    buf_putc(a->out, '\n');
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
        buf_puts(a->out, h->match == TRI_TRUE ? ", " : " (perhaps), ");
        esc_term(a->out, aws_statement_where(&a->file, h->statement));
        buf_putc(a->out, '\n');
    }
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
            say_text(a, &c, &d);
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

int command_can(const struct cli *cli)
{
    struct str format = cli_text(cli, OPT_FORMAT);
    bool json = str_is(format, "json") || str_empty(format);
    if (!json && !str_is(format, "text")) {
        output_error("`faasmap can` answers as text or json, not '%s'", cli->value[OPT_FORMAT]);
        return EXIT_USAGE;
    }
    if (!cli_has(cli, OPT_POLICIES)) {
        output_error("`faasmap can` needs --policies FILE");
        return EXIT_USAGE;
    }
    return can_from_file(cli, json);
}
