/* SPDX-License-Identifier: MIT */
/* read_json.c - JSON text to a document: the scan accepts, cJSON decodes, both must agree.
 *
 * The scan makes the nodes with their places, in one pass, and accepts or rejects the text. What
 * was accepted goes through cJSON. A walk over both trees then gives each node its decoded texts;
 * where the trees differ in a kind, a length or a child, the file is refused.
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

enum { BYTES_A_BYTE = 3 }; /* of either tree, about */

/* cJSON's hooks are process-wide. While the lock is held all its memory comes from one arena. */
static pthread_mutex_t hook_lock = PTHREAD_MUTEX_INITIALIZER;
static struct arena *hook_arena;

static void *hook_alloc(size_t size)
{
    return arena_bytes(hook_arena, size);
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

/* The first half: the scan lays out the tree. Until the second half has come a string has its
 * length but no bytes, and so has a key. */

struct layout {
    struct json_scan scan;
    struct doc *doc;
    struct doc_node *root;
    struct doc_node *open[LIMIT_DEPTH]; /* maps and lists around what comes next */
    bool breaks_allowed; /* line ends and tabs may stand in strings */
};

static struct doc_node *lay_node(struct layout *l, const struct json_token *t)
{
    uint32_t line = t->at.line, col = t->at.col;
    struct doc_node *n;
    if (t->kind == JSON_MAP || t->kind == JSON_LIST) {
        n = t->kind == JSON_MAP ? doc_map(l->doc, line, col) : doc_list(l->doc, line, col);
        l->open[l->scan.depth - 1] = n; /* the scan is inside it already */
    } else if (t->kind == JSON_STRING) {
        n = doc_scalar(l->doc, STR_NONE, false, line, col);
        n->text.len = t->decoded;
    } else {
        n = doc_scalar(l->doc, t->raw, true, line, col);
    }
    return n;
}

/* false: the scan rejected the text, see its fault. */
static bool lay_out(struct layout *l, struct str text)
{
    struct json_token t;
    json_scan_init(&l->scan, text);
    l->scan.breaks_allowed = l->breaks_allowed;
    for (;;) {
        uint32_t depth = l->scan.depth;
        enum json_kind kind = json_scan_next(&l->scan, &t);
        if (kind == JSON_END || kind == JSON_FAULT)
            return kind == JSON_END;
        if (kind == JSON_CLOSE)
            continue;
        struct doc_node *n = lay_node(l, &t);
        if (depth)
            doc_append(l->open[depth - 1], n);
        else
            doc_set_root(l->doc, l->root = n);
        if (t.has_key) {
            n->key.len = t.key_decoded;
            n->key_line = t.key_at.line;
            n->key_col = t.key_at.col;
        }
    }
}

/* The second half: cJSON's tree gives the texts, node by node. */

struct fill {
    struct doc *doc;
    struct diags *diags;
    struct keys_twice twice;
};

static bool same_kind(const struct doc_node *n, const cJSON *item)
{
    switch (item->type & 0xff) {
    case cJSON_Object:
        return n->type == DOC_MAP;
    case cJSON_Array:
        return n->type == DOC_LIST;
    case cJSON_String:
        return n->type == DOC_SCALAR && !n->plain && strlen(item->valuestring) == n->text.len;
    case cJSON_Number:
        return n->type == DOC_SCALAR && n->plain && n->text.ptr[0] <= '9';
    case cJSON_True:
        return n->type == DOC_SCALAR && n->plain && n->text.ptr[0] == 't';
    case cJSON_False:
        return n->type == DOC_SCALAR && n->plain && n->text.ptr[0] == 'f';
    case cJSON_NULL:
        return n->type == DOC_SCALAR && n->plain && n->text.ptr[0] == 'n';
    default:
        return false;
    }
}

/* map is what n stands in, NULL if that is no map. false: the trees differ. */
static bool fill_node(struct fill *f, struct doc_node *map, struct doc_node *n, const cJSON *item)
{
    if (!same_kind(n, item))
        return false;
    if (n->type == DOC_SCALAR && !n->plain)
        n->text = arena_str(doc_arena(f->doc), (struct str){item->valuestring, n->text.len});
    if (!map)
        return true;
    if (!item->string || strlen(item->string) != n->key.len)
        return false;
    n->key = doc_key(f->doc, (struct str){item->string, n->key.len});
    const struct doc_node *before = doc_index_member(f->doc, map, n);
    if (before)
        keys_twice_say(&f->twice, f->diags, f->doc, before, n);
    return true;
}

static bool fill_tree(struct fill *f, struct doc_node *root, const cJSON *tree)
{
    struct {
        struct doc_node *parent, *next;
        const cJSON *item;
    } stack[LIMIT_DEPTH];
    uint32_t depth = 0;
    struct doc_node *n = root, *parent = NULL;
    const cJSON *item = tree;
    for (;;) {
        if (!item || !fill_node(f, parent && parent->type == DOC_MAP ? parent : NULL, n, item))
            return false;
        struct doc_node *child = n->type == DOC_SCALAR ? NULL : n->head;
        if (!child && item->child)
            return false;
        if (child) {
            stack[depth].parent = parent;
            stack[depth].next = n->next;
            stack[depth++].item = item->next;
            parent = n;
            item = item->child;
            n = child;
            continue;
        }
        n = n->next;
        item = item->next;
        while (!n) {
            if (item || !depth)
                return !item;
            n = stack[--depth].next;
            item = stack[depth].item;
            parent = stack[depth].parent;
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
    scan.breaks_allowed = true; /* the text is accepted already */
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
static bool fill(const struct layout *l, struct str text, struct diags *diags)
{
    struct buf copy = {0};
    struct arena *scratch = arena_new();
    arena_expect(scratch, text.len * BYTES_A_BYTE);
    const cJSON *tree = parse(scratch, l->scan.long_number ? cut_numbers(text, &copy) : text);
    struct fill f = {.doc = l->doc, .diags = diags};
    bool same = tree && fill_tree(&f, l->root, tree);
    if (!same)
        diags_add(diags, DIAG_ERROR, (struct origin){doc_file(l->doc), 1, 1, STR_NONE},
                  "internal error: the two readers of JSON do not agree on this text");
    arena_wipe(scratch);
    read_wipe(&copy);
    return same;
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

/* Accepts or rejects text; a fault is left in l for the caller to report. Whatever else is wrong
 * is reported here. *out stays NULL if there is no document. */
static bool read_strict(struct layout *l, struct str text, struct str file, struct diags *diags,
                        struct doc **out)
{
    *out = NULL;
    l->doc = doc_new(file);
    arena_expect(doc_arena(l->doc), text.len * BYTES_A_BYTE);
    bool accepted = lay_out(l, text);
    bool good = accepted;
    if (good && l->scan.has_nul) {
        diags_add(diags, DIAG_ERROR, where(file, l->scan.nul_at),
                  "a string must not contain the character NUL (\\u0000)");
        good = false;
    }
    if (good && fill(l, text, diags))
        *out = l->doc;
    else
        doc_free(l->doc);
    return accepted;
}

/* The scan has rejected text: with comments and trailing commas away, placeholders null, and with strings over
 * several lines (resource manager templates have them), it may be JSON. */
static void read_relaxed(struct layout *l, struct str text, struct str file, struct diags *diags,
                         struct doc **out)
{
    struct buf plain = {0};
    struct relax_json found;
    const struct json_fault first = l->scan.fault;
    relax_json(text, &plain, &found);
    l->breaks_allowed = true;
    if (found.open_comment) {
        struct json_place at;
        text_line_col(text, found.open_at, &at.line, &at.col);
        diags_add(diags, DIAG_ERROR, where(file, at),
                  "this comment is not closed, '*/' is missing");
    } else if (!found.comments && !found.commas && !found.placeholders && !first.is_break) {
        say_fault(&first, file, diags);
    } else if (!read_strict(l, buf_str(&plain), file, diags, out)) {
        /* A string without its end swallows the rest: where it began to is the better place. */
        say_fault(first.is_break ? &first : &l->scan.fault, file, diags);
    }
    if (*out && l->scan.breaks)
        diags_add(diags, DIAG_NOTE, where(file, l->scan.break_at),
                  "a string goes over the end of its line and was read as it stands");
    if (*out && found.comments)
        note(text, found.first_comment, file, diags, "a comment was", found.comments);
    if (*out && found.commas)
        note(text, found.first_comma, file, diags, "a trailing comma was", found.commas);
    if (*out && found.placeholders)
        note(text, found.first_placeholder, file, diags, "a value that deployment puts in was",
             found.placeholders);
    read_wipe(&plain);
}

static bool read_utf8(struct str text, struct str file, unsigned flags, struct diags *diags,
                      struct doc **out)
{
    struct layout l = {.breaks_allowed = false};
    struct doc *d;
    if (!read_strict(&l, text, file, diags, &d)) {
        if ((flags & READ_RELAXED) && !l.scan.fault.limit)
            read_relaxed(&l, text, file, diags, &d);
        else
            say_fault(&l.scan.fault, file, diags);
    }
    if (d)
        *out = d;
    return d != NULL;
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
