/* SPDX-License-Identifier: MIT */
/* serverless_events.c - the events of a function, one after the other. */
#include "serverless_lower.h"

static void one_event(struct sls *s, struct sls_function *f, struct str type,
                      const struct doc_node *e, const struct doc_node *at)
{
    if (sls_event_api(s, f, type, e) || sls_event_queue(s, f, type, e) ||
        sls_event_other(s, f, type, e))
        return;
    sls_open(s, ARENA_JOIN(s->arena, f->name, STR(": "), type),
             "this kind of event is not known here: what it does is not on the map", at);
}

/* "- http: ..." or, without a value, "- alexaSkill". */
void sls_events(struct sls *s, struct sls_function *f)
{
    const struct doc_node *events = doc_get(f->node, "events");
    if (doc_is_scalar(events) && !doc_is_null(events))
        sls_open(s, ARENA_JOIN(s->arena, f->name, STR(": events")),
                 "the events stand where they cannot be read", events);
    for (const struct doc_node *c = doc_first(events); c; c = c->next) {
        f->event++;
        if (doc_is_map(events)) { /* events: {http: ...}: no list, but read by people as one */
            one_event(s, f, c->key, c, c);
        } else if (doc_is_scalar(c)) {
            if (!doc_is_null(c))
                one_event(s, f, doc_text(c), sls_make(s->doc, c, "{}"), c);
        } else {
            for (const struct doc_node *e = doc_first(c); e; e = e->next)
                one_event(s, f, doc_is_map(c) ? e->key : doc_text(e), e, e);
        }
    }
    sls_event_end(s, f);
}
