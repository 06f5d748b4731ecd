/* SPDX-License-Identifier: MIT */
/* azure_functions_sources.c - which sources belong to a project: its own and those of the projects
 * that it refers to. */
#include "arena.h"
#include "azure_functions.h"
#include "limits.h"
#include "map.h"
#include "mem.h"

struct sources {
    struct csharp *code;
    struct map seen;
    struct str *queue; /* project files still to follow */
    size_t count, cap, done;
};

static void follow(struct azure_app *app, struct sources *s, struct str project)
{
    struct str xml;
    if (!import_read(app->im, project, &xml))
        return;
    static const char open[] = "<ProjectReference Include=\"";
    for (size_t at; (at = str_find(xml, STR("<ProjectReference Include=\""))) != STR_NPOS;) {
        struct str path, next;
        xml = str_from_at(xml, at + sizeof open - 1);
        struct str rest = xml;
        if (!str_cut(&rest, '"', &path))
            return;
        char *slashes = arena_alloc(app->arena, path.len + 1);
        for (size_t i = 0; i < path.len; i++)
            slashes[i] = path.ptr[i] == '\\' ? '/' : path.ptr[i];
        bool added = false;
        if (import_join(app->im, import_folder(project), (struct str){slashes, path.len}, &next) &&
            s->count < LIMIT_INCLUDE_FILES)
            map_put(&s->seen, next, &added);
        if (!added || !import_exists(app->im, next))
            continue;
        if (s->count == s->cap)
            s->queue = mem_grow(s->queue, &s->cap, sizeof *s->queue);
        s->queue[s->count++] = next;
    }
}

static void add_sources(struct azure_app *app, struct sources *s, struct str under)
{
    static const char *const suffixes[] = {".cs", ".csx"};
    for (size_t k = 0; k < COUNT(suffixes); k++) {
        struct str *files, bytes;
        size_t count = azure_own_files(app, under, str_from(suffixes[k]), &files);
        for (size_t i = 0; i < count; i++) {
            bool added;
            map_put(&s->seen, files[i], &added);
            if (added && import_read(app->im, files[i], &bytes))
                csharp_add(s->code, files[i], bytes);
        }
    }
}

/* Every source of the project and of the projects that it refers to. */
static void collect_sources(struct azure_app *app, struct csharp *code)
{
    struct sources s = {.code = code};
    struct str *projects;
    add_sources(app, &s, app->root);
    size_t count = azure_own_files(app, app->root, STR(".csproj"), &projects);
    for (size_t i = 0; i < count; i++) {
        bool added;
        map_put(&s.seen, projects[i], &added);
        follow(app, &s, projects[i]);
    }
    while (s.done < s.count) {
        struct str project = s.queue[s.done++];
        if (!azure_is_below(project, app->root))
            add_sources(app, &s, import_folder(project));
        follow(app, &s, project);
    }
    mem_free(s.queue);
    map_release(&s.seen);
}

void azure_scan_code(struct azure_app *app)
{
    struct csharp *code = csharp_new(import_diags(app->im));
    collect_sources(app, code);
    for (size_t i = 0; i < app->function_count; i++)
        if (app->functions[i].has_code)
            csharp_add_entry(code, app->functions[i].name, app->functions[i].script,
                             app->functions[i].entry);
    app->facts = csharp_scan(code);
    app->code = code; /* names in the app borrow from it */
}

void azure_read_code(struct azure_app *app)
{
    if (!app->code)
        azure_scan_code(app);
    azure_add_code(app, app->facts);
}
