/* SPDX-License-Identifier: MIT */
#include "advised.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "advisory_files.h"
#include "arena.h"

static bool is_wanted(void *arg)
{
    return decisions_advisories(arg).count > 0;
}

static void read_named(struct advisories *a, const char *path, const struct import_options *o,
                       struct diags *diags)
{
    const struct read_place place = {.root = AT_FDCWD, .path = path, .file = str_from(path),
                                     .named = true, .stop = o->stop};
    advisory_files_read(a, &place, diags);
}

static void read_below(struct advisories *a, const char *base, struct str_list paths,
                       const struct import_options *o, struct diags *diags)
{
    int fd = open(base[0] ? base : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        diags_add(diags, DIAG_ERROR, (struct origin){.file = str_from(base)},
                  "cannot read the folder: %s", strerror(errno));
        return;
    }
    for (size_t i = 0; i < paths.count; i++) {
        const struct read_place place = {.root = fd, .path = paths.items[i].ptr,
                                         .file = paths.items[i], .stop = o->stop};
        advisory_files_read(a, &place, diags);
    }
    close(fd);
}

struct graph *advised_import(struct import_options *options, const char *named, const char *base,
                             struct decisions *d)
{
    struct packages *p = packages_new();
    options->overlay = decisions_take;
    options->overlay_arg = d;
    options->packages = p;
    options->packages_wanted = named ? NULL : is_wanted;
    options->without = named;
    struct graph *g = import_all(options);
    struct str_list paths = decisions_advisories(d);
    if (!named && !paths.count) {
        packages_free(p);
        return g;
    }
    struct advisories *a = advisories_new(p);
    if (named)
        read_named(a, named, options, graph_diags(g));
    if (paths.count)
        read_below(a, base, paths, options, graph_diags(g));
    advisories_ready(a);
    decisions_keep_advisories(d, p, a);
    return g;
}
