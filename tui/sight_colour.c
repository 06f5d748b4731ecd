/* SPDX-License-Identifier: MIT */
/* sight_colour.c - what colours and signs of the boxes say: by zone, kind, reach, privilege or finding;
 * and of boxes that stand for many, what is worst in them. Colour never speaks alone: the badge of the
 * box says the same in letters. */
#include <stdio.h>
#include <string.h>

#include "facts.h"
#include "map_view.h"
#include "node_values.h"
#include "session.h"

/* --- What is worst ------------------------------------------------------------------------------ */

enum gate_sort { GATE_SAFE, GATE_LOGIN, GATE_KEY, GATE_OPEN };

struct worst {
    enum gate_sort gate;
    unsigned ops;       /* OP_ bits that its identities give */
    size_t findings;    /* open ones and questions */
    int severity;       /* of the worst; -1: none */
};

static enum gate_sort gate_of(const struct explorer *x, node_id n)
{
    struct reach r = exposure_reach(x->exposure, n);

    if (!r.reached)
        return GATE_SAFE;
    switch ((int)r.rank) {
    case AUTH_CLASS_NONE:
    case AUTH_CLASS_SELF_SERVICE:
    case AUTH_CLASS_UNKNOWN:
        return GATE_OPEN;
    case AUTH_CLASS_SHARED:
    case AUTH_CLASS_SIGNED:
    case AUTH_CLASS_CUSTOM:
        return GATE_KEY;
    default:
        return GATE_LOGIN;
    }
}

static void add_node(struct explorer *x, node_id n, struct worst *w)
{
    const struct finding *f;
    enum gate_sort gate = gate_of(x, n);

    w->gate = gate > w->gate ? gate : w->gate;
    if (x->sight.colour == COLOUR_PRIVILEGE)
        w->ops |= node_ops(x->graph, n);
    for (size_t i = 0; x->findings && (f = sight_finding(x, n, i)) != NULL; i++) {
        if (finding_standing(f) != FINDING_OPEN)
            continue;
        w->findings++;
        w->severity = (int)f->severity > w->severity ? (int)f->severity : w->severity;
    }
}

static struct worst worst_of(struct explorer *x, node_id box, struct edge_list in_box)
{
    struct worst w = {.severity = -1};

    add_node(x, box, &w);
    for (size_t i = 0; i < in_box.count; i++)
        add_node(x, in_box.ids[i], &w);
    return w;
}

/* --- Words and roles ---------------------------------------------------------------------------- */

struct tint {
    enum role role;
    const char *word; /* in the badge; "": none */
};

static struct tint by_reach(const struct worst *w)
{
    static const struct tint rows[] = {
        [GATE_SAFE] = {ROLE_DIM, ""},
        [GATE_LOGIN] = {ROLE_GATE_STRONG, "login"},
        [GATE_KEY] = {ROLE_GATE_SHARED, "key"},
        [GATE_OPEN] = {ROLE_GATE_OPEN, "open"},
    };
    return rows[w->gate];
}

static struct tint by_privilege(const struct worst *w)
{
    if (w->ops & (OP_POLICY | OP_EXEC | OP_ADMIN))
        return (struct tint){ROLE_FINDING_HIGH, w->ops & OP_POLICY ? "policy"
                                                : w->ops & OP_EXEC ? "code"
                                                                   : "admin"};
    if (w->ops & (OP_WRITE | OP_DELETE))
        return (struct tint){ROLE_FINDING_MED, w->ops & OP_DELETE ? "delete" : "write"};
    if (w->ops & (OP_READ | OP_INVOKE))
        return (struct tint){ROLE_FINDING_LOW, w->ops & OP_READ ? "read" : "call"};
    return (struct tint){ROLE_DIM, ""};
}

static const char *marks_of(int severity)
{
    return severity >= SEVERITY_HIGH ? "!!!" : severity == SEVERITY_MEDIUM ? "!!" : "!";
}

static struct tint by_finding(const struct worst *w)
{
    if (w->findings == 0)
        return (struct tint){ROLE_DIM, ""};
    return (struct tint){w->severity >= SEVERITY_HIGH     ? ROLE_FINDING_HIGH
                         : w->severity == SEVERITY_MEDIUM ? ROLE_FINDING_MED
                                                          : ROLE_FINDING_LOW,
                         marks_of(w->severity)};
}

/* Kinds that often stand side by side get different colours. */
static struct tint by_kind(enum node_kind kind)
{
    static const enum role rows[NODE_KIND_COUNT] = {
        [NODE_ACTOR] = ROLE_ZONE_INTERNET,     [NODE_BOUNDARY] = ROLE_ZONE_MANAGEMENT,
        [NODE_APP] = ROLE_ZONE_CUSTOM,         [NODE_API] = ROLE_ZONE_GATEWAY,
        [NODE_ROUTE] = ROLE_EDGE_TRIGGER,      [NODE_FUNCTION] = ROLE_ZONE_CODE,
        [NODE_COMPUTE] = ROLE_ZONE_PARTNER,    [NODE_TIMER] = ROLE_EDGE_READ,
        [NODE_QUEUE] = ROLE_ZONE_MESSAGING,    [NODE_TOPIC] = ROLE_ZONE_PARTNER,
        [NODE_STREAM] = ROLE_ZONE_CUSTOM,      [NODE_BUS] = ROLE_ZONE_GATEWAY,
        [NODE_BUCKET] = ROLE_ZONE_IDENTITY,    [NODE_TABLE] = ROLE_ZONE_DATA,
        [NODE_FILES] = ROLE_EDGE_WRITE,        [NODE_SECRET] = ROLE_FINDING_HIGH,
        [NODE_PARAM] = ROLE_LABEL,             [NODE_KEY] = ROLE_FINDING_MED,
        [NODE_IDENTITY] = ROLE_ZONE_IDENTITY,  [NODE_WORKFLOW] = ROLE_EDGE_TRIGGER,
        [NODE_FRONT] = ROLE_ZONE_INTERNET,     [NODE_AUTH] = ROLE_GATE_STRONG,
        [NODE_NET] = ROLE_FRAME,               [NODE_SERVICE] = ROLE_ZONE_THIRD_PARTY,
        [NODE_LOG] = ROLE_LABEL,               [NODE_CODE] = ROLE_ZONE_MANAGEMENT,
    };
    return (struct tint){rows[kind], node_kinds[kind].tag};
}

/* --- Boxes -------------------------------------------------------------------------------------- */

/* "*!!3": reached, the worst of three findings is a medium one. */
static void sum_badge(const struct explorer *x, const struct worst *w, char *out, size_t size)
{
    struct buf text = {0};

    if (w->gate != GATE_SAFE)
        buf_utf8(&text, theme_glyph(x->theme, GLYPH_REACHED, x->ascii));
    if (w->findings)
        buf_printf(&text, "%s%zu", marks_of(w->severity), w->findings);
    snprintf(out, size, "%s", text.len ? text.ptr : "");
    buf_release(&text);
}

void sight_dress(void *self, node_id box, struct edge_list in_box, struct visible_dress *out)
{
    struct explorer *x = self;
    enum colour_by by = x->sight.colour;
    struct tint t = {out->role, ""};
    struct worst w;

    if (by == COLOUR_ZONE && !out->sum)
        return;
    w = worst_of(x, box, in_box);
    if (by == COLOUR_REACH)
        t = by_reach(&w);
    else if (by == COLOUR_PRIVILEGE)
        t = by_privilege(&w);
    else if (by == COLOUR_FINDING)
        t = by_finding(&w);
    else if (by == COLOUR_KIND)
        t = by_kind(graph_node_at(x->graph, box)->kind);
    out->role = t.role;
    if (by != COLOUR_ZONE)
        snprintf(out->badge, sizeof out->badge, "%s", t.word);
    else if (out->sum)
        sum_badge(x, &w, out->badge, sizeof out->badge);
}

/* --- Legend ------------------------------------------------------------------------------------- */

static int entry(struct canvas *c, const struct explorer *x, int col, struct tint t,
                 const char *text)
{
    int row = c->rows - 1;

    if (col + (int)strlen(text) + 2 > c->cols)
        return col;
    return col + canvas_text(c, row, col, c->cols - col, str_from(text), t.role, x->ascii) + 2;
}

static void kinds_legend(const struct explorer *x, struct canvas *c, int col)
{
    const struct visible *v = map_visible(x);
    bool there[NODE_KIND_COUNT] = {false};

    for (int i = 0; i < v->input.node_count; i++)
        there[graph_node_at(x->graph, v->node_of[i])->kind] = true;
    for (size_t k = 0; k < NODE_KIND_COUNT; k++) {
        char text[40];
        snprintf(text, sizeof text, "%s %s", node_kinds[k].tag, node_kinds[k].name);
        if (there[k])
            col = entry(c, x, col, by_kind((enum node_kind)k), text);
    }
}

void sight_legend(const struct explorer *x, struct canvas *c)
{
    static const struct {
        enum colour_by by;
        enum role role;
        const char *text;
    } rows[] = {
        {COLOUR_REACH, ROLE_GATE_OPEN, "open: no gate"},
        {COLOUR_REACH, ROLE_GATE_SHARED, "key: shared"},
        {COLOUR_REACH, ROLE_GATE_STRONG, "login: real identity"},
        {COLOUR_REACH, ROLE_DIM, "not reached"},
        {COLOUR_PRIVILEGE, ROLE_FINDING_HIGH, "admin, policy, code"},
        {COLOUR_PRIVILEGE, ROLE_FINDING_MED, "write, delete"},
        {COLOUR_PRIVILEGE, ROLE_FINDING_LOW, "read, call"},
        {COLOUR_PRIVILEGE, ROLE_DIM, "no rights"},
        {COLOUR_FINDING, ROLE_FINDING_HIGH, "!!! critical, high"},
        {COLOUR_FINDING, ROLE_FINDING_MED, "!! medium"},
        {COLOUR_FINDING, ROLE_FINDING_LOW, "! low"},
        {COLOUR_FINDING, ROLE_DIM, "none"},
    };
    char head[32];
    int col = 1;

    if (x->sight.colour == COLOUR_ZONE || c->rows < 2)
        return;
    canvas_fill(c, c->rows - 1, 0, 1, c->cols, ' ', ROLE_NORMAL);
    snprintf(head, sizeof head, "%s:", colour_by_names[x->sight.colour]);
    col = entry(c, x, col, (struct tint){ROLE_LABEL, ""}, head) - 1;
    if (x->sight.colour == COLOUR_KIND)
        kinds_legend(x, c, col);
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (rows[i].by == x->sight.colour)
            col = entry(c, x, col, (struct tint){rows[i].role, ""}, rows[i].text);
    }
}
