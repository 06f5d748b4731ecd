/* SPDX-License-Identifier: MIT */
/* The techniques of `faasmap paths` as a layer of the ATT&CK Navigator, layer format 4.5
 * (mitre-attack/attack-navigator, layers/spec/v4.5/layerformat.md). */
#include "answers.h"

#include <stdlib.h>

#include "mem.h"

/* The techniques of the rows are those of ATT&CK 17; 4.9.0 is the first Navigator that reads 4.5. */
static const char attack_version[] = "17", navigator_version[] = "4.9.0", layer_version[] = "4.5";
enum { SAID = 3 }; /* sentences in the comment of a technique */

struct tally {
    const char *id;
    size_t hops;
    struct buf comment; /* the first sentences, one a line */
};

struct tallies {
    struct tally *items;
    size_t count, cap;
};

static void count_hop(struct tallies *all, const char *technique, struct str sentence)
{
    size_t i = 0;
    if (strcmp(technique, "-") == 0)
        return;
    while (i < all->count && strcmp(all->items[i].id, technique) != 0)
        i++;
    if (i == all->count) {
        all->items = mem_reserve(all->items, &all->cap, all->count + 1, sizeof *all->items);
        all->items[all->count++] = (struct tally){.id = technique};
    }
    struct tally *t = &all->items[i];
    if (t->hops++ < SAID) {
        buf_puts(&t->comment, t->hops > 1 ? "\n" : "");
        buf_add(&t->comment, sentence);
    }
}

static void count_target(struct tallies *all, const struct path_answer *a,
                         const struct path_target *t, struct path_telling *telling)
{
    struct arena *arena = arena_new();
    struct path_shared shared = {0};
    struct path p;
    struct str sentence;
    const struct spread_row *goal = path_answer_goal(a, t->node, arena, &sentence);
    path_telling_next(telling, t->node, t->best, arena, &p, &shared);
    for (size_t i = 0; i < p.hop_count; i++)
        count_hop(all, p.hops[i]->row->technique, p.hops[i]->sentence);
    if (goal)
        count_hop(all, goal->technique, sentence);
    arena_free(arena);
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct tally *)a)->id, ((const struct tally *)b)->id);
}

static void technique_json(struct json_writer *w, struct tally *t)
{
    if (t->hops > SAID)
        buf_printf(&t->comment, "\nand %zu more", t->hops - SAID);
    json_object(w);
    json_member(w, "techniqueID", str_from(t->id));
    json_member_long(w, "score", (long)t->hops);
    json_member(w, "comment", buf_str(&t->comment));
    json_end(w);
}

static void versions_json(struct json_writer *w)
{
    json_key(w, "versions");
    json_object_inline(w);
    json_member(w, "attack", str_from(attack_version));
    json_member(w, "navigator", str_from(navigator_version));
    json_member(w, "layer", str_from(layer_version));
    json_end(w);
}

static void head_json(struct json_writer *w, const struct path_answer *a)
{
    enum { HIGHEST_FIRST = 3 };
    const struct path_question *q = path_answer_question(a);
    struct str name = graph_name(path_answer_graph(a));
    struct buf text = {0};
    json_member(w, "name", str_empty(name) ? STR("faasmap") : name);
    versions_json(w);
    json_member(w, "domain", STR("enterprise-attack"));
    buf_puts(&text, "What an attacker can do from ");
    buf_add(&text, q->seat->text);
    buf_printf(&text, ", mode %s, auth %s%s. The score counts the hops of the best ways, each once.",
               mode_names[q->mode], auth_view_names[q->auth], q->exact ? ", exact" : "");
    json_member(w, "description", buf_str(&text));
    buf_release(&text);
    json_member_long(w, "sorting", HIGHEST_FIRST);
    json_key(w, "layout");
    json_object_inline(w);
    json_member(w, "layout", STR("side"));
    json_member_bool(w, "showID", true);
    json_member(w, "expandedSubtechniques", STR("annotated"));
    json_end(w);
}

static void gradient_json(struct json_writer *w, const struct tallies *all)
{
    size_t most = 1;
    for (size_t i = 0; i < all->count; i++)
        most = all->items[i].hops > most ? all->items[i].hops : most;
    json_key(w, "gradient");
    json_object(w);
    json_key(w, "colors");
    json_list_inline(w);
    json_literal(w, "#fff3b0");
    json_literal(w, "#d62828");
    json_end(w);
    json_member_long(w, "minValue", 0);
    json_member_long(w, "maxValue", (long)most);
    json_end(w);
}

void paths_navigator(struct buf *out, const struct path_answer *a)
{
    struct json_writer writer = json_writer(out), *w = &writer;
    struct path_telling *telling = path_telling_new(a);
    struct tallies all = {0};
    for (size_t i = 0; i < path_answer_count(a); i++)
        if (path_answer_at(a, i)->states)
            count_target(&all, a, path_answer_at(a, i), telling);
    path_telling_free(telling);
    if (all.count)
        qsort(all.items, all.count, sizeof *all.items, by_id);
    json_object(w);
    head_json(w, a);
    json_key(w, "techniques");
    json_list(w);
    for (size_t i = 0; i < all.count; i++) {
        technique_json(w, &all.items[i]);
        buf_release(&all.items[i].comment);
    }
    json_end(w);
    gradient_json(w, &all);
    json_end(w);
    mem_free(all.items);
}
