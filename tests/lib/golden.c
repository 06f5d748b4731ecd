/* SPDX-License-Identifier: MIT */
#include "iam.h"
#include "advised.h"
#include "golden.h"

#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "arena.h"
#include "facts.h"
#include "map.h"
#include "mem.h"
#include "text.h"

#define EXPECTED "expected.facts"
#define NOTE     "note.md"

/* --- Facts ------------------------------------------------------------------------------------ */
struct dump {
    const struct graph *g;
    struct buf *out;
    struct map tags; /* fingerprint -> its number */
};

static void put_text(struct dump *d, struct str text)
{
    esc_plain(d->out, text);
}

static void put_where(struct dump *d, struct origin o)
{
    if (o.file.len) {
        buf_puts(d->out, " @");
        put_text(d, o.file);
        if (o.line)
            buf_printf(d->out, ":%u", o.line);
        if (o.col)
            buf_printf(d->out, ":%u", o.col);
    }
    if (o.field.len) {
        buf_putc(d->out, ' ');
        put_text(d, o.field);
    }
    buf_putc(d->out, '\n');
}

static void put_attrs(struct dump *d, const struct attr *attrs, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        buf_putc(d->out, ' ');
        put_text(d, attrs[i].key);
        buf_putc(d->out, '=');
        struct str value = attrs[i].value;
        if (str_is(attrs[i].key, FACT_FINGERPRINT) && str_starts(value, STR("secret:"))) {
            bool added;
            uint32_t *number = map_put(&d->tags, value, &added);
            if (added)
                *number = (uint32_t)map_count(&d->tags);
            buf_printf(d->out, "secret:%u", *number);
        } else if (str_chr(value, ' ') != STR_NPOS || !value.len) {
            buf_putc(d->out, '"');
            put_text(d, value);
            buf_putc(d->out, '"');
        } else {
            put_text(d, value);
        }
    }
}

static void put_list(struct dump *d, const char *name, const struct str *items, uint32_t count)
{
    if (!count)
        return;
    buf_printf(d->out, " %s=", name);
    for (uint32_t i = 0; i < count; i++) {
        if (i)
            buf_putc(d->out, ',');
        put_text(d, items[i]);
    }
}

static void put_member(struct dump *d, const char *name, struct str value)
{
    if (!value.len)
        return;
    buf_printf(d->out, " %s=", name);
    put_text(d, value);
}

static void put_node(struct dump *d, const struct node *n)
{
    int usual = n->kind == NODE_SECRET || n->kind == NODE_KEY ? 3 : 1;
    buf_printf(d->out, "node %s ", node_kinds[n->kind].name);
    put_text(d, n->id);
    buf_puts(d->out, " \"");
    put_text(d, n->name);
    buf_putc(d->out, '"');
    put_member(d, "type", n->type);
    if (!str_is(n->provider, "azure"))
        put_member(d, "provider", n->provider);
    put_member(d, "stage", n->stage);
    put_member(d, "condition", n->condition);
    if (n->zone_set)
        put_member(d, "zone", n->zone);
    if (n->external)
        buf_puts(d->out, " external");
    if (n->sensitivity != usual)
        buf_printf(d->out, " sensitivity=%d", n->sensitivity);
    put_attrs(d, n->attrs, n->attr_count);
    put_attrs(d, n->tags, n->tag_count);
    put_list(d, "policies", n->policies, n->policy_count);
    put_where(d, n->where);
}

static void put_edge(struct dump *d, const struct edge *e)
{
    buf_printf(d->out, "edge %s ", edge_kinds[e->kind].name);
    put_text(d, graph_node_at(d->g, e->from)->id);
    buf_puts(d->out, " -> ");
    put_text(d, graph_node_at(d->g, e->to)->id);
    if (e->evidence != EVIDENCE_DECLARED || e->confidence != 100)
        buf_printf(d->out, " ev=%s conf=%d", evidence_names[e->evidence], e->confidence);
    if (e->auth != AUTH_ABSENT)
        buf_printf(d->out, " auth=%s", auths[e->auth].name);
    put_list(d, "actions", e->actions, e->action_count);
    put_list(d, "guards", e->guards, e->guard_count);
    put_member(d, "condition", e->condition);
    put_attrs(d, e->attrs, e->attr_count);
    put_where(d, e->where);
}

void golden_facts(const struct graph *g, struct buf *out)
{
    struct dump d = {.g = g, .out = out};
    buf_puts(out, "");
    for (node_id n = 1; n <= graph_node_count(g); n++)
        put_node(&d, graph_node_at(g, n));
    for (edge_id e = 1; e <= graph_edge_count(g); e++)
        put_edge(&d, graph_edge_at(g, e));
    for (size_t i = 0; i < graph_unresolved_count(g); i++) {
        const struct unresolved *u = graph_unresolved_at(g, i);
        buf_puts(out, "unresolved ");
        put_text(&d, u->text);
        buf_puts(out, " | ");
        put_text(&d, u->reason);
        buf_puts(out, " | ");
        if (u->node)
            put_text(&d, graph_node_at(g, u->node)->id);
        put_where(&d, u->where);
    }
    const struct diags *diags = graph_diags(g);
    for (size_t i = 0; i < diags_count(diags); i++) {
        const struct diag *m = diags_at(diags, i);
        buf_printf(out, "%s ", diag_level_name(m->level));
        put_text(&d, m->where.file);
        buf_printf(out, ":%u:%u ", m->where.line, m->where.col);
        put_text(&d, m->text);
        buf_putc(out, '\n');
    }
    map_release(&d.tags);
}

/* --- Files ------------------------------------------------------------------------------------ */
void golden_read(const char *path, struct buf *out)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        fail_msg("%s: %s", path, strerror(errno));
    char block[4096];
    size_t got;
    while ((got = fread(block, 1, sizeof block, f)) > 0)
        buf_add(out, (struct str){block, got});
    if (ferror(f) || fclose(f))
        fail_msg("%s: cannot be read", path);
}

static int by_name(const void *a, const void *b)
{
    const struct str *x = a, *y = b;
    return str_cmp(*x, *y);
}

/* Names in a folder, sorted, without those that begin with "." and "..". */
static size_t list(struct arena *a, const char *folder, struct str **names)
{
    DIR *dir = opendir(folder);
    if (!dir)
        fail_msg("%s: %s", folder, strerror(errno));
    size_t count = 0, cap = 0;
    *names = NULL;
    for (const struct dirent *e; (e = readdir(dir));) {
        struct str name = str_from(e->d_name);
        if (str_is(name, ".") || str_is(name, ".."))
            continue;
        if (count == cap)
            *names = mem_grow(*names, &cap, sizeof **names);
        (*names)[count++] = arena_str(a, name);
    }
    closedir(dir);
    if (count)
        qsort(*names, count, sizeof **names, by_name);
    return count;
}

struct input {
    struct arena *arena;
    struct memory_file *files;
    size_t count, cap;
};

static void add_file(struct input *in, struct str path, struct str label)
{
    struct buf bytes = {0};
    golden_read(path.ptr, &bytes);
    if (in->count == in->cap)
        in->files = mem_grow(in->files, &in->cap, sizeof *in->files);
    in->files[in->count++] = (struct memory_file){label, arena_str(in->arena, buf_str(&bytes))};
    buf_release(&bytes);
}

/* All files below folder; labels are relative to the case. */
static void collect(struct input *in, struct str folder, struct str label)
{
    struct str *names;
    size_t count = list(in->arena, folder.ptr, &names);
    for (size_t i = 0; i < count; i++) {
        struct str path = ARENA_JOIN(in->arena, folder, STR("/"), names[i]);
        struct str below = label.len ? ARENA_JOIN(in->arena, label, STR("/"), names[i]) : names[i];
        struct stat st;
        if (stat(path.ptr, &st) != 0)
            fail_msg("%s: %s", path.ptr, strerror(errno));
        if (S_ISDIR(st.st_mode)) {
            collect(in, path, below);
            continue;
        }
        if (str_is(below, EXPECTED) || str_is(below, NOTE))
            continue;
        add_file(in, path, below);
    }
    mem_free(names);
}

struct graph *golden_import(const char *folder)
{
    return golden_import_decided(folder, NULL);
}

struct graph *golden_import_decided(const char *folder, struct decisions *decisions)
{
    struct input in = {.arena = arena_new()};
    struct stat st;
    struct str root = arena_str(in.arena, str_from(folder));
    if (stat(folder, &st) == 0 && S_ISREG(st.st_mode))
        add_file(&in, root, str_from_at(root, str_rchr(root, '/') + 1));
    else
        collect(&in, root, STR(""));
    struct import_options options = {.derive = iam_derive, .files = in.files, .file_count = in.count};
    struct graph *g = decisions ? advised_import(&options, NULL, folder, decisions)
                                : import_all(&options);
    mem_free(in.files);
    arena_free(in.arena);
    return g;
}

/* --- Comparison ------------------------------------------------------------------------------- */
static bool next_line(struct str *rest, struct str *line)
{
    return rest->len && str_cut(rest, '\n', line);
}

static void write_facts(const char *path, struct str text)
{
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(text.ptr, 1, text.len, f) != text.len || fclose(f))
        fail_msg("%s: cannot be written", path);
}

static void compare(const char *folder, struct str want, struct str got)
{
    struct str w = want, g = got, a, b;
    unsigned line = 0;
    for (;;) {
        bool more_want = next_line(&w, &a), more_got = next_line(&g, &b);
        line++;
        if (!more_want && !more_got)
            return;
        if (more_want && more_got && str_eq(a, b))
            continue;
        fail_msg("%s/" EXPECTED ":%u\n  want: %.*s\n  got:  %.*s", folder, line,
                 more_want ? (int)a.len : 0, more_want ? a.ptr : "", more_got ? (int)b.len : 0,
                 more_got ? b.ptr : "");
    }
}

void golden_case(const char *folder)
{
    const char *mode = getenv("FAASMAP_GOLDEN");
    struct arena *arena = arena_new();
    struct str path = ARENA_JOIN(arena, str_from(folder), STR("/" EXPECTED));
    struct buf got = {0}, want = {0};
    struct graph *g = golden_import(folder);
    golden_facts(g, &got);
    if (mode && strcmp(mode, "write") == 0)
        write_facts(path.ptr, buf_str(&got));
    golden_read(path.ptr, &want);
    compare(folder, buf_str(&want), buf_str(&got));
    graph_free(g);
    buf_release(&got);
    buf_release(&want);
    arena_free(arena);
}

void golden_all(const char *folder)
{
    struct arena *arena = arena_new();
    struct str *names;
    size_t count = list(arena, folder, &names), cases = 0;
    const char *mode = getenv("FAASMAP_GOLDEN");
    for (size_t i = 0; i < count; i++) {
        struct str path = ARENA_JOIN(arena, str_from(folder), STR("/"), names[i]);
        struct str facts = ARENA_JOIN(arena, path, STR("/" EXPECTED));
        struct stat st;
        bool write = mode && strcmp(mode, "write") == 0 && stat(path.ptr, &st) == 0 &&
                     S_ISDIR(st.st_mode);
        if (!write && stat(facts.ptr, &st) != 0)
            continue;
        cases++;
        golden_case(path.ptr);
    }
    mem_free(names);
    arena_free(arena);
    if (!cases)
        fail_msg("%s: no case", folder);
}

struct str golden_placeless(struct arena *a, struct str line)
{
    static const char also[] = " also-at=";
    size_t at = STR_NPOS;
    for (size_t i = 0; i + 1 < line.len; i++)
        if (line.ptr[i] == ' ' && line.ptr[i + 1] == '@')
            at = i;
    line = str_sub(line, 0, at);
    size_t from = str_find(line, str_from(also));
    if (from == STR_NPOS)
        return line;
    struct str rest = str_from_at(line, from + 1);
    size_t end = str_chr(rest, ' ');
    return ARENA_JOIN(a, str_sub(line, 0, from), str_from_at(rest, end == STR_NPOS ? rest.len : end));
}

void golden_text(const char *path, struct str text)
{
    const char *mode = getenv("FAASMAP_GOLDEN");
    struct buf want = {0};

    if (mode && strcmp(mode, "write") == 0) {
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        fwrite(text.ptr, 1, text.len, f);
        assert_int_equal(fclose(f), 0);
    }
    golden_read(path, &want);
    if (!str_eq(text, buf_str(&want)))
        fail_msg("%s is not:\n%.*s", path, (int)text.len, text.ptr);
    buf_release(&want);
}
