/* SPDX-License-Identifier: MIT */
#include "view.h"

#define X(e, name, title) &view_##name,
const struct view_kind *const view_kinds[VIEW_COUNT] = {VIEWS(X)};
#undef X
