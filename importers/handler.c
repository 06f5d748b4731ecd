/* SPDX-License-Identifier: MIT */
/* handler.c - from the name of a handler to its file, from imports to files, and the run. */
#include "handler.h"

#include "handler_eval.h"
#include "map.h"
#include "mem.h"

struct handler_cache {
    struct import *im;
    struct map roots;  /* path -> index + 1 of a tree */
    struct map scans;  /* folder, handler -> index + 1 of facts */
    struct code_node **trees;
    size_t tree_count, tree_cap;
    struct done {
        const struct handler_fact *facts;
        struct str file;
    } *done;
    size_t done_count, done_cap;
    uint32_t runs;
};

struct handler_cache *handler_cache_new(struct import *im)
{
    struct handler_cache *c = mem_zalloc(1, sizeof *c);
    c->im = im;
    return c;
}

void handler_cache_free(struct handler_cache *c)
{
    if (!c)
        return;
    map_release(&c->roots);
    map_release(&c->scans);
    mem_free(c->trees);
    mem_free(c->done);
    mem_free(c);
}

/* --- Files ------------------------------------------------------------------------------------ */

static bool is_python(struct str path)
{
    return str_ends(path, STR(".py"));
}

static bool foreign(struct str path)
{
    static const char *const folders[] = {"node_modules", ".venv", "venv", "site-packages",
                                          "__pycache__", NULL};
    for (struct str rest = path, part; str_cut(&rest, '/', &part);)
        for (const char *const *f = folders; *f; f++)
            if (str_is(part, *f))
                return true;
    return false;
}

/* Lines of a bundle or of minified code are no lines of a person. */
static bool is_bundle(struct str text)
{
    enum { LONG_LINE = 400, FEW = 4096 };
    size_t lines = 1;
    for (const char *p = text.ptr, *end = text.ptr + text.len;
         p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++)
        lines++;
    return text.len > FEW && text.len / lines > LONG_LINE;
}

static void note(struct run *r, struct str path, const char *text)
{
    struct origin where = {.file = path, .line = 1, .col = 1};
    run_fact(r, HANDLER_FACT_NOTE, where)->what = str_from(text);
    r->skipped = true;
}

static struct code_node *tree_of(struct run *r, struct str path)
{
    struct handler_cache *c = r->cache;
    uint32_t *at = map_put(&c->roots, path, NULL);
    struct str text;
    if (*at)
        return c->trees[*at - 1];
    struct code_node *root = NULL;
    if (import_read(r->im, path, &text)) {
        if (text.len > HANDLER_FILE_BYTES)
            note(r, path, "the source is larger than what is read");
        else if (is_bundle(text))
            note(r, path, "a bundle: its code is not read");
        else
            root = is_python(path) ? python_read(r->arena, text, 1)
                                   : javascript_read(r->arena, text, 1);
    }
    if (c->tree_count == c->tree_cap)
        c->trees = mem_grow(c->trees, &c->tree_cap, sizeof *c->trees);
    c->trees[c->tree_count++] = root;
    map_set(&c->roots, path, (uint32_t)c->tree_count);
    return root;
}

static struct code_unit *unit_of(struct run *r, struct str path)
{
    for (struct code_unit *u = r->units; u; u = u->next)
        if (str_eq(u->path, path))
            return u;
    if (r->unit_count >= HANDLER_FILES)
        return NULL;
    struct code_unit *u = arena_alloc(r->arena, sizeof *u);
    u->path = path;
    u->python = is_python(path);
    u->root = tree_of(r, path);
    u->missing = !u->root;
    u->next = r->units;
    r->units = u;
    r->unit_count++;
    return u;
}

static void run_unit(struct run *r, struct code_unit *u)
{
    if (u->begun)
        return;
    u->begun = true;
    u->scope = arena_alloc(r->arena, sizeof *u->scope);
    u->scope->unit = u;
    if (!u->python) {
        struct value *module = value_new(r->arena, VALUE_MAP);
        struct value *exports = value_new(r->arena, VALUE_MAP);
        table_set(r->arena, module->fields, STR("exports"), exports);
        table_set(r->arena, &u->scope->names, STR("module"), module);
        table_set(r->arena, &u->scope->names, STR("exports"), exports);
    }
    struct frame f = {.scope = u->scope, .unit = u};
    if (u->root)
        run_node(r, &f, u->root);
}

static const struct value *namespace_of(struct run *r, struct code_unit *u)
{
    run_unit(r, u);
    if (!u->python) {
        const struct value *module = table_get(&u->scope->names, STR("module"));
        const struct value *v = module && module->kind == VALUE_MAP
                                    ? table_get(module->fields, STR("exports")) : NULL;
        return v ? v : &value_unknown;
    }
    struct value *v = arena_alloc(r->arena, sizeof *v);
    v->kind = VALUE_MAP;
    v->fields = &u->scope->names;
    return v;
}

/* --- Modules ---------------------------------------------------------------------------------- */

static const char *const script_ends[] = {"", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx",
                                          ".jsx", "/index.js", "/index.mjs", "/index.ts", NULL};

static bool try_file(struct run *r, struct str path, struct str *found)
{
    if (foreign(path) || !import_exists(r->im, path))
        return false;
    *found = path;
    return true;
}

static bool find_script(struct run *r, struct str base, struct str *found)
{
    struct arena *a = r->arena;
    static const char *const own[] = {".js", ".mjs", ".cjs", ".jsx", NULL};
    for (const char *const *e = script_ends; *e; e++) {
        bool whole = !**e; /* only with an ending of a script */
        if (whole && !str_ends(base, STR(".js")) && !str_ends(base, STR(".mjs")) &&
            !str_ends(base, STR(".cjs")) && !str_ends(base, STR(".ts")) &&
            !str_ends(base, STR(".tsx")))
            continue;
        if (try_file(r, ARENA_JOIN(a, base, str_from(*e)), found))
            return true;
    }
    for (const char *const *e = own; *e; e++) /* import "./x.js" of a TypeScript file */
        if (str_ends(base, str_from(*e)) &&
            try_file(r, ARENA_JOIN(a, str_sub(base, 0, base.len - strlen(*e)), STR(".ts")), found))
            return true;
    return false;
}

static bool find_python(struct run *r, struct str base, struct str *found)
{
    return try_file(r, ARENA_JOIN(r->arena, base, STR(".py")), found) ||
           try_file(r, ARENA_JOIN(r->arena, base, STR("/__init__.py")), found);
}

static struct str slashes(struct run *r, struct str dotted)
{
    char *text = arena_bytes(r->arena, dotted.len + 1);
    for (size_t i = 0; i < dotted.len; i++)
        text[i] = dotted.ptr[i] == '.' ? '/' : dotted.ptr[i];
    return (struct str){text, dotted.len};
}

static struct str below(struct run *r, struct str folder, struct str path)
{
    return folder.len ? ARENA_JOIN(r->arena, folder, STR("/"), path) : path;
}

static bool locate_python(struct run *r, struct code_unit *from, struct str name, struct str *found)
{
    size_t dots = 0;
    struct str folder = import_folder(from->path);
    while (dots < name.len && name.ptr[dots] == '.')
        dots++;
    struct str path = slashes(r, str_from_at(name, dots));
    for (size_t i = 1; i < dots; i++)
        folder = import_folder(folder);
    if (dots)
        return path.len ? find_python(r, below(r, folder, path), found)
                        : try_file(r, below(r, folder, STR("__init__.py")), found);
    if (find_python(r, below(r, r->source->folder, path), found) ||
        find_python(r, below(r, folder, path), found))
        return true;
    for (size_t i = 0; i < r->source->layer_count; i++) {
        struct str layer = r->source->layers[i];
        if (find_python(r, below(r, below(r, layer, STR("python")), path), found) ||
            find_python(r, below(r, layer, path), found))
            return true;
    }
    return false;
}

static bool locate_script(struct run *r, struct code_unit *from, struct str name, struct str *found)
{
    struct str path;
    if (str_starts(name, STR("./")) || str_starts(name, STR("../")) || str_is(name, ".") ||
        str_is(name, ".."))
        return import_join(r->im, import_folder(from->path), name, &path) &&
               find_script(r, path, found);
    if (!str_starts(name, STR("/opt/")))
        return false;
    struct str rest = str_from_at(name, 5);
    if (str_starts(rest, STR("nodejs/")))
        rest = str_from_at(rest, 7);
    for (size_t i = 0; i < r->source->layer_count; i++) {
        struct str layer = r->source->layers[i];
        if (find_script(r, below(r, below(r, layer, STR("nodejs")), rest), found) ||
            find_script(r, below(r, layer, rest), found))
            return true;
    }
    return false;
}

const struct value *run_module(struct run *r, struct code_unit *from, struct str name)
{
    struct str path;
    bool local = from->python ? locate_python(r, from, name, &path)
                              : locate_script(r, from, name, &path);
    struct code_unit *u = local ? unit_of(r, path) : NULL;
    if (u && !u->missing)
        return namespace_of(r, u);
    if (str_starts(name, STR("node:")))
        name = str_from_at(name, 5);
    if (local || str_starts(name, STR(".")))
        return &value_unknown;
    return value_path(r->arena, name, false);
}

const struct value *run_submodule(struct run *r, struct code_unit *from, struct str name,
                                  struct str part)
{
    struct str path, whole = str_ends(name, STR(".")) ? ARENA_JOIN(r->arena, name, part)
                                                      : ARENA_JOIN(r->arena, name, STR("."), part);
    struct code_unit *u = locate_python(r, from, whole, &path) ? unit_of(r, path) : NULL;
    return u && !u->missing ? namespace_of(r, u) : NULL;
}

/* --- The handler ------------------------------------------------------------------------------ */

/* "src/app.lambda_handler": the file and what is called in it. Nested names as in "a.b.handler" are
 * folders in Python. */
static bool find_handler(struct run *r, struct str *file, struct str *name)
{
    struct str handler = r->source->handler, path;
    size_t slash = str_rchr(handler, '/'), dot = str_rchr(handler, '.');
    if (dot == STR_NPOS || (slash != STR_NPOS && dot < slash))
        return false;
    *name = str_from_at(handler, dot + 1);
    struct str base = str_sub(handler, 0, dot);
    bool python = str_istarts(r->source->runtime, STR("python"));
    bool script = str_istarts(r->source->runtime, STR("node"));
    if (r->source->runtime.len && !python && !script)
        return false;
    if (!import_join(r->im, r->source->folder, base, &path))
        return false;
    if (!script && (find_python(r, path, file) ||
                    (import_join(r->im, r->source->folder, slashes(r, base), &path) &&
                     find_python(r, path, file))))
        return true;
    return !python && import_join(r->im, r->source->folder, base, &path) &&
           find_script(r, path, file);
}

static void call_handler(struct run *r, struct code_unit *u, const struct value *handler)
{
    struct call c = {.at = u->root, .unit = u, .count = 3};
    c.args[0] = &value_sent;
    c.args[1] = durable_context(r);
    c.args[2] = &value_unknown;
    for (const struct value *v = handler; v; v = v->other) {
        const struct value *f = v->kind == VALUE_PATH && v->element ? v->element : v;
        if (f->kind == VALUE_FUNCTION)
            run_function(r, f, &c);
        if (f->kind == VALUE_MAP && f->element) { /* an instance that can be called */
            const struct value *call = run_member(r, u->python, f, STR("__call__"));
            if (call->kind == VALUE_FUNCTION)
                run_function(r, call, &c);
        }
    }
}

static struct code_unit *inline_unit(struct run *r)
{
    const struct handler_source *s = r->source;
    struct code_unit *u = arena_alloc(r->arena, sizeof *u);
    u->path = s->inline_at.file;
    u->at = s->inline_at;
    u->lines = s->inline_lines;
    u->python = str_istarts(s->runtime, STR("python"));
    u->root = u->python ? python_read(r->arena, s->inline_text, 1)
                        : javascript_read(r->arena, s->inline_text, 1);
    return u;
}

/* What was passed over may put other events. */
static void note_unseen(struct run *r)
{
    static const char any[] = {MARK_UNKNOWN};
    const struct handler_fact *put = NULL;
    for (const struct handler_fact *f = r->full || r->skipped ? r->first : NULL; f; f = f->next)
        if (f->kind == HANDLER_FACT_CALL && aws_puts_events(f->row))
            put = f;
    if (!put)
        return;
    struct handler_fact *more = run_fact(r, HANDLER_FACT_CALL, put->where);
    more->row = put->row;
    more->target = more->source = more->type = (struct str){any, 1};
}

static const struct handler_fact *scan(struct run *r, struct str *file)
{
    struct str name = STR("handler");
    struct code_unit *u;
    if (r->source->inline_text.ptr) {
        u = inline_unit(r);
        size_t dot = str_rchr(r->source->handler, '.');
        if (dot != STR_NPOS)
            name = str_from_at(r->source->handler, dot + 1);
    } else {
        if (!find_handler(r, file, &name))
            return NULL;
        u = unit_of(r, *file);
    }
    if (!u || !u->root)
        return r->first;
    const struct value *all = namespace_of(r, u);
    const struct value *handler = run_member(r, u->python, all, name);
    if (!u->python && handler->kind == VALUE_UNKNOWN) /* module.exports = function, default */
        handler = run_member(r, false, all, STR("default"));
    call_handler(r, u, handler);
    note_unseen(r);
    if (!r->first) /* read, and nothing found: not the same as not read */
        run_fact(r, HANDLER_FACT_NOTE, (struct origin){.file = u->path})->what = STR("");
    return r->first;
}

const struct handler_fact *handler_scan(struct handler_cache *c, const struct handler_source *s,
                                        struct str *file)
{
    struct arena *a = import_arena(c->im);
    struct str key = ARENA_JOIN(a, s->folder, STR("\n"), s->handler, STR("\n"), s->runtime);
    uint32_t *at = s->inline_text.ptr ? NULL : map_put(&c->scans, key, NULL);
    *file = STR_NONE;
    if (at && *at) {
        *file = c->done[*at - 1].file;
        return c->done[*at - 1].facts;
    }
    struct run r = {.cache = c, .im = c->im, .arena = a, .source = s, .steps = HANDLER_STEPS,
                    .id = ++c->runs};
    const struct handler_fact *facts = scan(&r, file);
    if (at) {
        if (c->done_count == c->done_cap)
            c->done = mem_grow(c->done, &c->done_cap, sizeof *c->done);
        c->done[c->done_count++] = (struct done){facts, *file};
        map_set(&c->scans, key, (uint32_t)c->done_count);
    }
    return facts;
}
