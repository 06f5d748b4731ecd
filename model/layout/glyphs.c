/* SPDX-License-Identifier: MIT */
#include "glyphs.h"

#include "attr.h"

/* [left][down][right][up], each none, light, heavy. */
static const uint16_t junctions[81] = {
    ' ',    0x2575, 0x2579, 0x2576, 0x2514, 0x2516, 0x257A, 0x2515, 0x2517,
    0x2577, 0x2502, 0x257F, 0x250C, 0x251C, 0x251E, 0x250D, 0x251D, 0x2521,
    0x257B, 0x257D, 0x2503, 0x250E, 0x251F, 0x2520, 0x250F, 0x2522, 0x2523,
    0x2574, 0x2518, 0x251A, 0x2500, 0x2534, 0x2538, 0x257C, 0x2536, 0x253A,
    0x2510, 0x2524, 0x2526, 0x252C, 0x253C, 0x2540, 0x252E, 0x253E, 0x2544,
    0x2512, 0x2527, 0x2528, 0x2530, 0x2541, 0x2542, 0x2532, 0x2546, 0x254A,
    0x2578, 0x2519, 0x251B, 0x257E, 0x2535, 0x2539, 0x2501, 0x2537, 0x253B,
    0x2511, 0x2525, 0x2529, 0x252D, 0x253D, 0x2543, 0x252F, 0x253F, 0x2547,
    0x2513, 0x252A, 0x252B, 0x2531, 0x2545, 0x2549, 0x2533, 0x2548, 0x254B,
};

unsigned arms_join(unsigned a, unsigned b)
{
    unsigned out = 0;

    for (int i = 0; i < ARM_COUNT; i++) {
        enum weight x = arm_weight(a, (enum arm)i), y = arm_weight(b, (enum arm)i);

        out |= arm_bits((enum arm)i, x > y ? x : y);
    }
    return out;
}

static uint32_t junction(unsigned bits)
{
    return junctions[arm_weight(bits, ARM_UP) + 3 * arm_weight(bits, ARM_RIGHT) +
                     9 * arm_weight(bits, ARM_DOWN) + 27 * arm_weight(bits, ARM_LEFT)];
}

bool glyph_arms(uint32_t glyph, unsigned *bits)
{
    for (unsigned i = 1; i < COUNT(junctions); i++) {
        if (junctions[i] != glyph)
            continue;
        *bits = arm_bits(ARM_UP, (enum weight)(i % 3)) |
                arm_bits(ARM_RIGHT, (enum weight)(i / 3 % 3)) |
                arm_bits(ARM_DOWN, (enum weight)(i / 9 % 3)) |
                arm_bits(ARM_LEFT, (enum weight)(i / 27));
        return true;
    }
    return false;
}

static enum weight heavier(unsigned bits, enum arm a, enum arm b)
{
    enum weight x = arm_weight(bits, a), y = arm_weight(bits, b);

    return x > y ? x : y;
}

static uint32_t ascii_line(unsigned bits)
{
    enum weight level = heavier(bits, ARM_LEFT, ARM_RIGHT);
    enum weight upright = heavier(bits, ARM_UP, ARM_DOWN);

    if (level && upright)
        return '+';
    if (level)
        return level == WEIGHT_HEAVY ? '=' : '-';
    if (upright)
        return upright == WEIGHT_HEAVY ? 'H' : '|';
    return ' ';
}

static bool four_arms(unsigned bits)
{
    for (int i = 0; i < ARM_COUNT; i++)
        if (!arm_weight(bits, (enum arm)i))
            return false;
    return true;
}

uint32_t glyph_contact(unsigned bits, bool ascii)
{
    if (four_arms(bits))
        return ascii ? '*' : 0x25CF;
    return ascii ? ascii_line(bits) : junction(bits);
}

uint32_t glyph_crossing(unsigned bits, bool ascii)
{
    if (ascii) /* the upright line runs on top */
        return heavier(bits, ARM_UP, ARM_DOWN) == WEIGHT_HEAVY ? 'H' : '|';
    return junction(bits);
}

uint32_t glyph_arrow(enum arm towards, bool ascii)
{
    static const uint32_t heads[ARM_COUNT][2] = {
        [ARM_UP] = {0x25B2, '^'},
        [ARM_RIGHT] = {0x25BA, '>'},
        [ARM_DOWN] = {0x25BC, 'v'},
        [ARM_LEFT] = {0x25C4, '<'},
    };
    return heads[towards][ascii];
}

uint32_t glyph_boundary(bool vertical, bool ascii)
{
    if (ascii)
        return '#';
    return vertical ? 0x256A : 0x256B;
}

uint32_t glyph_loop(bool ascii)
{
    return ascii ? '@' : 0x21BA;
}

uint32_t glyph_plain(bool vertical, bool ascii)
{
    if (ascii)
        return vertical ? '|' : '-';
    return vertical ? 0x2502 : 0x2500;
}

uint32_t glyph_bus(bool vertical, bool ascii)
{
    if (ascii)
        return glyph_plain(vertical, true);
    return vertical ? 0x2551 : 0x2550;
}

uint32_t glyph_frame(enum frame_part part, bool ascii)
{
    static const uint32_t parts[FRAME_PARTS][2] = {
        [FRAME_ROW] = {0x2504, '.'}, [FRAME_COL] = {0x2506, ':'}, [FRAME_TL] = {0x256D, '.'},
        [FRAME_TR] = {0x256E, '.'},  [FRAME_BL] = {0x2570, ':'},  [FRAME_BR] = {0x256F, ':'},
    };
    return parts[part][ascii];
}

uint32_t glyph_lid(bool top, bool ascii)
{
    if (ascii)
        return top ? ' ' : '_';
    return top ? 0x2594 : 0x2581;
}

uint32_t glyph_side(bool left, bool heavy, bool ascii)
{
    if (heavy)
        return ascii ? '=' : 0x2588;
    if (ascii)
        return left ? '[' : ']';
    return left ? 0x2590 : 0x258C;
}
