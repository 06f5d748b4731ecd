/* SPDX-License-Identifier: MIT */
#include "serverless_variables.h"

#include "buf.h"
#include "limits.h"
#include "mem.h"
#include "serverless_sources.h"

enum { VARIABLE_DEPTH = 2 * LIMIT_INCLUDE_DEPTH };

/* --- Text ------------------------------------------------------------------------------------- */

/* The end of the "${" at from, behind its brace; STR_NPOS: it is never closed. */
static size_t closing(struct str text, size_t from)
{
    size_t level = 0;
    for (size_t i = from; i < text.len; i++) {
        if (text.ptr[i] == '$' && i + 1 < text.len && text.ptr[i + 1] == '{') {
            level++;
            i++;
        } else if (text.ptr[i] == '}' && --level == 0) {
            return i + 1;
        }
    }
    return STR_NPOS;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '-' || c == '.';
}

/* "self:", "file(x)", "aws:ssm:...": a source of the framework. "AWS::Region", "Name" are none. */
static bool is_address(struct str s)
{
    size_t i = 0;
    if (!s.len || !((s.ptr[0] >= 'a' && s.ptr[0] <= 'z') || (s.ptr[0] >= 'A' && s.ptr[0] <= 'Z')))
        return false;
    while (i < s.len && is_word(s.ptr[i]))
        i++;
    if (i == s.len)
        return false;
    if (s.ptr[i] == '(')
        return true;
    return s.ptr[i] == ':' && !(i + 1 < s.len && s.ptr[i + 1] == ':');
}

/* Cuts at a comma that stands outside of quotes, parentheses and inner variables. */
static struct str cut_part(struct str *rest)
{
    char quote = 0;
    size_t level = 0;
    for (size_t i = 0; i < rest->len; i++) {
        char c = rest->ptr[i];
        if (quote) {
            quote = c == quote ? 0 : quote;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '(' || c == '{') {
            level++;
        } else if ((c == ')' || c == '}') && level) {
            level--;
        } else if (c == ',' && !level) {
            struct str part = str_sub(*rest, 0, i);
            *rest = str_from_at(*rest, i + 1);
            return str_trim(part);
        }
    }
    struct str part = *rest;
    *rest = STR_NONE;
    return str_trim(part);
}

bool sls_next_variable(struct str text, size_t start, struct sls_variable *found)
{
    while (start < text.len) {
        size_t at = str_find(str_from_at(text, start), STR("${"));
        if (at == STR_NPOS)
            return false;
        at += start;
        size_t end = closing(text, at);
        if (end == STR_NPOS)
            return false;
        struct str inside = str_sub(text, at + 2, end - at - 3);
        struct str address = cut_part(&inside);
        if (is_address(address)) {
            *found = (struct sls_variable){at, end, address};
            return true;
        }
        start = at + 2;
    }
    return false;
}

/* --- Nodes ------------------------------------------------------------------------------------ */

static void exhaust(struct sls_vars *v, const struct doc_node *at)
{
    if (v->exhausted)
        return;
    v->exhausted = true;
    v->host->say(v->host->arg, DIAG_WARNING, doc_where(v->doc, at),
                 STR("variables go in a circle, or there are too many: the rest stays as written "
                     "(limit: evaluation-steps)"));
}

static struct doc_node *text_node(struct sls_vars *v, const struct doc_node *at, struct str text,
                                  bool plain)
{
    struct doc_node *n = doc_scalar(v->doc, text, plain, at->line, at->col);
    n->file = at->file;
    return n;
}

static struct doc_node *as_written(struct sls_vars *v, const struct doc_node *n)
{
    struct doc_node *copy = doc_clone(v->doc, n);
    return copy;
}

struct answer {
    enum sls_found found;
    struct doc_node *node;
    struct str reason; /* of SLS_UNKNOWN */
};

static struct doc_node *resolve_text(struct sls_vars *v, const struct doc_node *n);

/* The inside of a variable without inner variables; false: one of them stays open. */
static bool flatten(struct sls_vars *v, const struct doc_node *at, struct str inside,
                    struct str *out)
{
    if (str_find(inside, STR("${")) == STR_NPOS) {
        *out = inside;
        return true;
    }
    struct doc_node *n = resolve_text(v, text_node(v, at, inside, false));
    struct sls_variable left;
    if (!doc_is_scalar(n) || sls_next_variable(doc_text(n), 0, &left))
        return false;
    *out = doc_text(n);
    return true;
}

static bool literal(struct sls_vars *v, const struct doc_node *at, struct str part, bool first,
                    struct doc_node **out)
{
    bool quoted = part.len >= 2 && (part.ptr[0] == '\'' || part.ptr[0] == '"') &&
                  part.ptr[part.len - 1] == part.ptr[0];
    if (quoted)
        part = str_sub(part, 1, part.len - 2);
    else if (first || is_address(part))
        return false;
    *out = text_node(v, at, part, !quoted);
    return true;
}

static struct answer one_address(struct sls_vars *v, const struct doc_node *at, struct str address)
{
    struct sls_result r = sls_source(v, at, address);
    if (r.found != SLS_FOUND)
        return (struct answer){r.found, NULL, r.reason};
    v->depth++;
    struct doc_node *n = sls_resolve(v, r.node);
    v->depth--;
    return (struct answer){doc_is_null(n) ? SLS_MISSING : SLS_FOUND, n, STR_NONE};
}

/* stage and region are known even where nobody gave the option. */
static struct doc_node *last_resort(struct sls_vars *v, const struct doc_node *at,
                                    struct str address)
{
    if (str_is(address, "opt:stage"))
        return text_node(v, at, v->stage, false);
    if (str_is(address, "opt:region"))
        return text_node(v, at, v->region, false);
    return NULL;
}

static void leave_open(struct sls_vars *v, const struct doc_node *at, struct str address,
                       struct str reason)
{
    bool added;
    if (str_starts(address, STR("construct:")) || str_starts(address, STR("appsync:")))
        return; /* whoever makes the constructs and the GraphQL API knows */
    map_put(&v->opened, arena_str(v->arena, address), &added);
    if (added)
        v->host->open(v->host->arg, ARENA_JOIN(v->arena, STR("${"), address, STR("}")), reason,
                      doc_where(v->doc, at));
}

/* Does what is known so far say less of the thing than this other address? Whoever deploys may set a
 * variable of the environment, and where nobody did, what stands behind it counts. */
static bool says_less(struct str address, struct str other)
{
    return str_starts(address, STR("env:")) && !str_starts(other, STR("env:"));
}

/* The value of "${inside}", or NULL where it stays open: then *stays is its address. */
static struct doc_node *variable(struct sls_vars *v, const struct doc_node *at, struct str inside,
                                 struct str *stays)
{
    struct str address = STR_NONE, reason = STR_NONE, part, flat;
    bool first = true, unknown = false;
    struct doc_node *n = NULL;
    for (struct str rest = inside; !n && !str_empty(rest); first = false) {
        part = cut_part(&rest);
        if (!flatten(v, at, part, &flat)) {
            unknown = true;
            if (first)
                address = part, reason = STR("its address is made of something unknown");
            continue;
        }
        if (first)
            address = flat;
        if (literal(v, at, flat, first, &n))
            break;
        struct answer a = one_address(v, at, flat);
        n = a.node;
        if (a.found == SLS_MISSING)
            n = NULL;
        if (a.found == SLS_UNKNOWN && (!unknown || says_less(address, flat))) {
            unknown = true;
            reason = a.reason;
            address = flat;
        }
    }
    if (!n)
        n = last_resort(v, at, address);
    if (unknown || !n)
        leave_open(v, at, address,
                   !unknown ? STR("nothing defines it, as far as the files tell")
                   : n      ? ARENA_JOIN(v->arena, reason, STR("; its fallback stands for it"))
                            : reason);
    *stays = address;
    return n;
}

/* An open variable keeps what is known of its address, unless that would not read back. */
static void put_open(struct buf *out, struct str written, struct str address)
{
    struct sls_variable same;
    struct buf b = {0};
    buf_puts(&b, "${");
    buf_add(&b, address);
    buf_putc(&b, '}');
    bool fits = sls_next_variable(buf_str(&b), 0, &same) && same.end == b.len &&
                str_eq(same.address, address);
    buf_add(out, fits ? buf_str(&b) : written);
    buf_release(&b);
}

static struct doc_node *resolve_text(struct sls_vars *v, const struct doc_node *n)
{
    struct str text = doc_text(n);
    struct sls_variable var;
    if (!sls_next_variable(text, 0, &var))
        return as_written(v, n);
    if (v->depth >= VARIABLE_DEPTH || !v->steps || text.len > LIMIT_STRING_BYTES) {
        exhaust(v, n);
        return as_written(v, n);
    }
    v->depth++;
    struct buf out = {0};
    struct doc_node *whole = NULL;
    size_t from = 0;
    for (; sls_next_variable(text, from, &var) && v->steps; from = var.end) {
        v->steps--;
        buf_add(&out, str_sub(text, from, var.from - from));
        struct str inside = str_sub(text, var.from + 2, var.end - var.from - 3);
        struct str stays;
        struct doc_node *value = variable(v, n, inside, &stays);
        if (value && var.from == 0 && var.end == text.len)
            whole = value;
        else if (doc_is_scalar(value))
            buf_add(&out, doc_text(value));
        else
            put_open(&out, str_sub(text, var.from, var.end - var.from), stays);
        if (out.len > LIMIT_STRING_BYTES) {
            exhaust(v, n);
            from = text.len;
            break;
        }
    }
    v->depth--;
    buf_add(&out, str_from_at(text, from));
    if (!whole)
        whole = text_node(v, n, buf_str(&out), n->plain);
    buf_release(&out);
    return whole;
}

static struct doc_node *resolve_below(struct sls_vars *v, const struct doc_node *n, unsigned depth)
{
    if (!v->nodes || depth >= LIMIT_DEPTH) {
        exhaust(v, n);
        return as_written(v, n);
    }
    v->nodes--;
    if (n->type == DOC_SCALAR)
        return resolve_text(v, n);
    struct doc_node *copy = doc_clone(v->doc, n);
    for (const struct doc_node *c = doc_first(n); c; c = c->next) {
        struct doc_node *child = resolve_below(v, c, depth + 1);
        if (n->type == DOC_MAP)
            doc_put_kept(v->doc, copy, c->key, doc_key_place(c), child);
        else
            doc_append(copy, child);
    }
    return copy;
}

struct doc_node *sls_resolve(struct sls_vars *v, const struct doc_node *n)
{
    if (!n)
        return NULL;
    struct doc_node *copy = resolve_below(v, n, 0);
    copy->key = n->key;
    doc_set_key_place(v->doc, copy, doc_key_place(n));
    return copy;
}

struct doc_node *sls_resolve_path(struct sls_vars *v, const char *path)
{
    return sls_resolve(v, sls_look_up(v, v->raw, str_from(path)));
}

/* --- Old ways to write variables -------------------------------------------------------------- */

/* "\\${{([ ~:a-z]+?)}}" -> "${{" and "}}": what stands before and behind the group, unescaped. */
static void read_syntax(struct sls_vars *v, struct str pattern)
{
    size_t group = str_chr(pattern, '('), end = str_rchr(pattern, ')');
    if (group == STR_NPOS || end == STR_NPOS || end < group)
        return;
    struct buf open = {0}, close = {0};
    for (size_t i = 0; i < pattern.len; i++) {
        if (pattern.ptr[i] == '\\' || (i >= group && i <= end))
            continue;
        buf_putc(i < group ? &open : &close, pattern.ptr[i]);
    }
    if (open.len && close.len && !str_is(buf_str(&open), "${")) {
        v->open = arena_str(v->arena, buf_str(&open));
        v->close = arena_str(v->arena, buf_str(&close));
    }
    buf_release(&open);
    buf_release(&close);
}

static struct str new_text(struct sls_vars *v, struct str text)
{
    struct buf out = {0};
    for (size_t i = 0; i < text.len;) {
        struct str rest = str_from_at(text, i);
        size_t end = str_starts(rest, v->open) ? str_find(rest, v->close) : STR_NPOS;
        if (end == STR_NPOS) {
            buf_putc(&out, text.ptr[i++]);
            continue;
        }
        buf_puts(&out, "${");
        buf_add(&out, str_sub(rest, v->open.len, end - v->open.len));
        buf_putc(&out, '}');
        i += end + v->close.len;
    }
    struct str result = arena_str(v->arena, buf_str(&out));
    buf_release(&out);
    return result;
}

static void new_below(struct sls_vars *v, struct doc_node *n, unsigned depth)
{
    if (depth >= LIMIT_DEPTH)
        return;
    if (n->type == DOC_SCALAR && str_find(n->text, v->open) != STR_NPOS)
        n->text = new_text(v, n->text);
    for (struct doc_node *c = n->type == DOC_SCALAR ? NULL : n->head; c; c = c->next)
        new_below(v, c, depth + 1);
}

void sls_new_syntax(struct sls_vars *v, struct doc_node *n)
{
    if (n && !str_empty(v->open))
        new_below(v, n, 0);
}

/* --- Life cycle ------------------------------------------------------------------------------- */

static struct str setting(struct sls_vars *v, const char *name, const char *otherwise)
{
    struct doc_node *n = sls_resolve_path(v, name);
    struct sls_variable left;
    struct str text = doc_text(n);
    bool known = !str_empty(text) && !sls_next_variable(text, 0, &left);
    return known ? arena_str(v->arena, text) : str_from(otherwise);
}

void sls_vars_init(struct sls_vars *v, const struct sls_host *host, struct arena *arena,
                   struct doc *doc, const struct doc *service, struct str folder)
{
    *v = (struct sls_vars){.host = host, .arena = arena, .doc = doc, .folder = folder,
                           .steps = LIMIT_EVALUATION_STEPS, .nodes = LIMIT_ALIAS_NODES};
    const struct doc_node *root = doc_root(service);
    struct doc_node *raw = root ? doc_copy(doc, service, root) : NULL;
    read_syntax(v, doc_text(doc_path(raw, "provider.variableSyntax")));
    sls_new_syntax(v, raw);
    v->raw = raw;
    struct str region;
    v->stage = STR("dev");
    v->region = STR("us-east-1");
    v->stage = str_empty(host->stage) ? setting(v, "provider.stage", "dev") : host->stage;
    if (host->param(host->arg, STR("opt:region"), &region) ||
        host->param(host->arg, STR("region"), &region))
        v->region = region;
    else
        v->region = setting(v, "provider.region", "us-east-1");
}

void sls_vars_release(struct sls_vars *v)
{
    map_release(&v->files);
    map_release(&v->opened);
    mem_free(v->roots);
}
