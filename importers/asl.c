/* SPDX-License-Identifier: MIT */
/* asl.c - definitions of state machines that stand alone, when no template has read them: imported
 * as a template with this one machine, whose variables ${Name} are parameters (--param Name=...). */
#include "asl.h"
#include "buf.h"
#include "limits.h"

static bool is_asl_name(struct str base)
{
    static const char *const ends[] = {".asl.json", ".asl.yaml", ".asl.yml"};
    for (size_t i = 0; i < COUNT(ends); i++)
        if (str_iends(base, str_from(ends[i])))
            return true;
    return false;
}

static int claim(const struct candidate *c)
{
    const struct doc_node *root = doc_root(c->doc);
    if (!doc_is_map(root))
        return 0;
    if (asl_is_definition(root))
        return 85;
    return is_asl_name(c->base) ? 60 : 0;
}

static bool tell(const struct candidate *c, struct buf *out)
{
    const struct doc_node *states = doc_get(doc_root(c->doc), "States");
    if (doc_is_map(states))
        buf_count(out, states->count, "state");
    return true;
}

/* "order-flow" of "order-flow.asl.json" */
static struct str machine_name(struct str base)
{
    size_t dot = str_ifind(base, STR(".asl."));
    if (dot == STR_NPOS)
        dot = str_rchr(base, '.');
    return dot && dot != STR_NPOS ? str_sub(base, 0, dot) : base;
}

/* --- Variables -------------------------------------------------------------------------------- */

struct variables {
    struct import *im;
    const struct doc *from;
    struct doc *to;
    struct doc_node *parameters, *values;
    struct map seen;
    node_id workflow;
};

static bool is_variable(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = str_lower(name.ptr[i]);
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_' && c != '-' && c != '.')
            return false;
    }
    return name.len > 0 && name.len <= 128;
}

static void add_variable(struct variables *v, struct str name, const struct doc_node *at)
{
    bool added;
    map_put(&v->seen, name, &added);
    if (!added)
        return;
    struct doc_node *type = doc_map(v->to, at->line, at->col);
    doc_put(v->to, type, STR("Type"), doc_value_place(at),
            doc_scalar(v->to, STR("String"), true, at->line, at->col));
    doc_put(v->to, v->parameters, name, doc_value_place(at), type);
    struct doc_node *ref = doc_map(v->to, at->line, at->col);
    doc_put(v->to, ref, STR("Ref"), doc_value_place(at),
            doc_scalar(v->to, name, true, at->line, at->col));
    doc_put(v->to, v->values, name, doc_value_place(at), ref);
}

static void find_variables(struct variables *v, const struct doc_node *n, unsigned depth)
{
    struct str text = doc_is_scalar(n) ? doc_text(n) : STR("");
    size_t at;
    while ((at = str_find(text, STR("${"))) != STR_NPOS) {
        struct str rest = str_from_at(text, at + 2), name = STR("");
        str_cut(&rest, '}', &name);
        if (rest.ptr && is_variable(name))
            add_variable(v, arena_str(doc_arena(v->to), name), n);
        text = rest.ptr ? rest : STR("");
    }
    if (doc_is_scalar(n) || depth >= LIMIT_DEPTH)
        return;
    for (const struct doc_node *c = doc_first(n); c; c = c->next)
        find_variables(v, c, depth + 1);
}

static void note_open(struct variables *v)
{
    for (const struct doc_node *p = doc_first(v->parameters); p; p = p->next) {
        struct str given;
        if (import_param(v->im, p->key, &given))
            continue;
        graph_unresolved(import_graph(v->im), ARENA_JOIN(import_arena(v->im), STR("${"), p->key,
                                                         STR("}")),
                         STR("the template that gives this value is not here; --param gives it"),
                         v->workflow, doc_where(v->from, p));
    }
}

/* --- Import ----------------------------------------------------------------------------------- */

static struct doc_node *put_map(struct doc *d, struct doc_node *map, struct str key)
{
    struct doc_node *n = doc_map(d, 1, 1);
    doc_put(d, map, key, doc_value_place(n), n);
    return n;
}

static void import(struct import *im, const struct candidate *unit)
{
    if (!asl_is_definition(doc_root(unit->doc))) {
        diags_add(import_diags(im), DIAG_WARNING, doc_where(unit->doc, doc_root(unit->doc)),
                  "a state machine needs StartAt and States");
        return;
    }
    struct str name = machine_name(unit->base);
    const struct doc_place first = {1, 1};
    struct doc *d = doc_new(unit->path);
    struct doc_node *root = doc_map(d, 1, 1);
    doc_set_root(d, root);
    struct variables v = {.im = im, .from = unit->doc, .to = d};
    v.parameters = put_map(d, root, STR("Parameters"));
    struct doc_node *machine = put_map(d, put_map(d, root, STR("Resources")), name);
    doc_put(d, machine, STR("Type"), first,
            doc_scalar(d, STR("AWS::StepFunctions::StateMachine"), true, 1, 1));
    struct doc_node *props = put_map(d, machine, STR("Properties"));
    v.values = put_map(d, props, STR("DefinitionSubstitutions"));
    find_variables(&v, doc_root(unit->doc), 0);
    doc_put(d, props, STR("Definition"), first, doc_copy(d, unit->doc, doc_root(unit->doc)));
    struct cfn_options options = {.scope = unit->path, .bare = true};
    cfn_import(im, d, &options);
    v.workflow = graph_find(import_graph(im), ARENA_JOIN(import_arena(im), STR("aws:"), unit->path,
                                                         STR(":workflow:"), name));
    note_open(&v);
    map_release(&v.seen);
    doc_free(d);
}

const struct importer importer_asl = {
    .name = "asl",
    .title = "AWS Step Functions state machines",
    .unit = "Step Functions state machine",
    .files = "*.asl.json, *.asl.yaml, *.json and *.yaml with StartAt and States",
    .help = "Reads definitions in the Amazon States Language that no template links to: what the "
            "states call, read and write. ${Name} in them is set by --param Name=VALUE.",
    .claim = claim,
    .import = import,
    .tell = tell,
    .lone = true,
    .last = true,
};
