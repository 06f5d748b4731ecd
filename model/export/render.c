/* SPDX-License-Identifier: MIT */
/* render.c - pictures by Graphviz; the only file that knows gvc. The library is opened in the child, when
 * somebody wants a picture: with all that it needs it would cost every start some milliseconds, and only
 * pictures need it installed. Its plugins are those of the system: the child has no environment that could
 * name others. */
#include "render.h"

#include <dlfcn.h>
#include <graphviz/gvc.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "dot_picture.h"
#include "exporter.h"

/* The first byte of the answer; the picture follows the first of them. */
enum { DRAWN = 'd', NO_LIBRARY = 'b', NO_LAYOUT = 'l', NO_RENDERER = 'r', FAILED = 'f' };

#define LIBRARY "libgvc.so.6" /* the next one has other types */

static struct {
    __typeof__(gvContext) *context;
    __typeof__(gvPluginList) *plugins;
    __typeof__(gvLayout) *layout;
    __typeof__(gvRenderData) *render;
} gv;

struct job {
    const char *dot, *format;
};

static bool find(void *library, const char *name, void *function)
{
    void *at = dlsym(library, name);

    memcpy(function, &at, sizeof at); /* ISO C knows no cast for it */
    return at != NULL;
}

static bool open_library(void)
{
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_GLOBAL); /* plugins use what is in it */

    return library && find(library, "gvContext", &gv.context) &&
           find(library, "gvPluginList", &gv.plugins) && find(library, "gvLayout", &gv.layout) &&
           find(library, "gvRenderData", &gv.render);
}

static bool has_plugin(GVC_t *gvc, const char *kind, const char *name)
{
    int count = 0;
    char **list = gv.plugins(gvc, kind, &count, NULL);

    for (int i = 0; list && i < count; i++) {
        if (strcmp(list[i], name) == 0)
            return true;
    }
    return false;
}

static bool send(int fd, const char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t sent = write(fd, bytes, count);
        if (sent <= 0)
            return false;
        bytes += sent;
        count -= (size_t)sent;
    }
    return true;
}

static char draw(const struct job *j, char **picture, unsigned *size)
{
    GVC_t *gvc;
    Agraph_t *g;

    if (!open_library())
        return NO_LIBRARY;
    gvc = gv.context();
    if (!gvc || !has_plugin(gvc, "layout", "dot"))
        return NO_LAYOUT;
    if (!has_plugin(gvc, "device", j->format))
        return NO_RENDERER;
    g = agmemread(j->dot);
    if (!g || gv.layout(gvc, g, "dot") != 0 || gv.render(gvc, g, j->format, picture, size) != 0 ||
        *size == 0)
        return FAILED;
    return DRAWN;
}

/* The process ends behind this: nothing is freed. */
static int draw_in_child(int fd, void *arg)
{
    char *picture = NULL;
    unsigned size = 0;
    char answer = draw(arg, &picture, &size);

    return send(fd, &answer, 1) && (answer != DRAWN || send(fd, picture, size)) ? 0 : 1;
}

bool render_dot(struct str dot, const char *format, struct buf *out, struct buf *why)
{
    struct buf text = {0}, answer = {0};
    bool good;

    buf_add(&text, dot);
    good = child_run("Graphviz", draw_in_child, &(struct job){text.ptr ? text.ptr : "", format},
                     &child_usual, &answer, why);
    buf_release(&text);
    if (good && answer.len > 1 && answer.ptr[0] == DRAWN) {
        buf_add(out, str_from_at(buf_str(&answer), 1));
    } else if (good) {
        char what = answer.len ? answer.ptr[0] : FAILED;
        if (what == NO_LIBRARY)
            buf_puts(why, "Graphviz is not installed here: its library " LIBRARY " is missing");
        else if (what == NO_LAYOUT)
            buf_puts(why, "Graphviz has no layout here: its plugin dot_layout is not installed");
        else if (what == NO_RENDERER)
            buf_printf(why, "Graphviz cannot write %s here: its plugin pango (cairo) is not installed",
                       format);
        else
            buf_puts(why, "Graphviz could not draw it");
        good = false;
    }
    buf_release(&answer);
    return good;
}

/* --- The formats -------------------------------------------------------------------------------- */

static bool dot_text(const struct graph *g, struct buf *out, struct buf *why)
{
    (void)why;
    dot_picture(g, out);
    return true;
}

static bool png_render(struct str dot, struct buf *out, struct buf *why)
{
    return render_dot(dot, "png", out, why);
}

static bool pdf_render(struct str dot, struct buf *out, struct buf *why)
{
    return render_dot(dot, "pdf", out, why);
}

const struct exporter exporter_png = {
    .name = "png",
    .extension = "png",
    .mime = "image/png",
    .help = "The map of the data flow, drawn by Graphviz, as a picture of pixels",
    .write = dot_text,
    .render = png_render,
};

const struct exporter exporter_pdf = {
    .name = "pdf",
    .extension = "pdf",
    .mime = "application/pdf",
    .help = "The map of the data flow, drawn by Graphviz, as a page",
    .write = dot_text,
    .render = pdf_render,
};
