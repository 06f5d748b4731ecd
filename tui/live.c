/* SPDX-License-Identifier: MIT */
#include "live.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "beside.h"
#include "clock.h"
#include "decisions.h"
#include "map.h"
#include "mem.h"
#include "personal.h"
#include "replace.h"
#include "session.h"

/* --- Watching ----------------------------------------------------------------------------------- */

static bool watch_folder(struct explorer *x, struct str relative)
{
    struct buf path = {0};
    bool good;

    buf_puts(&path, x->options.place.folder);
    if (!str_empty(relative)) {
        buf_putc(&path, '/');
        buf_add(&path, relative);
    }
    good = strlen(path.ptr) == path.len &&
           inotify_add_watch(x->live.notify, path.ptr,
                             IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE |
                                 IN_ONLYDIR | IN_EXCL_UNLINK) >= 0;
    buf_release(&path);
    return good;
}

static struct str folder_of(struct str file)
{
    size_t slash = str_rchr(file, '/');

    return slash == STR_NPOS ? STR_NONE : str_sub(file, 0, slash);
}

/* The folders of all sources with those above them, each once. */
static void watch_folders(struct explorer *x)
{
    struct map seen = {0};
    size_t count = 0;

    watch_folder(x, STR_NONE);
    map_release(&x->live.names);
    for (size_t i = 0; i < graph_source_count(x->graph) && count < LIVE_FOLDERS_MAX; i++) {
        struct str file = graph_source_at(x->graph, i)->file, folder = folder_of(file);
        uint32_t known;
        map_set(&x->live.names, str_from_at(file, str_empty(folder) ? 0 : folder.len + 1), 1);
        for (; !str_empty(folder) && !map_get(&seen, folder, &known); folder = folder_of(folder)) {
            map_set(&seen, folder, 1);
            count += watch_folder(x, folder);
        }
    }
    map_release(&seen);
}

static void stop_watching(struct explorer *x)
{
    if (x->live.notify < 0)
        return;
    term_unwatch(x->term, x->live.notify);
    close(x->live.notify);
    x->live.notify = -1;
}

static bool start_watching(struct explorer *x)
{
    stop_watching(x);
    if (!x->options.place.folder || !x->options.loader)
        return false;
    x->live.notify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (x->live.notify < 0)
        return false;
    watch_folders(x);
    term_watch(x->term, x->live.notify, false);
    return true;
}

bool live_watch(struct explorer *x, bool on)
{
    if (on && !start_watching(x))
        return false;
    if (!on)
        stop_watching(x);
    x->live.watching = on;
    return true;
}

/* What editors leave beside the file that they save, and what is hidden. */
static bool counts(const struct inotify_event *e)
{
    struct str name = str_from(e->len ? e->name : "");

    if (e->mask & IN_Q_OVERFLOW)
        return true;
    if (str_empty(name) || name.ptr[0] == '.' || name.ptr[0] == '#' || str_ends(name, STR("~")) ||
        str_ends(name, STR(".swp")) || str_ends(name, STR(".tmp")) || str_is(name, "4913"))
        return false;
    return !(e->mask & IN_CREATE) || e->mask & IN_ISDIR; /* a new file counts when it is written */
}

enum news { NEWS_NONE, NEWS_OTHER, NEWS_SOURCE };

static enum news news_of(const struct live *l, const struct inotify_event *e)
{
    uint32_t known;

    if (!counts(e))
        return NEWS_NONE;
    return !e->len || map_get(&l->names, str_from(e->name), &known) ? NEWS_SOURCE : NEWS_OTHER;
}

static enum news drain(const struct live *l)
{
    union {
        struct inotify_event event;
        char bytes[8192];
    } block;
    enum news all = NEWS_NONE;
    ssize_t n;

    while ((n = read(l->notify, &block, sizeof block)) > 0) {
        for (ssize_t at = 0; at < n;) {
            struct inotify_event e;
            memcpy(&e, block.bytes + at, sizeof e);
            enum news one = news_of(l, (const struct inotify_event *)(const void *)(block.bytes + at));
            all = one > all ? one : all;
            at += (ssize_t)(sizeof e + e.len);
        }
    }
    return all;
}

/* Many events make one reading. What waits in quiet is not put off by more noise, only brought forward. */
static void pause_begins(struct explorer *x, enum news news)
{
    bool quiet = news == NEWS_OTHER && x->live.quiet_ms > LIVE_PAUSE_MS;
    long ms = quiet ? x->live.quiet_ms : LIVE_PAUSE_MS;
    const struct itimerspec when = {.it_value = {ms / 1000, ms % 1000 * 1000000L}};

    if (quiet && x->live.waits)
        return;
    x->live.waits = quiet;
    if (x->live.timer < 0)
        x->live.timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (x->live.timer < 0)
        return;
    timerfd_settime(x->live.timer, 0, &when, NULL);
    term_watch(x->term, x->live.timer, true);
}

/* --- Reading ------------------------------------------------------------------------------------- */

static void loaded_release(struct loaded *l)
{
    graph_free(l->graph);
    decisions_free(l->decisions);
    arena_free(l->arena);
    buf_release(&l->why);
    *l = (struct loaded){0};
}

/* What was read and is not wanted. */
static void forget_next(struct live *l)
{
    replacement_free(l->ready);
    l->ready = NULL;
    loaded_release(&l->next);
}

static void *read_system(void *arg)
{
    struct explorer *x = arg;
    const uint64_t one = 1;

    struct live *l = &x->live;

    x->options.loader->load(x->options.loader->arg, l->wanted, &l->stop, &l->next);
    if (l->next.graph && !l->stop)
        l->ready = replacement_of(l->from, l->next.graph);
    while (write(l->done, &one, sizeof one) < 0 && errno == EINTR)
        ;
    return NULL;
}

static bool begin_reading(struct explorer *x, const char *path, bool asked)
{
    struct live *l = &x->live;

    if (!x->options.loader) {
        session_complain(x, path ? "no other system can be opened here"
                                 : "this system cannot be read again");
        return false;
    }
    if (l->reading) {
        l->again = l->again || !path;
        l->asked = l->asked || asked;
        if (asked)
            session_say(x, "still reading");
        return path == NULL;
    }
    if (l->done < 0)
        l->done = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    mem_free(l->wanted);
    l->wanted = path ? mem_strdup(path) : l->path ? mem_strdup(l->path) : NULL;
    l->opening = path != NULL;
    l->asked = asked;
    l->from = x->graph;
    l->began_ms = clock_ms();
    if (l->done < 0 || !beside_thread(&l->thread, read_system, x)) {
        session_complain(x, "the system cannot be read again now");
        return false;
    }
    l->reading = true;
    term_watch(x->term, l->done, true);
    if (asked)
        session_say(x, "reading ...");
    return true;
}

bool live_read(struct explorer *x, const char *path)
{
    return begin_reading(x, path, true);
}

bool live_stop(struct explorer *x)
{
    struct live *l = &x->live;

    if (!l->reading || !l->asked || l->stop)
        return false;
    l->stop = true;
    l->again = false;
    return true;
}

static void pause_ends(struct explorer *x)
{
    uint64_t times;

    if (read(x->live.timer, &times, sizeof times) < 0 && errno == EAGAIN)
        return;
    term_unwatch(x->term, x->live.timer);
    x->live.waits = false;
    begin_reading(x, NULL, false);
}

static void say_difference(struct explorer *x)
{
    const struct live *l = &x->live;

    if (l->opening)
        session_say(x, "opened: %zu nodes, %zu edges", graph_node_count(x->graph),
                    graph_edge_count(x->graph));
    else if (l->added || l->removed || l->altered)
        session_say(x, "%zu added, %zu removed, %zu changed", l->added, l->removed, l->altered);
    else if (l->asked)
        session_say(x, "nothing changed");
}

static void forget_changes(struct live *l)
{
    mem_free(l->changed);
    mem_free(l->found);
    l->changed = l->found = NULL;
}

/* Where nothing changed, what was changed before still lights up: the ids are the same. */
static void take_difference(struct live *l, struct replaced *r, size_t nodes)
{
    bool none = !r->added && !r->removed && !r->altered;

    if (none && !l->opening) {
        mem_free(r->changed);
        return;
    }
    forget_changes(l);
    l->changed = r->changed;
    if (l->opening) {
        forget_changes(l);
        return;
    }
    l->found = mem_zalloc(nodes + 1, 1);
    l->found_count = nodes;
    memcpy(l->found, l->changed, nodes + 1);
}

/* The new system in place of the old one, which is freed with all that came with it. */
static void take(struct explorer *x)
{
    struct live *l = &x->live;
    struct loaded old = l->own;
    struct replaced difference;

    if (l->opening) {
        session_finish(x); /* it was asked of the system that goes */
        personal_close(x);
        mem_free(l->path);
        l->path = mem_strdup(l->wanted);
    }
    l->own = l->next;
    l->next = (struct loaded){0};
    x->options.decisions = l->own.decisions;
    x->options.place = l->own.place;
    graph_replace(x, l->ready, !l->opening, &difference);
    l->ready = NULL;
    loaded_release(&old);
    take_difference(l, &difference, graph_node_count(x->graph));
    l->taken++;
    x->shown++; /* filters may ask for what changed */
    l->added = difference.added;
    l->removed = difference.removed;
    l->altered = difference.altered;
    if (l->opening)
        personal_open(x);
    if (l->watching)
        live_watch(x, true); /* folders come and go */
}

static void reading_ends(struct explorer *x)
{
    struct live *l = &x->live;
    uint64_t times;

    if (read(l->done, &times, sizeof times) < 0)
        return;
    pthread_join(l->thread, NULL);
    l->reading = false;
    term_unwatch(x->term, l->done);
    if (l->stop) {
        l->stop = false;
        forget_next(l);
    } else if (l->next.graph) {
        take(x);
        say_difference(x);
        bool in_vain = !l->opening && !l->asked && !l->added && !l->removed && !l->altered;
        l->quiet_ms = in_vain ? LIVE_QUIET_TIMES * (clock_ms() - l->began_ms) : 0;
    } else {
        session_complain(x, "%s", l->next.why.len ? l->next.why.ptr : "nothing could be read");
        loaded_release(&l->next);
    }
    l->opening = false;
    if (l->again) {
        l->again = false;
        begin_reading(x, NULL, false);
    }
}

bool live_work(struct explorer *x, int fd)
{
    struct live *l = &x->live;

    if (fd == l->notify) {
        enum news news = drain(l);
        if (news != NEWS_NONE)
            pause_begins(x, news);
    } else if (fd == l->timer) {
        pause_ends(x);
    } else if (fd == l->done) {
        reading_ends(x);
    } else {
        return false;
    }
    return true;
}

/* --- Opening and closing -------------------------------------------------------------------------- */

void live_open(struct explorer *x)
{
    if (x->options.watch)
        live_watch(x, true);
}

void live_close(struct explorer *x)
{
    struct live *l = &x->live;

    l->stop = true;
    if (l->reading)
        pthread_join(l->thread, NULL);
    if (l->notify >= 0)
        close(l->notify);
    if (l->timer >= 0)
        close(l->timer);
    if (l->done >= 0)
        close(l->done);
    forget_next(l);
    loaded_release(&l->own);
    map_release(&l->names);
    forget_changes(l);
    mem_free(l->path);
    mem_free(l->wanted);
    *l = (struct live){.notify = -1, .timer = -1, .done = -1};
}

const char *const live_words[3] = {"same", "added", "altered"};

enum live_found live_found(const struct explorer *x, node_id n)
{
    return x->live.found && n <= x->live.found_count ? (enum live_found)x->live.found[n]
                                                      : LIVE_SAME;
}

bool live_changed(const struct explorer *x, node_id n)
{
    return !x->still && x->live.changed && x->live.changed[n];
}

void live_calm(struct explorer *x)
{
    if (!x->live.changed)
        return;
    mem_free(x->live.changed);
    x->live.changed = NULL;
    x->selected++;
}
