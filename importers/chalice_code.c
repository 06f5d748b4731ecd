/* SPDX-License-Identifier: MIT */
/* chalice_code.c - the decorators of an application, and what their arguments mean. */
#include "chalice.h"

#include "mem.h"

enum { FILES_MOST = 64, NAMES_DEEP = 8 };

/* --- Files ------------------------------------------------------------------------------------ */

static void read_file(struct chalice_code *c, struct str path, struct str module)
{
    enum { BYTES = 2 * 1024 * 1024 };
    struct str text;
    if (c->file_count >= FILES_MOST || !import_read(c->im, path, &text) || text.len > BYTES)
        return;
    if (c->file_count == c->file_cap)
        c->files = mem_grow(c->files, &c->file_cap, sizeof *c->files);
    c->files[c->file_count++] =
        (struct chalice_file){path, module, python_read(c->arena, text, 1)};
}

/* "chalicelib/db/users.py" -> "chalicelib.db.users" */
static struct str module_of(struct chalice_code *c, struct str path)
{
    struct str stem = str_sub(path, 0, path.len - 3);
    char *p = arena_bytes(c->arena, stem.len + 1);
    for (size_t i = 0; i < stem.len; i++)
        p[i] = stem.ptr[i] == '/' ? '.' : stem.ptr[i];
    return (struct str){p, stem.len};
}

/* --- Values ----------------------------------------------------------------------------------- */

const struct code_node *chalice_meant(const struct chalice_file *f, const struct code_node *n)
{
    for (int deep = 0; n && n->kind == CODE_NAME && deep < NAMES_DEEP; deep++) {
        const struct code_node *found = NULL;
        for (const struct code_node *s = f->root ? f->root->first : NULL; s; s = s->next)
            if (s->kind == CODE_ASSIGN && s->first && s->first->kind == CODE_NAME &&
                str_eq(s->first->text, n->text))
                found = s->first->next;
        if (!found)
            return n;
        n = found;
    }
    return n;
}

struct str chalice_called(const struct code_node *n)
{
    if (!n || n->kind != CODE_CALL || !n->first)
        return STR("");
    bool named = n->first->kind == CODE_NAME || n->first->kind == CODE_MEMBER;
    return named ? n->first->text : STR("");
}

const struct code_node *chalice_argument(const struct code_node *call, const char *name, int at)
{
    int place = 0;
    if (!call || call->kind != CODE_CALL || !call->first)
        return NULL;
    for (const struct code_node *a = call->first->next; a; a = a->next) {
        if (a->key.len ? str_is(a->key, name) : place == at)
            return a;
        place += !a->key.len;
    }
    return NULL;
}

static bool is_environ(const struct code_node *n)
{
    return n && (n->kind == CODE_MEMBER || n->kind == CODE_NAME) && str_is(n->text, "environ");
}

/* os.environ['X'], os.environ.get('X'), os.getenv('X'): the name. Empty: none of them. */
static struct str variable(const struct code_node *n)
{
    const struct code_node *key = NULL;
    if (n->kind == CODE_INDEX && is_environ(n->first))
        key = n->first->next;
    else if (str_is(chalice_called(n), "getenv") ||
             (str_is(chalice_called(n), "get") && is_environ(n->first->first)))
        key = n->first->next;
    return key && key->kind == CODE_TEXT ? key->text : STR("");
}

struct str chalice_text(const struct chalice_code *c, const struct chalice_file *f,
                        const struct code_node *n)
{
    n = chalice_meant(f, n);
    if (!n)
        return STR("");
    if (n->kind == CODE_TEXT || n->kind == CODE_VALUE)
        return n->text;
    struct str name = variable(n);
    return name.len ? doc_text(doc_get_str(c->variables, name)) : STR("");
}

/* --- Decorators ------------------------------------------------------------------------------- */

static void add_use(struct chalice_code *c, struct chalice_use use)
{
    if (c->use_count == c->use_cap)
        c->uses = mem_grow(c->uses, &c->use_cap, sizeof *c->uses);
    c->uses[c->use_count++] = use;
}

/* app.register_blueprint(extra, url_prefix='/x') of a module's: its prefix. false: nobody does. */
static bool registered(struct chalice_code *c, struct str name, struct str *prefix)
{
    for (size_t i = 0; i < c->file_count; i++)
        for (const struct code_node *s = c->files[i].root->first; s; s = s->next) {
            const struct code_node *which = chalice_argument(s, "blueprint", 0);
            if (!str_is(chalice_called(s), "register_blueprint") || !which ||
                (which->kind != CODE_NAME && which->kind != CODE_MEMBER) ||
                !str_eq(which->text, name))
                continue;
            *prefix = chalice_text(c, &c->files[i], chalice_argument(s, "url_prefix", 2));
            return true;
        }
    return false;
}

/* f = decorator(f), one around the other. */
static void read_function(struct chalice_code *c, const struct chalice_file *f,
                          const struct code_node *def)
{
    const struct code_node *v = def->first ? def->first->next : NULL;
    for (int deep = 0; v && v->kind == CODE_CALL && v->flag && v->first && deep < 16; deep++) {
        const struct code_node *call = v->first;
        const struct code_node *what = call->kind == CODE_CALL ? call->first : call;
        v = call->next;
        if (!what || what->kind != CODE_MEMBER || !what->first || what->first->kind != CODE_NAME)
            continue;
        const struct code_node *app = chalice_meant(f, what->first);
        struct str kind = chalice_called(app), prefix = STR("");
        if (str_is(kind, "Chalice") ||
            (str_is(kind, "Blueprint") && registered(c, what->first->text, &prefix)))
            add_use(c, (struct chalice_use){f, call, what->text, def->first->text, prefix});
    }
}

static void read_uses(struct chalice_code *c, const struct chalice_file *f)
{
    for (const struct code_node *s = f->root->first; s; s = s->next) {
        if (s->kind != CODE_ASSIGN || !s->first || s->first->kind != CODE_NAME)
            continue;
        read_function(c, f, s);
        if (str_is(chalice_called(s->first->next), "Chalice"))
            c->name = chalice_text(c, f, chalice_argument(s->first->next, "app_name", 0));
    }
}

void chalice_code_read(struct chalice_code *c, struct str path)
{
    struct str folder = import_folder(path), below;
    const struct str *paths;
    read_file(c, path, STR("app"));
    size_t cut = folder.len ? folder.len + 1 : 0, count = 0;
    if (import_join(c->im, folder, STR("chalicelib"), &below))
        count = import_list(c->im, below, STR(".py"), &paths);
    for (size_t i = 0; i < count; i++)
        read_file(c, paths[i], module_of(c, str_from_at(paths[i], cut)));
    for (size_t i = 0; i < c->file_count; i++)
        read_uses(c, &c->files[i]);
}

void chalice_code_free(struct chalice_code *c)
{
    mem_free(c->files);
    mem_free(c->uses);
}
