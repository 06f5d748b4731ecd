/* SPDX-License-Identifier: MIT */
#include "records.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "attr.h"
#include "diag.h"
#include "doc.h"
#include "json_writer.h"
#include "mem.h"
#include "read.h"
#include "sha256.h"

#define VERSION_KEY  "faasmap-session"
#define CHECKSUM_KEY "checksum"

/* Of these kinds a place has one text; of the others each text is a record of its own. */
static const char *const valued[] = {"bookmark", "filter", "look", "note"};
/* Kinds of this version: what their records say besides is carried, but tells none from another. */
static const char *const plain[] = {"fold", "guard", "hidden", "mark", "off", "opened", "revealed",
                                    "tag", "taken"};

static bool is_one_of(struct str is, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(is, names[i]))
            return true;
    }
    return false;
}

/* --- Lists ------------------------------------------------------------------------------------- */

void records_release(struct records *r)
{
    arena_free(r->arena);
    mem_free(r->items);
    mem_free(r->members);
    *r = (struct records){0};
}

static struct arena *arena_of(struct records *r)
{
    if (!r->arena)
        r->arena = arena_new();
    return r->arena;
}

static struct str key_of(struct records *r, const struct record *c)
{
    struct buf key = {0};
    struct str made;

    buf_add(&key, c->is);
    buf_putc(&key, '\0');
    buf_add(&key, c->at);
    if (!is_one_of(c->is, valued, COUNT(valued))) {
        buf_putc(&key, '\0');
        buf_add(&key, c->text);
        for (size_t i = 0; i < c->member_count && !is_one_of(c->is, plain, COUNT(plain)); i++) {
            buf_putc(&key, '\0');
            buf_add(&key, c->members[i].key);
            buf_putc(&key, '\0');
            buf_add(&key, c->members[i].json);
        }
    }
    made = arena_str(r->arena, buf_str(&key));
    buf_release(&key);
    return made;
}

void records_copy(struct records *r, const struct record *from)
{
    struct arena *a = arena_of(r);
    struct record c = {.is = arena_str(a, from->is), .at = arena_str(a, from->at),
                       .text = arena_str(a, from->text)};

    if (from->member_count) {
        struct record_member *m = arena_alloc(a, from->member_count * sizeof *m);
        for (size_t i = 0; i < from->member_count; i++)
            m[i] = (struct record_member){arena_str(a, from->members[i].key),
                                          arena_str(a, from->members[i].json)};
        c.members = m;
        c.member_count = from->member_count;
    }
    c.key = key_of(r, &c);
    if (r->count == r->cap)
        r->items = mem_grow(r->items, &r->cap, sizeof *r->items);
    r->items[r->count++] = c;
    r->sorted = false;
}

void records_add(struct records *r, const char *is, struct str at, struct str text)
{
    records_copy(r, &(struct record){.is = str_from(is), .at = at, .text = text});
}

struct placed {
    struct record record;
    size_t place;
};

static int by_key(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    int c = str_cmp(x->record.key, y->record.key);

    return c ? c : (x->place > y->place) - (x->place < y->place);
}

void records_sort(struct records *r)
{
    struct placed *all;
    size_t kept = 0;

    if (r->sorted || r->count == 0) {
        r->sorted = true;
        return;
    }
    all = mem_alloc(r->count * sizeof *all);
    for (size_t i = 0; i < r->count; i++)
        all[i] = (struct placed){r->items[i], i};
    qsort(all, r->count, sizeof *all, by_key);
    for (size_t i = 0; i < r->count; i++) {
        if (i + 1 < r->count && str_eq(all[i].record.key, all[i + 1].record.key))
            continue;
        r->items[kept++] = all[i].record;
    }
    r->count = kept;
    r->sorted = true;
    mem_free(all);
}

const struct record *records_find(const struct records *r, struct str key)
{
    size_t low = 0, high = r->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = str_cmp(r->items[middle].key, key);
        if (c == 0)
            return &r->items[middle];
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

bool records_same(const struct records *a, const struct records *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        if (!str_eq(a->items[i].key, b->items[i].key) ||
            !str_eq(a->items[i].text, b->items[i].text))
            return false;
    }
    return true;
}

/* --- Reading ----------------------------------------------------------------------------------- */


static void add_member(struct records *r, const struct doc_node *n)
{
    if (r->member_count == r->member_cap)
        r->members = mem_grow(r->members, &r->member_cap, sizeof *r->members);
    r->members[r->member_count++] =
        (struct record_member){arena_str(arena_of(r), n->key), json_from_doc(arena_of(r), n)};
}

/* A text of our own kind, not a number or null. */
static bool is_text(const struct doc_node *n)
{
    return doc_is_scalar(n) && !n->plain;
}

static void read_record(struct records *r, const struct doc_node *n)
{
    struct record c = {0};
    struct record_member *members = arena_alloc(arena_of(r), (n->count + 1) * sizeof *members);

    for (const struct doc_node *m = doc_first(n); m; m = m->next) {
        struct str *known = str_is(m->key, "is")     ? &c.is
                            : str_is(m->key, "at")   ? &c.at
                            : str_is(m->key, "text") ? &c.text
                                                     : NULL;
        if (known && is_text(m))
            *known = m->text;
        else
            members[c.member_count++] = (struct record_member){m->key, json_from_doc(r->arena, m)};
    }
    c.members = members;
    records_copy(r, &c);
}

static bool read_list(struct records *r, const struct doc_node *list)
{
    for (const struct doc_node *n = doc_first(list); n; n = n->next) {
        if (!doc_is_map(n) || r->count >= RECORDS_MAX)
            return false;
        read_record(r, n);
    }
    return true;
}

static void hex_digest(struct str bytes, char out[2 * SHA256_SIZE + 1])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[SHA256_SIZE];
    struct sha256 h;

    sha256_init(&h);
    sha256_add(&h, bytes);
    sha256_end(&h, digest);
    for (size_t i = 0; i < SHA256_SIZE; i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 15];
    }
    out[2 * SHA256_SIZE] = '\0';
}

/* The last line that begins with the key of the checksum. */
static size_t checksum_line(struct str text)
{
    static const char line[] = "\n  \"" CHECKSUM_KEY "\":";
    size_t at = STR_NPOS, from = 0, next;

    while ((next = str_find(str_from_at(text, from), str_from(line))) != STR_NPOS) {
        at = from + next + 1;
        from = at;
    }
    return at;
}

static bool checksum_right(struct str text, const struct doc_node *said)
{
    char sum[2 * SHA256_SIZE + 1];
    size_t at = checksum_line(text);

    if (at == STR_NPOS || !doc_is_scalar(said))
        return false;
    hex_digest(str_sub(text, 0, at), sum);
    return str_is(said->text, sum);
}

static enum records_state read_root(struct str text, const struct doc_node *root,
                                    struct records *r, struct buf *why)
{
    const struct doc_node *list = doc_get(root, "records");
    long version = 0;

    if (!doc_is_map(root) || !doc_long(doc_get(root, VERSION_KEY), &version) || version < 1) {
        buf_puts(why, "no session file of faasmap");
        return RECORDS_BROKEN;
    }
    if (version > RECORDS_VERSION) {
        buf_printf(why, "written by a later faasmap (form %ld)", version);
        return RECORDS_NEWER;
    }
    if (!doc_is_list(list) || !read_list(r, list)) {
        buf_puts(why, "its records are no list of records");
        return RECORDS_BROKEN;
    }
    for (const struct doc_node *m = doc_first(root); m; m = m->next) {
        if (!str_is(m->key, VERSION_KEY) && !str_is(m->key, "of") &&
            !str_is(m->key, "records") && !str_is(m->key, CHECKSUM_KEY))
            add_member(r, m);
    }
    return checksum_right(text, doc_get(root, CHECKSUM_KEY)) ? RECORDS_GOOD : RECORDS_EDITED;
}

enum records_state records_read(struct str text, struct str file, struct records *r,
                                struct buf *why)
{
    struct diags *diags = diags_new();
    struct doc *doc = NULL;
    enum records_state state = RECORDS_BROKEN;

    if (!read_json(text, file, READ_STRICT, diags, &doc)) {
        const struct diag *d = diags_count(diags) ? diags_at(diags, 0) : NULL;
        if (d)
            buf_printf(why, "line %u: ", d->where.line);
        buf_add(why, d ? d->text : STR("not to be read"));
    } else {
        state = read_root(text, doc_root(doc), r, why);
    }
    if (state != RECORDS_GOOD && state != RECORDS_EDITED)
        records_release(r);
    records_sort(r);
    doc_free(doc);
    diags_free(diags);
    return state;
}

/* --- Writing ----------------------------------------------------------------------------------- */

static void write_members(struct json_writer *w, const struct record_member *m, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        json_key_str(w, m[i].key);
        json_raw(w, m[i].json);
    }
}

void records_write(const struct records *r, struct str of, struct buf *out)
{
    char sum[2 * SHA256_SIZE + 1];
    size_t from = out->len;
    struct json_writer w = json_writer(out);

    json_object(&w);
    json_member_long(&w, VERSION_KEY, RECORDS_VERSION);
    json_member(&w, "of", of);
    json_key(&w, "records");
    json_list(&w);
    for (size_t i = 0; i < r->count; i++) {
        const struct record *c = &r->items[i];
        json_object_inline(&w);
        json_member(&w, "is", c->is);
        json_member_if(&w, "at", c->at);
        json_member_if(&w, "text", c->text);
        write_members(&w, c->members, c->member_count);
        json_end(&w);
    }
    json_end(&w);
    write_members(&w, r->members, r->member_count);
    buf_puts(out, ",\n");
    hex_digest(str_from_at(buf_str(out), from), sum);
    buf_printf(out, "  \"" CHECKSUM_KEY "\": \"%s\"\n}\n", sum);
}

/* --- Merging ----------------------------------------------------------------------------------- */

static bool same_text(const struct record *a, const struct record *b)
{
    return a == b || (a && b && str_eq(a->text, b->text));
}

/* Both changed it. */
static void merge_conflict(const struct record *ours, const struct record *theirs,
                           struct records *out)
{
    struct record c;
    struct buf text = {0};

    if (!ours || !theirs) {
        records_copy(out, ours ? ours : theirs);
        return;
    }
    c = *ours;
    if (str_is(c.is, "note") && str_find(ours->text, theirs->text) == STR_NPOS) {
        if (str_find(theirs->text, ours->text) == STR_NPOS) {
            buf_add(&text, ours->text);
            buf_puts(&text, " / ");
        }
        buf_add(&text, theirs->text);
        c.text = buf_str(&text);
    }
    records_copy(out, &c);
    buf_release(&text);
}

static void merge_one(const struct record *base, const struct record *ours,
                      const struct record *theirs, struct records *out)
{
    const struct record *stays = NULL;

    if (same_text(ours, theirs) || same_text(base, theirs))
        stays = ours;
    else if (same_text(base, ours))
        stays = theirs;
    else {
        merge_conflict(ours, theirs, out);
        return;
    }
    if (stays)
        records_copy(out, stays);
}

void records_merge(const struct records *base, const struct records *ours,
                   const struct records *theirs, struct records *out)
{
    size_t i = 0, k = 0;

    while (i < ours->count || k < theirs->count) {
        const struct record *a = i < ours->count ? &ours->items[i] : NULL;
        const struct record *b = k < theirs->count ? &theirs->items[k] : NULL;
        int c = !a ? 1 : !b ? -1 : str_cmp(a->key, b->key);
        struct str key = c <= 0 ? a->key : b->key;
        merge_one(records_find(base, key), c <= 0 ? a : NULL, c >= 0 ? b : NULL, out);
        i += c <= 0;
        k += c >= 0;
    }
    records_sort(out);
    for (size_t m = 0; m < theirs->member_count; m++) {
        if (out->member_count == out->member_cap)
            out->members = mem_grow(out->members, &out->member_cap, sizeof *out->members);
        out->members[out->member_count++] =
            (struct record_member){arena_str(arena_of(out), theirs->members[m].key),
                                   arena_str(arena_of(out), theirs->members[m].json)};
    }
}
