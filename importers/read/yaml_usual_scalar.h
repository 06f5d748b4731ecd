/* SPDX-License-Identifier: MIT */
/* yaml_usual_scalar.h - lines, white space and scalars for yaml_usual.c, which alone includes this.
 * Every function that answers bool answers false for what is left to libyaml.
 */
#ifndef FAASMAP_YAML_USUAL_SCALAR_H
#define FAASMAP_YAML_USUAL_SCALAR_H

#include "eight.h"
#include "yaml_usual.h"

/* Only bytes that the scanners expect; notes whether there are characters of several bytes. */
bool usual_bytes(struct yaml_usual *u, struct str text);

static inline bool usual_blank_or_end(const struct yaml_usual *u, const char *p)
{
    return p == u->end || *p == ' ' || *p == '\n' || *p == '\t';
}
static inline bool usual_is_dash(const struct yaml_usual *u)
{
    return u->at < u->end && *u->at == '-' && usual_blank_or_end(u, u->at + 1);
}
static inline void usual_spaces(struct yaml_usual *u)
{
    const char *p = u->at, *end = u->end;
    uint64_t other = 0; /* any bit of a byte marks it */
    if (p < end && *p != ' ') /* mostly */
        return;
    while (end - p >= 8 && !(other = eight(p) ^ EIGHT_ONES * ' '))
        p += 8;
    if (other)
        p += eight_first(other);
    while (p < end && *p == ' ')
        p++;
    u->at = p;
}

/* Where p, which stands in the line, is. */
void usual_place(struct yaml_usual *u, const char *p, uint32_t *line, uint32_t *col);
/* Spaces and a comment up to the end of the line. */
bool usual_rest_of_line(struct yaml_usual *u);
/* From anywhere in a finished line to the next one that says something: sets column. */
bool usual_next_line(struct yaml_usual *u);
/* Spaces, line ends and comments between tokens in brackets. */
bool usual_flow_space(struct yaml_usual *u);

/* Scalars: set the text and style of the item. A plain or quoted one in one line, flow: in brackets. */
bool usual_scalar(struct yaml_usual *u, bool flow, struct yaml_item *item);
/* The same of a block's value, which may go on over further lines: the cursor ends at the next line
 * that says something. around: the column that a plain one's further lines go beyond. */
bool usual_value(struct yaml_usual *u, int32_t around, struct yaml_item *item);
bool usual_block_text(struct yaml_usual *u, int32_t around, struct yaml_item *item); /* | and > */

#endif
