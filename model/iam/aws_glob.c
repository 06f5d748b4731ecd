/* SPDX-License-Identifier: MIT */
#include "aws_glob.h"

#include "mem.h"

static bool is_plain(char c)
{
    return c != '*' && c != '?' && (c <= 0 || c > GLOB_PART);
}

static const char run_text[] = {GLOB_RUN, '\0'}, part_text[] = {GLOB_PART, '\0'};
const struct str glob_run = {run_text, 1}, glob_part = {part_text, 1};

struct str glob_compile(struct arena *a, struct str pattern)
{
    size_t plain = 0;
    if (pattern.len == 1 && pattern.ptr[0] == '*')
        return glob_run;
    while (plain < pattern.len && is_plain(pattern.ptr[plain]))
        plain++;
    if (plain == pattern.len)
        return pattern;
    char *p = arena_bytes(a, pattern.len + 1);
    memcpy(p, pattern.ptr, plain);
    for (size_t i = plain; i < pattern.len; i++) {
        char c = pattern.ptr[i];
        p[i] = c == '*' ? GLOB_RUN : c == '?' ? GLOB_ONE : is_plain(c) ? c : GLOB_NEVER;
    }
    p[pattern.len] = '\0';
    return (struct str){p, pattern.len};
}

struct str glob_print(struct arena *a, struct str compiled)
{
    char *p = arena_bytes(a, compiled.len + 1);
    for (size_t i = 0; i < compiled.len; i++) {
        char c = compiled.ptr[i];
        p[i] = c == GLOB_RUN || c == GLOB_PART ? '*' : c == GLOB_ONE ? '?' : c;
    }
    p[compiled.len] = '\0';
    return (struct str){p, compiled.len};
}

bool glob_has_tokens(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == GLOB_RUN || s.ptr[i] == GLOB_ONE || s.ptr[i] == GLOB_PART)
            return true;
    return false;
}

static inline bool same(char p, char v, bool fold)
{
    if (p == GLOB_ONE)
        return v != GLOB_RUN && v != GLOB_PART;
    return p != GLOB_NEVER && (p == v || (fold && str_lower(p) == str_lower(v)));
}

bool glob_match(struct str p, struct str v, bool fold)
{
    size_t i = 0, k = 0, star = STR_NPOS, mark = 0;
    while (k < v.len) {
        if (i < p.len && p.ptr[i] == GLOB_RUN) {
            star = i++;
            mark = k;
            if (i == p.len)
                return true;
        } else if (i < p.len && same(p.ptr[i], v.ptr[k], fold)) {
            i++;
            k++;
        } else if (star != STR_NPOS) {
            i = star + 1;
            k = ++mark;
        } else {
            return false;
        }
    }
    while (i < p.len && p.ptr[i] == GLOB_RUN)
        i++;
    return i == p.len;
}

/* at[i]: some text is matched by the bytes of b seen so far and by a[0..i). */
static void close_runs(struct str a, bool *at)
{
    for (size_t i = 0; i < a.len; i++)
        if (at[i] && a.ptr[i] == GLOB_RUN)
            at[i + 1] = true;
}

static void step(struct str a, bool *at, char c, bool fold)
{
    if (c == GLOB_RUN || c == GLOB_PART) { /* passes over anything of a, or up to the next slash */
        bool seen = false;
        for (size_t i = 0; i <= a.len; i++) {
            seen = seen && !(c == GLOB_PART && a.ptr[i - 1] == '/');
            at[i] = seen = seen || at[i];
        }
        return;
    }
    for (size_t i = a.len + 1; i-- > 0;) {
        bool stays = at[i] && i < a.len && a.ptr[i] == GLOB_RUN && c != GLOB_NEVER;
        bool comes = i > 0 && at[i - 1] && a.ptr[i - 1] != GLOB_RUN &&
                     (c == GLOB_ONE ? a.ptr[i - 1] != GLOB_NEVER : same(a.ptr[i - 1], c, fold));
        at[i] = stays || comes;
    }
    close_runs(a, at);
}

bool glob_overlap(struct str a, struct str b, bool fold)
{
    enum { SMALL = 256 };
    bool room[SMALL], *at = a.len < SMALL ? room : mem_alloc(a.len + 1);
    memset(at, 0, a.len + 1);
    at[0] = true;
    close_runs(a, at);
    for (size_t k = 0; k < b.len; k++)
        step(a, at, b.ptr[k], fold);
    bool both = at[a.len];
    if (at != room)
        mem_free(at);
    return both;
}

enum tri glob_tri(struct str p, struct str v, bool fold)
{
    if (glob_match(p, v, fold))
        return TRI_TRUE;
    return glob_has_tokens(v) && glob_overlap(p, v, fold) ? TRI_UNKNOWN : TRI_FALSE;
}
