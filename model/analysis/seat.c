/* SPDX-License-Identifier: MIT */
#include "seat.h"

#include "facts.h"
#include "mem.h"
#include "query.h"
#include "suggest.h"

#define X(e, name, takes, needs, help) [SEAT_##e] = name,
const char *const seat_names[SEAT_KIND_COUNT] = {SEATS(X)};
#undef X
#define X(e, name, takes, needs, help) [SEAT_##e] = help,
const char *const seat_help[SEAT_KIND_COUNT] = {SEATS(X)};
#undef X

enum { SHOWN_MATCHES = 5 };

static const struct {
    bool takes, needs;
} seat_arguments[SEAT_KIND_COUNT] = {
#define X(e, name, takes_it, needs_it, help) [SEAT_##e] = {.takes = takes_it, .needs = needs_it},
    SEATS(X)
#undef X
};

#define KIND(k) (1u << NODE_##k)

/* Kinds that may stand behind a seat's colon. */
static unsigned seat_kinds(enum seat_kind kind)
{
    switch (kind) {
    case SEAT_PARTNER:
        return KIND(ACTOR);
    case SEAT_INSIDER:
        return KIND(IDENTITY) | KIND(ACTOR);
    case SEAT_COMPROMISED:
        return KIND(FUNCTION) | KIND(COMPUTE) | KIND(APP) | KIND(WORKFLOW);
    case SEAT_LEAKED:
        return KIND(IDENTITY) | KIND(SECRET) | KIND(KEY) | KIND(PARAM);
    case SEAT_MALICIOUS_DEPENDENCY:
        return KIND(CODE);
    case SEAT_NODE:
        return ~KIND(NET);
    case SEAT_ANONYMOUS:
    case SEAT_SELF_REGISTERED:
    case SEAT_USER:
    case SEAT_DEVICE:
    case SEAT_KIND_COUNT:
        break;
    }
    return 0;
}

static void say(struct buf *error, const char *before, struct str text, const char *after)
{
    buf_puts(error, before);
    buf_add(error, text);
    buf_puts(error, after);
}

/* A word that is no node may be a seat with a slip in it. */
static void suggest_seat(struct str text, struct buf *error)
{
    size_t colon = str_chr(text, ':');
    struct suggestion s = suggest_for(colon == STR_NPOS ? text : str_sub(text, 0, colon));
    for (int k = 0; k < SEAT_NODE; k++)
        suggest_try(&s, str_from(seat_names[k]));
    if (!str_empty(s.best))
        say(error, "; did you mean the seat '", s.best, "'?");
}

/* Finds the node that a seat names among the kinds that it allows; 0 with a message if there is
 * none or more than one. */
static node_id find_node(const struct graph *g, enum seat_kind kind, struct str text,
                         struct buf *error)
{
    unsigned kinds = seat_kinds(kind);
    size_t matches = graph_match(g, text, NULL, 0), fit = 0;
    if (matches == 0) {
        say(error, "no node is called '", text, "'");
        if (kind == SEAT_NODE)
            suggest_seat(text, error);
        return 0;
    }
    node_id *ids = mem_alloc(matches * sizeof *ids), found = 0;
    graph_match(g, text, ids, matches);
    for (size_t i = 0; i < matches; i++)
        if (kinds & 1u << graph_node_at(g, ids[i])->kind)
            ids[fit++] = ids[i];
    if (fit == 1) {
        found = ids[0];
    } else if (fit == 0 && kind == SEAT_NODE) {
        say(error, "'", text, "' is nothing that an attacker can have");
    } else if (fit == 0) {
        say(error, "'", text, "' is nothing that the seat '");
        buf_puts(error, seat_names[kind]);
        buf_puts(error, "' can start from");
    } else {
        say(error, "'", text, "' could be ");
        for (size_t i = 0; i < fit && i < SHOWN_MATCHES; i++)
            say(error, i ? ", " : "", graph_node_at(g, ids[i])->id, "");
        if (fit > SHOWN_MATCHES)
            buf_printf(error, " and %zu more", fit - SHOWN_MATCHES);
    }
    mem_free(ids);
    return found;
}

static bool parse_part(const struct graph *g, struct str text, struct seat_part *out,
                       struct buf *error)
{
    size_t colon = str_chr(text, ':');
    struct str head = colon == STR_NPOS ? text : str_sub(text, 0, colon);
    struct str rest = colon == STR_NPOS ? STR_NONE : str_from_at(text, colon + 1);
    for (int k = 0; k < SEAT_NODE; k++) {
        if (!str_is(head, seat_names[k]))
            continue;
        *out = (struct seat_part){.kind = (enum seat_kind)k};
        if (colon == STR_NPOS && !seat_arguments[k].needs)
            return true;
        if (colon != STR_NPOS && !seat_arguments[k].takes)
            break; /* an id that begins with the word */
        if (str_empty(rest)) {
            say(error, "the seat '", head, "' needs a node: ");
            say(error, "", head, ":NODE");
            return false;
        }
        out->node = find_node(g, out->kind, rest, error);
        return out->node != 0;
    }
    *out = (struct seat_part){.kind = SEAT_NODE};
    bool said = str_is(head, "node") && !str_empty(rest);
    out->node = find_node(g, SEAT_NODE, said ? rest : text, error);
    return out->node != 0;
}

bool seat_parse(const struct graph *g, struct str text, struct seat *out, struct buf *error)
{
    *out = (struct seat){.text = text};
    if (str_empty(str_trim(text))) {
        buf_puts(error, "a seat is needed, for example anonymous");
        return false;
    }
    node_id exact = str_chr(text, '+') == STR_NPOS ? 0 : graph_find(g, text);
    if (exact) {
        out->parts[out->part_count++] = (struct seat_part){.kind = SEAT_NODE, .node = exact};
        return true;
    }
    struct str rest = text;
    for (struct str word; str_cut(&rest, '+', &word);) {
        if (out->part_count == SEAT_PARTS) {
            buf_printf(error, "at most %d seats can be joined", SEAT_PARTS);
            return false;
        }
        if (!parse_part(g, str_trim(word), &out->parts[out->part_count++], error))
            return false;
    }
    return true;
}

struct seat seat_of(enum seat_kind kind, node_id node)
{
    return (struct seat){.parts = {{.kind = kind, .node = node}},
                         .part_count = 1,
                         .text = str_from(seat_names[kind])};
}

#define CLASS(c) (1u << AUTH_CLASS_##c)

unsigned seat_pass(enum seat_kind kind, enum attack_mode mode)
{
    bool strict = mode == MODE_STRICT;
    unsigned anonymous = CLASS(NONE) | (strict ? CLASS(SHARED) : 0);
    switch (kind) {
    case SEAT_ANONYMOUS:
    case SEAT_DEVICE:
        return anonymous;
    case SEAT_PARTNER:
        return anonymous | (strict ? CLASS(IAM) : 0);
    case SEAT_SELF_REGISTERED:
        return CLASS(NONE) | CLASS(SHARED) | CLASS(SELF_SERVICE);
    case SEAT_USER:
        return CLASS(NONE) | CLASS(SHARED) | CLASS(SELF_SERVICE) | CLASS(CUSTOM) | CLASS(TOKEN) |
               (strict ? CLASS(SIGNED) | CLASS(IAM) : 0);
    case SEAT_INSIDER:
        return (1u << AUTH_CLASS_COUNT) - 1u;
    case SEAT_COMPROMISED:
    case SEAT_LEAKED:
    case SEAT_MALICIOUS_DEPENDENCY:
    case SEAT_NODE:
    case SEAT_KIND_COUNT:
        break;
    }
    return 0;
}

/* The actors that a seat is by itself. */
static bool holds_actor(const struct seat_part *part, enum actor_role role)
{
    switch (part->kind) {
    case SEAT_ANONYMOUS:
    case SEAT_SELF_REGISTERED:
    case SEAT_USER:
        return role == ACTOR_INTERNET;
    case SEAT_DEVICE:
        return role == ACTOR_INTERNET || role == ACTOR_DEVICE;
    case SEAT_PARTNER:
        return role == ACTOR_INTERNET || (role == ACTOR_PARTNER && !part->node);
    case SEAT_INSIDER:
        return role == ACTOR_INTERNET ||
               ((role == ACTOR_OPERATOR || role == ACTOR_CICD) && !part->node);
    case SEAT_COMPROMISED:
    case SEAT_LEAKED:
    case SEAT_MALICIOUS_DEPENDENCY:
    case SEAT_NODE:
    case SEAT_KIND_COUNT:
        break;
    }
    return false;
}

/* The states that a seat has at the node it names. */
static unsigned named_states(const struct seat_part *part, enum node_kind kind)
{
    unsigned legal = state_mask(kind);
    switch (part->kind) {
    case SEAT_COMPROMISED:
        return legal & 1u << STATE_CONTROL;
    case SEAT_LEAKED:
        return legal & (1u << STATE_HOLD | 1u << STATE_READ);
    case SEAT_MALICIOUS_DEPENDENCY:
        return legal & 1u << STATE_WRITE;
    case SEAT_ANONYMOUS:
    case SEAT_SELF_REGISTERED:
    case SEAT_USER:
    case SEAT_DEVICE:
    case SEAT_PARTNER:
    case SEAT_INSIDER:
    case SEAT_NODE:
    case SEAT_KIND_COUNT:
        break;
    }
    return legal;
}

void seat_starts(const struct graph *g, const struct seat_part *part,
                 void (*fact)(void *arg, node_id n, enum state s), void *arg)
{
    bool actors = false; /* without them only the node that it names has any */
    for (int role = 0; role < ACTOR_ROLE_COUNT; role++)
        actors = actors || holds_actor(part, (enum actor_role)role);
    size_t end = actors ? graph_node_count(g) : part->node;
    for (size_t i = actors || !part->node ? 1 : part->node; i <= end; i++) {
        const struct node *n = graph_node_at(g, (node_id)i);
        unsigned states = 0;
        if (i == part->node)
            states = named_states(part, n->kind);
        else if (n->kind == NODE_ACTOR && holds_actor(part, node_actor_role(n)))
            states = 1u << STATE_HOLD;
        for (unsigned s = 0; s < STATE_COUNT; s++)
            if (states & 1u << s)
                fact(arg, (node_id)i, (enum state)s);
    }
}
