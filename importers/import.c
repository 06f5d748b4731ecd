/* SPDX-License-Identifier: MIT */
/* import.c - one run: find the files, let the importers bid, import, link, overlay, seal. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "advisory_places.h"
#include "detect.h"
#include "files.h"
#include "importer.h"
#include "link.h"
#include "map.h"
#include "mem.h"
#include "pinned.h"
#include "programs.h"
#include "sha256.h"
#include "topology.h"

#define SAMPLE_PREFIX "sample:"

struct kept { /* of import_keep() */
    const char *name;
    void *what;
    struct kept *next;
};

struct import {
    const struct import_options *options;
    struct kept *kept;
    const struct importer *importer; /* whose turn it is */
    struct graph *graph;
    struct arena *arena;
    struct files *files;
    bool have_key;
    unsigned char key[SHA256_SIZE];
    struct map marks;   /* of import_once() */
    struct map sources; /* labels that stand in the graph's list of sources */
};

#define X(name) &importer_##name,
const struct importer *const importers[] = {IMPORTERS(X) NULL};
#undef X

const struct importer *importer_find(struct str name)
{
    for (const struct importer *const *i = importers; *i; i++)
        if (str_is(name, (*i)->name))
            return *i;
    return NULL;
}

/* --- What an importer may do ------------------------------------------------------------------- */

struct graph *import_graph(struct import *im)
{
    return im->graph;
}

struct diags *import_diags(struct import *im)
{
    return graph_diags(im->graph);
}

struct arena *import_arena(struct import *im)
{
    return im->arena;
}

/* A file that was read says so in the list of sources, once; an exported graph names those that it
 * was made of instead of itself. */
static void note_source(struct import *im, size_t file)
{
    bool added;
    const struct docs *set;
    if (im->importer && im->importer->names_sources && files_docs(im->files, file, &set) &&
        set->count && im->importer->names_sources(set->items[0]))
        return;
    map_put(&im->sources, files_label(im->files, file), &added);
    if (added && im->importer)
        graph_source(im->graph, files_label(im->files, file), str_from(im->importer->name));
}

size_t import_list(struct import *im, struct str under, struct str suffix, const struct str **paths)
{
    size_t first, end, count = 0;
    files_below(im->files, under, &first, &end);
    for (size_t i = first; i < end; i++)
        count += str_iends(files_label(im->files, i), suffix);
    struct str *list = arena_array(im->arena, count, sizeof *list);
    count = 0;
    for (size_t i = first; i < end; i++)
        if (str_iends(files_label(im->files, i), suffix))
            list[count++] = files_label(im->files, i);
    *paths = list;
    return count;
}

size_t import_documents(struct import *im, struct str path, const struct doc *const **docs)
{
    size_t i;
    const struct docs *set;
    *docs = NULL;
    if (!files_find(im->files, path, &i) || !files_docs(im->files, i, &set))
        return 0;
    note_source(im, i);
    const struct doc **list = arena_array(im->arena, set->count, sizeof *list);
    for (size_t k = 0; k < set->count; k++)
        list[k] = set->items[k];
    *docs = list;
    return set->count;
}

const struct doc *import_load(struct import *im, struct str path)
{
    const struct doc *const *docs;
    return import_documents(im, path, &docs) ? docs[0] : NULL;
}

const struct doc *import_peek(struct import *im, struct str path)
{
    size_t i;
    const struct docs *set = files_find(im->files, path, &i) ? files_peek(im->files, i) : NULL;
    return set && set->count ? set->items[0] : NULL;
}

void **import_keep(struct import *im, const char *name)
{
    for (struct kept *k = im->kept; k; k = k->next)
        if (strcmp(k->name, name) == 0)
            return &k->what;
    struct kept *k = arena_alloc(im->arena, sizeof *k);
    *k = (struct kept){.name = name, .next = im->kept};
    im->kept = k;
    return &k->what;
}

bool import_read(struct import *im, struct str path, struct str *bytes)
{
    size_t i;
    if (!files_find(im->files, path, &i) || !files_bytes(im->files, i, bytes))
        return false;
    note_source(im, i);
    return true;
}

bool import_exists(struct import *im, struct str path)
{
    size_t i;
    return files_find(im->files, path, &i);
}

struct str import_folder(struct str path)
{
    size_t slash = str_rchr(path, '/');
    return slash == STR_NPOS ? STR("") : str_sub(path, 0, slash);
}

bool import_join(struct import *im, struct str base, struct str relative, struct str *out)
{
    if (str_starts(relative, STR("/")))
        return false;
    struct buf path = {0};
    buf_add(&path, base);
    bool ok = true;
    for (struct str rest = relative, part; ok && str_cut(&rest, '/', &part);) {
        if (str_empty(part) || str_is(part, "."))
            continue;
        if (str_is(part, "..")) {
            ok = path.len > 0;
            size_t slash = str_rchr(buf_str(&path), '/');
            path.len = slash == STR_NPOS ? 0 : slash;
            continue;
        }
        if (path.len)
            buf_putc(&path, '/');
        buf_add(&path, part);
    }
    if (ok)
        *out = arena_str(im->arena, buf_str(&path));
    buf_release(&path);
    return ok;
}

bool import_param(struct import *im, struct str name, struct str *value)
{
    for (size_t i = im->options->param_count; i > 0; i--) { /* the last one given wins */
        if (str_eq(im->options->params[i - 1].key, name)) {
            *value = im->options->params[i - 1].value;
            return true;
        }
    }
    return false;
}

bool import_once(struct import *im, struct str mark)
{
    bool added;
    struct str name = im->importer ? str_from(im->importer->name) : STR("");
    map_put(&im->marks, ARENA_JOIN(im->arena, name, STR("\n"), mark), &added);
    return added;
}

struct str import_stage(struct import *im)
{
    return str_from(im->options->stage);
}

/* --- Fingerprints ------------------------------------------------------------------------------- */

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, SHA256_SIZE);
}

/* The key depends on all input files, so a tag is no oracle for who has only the export. */
static void make_key(struct import *im)
{
    size_t count = 0;
    unsigned char(*digests)[SHA256_SIZE] = mem_zalloc(files_count(im->files) + 1, SHA256_SIZE);
    for (size_t i = 0; i < files_count(im->files); i++) {
        struct str bytes;
        if (!files_is_input(files_label(im->files, i)) && !files_named(im->files, i))
            continue;
        if (!files_bytes(im->files, i, &bytes))
            continue;
        struct sha256 h;
        sha256_init(&h);
        sha256_add(&h, bytes);
        sha256_end(&h, digests[count++]);
    }
    qsort(digests, count, SHA256_SIZE, by_bytes);
    struct sha256 h;
    sha256_init(&h);
    sha256_add(&h, (struct str){(const char *)digests, count * SHA256_SIZE});
    sha256_end(&h, im->key);
    mem_free(digests);
    im->have_key = true;
}

struct str import_secret(struct import *im, struct str raw)
{
    static const char hex[] = "0123456789abcdef";
    if (!im->have_key)
        make_key(im);
    unsigned char mac[SHA256_SIZE];
    hmac_sha256(im->key, raw, mac);
    char tag[16];
    for (size_t i = 0; i < sizeof tag; i++)
        tag[i] = hex[(i % 2 ? mac[i / 2] : mac[i / 2] >> 4) & 15];
    return ARENA_JOIN(im->arena, STR("secret:"), (struct str){tag, sizeof tag});
}

/* --- Detection ---------------------------------------------------------------------------------- */

struct claim {
    struct candidate candidate;
    const struct importer *importer;
};

static const struct importer *best_bid(struct import *im, const struct candidate *c)
{
    const struct importer *best, *rival;
    if (im->options->importer)
        return importer_find(str_from(im->options->importer));
    best = detect_best(c, &rival);
    if (rival)
        diags_add(import_diags(im), DIAG_WARNING, (struct origin){.file = c->path},
                  "both %s and %s read this; --importer NAME chooses", best->name, rival->name);
    return best;
}

/* Units in the order of their paths. Files that nobody claims are dropped from memory at once. */
static size_t collect_claims(struct import *im, struct claim **claims)
{
    size_t count = 0, cap = 0;
    *claims = NULL;
    for (size_t i = 0; i < files_count(im->files); i++) {
        if (im->options->stop && *im->options->stop)
            break;
        struct claim c = {0};
        bool readable = detect_candidate(im->files, i, &c.candidate);
        if (im->options->progress)
            im->options->progress->files += readable;
        if (readable && !str_is(c.candidate.base, OVERLAY_FILE))
            c.importer = best_bid(im, &c.candidate);
        if (!c.importer) {
            if (readable && files_named(im->files, i))
                diags_add(import_diags(im), DIAG_ERROR, (struct origin){.file = c.candidate.path},
                          "no importer knows this file (`faasmap importers` lists them)");
            files_drop(im->files, i);
            continue;
        }
        files_hear(im->files, i);
        c.candidate.head = STR_NONE;
        if (!c.candidate.doc)
            files_drop(im->files, i);
        if (count == cap)
            *claims = mem_grow(*claims, &cap, sizeof **claims);
        (*claims)[count++] = c;
    }
    return count;
}

/* --- Paths -------------------------------------------------------------------------------------- */

static void add_sample(struct import *im, struct str name)
{
    struct str prefix = ARENA_JOIN(im->arena, STR("samples/"), name, STR("/"));
    size_t count = 0;
    for (const struct embedded_file *f = embedded_files; f->path; f++) {
        struct str path = str_from(f->path);
        if (!str_starts(path, prefix))
            continue;
        files_add_memory(im->files, str_from_at(path, prefix.len),
                         (struct str){f->bytes, f->size});
        count++;
    }
    if (!count)
        diags_add(import_diags(im), DIAG_ERROR, (struct origin){0},
                  "there is no sample of this name (`faasmap samples` lists them)");
}

static void add_paths(struct import *im)
{
    const struct import_options *o = im->options;
    if (o->without)
        files_without(im->files, o->without);
    for (size_t i = 0; i < o->path_count; i++) {
        struct str path = str_from(o->paths[i]);
        if (str_starts(path, STR(SAMPLE_PREFIX))) {
            add_sample(im, str_from_at(path, sizeof SAMPLE_PREFIX - 1));
            continue;
        }
        struct str prefix = STR_NONE;
        if (o->path_count > 1) {
            while (path.len > 1 && path.ptr[path.len - 1] == '/')
                path.len--;
            struct stat st;
            bool folder = stat(o->paths[i], &st) == 0 && S_ISDIR(st.st_mode);
            prefix = folder ? path : import_folder(path);
        }
        files_add_path(im->files, o->paths[i], prefix);
    }
    for (size_t i = 0; i < o->file_count; i++)
        files_add_memory(im->files, o->files[i].path, o->files[i].bytes);
    files_ready(im->files);
}

struct str import_base(const struct import_options *o, struct arena *arena)
{
    if (o->path_count != 1)
        return STR("");
    struct str path = str_from(o->paths[0]);
    struct stat st;
    if (str_is(path, "-") || str_starts(path, STR(SAMPLE_PREFIX)) || stat(o->paths[0], &st) != 0)
        return STR("");
    return arena_str(arena, S_ISDIR(st.st_mode) ? path : import_folder(path));
}

/* The last part of the path, or of the folder that "." and ".." stand for. */
static void name_graph(struct import *im)
{
    if (im->options->path_count == 0)
        return;
    const char *path = im->options->paths[0];
    if (strncmp(path, SAMPLE_PREFIX, sizeof SAMPLE_PREFIX - 1) == 0) {
        graph_set_name(im->graph, str_from(path + sizeof SAMPLE_PREFIX - 1));
        return;
    }
    if (strcmp(path, "-") == 0) {
        graph_set_name(im->graph, STR("stdin"));
        return;
    }
    char *full = realpath(path, NULL);
    struct str name = str_from(full ? full : path);
    size_t slash = str_rchr(name, '/');
    if (slash != STR_NPOS && slash + 1 < name.len)
        name = str_from_at(name, slash + 1);
    graph_set_name(im->graph, name);
    free(full);
}

/* --- The run ------------------------------------------------------------------------------------ */

static bool has_overlay(const struct import *im)
{
    for (size_t i = 0; i < files_count(im->files); i++)
        if (detect_overlay(files_label(im->files, i)))
            return true;
    return false;
}

enum turn { TURN_FIRST, TURN_USUAL, TURN_LAST };

static enum turn turn_of(const struct importer *i)
{
    return i->first ? TURN_FIRST : i->last ? TURN_LAST : TURN_USUAL;
}

/* Units of the importers whose turn it is, but what was read in the turns before. */
static void run_units(struct import *im, const struct claim *claims, size_t count, enum turn turn)
{
    bool *taken = mem_zalloc(count + 1, sizeof *taken);
    for (size_t i = 0; i < count; i++)
        taken[i] = turn_of(claims[i].importer) != turn ||
                   (turn != TURN_FIRST && map_get(&im->sources, claims[i].candidate.path, NULL));
    for (size_t i = 0; i < count; i++) {
        size_t file;
        if (taken[i])
            continue;
        im->importer = claims[i].importer;
        if (files_find(im->files, claims[i].candidate.path, &file))
            note_source(im, file);
        im->importer->import(im, &claims[i].candidate);
    }
    mem_free(taken);
}

static void run_importers(struct import *im)
{
    struct claim *claims;
    size_t count = collect_claims(im, &claims);
    if (!count && !has_overlay(im))
        files_hear_broken(im->files);
    programs_say(im->files, import_diags(im));
    if (!count && !has_overlay(im) && !diags_errors(import_diags(im)))
        diags_add(import_diags(im), DIAG_ERROR, (struct origin){0},
                  "nothing here that an importer knows (`faasmap importers` lists them)");
    run_units(im, claims, count, TURN_FIRST);
    run_units(im, claims, count, TURN_USUAL);
    run_units(im, claims, count, TURN_LAST);
    for (const struct importer *const *i = importers; *i; i++) {
        im->importer = *i;
        if ((*i)->finish)
            (*i)->finish(im);
    }
    im->importer = NULL;
    mem_free(claims);
}

/* What people wrote beside the project: merged when everything else is there. */
static void read_overlays(struct import *im)
{
    for (size_t i = 0; i < files_count(im->files); i++) {
        struct str label = files_label(im->files, i);
        const struct docs *docs;
        if (!detect_overlay(label) || !files_docs(im->files, i, &docs))
            continue;
        for (size_t k = 0; k < docs->count; k++) {
            topology_overlay(docs->items[k], im->graph);
            if (im->options->overlay)
                im->options->overlay(im->options->overlay_arg, docs->items[k], import_diags(im));
        }
        graph_source(im->graph, label, STR("overlay"));
    }
}

static void enter(const struct import_options *options, enum import_phase phase)
{
    if (options->progress)
        atomic_store(&options->progress->phase, phase);
}

/* The graph is made: what was read is over, and its memory is room for what comes. */
static void let_go(struct import *im)
{
    map_release(&im->sources);
    map_release(&im->marks);
    files_free(im->files);
    arena_wipe(im->arena);
    mem_wipe(im->key, sizeof im->key);
}

struct graph *import_all(const struct import_options *options)
{
    struct import im = {.options = options, .graph = graph_new(), .arena = arena_new()};
    im.files = files_new(graph_diags(im.graph), options->stop);
    if (options->progress)
        graph_watch(im.graph, &options->progress->nodes);
    add_paths(&im);
    advisory_places_leave_out(im.files);
    name_graph(&im);
    run_importers(&im);
    enter(options, IMPORT_LINKING);
    link_all(&im);
    read_overlays(&im);
    bool pins = options->packages &&
                (!options->packages_wanted || options->packages_wanted(options->overlay_arg));
    if (!pins)
        let_go(&im);
    enter(options, IMPORT_DERIVING);
    if (options->derive)
        options->derive(im.graph);
    graph_watch(im.graph, NULL);
    graph_seal(im.graph);
    if (pins) {
        pinned_read(&im, options->packages);
        let_go(&im);
    }
    mem_trim();
    return im.graph;
}
