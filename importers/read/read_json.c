/* SPDX-License-Identifier: MIT */
/* read_json.c - JSON text to a document in one pass: the scan accepts or rejects and tells where
 * everything stands. A string without escapes is what stands between its quotes; one with escapes
 * goes through cJSON, and where the scan has counted another length the file is refused.
 */
#include "read.h"

#include <cjson/cJSON.h>

#include "arena.h"
#include "keys_twice.h"
#include "mem.h"
#include "relax_json.h"
#include "scan_json.h"
#include "text_form.h"

struct layout {
    struct json_scan scan;
    struct doc *doc;
    struct doc_node *open[LIMIT_DEPTH]; /* maps and lists around what comes next */
    bool breaks_allowed; /* line ends and tabs may stand in strings */
    bool undecoded;      /* cJSON did not give what the scan had counted */
    /* Whether these are worth telling is known when all is accepted. */
    struct {
        const struct doc_node *before, *again;
    } twice[KEYS_TWICE_MAX + 1];
    size_t twice_count;
};

/* What a string with escapes stands for; raw is the string with its quotes. */
static struct str unescape(struct layout *l, struct str raw, size_t decoded)
{
    struct str text = STR_NONE;
    cJSON *item = cJSON_ParseWithLength(raw.ptr, raw.len);
    char *value = cJSON_GetStringValue(item);
    if (value && strlen(value) == decoded)
        text = arena_str(doc_arena(l->doc), (struct str){value, decoded});
    else
        l->undecoded = true;
    if (value)
        mem_wipe(value, strlen(value));
    cJSON_Delete(item);
    return text;
}

/* A text with \u0000 is refused in the end: its strings need not be decoded. */
static bool has_escapes(const struct layout *l, struct str raw, size_t decoded)
{
    return raw.len != decoded + 2 && !l->scan.has_nul;
}

static struct doc_node *lay_node(struct layout *l, const struct json_token *t)
{
    uint32_t line = t->at.line, col = t->at.col;
    struct doc_node *n;
    if (t->kind == JSON_MAP || t->kind == JSON_LIST) {
        n = t->kind == JSON_MAP ? doc_map(l->doc, line, col) : doc_list(l->doc, line, col);
        l->open[l->scan.depth - 1] = n; /* the scan is inside it already */
    } else if (t->kind != JSON_STRING) {
        n = doc_scalar(l->doc, t->raw, true, line, col);
    } else if (has_escapes(l, t->raw, t->decoded)) {
        n = doc_scalar(l->doc, STR_NONE, false, line, col);
        n->text = unescape(l, t->raw, t->decoded);
    } else {
        n = doc_scalar(l->doc, str_sub(t->raw, 1, t->decoded), false, line, col);
    }
    return n;
}

static void lay_member(struct layout *l, struct doc_node *map, const struct json_token *t,
                       struct doc_node *n)
{
    struct str key = has_escapes(l, t->key_raw, t->key_decoded)
                         ? unescape(l, t->key_raw, t->key_decoded)
                         : doc_key(l->doc, str_sub(t->key_raw, 1, t->key_decoded));
    const struct doc_place at = {t->key_at.line, t->key_at.col};
    const struct doc_node *before = doc_put_kept(l->doc, map, key, at, n);
    if (before && l->twice_count < COUNT(l->twice)) {
        l->twice[l->twice_count].before = before;
        l->twice[l->twice_count++].again = n;
    }
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
        if (!depth)
            doc_set_root(l->doc, n);
        else if (t.has_key)
            lay_member(l, l->open[depth - 1], &t, n);
        else
            doc_append(l->open[depth - 1], n);
    }
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

/* The scan has accepted the text: what is wrong all the same. */
static bool judge(const struct layout *l, struct str file, struct diags *diags)
{
    struct keys_twice twice = {0};
    if (l->scan.has_nul)
        diags_add(diags, DIAG_ERROR, where(file, l->scan.nul_at),
                  "a string must not contain the character NUL (\\u0000)");
    else if (l->undecoded)
        diags_add(diags, DIAG_ERROR, (struct origin){file, 1, 1, STR_NONE},
                  "internal error: a string of this text could not be decoded");
    if (l->scan.has_nul || l->undecoded)
        return false;
    for (size_t i = 0; i < l->twice_count; i++)
        keys_twice_say(&twice, diags, l->doc, l->twice[i].before, l->twice[i].again);
    return true;
}

/* Accepts or rejects text; a fault is left in l for the caller to report. Whatever else is wrong
 * is reported here. *out stays NULL if there is no document. */
static bool read_strict(struct layout *l, struct str text, struct str file, struct diags *diags,
                        struct doc **out)
{
    *out = NULL;
    l->doc = doc_new(file);
    l->undecoded = false;
    l->twice_count = 0;
    doc_expect(l->doc, text.len);
    bool accepted = lay_out(l, text);
    if (accepted && judge(l, file, diags))
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
