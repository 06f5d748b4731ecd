/* SPDX-License-Identifier: MIT */
/* What stands in a box: a name that tells things apart, and one line about how it is started. */
#include <string.h>

#include "facts.h"
#include "map.h"
#include "mem.h"
#include "query.h"
#include "schedule.h"
#include "text.h"
#include "visible_parts.h"

enum { DETAIL_CELLS = 14 }; /* what a full box shows of it, see boxes.c */

/* A word behind the name, for kinds whose things are often called alike ("logging"). */
const char *visible_kind_word(const struct node *n)
{
    static const struct {
        const char *type, *word;
    } types[] = {{"Microsoft.Devices/IotHubs", "IoT hub"}};
    for (size_t i = 0; i < COUNT(types); i++)
        if (str_iis(n->type, types[i].type))
            return types[i].word;
    switch ((int)n->kind) {
    case NODE_QUEUE:
        return "queue";
    case NODE_TOPIC:
        return "topic";
    case NODE_STREAM:
        return "stream";
    case NODE_BUS:
        return "bus";
    case NODE_BUCKET:
        return str_is(n->provider, "azure") ? "blobs" : "bucket";
    case NODE_TABLE:
        return "table";
    case NODE_FILES:
        return "files";
    case NODE_SECRET:
        return "secret";
    case NODE_KEY:
        return "key";
    case NODE_PARAM:
        return "setting";
    case NODE_IDENTITY:
        return "identity";
    case NODE_API:
        return "API";
    case NODE_APP:
        return "app";
    case NODE_NET:
        return "net";
    case NODE_LOG:
        return "log";
    default:
        return "";
    }
}

/* "https://api.host.org/path" -> "host.org"; an ARN's last part; without the name of the frame in front. */
static struct str short_name(const struct builder *b, node_id id)
{
    const struct node *n = graph_node_at(b->g, id);
    struct str s = str_trim(n->name);
    size_t at = str_find(s, STR("://"));
    if (at != STR_NPOS) {
        s = str_from_at(s, at + 3);
        at = str_chr(s, '/');
        s = at == STR_NPOS ? s : str_sub(s, 0, at);
        bool prefix = str_starts(s, STR("api.")) || str_starts(s, STR("www."));
        return prefix ? str_from_at(s, 4) : s;
    }
    if (str_starts(s, STR("arn:"))) {
        s = str_from_at(s, str_rchr(s, ':') + 1);
        at = str_rchr(s, '/');
        return at == STR_NPOS || at + 1 == s.len ? s : str_from_at(s, at + 1);
    }
    struct str frame = b->frame[id] ? graph_node_at(b->g, b->frame[id])->name : STR_NONE;
    if (frame.len && s.len > frame.len + 1 && str_istarts(s, frame) &&
        strchr("/.:", s.ptr[frame.len]))
        return str_from_at(s, frame.len + 1);
    return s;
}

struct str box_name(struct builder *b, node_id id)
{
    const struct node *n = graph_node_at(b->g, id);
    struct str name = short_name(b, id), word = str_from(visible_kind_word(n));
    if (str_empty(name))
        name = n->id;
    if (str_empty(word) || str_ifind(name, word) != STR_NPOS)
        return name;
    return ARENA_JOIN(b->p->arena, name, STR(" "), word);
}

static const char *auth_words(enum auth auth)
{
    switch ((int)auth) {
    case AUTH_NONE:
        return "open";
    case AUTH_FUNCKEY:
        return "func key";
    case AUTH_APIKEY:
        return "API key";
    case AUTH_SAS:
        return "SAS";
    case AUTH_WEBHOOK_SIG:
        return "signed";
    case AUTH_UNKNOWN:
        return "auth?";
    default:
        return auths[auth].name;
    }
}

/* The gate in front of n: the weakest that an exposing or routing edge carries. */
static enum auth gate_of(const struct graph *g, node_id n)
{
    struct edge_list in = graph_in(g, n);
    enum auth weakest = AUTH_ABSENT;
    int rank = 0;
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(g, in.ids[i]);
        if ((e->kind != EDGE_EXPOSES && e->kind != EDGE_ROUTES) || e->auth == AUTH_ABSENT)
            continue;
        int r = auth_class_ranks[auths[e->auth].class];
        if (weakest == AUTH_ABSENT || r < rank) {
            weakest = e->auth;
            rank = r;
        }
    }
    return weakest;
}

/* "POST /x (open)"; where that is too long for a box the path goes, since the function is named in
 * it, and the gate stays: "POST func key". */
static void route_words(struct buf *out, const struct graph *g, node_id id, bool whole)
{
    struct str name = graph_node_at(g, id)->name, rest = name, method;
    enum auth gate = gate_of(g, id);
    struct buf full = {0};
    esc_plain(&full, name);
    if (gate == AUTH_ABSENT) {
        buf_add(out, name);
    } else {
        buf_printf(&full, " (%s)", auth_words(gate));
        bool fits = whole || text_width(buf_str(&full)) <= DETAIL_CELLS;
        str_cut(&rest, ' ', &method);
        if (fits || str_empty(rest) || method.len > 7) {
            buf_add(out, name);
            buf_printf(out, " (%s)", auth_words(gate));
        } else {
            buf_add(out, method);
            buf_printf(out, " %s", auth_words(gate));
        }
    }
    buf_release(&full);
}

bool entry_words(struct buf *out, const struct graph *g, node_id id, bool whole)
{
    const struct node *n = graph_node_at(g, id);
    if (n->kind == NODE_TIMER) {
        struct str schedule = node_attr_text(n, FACT_SCHEDULE);
        schedule_words(out, str_empty(schedule) ? n->name : schedule);
    } else if (n->kind == NODE_ROUTE) {
        route_words(out, g, id, whole);
    } else if (n->kind == NODE_BUS && node_attr(n, "event-pattern-source")) {
        buf_puts(out, "on ");
        buf_add(out, node_attr_text(n, "event-pattern-source"));
    } else if (n->kind == NODE_API && gate_of(g, id) != AUTH_ABSENT) {
        buf_printf(out, "API %s", auth_words(gate_of(g, id)));
    } else {
        return false;
    }
    return out->len > 0;
}

/* Of the box itself: a schedule, a gate; who comes in where no line shows him ("device, SAS"). */
void own_words(struct buf *out, const struct builder *b, node_id id)
{
    enum auth gate = gate_of(b->g, id);
    enum node_kind kind = graph_node_at(b->g, id)->kind;
    edge_id exposes = graph_first_in(b->g, id, EDGE_EXPOSES);
    if (kind == NODE_TIMER) {
        entry_words(out, b->g, id, false);
    } else if (b->door[id] && exposes) {
        buf_add(out, graph_node_at(b->g, graph_edge_at(b->g, exposes)->from)->name);
        if (gate != AUTH_ABSENT)
            buf_printf(out, ", %s", auth_words(gate));
    } else if (gate != AUTH_ABSENT) {
        buf_puts(out, auth_words(gate));
    }
}

struct str box_detail(struct builder *b, node_id id, const node_id *absorbed, size_t count)
{
    struct buf first = {0};
    size_t entries = 0;
    static const enum node_kind order[] = {NODE_ROUTE, NODE_TIMER, NODE_API, NODE_BUS};
    for (size_t k = 0; k < COUNT(order); k++) {
        for (size_t i = 0; i < count; i++) {
            struct buf one = {0};
            /* An api in front of routes says less than they do. */
            if (graph_node_at(b->g, absorbed[i])->kind == order[k] &&
                (order[k] != NODE_API || entries == 0) && entry_words(&one, b->g, absorbed[i], false) &&
                entries++ == 0)
                buf_add(&first, buf_str(&one));
            buf_release(&one);
        }
    }
    if (entries == 0)
        own_words(&first, b, id);
    if (entries > 1)
        buf_printf(&first, " +%zu", entries - 1);
    struct str detail = first.len ? arena_str(b->p->arena, buf_str(&first)) : STR("");
    buf_release(&first);
    return detail;
}

/* What tells a node from others whose boxes have its name: what its label says; that of other kinds is
 * enough to be told by its frame, else by the scope. */
static struct str place_name(const struct builder *b, node_id n)
{
    struct str more = graph_label_more(b->g, n), id = graph_node_at(b->g, n)->id;
    if (str_empty(more) && b->frame[n])
        more = graph_node_at(b->g, b->frame[n])->name;
    if (str_empty(more))
        more = graph_id_scope(id);
    return str_empty(more) ? id : more;
}

/* Those of one name: what their places begin and end with alike is left out of the short form. */
struct namesakes {
    int first;         /* the first of them: itself if the name is its alone */
    size_t head, tail; /* of the place of the first */
};

static bool parts_place(char c)
{
    return c != '\0' && strchr("/.:-_ ", c) != NULL;
}

static size_t head_alike(struct str a, struct str b, size_t most)
{
    size_t n = 0;

    while (n < most && n < b.len && a.ptr[n] == b.ptr[n])
        n++;
    return n;
}

static size_t tail_alike(struct str a, struct str b, size_t most)
{
    size_t n = 0;

    while (n < most && n < b.len && a.ptr[a.len - n - 1] == b.ptr[b.len - n - 1])
        n++;
    return n;
}

/* Whole words only: the head ends behind, the tail begins with what parts words. */
static void cut_at_words(struct namesakes *k, struct str place)
{
    while (k->head > 0 && !parts_place(place.ptr[k->head - 1]))
        k->head--;
    while (k->tail > 0 && !parts_place(place.ptr[place.len - k->tail]))
        k->tail--;
}

/* Where the ends that show of two short forms are the same, a number tells them apart. */
static struct str short_form(struct builder *b, struct map *taken, struct str name,
                             struct str place, const struct namesakes *k, uint32_t number)
{
    struct str part = place, kept;
    struct buf key = {0};
    bool added;

    if (k->head + k->tail < place.len)
        part = str_sub(place, k->head, place.len - k->head - k->tail);
    buf_add(&key, name);
    buf_putc(&key, '\n');
    esc_term_clip(&key, part, LAYOUT_APART_CELLS, true);
    map_put_copy(taken, b->p->arena, buf_str(&key), &kept, &added);
    buf_release(&key);
    return added ? part : arena_printf(b->p->arena, "#%u", number);
}

void names_apart(struct builder *b, struct visible *out)
{
    struct layout_node *nodes = b->p->nodes;
    int count = out->input.node_count;
    struct map first = {0}, taken = {0};
    struct namesakes *kin = mem_zalloc((size_t)count + 1, sizeof *kin);
    uint32_t *number = mem_zalloc((size_t)count + 1, sizeof *number);
    struct str *place = mem_zalloc((size_t)count + 1, sizeof *place);

    for (int i = 0; i < count; i++) {
        bool added;
        uint32_t *at = map_put(&first, nodes[i].name, &added);
        if (added)
            *at = (uint32_t)i;
        kin[i].first = (int)*at;
        number[*at]++;
    }
    for (int i = 0; i < count; i++) {
        struct namesakes *k = &kin[kin[i].first];
        if (number[kin[i].first] < 2)
            continue;
        place[i] = place_name(b, out->node_of[i]);
        if (kin[i].first == i)
            k->head = k->tail = place[i].len;
        k->head = head_alike(place[kin[i].first], place[i], k->head);
        k->tail = tail_alike(place[kin[i].first], place[i], k->tail);
    }
    for (int i = 0; i < count; i++) {
        if (kin[i].first != i || !place[i].ptr)
            continue;
        cut_at_words(&kin[i], place[i]);
        number[i] = 0;
    }
    for (int i = 0; i < count; i++)
        if (place[i].ptr) {
            struct str name = nodes[i].name;
            int k = kin[i].first;
            nodes[i].name = ARENA_JOIN(b->p->arena, name, STR(" ("), place[i], STR(")"));
            nodes[i].apart = short_form(b, &taken, name, place[i], &kin[k], ++number[k]);
        }
    map_release(&first);
    map_release(&taken);
    mem_free(kin);
    mem_free(number);
    mem_free(place);
}
