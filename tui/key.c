/* SPDX-License-Identifier: MIT */
#include "key.h"

#include "attr.h"
#include "text.h"

#define X(e, name) {KEYCODE_##e, name},
static const struct {
    uint32_t code;
    const char *name;
} special[] = {SPECIAL_KEYS(X) {' ', "Space"}, {'<', "lt"}, {'#', "Hash"}};
#undef X

bool key_is_text(struct key k)
{
    return k.code >= ' ' && k.code != 0x7f && k.code < KEYCODE_BASE &&
           !(k.mods & (MOD_ALT | MOD_CTRL)) && !(k.code >= 0x80 && k.code < 0xa0);
}

bool key_is_mouse(struct key k)
{
    return k.code >= KEYCODE_CLICK && k.code <= KEYCODE_WHEEL_RIGHT;
}

bool key_eq(struct key a, struct key b)
{
    return a.code == b.code && a.mods == b.mods;
}

struct key key_normal(struct key k)
{
    if (k.mods & MOD_CTRL && k.code >= 'A' && k.code <= 'Z')
        k.code += 'a' - 'A';
    if (k.code < KEYCODE_BASE)
        k.mods &= (uint8_t)~MOD_SHIFT;
    return k;
}

static bool parse_modifier(struct str *body, uint8_t *mods)
{
    static const struct {
        char letter;
        uint8_t mod;
    } rows[] = {{'S', MOD_SHIFT}, {'A', MOD_ALT}, {'M', MOD_ALT}, {'C', MOD_CTRL}};

    if (body->len < 3 || body->ptr[1] != '-')
        return false;
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (body->ptr[0] == rows[i].letter) {
            *mods |= rows[i].mod;
            *body = str_from_at(*body, 2);
            return true;
        }
    }
    return false;
}

/* The text between the brackets: modifiers, then a name or one character. */
static bool parse_body(struct str body, struct key *out)
{
    struct key k = {0, 0};
    size_t at = 0;

    while (parse_modifier(&body, &k.mods))
        ;
    for (size_t i = 0; i < COUNT(special); i++) {
        if (str_iis(body, special[i].name))
            k.code = special[i].code;
    }
    if (!k.code && (!k.mods || !utf8_next(body, &at, &k.code) || at != body.len))
        return false;
    *out = key_normal(k);
    return true;
}

bool key_parse(struct str s, size_t *at, struct key *out)
{
    size_t from = *at;
    uint32_t code;

    if (from >= s.len)
        return false;
    if (s.ptr[from] == '<') {
        size_t end = str_chr(str_from_at(s, from), '>');
        if (end == STR_NPOS || !parse_body(str_sub(s, from + 1, end - 1), out))
            return false;
        *at = from + end + 1;
        return true;
    }
    if (!utf8_next(s, at, &code) || !key_is_text((struct key){code, 0})) {
        *at = from;
        return false;
    }
    *out = (struct key){code, 0};
    return true;
}

void key_print(struct buf *out, struct key k)
{
    const char *name = NULL;

    for (size_t i = 0; i < COUNT(special); i++) {
        if (special[i].code == k.code)
            name = special[i].name;
    }
    if (!name && !k.mods) {
        buf_utf8(out, k.code);
        return;
    }
    buf_putc(out, '<');
    if (k.mods & MOD_CTRL)
        buf_puts(out, "C-");
    if (k.mods & MOD_ALT)
        buf_puts(out, "A-");
    if (k.mods & MOD_SHIFT)
        buf_puts(out, "S-");
    if (name)
        buf_puts(out, name);
    else
        buf_utf8(out, k.code);
    buf_putc(out, '>');
}
