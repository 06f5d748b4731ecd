/* SPDX-License-Identifier: MIT */
#include "place.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "advised.h"
#include "sha256.h"
#include "text.h"

/* Below $VARIABLE/faasmap, or ~/USUAL/faasmap; empty if neither is known. */
static struct str user_path(struct arena *arena, const char *variable, const char *usual,
                            struct str name)
{
    const char *base = getenv(variable), *home = getenv("HOME");
    if (base && base[0] == '/')
        return ARENA_JOIN(arena, str_from(base), STR("/faasmap/"), name);
    if (home && home[0] == '/')
        return ARENA_JOIN(arena, str_from(home), STR("/"), str_from(usual), STR("/faasmap/"), name);
    return STR_NONE;
}

struct str place_of_config(struct arena *arena, const char *name)
{
    return user_path(arena, "XDG_CONFIG_HOME", ".config", str_from(name));
}

/* What is kept from run to run. */
struct str place_of_state(struct arena *arena, struct str name)
{
    return user_path(arena, "XDG_STATE_HOME", ".local/state", name);
}

/* What is opened, in words that are the same from every folder; empty: standard input, or a path that
 * is not there. */
static struct str opened(const struct import_options *import, struct arena *arena)
{
    struct buf text = {0};
    for (size_t i = 0; i < import->path_count; i++) {
        const char *path = import->paths[i];
        bool sample = strncmp(path, "sample:", 7) == 0;
        char *whole = sample ? NULL : realpath(path, NULL);
        if ((!sample && !whole) || strcmp(path, "-") == 0) {
            free(whole);
            buf_release(&text);
            return STR_NONE;
        }
        buf_printf(&text, "%s%s", i ? "\n" : "", sample ? path : whole);
        free(whole);
    }
    struct str all = arena_str(arena, buf_str(&text));
    buf_release(&text);
    return all;
}

/* "shop-1a2b3c4d-0123456789abcdef.json": the end of the path to read, the hash of all to be sure. */
static struct str session_name_of(struct str all, struct arena *arena)
{
    unsigned char digest[SHA256_SIZE];
    struct sha256 h;
    struct buf name = {0};
    size_t slash = str_rchr(all, '/');
    buf_puts(&name, "sessions/");
    esc_slug(&name, slash == STR_NPOS ? all : str_from_at(all, slash + 1));
    sha256_init(&h);
    sha256_add(&h, all);
    sha256_end(&h, digest);
    buf_putc(&name, '-');
    for (size_t i = 0; i < 8; i++)
        buf_printf(&name, "%02x", digest[i]);
    buf_puts(&name, ".json");
    struct str kept = arena_str(arena, buf_str(&name));
    buf_release(&name);
    return kept;
}

/* A script keeps nothing, unless it is told where. */
static void choose_session(const struct cli *cli, const struct import_options *import,
                           struct arena *arena, struct system_place *out)
{
    struct str of = opened(import, arena), path = STR_NONE;
    out->session_of = str_empty(of) ? "" : of.ptr;
    if (cli_has(cli, OPT_NO_SESSION))
        return;
    if (cli_has(cli, OPT_SESSION) && import->paths == cli->args) {
        out->session = cli->value[OPT_SESSION];
        return;
    }
    if (!cli->command_count && !cli_has(cli, OPT_SCRIPT) && !str_empty(of))
        path = place_of_state(arena, session_name_of(of, arena));
    out->session = str_empty(path) ? NULL : path.ptr;
}

void place_find(const struct cli *cli, const struct import_options *import, struct arena *arena,
                struct system_place *out)
{
    const char *only = import->path_count == 1 ? import->paths[0] : "-";
    bool sample = strncmp(only, "sample:", 7) == 0;
    struct str base = import_base(import, arena);
    *out = (struct system_place){0};
    if (!sample && (!str_empty(base) || only[0] != '-'))
        out->folder = str_empty(base) ? "." : base.ptr;
    if (sample)
        out->sample = only + 7;
    clock_gettime(CLOCK_REALTIME, &out->read_at);
    choose_session(cli, import, arena, out);
}

/* --- Reading again -------------------------------------------------------------------------------- */

/* A pipe gives its bytes once: whoever waits for them a second time waits for ever. false: there is
 * one, *why says so. */
static bool can_be_read_again(const struct import_options *import, struct buf *why)
{
    struct stat st;

    for (size_t i = 0; i < import->path_count; i++) {
        if (stat(import->paths[i], &st) != 0 || S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))
            continue; /* who reads it complains of what is not there */
        esc_term(why, str_from(import->paths[i]));
        buf_puts(why, " is no file and cannot be read again");
        return false;
    }
    return true;
}

void place_load(void *arg, const char *path, const atomic_bool *stop, struct loaded *out)
{
    const struct cli *cli = *(const struct cli *const *)arg;
    struct import_options import = cli_import_options(cli);
    *out = (struct loaded){.arena = arena_new(), .decisions = decisions_new()};
    const char *one = path ? arena_str(out->arena, str_from(path)).ptr : NULL;
    if (one) {
        import.paths = &one;
        import.path_count = 1;
        import.importer = NULL;
    } else if (!can_be_read_again(&import, &out->why)) {
        return;
    }
    import.stop = stop;
    place_find(cli, &import, out->arena, &out->place);
    out->graph = advised_import(&import, cli->value[OPT_ADVISORIES],
                                import_base(&import, out->arena).ptr, out->decisions);
    if (graph_node_count(out->graph) || !diags_errors(graph_diags(out->graph)))
        return;
    diags_first(graph_diags(out->graph), &out->why);
    graph_free(out->graph);
    out->graph = NULL;
}
