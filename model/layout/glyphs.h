/* SPDX-License-Identifier: MIT */
/* glyphs.h - which character shows a junction of lines, an arrow head, a border.
 * Place:     tables and pure functions; the painter and the tests use them.
 * Lines:     a cell has four arms; each arm is absent, light or heavy. Every one of the 81 mixes
 *            has a code point in U+2500..U+257F (names with DASH, DOUBLE, ARC, DIAGONAL are not
 *            used). In ASCII the weight of a line shows as '=' and 'H' instead of '-' and '|'.
 * Source:    Unicode character names of the block "Box Drawing".
 */
#ifndef FAASMAP_GLYPHS_H
#define FAASMAP_GLYPHS_H

#include <stdbool.h>
#include <stdint.h>

enum arm { ARM_UP, ARM_RIGHT, ARM_DOWN, ARM_LEFT, ARM_COUNT };
enum weight { WEIGHT_NONE, WEIGHT_LIGHT, WEIGHT_HEAVY };

/* A junction: two bits per arm, arm i at bit 2 * i. */
static inline unsigned arm_bits(enum arm arm, enum weight weight)
{
    return (unsigned)weight << (2u * (unsigned)arm);
}
static inline enum weight arm_weight(unsigned junction, enum arm arm)
{
    return (enum weight)((junction >> (2u * (unsigned)arm)) & 3u);
}
/* The heavier of both in each arm. */
unsigned arms_join(unsigned a, unsigned b);

/* Lines that touch; four arms that touch are a dot, so that they differ from a crossing. */
uint32_t glyph_contact(unsigned junction, bool ascii);
/* Two lines that cross without touching: all four arms present. */
uint32_t glyph_crossing(unsigned junction, bool ascii);
/* The arms of a glyph of the tables above, for who draws it as lines; false: it is none. */
bool glyph_arms(uint32_t glyph, unsigned *junction);
uint32_t glyph_arrow(enum arm towards, bool ascii);
/* The mark of a trust boundary on a line; vertical: the line runs up and down. */
uint32_t glyph_boundary(bool vertical, bool ascii);
uint32_t glyph_loop(bool ascii);
/* A straight light line, and the doubled one that stands for many. */
uint32_t glyph_plain(bool vertical, bool ascii);
uint32_t glyph_bus(bool vertical, bool ascii);

enum frame_part { FRAME_ROW, FRAME_COL, FRAME_TL, FRAME_TR, FRAME_BL, FRAME_BR, FRAME_PARTS };
uint32_t glyph_frame(enum frame_part part, bool ascii);
/* The sides of a compact box. */
uint32_t glyph_side(bool left, bool heavy, bool ascii); /* heavy: on the path */
uint32_t glyph_lid(bool top, bool ascii); /* closes it above or below where no text does */

#endif
