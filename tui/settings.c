/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include <fcntl.h>

#include "command.h"
#include "read.h"
#include "save.h"
#include "session.h"

static void read_lines(const char *path, struct buf *out)
{
    struct diags *ignored = diags_new();
    const struct read_place place = {.root = AT_FDCWD, .path = path, .file = str_from(path),
                                     .named = true};

    if (!save_is_file(path) || !read_load(&place, ignored, out))
        buf_reset(out);
    diags_free(ignored);
}

bool settings_find(const char *path, const char *name, struct buf *value)
{
    struct buf text = {0};
    bool found = false;

    buf_reset(value);
    if (!path)
        return false;
    read_lines(path, &text);
    for (struct str rest = buf_str(&text), line, key; str_cut(&rest, '\n', &line);) {
        if (!str_cut(&line, '=', &key) || !str_is(str_trim(key), name))
            continue;
        buf_reset(value);
        buf_add(value, str_trim(line));
        found = true;
    }
    buf_release(&text);
    return found;
}

void settings_load(struct explorer *x)
{
    struct buf value = {0};
    const struct setting *s;

    for (size_t i = 0; (s = setting_at(i)); i++) {
        if (s->kept && settings_find(x->options.settings, s->name, &value))
            s->set(x, buf_str(&value)); /* what nobody knows any more is as it would be without */
    }
    buf_release(&value);
}

void settings_keep(struct explorer *x, const struct setting *s)
{
    const char *path = x->options.settings;
    struct buf text = {0}, now = {0};

    if (!path || !s->kept)
        return;
    read_lines(path, &text);
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
