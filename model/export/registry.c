/* SPDX-License-Identifier: MIT */
#include "exporter.h"

#define X(name) &exporter_##name,
const struct exporter *const exporters[] = {EXPORTERS(X) NULL};
#undef X

const struct exporter *exporter_find(struct str name)
{
    for (const struct exporter *const *e = exporters; *e; e++)
        if (str_iis(name, (*e)->name))
            return *e;
    return NULL;
}

const struct exporter *exporter_for_file(struct str path)
{
    size_t dot = str_rchr(path, '.');
    if (dot == STR_NPOS)
        return NULL;
    for (const struct exporter *const *e = exporters; *e; e++)
        if (str_iis(str_from_at(path, dot + 1), (*e)->extension))
            return *e;
    return NULL;
}

bool exporter_render(const struct exporter *e, struct buf *text, struct buf *why)
{
    struct buf picture = {0};
    bool good = !e->render || e->render(buf_str(text), &picture, why);

    if (e->render && good) {
        buf_release(text);
        *text = picture;
    } else {
        buf_release(&picture);
    }
    return good;
}
