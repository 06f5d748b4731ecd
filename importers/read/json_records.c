/* SPDX-License-Identifier: MIT */
/* json_records.c - finds where a record ends by its brackets, then has the scanner judge it. */
#include "json_records.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limit_say.h"
#include "open_below.h"
#include "scan_json.h"
#include "text_form.h"

enum { BLOCK = 256 * 1024 };

struct stream {
    const struct json_sink *sink;
    struct str file;
    struct str rest;    /* what has been read and not been handed over */
    struct buf block;   /* owns the bytes of rest; empty: they are the caller's */
    int fd;             /* -1: nothing more comes */
    uint32_t line, col; /* of the first byte of rest */
    bool bad;
};

static struct origin here(const struct stream *s)
{
    return (struct origin){s->file, s->line, s->col, STR_NONE};
}

static void fail(struct stream *s, struct origin where, const char *what)
{
    diags_add(s->sink->diags, DIAG_ERROR, where, "%s", what);
    s->bad = true;
}

/* More bytes behind rest; false: there are none. */
static bool more(struct stream *s)
{
    if (s->fd < 0)
        return false;
    size_t kept = s->rest.len;
    if (kept)
        memmove(s->block.ptr, s->rest.ptr, kept);
    s->block.len = kept;
    buf_reserve(&s->block, BLOCK);
    ssize_t n;
    do {
        n = read(s->fd, s->block.ptr + kept, BLOCK);
    } while (n < 0 && errno == EINTR);
    if (n < 0)
        fail(s, (struct origin){.file = s->file}, strerror(errno));
    if (n > 0)
        s->block.len += (size_t)n;
    s->rest = buf_str(&s->block);
    if (n <= 0) {
        close(s->fd);
        s->fd = -1;
    }
    return n > 0;
}

static void pass(struct stream *s, size_t bytes)
{
    struct str passed = str_sub(s->rest, 0, bytes);
    for (size_t at; (at = str_chr(passed, '\n')) != STR_NPOS; passed = str_from_at(passed, at + 1)) {
        s->line++;
        s->col = 1;
    }
    for (size_t i = 0; i < passed.len; i++)
        s->col += ((unsigned char)passed.ptr[i] & 0xc0) != 0x80;
    s->rest = str_from_at(s->rest, bytes);
}

/* To what comes next; 0: the end. */
static char skip_blank(struct stream *s)
{
    for (;;) {
        size_t i = 0;
        while (i < s->rest.len && strchr(" \t\r\n", s->rest.ptr[i]) && s->rest.ptr[i])
            i++;
        pass(s, i);
        if (s->rest.len)
            return s->rest.ptr[0] ? s->rest.ptr[0] : '?';
        if (!more(s))
            return 0;
    }
}

/* The bytes of the value that rest begins with, by its brackets; with `line` up to the end of the
 * line. 0: it does not end, or is too large. */
static size_t length_of(struct stream *s, bool line)
{
    size_t depth = 0, i = 0;
    bool quoted = false, escaped = false;
    for (;; i++) {
        if (i == s->rest.len && !more(s))
            return line ? i : 0;
        if (i >= LIMIT_DOCUMENT_BYTES)
            return 0;
        char c = s->rest.ptr[i];
        if (line) {
            if (c == '\n')
                return i;
        } else if (escaped) {
            escaped = false;
        } else if (quoted) {
            escaped = c == '\\';
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            return i + 1;
        }
    }
}

/* --- Records ---------------------------------------------------------------------------------- */

static void place_in_file(const struct json_record *r, uint32_t *line, uint32_t *col)
{
    if (*line == 1)
        *col += r->col - 1;
    *line += r->line - 1;
}

static void say_fault(struct stream *s, const struct json_record *r, struct json_fault f)
{
    struct origin where = {r->file, f.at.line, f.at.col, STR_NONE};
    place_in_file(r, &where.line, &where.col);
    if (f.limit) {
        limit_say(s->sink->diags, where, f.limit);
        s->bad = true;
    } else {
        fail(s, where, f.text);
    }
}

/* Hands over the record of so many bytes, if it is one. */
static void take(struct stream *s, size_t length, bool last)
{
    struct json_scan scan;
    const struct json_record r = {str_sub(s->rest, 0, length), s->file, s->line, s->col};
    json_scan_init(&scan, r.text);
    if (json_scan_all(&scan))
        s->sink->take(s->sink->arg, &r);
    else
        say_fault(s, &r, scan.fault);
    if (!last)
        pass(s, length);
}

/* Where the brackets do not close: the scanner knows best where the fault is. */
static void take_broken(struct stream *s)
{
    if (s->rest.len >= LIMIT_DOCUMENT_BYTES) {
        limit_say(s->sink->diags, here(s), LIMIT_ID_DOCUMENT_BYTES);
        s->bad = true;
    } else {
        take(s, s->rest.len, true);
    }
}

/* The object that begins here; false: it does not end, and what is wrong was said. */
static bool take_one(struct stream *s)
{
    size_t length = length_of(s, false);
    if (length)
        take(s, length, false);
    else
        take_broken(s);
    return length != 0;
}

static void read_array(struct stream *s)
{
    pass(s, 1);
    for (char c = skip_blank(s); c != ']'; c = skip_blank(s)) {
        if (c != '{') {
            fail(s, here(s), c ? "an object is expected here" : "the array does not end");
            return;
        }
        if (!take_one(s))
            return;
        c = skip_blank(s);
        if (c == ',')
            pass(s, 1);
        else if (c != ']') {
            fail(s, here(s), c ? "',' or ']' is expected here" : "the array does not end");
            return;
        }
    }
    pass(s, 1);
    if (skip_blank(s))
        fail(s, here(s), "something stands behind the end of the array");
}

static void read_lines(struct stream *s)
{
    while (skip_blank(s)) {
        size_t length = length_of(s, true);
        if (!length) {
            take_broken(s);
            return;
        }
        take(s, length, false);
    }
}

/* Is the first line an object by itself, with more behind it? */
static bool has_lines(struct stream *s)
{
    size_t length = length_of(s, true);
    struct json_scan scan;
    if (!length)
        return false;
    json_scan_init(&scan, str_sub(s->rest, 0, length));
    if (!json_scan_all(&scan))
        return false;
    while (length == s->rest.len)
        if (!more(s))
            return false;
    return true;
}

static void read_object(struct stream *s)
{
    if (has_lines(s)) {
        read_lines(s);
        return;
    }
    if (!take_one(s))
        return;
    if (skip_blank(s))
        fail(s, here(s), "something stands behind the end of the object");
}

static bool read_all(struct stream *s)
{
    static const char zip[] = "PK\003\004";
    while (s->rest.len < 4 && more(s))
        ;
    if (str_starts(s->rest, STR("\xef\xbb\xbf")))
        s->rest = str_from_at(s->rest, 3);
    if (str_starts(s->rest, (struct str){zip, 4})) {
        fail(s, (struct origin){.file = s->file},
             "this is a zip archive, which is not read: unpack it and give the folder");
        return false;
    }
    switch (skip_blank(s)) {
    case 0:
        fail(s, here(s), "the file is empty");
        break;
    case '[':
        read_array(s);
        break;
    case '{':
        read_object(s);
        break;
    default:
        fail(s, here(s), "'{' or '[' is expected here");
        break;
    }
    return !s->bad;
}

bool json_records_text(struct str text, struct str file, const struct json_sink *sink)
{
    struct stream s = {.sink = sink, .file = file, .rest = text, .fd = -1, .line = 1, .col = 1};
    return read_all(&s);
}

bool json_records_file(const struct read_place *place, const struct json_sink *sink)
{
    struct stream s = {.sink = sink, .file = place->file, .line = 1, .col = 1};
    struct stat st;
    s.fd = place->named ? openat(place->root, place->path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
                        : open_below(place->root, place->path);
    if (s.fd < 0 || fstat(s.fd, &st) != 0 || S_ISDIR(st.st_mode) ||
        (!place->named && !S_ISREG(st.st_mode))) {
        diags_add(sink->diags, DIAG_ERROR, (struct origin){.file = place->file}, "cannot read: %s",
                  s.fd < 0 ? strerror(errno) : "this is no file");
        if (s.fd >= 0)
            close(s.fd);
        return false;
    }
    bool good = read_all(&s);
    if (s.fd >= 0)
        close(s.fd);
    buf_release(&s.block);
    return good;
}

struct doc *json_record_doc(const struct json_record *r, struct diags *diags)
{
    struct diags *own = diags_new();
    struct doc *d = NULL;
    read_json(r->text, r->file, READ_STRICT, own, &d);
    for (size_t i = 0; i < diags_count(own); i++) {
        struct diag one = *diags_at(own, i);
        place_in_file(r, &one.where.line, &one.where.col);
        diags_add(diags, one.level, one.where, "%.*s", (int)one.text.len, one.text.ptr);
    }
    diags_free(own);
    return d;
}
