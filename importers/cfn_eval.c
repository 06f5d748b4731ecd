/* SPDX-License-Identifier: MIT */
/* cfn_eval.c - the scope of an evaluation, and the functions that give a text. */
#include "cfn_eval.h"

#include "cfn_functions.h"
#include "limits.h"

void cfn_scope_init(struct cfn_scope *s, struct arena *arena, const struct doc *doc,
                    const struct cfn_eval_host *host)
{
    const struct doc_node *root = doc_root(doc);
    *s = (struct cfn_scope){
        .arena = arena,
        .doc = doc,
        .work = doc_new(doc_file(doc)),
        .host = host,
        .steps = LIMIT_EVALUATION_STEPS,
        .parameters = doc_get(root, "Parameters"),
        .mappings = doc_get(root, "Mappings"),
    };
    const struct doc_node *resources = doc_get(root, "Resources");
    if (doc_is_map(resources))
        s->steps += (size_t)resources->count * CFN_STEPS_PER_RESOURCE;
    s->conditions = cfn_members(s, doc_get(root, "Conditions"));
}

void cfn_problem(struct cfn_scope *s, const struct doc_node *at, const char *text)
{
    if (s->host->problem)
        s->host->problem(s->host->arg, at, text);
}

/* Once a document: the first place where it was too much. */
static void exhaust(struct cfn_scope *s, const struct doc_node *at)
{
    if (!s->exhausted)
        cfn_problem(s, at,
                    s->steps ? "too many values in each other: the rest is not known (limit depth)"
                             : "too much to evaluate: the rest is not known "
                               "(limit evaluation-steps)");
    s->exhausted = true;
}

void cfn_scope_release(struct cfn_scope *s)
{
    if (s->steps == 0 && s->work) /* whoever loops stops without asking for another step */
        exhaust(s, doc_root(s->doc));
    map_release(&s->deciding);
    doc_free(s->work);
    s->work = NULL;
}

struct origin cfn_where(const struct cfn_scope *s, const struct doc_node *n)
{
    if (!n || !(n->file & CFN_INCLUDED))
        return doc_where(s->doc, n);
    struct doc_node copy = *n;
    copy.file &= (uint16_t)~CFN_INCLUDED;
    return doc_where(s->work, &copy);
}

bool cfn_enter(struct cfn_scope *s, const struct doc_node *at)
{
    if (s->steps == 0 || s->depth >= LIMIT_DEPTH) {
        exhaust(s, at);
        return false;
    }
    s->steps--;
    s->depth++;
    return true;
}

void cfn_leave(struct cfn_scope *s)
{
    s->depth--;
}

const struct doc_node *cfn_call(const struct doc_node *n)
{
    if (!doc_is_map(n) || n->count != 1)
        return NULL;
    const struct doc_node *m = doc_first(n);
    if (str_is(m->key, "Ref") || str_is(m->key, "Condition"))
        return doc_is_scalar(m) ? m : NULL;
    return str_starts(m->key, STR("Fn::")) && !str_starts(m->key, STR("Fn::ForEach")) ? m : NULL;
}

/* --- Functions of texts ----------------------------------------------------------------------- */

static struct cfn_value sub_name(struct cfn_scope *s, struct str name, const struct doc_node *vars)
{
    const struct doc_node *own = doc_get_str(vars, name);
    if (own)
        return cfn_value(s, own);
    size_t dot = str_chr(name, '.');
    if (dot != STR_NPOS && !str_starts(name, STR("AWS::")))
        return cfn_ref(s, str_sub(name, 0, dot), str_from_at(name, dot + 1));
    return cfn_ref(s, name, STR(""));
}

struct cfn_value cfn_substitute(struct cfn_scope *s, struct str text, const struct doc_node *vars)
{
    struct cfn_value v = cfn_plain(STR(""));
    size_t at;
    while ((at = str_find(text, STR("${"))) != STR_NPOS) {
        struct str rest = str_from_at(text, at + 2);
        size_t end = str_chr(rest, '}');
        if (end == STR_NPOS || !s->steps)
            break;
        s->steps--;
        v = cfn_concat(s, v, cfn_literal(s, str_sub(text, 0, at)));
        struct str name = str_trim(str_sub(rest, 0, end));
        if (str_starts(name, STR("!")))
            v = cfn_concat(s, v, cfn_plain(ARENA_JOIN(s->arena, STR("${"),
                                                      str_trim(str_from_at(name, 1)), STR("}"))));
        else
            v = cfn_concat(s, v, sub_name(s, name, vars));
        text = str_from_at(rest, end + 1);
    }
    v = cfn_concat(s, v, cfn_plain(text));
    bool resolve = !v.other && str_find(v.text, STR("{{resolve:")) != STR_NPOS;
    if (!resolve)
        return v;
    struct cfn_value r = cfn_literal(s, v.text); /* the name was put together */
    r.refs = cfn_refs_join(s, v.refs, r.refs);
    r.unknown = true;
    return r;
}

static struct cfn_value sub(struct cfn_scope *s, const struct doc_node *arg)
{
    if (doc_is_list(arg))
        return cfn_substitute(s, cfn_text(s, doc_at(arg, 0)), cfn_node(s, doc_at(arg, 1)));
    return cfn_substitute(s, doc_is_scalar(arg) ? doc_text(arg) : cfn_text(s, arg), NULL);
}

/* Elements of a list as they stand: an Fn::If is one element with alternatives. A list that is made by
 * functions, or has lists made by functions in it, is taken apart by cfn_list(). */
static size_t elements(struct cfn_scope *s, const struct doc_node *list,
                       const struct cfn_item **items)
{
    if (!doc_is_list(list))
        return cfn_list(s, list, items);
    struct cfn_item *out = arena_array(s->arena, list->count, sizeof *out);
    size_t n = 0;
    for (const struct doc_node *c = doc_first(list); c; c = c->next)
        out[n++].node = c;
    *items = out;
    return n;
}

static struct cfn_value join(struct cfn_scope *s, const struct doc_node *arg)
{
    const struct cfn_item *items;
    size_t count = doc_is_list(arg) ? elements(s, doc_at(arg, 1), &items) : 0;
    struct cfn_value glue = cfn_value(s, doc_at(arg, 0)), v = cfn_plain(STR(""));
    bool first = true;
    glue.other = NULL;
    for (size_t i = 0; i < count && s->steps; i++) {
        struct cfn_value part = cfn_item_value(s, &items[i]);
        s->steps--;
        if (part.none)
            continue;
        if (!first)
            part = cfn_concat(s, glue, part);
        struct str when = part.other ? STR("")
                                     : terms_both(s->arena, items[i].condition, part.condition);
        if (when.len) { /* an element that may be missing, with its glue */
            part.condition = STR("");
            part = cfn_either(s, when, part, cfn_plain(STR("")));
        }
        v = cfn_concat(s, v, part);
        first = false;
    }
    return count ? v : cfn_unknown();
}

/* The piece of every alternative of v between the separators. */
static struct cfn_value piece(struct cfn_scope *s, const struct cfn_value *v, char sep, long index)
{
    struct cfn_value out = *v;
    struct str rest = v->text, word = STR_NONE;
    bool found = true;
    for (long i = 0; found && i <= index; i++)
        found = str_cut(&rest, sep, &word);
    if (!found || (v->unknown && str_chr(word, '*') != STR_NPOS))
        out.unknown = true;
    else
        out.unknown = false;
    out.text = found ? word : STR("*");
    out.other = NULL;
    if (v->other && cfn_enter(s, NULL)) {
        struct cfn_value *more = arena_alloc(s->arena, sizeof *more);
        *more = piece(s, v->other, sep, index);
        out.other = more;
        cfn_leave(s);
    }
    return out;
}

static struct cfn_value select_item(struct cfn_scope *s, const struct doc_node *arg)
{
    long index = 0;
    struct cfn_value at = cfn_value(s, doc_at(arg, 0));
    const struct doc_node *list = doc_at(arg, 1), *call = cfn_call(list);
    bool known = !at.unknown && str_to_long(at.text, &index) && index >= 0 && index < 100000;
    if (call && str_is(call->key, "Fn::Split")) {
        struct str sep = cfn_text(s, doc_at(call, 0));
        struct cfn_value whole = cfn_value(s, doc_at(call, 1));
        if (known && sep.len == 1)
            return piece(s, &whole, sep.ptr[0], index);
        whole.text = STR("*");
        whole.unknown = true;
        whole.other = NULL;
        return whole;
    }
    const struct cfn_item *items;
    size_t count = elements(s, list, &items);
    if (known && (size_t)index < count)
        return cfn_item_value(s, &items[index]);
    struct cfn_value v = cfn_unknown();
    for (size_t i = 0; i < count && i < CFN_ALTERNATIVES; i++)
        v.refs = cfn_refs_join(s, v.refs, cfn_item_value(s, &items[i]).refs);
    return v;
}

static struct cfn_value if_value(struct cfn_scope *s, const struct doc_node *arg)
{
    struct str name = doc_text(doc_at(arg, 0));
    int holds = cfn_condition(s, name, arg);
    if (holds >= 0)
        return cfn_value(s, doc_at(arg, holds ? 1 : 2));
    return cfn_either(s, name, cfn_value(s, doc_at(arg, 1)), cfn_value(s, doc_at(arg, 2)));
}

static struct cfn_value import_value(struct cfn_scope *s, const struct doc_node *arg)
{
    struct cfn_value name = cfn_value(s, arg);
    return cfn_unknown_ref(s, CFN_REF_IMPORT, name.text, STR("import"));
}

/* The output of a stack by the name that it is deployed under, not by an export. */
static struct cfn_value stack_output(struct cfn_scope *s, const struct doc_node *arg)
{
    struct cfn_value stack = cfn_value(s, doc_get(arg, "StackName"));
    struct cfn_value output = cfn_value(s, doc_get(arg, "OutputName"));
    if (!doc_is_map(arg) || stack.none || output.none)
        return cfn_unknown();
    struct str unknown = s->named ? ARENA_JOIN(s->arena, STR("${"), stack.text, STR("."), output.text,
                                               STR("}"))
                                  : STR("*");
    return cfn_of_ref(s, CFN_REF_OUTPUT, stack.text, output.text, unknown);
}

static struct cfn_value length(struct cfn_scope *s, const struct doc_node *arg)
{
    const struct cfn_item *items;
    size_t count = cfn_list(s, arg, &items);
    for (size_t i = 0; i < count; i++)
        if (items[i].condition.len || (items[i].value && items[i].value->unknown))
            return cfn_unknown();
    return cfn_plain(arena_printf(s->arena, "%zu", count));
}

static struct cfn_value to_json(struct cfn_scope *s, const struct doc_node *arg)
{
    struct buf b = {0};
    cfn_json(s, arg, &b);
    struct cfn_value v = cfn_plain(arena_str(s->arena, buf_str(&b)));
    v.refs = cfn_refs(s, arg);
    v.unknown = v.refs != NULL;
    buf_release(&b);
    return v;
}

static struct cfn_value base64(struct cfn_scope *s, const struct doc_node *arg)
{
    return cfn_value(s, arg); /* what it holds matters, not its form */
}

static struct cfn_value decided(int holds)
{
    return holds < 0 ? cfn_unknown() : cfn_plain(holds ? STR("true") : STR("false"));
}

static struct cfn_value nothing_known(struct cfn_scope *s, const struct doc_node *arg)
{
    struct cfn_value v = cfn_unknown();
    v.refs = cfn_refs(s, arg);
    return v;
}

static struct cfn_value reduced(struct cfn_scope *s, const struct doc_node *map)
{
    const struct doc_node *n = cfn_node(s, map);
    if (doc_is_scalar(n))
        return cfn_literal(s, doc_text(n));
    struct cfn_value v = nothing_known(s, map);
    if (!v.refs && str_is(doc_first(map)->key, "Fn::FindInMap")) /* by region or account */
        v.text = cfn_map_pattern(s, doc_first(map));
    return v;
}

static struct cfn_value call(struct cfn_scope *s, const struct doc_node *map,
                             const struct doc_node *m)
{
    static const struct {
        const char *name;
        struct cfn_value (*run)(struct cfn_scope *s, const struct doc_node *arg);
    } functions[] = {
        {"Fn::GetAtt", cfn_get_att},        {"Fn::Sub", sub},
        {"Fn::Join", join},             {"Fn::Select", select_item},
        {"Fn::If", if_value},           {"Fn::ImportValue", import_value},
        {"Fn::Base64", base64},         {"Fn::Length", length},
        {"Fn::ToJsonString", to_json},  {"Fn::Split", nothing_known},
        {"Fn::GetStackOutput", stack_output}, {"Fn::GetAZs", nothing_known},  {"Fn::Cidr", nothing_known},
    };
    if (str_is(m->key, "Ref"))
        return doc_is_scalar(m) ? cfn_ref(s, doc_text(m), STR("")) : nothing_known(s, m);
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (str_is(m->key, functions[i].name))
            return functions[i].run(s, m);
    if (str_is(m->key, "Fn::FindInMap") || str_is(m->key, "Fn::Transform"))
        return reduced(s, map);
    return decided(cfn_holds(s, map));
}

struct cfn_value cfn_value(struct cfn_scope *s, const struct doc_node *n)
{
    if (!n)
        return (struct cfn_value){.none = true};
    if (doc_is_scalar(n))
        return cfn_literal(s, doc_text(n));
    const struct doc_node *m = cfn_call(n);
    if (!cfn_enter(s, n))
        return cfn_unknown();
    struct cfn_value v = m ? call(s, n, m) : nothing_known(s, n);
    cfn_leave(s);
    return v;
}

struct cfn_value cfn_item_value(struct cfn_scope *s, const struct cfn_item *item)
{
    return item->value ? *item->value : cfn_value(s, item->node);
}

struct str cfn_known(struct cfn_scope *s, const struct doc_node *n)
{
    struct cfn_value v = cfn_value(s, n);
    return v.unknown || v.other || v.secure || v.condition.len ? STR("") : v.text;
}

struct str cfn_text(struct cfn_scope *s, const struct doc_node *n)
{
    return doc_is_scalar(n) ? doc_text(n) : cfn_value(s, n).text;
}

bool cfn_bool(struct cfn_scope *s, const struct doc_node *n, bool silence)
{
    struct str text = cfn_known(s, n);
    if (str_iis(text, "true"))
        return true;
    return str_iis(text, "false") ? false : silence;
}
