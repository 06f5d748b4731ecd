/* SPDX-License-Identifier: MIT */
#include "suggest.h"

enum { WORD_BYTES = 64 };

struct suggestion suggest_for(struct str word)
{
    return (struct suggestion){.word = word, .distance = STR_NPOS};
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Both at most WORD_BYTES long. Three rows of the usual table are enough for swaps. */
static size_t distance(struct str a, struct str b)
{
    size_t rows[3][WORD_BYTES + 1];
    for (size_t j = 0; j <= b.len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t *now = rows[i % 3], *before = rows[(i + 2) % 3], *two = rows[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            char x = str_lower(a.ptr[i - 1]), y = str_lower(b.ptr[j - 1]);
            now[j] = least(least(before[j], now[j - 1]) + 1, before[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == str_lower(b.ptr[j - 2]) && y == str_lower(a.ptr[i - 2]))
                now[j] = least(now[j], two[j - 2] + 1);
        }
    }
    return rows[a.len % 3][b.len];
}

void suggest_try(struct suggestion *s, struct str name)
{
    size_t longer = s->word.len > name.len ? s->word.len : name.len;
    size_t shorter = s->word.len + name.len - longer, most = longer / 3;
    if (shorter == 0 || longer > WORD_BYTES || longer - shorter > most)
        return;
    size_t d = distance(s->word, name);
    if (d <= most && d < s->distance) {
        s->distance = d;
        s->best = name;
    }
}
