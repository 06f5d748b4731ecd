/* SPDX-License-Identifier: MIT */
/* theme_read.c - from a document to what a theme says; every word is checked. */
#include "action.h"
#include "attr.h"
#include "mem.h"
#include "suggest.h"
#include "text.h"
#include "theme_parts.h"

/* --- Messages --------------------------------------------------------------------------------- */

/* Themes hold no secrets, but their words still go through the sinks' escapes when printed. */
static void wrong(struct reading *r, const struct doc_node *n, bool key, const char *what,
                  struct str word, struct str nearest)
{
    struct origin where = doc_where(r->doc, n);

    if (key) {
        where.line = doc_key_place(n).line;
        where.col = doc_key_place(n).col;
    }
    r->good = false;
    if (str_empty(nearest))
        diags_add(r->diags, DIAG_ERROR, where, "%s '%.*s'", what, (int)word.len, word.ptr);
    else
        diags_add(r->diags, DIAG_ERROR, where, "%s '%.*s'; did you mean '%.*s'?", what,
                  (int)word.len, word.ptr, (int)nearest.len, nearest.ptr);
}

void theme_misshapen(struct reading *r, const struct doc_node *n, const char *what)
{
    r->good = false;
    diags_add(r->diags, DIAG_ERROR, doc_where(r->doc, n), "%s", what);
}

/* --- Names ------------------------------------------------------------------------------------ */

/* A role, or what stands before one of the dots of a role. */
static bool names_role(struct str name)
{
    for (size_t i = 0; i < ROLE_COUNT; i++) {
        struct str role = str_from(roles[i].name);
        if (str_starts(role, name) && (role.len == name.len || role.ptr[name.len] == '.'))
            return true;
    }
    return false;
}

static struct str nearest_role(struct str name)
{
    struct suggestion n = suggest_for(name);

    for (size_t i = 0; i < ROLE_COUNT; i++) {
        struct str role = str_from(roles[i].name);
        suggest_try(&n, role);
        suggest_try(&n, str_sub(role, 0, str_chr(role, '.')));
    }
    return n.best;
}

static bool attr_find(struct str name, uint8_t *out)
{
    for (size_t i = 0; i < COUNT(theme_attrs); i++) {
        if (str_is(name, theme_attrs[i].name)) {
            *out |= theme_attrs[i].attr;
            return true;
        }
    }
    return false;
}

/* --- Colours ---------------------------------------------------------------------------------- */

static const struct swatch *palette_find(const struct theme *t, struct str name)
{
    for (; t; t = t->parent) {
        for (size_t i = 0; i < t->swatches; i++) {
            if (str_eq(t->palette[i].name, name))
                return &t->palette[i];
        }
    }
    return NULL;
}

static struct str nearest_colour(const struct theme *t, struct str name)
{
    struct suggestion n = suggest_for(name);

    suggest_try(&n, STR("default"));
    for (; t; t = t->parent) {
        for (size_t i = 0; i < t->swatches; i++)
            suggest_try(&n, t->palette[i].name);
    }
    return n.best;
}

static void read_colour(struct reading *r, const struct doc_node *n, struct colour *out)
{
    const struct swatch *found;
    uint32_t rgb;

    if (!doc_is_scalar(n)) {
        theme_misshapen(r, n, "a colour is a name of the palette, \"#rrggbb\" or default");
    } else if (str_is(n->text, "default")) {
        *out = (struct colour){0};
    } else if (colour_hex(n->text, &rgb)) {
        *out = colour_from_rgb(rgb);
    } else if ((found = palette_find(r->theme, n->text))) {
        *out = found->colour;
    } else {
        wrong(r, n, false, "unknown colour", n->text, nearest_colour(r->theme, n->text));
    }
}

static struct str nearest_ansi(struct str name)
{
    struct suggestion n = suggest_for(name);

    for (unsigned i = 0; colour_ansi_name_at(i); i++)
        suggest_try(&n, str_from(colour_ansi_name_at(i)));
    return n.best;
}

/* ["#5e81ac", 67, cyan] or "#5e81ac" */
static void read_swatch(struct reading *r, const struct doc_node *n)
{
    const struct doc_node *hex = doc_is_list(n) ? doc_at(n, 0) : n;
    const struct doc_node *cube = doc_is_list(n) ? doc_at(n, 1) : NULL;
    const struct doc_node *ansi = doc_is_list(n) ? doc_at(n, 2) : NULL;
    struct theme *t = r->theme;
    uint32_t rgb;
    long index;
    struct colour c;

    if (!doc_is_scalar(hex) || !colour_hex(hex->text, &rgb) || (doc_is_list(n) && n->count > 3)) {
        theme_misshapen(r, n, "a palette entry is \"#rrggbb\" or [\"#rrggbb\", 0..255, name of 16]");
        return;
    }
    c = colour_from_rgb(rgb);
    if (cube) {
        if (!doc_long(cube, &index) || index < 0 || index > 255) {
            theme_misshapen(r, cube, "the colour of 256 is a number from 0 to 255");
            return;
        }
        c.cube = (uint8_t)index;
    }
    if (ansi && (!doc_is_scalar(ansi) || !colour_ansi_name(ansi->text, &c.ansi))) {
        wrong(r, ansi, false, "unknown colour of the 16", doc_text(ansi),
              nearest_ansi(doc_text(ansi)));
        return;
    }
    if (t->swatches >= THEME_PALETTE_MAX) {
        theme_misshapen(r, n, "the palette has more than 256 entries");
        return;
    }
    if (t->swatches == t->swatch_cap)
        t->palette = mem_grow(t->palette, &t->swatch_cap, sizeof *t->palette);
    t->palette[t->swatches++] = (struct swatch){arena_str(t->arena, n->key), c};
}

static void read_attrs(struct reading *r, const struct doc_node *n, uint8_t *out)
{
    *out = 0;
    if (doc_is_map(n)) {
        theme_misshapen(r, n, "attributes are a word or a list of words");
        return;
    }
    for (const struct doc_node *w = doc_is_list(n) ? doc_first(n) : n; w; w = w->next) {
        if (!doc_is_scalar(w) || !attr_find(w->text, out)) {
            struct suggestion near = suggest_for(doc_text(w));
            for (size_t i = 0; i < COUNT(theme_attrs); i++)
                suggest_try(&near, str_from(theme_attrs[i].name));
            wrong(r, w, false, "unknown attribute", doc_text(w), near.best);
        }
        if (!doc_is_list(n))
            break; /* the siblings of a lone word are other members */
    }
}

/* --- Sections --------------------------------------------------------------------------------- */

static void read_style(struct reading *r, struct str view, const struct doc_node *n)
{
    static const char *const members[] = {"fg", "bg", "attr", "mono"};
    struct theme *t = r->theme;
    struct definition d = {.name = arena_str(t->arena, n->key), .view = view};

    if (!names_role(n->key)) {
        wrong(r, n, true, "unknown role", n->key, nearest_role(n->key));
        return;
    }
    if (!doc_is_map(n))
        read_colour(r, n, &d.fg);
    for (const struct doc_node *m = doc_is_map(n) ? doc_first(n) : NULL; m; m = m->next) {
        if (str_is(m->key, "fg")) {
            read_colour(r, m, &d.fg);
        } else if (str_is(m->key, "bg")) {
            read_colour(r, m, &d.bg);
        } else if (str_is(m->key, "attr")) {
            read_attrs(r, m, &d.attrs);
        } else if (str_is(m->key, "mono")) {
            read_attrs(r, m, &d.mono);
            d.has_mono = true;
        } else {
            struct suggestion near = suggest_for(m->key);
            for (size_t i = 0; i < COUNT(members); i++)
                suggest_try(&near, str_from(members[i]));
            wrong(r, m, true, "unknown member of a style", m->key, near.best);
        }
    }
    if (t->count == t->cap)
        t->definitions = mem_grow(t->definitions, &t->cap, sizeof *t->definitions);
    t->definitions[t->count++] = d;
}

static void read_styles(struct reading *r, const struct doc_node *n)
{
    for (const struct doc_node *s = doc_first(n); s; s = s->next)
        read_style(r, STR_NONE, s);
}

static void read_palette(struct reading *r, const struct doc_node *n)
{
    for (const struct doc_node *s = doc_first(n); s; s = s->next)
        read_swatch(r, s);
}

static void read_views(struct reading *r, const struct doc_node *n)
{
    for (const struct doc_node *v = doc_first(n); v; v = v->next) {
        struct str view = arena_str(r->theme->arena, v->key);
        enum view_id known;
        if (!view_find(v->key, &known) || known == VIEW_ANY) {
            struct suggestion near = suggest_for(v->key);
            for (size_t i = 0; i < VIEW_COUNT; i++)
                suggest_try(&near, str_from(view_names[i]));
            wrong(r, v, true, "unknown view", v->key, near.best);
        } else if (!doc_is_map(v)) {
            theme_misshapen(r, v, "a view is a map of styles");
        }
        for (const struct doc_node *s = doc_is_map(v) ? doc_first(v) : NULL; s; s = s->next)
            read_style(r, view, s);
    }
}

static void read_glyph(struct reading *r, const struct doc_node *n)
{
    struct suggestion near = suggest_for(n->key);

    for (size_t i = 0; i < GLYPH_COUNT; i++) {
        suggest_try(&near, str_from(theme_glyphs[i].name));
        if (!str_is(n->key, theme_glyphs[i].name))
            continue;
        for (size_t k = 0; k < 2; k++) {
            struct str text = doc_text(doc_at(n, k));
            uint32_t code;
            size_t at = 0;
            if (!utf8_next(text, &at, &code) || at != text.len || text_cells(code) != 1 ||
                !text_is_clean(text) || (k == 1 && code > '~')) {
                theme_misshapen(r, n, "a glyph is [one character, one ASCII character], one cell wide");
                return;
            }
            r->theme->glyphs[i][k] = code;
        }
        return;
    }
    wrong(r, n, true, "unknown glyph", n->key, near.best);
}

static void read_glyphs(struct reading *r, const struct doc_node *n)
{
    for (const struct doc_node *g = doc_first(n); g; g = g->next)
        read_glyph(r, g);
}

static void read_title(struct reading *r, const struct doc_node *n)
{
    r->theme->title = arena_str(r->theme->arena, doc_text(n));
}

static void read_background(struct reading *r, const struct doc_node *n)
{
    r->theme->has_background = doc_is_scalar(n) && colour_hex(n->text, &r->theme->background);
    if (!r->theme->has_background)
        theme_misshapen(r, n, "a background is \"#rrggbb\"");
}

static void read_version(struct reading *r, const struct doc_node *n)
{
    if (!str_is(doc_text(n), "1"))
        theme_misshapen(r, n, "this program reads themes of version 1");
}

static void read_nothing(struct reading *r, const struct doc_node *n)
{
    (void)r;
    (void)n;
}

/* In the order of reading: the palette before what names its colours. */
static const struct section {
    const char *name;
    enum doc_type type;
    void (*read)(struct reading *r, const struct doc_node *n);
} sections[] = {
    {"faasmap-theme", DOC_SCALAR, read_version}, {"title", DOC_SCALAR, read_title},
    {"inherits", DOC_SCALAR, read_nothing}, /* done before: the parent's palette is needed */
    {"background", DOC_SCALAR, read_background}, {"palette", DOC_MAP, read_palette},
    {"styles", DOC_MAP, read_styles},            {"views", DOC_MAP, read_views},
    {"glyphs", DOC_MAP, read_glyphs},
};

void theme_read_members(struct reading *r, const struct doc_node *root)
{
    for (const struct doc_node *m = doc_first(root); m; m = m->next) {
        struct suggestion near = suggest_for(m->key);
        bool known = false;
        for (size_t i = 0; i < COUNT(sections); i++) {
            suggest_try(&near, str_from(sections[i].name));
            known = known || str_is(m->key, sections[i].name);
        }
        if (!known)
            wrong(r, m, true, "unknown member of a theme", m->key, near.best);
    }
    for (size_t i = 0; i < COUNT(sections); i++) {
        const struct doc_node *m = doc_get(root, sections[i].name);
        if (!m)
            continue;
        if (m->type == sections[i].type)
            sections[i].read(r, m);
        else if (!(sections[i].type == DOC_MAP && doc_is_null(m)))
            theme_misshapen(r, m, sections[i].type == DOC_MAP ? "this is no map" : "this is no text");
    }
}
