/* SPDX-License-Identifier: MIT */
#include "detect.h"

#include <string.h>

enum { HEAD_BYTES = 4096 };

bool detect_candidate(struct files *files, size_t i, struct candidate *c)
{
    *c = (struct candidate){.path = files_label(files, i)};
    size_t slash = str_rchr(c->path, '/');
    c->base = slash == STR_NPOS ? c->path : str_from_at(c->path, slash + 1);
    if (files_is_document(c->path) || files_named(files, i)) {
        const struct docs *docs;
        if (!files_look(files, i, &docs))
            return files_is_document(c->path) ? false : true;
        c->doc = docs->count ? docs->items[0] : NULL;
        return true;
    }
    struct str bytes;
    if (!files_is_input(c->path) || !files_bytes(files, i, &bytes))
        return false;
    c->head = str_sub(bytes, 0, HEAD_BYTES);
    return true;
}

const struct importer *detect_best(const struct candidate *c, const struct importer **rival)
{
    const struct importer *best = NULL;
    int best_bid = 0;
    *rival = NULL;
    for (const struct importer *const *i = importers; *i; i++) {
        int bid = (*i)->claim(c);
        if (bid > best_bid) {
            best_bid = bid;
            best = *i;
            *rival = NULL;
        } else if (bid && bid == best_bid) {
            bool first = strcmp((*i)->name, best->name) < 0;
            *rival = first ? best : *i;
            best = first ? *i : best;
        }
    }
    return best;
}

bool detect_overlay(struct str label)
{
    size_t slash = str_rchr(label, '/');
    return str_is(slash == STR_NPOS ? label : str_from_at(label, slash + 1), OVERLAY_FILE);
}
