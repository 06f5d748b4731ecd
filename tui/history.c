/* SPDX-License-Identifier: MIT */
#include "history.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "line.h"
#include "mem.h"
#include "read.h"
#include "save.h"
#include "secrets.h"

void history_release(struct history *h)
{
    for (size_t i = 0; i < h->count; i++)
        buf_release(&h->lines[i]);
    mem_free(h->lines);
    *h = (struct history){0};
}

/* --- Lines -------------------------------------------------------------------------------------- */

static bool may_be_kept(struct str line)
{
    if (str_empty(line) || line.len > LINE_MAX_BYTES || line.ptr[0] == ' ')
        return false;
    for (size_t i = 0; i < line.len; i++) {
        if ((unsigned char)line.ptr[i] < ' ' || line.ptr[i] == 0x7f)
            return false;
    }
    return secret_in_text(line) == NULL;
}

static void drop(struct history *h, size_t i)
{
    buf_release(&h->lines[i]);
    memmove(h->lines + i, h->lines + i + 1, (h->count - i - 1) * sizeof *h->lines);
    if (i >= h->count - h->fresh)
        h->fresh--;
    h->count--;
}

bool history_add(struct history *h, struct str line)
{
    struct buf copy = {0};

    if (!may_be_kept(line))
        return false;
    buf_add(&copy, line);
    for (size_t i = h->count; i-- > 0;) {
        if (str_eq(buf_str(&h->lines[i]), line))
            drop(h, i);
    }
    if (h->count == HISTORY_LINES_MAX)
        drop(h, 0);
    if (h->count == h->cap)
        h->lines = mem_grow(h->lines, &h->cap, sizeof *h->lines);
    h->lines[h->count++] = copy;
    h->fresh++;
    return true;
}

static size_t look(const struct history *h, size_t at, int direction, struct str text, bool inside)
{
    while (direction < 0 ? at > 0 : at < h->count) {
        at = direction < 0 ? at - 1 : at + 1;
        if (at == h->count)
            break;
        struct str line = buf_str(&h->lines[at]);
        if (inside ? str_ifind(line, text) != STR_NPOS : str_starts(line, text))
            return at;
    }
    return h->count;
}

size_t history_next(const struct history *h, size_t at, int direction, struct str prefix)
{
    return look(h, at, direction, prefix, false);
}

size_t history_find(const struct history *h, size_t at, int direction, struct str part)
{
    return look(h, at, direction, part, true);
}

/* --- The file ----------------------------------------------------------------------------------- */

void history_load(struct history *h, const char *path)
{
    const struct read_place place = {.root = AT_FDCWD, .path = path, .file = str_from(path),
                                     .named = true};
    struct diags *ignored = diags_new();
    struct buf text = {0};

    if (save_is_file(path) && read_load(&place, ignored, &text)) {
        for (struct str rest = buf_str(&text), line; str_cut(&rest, '\n', &line);)
            history_add(h, line);
    }
    h->fresh = 0;
    diags_free(ignored);
    buf_release(&text);
}

bool history_save(struct history *h, const char *path)
{
    struct history whole = {0};
    struct buf text = {0};
    bool good;

    if (h->fresh == 0)
        return true;
    history_load(&whole, path);
    for (size_t i = h->count - h->fresh; i < h->count; i++)
        history_add(&whole, buf_str(&h->lines[i]));
    for (size_t i = 0; i < whole.count; i++) {
        buf_add(&text, buf_str(&whole.lines[i]));
        buf_putc(&text, '\n');
    }
    save_folders(path);
    good = save_replace(path, buf_str(&text), 0600);
    if (good)
        h->fresh = 0;
    history_release(&whole);
    buf_release(&text);
    return good;
}
