/* SPDX-License-Identifier: MIT */
/* Findings as SARIF 2.1.0 (OASIS Standard, 27 March 2020). */
#include "findings_out.h"
#include "parts_json.h"
#include "text.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

static void open_object(struct json_writer *w, const char *key)
{
    json_key(w, key);
    json_object(w);
}

static void open_list(struct json_writer *w, const char *key)
{
    json_key(w, key);
    json_list(w);
}

static void message(struct json_writer *w, const char *key, struct str text)
{
    json_key(w, key);
    json_object_inline(w);
    json_member(w, "text", text);
    json_end(w);
}

/* --- The rules -------------------------------------------------------------------------------- */

static void tags(struct json_writer *w, const struct rule *r)
{
    const struct {
        const char *head, *words;
    } lists[] = {{"", r->themes}, {"OWASP-", r->owasp}, {"", r->csa},
                 {"external/cwe/cwe-", r->cwe}, {"ATT&CK-", r->attack}};
    struct buf tag = {0};
    json_key(w, "tags");
    json_list_inline(w);
    json_literal(w, "security");
    for (size_t i = 0; i < COUNT(lists); i++) {
        struct str rest = str_from(lists[i].words);
        for (struct str word; *lists[i].words != '-' && str_cut(&rest, ' ', &word);) {
            buf_reset(&tag);
            buf_puts(&tag, lists[i].head);
            buf_add(&tag, word);
            json_text(w, buf_str(&tag));
        }
    }
    json_end(w);
    buf_release(&tag);
}

/* "Unauthenticated route" -> "UnauthenticatedRoute": viewers want one word. */
static void name_of_rule(struct json_writer *w, const struct rule *r)
{
    struct buf name = {0};
    bool begins = true;
    for (const char *c = r->title; *c; c++) {
        bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z');
        if (letter || (*c >= '0' && *c <= '9'))
            buf_putc(&name, begins && *c >= 'a' ? (char)(*c - 'a' + 'A') : *c);
        begins = !letter;
    }
    json_member(w, "name", buf_str(&name));
    buf_release(&name);
}

/* Of the first weakness that it is a case of. */
static void help_of_rule(struct json_writer *w, const struct rule *r)
{
    struct str rest = str_from(r->cwe), first;
    struct buf uri = {0};
    if (*r->cwe != '-' && str_cut(&rest, ' ', &first)) {
        buf_puts(&uri, "https://cwe.mitre.org/data/definitions/");
        buf_add(&uri, first);
        buf_puts(&uri, ".html");
        json_member(w, "helpUri", buf_str(&uri));
    }
    buf_release(&uri);
}

static void rule_object(struct json_writer *w, const struct rule *r)
{
    json_object(w);
    part_member_literal(w, "id", r->id);
    name_of_rule(w, r);
    message(w, "shortDescription", str_from(r->title));
    message(w, "fullDescription", str_from(r->why));
    message(w, "help", str_from(r->fix));
    help_of_rule(w, r);
    json_key(w, "defaultConfiguration");
    json_object_inline(w);
    part_member_literal(w, "level", severity_levels[r->severity]);
    json_end(w);
    open_object(w, "properties");
    tags(w, r);
    part_member_literal(w, "security-severity", severity_scores[r->severity]);
    part_member_literal(w, "precision", "high");
    json_end(w);
    json_end(w);
}

/* --- The results ------------------------------------------------------------------------------ */

static void location(struct json_writer *w, const struct graph *g, struct origin where, node_id n,
                     struct str text)
{
    json_object(w);
    if (where.file.len) {
        struct buf uri = {0};
        esc_uri(&uri, where.file);
        open_object(w, "physicalLocation");
        json_key(w, "artifactLocation");
        json_object_inline(w);
        json_member(w, "uri", buf_str(&uri));
        part_member_literal(w, "uriBaseId", "ROOT");
        json_end(w);
        if (where.line) {
            json_key(w, "region");
            json_object_inline(w);
            json_member_long(w, "startLine", where.line);
            if (where.col)
                json_member_long(w, "startColumn", where.col);
            json_end(w);
        }
        json_end(w);
        buf_release(&uri);
    }
    open_list(w, "logicalLocations");
    json_object_inline(w);
    json_member(w, "name", graph_node_at(g, n)->name);
    json_member(w, "fullyQualifiedName", graph_node_at(g, n)->id);
    part_member_literal(w, "kind", node_kinds[graph_node_at(g, n)->kind].name);
    json_end(w);
    json_end(w);
    if (text.len)
        message(w, "message", text);
    json_end(w);
}

static void code_flow(struct json_writer *w, const struct graph *g, const struct path *p)
{
    open_list(w, "codeFlows");
    json_object(w);
    open_list(w, "threadFlows");
    json_object(w);
    open_list(w, "locations");
    for (size_t i = 0; i < p->hop_count; i++) {
        const struct path_hop *h = p->hops[i];
        json_object(w);
        json_key(w, "location");
        location(w, g, h->where, h->to, h->sentence);
        part_member_literal(w, "importance",
                            h->crossing == CROSSING_OUTER ? "essential" : "important");
        json_end(w);
    }
    json_end(w);
    json_end(w);
    json_end(w);
    json_end(w);
    json_end(w);
}

static void suppression(struct json_writer *w, const struct finding *f)
{
    open_list(w, "suppressions");
    if (f->suppressed.len) {
        json_object_inline(w);
        part_member_literal(w, "kind", "external");
        json_member(w, "justification", f->suppressed);
        json_end(w);
    }
    json_end(w);
}

static void result(struct json_writer *w, const struct graph *g, const struct finding *f)
{
    struct buf text = {0};
    buf_add(&text, f->text);
    buf_puts(&text, ". ");
    buf_add(&text, f->fix);
    json_object(w);
    part_member_literal(w, "ruleId", f->rule->id);
    json_member_long(w, "ruleIndex", (long)(f->rule - rules));
    part_member_literal(w, "kind", f->question ? "open" : "fail");
    part_member_literal(w, "level", f->question ? "none" : severity_levels[f->severity]);
    message(w, "message", buf_str(&text));
    open_list(w, "locations");
    location(w, g, f->where, f->subject, STR_NONE);
    json_end(w);
    if (f->other_count) {
        open_list(w, "relatedLocations");
        for (size_t i = 0; i < f->other_count; i++)
            location(w, g, graph_node_at(g, f->others[i])->where, f->others[i], STR_NONE);
        json_end(w);
    }
    if (f->path.hop_count)
        code_flow(w, g, &f->path);
    json_key(w, "partialFingerprints");
    json_object_inline(w);
    part_member_literal(w, "faasmap1", f->fingerprint);
    json_end(w);
    suppression(w, f);
    if (f->known)
        part_member_literal(w, "baselineState", "unchanged");
    open_object(w, "properties");
    part_member_literal(w, "severity", severity_names[f->severity]);
    json_member_long(w, "confidence", f->confidence);
    json_end(w);
    json_end(w);
    buf_release(&text);
}

void findings_sarif(struct buf *out, const struct findings *all, const struct findings_form *form)
{
    struct json_writer writer = json_writer(out), *w = &writer;
    json_object(w);
    part_member_literal(w, "$schema", SCHEMA);
    part_member_literal(w, "version", "2.1.0");
    open_list(w, "runs");
    json_object(w);
    open_object(w, "tool");
    open_object(w, "driver");
    part_member_literal(w, "name", "faasmap");
    part_member_literal(w, "version", form->version);
    open_list(w, "rules");
    for (size_t i = 0; i < rule_count; i++)
        rule_object(w, &rules[i]);
    json_end(w);
    json_end(w);
    json_end(w);
    part_member_literal(w, "columnKind", "unicodeCodePoints");
    open_object(w, "originalUriBaseIds");
    open_object(w, "ROOT");
    message(w, "description", STR("the folder that was read"));
    json_end(w);
    json_end(w);
    open_list(w, "results");
    for (size_t i = 0; i < findings_count(all); i++)
        if (findings_at(all, i)->severity >= form->from)
            result(w, findings_graph(all), findings_at(all, i));
    json_end(w);
    json_end(w);
    json_end(w);
    json_end(w);
}
