/* SPDX-License-Identifier: MIT */
#include "spread_clauses.h"

#include "what_if.h"

#define KIND(k) (1u << NODE_##k)

static enum spread_verdict when(bool holds)
{
    return holds ? SPREAD_FIRES : SPREAD_NO;
}

static enum spread_verdict unless(bool blocked, const struct clause_in *in, const char *why)
{
    if (!blocked)
        return SPREAD_FIRES;
    in->hop->blocker = why;
    return SPREAD_BLOCKED;
}

static bool kind_in(const struct node *n, unsigned kinds)
{
    return (kinds & 1u << n->kind) != 0;
}

static bool flag(const struct clause_in *in, node_id n, uint8_t bit)
{
    return (in->facts->flags[n] & bit) != 0;
}

static enum boundary_class class_of(const struct clause_in *in, node_id n)
{
    return (enum boundary_class)in->facts->classes[n];
}

static bool ops_have(const struct clause_in *in, unsigned ops)
{
    return (edge_ops(in->edge) & ops) != 0;
}

/* --- Gates ------------------------------------------------------------------------------------ */

static bool gate_passes(const struct clause_in *in, enum auth auth)
{
    enum auth_class class = spread_gate_class(auth, in->terms->auth);
    return class == AUTH_CLASS_NONE || (in->terms->pass & 1u << class);
}

static void strengthen(const struct clause_in *in, enum auth auth)
{
    enum auth_class class = spread_gate_class(auth, in->terms->auth);
    if (in->hop->gate == AUTH_ABSENT || class > in->hop->gate_class) {
        in->hop->gate = auth;
        in->hop->gate_class = class;
    }
}

/* Every gate on the edge must be passed; the strongest one is the hop's gate. */
static enum spread_verdict gates(const struct clause_in *in, enum auth first, bool free_pass)
{
    bool pass = gate_passes(in, first);
    strengthen(in, first);
    struct str rest = edge_attr_text(in->edge, FACT_AUTH_ALSO);
    for (struct str word; str_cut(&rest, ',', &word);) {
        enum auth auth = AUTH_UNKNOWN;
        word = str_trim(word);
        if (str_empty(word))
            continue;
        auth_find(word, &auth);
        pass = gate_passes(in, auth) && pass;
        strengthen(in, auth);
    }
    enum auth tried = what_if_gate_of(in->facts->change, in->edge_id);
    if (tried != AUTH_ABSENT) {
        pass = gate_passes(in, tried) && pass;
        strengthen(in, tried);
    }
    return unless(!pass && !free_pass, in, "the gate {auth} of {b} is not passed from this seat");
}

static enum spread_verdict auth_in_pass(const struct clause_in *in)
{
    /* An edge that names another actor says that this actor has the credential. */
    bool other = in->a->kind == NODE_ACTOR && node_actor_role(in->a) != ACTOR_INTERNET;
    return gates(in, in->edge->auth == AUTH_ABSENT ? AUTH_UNKNOWN : in->edge->auth, other);
}

static enum spread_verdict gate_of_edge_in_pass(const struct clause_in *in)
{
    if (in->edge->auth == AUTH_ABSENT && str_empty(edge_attr_text(in->edge, FACT_AUTH_ALSO)) &&
        what_if_gate_of(in->facts->change, in->edge_id) == AUTH_ABSENT)
        return SPREAD_FIRES;
    return gates(in, in->edge->auth == AUTH_ABSENT ? AUTH_NONE : in->edge->auth, false);
}

static enum spread_verdict host_and_path_match(const struct clause_in *in)
{
    return unless(edge_fact_is(in->edge, FACT_MATCH, "never"), in,
                  "host and path of {a} never match {b}");
}

static enum spread_verdict filter_open(const struct clause_in *in)
{
    return unless(edge_fact_is(in->edge, FACT_FILTER, "closed"), in,
                  "the filter between {a} and {b} excludes every message of an attacker");
}

/* --- Roles and options of the edge ------------------------------------------------------------ */

static bool role_is(const struct clause_in *in, const char *role)
{
    return edge_fact_is(in->edge, FACT_EDGE_ROLE, role);
}

static enum spread_verdict role_authorizer(const struct clause_in *in)
{
    return when(role_is(in, FACT_ROLE_AUTHORIZER));
}

static enum spread_verdict role_not_authorizer(const struct clause_in *in)
{
    return when(!role_is(in, FACT_ROLE_AUTHORIZER));
}

static enum spread_verdict role_host_storage(const struct clause_in *in)
{
    return when(role_is(in, FACT_ROLE_HOST_STORAGE));
}

static enum spread_verdict role_not_host_storage(const struct clause_in *in)
{
    return when(!role_is(in, FACT_ROLE_HOST_STORAGE));
}

static enum spread_verdict sync_call(const struct clause_in *in)
{
    return when(edge_fact_bool(in->edge, FACT_SYNC, true));
}

static enum spread_verdict option_response(const struct clause_in *in)
{
    return when(in->terms->response);
}

static enum spread_verdict keys_in_blobs(const struct clause_in *in)
{
    struct str keys = edge_attr_text(in->edge, FACT_KEYS);
    return when(str_empty(keys) || str_iis(keys, "blob"));
}

static enum spread_verdict delayed(const struct clause_in *in)
{
    in->hop->delayed = edge_fact_bool(in->edge, FACT_DELAYED, false);
    return SPREAD_FIRES;
}

static enum spread_verdict value_in_settings(const struct clause_in *in)
{
    return when(edge_fact_is(in->edge, FACT_VALUE, "plain") ||
                edge_fact_is(in->edge, FACT_VALUE, "deployment"));
}

/* --- Kinds of the ends ------------------------------------------------------------------------ */

static enum spread_verdict a_hands_over_records(const struct clause_in *in)
{
    return when(kind_in(in->a, KIND(BUS) | KIND(STREAM) | KIND(BUCKET) | KIND(LOG)));
}

static enum spread_verdict a_passes_records_on(const struct clause_in *in)
{
    return when(kind_in(in->a, KIND(SERVICE) | KIND(STREAM) | KIND(BUS)));
}

static enum spread_verdict a_is_timer(const struct clause_in *in)
{
    return when(in->a->kind == NODE_TIMER);
}

static enum spread_verdict a_is_front_door(const struct clause_in *in)
{
    return when(kind_in(in->a, KIND(ROUTE) | KIND(API)));
}

static enum spread_verdict b_sees_requests(const struct clause_in *in)
{
    return when(kind_in(in->b, KIND(ROUTE) | KIND(API) | KIND(WORKFLOW) | KIND(FUNCTION)));
}

static enum spread_verdict b_works_through_a(const struct clause_in *in)
{
    return when(flag(in, in->b_id, FLAG_TIMED) || edge_fact_bool(in->edge, FACT_WORK, false));
}

/* --- Op classes ------------------------------------------------------------------------------- */

static enum spread_verdict ops_read(const struct clause_in *in)
{
    return when(ops_have(in, OP_READ));
}

static enum spread_verdict ops_write_or_channel(const struct clause_in *in)
{
    unsigned ops = edge_ops(in->edge);
    return when((ops & OP_WRITE) ||
                (!ops && kind_in(in->b, KIND(QUEUE) | KIND(TOPIC) | KIND(STREAM) | KIND(BUS) |
                                            KIND(SERVICE))));
}

static enum spread_verdict unknown_or(const struct clause_in *in, unsigned wanted)
{
    unsigned ops = edge_ops(in->edge);
    return when(!ops || (ops & wanted));
}

static enum spread_verdict ops_read_or_unknown(const struct clause_in *in)
{
    return unknown_or(in, OP_READ);
}

static enum spread_verdict ops_write_or_unknown(const struct clause_in *in)
{
    return unknown_or(in, OP_WRITE);
}

static enum spread_verdict ops_invoke_or_unknown(const struct clause_in *in)
{
    return unknown_or(in, OP_INVOKE);
}

static enum spread_verdict ops_exec_or_admin(const struct clause_in *in)
{
    return when(ops_have(in, OP_EXEC | OP_ADMIN));
}

static enum spread_verdict class_write(const struct clause_in *in)
{
    return when(ops_have(in, OP_WRITE));
}

static enum spread_verdict class_invoke(const struct clause_in *in)
{
    return when(ops_have(in, OP_INVOKE));
}

/* "All of lambda": a right to configure them is no more than on each of them. */
static bool runs_things(const struct clause_in *in)
{
    return class_of(in, in->b_id) == BOUNDARY_ANY && node_fact_bool(in->b, FACT_RUNS, false);
}

static enum spread_verdict class_changes_b(const struct clause_in *in)
{
    unsigned configured = KIND(TIMER) | KIND(API) | KIND(ROUTE) | KIND(FRONT) | KIND(WORKFLOW) |
                          KIND(BOUNDARY);
    return when(ops_have(in, OP_EXEC) ||
                (ops_have(in, OP_ADMIN) && kind_in(in->b, configured) && !runs_things(in)) ||
                (ops_have(in, OP_WRITE | OP_ADMIN | OP_POLICY) && in->b->kind == NODE_AUTH));
}

static enum spread_verdict class_opens_active(const struct clause_in *in)
{
    return when(ops_have(in, OP_POLICY | OP_ADMIN) &&
                (state_mask(in->b->kind) & 1u << STATE_CONTROL));
}

static enum spread_verdict class_opens_passive(const struct clause_in *in)
{
    return when(ops_have(in, OP_POLICY | OP_ADMIN) &&
                (state_mask(in->b->kind) & 1u << STATE_WRITE));
}

static enum spread_verdict class_exec_code(const struct clause_in *in)
{
    return when(ops_have(in, OP_EXEC) && in->b->kind == NODE_CODE);
}

static enum spread_verdict class_takes_away(const struct clause_in *in)
{
    return when(ops_have(in, OP_DELETE) ||
                (ops_have(in, OP_ADMIN) && edge_fact_bool(in->edge, FACT_LIMITS, true)));
}

/* --- One node --------------------------------------------------------------------------------- */

static bool runs_code(const struct node *n)
{
    return kind_in(n, KIND(FUNCTION) | KIND(COMPUTE));
}

static enum spread_verdict mode_strict(const struct clause_in *in)
{
    if (in->terms->mode == MODE_EVIDENCE)
        return SPREAD_NO; /* the row of that mode speaks */
    return unless(in->terms->mode != MODE_STRICT, in, "mode {mode}: no flaw is assumed in {a}");
}

static enum spread_verdict mode_evidence(const struct clause_in *in)
{
    return when(in->terms->mode == MODE_EVIDENCE);
}

static enum spread_verdict a_runs_code(const struct clause_in *in)
{
    return when(runs_code(in->a));
}

static enum spread_verdict a_is_exploitable(const struct clause_in *in)
{
    if (!runs_code(in->a))
        return SPREAD_NO;
    return unless(!flag(in, in->a_id, FLAG_EXPLOITABLE), in,
                  "mode {mode}: no exploitable flaw is known in {a}");
}

static enum spread_verdict a_has_no_limit(const struct clause_in *in)
{
    return unless(flag(in, in->a_id, FLAG_LIMITED), in, "a limit caps {a}");
}

static enum spread_verdict a_is_reused(const struct clause_in *in)
{
    return unless(!flag(in, in->a_id, FLAG_REUSED), in,
                  "{a} is not reused: each instance sees one event");
}

/* The clauses of goal rows; nothing spreads by them. */
static enum spread_verdict a_is_sensitive(const struct clause_in *in)
{
    return when(in->a->sensitivity >= 2);
}

static enum spread_verdict a_can_be_carried_out(const struct clause_in *in)
{
    return when(in->way_out);
}

/* --- Boundaries ------------------------------------------------------------------------------- */

static enum spread_verdict a_holds_data(const struct clause_in *in)
{
    enum boundary_class class = class_of(in, in->a_id);
    return when(class == BOUNDARY_DATA_ACCOUNT || class == BOUNDARY_ANY);
}

static enum spread_verdict a_administers(const struct clause_in *in)
{
    enum boundary_class class = class_of(in, in->a_id);
    return when(class == BOUNDARY_ACCOUNT || class == BOUNDARY_SUBSCRIPTION ||
                class == BOUNDARY_RESOURCE_GROUP || class == BOUNDARY_ANY);
}

static enum spread_verdict a_is_any(const struct clause_in *in)
{
    return when(class_of(in, in->a_id) == BOUNDARY_ANY);
}

static bool is_pool(const struct clause_in *in, node_id n)
{
    enum boundary_class class = class_of(in, n);
    return class == BOUNDARY_ACCOUNT || class == BOUNDARY_SUBSCRIPTION || class == BOUNDARY_REGION;
}

static bool draws_from_pool(const struct clause_in *in, const struct node *n, node_id id)
{
    return n->kind == NODE_FUNCTION && !flag(in, id, FLAG_RESERVED);
}

static enum spread_verdict a_is_pool(const struct clause_in *in)
{
    return when(is_pool(in, in->a_id));
}

static enum spread_verdict b_is_pool(const struct clause_in *in)
{
    return when(is_pool(in, in->b_id));
}

static enum spread_verdict a_draws(const struct clause_in *in)
{
    return when(draws_from_pool(in, in->a, in->a_id));
}

static enum spread_verdict b_draws(const struct clause_in *in)
{
    return when(draws_from_pool(in, in->b, in->b_id));
}

/* --- The table -------------------------------------------------------------------------------- */

static clause_function otherwise;

static const struct {
    const char *text;
    clause_function *function;
} clauses[] = {
    {"auth in pass", auth_in_pass},
    {"gate of the edge in pass", gate_of_edge_in_pass},
    {"host and path can match", host_and_path_match},
    {"filter open", filter_open},
    {"role is authorizer", role_authorizer},
    {"role is not authorizer", role_not_authorizer},
    {"role is host-storage", role_host_storage},
    {"role is not host-storage", role_not_host_storage},
    {"sync", sync_call},
    {"opt(response)", option_response},
    {"otherwise", otherwise},
    {"keys are stored in blobs", keys_in_blobs},
    {"hop is delayed if only the next deployment picks it up", delayed},
    {"value, or value resolved at deployment, stands in the settings of {a}", value_in_settings},
    {"{a} is bus, stream, bucket or log", a_hands_over_records},
    {"{a} is service, stream or bus", a_passes_records_on},
    {"{a} is timer", a_is_timer},
    {"{a} is route or api (direct integration)", a_is_front_door},
    {"{b} is route, api, workflow or function", b_sees_requests},
    {"{b} has a timer or polls {a} as its source of work", b_works_through_a},
    {"ops has read", ops_read},
    {"ops has write, or ops empty and {b} is queue, topic, stream, bus or service",
     ops_write_or_channel},
    {"ops has read, or ops unknown", ops_read_or_unknown},
    {"ops has write, or ops unknown", ops_write_or_unknown},
    {"ops has invoke, or ops unknown", ops_invoke_or_unknown},
    {"ops has exec or admin", ops_exec_or_admin},
    {"class read", ops_read},
    {"class write", class_write},
    {"class invoke", class_invoke},
    {"class exec; or class admin and {b} is timer, api, route, front, workflow or boundary; or "
     "class write, admin or policy and {b} is auth",
     class_changes_b},
    {"class policy or admin, {b} active", class_opens_active},
    {"class policy or admin, {b} passive", class_opens_passive},
    {"class exec, {b} is code", class_exec_code},
    {"class delete, or admin over limits or retention", class_takes_away},
    {"mode(strict)", mode_strict},
    {"mode(evidence)", mode_evidence},
    {"{a} is function or compute", a_runs_code},
    {"{a} is function or compute, and exploitable", a_is_exploitable},
    {"no effective limit on {a}", a_has_no_limit},
    {"{a} reused", a_is_reused},
    {"sensitivity of {a} >= 2", a_is_sensitive},
    {"the path holds an actor, or a controlled node with egress", a_can_be_carried_out},
    {"{a} is a data account or any:<service>", a_holds_data},
    {"{a} is an account, subscription, resource group or any:<service>", a_administers},
    {"{a} is any:<service>", a_is_any},
    {"{a} is the account or region boundary", a_is_pool},
    {"{b} is the account or region boundary", b_is_pool},
    {"{a} is a function without own reserved concurrency", a_draws},
    {"{b} is a function without own reserved concurrency", b_draws},
};

clause_function *clause_find(const char *text)
{
    for (size_t i = 0; i < COUNT(clauses); i++)
        if (strcmp(clauses[i].text, text) == 0)
            return clauses[i].function;
    return NULL;
}

bool clause_is_gate(const char *text)
{
    clause_function *function = clause_find(text);
    return function == auth_in_pass || function == gate_of_edge_in_pass;
}

enum spread_verdict clauses_decide(const struct clause_in *in, const struct spread_row *row)
{
    size_t index = row->like ? row->like - 1u : (size_t)(row - spread_rows);
    clause_function *const *functions = in->facts->functions + index * SPREAD_CLAUSES;
    enum spread_verdict verdict = SPREAD_FIRES;
    for (size_t i = 0; i < SPREAD_CLAUSES && functions[i] && verdict != SPREAD_NO; i++) {
        enum spread_verdict one = functions[i](in);
        if (one < verdict)
            verdict = one;
    }
    return verdict;
}

/* The row before this one does not fire. */
static enum spread_verdict otherwise(const struct clause_in *in)
{
    return when(clauses_decide(in, in->row - 1) != SPREAD_FIRES);
}
