/* SPDX-License-Identifier: MIT */
/* sam_hash.c - suffixes of logical ids that AWS's translator makes of texts and properties. */
#include <stdlib.h>

#include "json_writer.h"
#include "limits.h"
#include "mem.h"
#include "sam.h"

static int by_key(const void *a, const void *b)
{
    const struct doc_node *const *x = a, *const *y = b;
    return str_cmp((*x)->key, (*y)->key);
}

/* Compact JSON with sorted keys. */
static void compact(struct arena *a, struct buf *out, const struct doc_node *n, unsigned depth)
{
    if (doc_is_scalar(n) || depth > LIMIT_DEPTH) {
        struct str text = json_from_doc(a, n);
        buf_add(out, text);
        return;
    }
    const struct doc_node **children = mem_zalloc(n->count + 1, sizeof *children);
    size_t count = 0;
    for (const struct doc_node *c = doc_first(n); c; c = c->next)
        children[count++] = c;
    if (n->type == DOC_MAP)
        qsort(children, count, sizeof *children, by_key);
    buf_putc(out, n->type == DOC_MAP ? '{' : '[');
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_putc(out, ',');
        if (n->type == DOC_MAP) {
            struct doc_node key = {.type = DOC_SCALAR, .text = children[i]->key};
            buf_add(out, json_from_doc(a, &key));
            buf_putc(out, ':');
        }
        compact(a, out, children[i], depth + 1);
    }
    buf_putc(out, n->type == DOC_MAP ? '}' : ']');
    mem_free(children);
}

/* SHA-1 (RFC 3174): to name things as AWS's translator does, for nothing else. */
static uint32_t turn(uint32_t x, unsigned by)
{
    return x << by | x >> (32 - by);
}

static void block(uint32_t h[5], const unsigned char *p)
{
    static const uint32_t keys[4] = {0x5a827999u, 0x6ed9eba1u, 0x8f1bbcdcu, 0xca62c1d6u};
    uint32_t w[80], v[5];
    for (size_t i = 0; i < 80; i++)
        w[i] = i < 16 ? (uint32_t)p[4 * i] << 24 | (uint32_t)p[4 * i + 1] << 16 |
                            (uint32_t)p[4 * i + 2] << 8 | p[4 * i + 3]
                      : turn(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    memcpy(v, h, sizeof v);
    for (size_t i = 0; i < 80; i++) {
        uint32_t f = i < 20   ? (v[1] & v[2]) | (~v[1] & v[3])
                     : i < 40 ? v[1] ^ v[2] ^ v[3]
                     : i < 60 ? (v[1] & v[2]) | (v[1] & v[3]) | (v[2] & v[3])
                              : v[1] ^ v[2] ^ v[3];
        uint32_t next = turn(v[0], 5) + f + v[4] + keys[i / 20] + w[i];
        v[4] = v[3], v[3] = v[2], v[2] = turn(v[1], 30), v[1] = v[0], v[0] = next;
    }
    for (size_t i = 0; i < 5; i++)
        h[i] += v[i];
}

static struct str digest(struct sam *s, struct str bytes)
{
    static const char hex[] = "0123456789abcdef";
    uint32_t h[5] = {0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u, 0xc3d2e1f0u};
    unsigned char last[128] = {0};
    size_t whole = bytes.len / 64 * 64, rest = bytes.len - whole, end = rest < 56 ? 64 : 128;
    for (size_t i = 0; i < whole; i += 64)
        block(h, (const unsigned char *)bytes.ptr + i);
    if (rest)
        memcpy(last, bytes.ptr + whole, rest);
    last[rest] = 0x80;
    for (size_t i = 0; i < 8; i++)
        last[end - 1 - i] = (unsigned char)((uint64_t)bytes.len * 8 >> 8 * i);
    block(h, last);
    if (end == 128)
        block(h, last + 64);
    char text[10];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = hex[h[i / 8] >> (28 - 4 * (i % 8)) & 15];
    return arena_str(s->arena, (struct str){text, sizeof text});
}

struct str sam_hash(struct sam *s, const struct doc_node *n)
{
    if (doc_is_scalar(n))
        return digest(s, n->text);
    struct buf json = {0};
    if (n)
        compact(s->arena, &json, n, 0);
    struct str result = digest(s, buf_str(&json));
    buf_release(&json);
    return result;
}

struct str sam_suffix(struct sam *s, struct str text)
{
    return sam_alnum(text) ? text : digest(s, text);
}
