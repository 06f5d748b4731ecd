/* SPDX-License-Identifier: MIT */
/* command_lists.c - the sub-commands that list what the program has: importers, formats, samples,
 * themes, keys, manual, completion, help. */
#include <fcntl.h>
#include <string.h>

#include "commands.h"
#include "explorer.h"
#include "exporter.h"
#include "keymap.h"
#include "output.h"
#include "own.h"
#include "place.h"
#include "read.h"
#include "save.h"
#include "survey.h"
#include "theme.h"

/* name, padded, then text. */
static void row(struct buf *out, struct str name, size_t width, const char *text)
{
    buf_add(out, name);
    buf_fill(out, ' ', name.len < width ? width - name.len : 1);
    buf_printf(out, "%s\n", text);
}

int command_importers(const struct cli *cli)
{
    struct buf out = {0};
    for (const struct importer *const *i = importers; *i; i++) {
        row(&out, str_from((*i)->name), 18, (*i)->title);
        row(&out, STR(""), 18, (*i)->help);
        buf_fill(&out, ' ', 18);
        buf_printf(&out, "files: %s\n", (*i)->files);
    }
    return commands_finish(cli, NULL, &out);
}

int command_formats(const struct cli *cli)
{
    struct str name, help;
    struct buf out = {0};
    for (const struct exporter *const *e = exporters; *e; e++)
        row(&out, str_from((*e)->name), 12, (*e)->help);
    for (size_t i = 0; !str_empty(name = explorer_format(i, &help)); i++)
        row(&out, name, 12, help.ptr);
    return commands_finish(cli, NULL, &out);
}

int command_samples(const struct cli *cli)
{
    struct buf out = {0};
    struct str name, title;
    for (size_t i = 0; survey_sample(i, &name, &title); i++) {
        buf_puts(&out, "sample:");
        buf_add(&out, name);
        buf_fill(&out, ' ', name.len < 25 ? 25 - name.len : 1);
        buf_add(&out, title);
        buf_putc(&out, '\n');
    }
    return commands_finish(cli, NULL, &out);
}

int command_themes(const struct cli *cli)
{
    struct buf out = {0};
    const struct theme_places places = {0};
    for (size_t i = 0; !str_empty(theme_embedded(i)); i++) {
        struct diags *diags = diags_new();
        struct theme *t = theme_load(theme_embedded(i), &places, diags);
        struct str title = t ? theme_title(t) : STR_NONE;
        buf_add(&out, theme_embedded(i));
        buf_fill(&out, ' ', theme_embedded(i).len < 18 ? 18 - theme_embedded(i).len : 1);
        buf_add(&out, title);
        buf_putc(&out, '\n');
        theme_free(t);
        diags_free(diags);
    }
    return commands_finish(cli, NULL, &out);
}

/* What is wrong in the user's file goes where all such messages go, what hides what is the answer. */
static int check_keys(const struct cli *cli)
{
    struct arena *arena = arena_new();
    struct str path = place_of_config(arena, "keys.conf");
    const struct read_place place = {.root = AT_FDCWD, .path = path.ptr, .file = path, .named = true};
    struct diags *diags = diags_new();
    struct keymap keys = {0};
    struct buf text = {0}, out = {0};
    int code;

    own_default_keys(&keys, diags);
    if (!str_empty(path) && save_is_file(path.ptr) && read_load(&place, diags, &text))
        keymap_read(&keys, buf_str(&text), path, diags);
    keymap_conflicts(&keys, &out);
    output_diags(diags, false);
    code = commands_finish(cli, NULL, &out);
    if (code == EXIT_FINE && diags_errors(diags))
        code = EXIT_INPUT;
    buf_release(&text);
    diags_free(diags);
    keymap_release(&keys);
    arena_free(arena);
    return code;
}

int command_keys(const struct cli *cli)
{
    struct buf out = {0};
    struct keymap keys = {0};
    struct diags *diags = diags_new();
    struct str format = cli_text(cli, OPT_FORMAT);
    bool markdown = str_is(format, "markdown"), check = cli->arg_count == 1;
    if ((!str_empty(format) && !markdown && !str_is(format, "text")) || cli->arg_count > 1 ||
        (check && strcmp(cli->args[0], "check") != 0)) {
        output_error("`faasmap keys` answers as text or markdown, and takes nothing but `check`");
        diags_free(diags);
        return EXIT_USAGE;
    }
    if (check) {
        diags_free(diags);
        return check_keys(cli);
    }
    own_default_keys(&keys, diags);
    keymap_print(&keys, markdown ? KEYMAP_MARKDOWN : KEYMAP_TEXT, &out);
    output_diags(diags, false);
    diags_free(diags);
    keymap_release(&keys);
    return commands_finish(cli, NULL, &out);
}

int command_manual(const struct cli *cli)
{
    struct buf out = {0};
    cli_manual(&out);
    return commands_finish(cli, NULL, &out);
}

int command_completion(const struct cli *cli)
{
    struct buf out = {0};
    cli_completion(&out);
    return commands_finish(cli, NULL, &out);
}

int command_usage(const struct cli *cli)
{
    const struct cli_command *about = cli->arg_count ? cli_command_find(cli->args[0]) : NULL;
    struct buf out = {0};
    if (cli->arg_count > 1 || (cli->arg_count && !about)) {
        output_error("no command is called '%s' (`faasmap help` lists them)",
                     cli->args[cli->arg_count - 1]);
        return EXIT_USAGE;
    }
    cli_help(about, &out);
    return commands_finish(cli, NULL, &out);
}
