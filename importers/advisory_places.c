/* SPDX-License-Identifier: MIT */
#include "advisory_places.h"

#include "detect.h"

struct place {
    struct str label;
    const struct place *before;
};

/* "osv/", "./osv" -> "FOLDER/osv" */
static void add(const struct place **last, struct arena *a, struct str folder, struct str path)
{
    struct str label = folder;
    for (struct str rest = path, part; str_cut(&rest, '/', &part);) {
        if (str_is(part, ".."))
            return;
        if (part.len && !str_is(part, "."))
            label = ARENA_JOIN(a, label, label.len ? STR("/") : STR(""), part);
    }
    if (str_eq(label, folder) || str_starts(path, STR("/")))
        return;
    struct place *one = arena_alloc(a, sizeof *one);
    *one = (struct place){label, *last};
    *last = one;
}

static void add_all(const struct place **last, struct arena *a, struct str folder,
                    const struct doc *d)
{
    const struct doc_node *said = doc_get(doc_root(d), "advisories");
    if (doc_is_scalar(said))
        add(last, a, folder, doc_text(said));
    for (const struct doc_node *n = doc_is_list(said) ? doc_first(said) : NULL; n; n = n->next)
        add(last, a, folder, doc_text(n));
}

void advisory_places_leave_out(struct files *f)
{
    struct arena *a = arena_new();
    const struct place *last = NULL;
    for (size_t i = 0; i < files_count(f); i++) {
        struct str label = files_label(f, i);
        size_t slash = str_rchr(label, '/');
        struct str folder = slash == STR_NPOS ? STR("") : str_sub(label, 0, slash);
        const struct docs *docs;
        if (!detect_overlay(label) || !files_docs(f, i, &docs))
            continue;
        for (size_t k = 0; k < docs->count; k++)
            add_all(&last, a, folder, docs->items[k]);
    }
    for (const struct place *p = last; p; p = p->before)
        files_leave_out(f, p->label);
    arena_free(a);
}
