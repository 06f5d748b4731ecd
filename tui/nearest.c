/* SPDX-License-Identifier: MIT */
#include "nearest.h"

enum { NAME_MAX_LEN = 64 };

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Optimal string alignment (Damerau-Levenshtein without edits inside a swap). */
static size_t edits(struct str a, struct str b)
{
    size_t d[NAME_MAX_LEN + 1][NAME_MAX_LEN + 1];

    for (size_t i = 0; i <= a.len; i++) {
        for (size_t j = 0; j <= b.len; j++) {
            char x = i ? str_lower(a.ptr[i - 1]) : 0, y = j ? str_lower(b.ptr[j - 1]) : 0;
            if (!i || !j) {
                d[i][j] = i + j;
                continue;
            }
            d[i][j] = min3(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (x != y));
            if (i > 1 && j > 1 && x == str_lower(b.ptr[j - 2]) && y == str_lower(a.ptr[i - 2]) &&
                d[i - 2][j - 2] + 1 < d[i][j])
                d[i][j] = d[i - 2][j - 2] + 1;
        }
    }
    return d[a.len][b.len];
}

void nearest_offer(struct nearest *n, struct str candidate)
{
    size_t longer = n->wanted.len > candidate.len ? n->wanted.len : candidate.len, cost;

    if (longer > NAME_MAX_LEN)
        return;
    cost = edits(n->wanted, candidate);
    if (cost * 3 <= longer && (str_empty(n->best) || cost < n->cost)) {
        n->best = candidate;
        n->cost = cost;
    }
}
