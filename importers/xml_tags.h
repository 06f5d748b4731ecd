/* SPDX-License-Identifier: MIT */
/* xml_tags.h - the tags of an XML file one after the other, as far as project files need it.
 * Place:     importers; knows base only. Borrows the text.
 * Left out:  comments, CDATA, declarations, entities (a text is as it is written), namespaces.
 * Hostile:   a closing tag that nothing has opened is passed over, one that closes an outer element
 *            closes the inner ones; elements below XML_DEPTH are on no path. A tag that does not end
 *            ends the walk. Linear, no recursion.
 */
#ifndef FAASMAP_XML_TAGS_H
#define FAASMAP_XML_TAGS_H

#include <stdbool.h>
#include <stdint.h>

#include "str.h"

enum { XML_DEPTH = 32 };

struct xml {
    struct str rest;
    size_t depth;          /* elements that are open, with the one of this step */
    struct str names[XML_DEPTH];
    struct str attributes; /* of the one of this step, where it opens */
    struct str text;       /* before this tag and behind the one before, trimmed */
    uint32_t line, at;     /* of rest, of this tag */
    bool opens;            /* else closes: "<a/>" does both, one after the other */
    bool empty;            /* "<a/>" */
};

/* struct xml x = {.rest = text, .line = 1}; while (xml_next(&x)) ... */
bool xml_next(struct xml *x);
/* Are these the innermost open elements? "dependencies/dependency" */
bool xml_ends(const struct xml *x, const char *path);
/* The same, and there are no others. */
bool xml_is(const struct xml *x, const char *path);
/* The value of name="..."; empty: there is none. */
struct str xml_attribute(const struct xml *x, const char *name);

#endif
