/* SPDX-License-Identifier: MIT */
#include "complete_parts.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "attr.h"
#include "command.h"
#include "fuzzy.h"
#include "mem.h"
#include "rule.h"
#include "session.h"
#include "survey.h"

enum { FILES_MAX = 4096, NAMESAKES_MAX = 1000 };

void completions_release(struct completions *c)
{
    arena_free(c->arena);
    *c = (struct completions){0};
}

/* --- Offers: everything that could stand there, whatever is typed ------------------------------- */

void offer(struct offers *o, struct str text, struct str help, bool more)
{
    if (o->count == o->cap)
        o->items = mem_grow(o->items, &o->cap, sizeof *o->items);
    o->items[o->count++] = (struct completion){arena_str(o->arena, text),
                                              arena_str(o->arena, help), more};
}

static struct str offer_name(const void *arg, size_t i)
{
    return ((const struct offers *)arg)->items[i].text;
}

void offer_words(struct offers *o, const char *words, struct str before)
{
    for (struct str rest = str_from(words), word; str_cut(&rest, '|', &word);) {
        bool more = str_ends(word, STR(" "));
        struct str text = ARENA_JOIN(o->arena, before, str_trim(word));
        offer(o, text, STR(""), more);
    }
}

static void offer_commands(struct offers *o)
{
    const struct command *c;

    for (size_t i = 0; (c = command_at(i)); i++) {
        bool more = c->arguments[0] != ARGUMENT_NONE;
        offer(o, str_from(c->name), str_from(c->help), more);
        if (c->alias && c->alias[1]) /* a letter needs no completion */
            offer(o, str_from(c->alias), str_from(c->help), more);
    }
}

static void offer_formats(struct offers *o)
{
    struct str name, help;

    for (size_t i = 0; !str_empty(name = export_format_help(i, &help)); i++)
        offer(o, name, help, true);
}

/* With what is chosen now, so that `set` alone is the list of the settings. */
static void offer_setting(const struct explorer *x, struct offers *o, const struct setting *s)
{
    struct buf help = {0};

    buf_puts(&help, "now ");
    s->get(x, &help);
    buf_printf(&help, ": %s", s->help);
    offer(o, ARENA_JOIN(o->arena, str_from(s->name), STR("=")), buf_str(&help), false);
    buf_release(&help);
}

static void offer_settings(const struct explorer *x, struct offers *o, struct str word)
{
    const struct setting *s;
    size_t equals = str_chr(word, '=');

    for (size_t i = 0; (s = setting_at(i)); i++) {
        if (equals == STR_NPOS)
            offer_setting(x, o, s);
        else if (str_is(str_sub(word, 0, equals), s->name))
            offer_words(o, s->values, str_sub(word, 0, equals + 1));
    }
}

static int by_name(const void *a, const void *b)
{
    const struct completion *x = a, *y = b;

    return str_cmp(x->text, y->text);
}

/* The files of the folder that is typed so far; those with a dot only when it is typed. */
static void offer_files(struct offers *o, struct str word)
{
    size_t slash = str_rchr(word, '/');
    struct str folder = slash == STR_NPOS ? STR("") : str_sub(word, 0, slash + 1);
    bool dots = str_starts(str_from_at(word, folder.len), STR("."));
    struct buf path = {0};
    const struct dirent *e;
    DIR *d;

    buf_add(&path, str_empty(folder) ? STR(".") : folder);
    d = opendir(path.ptr);
    while (d && o->count < FILES_MAX && (e = readdir(d))) {
        struct stat st;
        bool is_folder;
        if ((e->d_name[0] == '.' && !dots) || strcmp(e->d_name, ".") == 0 ||
            strcmp(e->d_name, "..") == 0)
            continue;
        is_folder = fstatat(dirfd(d), e->d_name, &st, 0) == 0 && S_ISDIR(st.st_mode);
        offer(o, ARENA_JOIN(o->arena, folder, str_from(e->d_name), is_folder ? STR("/") : STR("")),
              is_folder ? STR("folder") : STR(""), false);
    }
    if (d)
        closedir(d);
    if (o->count)
        qsort(o->items, o->count, sizeof *o->items, by_name);
    buf_release(&path);
}

/* Those that are recorded, and the first letter that is free. */
static void offer_macros(const struct explorer *x, struct offers *o)
{
    char text[16], unused = 0;

    if (x->macros.recording)
        offer(o, STR("end"), STR("the recording"), false);
    for (char c = 'a'; c <= 'z'; c++) {
        struct str keys = buf_str(&x->macros.keys[c - 'a']);
        snprintf(text, sizeof text, "play %c", c);
        if (!str_empty(keys))
            offer(o, str_from(text), keys, false);
        else if (!unused)
            unused = c;
    }
    snprintf(text, sizeof text, "record %c", unused ? unused : 'a');
    if (!x->macros.recording)
        offer(o, str_from(text), STR("keys from now on, until :macro"), false);
}

static void offer_samples(struct offers *o)
{
    struct str name, title;

    for (size_t i = 0; survey_sample(i, &name, &title); i++)
        offer(o, ARENA_JOIN(o->arena, STR("sample:"), name), title, false);
}

/* --- Choosing ----------------------------------------------------------------------------------- */

static void keep(struct completions *out, const struct completion *c)
{
    if (out->count < CANDIDATES_MAX)
        out->items[out->count++] = (struct completion){arena_str(out->arena, c->text),
                                                      arena_str(out->arena, c->help), c->more};
    out->all++;
}

/* Letter case and quotes aside. */
static bool begins(struct str text, struct str word)
{
    size_t at = 0;

    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] == '"')
            continue;
        while (at < text.len && text.ptr[at] == '"')
            at++;
        if (at == text.len || str_lower(text.ptr[at++]) != str_lower(word.ptr[i]))
            return false;
    }
    return true;
}

/* What begins with the word; if nothing does, what has its letters. */
static void choose(const struct offers *o, struct str word, struct completions *out)
{
    struct fuzzy f;

    for (size_t i = 0; i < o->count; i++) {
        if (begins(o->items[i].text, word))
            keep(out, &o->items[i]);
    }
    if (out->all)
        return;
    fuzzy_init(&f, o->count, offer_name, o);
    fuzzy_run(&f, word);
    for (size_t i = 0; i < f.count; i++)
        keep(out, &o->items[f.hits[i]]);
    fuzzy_release(&f);
}

static struct str node_name(const void *x, size_t i)
{
    return session_name(x, (node_id)i + 1);
}

/* Another hit has the same name; such names have the same cost and so stand together. */
static bool has_namesake(const struct explorer *x, const struct fuzzy *f, size_t i)
{
    struct str name = session_name(x, f->hits[i] + 1);

    for (int side = -1; side <= 1; side += 2) {
        size_t k = i + (size_t)side;
        for (int steps = 0; steps < NAMESAKES_MAX && k < f->count && f->costs[k] == f->costs[i];
             steps++, k += (size_t)side) {
            if (str_ieq(session_name(x, f->hits[k] + 1), name))
                return true;
        }
    }
    return false;
}

/* As a filter has it: in quotes where a sign of the grammar would end it. Quotes have no escapes. */
static struct str quoted(struct arena *a, struct str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (strchr(" ,|()!", name.ptr[i]))
            return ARENA_JOIN(a, STR("\""), name, STR("\""));
    return name;
}

/* The name where only one node has it, else the id. */
static void choose_nodes(const struct explorer *x, struct str word, bool in_filter,
                         struct completions *out)
{
    struct fuzzy f;

    while (in_filter && str_starts(word, STR("\"")))
        word = str_from_at(word, 1);
    fuzzy_init(&f, graph_node_count(x->graph), node_name, x);
    fuzzy_run(&f, word);
    for (size_t i = 0; i < f.count && i < CANDIDATES_MAX; i++) {
        node_id n = f.hits[i] + 1;
        const struct node *node = graph_node_at(x->graph, n);
        struct str name = session_name(x, n);
        struct str text = has_namesake(x, &f, i) ? node->id : name;
        if (in_filter && str_chr(text, '"') != STR_NPOS)
            continue;
        keep(out, &(struct completion){in_filter ? quoted(out->arena, text) : text,
                                      str_from(node_kinds[node->kind].name), false});
    }
    out->all = f.count;
    fuzzy_release(&f);
}

/* --- Where the word is -------------------------------------------------------------------------- */

/* Where the part of the text that is completed begins, given the argument's kind. */
static size_t part_of(enum argument kind, struct str text, size_t from)
{
    size_t at = text.len, i;

    switch (kind) {
    case ARGUMENT_LAYER:
        while (at > from && text.ptr[at - 1] != ',' && text.ptr[at - 1] != ' ')
            at--;
        return at < text.len && (text.ptr[at] == '+' || text.ptr[at] == '-') ? at + 1 : at;
    case ARGUMENT_EXPRESSION:
        return from + filter_spot_of(str_from_at(text, from)).from;
    case ARGUMENT_NODE: /* A -> B: the one that is being typed */
        i = str_find(str_from_at(text, from), STR("->"));
        if (i == STR_NPOS)
            return from;
        from += i + 2;
        while (from < text.len && text.ptr[from] == ' ')
            from++;
        return from;
    case ARGUMENT_NONE:
    case ARGUMENT_VIEW:
    case ARGUMENT_FILE:
    case ARGUMENT_SYSTEM:
    case ARGUMENT_FORMAT:
    case ARGUMENT_SETTING:
    case ARGUMENT_THEME:
    case ARGUMENT_MACRO:
    case ARGUMENT_RULE:
    case ARGUMENT_WORD:
    case ARGUMENT_WORD_NODE:
    case ARGUMENT_TEXT:
        break;
    }
    return from;
}

static void offer_argument(const struct explorer *x, const struct command *c,
                           enum argument kind, struct str word, struct offers *o)
{
    switch (kind) {
    case ARGUMENT_VIEW:
        for (size_t i = 0; i < VIEW_COUNT; i++)
            offer(o, str_from(view_names[i]), str_from(view_kinds[i]->help), false);
        break;
    case ARGUMENT_FILE:
        offer_files(o, word);
        break;
    case ARGUMENT_SYSTEM:
        offer_files(o, word);
        offer_samples(o);
        break;
    case ARGUMENT_FORMAT:
        offer_formats(o);
        break;
    case ARGUMENT_SETTING:
        offer_settings(x, o, word);
        break;
    case ARGUMENT_THEME:
        for (size_t i = 0; !str_empty(theme_embedded(i)); i++)
            offer(o, theme_embedded(i), STR(""), false);
        break;
    case ARGUMENT_LAYER:
        for (size_t i = 0; i < LAYER_COUNT; i++)
            offer(o, str_from(layer_names[i]), str_from(layer_titles[i]), false);
        break;
    case ARGUMENT_MACRO:
        offer_macros(x, o);
        break;
    case ARGUMENT_RULE:
        for (size_t i = 0; i < rule_count; i++)
            offer(o, str_from(rules[i].id), str_from(rules[i].title), false);
        break;
    case ARGUMENT_WORD:
    case ARGUMENT_WORD_NODE:
        offer_words(o, c->words, STR(""));
        break;
    case ARGUMENT_EXPRESSION: /* complete_expression() */
    case ARGUMENT_NONE:
    case ARGUMENT_NODE:
    case ARGUMENT_TEXT:
        break;
    }
}

const struct command *complete_which(struct str line)
{
    struct str rest = line, word = ask_word(&rest);

    return command_find(word);
}

/* Which argument the text ends in, and where it begins. */
static enum argument argument_at(const struct command *c, struct str text, size_t *from)
{
    size_t at = str_chr(text, ' ');
    enum argument kind = c->arguments[0];

    while (at < text.len && text.ptr[at] == ' ')
        at++;
    *from = at;
    if (kind == ARGUMENT_NODE || kind == ARGUMENT_FILE || kind == ARGUMENT_EXPRESSION ||
        kind == ARGUMENT_SYSTEM || kind == ARGUMENT_MACRO ||
        kind == ARGUMENT_LAYER || kind == ARGUMENT_TEXT)
        return kind;
    at = str_chr(str_from_at(text, *from), ' ');
    if (at == STR_NPOS)
        return kind;
    *from += at;
    while (*from < text.len && text.ptr[*from] == ' ')
        ++*from;
    return kind == ARGUMENT_WORD_NODE ? ARGUMENT_NODE : c->arguments[1];
}

/* Where no key begins with the word, the names that it could be. */
static void choose_expression(struct explorer *x, struct str filter, struct offers *o,
                              struct completions *out)
{
    struct filter_spot spot = filter_spot_of(filter);
    struct str word = str_from_at(filter, spot.from);

    if (spot.part != FILTER_NODE) {
        offer_filter(x, o, &spot, filter);
        choose(o, word, out);
    }
    if (spot.part == FILTER_NODE || (spot.part == FILTER_KEY && !out->all && !str_empty(word)))
        choose_nodes(x, word, true, out);
}

void complete_command(struct explorer *x, struct str text, struct completions *out)
{
    bool open = out->open;
    const struct command *c = NULL;
    enum argument kind = ARGUMENT_NONE;
    struct offers o = {.arena = arena_new()};
    size_t from = 0, begin = 0;
    struct str word, filter = STR_NONE;

    completions_release(out);
    out->arena = arena_new();
    out->open = open;
    out->chosen = -1;
    while (from < text.len && text.ptr[from] == ' ')
        from++;
    text = str_from_at(text, from);
    if (str_chr(text, ' ') != STR_NPOS && (c = complete_which(text))) {
        kind = argument_at(c, text, &begin);
        filter = str_from_at(text, begin);
        begin = part_of(kind, text, begin);
        word = str_from_at(text, begin);
        from += begin;
    } else {
        word = text;
    }
    out->from = from;
    out->length = word.len;
    if (kind == ARGUMENT_NODE) {
        choose_nodes(x, word, false, out);
    } else if (kind == ARGUMENT_EXPRESSION) {
        choose_expression(x, filter, &o, out);
    } else if (c || str_chr(text, ' ') == STR_NPOS) {
        if (c)
            offer_argument(x, c, kind, word, &o);
        else
            offer_commands(&o);
        choose(&o, word, out);
    }
    arena_free(o.arena);
    mem_free(o.items);
}

struct str completions_common(const struct completions *c, struct str word)
{
    struct str common = c->count ? c->items[0].text : word;

    for (size_t i = 0; i < c->count; i++) {
        struct str text = c->items[i].text;
        size_t same = 0;
        if (!str_starts(text, word))
            return word;
        while (same < common.len && same < text.len && common.ptr[same] == text.ptr[same])
            same++;
        common = str_sub(common, 0, same);
    }
    while (common.len > word.len && ((unsigned char)common.ptr[common.len - 1] & 0x80))
        common.len--; /* not a part of a character */
    return common;
}
