/* SPDX-License-Identifier: MIT */
/* arm_functions.c - what all template functions share, and where they are looked up. */
#include "arm_functions.h"

#include "mem.h"
#include "sha256.h"

#define ARENA(c) ((c)->scope->arena)

const struct arm_value *arm_call_taint(const struct arm_call *c, const struct arm_value *v)
{
    for (size_t i = 0; i < c->count; i++) {
        const struct arm_value *arg = c->args[i];
        struct arm_value flags = {
            .unknown = arm_is_scalar(v) && !arm_known(arg),
            .secure = arm_secure(arg),
            .refs = arm_is_scalar(v) ? arm_refs(ARENA(c), arg) : arg->refs,
        };
        v = arm_taint(ARENA(c), v, &flags);
    }
    return v;
}

const struct arm_value *arm_call_unknown(const struct arm_call *c, struct str what)
{
    return arm_call_taint(c, arm_unknown(ARENA(c), what));
}

bool arm_call_known(const struct arm_call *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (!arm_known(c->args[i]))
            return false;
    return true;
}

const struct arm_value *arm_call_bad(const struct arm_call *c)
{
    if (arm_call_known(c))
        arm_call_problem(c, ARM_PROBLEM_VALUE, c->name);
    return arm_call_unknown(c, c->name);
}

struct str arm_arg(const struct arm_call *c, size_t i)
{
    return i < c->count ? arm_str(c->args[i]) : STR_NONE;
}

const struct arm_value *arm_call_text(const struct arm_call *c, struct buf *b)
{
    const struct arm_value *v = arm_text(ARENA(c), arena_str(ARENA(c), buf_str(b)));
    buf_release(b);
    return arm_call_taint(c, v);
}

/* First 8 hex digits of the digest of the arguments: tells equal calls from different ones. */
struct str arm_call_mark(const struct arm_call *c, struct str head)
{
    struct sha256 h;
    unsigned char digest[SHA256_SIZE];
    struct buf json = {0};
    sha256_init(&h);
    sha256_add(&h, head);
    for (size_t i = 0; i < c->count; i++) {
        buf_reset(&json);
        arm_json(&json, c->args[i]); /* secure parts are not in it */
        sha256_add(&h, buf_str(&json));
        sha256_add(&h, STR("\n"));
    }
    buf_release(&json);
    sha256_end(&h, digest);
    return arena_printf(ARENA(c), "%.*s-%02x%02x%02x%02x", (int)head.len, head.ptr, digest[0],
                        digest[1], digest[2], digest[3]);
}

const struct arm_value *arm_call_marked(const struct arm_call *c, const char *head)
{
    return arm_call_unknown(c, arm_call_mark(c, str_from(head)));
}

/* An element of another list keeps its place in the input. */
void arm_push_member(struct arm_items *l, struct arm_member m)
{
    if (l->count == l->cap)
        l->items = mem_grow(l->items, &l->cap, sizeof *l->items);
    m.key = STR_NONE;
    l->items[l->count++] = m;
}

void arm_push(struct arm_items *l, const struct arm_value *v)
{
    arm_push_member(l, (struct arm_member){.value = v});
}

const struct arm_value *arm_call_list(const struct arm_call *c, struct arm_items *l)
{
    const struct arm_value *v = &arm_too_large;
    if (arm_spend(c->scope, l->count, c->at))
        v = arm_list_of(ARENA(c), l->items, l->count);
    mem_free(l->items);
    return arm_call_taint(c, v);
}

const struct arm_function *arm_function_find(struct str name)
{
    static const struct arm_function *(*const tables[])(struct str) = {
        arm_text_function_find, arm_data_function_find, arm_resource_function_find};
    const struct arm_function *found = NULL;
    for (size_t i = 0; i < COUNT(tables) && !found; i++)
        found = tables[i](name);
    return found;
}
