/* SPDX-License-Identifier: MIT */
#include "facts.h"

#include "buf.h"

#define X(e, name) [OP_BIT_##e] = name,
const char *const op_class_names[OP_COUNT] = {OP_CLASSES(X)};
#undef X
#define X(e, name, ...) [BOUNDARY_##e] = name,
const char *const boundary_class_names[BOUNDARY_CLASS_COUNT] = {BOUNDARY_CLASSES(X)};
#undef X
#define X(e, name) [ACTOR_##e] = name,
const char *const actor_role_names[ACTOR_ROLE_COUNT] = {ACTOR_ROLES(X)};
#undef X

struct origin fact_place(struct str text)
{
    size_t colon = str_rchr(text, ':');
    long line = 0;
    if (colon != STR_NPOS)
        str_to_long(str_from_at(text, colon + 1), &line);
    return (struct origin){.file = str_sub(text, 0, colon), .line = (uint32_t)line, .col = 1};
}

struct origin fact_flaw_place(struct str flaws)
{
    struct str one = STR_NONE;
    str_cut(&flaws, ';', &one);
    size_t blank = str_rchr(one, ' ');
    return fact_place(blank == STR_NPOS ? one : str_from_at(one, blank + 1));
}

unsigned op_class_find(struct str name)
{
    for (unsigned c = 0; c < OP_COUNT; c++)
        if (str_is(name, op_class_names[c]))
            return 1u << c;
    return 0;
}

unsigned op_classes_of(struct str list)
{
    unsigned ops = 0;
    for (struct str one; list.len && str_cut(&list, ',', &one);)
        ops |= op_class_find(one);
    return ops;
}

bool op_classes_text(struct buf *out, unsigned ops)
{
    const char *between = "";
    for (unsigned c = 0; c < OP_COUNT; c++)
        if (ops >> c & 1) {
            buf_puts(out, between);
            buf_puts(out, op_class_names[c]);
            between = ", ";
        }
    return *between != '\0';
}

unsigned edge_ops(const struct edge *e)
{
    unsigned ops = 0;
    for (uint32_t i = 0; i < e->action_count; i++)
        ops |= op_class_find(e->actions[i]);
    return ops;
}

enum boundary_class node_boundary_class(const struct node *n)
{
    struct str class = node_attr_text(n, FACT_CLASS);
    if (str_empty(class)) /* nearly all */
        return BOUNDARY_NONE;
    for (int c = 0; c < BOUNDARY_CLASS_COUNT; c++)
        if (str_iis(class, boundary_class_names[c]))
            return (enum boundary_class)c;
    return BOUNDARY_NONE;
}

enum actor_role node_actor_role(const struct node *n)
{
    struct str role = node_attr_text(n, FACT_ROLE);
    if (str_empty(role))
        role = n->name;
    for (int r = 0; r < ACTOR_ROLE_COUNT; r++)
        if (str_iis(role, actor_role_names[r]))
            return (enum actor_role)r;
    return ACTOR_USER;
}

bool fact_bool(const struct attr *a, bool silence)
{
    static const char *const yes[] = {"true", "yes", "1"}, *const no[] = {"false", "no", "0"};
    for (size_t i = 0; a && i < COUNT(yes); i++) {
        if (str_iis(a->value, yes[i]))
            return true;
        if (str_iis(a->value, no[i]))
            return false;
    }
    return silence;
}

bool fact_given(struct str text)
{
    return !str_empty(text) && !str_iis(text, "false") && !str_iis(text, "none");
}

bool fact_is_of_nodes(struct str name)
{
    static const char *const facts[] = {
        FACT_CLASS, FACT_RUNS, FACT_ROLE, FACT_EXPLOITABLE, FACT_FETCHES, FACT_SIFTS, FACT_SORTS,
        FACT_CALLS, FACT_CODE_READ, FACT_REUSED, FACT_LIMIT, FACT_RESERVED, FACT_RESERVED_ASKED,
        FACT_ASYNC_RETRIES, FACT_RECURSIVE, FACT_TIMEOUT, FACT_MEMORY, FACT_VISIBILITY,
        FACT_RETENTION, FACT_DISABLED, FACT_EGRESS, FACT_NETWORK, FACT_MANAGED, FACT_SCHEDULE,
        FACT_TIME_ZONE, FACT_UNHANDLED, FACT_RETRIES, FACT_UNBOUNDED, FACT_ACLS, FACT_MADE_BY,
        FACT_ORIGIN, FACT_ORIGIN_OF, FACT_CONNECTOR, FACT_DECLARES, FACT_FIXED, FACT_STAGES,
        FACT_READ_BY, FACT_PREFLIGHT, FACT_STATES, FACT_PACKAGES, FACT_LOOSE, FACT_LOOSE_AT,
        FACT_LOCKFILE, FACT_EXPIRES, FACT_FINGERPRINT, FACT_ARN, FACT_STANDS_FOR,
    };
    for (size_t i = 0; i < COUNT(facts); i++)
        if (str_iis(name, facts[i]))
            return true;
    return false;
}
