/* SPDX-License-Identifier: MIT */
#include "action.h"

#include "attr.h"

#define A(e, name, views, help) [ACTION_##e] = {name, views, help},
const struct action_row actions[ACTION_COUNT] = {
    [ACTION_NONE] = {"none", IN_ALL, "Nothing: the key is free"}, ACTIONS(A)};
#undef A

#define X(e, name, title) #name,
const char *const view_names[VIEW_COUNT + 1] = {VIEWS(X) "any"};
#undef X
#define X(e, name, title) title,
const char *const view_titles[VIEW_COUNT] = {VIEWS(X)};
#undef X

bool action_find(struct str name, enum action *out)
{
    for (size_t i = 0; i < COUNT(actions); i++) {
        if (str_is(name, actions[i].name)) {
            *out = (enum action)i;
            return true;
        }
    }
    return false;
}

bool view_find(struct str name, enum view_id *out)
{
    for (size_t i = 0; i < COUNT(view_names); i++) {
        if (str_is(name, view_names[i])) {
            *out = (enum view_id)i;
            return true;
        }
    }
    return false;
}
