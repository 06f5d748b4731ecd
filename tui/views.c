/* SPDX-License-Identifier: MIT */
#include "session.h"

#define X(e, name, title) &view_##name,
const struct view_kind *const view_kinds[VIEW_COUNT] = {VIEWS(X)};
#undef X

struct page *view_page(struct explorer *x, enum view_id view)
{
    size_t at = view_kinds[view]->page_at;

    return at ? (struct page *)(void *)((char *)x->views[view] + at - 1) : NULL;
}
