/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include <fcntl.h>

#include "command.h"
#include "read.h"
#include "save.h"
#include "session.h"

/* false: there is a file, but it cannot be read. */
static bool read_lines(const char *path, struct diags *diags, struct buf *out)
{
    const struct read_place place = {.root = AT_FDCWD, .path = path, .file = str_from(path),
                                     .named = true};
    bool good = !save_is_file(path) || read_load(&place, diags, out);

    if (!good)
        buf_reset(out);
    return good;
}

/* The last line about a setting; 0: none. */
static uint32_t find(struct str text, const char *name, struct buf *value)
{
    uint32_t number = 0, found = 0;

    for (struct str line, key; str_cut(&text, '\n', &line);) {
        number++;
        if (str_chr(line, '=') == STR_NPOS || !str_cut(&line, '=', &key) || !str_is(str_trim(key), name))
            continue;
        buf_reset(value);
        buf_add(value, str_trim(line));
        found = number;
    }
    return found;
}

bool settings_find(const char *path, const char *name, struct buf *value)
{
    struct diags *unsaid = diags_new();
    struct buf text = {0};
    bool found;

    buf_reset(value);
    found = path && read_lines(path, unsaid, &text) && find(buf_str(&text), name, value);
    buf_release(&text);
    diags_free(unsaid);
    return found;
}

void settings_load(struct explorer *x)
{
    struct origin where = {.file = str_from(x->options.settings), .col = 1};
    struct buf text = {0}, value = {0};
    const struct setting *s;

    if (!x->options.settings)
        return;
    read_lines(x->options.settings, x->own, &text);
    for (struct str rest = buf_str(&text), line; str_cut(&rest, '\n', &line);) {
        where.line++;
        if (!str_empty(str_trim(line)) && str_chr(line, '=') == STR_NPOS)
            diags_add(x->own, DIAG_ERROR, where, "a line is: NAME=VALUE");
    }
    for (size_t i = 0; (s = setting_at(i)); i++) {
        where.line = s->kept ? find(buf_str(&text), s->name, &value) : 0;
        if (where.line && !s->set(x, buf_str(&value))) /* it is as it would be without */
            diags_add(x->own, DIAG_ERROR, where, "%s is one of %s", s->name, s->values);
    }
    buf_release(&text);
    buf_release(&value);
}

void settings_keep(struct explorer *x, const struct setting *s)
{
    const char *path = x->options.settings;
    struct diags *unsaid = diags_new();
    struct buf text = {0}, now = {0};
    bool good = path && s->kept;

    if (good && !read_lines(path, unsaid, &text)) { /* nor is it overwritten */
        session_complain(x, "%s cannot be kept: %s cannot be read", s->name, path);
        good = false;
    }
    diags_free(unsaid);
    if (!good)
        return;
    for (struct str rest = buf_str(&text), line; str_cut(&rest, '\n', &line);) {
        struct str left = line, key = STR_NONE;
        str_cut(&left, '=', &key);
        if (!str_is(str_trim(key), s->name) && !str_empty(line))
            buf_printf(&now, "%.*s\n", (int)line.len, line.ptr);
    }
    buf_printf(&now, "%s=", s->name);
    s->get(x, &now);
    buf_putc(&now, '\n');
    save_folders(path);
    if (!save_replace(path, buf_str(&now), 0600))
        session_complain(x, "%s cannot be kept for the next run", s->name);
    buf_release(&text);
    buf_release(&now);
}
