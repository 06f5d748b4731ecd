/* SPDX-License-Identifier: MIT */
/* key.h - one key press, and how people write it.
 * Place:     terminal back ends make keys, keymaps and scripts name them; knows no terminal.
 * Names:     a character stands for itself; special keys and modifiers stand in angle brackets:
 *            <Enter> <Esc> <Tab> <S-Tab> <Space> <lt> <Hash> <Up> <S-Left> <A-1> <C-l> <F10> <PgDn>.
 * Normal form: Shift with a character is the character; Ctrl with a letter is the small letter
 *            with KEY_CTRL, so ^L and <C-L> are one key.
 */
#ifndef FAASMAP_KEY_H
#define FAASMAP_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "str.h"

/* X(ENUM, "name"): the keys that are no characters; those of the mouse come with a place */
#define SPECIAL_KEYS(X)                                                                            \
    X(ENTER, "Enter")                                                                              \
    X(ESC, "Esc")                                                                                  \
    X(TAB, "Tab")                                                                                  \
    X(BACKSPACE, "Backspace")                                                                      \
    X(UP, "Up")                                                                                    \
    X(DOWN, "Down")                                                                                \
    X(LEFT, "Left")                                                                                \
    X(RIGHT, "Right")                                                                              \
    X(HOME, "Home")                                                                                \
    X(END, "End")                                                                                  \
    X(PAGE_UP, "PgUp")                                                                             \
    X(PAGE_DOWN, "PgDn")                                                                           \
    X(INSERT, "Ins")                                                                               \
    X(DELETE, "Del")                                                                               \
    X(F1, "F1")                                                                                    \
    X(F2, "F2")                                                                                    \
    X(F3, "F3")                                                                                    \
    X(F4, "F4")                                                                                    \
    X(F5, "F5")                                                                                    \
    X(F6, "F6")                                                                                    \
    X(F7, "F7")                                                                                    \
    X(F8, "F8")                                                                                    \
    X(F9, "F9")                                                                                    \
    X(F10, "F10")                                                                                  \
    X(F11, "F11")                                                                                  \
    X(F12, "F12")                                                                                  \
    X(CLICK, "Click")                                                                              \
    X(DOUBLE_CLICK, "DoubleClick")                                                                 \
    X(RIGHT_CLICK, "RightClick")                                                                   \
    X(DRAG, "Drag")                                                                                \
    X(WHEEL_UP, "WheelUp")                                                                         \
    X(WHEEL_DOWN, "WheelDown")                                                                     \
    X(WHEEL_LEFT, "WheelLeft")                                                                     \
    X(WHEEL_RIGHT, "WheelRight")

/* Above all code points, so that characters and special keys share one number space. */
#define X(e, name) KEYCODE_##e,
enum key_code { KEYCODE_BASE = 0x110000, SPECIAL_KEYS(X) KEYCODE_LIMIT };
#undef X

enum { MOD_SHIFT = 1, MOD_ALT = 2, MOD_CTRL = 4 };

struct key {
    uint32_t code; /* code point or enum key_code; 0: none */
    uint8_t mods;
};

/* A character that can stand in text (no control, no special key, no Ctrl or Alt). */
bool key_is_text(struct key k);
bool key_is_mouse(struct key k);
bool key_eq(struct key a, struct key b);
/* Brings a key into the normal form. */
struct key key_normal(struct key k);
/* Reads one key at s[*at] and moves *at behind it. false: no key there; *at stays. */
bool key_parse(struct str s, size_t *at, struct key *out);
/* Appends the name that key_parse reads. */
void key_print(struct buf *out, struct key k);

#endif
