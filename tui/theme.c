/* SPDX-License-Identifier: MIT */
#include "theme.h"

#include <fcntl.h>
#include <unistd.h>

#include "attr.h"
#include "importer.h"
#include "mem.h"
#include "read.h"
#include "save.h"
#include "theme_parts.h"

enum { INHERIT_MAX = 8 };

const struct theme_attr theme_attrs[THEME_ATTRS] = {{"bold", 'b', STYLE_BOLD},
                 {"dim", 'd', STYLE_DIM},
                 {"reverse", 'r', STYLE_REVERSE},
                 {"underline", 'u', STYLE_UNDERLINE},
                 {"none", '-', 0}};

#define X(e, name, unicode, ascii, help) {name, {unicode, ascii}, help},
const struct theme_glyph_row theme_glyphs[GLYPH_COUNT] = {GLYPHS(X)};
#undef X

/* --- Loading ---------------------------------------------------------------------------------- */

struct theme *theme_builtin(void)
{
    struct theme *t = mem_zalloc(1, sizeof *t);

    t->arena = arena_new();
    t->name = STR("builtin");
    return t;
}

void theme_free(struct theme *t)
{
    while (t) {
        struct theme *parent = t->parent;
        arena_free(t->arena);
        mem_free(t->definitions);
        mem_free(t->palette);
        mem_free(t);
        t = parent;
    }
}

static bool read_path(const char *path, struct str shown, struct diags *diags, struct docs *out)
{
    struct read_place place = {.root = AT_FDCWD, .path = path, .file = shown, .named = true};
    return read_file(&place, READ_STRICT, diags, out);
}

/* The file of a name with a '/' in it, or the user's theme of that name; false: there is none, it may be an
 * embedded one. */
static bool find_path(struct str name, const struct theme_places *places, struct buf *path)
{
    if (str_chr(name, '/') != STR_NPOS) {
        buf_add(path, name);
        return true;
    }
    if (places && places->user_folder) {
        buf_printf(path, "%s/%.*s.yaml", places->user_folder, (int)name.len, name.ptr);
        if (save_is_file(path->ptr))
            return true;
        buf_reset(path);
    }
    return false;
}

static const struct embedded_file *find_embedded(struct str name)
{
    const struct embedded_file *f = embedded_files;
    struct buf path = {0};

    buf_printf(&path, "themes/%.*s.yaml", (int)name.len, name.ptr);
    while (f->path && !str_is(buf_str(&path), f->path))
        f++;
    buf_release(&path);
    return f->path ? f : NULL;
}

static bool find_documents(struct str name, const struct theme_places *places, struct diags *diags,
                           struct docs *out)
{
    const struct embedded_file *f;
    struct buf path = {0};
    bool found = find_path(name, places, &path);

    if (found) {
        found = read_path(path.ptr, buf_str(&path), diags, out);
    } else if ((f = find_embedded(name))) {
        found = read_yaml((struct str){f->bytes, f->size}, str_from(f->path), READ_STRICT, diags, out);
    } else {
        diags_add(diags, DIAG_ERROR, (struct origin){.file = name}, "there is no theme of this name");
    }
    buf_release(&path);
    return found;
}

bool theme_is_there(struct str name, const struct theme_places *places)
{
    struct buf path = {0};
    bool there = find_path(name, places, &path) ? access(path.ptr, F_OK) == 0 : find_embedded(name) != NULL;

    buf_release(&path);
    return there;
}

static struct theme *load(struct str name, const struct theme_places *places, struct diags *diags,
                          int depth);

static struct theme *read_document(const struct doc *doc, struct str name,
                                   const struct theme_places *places, struct diags *diags,
                                   int depth)
{
    struct theme *t = theme_builtin();
    struct reading r = {.theme = t, .doc = doc, .diags = diags, .good = true};
    const struct doc_node *root = doc_root(doc), *inherits = doc_get(root, "inherits");

    t->name = arena_str(t->arena, name);
    if (!doc_is_map(root) || !doc_get(root, "faasmap-theme")) {
        r.good = false;
        diags_add(diags, DIAG_ERROR, doc_where(doc, root),
                  "this is no theme: the member faasmap-theme is missing");
    } else {
        if (inherits) {
            t->parent = load(doc_text(inherits), places, diags, depth + 1);
            if (!t->parent)
                theme_misshapen(&r, inherits, "the theme to inherit from cannot be used");
        }
        theme_read_members(&r, root);
    }
    if (!r.good) {
        theme_free(t);
        return NULL;
    }
    return t;
}

/* Takes the documents over; found: they could be read. */
static struct theme *from_documents(bool found, struct docs *docs, struct str name,
                                    const struct theme_places *places, struct diags *diags,
                                    int depth, size_t errors)
{
    struct theme *t = NULL;

    if (found && docs->count == 1)
        t = read_document(docs->items[0], name, places, diags, depth);
    else if (found)
        diags_add(diags, DIAG_ERROR, (struct origin){.file = name}, "a theme is one document");
    docs_release(docs);
    if (diags_errors(diags) > errors) { /* of the reader: a key that stands twice */
        theme_free(t);
        return NULL;
    }
    return t;
}

static struct theme *load(struct str name, const struct theme_places *places, struct diags *diags,
                          int depth)
{
    struct docs docs = {0};
    size_t errors = diags_errors(diags);
    bool found;

    if (depth > INHERIT_MAX) {
        diags_add(diags, DIAG_ERROR, (struct origin){.file = name}, "themes inherit in a circle");
        return NULL;
    }
    found = find_documents(name, places, diags, &docs);
    return from_documents(found, &docs, name, places, diags, depth, errors);
}

struct theme *theme_read(struct str text, struct str name, const struct theme_places *places,
                         struct diags *diags)
{
    struct docs docs = {0};
    size_t errors = diags_errors(diags);
    bool found = read_yaml(text, name, READ_STRICT, diags, &docs);

    return from_documents(found, &docs, name, places, diags, 0, errors);
}

struct theme *theme_load(struct str name, const struct theme_places *places, struct diags *diags)
{
    return load(name, places, diags, 0);
}

struct str theme_name(const struct theme *t)
{
    return t->name;
}

struct str theme_title(const struct theme *t)
{
    return t->title;
}

bool theme_background(const struct theme *t, uint32_t *rgb)
{
    for (; t; t = t->parent) {
        if (t->has_background) {
            *rgb = t->background;
            return true;
        }
    }
    return false;
}

/* --- Resolving -------------------------------------------------------------------------------- */

static uint8_t mono_attrs(enum role role)
{
    uint8_t attrs = 0;

    for (const char *c = roles[role].mono; *c; c++) {
        for (size_t i = 0; i < COUNT(theme_attrs); i++) {
            if (theme_attrs[i].letter == *c)
                attrs |= theme_attrs[i].attr;
        }
    }
    return attrs;
}

/* The last definition counts: a member that stands twice was reported when it was read. */
static const struct definition *definition_find(const struct theme *t, struct str view,
                                                struct str name)
{
    for (size_t i = t->count; i-- > 0;) {
        if (str_eq(t->definitions[i].view, view) && str_eq(t->definitions[i].name, name))
            return &t->definitions[i];
    }
    return NULL;
}

static const struct definition *along_dots(const struct theme *t, struct str view, struct str name)
{
    while (!str_empty(name)) {
        const struct definition *d = definition_find(t, view, name);
        size_t dot = str_rchr(name, '.');
        if (d)
            return d;
        name = str_sub(name, 0, dot == STR_NPOS ? 0 : dot);
    }
    return NULL;
}

static const struct definition *role_definition(const struct theme *t, struct str view,
                                                enum role role)
{
    struct str name = str_from(roles[role].name);

    for (; t; t = t->parent) {
        const struct definition *d = str_empty(view) ? NULL : along_dots(t, view, name);
        if (!d)
            d = along_dots(t, STR_NONE, name);
        if (d)
            return d;
    }
    return NULL;
}

void theme_resolve(const struct theme *t, struct str view, enum depth depth, struct style *out)
{
    for (size_t i = 0; i < ROLE_COUNT; i++) {
        const struct definition *d = role_definition(t, view, (enum role)i);
        out[i] = (struct style){COLOUR_DEFAULT, COLOUR_DEFAULT, mono_attrs((enum role)i)};
        if (d && depth == DEPTH_MONO) {
            if (d->has_mono)
                out[i].attrs = d->mono;
        } else if (d) {
            out[i] = (struct style){colour_at(d->fg, depth), colour_at(d->bg, depth), d->attrs};
        }
    }
}

void theme_paint(const struct theme *t, enum depth depth, struct style *styles)
{
    uint32_t rgb;
    int32_t ground, ink = styles[ROLE_NORMAL].fg;

    if (depth == DEPTH_MONO || ink == COLOUR_DEFAULT || !theme_background(t, &rgb))
        return;
    ground = colour_at(colour_from_rgb(rgb), depth);
    for (size_t i = 0; i < ROLE_COUNT; i++) {
        if (styles[i].bg == COLOUR_DEFAULT)
            styles[i].bg = ground;
        if (styles[i].fg == COLOUR_DEFAULT)
            styles[i].fg = ink;
    }
}

static bool is_readable(int32_t fg, int32_t bg, enum depth depth)
{
    const double least = 4.5;

    if (depth == DEPTH_MONO || fg == COLOUR_DEFAULT || bg == COLOUR_DEFAULT)
        return true;
    if (depth == DEPTH_TRUE)
        return colour_contrast((uint32_t)fg, (uint32_t)bg) >= least;
    return depth == DEPTH_256 && colour_contrast(colour_cube_rgb((unsigned)fg),
                                                 colour_cube_rgb((unsigned)bg)) >= least;
}

struct style theme_on_panel(const struct style *styles, enum role role, enum depth depth)
{
    const struct style *panel = &styles[ROLE_STATUS];
    struct style s = styles[role];

    if (role == ROLE_STATUS || s.bg != styles[ROLE_NORMAL].bg)
        return s; /* a ground of its own: a cursor, a hit */
    s.bg = panel->bg;
    s.attrs ^= panel->attrs & STYLE_REVERSE; /* a cursor stands out of a reversed panel, too */
    if (!is_readable(s.fg, s.bg, depth))
        s.fg = panel->fg;
    return s;
}

const char *theme_glyph_help(enum glyph g)
{
    return theme_glyphs[g].help;
}

uint32_t theme_glyph(const struct theme *t, enum glyph glyph, bool ascii)
{
    for (; t; t = t->parent) {
        if (t->glyphs[glyph][ascii])
            return t->glyphs[glyph][ascii];
    }
    return theme_glyphs[glyph].glyph[ascii];
}

void theme_colours(const struct theme *t, enum role role, struct colour *fg, struct colour *bg)
{
    const struct definition *d = role_definition(t, STR_NONE, role);

    *fg = d ? d->fg : (struct colour){0};
    *bg = d ? d->bg : (struct colour){0};
}

struct str theme_embedded(size_t i)
{
    for (const struct embedded_file *f = embedded_files; f->path; f++) {
        struct str path = str_from(f->path);
        if (str_starts(path, STR("themes/")) && str_ends(path, STR(".yaml")) && i-- == 0)
            return str_sub(path, 7, path.len - 12);
    }
    return STR_NONE;
}
