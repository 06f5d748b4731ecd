/* SPDX-License-Identifier: MIT */
/* handler_edges.c - the functions of a template: where the code of each is, and what is recorded of it. */
#include "handler_edges.h"

#include "cfn_functions.h"
#include "handler_edges_parts.h"
#include "manifest.h"

/* --- Flaws and secrets ------------------------------------------------------------------------ */

/* Whoever can use it runs code in the function, or reads its memory and credentials through a
 * request of its own; the others change what it asks for. */
static bool gives_control(enum handler_role role)
{
    return role == HANDLER_CODE || role == HANDLER_SHELL || role == HANDLER_PROCESS ||
           role == HANDLER_OBJECTS || role == HANDLER_YAML || role == HANDLER_TEMPLATE ||
           role == HANDLER_HTTP;
}

static void flaw(struct edges *w, const struct handler_fact *f)
{
    enum { SHOWN = 6 };
    struct cfn *c = w->c;
    struct str *text = gives_control(f->role) ? &w->exploitable : &w->injectable;
    struct str one = ARENA_JOIN(c->arena, f->what, STR(", "), f->where.file, STR(":"),
                                arena_printf(c->arena, "%u", (unsigned)f->where.line));
    if (w->flaws >= SHOWN || str_find(*text, one) != STR_NPOS)
        return;
    w->flaws++;
    *text = text->len ? ARENA_JOIN(c->arena, *text, STR("; "), one) : one;
}

/* Of what the code calls the same: another value is another secret. */
static struct str secret_scope(struct edges *w, const struct handler_fact *f,
                               const struct handler_fact *facts)
{
    struct arena *a = w->c->arena;
    size_t before = 0;
    for (const struct handler_fact *o = facts; o != f; o = o->next) {
        bool same = false;
        if (o->kind != HANDLER_FACT_SECRET || !str_eq(o->what, f->what))
            continue;
        if (str_eq(o->target, f->target))
            break; /* it has its number already */
        for (const struct handler_fact *p = facts; p != o && !same; p = p->next)
            same = p->kind == HANDLER_FACT_SECRET && str_eq(p->what, o->what) &&
                   str_eq(p->target, o->target);
        before += !same;
    }
    struct str id = ARENA_JOIN(a, w->r->id, STR("/code/"), f->what);
    return before ? ARENA_JOIN(a, id, arena_printf(a, "#%zu", before + 1)) : id;
}

static void secret(struct edges *w, const struct handler_fact *f, const struct handler_fact *facts)
{
    struct cfn *c = w->c;
    node_id n = cfn_secret_literal(c, secret_scope(w, f, facts), f->what, f->target, f->where);
    edge_id e = graph_edge(c->g, EDGE_USES, w->r->node, n, EVIDENCE_CODE, -1, f->where);
    if (e)
        graph_edge_attr(c->g, e, FACT_VALUE, STR("plain"));
}

static void emit(struct edges *w, const struct handler_fact *facts)
{
    struct cfn *c = w->c;
    handler_edges_calls(w, facts);
    for (const struct handler_fact *f = facts; f; f = f->next) {
        if (f->kind == HANDLER_FACT_FLAW)
            flaw(w, f);
        else if (f->kind == HANDLER_FACT_SECRET)
            secret(w, f, facts);
        else if (f->kind == HANDLER_FACT_SIFTS)
            graph_attr_typed(c->g, w->r->node, STR(FACT_SIFTS), ATTR_BOOL, STR("true"));
        else if (f->kind == HANDLER_FACT_SORTS)
            graph_attr_typed(c->g, w->r->node, STR(FACT_SORTS), ATTR_BOOL, STR("true"));
        else if (f->kind == HANDLER_FACT_NOTE && f->what.len)
            graph_unresolved(c->g, f->where.file, f->what, w->r->node, f->where);
        else
            handler_edges_other(w, f);
    }
    if (w->exploitable.len)
        graph_attr(c->g, w->r->node, FACT_EXPLOITABLE, cfn_safe(c, w->exploitable));
    if (w->fetches.len)
        graph_attr(c->g, w->r->node, FACT_FETCHES, w->fetches);
    if (w->also.len)
        graph_attr(c->g, w->r->node, FACT_CALLS, cfn_safe(c, w->also));
    if (w->injectable.len)
        graph_attr(c->g, w->r->node, "injectable", cfn_safe(c, w->injectable));
}

/* --- Where the code is ------------------------------------------------------------------------ */

/* The text of an inline source: of a scalar, of Fn::Sub, Fn::Join and their like. */
static const struct doc_node *first_scalar(const struct doc_node *n)
{
    for (unsigned depth = 0; n && !doc_is_scalar(n) && depth < 8; depth++)
        n = doc_first(n);
    return n;
}

static bool inline_source(struct cfn *c, const struct doc_node *zip, struct handler_source *s)
{
    const struct doc_node *at = first_scalar(zip);
    struct str text = cfn_text(&c->scope, zip);
    if (!at || !text.len)
        return false;
    s->inline_text = text;
    s->inline_at = cfn_at(c, at);
    /* A block of YAML begins below its mark; in JSON all is one line. */
    struct str written = doc_text(at);
    bool block = !at->plain && !str_iends(s->inline_at.file, STR(".json")) &&
                 str_chr(written, '\n') != STR_NPOS && str_starts(text, str_sub(written, 0, 8));
    s->inline_at.line += block;
    s->inline_lines = block;
    return true;
}

static bool local_folder(struct cfn *c, const struct cfn_resource *r, struct str *folder)
{
    const struct doc_node *code = cfn_prop(c, r, "Code");
    struct str text = cfn_text(&c->scope, cfn_path(&c->scope, r->at, "Metadata.aws:asset:path"));
    if (!text.len)
        text = code ? (doc_is_scalar(code) ? doc_text(code) : STR("")) : STR(".");
    if (!text.len || str_find(text, STR("://")) != STR_NPOS || str_iends(text, STR(".zip")) ||
        str_iends(text, STR(".jar")))
        return false;
    return import_join(c->im, c->folder, text, folder);
}

static size_t layers(struct cfn *c, const struct str **folders)
{
    enum { LAYERS = 16 };
    struct str *all = arena_array(c->arena, LAYERS, sizeof *all);
    size_t count = 0;
    for (size_t i = 0; i < c->count && count < LAYERS; i++) {
        struct cfn_resource *l = &c->resources[i];
        const struct doc_node *content = cfn_is(l, "AWS::Lambda::LayerVersion")
                                             ? cfn_prop(c, l, "Content") : NULL;
        if (doc_is_scalar(content) && import_join(c->im, c->folder, doc_text(content), &all[count]))
            count++;
    }
    *folders = all;
    return count;
}

/* From where the code is up to the folder of its template. */
static void packages_of(struct edges *w, struct str folder, struct str file, struct str runtime)
{
    struct cfn *c = w->c;
    struct str start = file.len ? import_folder(file) : folder;
    bool below = str_empty(c->folder) || str_eq(start, c->folder) ||
                 str_starts(start, ARENA_JOIN(c->arena, c->folder, STR("/")));
    if (!c->packages)
        c->packages = manifests_new(c->im);
    manifest_record(c->packages, w->r->node, start, below ? c->folder : folder, runtime);
}

static void code_of(struct edges *w)
{
    struct cfn *c = w->c;
    struct cfn_resource *r = w->r;
    struct handler_source s = {
        .handler = cfn_known(&c->scope, cfn_prop(c, r, "Handler")),
        .runtime = cfn_known(&c->scope, cfn_prop(c, r, "Runtime")),
    };
    const struct doc_node *zip = cfn_prop(c, r, "Code.ZipFile");
    if (!zip && !local_folder(c, r, &s.folder))
        return;
    if (!s.handler.len || (zip && !inline_source(c, zip, &s))) {
        if (!zip)
            packages_of(w, s.folder, STR_NONE, s.runtime);
        return;
    }
    s.layers = w->layers;
    s.layer_count = w->layer_count;
    if (!c->code)
        c->code = handler_cache_new(c->im);
    struct str file;
    const struct handler_fact *facts = handler_scan(c->code, &s, &file);
    if (file.len)
        graph_attr(c->g, r->node, "code", cfn_safe(c, file));
    if (!zip)
        packages_of(w, s.folder, file, s.runtime);
    w->variables = cfn_prop(c, r, "Environment.Variables");
    if (!doc_is_map(w->variables) || cfn_call(w->variables))
        w->variables = NULL;
    emit(w, facts);
}

void cfn_code(struct cfn *c)
{
    struct triggers triggers = {0};
    struct handler_routes *routes = handler_routes_new();
    const struct str *folders;
    size_t folder_count = layers(c, &folders);
    for (size_t i = 0; i < c->count; i++) {
        struct edges w = {.c = c,
                          .r = &c->resources[i],
                          .triggers = &triggers,
                          .routes = routes,
                          .layers = folders,
                          .layer_count = folder_count};
        if (w.r->node && cfn_is(w.r, "AWS::Lambda::Function"))
            code_of(&w);
    }
    mem_free(triggers.edges);
    handler_routes_free(routes);
}
