/* SPDX-License-Identifier: MIT */
/* command_check.c - the findings of a system, and the catalogue of rules. */
#include "arena.h"
#include "cli_options.h"
#include "commands.h"
#include "findings_out.h"
#include "output.h"

enum form { FORM_TEXT, FORM_JSON, FORM_SARIF };

static bool form_of(const struct cli *cli, const char *const *names, size_t count, int *out)
{
    struct str said = cli_text(cli, OPT_FORMAT);
    *out = FORM_TEXT;
    for (size_t i = 0; i < count; i++)
        if (str_is(said, names[i]))
            *out = (int)i;
    if (str_empty(said) || str_is(said, names[*out]))
        return true;
    output_error("`faasmap %s` does not answer as '%s'", cli->command->name,
                 cli->value[OPT_FORMAT]);
    return false;
}

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

static int check(const struct cli *cli, struct rule_options *options, int form)
{
    struct findings_form how = {.from = SEVERITY_INFO,
                                .suppressed = cli_has(cli, OPT_SUPPRESSED),
                                .version = FAASMAP_VERSION};
    enum severity fail_on = SEVERITY_HIGH;
    bool never = str_is(cli_text(cli, OPT_FAIL_ON), "never");
    if (!severity_option(cli, OPT_SEVERITY, &how.from) ||
        (!never && !severity_option(cli, OPT_FAIL_ON, &fail_on)))
        return EXIT_USAGE;
    options->today = date_today();
    if (cli_has(cli, OPT_TODAY) && !date_parse(cli_text(cli, OPT_TODAY), &options->today)) {
        output_error("--today takes a day, YYYY-MM-DD, not '%s'", cli->value[OPT_TODAY]);
        return EXIT_USAGE;
    }
    struct graph *g = commands_open(cli);
    if (!g)
        return EXIT_USAGE;
    struct findings *all = findings_find(g, options);
    struct buf out = {0};
    if (form == FORM_JSON)
        findings_json(&out, all, &how);
    else if (form == FORM_SARIF)
        findings_sarif(&out, all, &how);
    else
        findings_text(&out, all, &how);
    int code = commands_finish(cli, g, &out);
    if (code == EXIT_FINE && !never && fails(all, fail_on))
        code = EXIT_FOUND;
    findings_free(all);
    graph_free(g);
    return code;
}

int command_check(const struct cli *cli)
{
    static const char *const names[] = {"text", "json", "sarif"};
    struct rule_options options = {0};
    int form, code = EXIT_USAGE;
    if (!form_of(cli, names, COUNT(names), &form))
        return EXIT_USAGE;
    struct arena *arena = arena_new();
    if (rule_list(cli, OPT_RULES, arena, &options.only) &&
        rule_list(cli, OPT_IGNORE, arena, &options.ignore))
        code = check(cli, &options, form);
    arena_free(arena);
    return code;
}

int command_rules(const struct cli *cli)
{
    static const char *const names[] = {"text", "json"};
    struct buf out = {0};
    int form;
    if (!form_of(cli, names, COUNT(names), &form))
        return EXIT_USAGE;
    if (form == FORM_JSON)
        rules_json(&out);
    else
        rules_text(&out);
    return commands_finish(cli, NULL, &out);
}
