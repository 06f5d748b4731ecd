/* SPDX-License-Identifier: MIT */
/* personal.c - the file of the session: found, locked, read, merged, written. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "read.h"
#include "save.h"
#include "session.h"

enum { LOCK_TRIES = 20, LOCK_PAUSE_MS = 10, ASIDE_MAX = 99, FILE_MODE = 0600 };

static const char *path_of(const struct explorer *x)
{
    return x->personal.path.ptr;
}

static bool is_on(const struct explorer *x)
{
    return x->personal.path.len && !x->personal.left_alone;
}

/* --- The folder and the lock --------------------------------------------------------------------- */

/* -1: another program has it, or no lock can be made. *free_for_all: the second. */
static int lock(const struct explorer *x, bool *free_for_all)
{
    const struct timespec pause = {0, LOCK_PAUSE_MS * 1000000L};
    struct buf name = {0};
    int fd;

    buf_puts(&name, path_of(x));
    buf_puts(&name, ".lock");
    fd = open(name.ptr, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    buf_release(&name);
    *free_for_all = fd < 0;
    for (int i = 0; fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0; i++) {
        if (errno == EINTR)
            continue;
        if (errno != EWOULDBLOCK || i == LOCK_TRIES) {
            *free_for_all = errno != EWOULDBLOCK; /* a file system without locks */
            close(fd);
            return -1;
        }
        nanosleep(&pause, NULL);
    }
    return fd;
}

static void unlock(int fd)
{
    if (fd >= 0)
        close(fd);
}

/* What a program that was killed while it wrote has left; the lock is ours. */
static void remove_stale(const char *path)
{
    struct str p = str_from(path);
    size_t slash = str_rchr(p, '/');
    struct buf folder = {0}, head = {0};
    const struct dirent *e;
    DIR *d;

    buf_add(&folder, slash == STR_NPOS ? STR(".") : str_sub(p, 0, slash + 1));
    buf_add(&head, slash == STR_NPOS ? p : str_from_at(p, slash + 1));
    buf_puts(&head, ".tmp.");
    d = opendir(folder.ptr);
    while (d && (e = readdir(d)) != NULL) {
        if (str_starts(str_from(e->d_name), buf_str(&head)))
            unlinkat(dirfd(d), e->d_name, 0);
    }
    if (d)
        closedir(d);
    buf_release(&folder);
    buf_release(&head);
}

/* --- Reading ------------------------------------------------------------------------------------- */

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* The file as it is gets another name, so that nothing of it is overwritten. False: it could not. */
static bool put_aside(const char *path, struct buf *aside)
{
    for (int i = 1; i <= ASIDE_MAX; i++) {
        buf_reset(aside);
        buf_printf(aside, "%s.broken-%d", path, i);
        if (link(path, aside->ptr) == 0)
            return unlink(path) == 0;
        if (errno != EEXIST)
            return rename(path, aside->ptr) == 0; /* no hard links here */
    }
    return false;
}

/* The bytes of the file; false: *why says what is wrong. */
static bool load(const char *path, struct buf *text, struct buf *why)
{
    struct diags *diags = diags_new();
    struct str p = str_from(path);
    size_t slash = str_rchr(p, '/');
    struct buf folder = {0};
    bool good = false;

    buf_add(&folder, slash == STR_NPOS ? STR(".") : str_sub(p, 0, slash + 1));
    int root = open(folder.ptr, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root >= 0) {
        const struct read_place place = {.root = root, .file = p,
                                         .path = slash == STR_NPOS ? path : path + slash + 1};
        good = read_load(&place, diags, text);
        close(root);
    }
    if (!good)
        buf_add(why, diags_count(diags) ? diags_at(diags, 0)->text : STR("cannot be read"));
    diags_free(diags);
    buf_release(&folder);
    return good;
}

/* What stands in the file now, into an empty list; what is broken is put aside, with words for it.
 * False: the file must be left alone. */
static bool read_now(struct explorer *x, struct records *r)
{
    struct personal *p = &x->personal;
    struct buf text = {0}, why = {0}, aside = {0};
    enum records_state state = RECORDS_BROKEN;
    bool good = true;

    memset(&p->known, 0, sizeof p->known);
    if (stat(path_of(x), &p->known) != 0) {
        memset(&p->known, 0, sizeof p->known);
        return true;
    }
    if (!S_ISREG(p->known.st_mode)) {
        session_complain(x, "%s is no file: it is left alone and nothing is saved", path_of(x));
        return false;
    }
    if (load(path_of(x), &text, &why))
        state = records_read(buf_str(&text), p->path.len ? buf_str(&p->path) : STR_NONE, r, &why);
    if (state == RECORDS_NEWER) {
        session_complain(x, "%s: %s; it is left alone and nothing is saved", path_of(x), why.ptr);
        good = false;
    } else if (state == RECORDS_BROKEN) {
        good = put_aside(path_of(x), &aside);
        memset(&p->known, 0, sizeof p->known);
        if (good)
            session_complain(x, "the session file was broken (%s): kept as %s", why.ptr, aside.ptr);
        else
            session_complain(x, "the session file is broken (%s): left alone, nothing is saved",
                             why.ptr);
    } else if (state == RECORDS_EDITED) {
        session_say(x, "the session file was edited by hand, and read");
    }
    buf_release(&text);
    buf_release(&why);
    buf_release(&aside);
    return good;
}

static size_t count_of(const struct records *r, const char *is)
{
    size_t count = 0;

    for (size_t i = 0; i < r->count; i++)
        count += str_is(r->items[i].is, is);
    return count;
}

/* "from last time: 3 marks, 1 note"; what is gone from the system is said too. */
static void say_what_came(struct explorer *x, const struct records *r)
{
    static const struct {
        const char *is, *one, *many;
    } rows[] = {
        {"hidden", "hidden node", "hidden nodes"}, {"mark", "mark", "marks"},
        {"note", "note", "notes"},                 {"tag", "tag", "tags"},
        {"bookmark", "bookmark", "bookmarks"},     {"filter", "filter", "filters"},
        {"macro", "macro", "macros"},
    };
    struct buf text = {0};
    size_t tried = count_of(r, "off") + count_of(r, "guard") + count_of(r, "taken");

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t count = count_of(r, rows[i].is);
        if (count)
            buf_printf(&text, "%s%zu %s", text.len ? ", " : "", count,
                       count == 1 ? rows[i].one : rows[i].many);
    }
    if (tried)
        buf_printf(&text, "%s%zu tried on paper", text.len ? ", " : "", tried);
    if (x->personal.kept.count)
        buf_printf(&text, "%s%zu of what is not here now", text.len ? ", " : "",
                   x->personal.kept.count);
    if (text.len && !x->message_bad)
        session_say(x, "from last time: %s", text.ptr);
    buf_release(&text);
}

void personal_open(struct explorer *x)
{
    struct personal *p = &x->personal;
    struct records r = {0};
    bool free_for_all;
    char *whole;
    int fd = -1;

    if (!x->options.place.session)
        return;
    whole = realpath(x->options.place.session, NULL); /* of a link: the file it leads to */
    buf_puts(&p->path, whole ? whole : x->options.place.session);
    free(whole);
    if (access(path_of(x), F_OK) == 0) {
        fd = save_is_file(path_of(x)) ? lock(x, &free_for_all) : -1;
        if (fd >= 0)
            remove_stale(path_of(x));
        p->left_alone = !read_now(x, &r);
        unlock(fd);
    }
    p->base = r;
    if (r.count) {
        personal_apply(x, &r, true);
        say_what_came(x, &r);
    }
    p->saved = x->undo.noted;
}

/* --- Writing ------------------------------------------------------------------------------------- */

bool personal_pending(const struct explorer *x)
{
    return is_on(x) && x->personal.saved != x->undo.noted;
}

bool personal_late(struct explorer *x)
{
    struct personal *p = &x->personal;

    if (!personal_pending(x))
        p->since = 0;
    else if (!p->since)
        p->since = clock_ms();
    return p->since && clock_ms() - p->since >= PERSONAL_LATEST_MS;
}

static bool write_merged(struct explorer *x, const struct records *r)
{
    struct personal *p = &x->personal;
    struct buf text = {0};
    bool good;

    records_write(r, str_from(x->options.place.session_of), &text);
    good = save_replace(path_of(x), buf_str(&text), FILE_MODE);
    if (good) {
        buf_reset(&p->trouble);
    } else if (p->trouble.len == 0) {
        int error = errno == ENOENT ? save_folders(path_of(x)) : errno;
        buf_printf(&p->trouble, "%s cannot be written: %s", path_of(x), strerror(error ? error : ENOENT));
        session_complain(x, "%s", p->trouble.ptr);
    }
    if (good && stat(path_of(x), &p->known) != 0)
        memset(&p->known, 0, sizeof p->known);
    buf_release(&text);
    return good;
}

/* With the lock. False: not written. */
static bool save_locked(struct explorer *x)
{
    struct personal *p = &x->personal;
    struct records ours = {0}, theirs = {0}, merged = {0};
    struct stat now = {0};
    bool foreign, good;

    personal_collect(x, &ours);
    foreign = stat(path_of(x), &now) == 0 ? !same_file(&now, &p->known) : p->known.st_ino != 0;
    if (!foreign && records_same(&ours, &p->base)) {
        buf_reset(&p->trouble); /* what could not be written was taken back */
        records_release(&ours);
        return true;
    }
    if (foreign && now.st_ino && !read_now(x, &theirs)) {
        p->left_alone = true;
        records_release(&ours);
        return false;
    }
    /* A file that went away took nothing back: all that is here is written again. */
    records_merge(&p->base, &ours, foreign && p->known.st_ino ? &theirs : &p->base, &merged);
    good = write_merged(x, &merged);
    foreign = good && foreign && !records_same(&merged, &ours);
    if (good) {
        records_release(&p->base);
        p->base = merged;
    } else {
        records_release(&merged);
    }
    records_release(&ours);
    records_release(&theirs);
    if (foreign) {
        personal_apply(x, &p->base, false);
        session_say(x, "another window changed this session: its changes are here now");
    }
    return good;
}

static bool save(struct explorer *x)
{
    unsigned noted = x->undo.noted;
    bool free_for_all, good;
    int fd;

    save_folders(path_of(x));
    fd = lock(x, &free_for_all);
    if (fd < 0 && !free_for_all)
        return false; /* the other program is writing: at the next pause */
    good = save_locked(x);
    unlock(fd);
    if (good || free_for_all)
        x->personal.saved = noted;
    return good;
}

/* A system about which nothing was said gets no file. */
static bool nothing_to_say(const struct explorer *x)
{
    struct records r = {0};
    bool nothing;

    if (x->personal.known.st_ino)
        return false;
    personal_collect(x, &r);
    nothing = r.count == 0;
    records_release(&r);
    return nothing;
}

void personal_save(struct explorer *x)
{
    if (!personal_pending(x))
        return;
    x->personal.since = 0;
    if (nothing_to_say(x))
        x->personal.saved = x->undo.noted;
    else if (!save(x) && x->personal.trouble.len)
        x->personal.saved = x->undo.noted; /* said once; the next change tries again */
}

bool personal_save_now(struct explorer *x)
{
    if (!is_on(x)) {
        session_complain(x, "no session file is kept here: w FILE writes one");
        return false;
    }
    buf_reset(&x->personal.trouble);
    if (save(x)) {
        session_say(x, "saved: %s", path_of(x));
        return true;
    }
    if (!x->personal.trouble.len)
        session_complain(x, "another faasmap is writing the session file: try again");
    return false;
}

void personal_text(struct explorer *x, struct buf *out)
{
    struct records r = {0};

    personal_collect(x, &r);
    records_write(&r, str_from(x->options.place.session_of), out);
    records_release(&r);
}

void personal_close(struct explorer *x)
{
    struct personal *p = &x->personal;

    personal_save(x);
    buf_release(&p->path);
    buf_release(&p->trouble);
    records_release(&p->base);
    records_release(&p->kept);
}
