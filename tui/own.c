/* SPDX-License-Identifier: MIT */
#include "own.h"

#include <string.h>

#include "importer.h"
#include "session.h"

/* --- Keys ----------------------------------------------------------------------------------------- */

bool own_default_keys(struct keymap *keys, struct diags *diags)
{
    for (const struct embedded_file *f = embedded_files; f->path; f++) {
        if (strcmp(f->path, "tui/keys.conf") == 0)
            return keymap_read(keys, (struct str){f->bytes, f->size}, STR("keys.conf"), diags);
    }
    return true;
}

static bool open_keys(struct explorer *x, struct buf *why)
{
    struct diags *d = diags_new();
    bool good = own_default_keys(&x->keys, d);

    if (!good)
        diags_first(d, why);
    else if (!str_empty(x->options.user_keys))
        keymap_read(&x->keys, x->options.user_keys, x->options.user_keys_file, x->own);
    diags_free(d);
    return good;
}

/* --- Theme ---------------------------------------------------------------------------------------- */

static struct theme *embedded_theme(struct str name)
{
    const struct theme_places places = {0};
    struct diags *unsaid = diags_new();
    struct theme *t = str_chr(name, '/') == STR_NPOS ? theme_load(name, &places, unsaid) : NULL;

    diags_free(unsaid);
    return t;
}

static bool open_theme(struct explorer *x, struct buf *why)
{
    const struct explorer_options *o = &x->options;
    const struct theme_places places = {.user_folder = o->theme_folder};
    struct str name = str_from(o->theme ? o->theme : "dark");
    struct diags *d = diags_new();

    x->theme = theme_load(name, &places, d);
    if (!x->theme && (!theme_is_there(name, &places) || (o->theme && o->patient))) {
        diags_first(d, why);
        diags_free(d);
        return false;
    }
    if (!x->theme)
        x->theme = embedded_theme(name);
    if (!x->theme)
        x->theme = embedded_theme(o->background == BACKGROUND_LIGHT ? STR("light") : STR("dark"));
    if (!x->theme)
        x->theme = theme_builtin();
    diags_move(x->own, d);
    return true;
}

/* --- All ------------------------------------------------------------------------------------------ */

bool own_open(struct explorer *x, struct buf *why)
{
    x->own = x->options.own ? x->options.own : diags_new();
    return open_keys(x, why) && open_theme(x, why);
}

void own_close(struct explorer *x)
{
    if (!x->options.own)
        diags_free(x->own);
}

void own_tell(struct explorer *x)
{
    size_t count = diags_count(x->own);
    const struct binding *b = keymap_for(&x->keys, VIEW_ANY, ACTION_VIEW_MESSAGES);
    struct buf first = {0}, keys = {0};

    if (!count)
        return;
    diags_first(x->own, &first);
    size_t folder = str_rchr(str_sub(buf_str(&first), 0, str_chr(buf_str(&first), ':')), '/');
    if (b)
        binding_print(&keys, b);
    session_complain(x, "%zu error%s in your own files (%s lists them): %s", count,
                     count == 1 ? "" : "s", keys.len ? keys.ptr : ":view messages",
                     first.ptr + (folder == STR_NPOS ? 0 : folder + 1));
    buf_release(&first);
    buf_release(&keys);
}
