/* SPDX-License-Identifier: MIT */
/* azure_functions_json.c - function.json: what a function declares beside its code. */
#include "arena.h"
#include "azure_functions.h"
#include "facts.h"

struct reading {
    struct azure_app *app;
    const struct doc *doc;
};

static struct origin place(const struct reading *r, const struct doc_node *n, struct str field)
{
    struct origin where = doc_where(r->doc, n);
    where.field = field;
    return where;
}

static struct str field_of(struct reading *r, size_t binding, struct str member)
{
    struct str index = arena_printf(r->app->arena, "bindings[%zu]", binding);
    return member.len ? azure_safe(r->app->im, ARENA_JOIN(r->app->arena, index, STR("."), member))
                      : index;
}

static size_t count_properties(const struct doc_node *map)
{
    size_t count = 0;
    for (const struct doc_node *n = doc_first(map); n; n = n->next)
        count += doc_is_list(n) ? n->count : doc_is_scalar(n);
    return count;
}

static size_t add_properties(struct reading *r, const struct doc_node *map, size_t index,
                             struct azure_property *out)
{
    size_t count = 0;
    for (const struct doc_node *n = doc_first(map); n; n = n->next) {
        const struct doc_node *value = doc_is_list(n) ? doc_first(n) : n;
        for (; value; value = doc_is_list(n) ? value->next : NULL) {
            if (!doc_is_scalar(value) || doc_is_null(value))
                continue;
            out[count++] = (struct azure_property){
                .name = n->key,
                .text = doc_text(value),
                .where = place(r, value, field_of(r, index, n->key)),
            };
        }
    }
    return count;
}

static enum azure_direction direction_of(struct str type, struct str direction)
{
    if (str_iends(type, STR("Trigger")))
        return AZURE_TRIGGER;
    if (str_iis(direction, "out"))
        return AZURE_OUT;
    return str_iis(direction, "inout") ? AZURE_INOUT : AZURE_IN;
}

static void read_binding(struct reading *r, struct azure_function *f, const struct doc_node *map,
                         size_t index)
{
    struct azure_app *app = r->app;
    if (!doc_is_map(map)) {
        diags_add(import_diags(app->im), DIAG_WARNING, doc_where(r->doc, map),
                  "a binding is a map with a type");
        return;
    }
    struct azure_property *properties =
        arena_array(app->arena, count_properties(map), sizeof *properties);
    struct str type = doc_text(doc_iget(map, "type"));
    struct azure_binding b = {
        .type = type,
        .direction = direction_of(type, doc_text(doc_iget(map, "direction"))),
        .name = doc_text(doc_iget(map, "name")),
        .properties = properties,
        .count = add_properties(r, map, index, properties),
        .where = place(r, map, field_of(r, index, STR(""))),
        .confidence = 100,
    };
    if (!type.len) {
        diags_add(import_diags(app->im), DIAG_WARNING, doc_where(r->doc, map),
                  "this binding has no type and is passed over");
        return;
    }
    azure_bind(app, f, &b);
}

/* true, false, or the name of a setting that says so. */
static void read_disabled(struct reading *r, struct azure_function *f, const struct doc_node *n)
{
    bool off = false;
    if (doc_is_null(n))
        return;
    if (!doc_bool(n, &off)) {
        const struct azure_setting *item = azure_setting_find(r->app->settings, doc_text(n));
        off = item && (str_iis(item->value, "true") || str_is(item->value, "1"));
    }
    if (off)
        graph_attr_typed(r->app->g, f->node, STR(FACT_DISABLED), ATTR_BOOL, STR("true"));
}

/* A project whose code is C# script, or compiled code that only function.json declares. */
static void note_entry(struct reading *r, const struct doc_node *root, struct azure_function *f,
                       struct str folder)
{
    struct str script = doc_text(doc_get(root, "scriptFile")), path = STR("");
    struct str run = ARENA_JOIN(r->app->arena, folder, folder.len ? STR("/") : STR(""),
                                STR("run.csx"));
    if (str_iends(script, STR(".csx")))
        import_join(r->app->im, folder, script, &path);
    else if (!script.len && import_exists(r->app->im, run))
        path = run;
    else if (!str_iends(script, STR(".dll")))
        return; /* another language */
    f->has_code = true;
    f->script = path;
    f->entry = doc_text(doc_get(root, "entryPoint"));
}

void azure_read_function_json(struct azure_app *app, struct str file)
{
    struct reading r = {.app = app, .doc = import_load(app->im, file)};
    const struct doc_node *root = doc_root(r.doc), *bindings = doc_get(root, "bindings");
    struct str folder = import_folder(file), name = folder;
    if (!doc_is_list(bindings))
        return;
    size_t slash = str_rchr(folder, '/');
    if (slash != STR_NPOS)
        name = str_from_at(folder, slash + 1);
    if (!name.len)
        name = app->name;
    struct azure_function *f = azure_function(app, name, doc_where(r.doc, root));
    read_disabled(&r, f, doc_get(root, "disabled"));
    size_t index = 0;
    for (const struct doc_node *n = doc_first(bindings); n; n = n->next)
        read_binding(&r, f, n, index++);
    const struct doc_node *retry = doc_get(root, "retry");
    struct str attempts = doc_text(doc_get(retry, "maxRetryCount"));
    if (attempts.len)
        graph_attr(app->g, f->node, "maxRetryCount", azure_safe(app->im, attempts));
    note_entry(&r, root, f, folder);
}
