/* SPDX-License-Identifier: MIT */
#include "order.h"

#include "mem.h"

enum { HEAD = 8, FEW = 12, MANY = 96, BYTES = 256 };

/* A text from some offset on. */
struct key {
    uint64_t head; /* its next bytes, the first one highest, zeros behind its end */
    uint32_t at;   /* index of the text */
    uint32_t rest; /* bytes from there on, HEAD + 1: more than the head has */
};

struct range {
    size_t from, count, offset;
};

struct sorting {
    const struct str *texts;
    uint32_t *order;
    struct key *keys, *room; /* of a range of less than MANY */
    uint32_t *copy;
    uint16_t *bytes;      /* of what is dealt out: the next byte of each + 1, 0: it ends here */
    struct range *ranges; /* still to be sorted */
    size_t range_count, range_cap;
};

static uint64_t bytes_at(const char *p)
{
    uint64_t n;
    memcpy(&n, p, sizeof n);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    n = __builtin_bswap64(n);
#endif
    return n;
}

static struct key key_of(struct str text, uint32_t at, size_t offset)
{
    size_t rest = text.len - offset;
    if (rest >= HEAD)
        return (struct key){bytes_at(text.ptr + offset), at, rest > HEAD ? HEAD + 1 : HEAD};
    char few[HEAD] = {0};
    for (size_t i = 0; i < rest; i++)
        few[i] = text.ptr[offset + i];
    return (struct key){bytes_at(few), at, (uint32_t)rest};
}

/* Where a and b, which are equal up to from, differ, at most limit. */
static size_t shared(struct str a, struct str b, size_t from, size_t limit)
{
    if (b.len < limit)
        limit = b.len;
    while (from + HEAD <= limit && memcmp(a.ptr + from, b.ptr + from, HEAD) == 0)
        from += HEAD;
    while (from < limit && a.ptr[from] == b.ptr[from])
        from++;
    return from;
}

static bool before(const struct key *a, const struct key *b)
{
    return a->head < b->head || (a->head == b->head && a->rest < b->rest);
}

static void insert(struct key *keys, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct key k = keys[i];
        size_t at = i;
        for (; at > 0 && before(&k, &keys[at - 1]); at--)
            keys[at] = keys[at - 1];
        keys[at] = k;
    }
}

/* Two neighbours, each in order, from in to out. */
static void merge(const struct key *in, size_t middle, size_t count, struct key *out)
{
    size_t a = 0, b = middle;
    for (size_t i = 0; i < count; i++) {
        bool second = a == middle || (b < count && before(&in[b], &in[a]));
        out[i] = in[second ? b++ : a++];
    }
}

static void sort_keys(struct key *keys, struct key *room, size_t count)
{
    struct key *from = keys, *to = room;
    for (size_t i = 0; i < count; i += FEW)
        insert(keys + i, count - i < FEW ? count - i : FEW);
    for (size_t width = FEW; width < count; width *= 2) {
        for (size_t i = 0; i < count; i += 2 * width) {
            size_t all = count - i < 2 * width ? count - i : 2 * width;
            merge(from + i, all < width ? all : width, all, to + i);
        }
        struct key *other = from;
        from = to;
        to = other;
    }
    if (from != keys)
        memcpy(keys, from, count * sizeof *keys);
}

static void add_range(struct sorting *s, struct range r)
{
    if (s->range_count == s->range_cap)
        s->ranges = mem_grow(s->ranges, &s->range_cap, sizeof *s->ranges);
    s->ranges[s->range_count++] = r;
}

/* The bytes of a text are needed soon; one that ends before has none. */
static void text_soon(struct str text, size_t offset)
{
    if (offset < text.len)
        mem_soon(text.ptr + offset);
}

/* By the next byte alone: what ends here comes first. */
static void deal_out(struct sorting *s, struct range r)
{
    uint32_t *order = s->order + r.from, at[BYTES + 2] = {0};
    memcpy(s->copy, order, r.count * sizeof *order);
    for (size_t i = 0; i < r.count; i++) {
        struct str text = s->texts[order[i]];
        if (i + MEM_AHEAD < r.count)
            text_soon(s->texts[order[i + MEM_AHEAD]], r.offset);
        s->bytes[i] = text.len > r.offset ? (uint16_t)((unsigned char)text.ptr[r.offset] + 1) : 0;
        at[s->bytes[i] + 1]++;
    }
    for (size_t b = 0; b + 1 < COUNT(at); b++) {
        if (b > 0 && at[b + 1] > 1)
            add_range(s, (struct range){r.from + at[b], at[b + 1], r.offset + 1});
        at[b + 1] += at[b];
    }
    for (size_t i = 0; i < r.count; i++)
        order[at[s->bytes[i]]++] = s->copy[i];
}

/* By the next eight bytes. */
static void compare(struct sorting *s, struct range r)
{
    uint32_t *order = s->order + r.from;
    for (size_t i = 0; i < r.count; i++)
        text_soon(s->texts[order[i]], r.offset);
    for (size_t i = 0; i < r.count; i++)
        s->keys[i] = key_of(s->texts[order[i]], order[i], r.offset);
    sort_keys(s->keys, s->room, r.count);
    for (size_t i = 0, end; i < r.count; i = end) {
        for (end = i + 1; end < r.count && !before(&s->keys[i], &s->keys[end]);)
            end++;
        if (end > i + 1 && s->keys[i].rest > HEAD)
            add_range(s, (struct range){r.from + i, end - i, r.offset + HEAD});
    }
    for (size_t i = 0; i < r.count; i++)
        order[i] = s->keys[i].at;
}

static void sort_range(struct sorting *s, struct range r)
{
    const uint32_t *order = s->order + r.from;
    struct str first = s->texts[order[0]];
    size_t same = first.len;
    for (size_t i = 1; i < r.count && same > r.offset; i++) {
        if (i + MEM_AHEAD < r.count)
            text_soon(s->texts[order[i + MEM_AHEAD]], r.offset);
        same = shared(first, s->texts[order[i]], r.offset, same);
    }
    r.offset = same;
    if (r.count >= MANY)
        deal_out(s, r);
    else
        compare(s, r);
}

void texts_sort(const struct str *texts, uint32_t *order, size_t count)
{
    struct sorting s = {.texts = texts, .order = order};
    if (count < 2)
        return;
    s.keys = mem_alloc(MANY * sizeof *s.keys);
    s.room = mem_alloc(MANY * sizeof *s.room);
    s.copy = mem_alloc(count * sizeof *s.copy);
    s.bytes = mem_alloc(count * sizeof *s.bytes);
    add_range(&s, (struct range){0, count, 0});
    while (s.range_count)
        sort_range(&s, s.ranges[--s.range_count]);
    mem_free(s.keys);
    mem_free(s.room);
    mem_free(s.copy);
    mem_free(s.bytes);
    mem_free(s.ranges);
}
