/* SPDX-License-Identifier: MIT */
#include "reference_spread.h"

#include <assert.h>

#include "attr.h"

/* --- Facts, read naively ---------------------------------------------------------------------- */

struct world {
    const struct graph *g;
    const struct reference *all; /* exact: the facts of all parts; else NULL */
    size_t all_count;
    enum attack_mode mode;
    enum auth_view view;
    bool response;
    const char *pass; /* names of gate classes with blanks around */
};

static struct str nattr(const struct node *n, const char *key)
{
    for (uint32_t i = 0; i < n->attr_count; i++)
        if (str_is(n->attrs[i].key, key))
            return n->attrs[i].value;
    return STR_NONE;
}

static struct str eattr(const struct edge *e, const char *key)
{
    for (uint32_t i = 0; i < e->attr_count; i++)
        if (str_is(e->attrs[i].key, key))
            return e->attrs[i].value;
    return STR_NONE;
}

/* True if the word is one of the words of a list with blanks between. */
static bool among(const char *word, const char *list)
{
    struct str rest = str_from(list);
    for (struct str one; str_cut(&rest, ' ', &one);)
        if (str_is(one, word))
            return true;
    return false;
}

static bool kind_among(const struct node *n, const char *list)
{
    return among(node_kinds[n->kind].name, list);
}

static bool op(const struct edge *e, const char *class)
{
    for (uint32_t i = 0; i < e->action_count; i++)
        if (str_is(e->actions[i], class))
            return true;
    return false;
}

static bool no_ops(const struct edge *e)
{
    return !op(e, "read") && !op(e, "write") && !op(e, "invoke") && !op(e, "delete") &&
           !op(e, "admin") && !op(e, "policy") && !op(e, "exec");
}

static bool legal(const struct node *n, enum state s)
{
    static const struct {
        const char *kinds, *states;
    } rows[] = {
        {"actor identity", "hold"},
        {"api route front auth function compute app workflow", "input control read exhaust"},
        {"queue topic stream bus bucket table files service log", "read write exhaust"},
        {"secret key param code", "read write"},
        {"timer", "control"},
        {"boundary", "input read write control exhaust"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (kind_among(n, rows[i].kinds))
            return among(state_names[s], rows[i].states);
    return false; /* net */
}

static const char *role_of(const struct node *n)
{
    static const char *const roles[] = {"internet", "user",     "device",
                                        "partner",  "operator", "cicd"};
    struct str role = nattr(n, "role");
    for (size_t i = 0; i < COUNT(roles); i++)
        if (str_is(role.len ? role : n->name, roles[i]))
            return roles[i];
    return "user";
}

/* --- Gates ------------------------------------------------------------------------------------ */

static bool one_gate(const struct world *w, enum auth auth)
{
    const char *class = auth_class_names[auths[auth].class];
    if (strcmp(class, "unknown") == 0)
        class = w->view == AUTH_VIEW_WORST ? "none" : "token";
    return strcmp(class, "none") == 0 || among(class, w->pass);
}

static bool also_gates(const struct world *w, const struct edge *e)
{
    struct str rest = eattr(e, "auth-also");
    for (struct str word; str_cut(&rest, ',', &word);) {
        enum auth auth = AUTH_UNKNOWN;
        auth_find(word, &auth);
        if (!one_gate(w, auth))
            return false;
    }
    return true;
}

static bool exposed(const struct world *w, const struct edge *e)
{
    const struct node *from = graph_node_at(w->g, e->from);
    if (from->kind == NODE_ACTOR && strcmp(role_of(from), "internet") != 0)
        return true;
    return one_gate(w, e->auth == AUTH_ABSENT ? AUTH_UNKNOWN : e->auth) && also_gates(w, e);
}

static bool routed(const struct world *w, const struct edge *e)
{
    return (e->auth == AUTH_ABSENT || one_gate(w, e->auth)) && also_gates(w, e);
}

/* --- Predicates, by number -------------------------------------------------------------------- */

static bool off(const struct node *n)
{
    return str_is(nattr(n, "disabled"), "true");
}

static bool polls(const struct world *w, const struct edge *reads)
{
    if (str_is(eattr(reads, "work"), "true"))
        return true;
    for (size_t i = 1; i <= graph_edge_count(w->g); i++) {
        const struct edge *e = graph_edge_at(w->g, (edge_id)i);
        const struct node *timer = graph_node_at(w->g, e->from);
        if (e->kind == EDGE_TRIGGERS && e->to == reads->from && timer->kind == NODE_TIMER &&
            !off(timer) && !off(graph_node_at(w->g, e->to)) &&
            !str_is(eattr(e, "enabled"), "false"))
            return true;
    }
    return false;
}

static bool has_limit(const struct node *n)
{
    struct str limit = nattr(n, "limit");
    return limit.len && !str_is(limit, "none") && !str_is(limit, "false");
}

static bool pool_draw(const struct node *f, const struct node *pool)
{
    struct str class = nattr(pool, "class");
    return f->kind == NODE_FUNCTION && str_empty(nattr(f, "reserved")) &&
           (str_is(class, "account") || str_is(class, "region") || str_is(class, "subscription"));
}

static bool class_among(const struct node *n, const char *list)
{
    struct str class = nattr(n, "class");
    char text[32] = "";
    if (n->kind != NODE_BOUNDARY || str_empty(class) || class.len >= sizeof text)
        return false;
    memcpy(text, class.ptr, class.len);
    return among(text, list);
}

static bool grants(int row, const struct edge *e, const struct node *b)
{
    bool opens = op(e, "policy") || op(e, "admin");
    switch (row) {
    case 39:
        return op(e, "read");
    case 40:
        return op(e, "write");
    case 41:
        return op(e, "invoke");
    case 42:
        return op(e, "exec") ||
               (op(e, "admin") && kind_among(b, "timer api route front workflow boundary") &&
                !str_is(nattr(b, "runs"), "true")) ||
               (b->kind == NODE_AUTH && (op(e, "write") || op(e, "admin") || op(e, "policy")));
    case 43:
        return opens && kind_among(b, "api route front auth function compute app workflow timer "
                                      "boundary");
    case 44:
    case 45:
        return opens && kind_among(b, "queue topic stream bus bucket table files service log "
                                      "secret key param code boundary");
    case 46:
        return op(e, "exec") && b->kind == NODE_CODE;
    case 47:
        return op(e, "delete") || (op(e, "admin") && !str_is(eattr(e, "limits"), "false"));
    default:
        return true;
    }
}

static bool on_edge(const struct world *w, int row, const struct edge *e, const struct node *a,
                    const struct node *b)
{
    struct str role = eattr(e, "role"), keys = eattr(e, "keys"), value = eattr(e, "value");
    switch (row) {
    case 1:
    case 4:
        return exposed(w, e);
    case 2:
        return exposed(w, e) &&
               (op(e, "write") || (no_ops(e) && kind_among(b, "queue topic stream bus service")));
    case 3:
        return exposed(w, e) && op(e, "read");
    case 5:
        return routed(w, e) && !str_is(eattr(e, "match"), "never");
    case 7:
        return !str_is(role, "authorizer");
    case 8:
        return kind_among(a, "bus stream bucket log");
    case 10:
        return str_is(role, "authorizer");
    case 11:
        return w->response && !str_is(eattr(e, "sync"), "false");
    case 13:
    case 14:
    case 16:
    case 17:
        return !str_is(eattr(e, "filter"), "closed");
    case 15:
        return a->kind == NODE_TIMER;
    case 26:
        return polls(w, e);
    case 27:
        return !polls(w, e);
    case 30:
        return kind_among(a, "service stream bus");
    case 33:
        return kind_among(a, "route api");
    case 48:
        return str_is(value, "plain") || str_is(value, "deployment");
    case 50:
        return no_ops(e) || op(e, "read");
    case 51:
        return no_ops(e) || op(e, "write");
    case 52:
        return no_ops(e) || op(e, "invoke");
    case 53:
        return op(e, "exec") || op(e, "admin");
    case 55:
        return !str_is(role, "host-storage");
    case 56:
        return str_is(role, "host-storage");
    case 57:
        return str_is(role, "host-storage") && (str_empty(keys) || str_is(keys, "blob"));
    case 65:
        return !str_is(nattr(a, "reused"), "false");
    case 66:
        return !str_is(nattr(a, "reused"), "false") && kind_among(b, "route api workflow function");
    case 75:
        return pool_draw(a, b);
    case 76:
        return pool_draw(b, a);
    case 77:
    case 78:
    case 85:
        return class_among(a, "data-account any");
    case 79:
    case 80:
    case 81:
    case 82:
        return class_among(a, "account subscription resource-group any");
    case 84:
        return class_among(a, "any");
    default:
        return grants(row, e, b);
    }
}

static bool on_node(const struct world *w, int row, const struct node *a)
{
    struct str flaw = nattr(a, "exploitable");
    switch (row) {
    case 60:
        return w->mode == MODE_STRICT && kind_among(a, "function compute");
    case 61:
        return w->mode == MODE_EVIDENCE && kind_among(a, "function compute") && flaw.len &&
               !str_is(flaw, "false");
    case 62:
    case 63:
        return !has_limit(a);
    default:
        return row == 64;
    }
}

/* --- Second premises, for exact answers -------------------------------------------------------- */

static bool has_fact(const struct world *w, node_id n, enum state s)
{
    for (size_t i = 0; i < w->all_count; i++)
        if (w->all[i].facts[n] & 1u << s)
            return true;
    return false;
}

static bool has_key(const struct world *w, node_id b, bool *asked)
{
    bool found = false;
    for (size_t i = 1; i <= graph_edge_count(w->g); i++) {
        const struct edge *e = graph_edge_at(w->g, (edge_id)i);
        if (e->kind != EDGE_ENCRYPTED_BY || e->from != b ||
            str_is(nattr(graph_node_at(w->g, e->to), "managed"), "provider"))
            continue;
        *asked = true;
        found |= has_fact(w, e->to, STATE_READ);
    }
    return found;
}

/* near[x][y]: there is a way from x to y over resides-in edges at nets, in whatever direction. */
static bool has_foothold(const struct world *w, node_id b)
{
    static bool near[REFERENCE_NODES + 1][REFERENCE_NODES + 1];
    size_t count = graph_node_count(w->g);
    bool lies = false;
    memset(near, 0, sizeof near);
    for (size_t i = 1; i <= graph_edge_count(w->g); i++) {
        const struct edge *e = graph_edge_at(w->g, (edge_id)i);
        if (e->kind != EDGE_RESIDES_IN || graph_node_at(w->g, e->to)->kind != NODE_NET)
            continue;
        near[e->from][e->to] = near[e->to][e->from] = true;
        lies |= e->from == b;
    }
    for (size_t k = 1; k <= count; k++)
        for (size_t i = 1; i <= count; i++)
            for (size_t j = 1; j <= count; j++)
                near[i][j] = near[i][j] || (near[i][k] && near[k][j]);
    for (size_t n = 1; n <= count; n++) {
        bool inside = false;
        for (size_t m = 1; m <= count; m++)
            inside |= near[n][m] && graph_node_at(w->g, (node_id)m)->kind == NODE_NET;
        if (inside && graph_node_at(w->g, (node_id)n)->kind != NODE_NET &&
            (!lies || near[b][n]) && has_fact(w, (node_id)n, STATE_CONTROL))
            return true;
    }
    return false;
}

/* Every second premise of the edge is a fact. */
static bool premises_hold(const struct world *w, const struct spread_row *r, const struct edge *e,
                          node_id b)
{
    bool encrypted = false;
    if (!w->all)
        return true;
    if (r->conclusion == STATE_READ && !has_key(w, b, &encrypted) && encrypted)
        return false;
    if ((e->kind == EDGE_UNLOCKS || e->kind == EDGE_EXPOSES) &&
        str_is(nattr(graph_node_at(w->g, b), "network"), "private") && !has_foothold(w, b))
        return false;
    struct str kind = eattr(e, "cond-kind");
    bool policy = e->kind == EDGE_GRANTS || e->kind == EDGE_ASSUMES;
    if (!policy || (str_empty(kind) && str_empty(e->condition)))
        return true;
    if (str_is(kind, "network"))
        return has_foothold(w, b);
    bool factor = str_is(kind, "factor") || (str_empty(kind) && e->kind == EDGE_ASSUMES);
    return factor && among("private", w->pass);
}

/* --- The fixpoint ----------------------------------------------------------------------------- */

static bool conclude(const struct spread_row *r, const struct node *a, const struct node *b,
                     const uint8_t *fact_a, uint8_t *fact_b)
{
    if (!(*fact_a & 1u << r->premise) || (*fact_b & 1u << r->conclusion) ||
        !legal(b, r->conclusion) || off(a) || off(b))
        return false;
    *fact_b = (uint8_t)(*fact_b | 1u << r->conclusion);
    return true;
}

static bool sweep(const struct world *w, struct reference *out)
{
    bool grown = false;
    for (size_t i = 0; i < spread_row_count; i++) {
        const struct spread_row *r = &spread_rows[i];
        int row = (int)i + 1;
        if (r->conclusion == STATE_COUNT)
            continue;
        for (size_t n = 1; r->dir == SPREAD_SAME && n <= graph_node_count(w->g); n++) {
            const struct node *a = graph_node_at(w->g, (node_id)n);
            if (on_node(w, row, a))
                grown |= conclude(r, a, a, &out->facts[n], &out->facts[n]);
        }
        for (size_t k = 1; r->dir != SPREAD_SAME && k <= graph_edge_count(w->g); k++) {
            const struct edge *e = graph_edge_at(w->g, (edge_id)k);
            node_id x = r->dir == SPREAD_FORWARD ? e->from : e->to;
            node_id y = r->dir == SPREAD_FORWARD ? e->to : e->from;
            if (e->kind != r->edge || !(out->facts[x] & 1u << r->premise) ||
                str_is(eattr(e, "enabled"), "false"))
                continue;
            const struct node *a = graph_node_at(w->g, x), *b = graph_node_at(w->g, y);
            if (on_edge(w, row, e, a, b) && premises_hold(w, r, e, y))
                grown |= conclude(r, a, b, &out->facts[x], &out->facts[y]);
        }
    }
    return grown;
}

static const struct {
    enum seat_kind seat;
    const char *pass, *pass_strict, *actors;
} seats[] = {
    {SEAT_ANONYMOUS, "none", "none shared", "internet"},
    {SEAT_SELF_REGISTERED, "none shared self-service", "none shared self-service", "internet"},
    {SEAT_USER, "none shared self-service custom token",
     "none shared self-service custom token signed iam", "internet"},
    {SEAT_DEVICE, "none", "none shared", "internet device"},
    {SEAT_PARTNER, "none", "none shared iam", "internet partner"},
    {SEAT_INSIDER, "none self-service shared signed custom token iam mtls private",
     "none self-service shared signed custom token iam mtls private", "internet operator cicd"},
    {SEAT_COMPROMISED, "", "", ""},
    {SEAT_LEAKED, "", "", ""},
    {SEAT_MALICIOUS_DEPENDENCY, "", "", ""},
    {SEAT_NODE, "", "", ""},
};

static const char *start_states(enum seat_kind seat)
{
    switch (seat) {
    case SEAT_COMPROMISED:
        return "control";
    case SEAT_LEAKED:
        return "hold read";
    case SEAT_MALICIOUS_DEPENDENCY:
        return "write";
    case SEAT_PARTNER:
    case SEAT_INSIDER:
        return "hold";
    case SEAT_NODE:
    case SEAT_ANONYMOUS:
    case SEAT_SELF_REGISTERED:
    case SEAT_USER:
    case SEAT_DEVICE:
    case SEAT_KIND_COUNT:
        break;
    }
    return "input read write control hold exhaust";
}

/* The world of a part, and its start facts. */
static struct world begin(const struct graph *g, const struct seat_part *part,
                          const struct reference_terms *terms, struct reference *out)
{
    size_t i = 0;
    while (seats[i].seat != part->kind)
        i++;
    struct world w = {.g = g, .mode = terms->mode, .view = terms->view,
                      .response = terms->response,
                      .pass = terms->mode == MODE_STRICT ? seats[i].pass_strict : seats[i].pass};
    assert(graph_node_count(g) <= REFERENCE_NODES);
    *out = (struct reference){{0}};
    for (size_t n = 1; n <= graph_node_count(g); n++) {
        const struct node *node = graph_node_at(g, (node_id)n);
        bool named = n == part->node;
        bool actor = node->kind == NODE_ACTOR && among(role_of(node), seats[i].actors) &&
                     (!part->node || strcmp(role_of(node), "internet") == 0);
        for (int s = 0; s < STATE_COUNT; s++)
            if (legal(node, (enum state)s) &&
                ((named && among(state_names[s], start_states(part->kind))) ||
                 (actor && s == STATE_HOLD)))
                out->facts[n] = (uint8_t)(out->facts[n] | 1u << s);
    }
    return w;
}

void reference_run(const struct graph *g, const struct seat_part *parts, size_t count,
                   const struct reference_terms *terms, struct reference *out)
{
    struct world worlds[SEAT_PARTS];
    for (size_t i = 0; i < count; i++)
        worlds[i] = begin(g, &parts[i], terms, &out[i]);
    for (bool grown = true; grown;) {
        grown = false;
        for (size_t i = 0; i < count; i++) {
            worlds[i].all = terms->exact ? out : NULL;
            worlds[i].all_count = count;
            grown |= sweep(&worlds[i], &out[i]);
        }
    }
}
