/* SPDX-License-Identifier: MIT */
/* read_file.c - bytes from files, JSON or YAML by name and content, lists of documents. */
#include "read.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limit_say.h"
#include "mem.h"
#include "open_below.h"
#include "scan_json.h"
#include "text_form.h"

/* Lists of documents */

void docs_add(struct docs *set, struct doc *d)
{
    if (set->count == set->cap)
        set->items = mem_grow(set->items, &set->cap, sizeof(struct doc *));
    set->items[set->count++] = d;
}

void docs_release(struct docs *set)
{
    for (size_t i = 0; i < set->count; i++)
        doc_free(set->items[i]);
    mem_free(set->items);
    *set = (struct docs){0};
}

/* Formats */

/* Whether text begins as a JSON map or list does; a JSON scalar is a YAML one as well. */
static bool begins_as_json(struct str text)
{
    text = str_trim(text);
    if (str_empty(text) || (text.ptr[0] != '{' && text.ptr[0] != '['))
        return false;
    struct str rest = str_trim(str_from_at(text, 1));
    return !str_empty(rest) && strchr("\"{[]}", rest.ptr[0]);
}

enum read_format read_format(struct str bytes, struct str file)
{
    static const struct str endings[] = {STR_INIT(".json"), STR_INIT(".jsonc"),
                                         STR_INIT(".tfstate"), STR_INIT(".arm")};
    for (size_t i = 0; i < COUNT(endings); i++)
        if (str_iends(file, endings[i]))
            return READ_FORMAT_JSON;
    struct text_mark mark = text_mark_of(bytes);
    struct str text = str_from_at(bytes, mark.bytes);
    if (mark.form != TEXT_UTF8 || !begins_as_json(text))
        return READ_FORMAT_YAML;
    struct json_scan scan;
    json_scan_init(&scan, text);
    /* What only hit a limit would be JSON: YAML would hit the same one, or misread it. */
    return json_scan_all(&scan) || scan.fault.limit ? READ_FORMAT_JSON : READ_FORMAT_YAML;
}

bool read_any(struct str bytes, struct str file, unsigned flags, struct diags *diags,
              struct docs *out)
{
    if (bytes.len > LIMIT_DOCUMENT_BYTES) {
        limit_say(diags, (struct origin){file, 1, 1, STR_NONE}, LIMIT_ID_DOCUMENT_BYTES);
        return false;
    }
    if (read_format(bytes, file) == READ_FORMAT_YAML)
        return read_yaml(bytes, file, flags, diags, out);
    struct doc *d;
    if (!read_json(bytes, file, flags, diags, &d))
        return false;
    docs_add(out, d);
    return true;
}

/* Files */

static bool fail(struct diags *diags, struct str file, int why)
{
    static const struct {
        int number;
        const char *text;
    } rows[] = {
        {ENOENT, "there is no such file"},
        {EACCES, "permission denied"},
        {EPERM, "permission denied"},
        {EISDIR, "this is a directory"},
        {ENOTDIR, "a part of this path is not a directory, or is a link"},
        {EXDEV, "this path leads out of the project"},
        {ELOOP, "too many links, or one that must not be followed"},
        {ENAMETOOLONG, "this path is too long"},
        {EMFILE, "too many open files"},
        {ENFILE, "too many open files"},
    };
    const struct origin where = {file, 0, 0, STR_NONE};
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (rows[i].number == why) {
            diags_add(diags, DIAG_ERROR, where, "cannot read: %s", rows[i].text);
            return false;
        }
    }
    diags_add(diags, DIAG_ERROR, where, "cannot read: system error %d", why);
    return false;
}

static int open_place(const struct read_place *p)
{
    if (!p->named)
        return p->plain ? open_below_walk(p->root, p->path) : open_below(p->root, p->path);
    if (str_is(str_from(p->path), "-"))
        return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    return openat(p->root, p->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

/* Room for want bytes; what held the text until now is overwritten. */
static void reserve_wiped(struct buf *raw, size_t want)
{
    if (want <= raw->cap)
        return;
    size_t cap = raw->cap * 2 > want ? raw->cap * 2 : want;
    char *bigger = mem_alloc(cap);
    if (raw->len)
        memcpy(bigger, raw->ptr, raw->len);
    mem_wipe(raw->ptr, raw->len);
    mem_free(raw->ptr);
    raw->ptr = bigger;
    raw->cap = cap;
}

void read_wipe(struct buf *raw)
{
    mem_wipe(raw->ptr, raw->len);
    buf_release(raw);
}

/* Waits until there is something to read; false: the caller wants to stop. */
static bool wait_input(int fd, const struct read_place *p)
{
    enum { SLICE_MS = 100 };
    struct pollfd one = {.fd = fd, .events = POLLIN};
    for (;;) {
        if (p->stop && *p->stop)
            return false;
        if (poll(&one, 1, p->stop ? SLICE_MS : -1) > 0)
            return true;
    }
}

static bool read_all(int fd, const struct read_place *p, size_t expect, struct diags *diags,
                     struct buf *raw)
{
    enum { STEP = 64 * 1024 };
    reserve_wiped(raw, expect);
    for (;;) {
        if (!wait_input(fd, p)) {
            diags_add(diags, DIAG_ERROR, (struct origin){p->file, 0, 0, STR_NONE},
                      "cannot read: stopped");
            return false;
        }
        if (raw->cap - raw->len < 2)
            reserve_wiped(raw, raw->cap + STEP);
        ssize_t got = read(fd, raw->ptr + raw->len, raw->cap - raw->len - 1);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got < 0)
            return fail(diags, p->file, errno);
        if (got == 0)
            break;
        raw->len += (size_t)got;
        if (p->most && raw->len >= p->most) {
            mem_wipe(raw->ptr + p->most, raw->len - p->most);
            raw->len = p->most;
            break;
        }
        if (raw->len > LIMIT_DOCUMENT_BYTES) {
            limit_say(diags, (struct origin){p->file, 1, 1, STR_NONE}, LIMIT_ID_DOCUMENT_BYTES);
            return false;
        }
    }
    raw->ptr[raw->len] = '\0';
    return true;
}

static bool load(int fd, const struct read_place *p, struct diags *diags, struct buf *raw)
{
    struct stat st;
    if (fstat(fd, &st) < 0)
        return fail(diags, p->file, errno);
    if (S_ISDIR(st.st_mode))
        return fail(diags, p->file, EISDIR);
    bool regular = S_ISREG(st.st_mode);
    if (!regular && !p->named) {
        diags_add(diags, DIAG_ERROR, (struct origin){p->file, 0, 0, STR_NONE},
                  "cannot read: this is not a regular file");
        return false;
    }
    size_t expect = 2;
    if (regular && st.st_size > 0 && (uintmax_t)st.st_size <= LIMIT_DOCUMENT_BYTES)
        expect += (size_t)st.st_size;
    if (p->most && expect > p->most + 2)
        expect = p->most + 2;
    return read_all(fd, p, expect, diags, raw);
}

bool read_load(const struct read_place *p, struct diags *diags, struct buf *raw)
{
    int fd = open_place(p);
    if (fd < 0)
        return fail(diags, p->file, errno);
    bool done = load(fd, p, diags, raw);
    close(fd);
    if (!done)
        read_wipe(raw);
    return done;
}

bool read_file(const struct read_place *p, unsigned flags, struct diags *diags, struct docs *out)
{
    struct buf raw = {0};
    if (!read_load(p, diags, &raw))
        return false;
    bool done = read_any(buf_str(&raw), p->file, flags, diags, out);
    read_wipe(&raw);
    return done;
}
