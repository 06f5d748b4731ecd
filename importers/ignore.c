/* SPDX-License-Identifier: MIT */
#include "ignore.h"

#include <ctype.h>

#include "attr.h"

/* --- One part of a path ------------------------------------------------------------------------- */

struct named_class {
    const char *name;
    int (*has)(int c);
};

static bool in_class(struct str name, unsigned char c)
{
    static const struct named_class classes[] = {
        {"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank}, {"cntrl", iscntrl},
        {"digit", isdigit}, {"graph", isgraph}, {"lower", islower}, {"print", isprint},
        {"punct", ispunct}, {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit},
    };
    for (size_t i = 0; i < COUNT(classes); i++)
        if (str_is(name, classes[i].name))
            return c < 128 && classes[i].has(c);
    return false;
}

/* A character of a set, with or without '\'; false: there is none left. */
static bool set_char(struct str p, size_t *i, unsigned char *c)
{
    if (*i < p.len && p.ptr[*i] == '\\')
        ++*i;
    if (*i >= p.len)
        return false;
    *c = (unsigned char)p.ptr[(*i)++];
    return true;
}

/* The set that begins behind '[' at *i; moves *i behind its ']'. false: it never ends. */
static bool set_fits(struct str p, size_t *i, unsigned char c, bool *fits)
{
    bool negated = *i < p.len && (p.ptr[*i] == '!' || p.ptr[*i] == '^'), found = false;
    unsigned char low, high;
    size_t first = *i += negated;
    while (*i < p.len && (p.ptr[*i] != ']' || *i == first)) {
        struct str rest = str_from_at(p, *i);
        size_t end = str_find(rest, STR(":]"));
        if (str_starts(rest, STR("[:")) && end != STR_NPOS && end >= 2) {
            found |= in_class(str_sub(rest, 2, end - 2), c);
            *i += end + 2;
            continue;
        }
        if (!set_char(p, i, &low))
            return false;
        high = low;
        if (*i + 1 < p.len && p.ptr[*i] == '-' && p.ptr[*i + 1] != ']') {
            ++*i;
            if (!set_char(p, i, &high))
                return false;
        }
        found |= c >= low && c <= high;
    }
    if (*i >= p.len)
        return false;
    ++*i;
    *fits = found != negated;
    return true;
}

/* One character of the pattern that is not '*' against c; moves *i on if it fits. */
static bool char_fits(struct str p, size_t *i, char c)
{
    size_t at = *i;
    bool fits = false;
    if (at >= p.len)
        return false;
    char want = p.ptr[at++];
    if (want == '[') {
        if (!set_fits(p, &at, (unsigned char)c, &fits))
            return false;
    } else if (want == '\\') {
        fits = at < p.len && p.ptr[at++] == c;
    } else {
        fits = want == '?' || want == c;
    }
    if (fits)
        *i = at;
    return fits;
}

/* The last star keeps one place to come back to. */
static bool part_fits(struct str p, struct str s)
{
    size_t i = 0, k = 0, star = STR_NPOS, mark = 0;
    while (k < s.len) {
        if (i < p.len && p.ptr[i] == '*') {
            star = ++i;
            mark = k;
        } else if (char_fits(p, &i, s.ptr[k])) {
            k++;
        } else if (star != STR_NPOS) {
            i = star;
            k = ++mark;
        } else {
            return false;
        }
    }
    while (i < p.len && p.ptr[i] == '*')
        i++;
    return i == p.len;
}

/* --- Paths -------------------------------------------------------------------------------------- */

static struct str first_part(struct str path)
{
    size_t slash = str_chr(path, '/');
    return slash == STR_NPOS ? path : str_sub(path, 0, slash);
}

static struct str after_part(struct str path)
{
    size_t slash = str_chr(path, '/');
    return slash == STR_NPOS ? STR_NONE : str_from_at(path, slash + 1);
}

/* Two stars or more, and nothing else. */
static bool is_deep_part(struct str part)
{
    size_t i = 0;
    while (i < part.len && part.ptr[i] == '*')
        i++;
    return i >= 2 && i == part.len;
}

/* Part by part; the last "**" keeps one place to come back to. */
static bool path_fits(struct str p, struct str s)
{
    struct str deep = STR_NONE, mark = STR_NONE;
    bool is_deep = false;
    while (s.len) {
        struct str part = first_part(p);
        if (is_deep_part(part)) {
            if (part.len == p.len)
                return true; /* at the end: at least one part is left, whatever it is */
            deep = p = after_part(p);
            mark = s;
            is_deep = true;
        } else if (p.len && part_fits(part, first_part(s))) {
            p = after_part(p);
            s = after_part(s);
        } else if (is_deep) {
            p = deep;
            s = mark = after_part(mark);
        } else {
            return false;
        }
    }
    return !p.len;
}

/* --- Lines -------------------------------------------------------------------------------------- */

struct rule {
    struct str pattern;
    bool takes_back, only_folders, from_root;
};

/* Blanks at the end go, but one behind a '\' stays. */
static struct str without_blanks(struct str line)
{
    size_t end = 0;
    if (str_ends(line, STR("\r")))
        line.len--;
    for (size_t i = 0; i < line.len; i++) {
        if (line.ptr[i] == '\\' && i + 1 < line.len)
            end = ++i + 1;
        else if (line.ptr[i] != ' ')
            end = i + 1;
    }
    return str_sub(line, 0, end);
}

static bool rule_of(struct str line, struct rule *r)
{
    *r = (struct rule){.pattern = without_blanks(line)};
    if (str_empty(r->pattern) || r->pattern.ptr[0] == '#')
        return false;
    if (r->pattern.ptr[0] == '!') {
        r->takes_back = true;
        r->pattern = str_from_at(r->pattern, 1);
    }
    if (str_ends(r->pattern, STR("/"))) {
        r->only_folders = true;
        r->pattern.len--;
    }
    r->from_root = str_chr(r->pattern, '/') != STR_NPOS;
    if (str_starts(r->pattern, STR("/")))
        r->pattern = str_from_at(r->pattern, 1);
    return r->pattern.len > 0 && !str_ends(r->pattern, STR("/")); /* an empty part fits nothing */
}

bool ignore_names(struct str text, struct str label)
{
    bool folder = str_ends(label, STR("/")), named = false;
    struct rule r;
    label.len -= folder;
    size_t slash = str_rchr(label, '/');
    struct str base = slash == STR_NPOS ? label : str_from_at(label, slash + 1);
    if (str_starts(text, STR("\xef\xbb\xbf")))
        text = str_from_at(text, 3);
    for (struct str rest = text, line; str_cut(&rest, '\n', &line);) {
        if (!rule_of(line, &r) || r.takes_back != named || (r.only_folders && !folder))
            continue;
        if (r.from_root ? path_fits(r.pattern, label) : part_fits(r.pattern, base))
            named = !named;
    }
    return named;
}
