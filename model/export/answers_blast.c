/* SPDX-License-Identifier: MIT */
/* The answer of `faasmap blast`: what falls, by level, then how. */
#include "answers.h"
#include "parts_json.h"
#include "parts_text.h"
#include "text.h"

enum { LABEL = 8 }; /* columns */

static void labelled(struct buf *out, const char *label, const struct buf *line)
{
    size_t start = out->len;
    buf_puts(out, label);
    buf_fill(out, ' ', LABEL - (out->len - start));
    part_wrap(out, buf_str(line), LABEL, LABEL);
}

static void name_text(struct buf *line, const struct graph *g, node_id n, const char *between)
{
    buf_puts(line, between);
    esc_term(line, graph_label(g, n));
}

/* "function a, b; queue c" of what falls at one level; the level is said in front of the first. */
static void level_text(struct buf *out, const struct blast *b, enum state s, const char *label)
{
    const struct path_answer *a = b->answer;
    const struct graph *g = path_answer_graph(a);
    struct buf line = {0};
    for (int kind = 0; kind < NODE_KIND_COUNT; kind++) {
        buf_reset(&line);
        for (size_t i = 0; i < path_answer_count(a); i++) {
            const struct path_target *t = path_answer_at(a, i);
            if (t->best != s || (int)graph_node_at(g, t->node)->kind != kind)
                continue;
            if (!line.len)
                buf_printf(&line, "%s ", node_kinds[kind].name);
            else
                buf_puts(&line, ", ");
            name_text(&line, g, t->node, "");
        }
        if (!line.len)
            continue;
        labelled(out, label, &line);
        label = "";
    }
    buf_release(&line);
}

static void measure_text(struct buf *out, const struct blast *b)
{
    struct buf line = {0};
    buf_printf(&line, "%u of 1000 of what the system has to lose (by sensitivity and level); ",
               b->per_mille);
    buf_printf(&line, "%zu of %zu nodes fall, more work alone not counted", b->fallen, b->nodes);
    labelled(out, "blast", &line);
    buf_release(&line);
}

static void jewels_text(struct buf *out, const struct blast *b)
{
    struct buf line = {0};
    if (!b->jewel_count)
        return;
    buf_printf(&line, "%zu of %zu crown jewels fall", b->jewels_fallen, b->jewel_count);
    for (size_t i = 0, told = 0; i < b->jewel_count; i++) {
        const struct blast_jewel *j = &b->jewels[i];
        if (!j->states)
            continue;
        name_text(&line, path_answer_graph(b->answer), j->node, told++ ? ", " : ": ");
        buf_printf(&line, " (%u %s away)", (unsigned)j->depth,
                   j->depth == 1 ? "boundary" : "boundaries");
    }
    labelled(out, "jewels", &line);
    buf_release(&line);
}

static void shared_text(struct buf *out, const struct blast *b)
{
    const struct graph *g = path_answer_graph(b->answer);
    struct buf line = {0};
    for (size_t i = 0; i < b->shared_count; i++) {
        const struct blast_share *s = &b->shared[i];
        buf_reset(&line);
        buf_printf(&line, "%s ", node_kinds[graph_node_at(g, s->what)->kind].name);
        name_text(&line, g, s->what, "");
        buf_puts(&line, " is known then; it is also used by ");
        for (size_t k = 0; k < s->user_count; k++)
            name_text(&line, g, s->users[k], k ? ", " : "");
        labelled(out, i ? "" : "shared", &line);
    }
    buf_release(&line);
}

void blast_text(struct buf *out, const struct blast *b)
{
    const struct paths_form form = {0};
    paths_head_text(out, b->answer);
    buf_putc(out, '\n');
    measure_text(out, b);
    jewels_text(out, b);
    level_text(out, b, STATE_CONTROL, "control");
    level_text(out, b, STATE_HOLD, "roles");
    level_text(out, b, STATE_WRITE, "write");
    level_text(out, b, STATE_READ, "read");
    level_text(out, b, STATE_INPUT, "input");
    shared_text(out, b);
    paths_story_text(out, b->answer, &form);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void jewels_json(struct json_writer *w, const struct blast *b)
{
    const struct graph *g = path_answer_graph(b->answer);
    json_key(w, "jewels");
    json_list(w);
    for (size_t i = 0; i < b->jewel_count; i++) {
        const struct blast_jewel *j = &b->jewels[i];
        json_object_inline(w);
        part_member_node(w, g, "node", j->node);
        json_member_bool(w, "falls", j->states != 0);
        if (j->states) {
            json_key(w, "states");
            json_list_inline(w);
            for (int s = 0; s < STATE_COUNT; s++)
                if (j->states & 1u << s)
                    json_literal(w, state_names[s]);
            json_end(w);
            json_member_long(w, "depth", (long)j->depth);
        }
        json_end(w);
    }
    json_end(w);
}

static void nodes_json(struct json_writer *w, const struct graph *g, const char *key,
                       const node_id *nodes, size_t count)
{
    json_key(w, key);
    json_list(w);
    for (size_t i = 0; i < count; i++)
        json_text(w, graph_node_at(g, nodes[i])->id);
    json_end(w);
}

void blast_json(struct buf *out, const struct blast *b)
{
    const struct paths_form form = {0};
    const struct graph *g = path_answer_graph(b->answer);
    struct json_writer writer = json_writer(out), *w = &writer;
    json_object(w);
    paths_question_json(w, b->answer, "blast");
    json_member_long(w, "per_mille", (long)b->per_mille);
    json_member_long(w, "nodes", (long)b->nodes);
    json_member_long(w, "fallen", (long)b->fallen);
    jewels_json(w, b);
    nodes_json(w, g, "roles", b->roles, b->role_count);
    json_key(w, "shared");
    json_list(w);
    for (size_t i = 0; i < b->shared_count; i++) {
        json_object(w);
        part_member_node(w, g, "node", b->shared[i].what);
        nodes_json(w, g, "users", b->shared[i].users, b->shared[i].user_count);
        json_end(w);
    }
    json_end(w);
    paths_targets_json(w, b->answer, &form);
    json_end(w);
}
