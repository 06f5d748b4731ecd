/* SPDX-License-Identifier: MIT */
/* read_json.c - JSON text to a document: the scan accepts, cJSON decodes, both must agree.
 *
 * The scan runs twice. The first run accepts or rejects the whole text; cJSON then parses what
 * was accepted; the second run walks along cJSON's tree and gives each node its place and each
 * number its text. That costs less memory than a list of places, and little time.
 */
#include "read.h"

#include <cjson/cJSON.h>
#include <pthread.h>
#include <stdlib.h>

#include "arena.h"
#include "keys_twice.h"
#include "mem.h"
#include "relax_json.h"
#include "scan_json.h"
#include "text_form.h"

/* cJSON's hooks are process-wide. While the lock is held all its memory comes from one arena. */
static pthread_mutex_t hook_lock = PTHREAD_MUTEX_INITIALIZER;
static struct arena *hook_arena;

static void *hook_alloc(size_t size)
{
    return arena_alloc(hook_arena, size);
}

static void hook_free(void *ptr)
{
    (void)ptr; /* goes with the arena */
}

static const cJSON *parse(struct arena *arena, struct str text)
{
    cJSON_Hooks hooks = {hook_alloc, hook_free};
    const char *end = NULL;
    pthread_mutex_lock(&hook_lock);
    hook_arena = arena;
    cJSON_InitHooks(&hooks);
    const cJSON *tree = cJSON_ParseWithLengthOpts(text.ptr, text.len, &end, 0);
    cJSON_InitHooks(NULL);
    hook_arena = NULL;
    pthread_mutex_unlock(&hook_lock);
    if (!tree)
        return NULL;
    struct str rest = str_trim(str_from_at(text, (size_t)(end - text.ptr)));
    return str_empty(rest) ? tree : NULL;
}

/* Building */

struct builder {
    struct doc *doc;
    struct diags *diags;
    struct keys_twice twice;
    uint32_t depth;
    struct doc_node *open[LIMIT_DEPTH];
    const cJSON *want[LIMIT_DEPTH + 1]; /* the next item that cJSON has at each level */
};

static bool same_kind(enum json_kind kind, const cJSON *item)
{
    switch (kind) {
    case JSON_MAP:
        return cJSON_IsObject(item);
    case JSON_LIST:
        return cJSON_IsArray(item);
    case JSON_STRING:
        return cJSON_IsString(item) && item->valuestring;
    case JSON_NUMBER:
        return cJSON_IsNumber(item);
    case JSON_TRUE:
        return cJSON_IsTrue(item);
    case JSON_FALSE:
        return cJSON_IsFalse(item);
    case JSON_NULL:
        return cJSON_IsNull(item);
    case JSON_CLOSE:
    case JSON_END:
    case JSON_FAULT:
        break;
    }
    return false;
}

static bool has_length(const char *text, size_t length)
{
    return text && strlen(text) == length;
}

static struct doc_node *make(struct doc *d, const struct json_token *t, const cJSON *item)
{
    uint32_t line = t->at.line, col = t->at.col;
    if (t->kind == JSON_MAP)
        return doc_map(d, line, col);
    if (t->kind == JSON_LIST)
        return doc_list(d, line, col);
    if (t->kind == JSON_STRING)
        return doc_scalar(d, (struct str){item->valuestring, t->decoded}, false, line, col);
    return doc_scalar(d, t->raw, true, line, col);
}

/* One value of the scan and the same one of cJSON become a node; false: they differ. */
static bool add(struct builder *b, const struct json_token *t)
{
    const cJSON *item = b->want[b->depth];
    if (!same_kind(t->kind, item) ||
        (t->kind == JSON_STRING && !has_length(item->valuestring, t->decoded)) ||
        (t->has_key && !has_length(item->string, t->key_decoded)))
        return false;
    struct doc_node *n = make(b->doc, t, item);
    if (!b->depth) {
        doc_set_root(b->doc, n);
    } else if (t->has_key) {
        struct str key = {item->string, t->key_decoded};
        const struct doc_node *before = doc_put(b->doc, b->open[b->depth - 1], key, t->key_at.line,
                                                t->key_at.col, n);
        if (before)
            keys_twice_say(&b->twice, b->diags, b->doc, before, n);
    } else {
        doc_append(b->open[b->depth - 1], n);
    }
    b->want[b->depth] = item->next;
    if (t->kind == JSON_MAP || t->kind == JSON_LIST) {
        b->open[b->depth++] = n;
        b->want[b->depth] = item->child;
    }
    return true;
}

static bool build(struct builder *b, struct str text, const cJSON *tree)
{
    struct json_scan scan;
    struct json_token t;
    json_scan_init(&scan, text);
    b->depth = 0;
    b->want[0] = tree;
    for (;;) {
        switch (json_scan_next(&scan, &t)) {
        case JSON_END:
            return true;
        case JSON_FAULT:
            return false;
        case JSON_CLOSE:
            if (b->want[b->depth--])
                return false;
            break;
        case JSON_MAP:
        case JSON_LIST:
        case JSON_STRING:
        case JSON_NUMBER:
        case JSON_TRUE:
        case JSON_FALSE:
        case JSON_NULL:
            if (!add(b, &t))
                return false;
            break;
        }
    }
}

/* A copy in which every long number is cut; its text comes from the scan anyway. */
static struct str cut_numbers(struct str text, struct buf *copy)
{
    copy->ptr = mem_reserve(NULL, &copy->cap, text.len + 1, 1);
    buf_add(copy, text);
    struct json_scan scan;
    struct json_token t;
    json_scan_init(&scan, text);
    enum json_kind kind;
    while ((kind = json_scan_next(&scan, &t)) != JSON_END && kind != JSON_FAULT)
        if (kind == JSON_NUMBER && t.raw.len > JSON_NUMBER_SHORT) {
            char *at = copy->ptr + (t.raw.ptr - text.ptr);
            at[0] = '0';
            memset(at + 1, ' ', t.raw.len - 1);
        }
    return buf_str(copy);
}

/* The text is accepted: only a failure of a library or of ours can stop it now. */
static struct doc *read_accepted(const struct json_scan *scan, struct str text, struct str file,
                                 struct diags *diags)
{
    struct buf copy = {0};
    struct arena *scratch = arena_new();
    const cJSON *tree = parse(scratch, scan->long_number ? cut_numbers(text, &copy) : text);
    struct builder b = {.doc = doc_new(file), .diags = diags};
    if (!tree || !build(&b, text, tree)) {
        diags_add(diags, DIAG_ERROR, (struct origin){file, 1, 1, STR_NONE},
                  "internal error: the two readers of JSON do not agree on this text");
        doc_free(b.doc);
        b.doc = NULL;
    }
    arena_wipe(scratch);
    read_wipe(&copy);
    return b.doc;
}

/* Messages */

static struct origin where(struct str file, struct json_place at)
{
    return (struct origin){file, at.line, at.col, STR_NONE};
}

static void say_fault(const struct json_fault *f, struct str file, struct diags *diags)
{
    if (f->limit)
        limit_say(diags, where(file, f->at), f->limit);
    else if (f->opened.line)
        diags_add(diags, DIAG_ERROR, where(file, f->at), "%s (it was opened at %u:%u)", f->text,
                  f->opened.line, f->opened.col);
    else
        diags_add(diags, DIAG_ERROR, where(file, f->at), "%s", f->text);
}

static void note(struct str text, size_t offset, struct str file, struct diags *diags,
                 const char *what, size_t count)
{
    struct json_place at;
    text_line_col(text, offset, &at.line, &at.col);
    if (count > 1)
        diags_add(diags, DIAG_NOTE, where(file, at), "%s passed over (the first of %zu)", what,
                  count);
    else
        diags_add(diags, DIAG_NOTE, where(file, at), "%s passed over", what);
}

/* The steps: each hands its result to the next */

static bool read_scanned(struct json_scan *scan, struct str text, struct str file,
                         struct diags *diags, struct doc **out)
{
    if (scan->has_nul) {
        diags_add(diags, DIAG_ERROR, where(file, scan->nul_at),
                  "a string must not contain the character NUL (\\u0000)");
        return false;
    }
    struct doc *d = read_accepted(scan, text, file, diags);
    if (d)
        *out = d;
    return d != NULL;
}

/* The scan has rejected text: with comments and trailing commas away it may be JSON. */
static bool read_relaxed(const struct json_fault *strict, struct str text, struct str file,
                         struct diags *diags, struct doc **out)
{
    struct buf plain = {0};
    struct relax_json found;
    struct json_scan scan;
    bool done = false;
    relax_json(text, &plain, &found);
    json_scan_init(&scan, buf_str(&plain));
    if (found.open_comment) {
        struct json_place at;
        text_line_col(text, found.open_at, &at.line, &at.col);
        diags_add(diags, DIAG_ERROR, where(file, at), "this comment is not closed, '*/' is missing");
    } else if (!found.comments && !found.commas) {
        say_fault(strict, file, diags);
    } else if (!json_scan_all(&scan)) {
        say_fault(&scan.fault, file, diags);
    } else {
        done = read_scanned(&scan, buf_str(&plain), file, diags, out);
        if (done && found.comments)
            note(text, found.first_comment, file, diags, "a comment was", found.comments);
        if (done && found.commas)
            note(text, found.first_comma, file, diags, "a trailing comma was", found.commas);
    }
    read_wipe(&plain);
    return done;
}

static bool read_utf8(struct str text, struct str file, unsigned flags, struct diags *diags,
                      struct doc **out)
{
    struct json_scan scan;
    json_scan_init(&scan, text);
    if (json_scan_all(&scan))
        return read_scanned(&scan, text, file, diags, out);
    if (!scan.fault.limit && (flags & READ_RELAXED)) {
        struct json_fault strict = scan.fault;
        return read_relaxed(&strict, text, file, diags, out);
    }
    say_fault(&scan.fault, file, diags);
    return false;
}

bool read_json(struct str bytes, struct str file, unsigned flags, struct diags *diags,
               struct doc **out)
{
    struct buf own = {0};
    struct str text;
    bool done = text_open(bytes, file, flags & READ_RELAXED, diags, &own, &text) &&
                read_utf8(text, file, flags, diags, out);
    read_wipe(&own);
    return done;
}
