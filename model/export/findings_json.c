/* SPDX-License-Identifier: MIT */
/* Findings and the catalogue of rules for programs. */
#include "findings_out.h"
#include "parts_json.h"

/* "S2 S5" -> ["S2", "S5"]; "-" -> [] */
static void member_words(struct json_writer *w, const char *key, const char *words)
{
    json_key(w, key);
    json_list_inline(w);
    struct str rest = str_from(words);
    for (struct str word; *words != '-' && str_cut(&rest, ' ', &word);)
        json_text(w, word);
    json_end(w);
}

static void rule_members(struct json_writer *w, const struct rule *r)
{
    part_member_literal(w, "rule", r->id);
    part_member_literal(w, "title", r->title);
}

static void finding_json(struct json_writer *w, const struct graph *g, const struct finding *f)
{
    json_object(w);
    rule_members(w, f->rule);
    part_member_literal(w, "severity", severity_names[f->severity]);
    part_member_literal(w, "verdict", f->question ? "question" : "finding");
    json_member_long(w, "confidence", f->confidence);
    part_member_literal(w, "fingerprint", f->fingerprint);
    part_member_node(w, g, "node", f->subject);
    json_member(w, "name", graph_node_at(g, f->subject)->name);
    if (f->other_count) {
        json_key(w, "others");
        json_list_inline(w);
        for (size_t i = 0; i < f->other_count; i++)
            json_text(w, graph_node_at(g, f->others[i])->id);
        json_end(w);
    }
    part_member_edge(w, g, f->edge);
    json_member_if(w, "part", f->part);
    if (f->advised_count) {
        json_key(w, "advisories");
        json_list_inline(w);
        for (size_t i = 0; i < f->advised_count; i++)
            json_text(w, f->advised[i].id);
        json_end(w);
    }
    json_member(w, "text", f->text);
    json_member(w, "fix", f->fix);
    json_member_if(w, "suppressed", f->suppressed);
    if (f->known)
        json_member_bool(w, "known", true);
    part_member_where(w, f->where);
    if (f->path.hop_count) {
        json_key(w, "path");
        json_list(w);
        for (size_t i = 0; i < f->path.hop_count; i++)
            part_hop_json(w, g, f->path.hops[i]);
        json_end(w);
    }
    json_end(w);
}

void findings_json(struct buf *out, const struct findings *all, const struct findings_form *form)
{
    struct json_writer writer = json_writer(out), *w = &writer;
    json_object(w);
    json_member_long(w, "faasmap", 1);
    part_member_literal(w, "answer", "check");
    json_member_if(w, "name", graph_name(findings_graph(all)));
    json_key(w, "findings");
    json_list(w);
    for (size_t i = 0; i < findings_count(all); i++) {
        const struct finding *f = findings_at(all, i);
        if (f->severity >= form->from)
            finding_json(w, findings_graph(all), f);
    }
    json_end(w);
    json_end(w);
}

void rules_json(struct buf *out)
{
    struct json_writer writer = json_writer(out), *w = &writer;
    json_object(w);
    json_member_long(w, "faasmap", 1);
    part_member_literal(w, "answer", "rules");
    json_key(w, "rules");
    json_list(w);
    for (size_t i = 0; i < rule_count; i++) {
        const struct rule *r = &rules[i];
        json_object(w);
        rule_members(w, r);
        part_member_literal(w, "severity", severity_names[r->severity]);
        part_member_literal(w, "family", r->family);
        member_words(w, "themes", r->themes);
        member_words(w, "owasp", r->owasp);
        member_words(w, "csa", r->csa);
        member_words(w, "cwe", r->cwe);
        part_member_literal(w, "stride", r->stride);
        member_words(w, "attack", r->attack);
        part_member_literal(w, "why", r->why);
        part_member_literal(w, "fix", r->fix);
        json_end(w);
    }
    json_end(w);
    json_end(w);
}
