/* SPDX-License-Identifier: MIT */
/* Fuzz target: the text of a user's key file, read after the default keys. Besides memory errors it
 * ends on: keys that are printed and not read back alike, a binding that counts and is not found. */
#include <stdint.h>
#include <stdlib.h>

#include "importer.h"
#include "keymap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_defaults(struct keymap *m, struct diags *d)
{
    for (const struct embedded_file *f = embedded_files; f->path; f++)
        if (str_is(str_from(f->path), "tui/keys.conf") &&
            !keymap_read(m, (struct str){f->bytes, f->size}, STR("keys.conf"), d))
            abort();
}

static void check_row(const struct keymap *m, const struct binding *b)
{
    struct buf text = {0};
    enum action found;
    size_t at = 0;
    binding_print(&text, b);
    for (unsigned i = 0; i < b->count; i++) {
        struct key k;
        if (!key_parse(buf_str(&text), &at, &k) || !key_eq(k, b->keys[i]))
            abort();
    }
    if (at != text.len || !b->help.len || b->view > VIEW_ANY || b->action >= ACTION_COUNT)
        abort();
    if (keymap_active(m, b) &&
        (keymap_find(m, b->view, b->keys, b->count, &found) != KEYMAP_FOUND || !found))
        abort();
    buf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diags *d = diags_new();
    struct keymap m = {0};
    struct buf out = {0};
    read_defaults(&m, d);
    if (keymap_read(&m, (struct str){(const char *)data, size}, STR("mine"), d) !=
        (diags_errors(d) == 0))
        abort();
    for (size_t i = 0; i < m.count; i++)
        check_row(&m, &m.rows[i]);
    for (size_t a = size % 8; a < ACTION_COUNT; a += 8) /* all of them take most of the time */
        keymap_for(&m, (enum view_id)(size / 8 % VIEW_COUNT), (enum action)a);
    keymap_print(&m, size % 2 ? KEYMAP_MARKDOWN : KEYMAP_TEXT, &out);
    buf_release(&out);
    keymap_release(&m);
    diags_free(d);
    return 0;
}
