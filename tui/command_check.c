/* SPDX-License-Identifier: MIT */
/* command_check.c - the findings of a system, and the catalogue of rules. */
#include <fcntl.h>

#include "arena.h"
#include "cli_options.h"
#include "commands.h"
#include "findings_out.h"
#include "output.h"
#include "read.h"

enum form { FORM_TEXT, FORM_JSON, FORM_SARIF };

/* Comma-separated ids or globs, each of which must fit a rule. */
static bool rule_list(const struct cli *cli, enum cli_option o, struct arena *arena,
                      struct str_list *out)
{
    struct str rest = cli_text(cli, o);
    struct str *items = arena_array(arena, rest.len + 1, sizeof *items);
    for (struct str word; str_cut(&rest, ',', &word);) {
        word = str_trim(word);
        bool fits = str_empty(word);
        for (size_t i = 0; !fits && i < rule_count; i++)
            fits = str_glob(word, str_from(rules[i].id), true);
        if (!fits) {
            output_error("no rule is called '%.*s' (`faasmap rules` lists them)", (int)word.len,
                         word.ptr);
            return false;
        }
        if (!str_empty(word))
            items[out->count++] = word;
    }
    out->items = items;
    return true;
}

static bool severity_option(const struct cli *cli, enum cli_option o, enum severity *out)
{
    if (!cli_has(cli, o) || severity_find(cli_text(cli, o), out))
        return true;
    output_error("--%s is one of info, low, medium, high, critical; not '%s'", cli_options[o].name,
                 cli->value[o]);
    return false;
}

/* Is there a finding that makes the command fail? */
static bool fails(const struct findings *all, enum severity from)
{
    for (size_t i = 0; i < findings_count(all); i++) {
        const struct finding *f = findings_at(all, i);
        if (!f->question && !f->suppressed.len && !f->known && f->severity >= from)
            return true;
    }
    return false;
}

/* --baseline FILE: false: a message was given, *code says how to end. */
static bool read_baseline(const struct cli *cli, struct decisions *d, int *code)
{
    struct str path = cli_text(cli, OPT_BASELINE);
    if (!cli_has(cli, OPT_BASELINE))
        return true;
    const struct read_place place = {.root = AT_FDCWD, .path = path.ptr, .named = true,
                                     .file = str_is(path, "-") ? STR("stdin") : path};
    struct diags *diags = diags_new();
    struct buf bytes = {0};
    struct doc *doc = NULL;
    bool good = read_load(&place, diags, &bytes) &&
                read_json(buf_str(&bytes), place.file, READ_STRICT, diags, &doc);
    output_diags(diags, false);
    diags_free(diags);
    *code = EXIT_INPUT;
    if (good && !decisions_read_baseline(d, doc)) {
        output_error("%s is no answer of `faasmap check -f json`", path.ptr);
        good = false;
    }
    doc_free(doc);
    buf_release(&bytes);
    return good;
}

struct check {
    struct findings_form form;
    enum severity fail_on; /* SEVERITY_COUNT: never */
    int output;
};

static bool read_options(const struct cli *cli, struct check *c, struct rule_options *options)
{
    c->form = (struct findings_form){.suppressed = cli_has(cli, OPT_SUPPRESSED),
                                     .version = FAASMAP_VERSION};
    c->fail_on = str_is(cli_text(cli, OPT_FAIL_ON), "never") ? SEVERITY_COUNT : SEVERITY_HIGH;
    if (!severity_option(cli, OPT_SEVERITY, &c->form.from) ||
        (c->fail_on != SEVERITY_COUNT && !severity_option(cli, OPT_FAIL_ON, &c->fail_on)))
        return false;
    options->today = date_today();
    if (!cli_has(cli, OPT_TODAY) || date_parse(cli_text(cli, OPT_TODAY), &options->today))
        return true;
    output_error("--today takes a day, YYYY-MM-DD, not '%s'", cli->value[OPT_TODAY]);
    return false;
}

/* The older state of --before. Its messages are not told: it was read when it was new. NULL: it
 * cannot be read, said already. */
static struct graph *open_before(const struct cli *cli)
{
    struct import_options input = cli_import_options(cli);
    input.paths = &cli->value[OPT_BEFORE];
    input.path_count = 1;
    struct graph *g = import_all(&input);
    if (!diags_errors(graph_diags(g)) && graph_node_count(g))
        return g;
    output_diags(graph_diags(g), true);
    output_error("%s cannot be read as an older state", cli->value[OPT_BEFORE]);
    graph_free(g);
    return NULL;
}

static void tell(struct buf *out, const struct findings *all, const struct check *c)
{
    if (c->output == FORM_JSON)
        findings_json(out, all, &c->form);
    else if (c->output == FORM_SARIF)
        findings_sarif(out, all, &c->form);
    else
        findings_text(out, all, &c->form);
}

static int answer(const struct cli *cli, const struct check *c, const struct rule_options *said,
                  struct decisions *d)
{
    struct graph *g = commands_open_decided(cli, d);
    if (!g)
        return EXIT_USAGE;
    struct diags *diags = diags_new();
    struct rule_options options = decisions_options(d, said);
    struct graph *before = cli_has(cli, OPT_BEFORE) ? open_before(cli) : NULL;
    if (cli_has(cli, OPT_BEFORE) && !before) {
        diags_free(diags);
        graph_free(g);
        return EXIT_INPUT;
    }
    options.before = before;
    options.verify = cli_has(cli, OPT_VERIFY);
    struct findings *all = findings_find(g, &options);
    struct buf out = {0}, why = {0};
    int code;
    decisions_apply(d, all, options.today, diags);
    decisions_check_jewels(d, g, diags);
    commands_tell(cli, g, diags);
    if (options.verify && !findings_verify(all, &why)) {
        code = commands_refuted(&why);
    } else {
        tell(&out, all, c);
        code = commands_finish(cli, g, &out);
    }
    if (code == EXIT_FINE && fails(all, c->fail_on))
        code = EXIT_FOUND;
    buf_release(&why);
    findings_free(all);
    graph_free(before);
    graph_free(g);
    return code;
}

int command_check(const struct cli *cli)
{
    static const char *const names[] = {"text", "json", "sarif"};
    struct rule_options options = {0};
    struct check c;
    int code = EXIT_USAGE;
    if (!commands_form(cli, names, COUNT(names), &c.output) || !read_options(cli, &c, &options))
        return EXIT_USAGE;
    struct arena *arena = arena_new();
    struct decisions *d = decisions_new();
    if (rule_list(cli, OPT_RULES, arena, &options.only) &&
        rule_list(cli, OPT_IGNORE, arena, &options.ignore) && read_baseline(cli, d, &code))
        code = answer(cli, &c, &options, d);
    decisions_free(d);
    arena_free(arena);
    return code;
}

int command_rules(const struct cli *cli)
{
    static const char *const names[] = {"text", "json"};
    struct buf out = {0};
    int form;
    if (!commands_form(cli, names, COUNT(names), &form))
        return EXIT_USAGE;
    if (form == FORM_JSON)
        rules_json(&out);
    else
        rules_text(&out);
    return commands_finish(cli, NULL, &out);
}
