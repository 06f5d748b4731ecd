/* SPDX-License-Identifier: MIT */
/* complete_filter.c - what could come next in a filter: keys, the operators of a key, the values that
 * this graph has for it and how often, nodes and numbers of steps in calls. */
#include <stdlib.h>
#include <string.h>

#include "attr.h"
#include "complete_parts.h"
#include "facts.h"
#include "finding.h"
#include "map.h"
#include "mem.h"
#include "node_values.h"
#include "query.h"
#include "session.h"

enum { VALUES_MOST = 5000, STEPS_MOST = 5 };

/* --- Where -------------------------------------------------------------------------------------- */

static bool is_call(struct str text, size_t open)
{
    static const char *const calls[] = {"up", "down", "near", "path"};
    size_t from = open;

    while (from > 0 && ((text.ptr[from - 1] | 32) >= 'a' && (text.ptr[from - 1] | 32) <= 'z'))
        from--;
    for (size_t i = 0; i < COUNT(calls); i++)
        if (str_iis(str_sub(text, from, open - from), calls[i]))
            return true;
    return false;
}

static bool is_key_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

/* The key and its operator, if the word has got so far. */
static void split(struct filter_spot *s, struct str text)
{
    size_t at = s->from, end;

    while (at < text.len && is_key_char(text.ptr[at]))
        at++;
    end = at;
    if (end == s->from || end == text.len || !strchr(":=~<>", text.ptr[end]))
        return;
    at++;
    if (at < text.len && text.ptr[at] == '=' && strchr("<>", text.ptr[end]))
        at++;
    s->part = FILTER_VALUE;
    s->key = str_sub(text, s->from, end - s->from);
    s->value = at;
}

struct filter_spot filter_spot_of(struct str text)
{
    struct filter_spot s = {.part = FILTER_KEY};
    size_t arguments = 0, name = 0;
    bool quoted = false, call = false;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '"')
            quoted = !quoted;
        if (quoted || c == '"')
            continue;
        if (call && c == ')')
            call = false;
        if (c == '(' && is_call(text, i)) {
            call = true;
            arguments = 0;
            name = i;
        }
        arguments += call && c == ',';
        if (call ? c == '(' || c == ',' : strchr(" (|!)", c) != NULL)
            s.from = i + 1;
    }
    if (!call) {
        split(&s, text);
        return s;
    }
    while (s.from < text.len && text.ptr[s.from] == ' ')
        s.from++;
    s.part = arguments && (text.ptr[name - 1] | 32) != 'h' ? FILTER_STEPS : FILTER_NODE; /* path */
    return s;
}

/* --- Keys --------------------------------------------------------------------------------------- */

struct key_row {
    const char *text, *help;
};

static const struct key_row keys[] = {
    {"kind:", "function, queue, table, ..."},
    {"name:", "part of the name"},
    {"id:", "part of the id"},
    {"type:", "as the provider calls it"},
    {"zone:", "trust zone"},
    {"cluster:", "what it stands in"},
    {"provider:", "aws, azure"},
    {"stage:", "of the deployment"},
    {"runtime:", "of a function"},
    {"trigger:", "what starts it"},
    {"auth:", "weakest gate on the way in; also auth<jwt"},
    {"reach:", "from where input gets there"},
    {"priv:", "what its identity may do"},
    {"secret:", "of a setting"},
    {"sev:", "of a finding; also sev>=medium"},
    {"rule:", "that finds something"},
    {"tag:", "KEY or KEY=VALUE, yours too"},
    {"file:", "where it is defined"},
    {"in>", "number of lines that lead to it"},
    {"out>", "number of lines from it"},
    {"deg>", "number of lines"},
    {"sens>=", "sensitivity of its data, 0 to 3"},
    {"mark:", "yes: marked by you"},
    {"note:", "part of your note"},
    {"changed:", "what the last reading found: yes, added, altered"},
    {"up(", "what leads to it: up(NODE,2)"},
    {"down(", "what it leads to: down(NODE,2)"},
    {"near(", "either way: near(NODE,2)"},
    {"path(", "what lies between: path(A,B)"},
    {"loop", "on a cycle of data flow"},
    {"orphan", "without any flow"},
};

static const struct key_row operators[] = {
    {":", "has it, * and ? stand for anything"}, {"=", "the whole text, * and ? too"},
    {"~", "a regular expression"},               {">=", "at least"},
    {"<=", "at most"},                           {">", "more than"},
    {"<", "less than"},
};

/* Between words. */
static const struct key_row between[] = {
    {"!", "not: what does not fit the next word"},
    {"|", "or"},
    {"(", "words that belong together"},
};

static struct str name_of_key(const char *text)
{
    return (struct str){text, strcspn(text, ":<>=(")};
}

static bool takes_operator(const struct key_row *row)
{
    return strpbrk(row->text, ":<>=") != NULL;
}

static void offer_operators(struct offers *o, struct str key)
{
    for (size_t i = 0; i < COUNT(operators); i++)
        offer(o, ARENA_JOIN(o->arena, key, str_from(operators[i].text)), str_from(operators[i].help),
              false);
}

static void offer_attributes(const struct explorer *x, struct offers *o)
{
    struct map seen = {0};

    for (node_id n = 1; n <= graph_node_count(x->graph) && o->count < VALUES_MOST; n++) {
        const struct node *node = graph_node_at(x->graph, n);
        for (uint32_t i = 0; i < node->attr_count; i++) {
            bool added;
            map_put(&seen, node->attrs[i].key, &added);
            if (added)
                offer(o, ARENA_JOIN(o->arena, node->attrs[i].key, STR(":")), STR("attribute"), false);
        }
    }
    map_release(&seen);
}

static int by_text(const void *a, const void *b)
{
    const struct completion *x = a, *y = b;

    return str_cmp(x->text, y->text);
}

/* All operators once the key is there; else keys, and attributes of nodes only where letters narrow
 * them down. */
static void offer_keys(const struct explorer *x, struct offers *o, struct str word)
{
    size_t first;

    for (size_t i = 0; i < COUNT(keys); i++) {
        if (takes_operator(&keys[i]) && str_ieq(word, name_of_key(keys[i].text))) {
            offer_operators(o, word);
            return;
        }
    }
    for (size_t i = 0; i < COUNT(keys); i++)
        offer(o, str_from(keys[i].text), str_from(keys[i].help), false);
    for (size_t i = 0; i < COUNT(between) && str_empty(word); i++)
        offer(o, str_from(between[i].text), str_from(between[i].help), false);
    first = o->count;
    if (!str_empty(word))
        offer_attributes(x, o);
    if (o->count > first)
        qsort(o->items + first, o->count - first, sizeof *o->items, by_text);
}

/* --- Values ------------------------------------------------------------------------------------- */

struct tally {
    struct map seen; /* value -> its item of the offers, which counts in `times` */
    struct offers *o;
    struct str before;
    size_t *times;
    size_t count, cap, first;
};

/* "before" and the value, in quotes where it needs them. */
static void put_value(struct buf *out, struct str value)
{
    bool plain = true;

    for (size_t i = 0; i < value.len; i++)
        plain = plain && !strchr(" |()", value.ptr[i]);
    buf_puts(out, plain ? "" : "\"");
    buf_add(out, value);
    buf_puts(out, plain ? "" : "\"");
}

static bool take(void *arg, struct str value)
{
    struct tally *t = arg;
    uint32_t *at;
    struct str kept;
    bool added;

    if (str_empty(value) || str_chr(value, '"') != STR_NPOS || t->count >= VALUES_MOST)
        return false;
    at = map_put_copy(&t->seen, t->o->arena, value, &kept, &added);
    if (added) {
        struct buf text = {0};
        if (t->count == t->cap)
            t->times = mem_grow(t->times, &t->cap, sizeof *t->times);
        *at = (uint32_t)t->count;
        t->times[t->count++] = 0;
        buf_add(&text, t->before);
        put_value(&text, value);
        offer(t->o, buf_str(&text), STR_NONE, false);
        buf_release(&text);
    }
    t->times[*at]++;
    return false;
}

static void take_tags(struct tally *t, const struct explorer *x, node_id n)
{
    const struct node *node = graph_node_at(x->graph, n);

    for (uint32_t i = 0; i < node->tag_count; i++) {
        struct buf both = {0};
        take(t, node->tags[i].key);
        buf_add(&both, node->tags[i].key);
        buf_putc(&both, '=');
        buf_add(&both, node->tags[i].value);
        if (!str_empty(node->tags[i].value))
            take(t, buf_str(&both));
        buf_release(&both);
    }
    work_tag_fits(x, n, take, t);
}

static void take_secrets(struct tally *t, const struct explorer *x, node_id n)
{
    struct edge_list out = graph_out(x->graph, n);

    for (size_t i = 0; i < out.count; i++) {
        const struct edge *e = graph_edge_at(x->graph, out.ids[i]);
        if (e->kind == EDGE_USES)
            take(t, graph_node_at(x->graph, e->to)->name);
    }
}

static void take_starters(struct tally *t, const struct explorer *x, node_id n)
{
    uint32_t kinds = node_starters(x->graph, n);

    for (unsigned k = 0; k < NODE_KIND_COUNT; k++)
        if (kinds & UINT32_C(1) << k)
            take(t, str_from(node_kinds[k].name));
}

static void take_attribute(struct tally *t, const struct node *node, struct str key)
{
    for (uint32_t i = 0; i < node->attr_count; i++)
        if (str_ieq(node->attrs[i].key, key))
            take(t, node->attrs[i].value);
}

static void take_rules(struct tally *t, struct explorer *x, node_id n)
{
    const struct finding *f;

    for (size_t i = 0; (f = sight_finding(x, n, i)) != NULL; i++)
        take(t, str_from(f->rule->id));
}

/* The values that a node has, for keys whose values are texts of the graph. */
static void take_node(struct tally *t, struct explorer *x, struct str key, node_id n)
{
    const struct node *node = graph_node_at(x->graph, n);
    node_id holder = graph_container(x->graph, n);
    const struct {
        const char *key;
        struct str value;
    } plain[] = {
        {"kind", str_from(node_kinds[node->kind].name)}, {"name", node->name}, {"id", node->id},
        {"type", node->type}, {"zone", node->zone}, {"provider", node->provider},
        {"stage", node->stage}, {"file", node->where.file},
        {"cluster", holder ? graph_node_at(x->graph, holder)->name : STR_NONE},
    };

    for (size_t i = 0; i < COUNT(plain); i++) {
        if (str_iis(key, plain[i].key)) {
            take(t, plain[i].value);
            return;
        }
    }
    if (str_iis(key, "tag"))
        take_tags(t, x, n);
    else if (str_iis(key, "secret"))
        take_secrets(t, x, n);
    else if (str_iis(key, "trigger"))
        take_starters(t, x, n);
    else if (str_iis(key, "rule"))
        take_rules(t, x, n);
    else
        take_attribute(t, node, key);
}

/* Behind what follows how often it is there; a kind says what it is too. */
static void write_help(struct tally *t, struct str key)
{
    for (size_t i = 0; i < t->count; i++) {
        struct completion *c = &t->o->items[t->first + i];
        enum node_kind kind;
        struct buf help = {0};
        buf_printf(&help, "%zu node%s", t->times[i], t->times[i] == 1 ? "" : "s");
        if (str_iis(key, "kind") &&
            node_kind_find(str_from_at(c->text, t->before.len), &kind))
            buf_printf(&help, ": %s", node_kinds[kind].help);
        c->help = arena_str(t->o->arena, buf_str(&help));
        buf_release(&help);
    }
}

/* Words that do not stand in the graph; NULL: the graph has the values of the key. */
static const char *words_of(struct str key)
{
    static const char *const rows[][2] = {
        {"reach", "internet|thirdparty|internal"},
        {"sev", "critical|high|medium|low|info"},
        {"mark", "yes|no"},
        {"changed", "yes|no|added|altered|same"},
        {"sens", "0|1|2|3"},
        {"in", ""}, {"out", ""}, {"deg", ""}, {"note", ""}, /* any number, any text */
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        if (str_iis(key, rows[i][0]))
            return rows[i][1];
    return NULL;
}

static void offer_names(struct offers *o, struct str before, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        offer(o, ARENA_JOIN(o->arena, before, str_from(names[i])), STR_NONE, false);
}

/* Each gate, and the classes that gates have. */
static void offer_gates(struct offers *o, struct str before)
{
    offer(o, ARENA_JOIN(o->arena, before, STR("key")), STR("any shared key"), false);
    for (size_t i = 0; i < AUTH_COUNT; i++) {
        const char *class = auth_class_names[auths[i].class];
        offer(o, ARENA_JOIN(o->arena, before, str_from(auths[i].name)),
              strcmp(class, auths[i].name) == 0 ? STR_NONE
                                                : ARENA_JOIN(o->arena, STR("class "), str_from(class)),
              false);
    }
}

static void offer_values(struct explorer *x, struct offers *o, struct str key, struct str before)
{
    struct tally t = {.o = o, .before = before, .first = o->count};
    const char *words = words_of(key);

    if (words) {
        offer_words(o, words, before);
        return;
    }
    if (str_iis(key, "auth")) {
        offer_gates(o, before);
        return;
    }
    if (str_iis(key, "priv")) {
        offer_names(o, before, op_class_names, OP_COUNT);
        return;
    }
    for (node_id n = 1; n <= graph_node_count(x->graph); n++)
        take_node(&t, x, key, n);
    write_help(&t, key);
    if (o->count > t.first)
        qsort(o->items + t.first, o->count - t.first, sizeof *o->items, by_text);
    map_release(&t.seen);
    mem_free(t.times);
}

void offer_filter(struct explorer *x, struct offers *o, const struct filter_spot *spot,
                  struct str filter)
{
    struct str word = str_from_at(filter, spot->from);

    switch (spot->part) {
    case FILTER_KEY:
        offer_keys(x, o, word);
        break;
    case FILTER_VALUE:
        offer_values(x, o, spot->key, str_sub(filter, spot->from, spot->value - spot->from));
        break;
    case FILTER_STEPS:
        for (int i = 1; i <= STEPS_MOST; i++)
            offer(o, arena_printf(o->arena, "%d)", i), i == 1 ? STR("step") : STR("steps"), false);
        break;
    case FILTER_NODE:
        break;
    }
}
