/* SPDX-License-Identifier: MIT */
/* lock_node.c - the lock files of npm, pnpm and Bun. */
#include "limits.h"
#include "lock.h"
#include "lock_dev.h"

void lock_add_npm(struct packages *out, struct str name, struct str version, uint32_t line,
                  bool development)
{
    if (version.len && version.ptr[0] >= '0' && version.ptr[0] <= '9') /* else an address, a folder */
        packages_add(out, &(struct package){.ecosystem = ECOSYSTEM_NPM,
                                            .name = name,
                                            .version = version,
                                            .line = line,
                                            .development = development});
}

static bool is_true(const struct doc_node *n)
{
    bool yes;
    return n && doc_bool(n, &yes) && yes;
}

bool lock_cut_at(struct str text, struct str *name, struct str *version)
{
    size_t at = text.len ? str_chr(str_from_at(text, 1), '@') : STR_NPOS;
    if (at == STR_NPOS)
        return false;
    *name = str_sub(text, 0, at + 1);
    *version = str_from_at(text, at + 2);
    return true;
}

/* --- npm -------------------------------------------------------------------------------------- */

/* 2 and 3: {"packages": {"node_modules/a/node_modules/b": {"version": ...}}} */
static void read_flat(const struct doc_node *map, struct packages *out)
{
    static const struct str mark = STR_INIT("node_modules/");
    for (const struct doc_node *n = doc_first(map); n; n = n->next) {
        struct str path = n->key, own = doc_text(doc_get(n, "name"));
        bool below = false;
        for (size_t at; (at = str_find(path, mark)) != STR_NPOS; below = true)
            path = str_from_at(path, at + mark.len);
        if (below && !is_true(doc_get(n, "link")))
            lock_add_npm(out, own.len ? own : path, doc_text(doc_get(n, "version")), doc_key_place(n).line,
                is_true(doc_get(n, "dev")));
    }
}

/* 1: {"dependencies": {"a": {"version": ..., "dependencies": {"b": ...}}}} */
static void read_nested(const struct doc_node *map, struct packages *out)
{
    const struct doc_node *open[LIMIT_DEPTH];
    size_t depth = 0;
    for (const struct doc_node *n = doc_first(map); n || depth;) {
        if (!n) {
            n = open[--depth]->next;
            continue;
        }
        struct str name = n->key, version = doc_text(doc_get(n, "version"));
        if (str_starts(version, STR("npm:"))) /* under another name */
            lock_cut_at(str_from_at(version, 4), &name, &version);
        lock_add_npm(out, name, version, doc_key_place(n).line, is_true(doc_get(n, "dev")));
        const struct doc_node *below = doc_get(n, "dependencies");
        if (doc_is_map(below) && doc_first(below) && depth < LIMIT_DEPTH) {
            open[depth++] = n;
            n = doc_first(below);
        } else {
            n = n->next;
        }
    }
}

void lock_read_npm(const struct doc *d, struct packages *out)
{
    const struct doc_node *flat = doc_get(doc_root(d), "packages");
    const struct doc_node *nested = doc_get(doc_root(d), "dependencies");
    if (doc_is_map(flat))
        read_flat(flat, out);
    else if (doc_is_map(nested))
        read_nested(nested, out);
}

/* --- pnpm ------------------------------------------------------------------------------------- */

/* 9: a@1.0.0(peer@2); 6: /a@1.0.0(peer@2); 5: /a/1.0.0_peer@2, /@s/a/1.0.0 */
static bool read_key(struct str key, bool slashes, struct str *name, struct str *version)
{
    key = str_sub(key, 0, str_chr(key, '('));
    if (str_starts(key, STR("/")))
        key = str_from_at(key, 1);
    if (!slashes)
        return lock_cut_at(key, name, version);
    size_t scope = str_starts(key, STR("@")) ? str_chr(key, '/') : 0;
    size_t at = scope == STR_NPOS ? STR_NPOS : str_chr(str_from_at(key, scope ? scope + 1 : 0), '/');
    if (at == STR_NPOS)
        return false;
    at += scope ? scope + 1 : 0;
    *name = str_sub(key, 0, at);
    *version = str_from_at(key, at + 1);
    *version = str_sub(*version, 0, str_chr(*version, '_'));
    return true;
}

void lock_read_pnpm(const struct doc *d, struct packages *out)
{
    const struct doc_node *map = doc_get(doc_root(d), "packages");
    struct str form = doc_text(doc_get(doc_root(d), "lockfileVersion"));
    bool slashes = form.len && form.ptr[0] <= '5';
    struct lock_dev *dev = lock_dev_pnpm(d); /* before 9 a package says it itself */
    for (const struct doc_node *n = doc_is_map(map) ? doc_first(map) : NULL; n; n = n->next) {
        struct str name, version, own = doc_text(doc_get(n, "version"));
        if (!read_key(n->key, slashes, &name, &version))
            continue;
        lock_add_npm(out, name, own.len ? own : version, doc_key_place(n).line,
            is_true(doc_get(n, "dev")) || lock_dev_is(dev, n->key));
    }
    lock_dev_free(dev);
}

/* --- Bun -------------------------------------------------------------------------------------- */

/* {"packages": {"a/b": ["b@1.0.0", ...]}}; "w@workspace:w", "g@github:o/g#0" are from no registry. */
void lock_read_bun(const struct doc *d, struct packages *out)
{
    const struct doc_node *map = doc_get(doc_root(d), "packages");
    struct lock_dev *dev = lock_dev_bun(d);
    for (const struct doc_node *n = doc_is_map(map) ? doc_first(map) : NULL; n; n = n->next) {
        struct str name, version;
        if (doc_is_list(n) && doc_first(n) && lock_cut_at(doc_text(doc_first(n)), &name, &version))
            lock_add_npm(out, name, version, doc_key_place(n).line, lock_dev_is(dev, n->key));
    }
    lock_dev_free(dev);
}
