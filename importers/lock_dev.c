/* SPDX-License-Identifier: MIT */
#include "lock_dev.h"

#include "buf.h"
#include "map.h"
#include "mem.h"

enum { TO_RUN = 1, TO_DEVELOP = 2 };

static const char *const asked[] = {"dependencies", "optionalDependencies", "peerDependencies"};
enum { MUST = 1, ASKED = 3 }; /* the first must be there, others may be left out */

struct lock_dev {
    struct map at;                /* keys of packages: position */
    const struct doc_node **nodes;
    uint8_t *by;                  /* by position: TO_ */
    uint32_t *queue;
    size_t count, tail;
    bool lost;                    /* something that is needed to run cannot be followed */
    struct buf key;
};

static struct lock_dev *dev_new(const struct doc_node *packages)
{
    struct lock_dev *d = mem_zalloc(1, sizeof *d);
    size_t most = doc_is_map(packages) ? packages->count : 0;
    d->nodes = mem_zalloc(most + 1, sizeof *d->nodes);
    d->by = mem_zalloc(most + 1, 1);
    d->queue = mem_zalloc(most + 1, sizeof *d->queue);
    for (const struct doc_node *n = most ? doc_first(packages) : NULL; n; n = n->next) {
        map_set(&d->at, n->key, (uint32_t)d->count);
        d->nodes[d->count++] = n;
    }
    return d;
}

void lock_dev_free(struct lock_dev *d)
{
    if (!d)
        return;
    map_release(&d->at);
    mem_free(d->nodes);
    mem_free(d->by);
    mem_free(d->queue);
    buf_release(&d->key);
    mem_free(d);
}

static bool visit(struct lock_dev *d, struct str key, uint8_t why)
{
    uint32_t i;
    if (!map_get(&d->at, key, &i))
        return false;
    if (!(d->by[i] & why)) {
        d->by[i] |= why;
        d->queue[d->tail++] = i;
    }
    return true;
}

static struct str joined(struct lock_dev *d, struct str a, char between, struct str b)
{
    buf_reset(&d->key);
    buf_add(&d->key, a);
    buf_putc(&d->key, between);
    buf_add(&d->key, b);
    return buf_str(&d->key);
}

typedef bool follower(struct lock_dev *d, struct str from, const struct doc_node *wish, uint8_t why);

static void follow(struct lock_dev *d, struct str from, const struct doc_node *wishes, bool must,
                   uint8_t why, follower *find)
{
    for (const struct doc_node *w = doc_is_map(wishes) ? doc_first(wishes) : NULL; w; w = w->next)
        if (!find(d, from, w, why) && must && why == TO_RUN)
            d->lost = true;
}

/* Parts of the project: what they ask for, and what that asks for. info: what a package says of itself. */
static void walk(struct lock_dev *d, const struct doc_node *parts, uint8_t why, follower *find,
                 const struct doc_node *(*info)(const struct doc_node *n))
{
    d->tail = 0;
    for (const struct doc_node *p = doc_is_map(parts) ? doc_first(parts) : NULL; p; p = p->next) {
        struct str from = doc_text(doc_get(p, "name"));
        if (why == TO_DEVELOP)
            follow(d, from, doc_get(p, "devDependencies"), true, why, find);
        for (size_t i = 0; i < ASKED && why == TO_RUN; i++)
            follow(d, from, doc_get(p, asked[i]), i < MUST, why, find);
    }
    for (size_t head = 0; head < d->tail; head++) {
        const struct doc_node *n = d->nodes[d->queue[head]], *of = info(n);
        for (size_t i = 0; i < ASKED; i++)
            follow(d, n->key, doc_get(of, asked[i]), i < MUST, why, find);
    }
}

bool lock_dev_is(const struct lock_dev *d, struct str key)
{
    uint32_t i;
    return !d->lost && map_get(&d->at, key, &i) && d->by[i] == TO_DEVELOP;
}

/* --- pnpm ------------------------------------------------------------------------------------- */

/* {a: {specifier: ^1, version: 1.0.0(b@2.0.0)}} of a part, {a: 1.0.0(b@2.0.0)} of a package; under another
 * name {a: real@1.0.0} */
static bool find_pnpm(struct lock_dev *d, struct str from, const struct doc_node *wish, uint8_t why)
{
    struct str version = doc_text(doc_is_map(wish) ? doc_get(wish, "version") : wish);
    (void)from;
    return visit(d, joined(d, wish->key, '@', version), why) || visit(d, version, why) ||
           str_starts(version, STR("link:"));
}

static const struct doc_node *same(const struct doc_node *n)
{
    return n;
}

static struct str without_peers(struct str key)
{
    return str_sub(key, 0, str_chr(key, '('));
}

/* The walk is over snapshots, one for each choice of peers; `packages` has each version once. */
struct lock_dev *lock_dev_pnpm(const struct doc *doc)
{
    const struct doc_node *root = doc_root(doc);
    struct lock_dev *walked = dev_new(doc_get(root, "snapshots"));
    struct lock_dev *d = dev_new(doc_get(root, "packages"));
    walk(walked, doc_get(root, "importers"), TO_RUN, find_pnpm, same);
    walk(walked, doc_get(root, "importers"), TO_DEVELOP, find_pnpm, same);
    d->lost = walked->lost;
    for (size_t k = 0; k < walked->count; k++) {
        uint32_t i;
        if (map_get(&d->at, without_peers(walked->nodes[k]->key), &i))
            d->by[i] |= walked->by[k];
    }
    lock_dev_free(walked);
    return d;
}

/* --- Bun -------------------------------------------------------------------------------------- */

/* "a/@s/b" -> "a" */
static struct str outer(struct str path)
{
    size_t slash = str_rchr(path, '/');
    struct str rest = str_sub(path, 0, slash == STR_NPOS ? 0 : slash);
    size_t scope = str_rchr(rest, '/');
    struct str last = scope == STR_NPOS ? rest : str_from_at(rest, scope + 1);
    if (str_starts(last, STR("@")))
        rest = str_sub(rest, 0, scope == STR_NPOS ? 0 : scope);
    return rest;
}

/* As Node does: the nearest one, from below the package outwards. */
static bool find_bun(struct lock_dev *d, struct str from, const struct doc_node *wish, uint8_t why)
{
    for (struct str at = from; at.len; at = outer(at))
        if (visit(d, joined(d, at, '/', wish->key), why))
            return true;
    return visit(d, wish->key, why);
}

/* ["a@1.0.0", "", {dependencies: ...}, "sha512-..."] */
static const struct doc_node *info_of(const struct doc_node *n)
{
    for (const struct doc_node *m = doc_is_list(n) ? doc_first(n) : NULL; m; m = m->next)
        if (doc_is_map(m))
            return m;
    return NULL;
}

struct lock_dev *lock_dev_bun(const struct doc *doc)
{
    const struct doc_node *root = doc_root(doc);
    struct lock_dev *d = dev_new(doc_get(root, "packages"));
    walk(d, doc_get(root, "workspaces"), TO_RUN, find_bun, info_of);
    walk(d, doc_get(root, "workspaces"), TO_DEVELOP, find_bun, info_of);
    return d;
}
