/* SPDX-License-Identifier: MIT */
/* sam_refs.c - what SAM lets a template say of resources that it makes: !Ref Function.Alias,
 * !GetAtt Function.Alias.Arn, ${Api.Stage}, and !Ref Layer, which is another resource each time. */
#include "limits.h"
#include "sam.h"

static struct str renamed(struct sam *s, struct str name)
{
    return doc_text(doc_get_str(s->renamed, name));
}

/* "Function.Alias.Arn" -> "FunctionAliaslive.Arn"; empty: no such name. */
static struct str longest(struct sam *s, struct str name)
{
    struct str whole = renamed(s, name);
    if (!str_empty(whole))
        return whole;
    size_t dots[4], count = 0; /* more no name of ours has */
    for (size_t i = 0; i < name.len && count < sizeof dots / sizeof *dots; i++)
        if (name.ptr[i] == '.')
            dots[count++] = i;
    while (count-- > 0) {
        struct str head = renamed(s, str_sub(name, 0, dots[count]));
        if (!str_empty(head))
            return SAM_JOIN(s, head, str_from_at(name, dots[count]));
    }
    return STR_NONE;
}

static void set_text(struct sam *s, const struct doc_node *n, struct str text)
{
    struct doc_node *node = (struct doc_node *)(uintptr_t)n;
    if (doc_is_scalar(n) && !str_empty(text))
        node->text = arena_str(s->arena, text);
}

static void in_sub(struct sam *s, const struct doc_node *n, const struct doc_node *given)
{
    struct str text = doc_text(n);
    struct buf out = {0};
    bool changed = false;
    while (!str_empty(text)) {
        size_t at = str_find(text, STR("${")), end;
        if (at == STR_NPOS || (end = str_chr(str_from_at(text, at), '}')) == STR_NPOS) {
            buf_add(&out, text);
            break;
        }
        struct str name = str_sub(text, at + 2, end - 2),
                   to = doc_get_str(given, name) ? STR_NONE : longest(s, name);
        buf_add(&out, str_sub(text, 0, at + 2));
        buf_add(&out, str_empty(to) ? name : to);
        buf_putc(&out, '}');
        changed = changed || !str_empty(to);
        text = str_from_at(text, at + end + 1);
    }
    if (changed)
        set_text(s, n, buf_str(&out));
    buf_release(&out);
}

/* [Function.Alias, Arn] and [Function, Alias.Arn] are one. */
static void in_getatt(struct sam *s, const struct doc_node *n)
{
    if (doc_is_scalar(n)) {
        set_text(s, n, longest(s, n->text));
        return;
    }
    const struct doc_node *first = doc_at(n, 0), *second = doc_at(n, 1);
    struct str to = longest(s, SAM_JOIN(s, doc_text(first), STR("."), doc_text(second)));
    size_t dot = str_chr(to, '.');
    if (!doc_is_scalar(first) || !doc_is_scalar(second) || dot == STR_NPOS)
        return;
    set_text(s, first, str_sub(to, 0, dot));
    set_text(s, second, str_from_at(to, dot + 1));
}

static void walk(struct sam *s, struct doc_node *n, unsigned depth)
{
    if (n->type == DOC_SCALAR || depth > LIMIT_DEPTH * 2)
        return;
    if (n->type == DOC_MAP && n->count == 1) {
        const struct doc_node *c = n->head;
        if (str_is(c->key, "Ref") && doc_is_scalar(c))
            set_text(s, c, longest(s, c->text));
        else if (str_is(c->key, "Fn::GetAtt"))
            in_getatt(s, c);
        else if (str_is(c->key, "Fn::Sub"))
            in_sub(s, doc_is_list(c) ? doc_at(c, 0) : c, doc_is_list(c) ? doc_at(c, 1) : NULL);
    }
    for (struct doc_node *c = n->head; c; c = c->next)
        walk(s, c, depth + 1);
}

/* A connector or a layer that others wait for has another id now. */
static void in_depends(struct sam *s, const struct doc_node *depends)
{
    if (doc_is_scalar(depends))
        set_text(s, depends, renamed(s, depends->text));
    for (const struct doc_node *c = doc_is_list(depends) ? doc_first(depends) : NULL; c;
         c = c->next)
        if (doc_is_scalar(c))
            set_text(s, c, renamed(s, c->text));
}

void sam_refs(struct sam *s, struct doc_node *root)
{
    if (!s->renamed->count || !root)
        return;
    walk(s, root, 0);
    for (const struct doc_node *c = doc_first(s->resources); c; c = c->next)
        in_depends(s, doc_get(c, "DependsOn"));
}
