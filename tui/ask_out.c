/* SPDX-License-Identifier: MIT */
/* ask_out.c - commands: files, read and written. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "attr.h"
#include "command.h"
#include "explorer.h"
#include "exporter.h"
#include "findings_out.h"
#include "map_view.h"
#include "picture.h"
#include "report.h"
#include "save.h"
#include "session.h"
#include "table_view.h"
#include "whole.h"

bool ask_write_new(struct explorer *x, const char *path, struct str bytes)
{
    struct buf why = {0};
    bool good = save_new(path, bytes, &why);

    if (good)
        session_say(x, "written: %s", path);
    else
        session_complain(x, "%s", why.ptr);
    buf_release(&why);
    return good;
}

/* --- What can be written ------------------------------------------------------------------------- */

/* A map that is laid out beside is no picture yet. */
static bool is_there(struct explorer *x)
{
    int rows, cols;

    if (x->options.linear) /* no key will come until the answer is there */
        explorer_settle(x);
    if (x->main != VIEW_MAP || !map_busy(x) || map_size(x, &rows, &cols))
        return true;
    session_complain(x, "the map is still laid out: try again in a moment");
    return false;
}

static bool picture(struct explorer *x, bool screen, struct buf *out)
{
    struct canvas c = {0};
    struct str view = str_from(view_names[x->focus]);
    enum depth depth = x->own_depth ? x->depth : DEPTH_TRUE;

    if (screen) {
        screen_draw(x);
        picture_svg(&x->screen, x->theme, depth, view, graph_name(x->graph), out);
        return true;
    }
    if (!is_there(x))
        return false;
    whole_view(x, x->main, 0, &c);
    picture_svg(&c, x->theme, depth, view, graph_name(x->graph), out);
    canvas_release(&c);
    return true;
}

static bool write_svg(struct explorer *x, struct buf *out)
{
    return picture(x, false, out);
}

static bool write_screen(struct explorer *x, struct buf *out)
{
    return picture(x, true, out);
}

static bool write_text(struct explorer *x, struct buf *out)
{
    struct canvas c = {0};

    if (!is_there(x))
        return false;
    whole_view(x, x->main, 0, &c);
    canvas_to_text(&c, out);
    canvas_release(&c);
    return true;
}

static bool write_markdown(struct explorer *x, struct buf *out)
{
    report_all(x, out);
    return true;
}

static bool write_csv(struct explorer *x, struct buf *out)
{
    table_csv(x, out);
    return true;
}

static bool write_sarif(struct explorer *x, struct buf *out)
{
    findings_sarif(out, session_findings(x), &(struct findings_form){.version = FAASMAP_VERSION});
    return true;
}

/* What the explorer itself can write; the formats of `faasmap export` come behind these, but for
 * text, which is the view here. */
static const struct {
    const char *name, *extension, *help;
    bool (*write)(struct explorer *x, struct buf *out);
    enum mask_in mask;
    bool of_rules;     /* says what the rules find */
    const char *alone; /* what it is where nobody looks; NULL: nothing, or exporter.h has it */
} own_formats[] = {
    {"text", "txt", "the view as text", write_text, MASK_TEXT, false, NULL},
    {"svg", "svg", "the view as a picture", write_svg, MASK_TEXT, false,
     "The map as a picture with the colours of --theme"},
    {"md", "md", "the system as a report", write_markdown, MASK_MARKDOWN, true,
     "A report in Markdown: figures, the map, what the rules find"},
    {"csv", "csv", "the table as shown, for spreadsheets", write_csv, MASK_TEXT, true,
     "All nodes as a table for spreadsheets: kind, zone, gate, reach, findings"},
    {"sarif", "sarif", "what the rules find, for code scanners", write_sarif, MASK_JSON, true,
     "What the rules find, for code scanners, as `check -f sarif` has it"},
    {"screen", NULL, "the screen as a picture", write_screen, MASK_TEXT, false, NULL},
};

/* The place among own_formats of a name, or (extension) of the end of a file's name. */
static size_t own_format(struct str name, bool extension)
{
    size_t i = 0;

    for (; i < COUNT(own_formats); i++) {
        const char *own = extension ? own_formats[i].extension : own_formats[i].name;
        if (own && str_iis(name, own))
            break;
    }
    return i;
}

/* What the mask is for is in no file either. */
static bool masked(const struct explorer *x, struct buf *out, enum mask_in in)
{
    if (x->present.mask)
        mask_text(out, in);
    return true;
}

/* By name, or (extension) by the end of a file's name; NULL: none of those. */
static const struct exporter *other_format(struct str name, bool extension)
{
    for (size_t i = 0; exporters[i]; i++) {
        if (str_iis(name, extension ? exporters[i]->extension : exporters[i]->name))
            return exporters[i];
    }
    return NULL;
}

static bool write_own(struct explorer *x, size_t own, const char *path)
{
    struct buf out = {0};
    bool good = own_formats[own].write(x, &out) && masked(x, &out, own_formats[own].mask) &&
                ask_write_new(x, path, buf_str(&out));

    if (good && x->present.mask)
        session_say(x, "written, masked: %s", path);
    buf_release(&out);
    return good;
}

struct str export_format(size_t i)
{
    struct str help;

    return export_format_help(i, &help);
}

struct str export_format_help(size_t i, struct str *help)
{
    *help = STR_NONE;
    if (i < COUNT(own_formats)) {
        *help = str_from(own_formats[i].help);
        return str_from(own_formats[i].name);
    }
    i -= COUNT(own_formats);
    for (size_t k = 0; exporters[k]; k++) {
        if (exporters[k] != &exporter_text && i-- == 0) {
            *help = str_from(exporters[k]->help);
            return str_from(exporters[k]->name);
        }
    }
    return STR_NONE;
}

struct str explorer_format(size_t i, struct str *help)
{
    for (size_t k = 0; k < COUNT(own_formats); k++) {
        if (own_formats[k].alone && i-- == 0) {
            *help = str_from(own_formats[k].alone);
            return str_from(own_formats[k].name);
        }
    }
    *help = STR_NONE;
    return STR_NONE;
}

int explorer_export(const struct explorer_options *options, const struct graph *g,
                    struct str format, struct buf *out, struct buf *why)
{
    struct explorer_options o = *options;
    size_t own = own_format(format, false);

    assert(own < COUNT(own_formats));
    o.kind = &term_memory;
    o.patient = true;
    o.view = view_names[VIEW_MAP];
    o.history = o.settings = NULL;
    struct explorer *x = explorer_open(&o, g, why);
    if (!x)
        return 2;
    explorer_settle(x);
    bool good = own_formats[own].write(x, out);
    if (!good)
        buf_add(why, buf_str(&x->message));
    explorer_close(x);
    return good ? 0 : 2;
}

static void unknown_format(struct explorer *x, struct str name)
{
    struct suggestion n = suggest_for(name);

    for (size_t i = 0; !str_empty(export_format(i)); i++)
        suggest_try(&n, export_format(i));
    ask_unknown(x, "format", &n);
}

/* export FORMAT FILE, or export FILE with the format of its ending. */
bool ask_export(struct explorer *x, struct str args)
{
    struct str rest = args, name = ask_word(&rest), file = str_trim(rest);
    size_t dot = str_rchr(args, '.');
    bool ending = str_empty(file) && dot != STR_NPOS, good;
    struct str format = ending ? str_from_at(args, dot + 1) : name;
    size_t own = own_format(format, ending);

    if (own == COUNT(own_formats)) /* txt as well as text */
        own = own_format(format, true);
    const struct exporter *other = own < COUNT(own_formats) ? NULL : other_format(format, ending);
    struct buf path = {0};

    if (own == COUNT(own_formats) && !other && !str_empty(args)) {
        unknown_format(x, format);
        return false;
    }
    if (str_empty(args) || (!ending && str_empty(file))) {
        session_complain(x, "usage: export FORMAT FILE");
        return false;
    }
    if (!other && own_formats[own].of_rules && !session_findings_or_later(x))
        return true;
    buf_add(&path, ending ? args : file);
    good = other ? export_to(x, other, buf_str(&path)) : write_own(x, own, path.ptr);
    buf_release(&path);
    return good;
}

bool ask_open(struct explorer *x, struct str args)
{
    struct buf path = {0};
    bool good;

    if (str_empty(args)) {
        session_complain(x, "usage: open PATH, or open sample:NAME");
        return false;
    }
    buf_add(&path, args);
    good = live_read(x, path.ptr);
    buf_release(&path);
    return good;
}

bool ask_reload(struct explorer *x, struct str args)
{
    (void)args;
    return live_read(x, NULL);
}
