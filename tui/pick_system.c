/* SPDX-License-Identifier: MIT */
/* pick_system.c - `:open` alone: what lies in this folder, the samples, or a path that is typed. */
#include "command.h"
#include "mem.h"
#include "session.h"
#include "survey.h"

enum { PATH_COLS = 38 };

struct systems {
    struct survey found;
    struct str *names; /* as they are listed: path and what it is */
    size_t count;
};

void systems_free(struct systems *s)
{
    if (!s)
        return;
    survey_release(&s->found);
    mem_free(s);
}

/* What it is can be searched for as well. */
static struct str name_of(struct arena *a, struct str path, struct str what)
{
    return ARENA_JOIN(a, path, STR("\t"), what);
}

static size_t sample_count(void)
{
    struct str name, title;
    size_t n = 0;

    while (survey_sample(n, &name, &title))
        n++;
    return n;
}

static struct systems *look_around(const struct explorer *x)
{
    struct systems *s = mem_zalloc(1, sizeof *s);
    struct str name, title;

    survey_folder(x->options.here ? x->options.here : ".", &s->found);
    s->names = arena_array(s->found.arena, s->found.count + sample_count() + 1, sizeof *s->names);
    for (size_t i = 0; i < s->found.count; i++)
        s->names[s->count++] =
            name_of(s->found.arena, s->found.rows[i].path, s->found.rows[i].what);
    for (size_t i = 0; survey_sample(i, &name, &title); i++)
        s->names[s->count++] = name_of(
            s->found.arena, ARENA_JOIN(s->found.arena, STR("sample:"), name), title);
    s->names[s->count++] = STR("another path ...");
    return s;
}

static size_t systems_count(const struct explorer *x)
{
    return x->pick.systems->count;
}

static struct str systems_name(const struct explorer *x, size_t i)
{
    return x->pick.systems->names[i];
}

static void systems_tag(const struct explorer *x, size_t i, struct buf *out)
{
    const struct systems *s = x->pick.systems;

    buf_puts(out, i < s->found.count ? "here" : i + 1 < s->count ? "sample" : ":open");
}

static void about_found(const struct survey_row *r, struct buf *out)
{
    bool top = str_is(r->path, "."), folder = top || str_ends(r->path, STR("/"));

    buf_puts(out, top ? "Everything as one system" : folder ? "This folder as one system"
                                                            : "This file alone");
    if (!str_empty(r->kinds)) {
        buf_puts(out, ": ");
        buf_add(out, r->kinds);
    }
}

static void systems_about(const struct explorer *x, size_t i, struct buf *out)
{
    const struct systems *s = x->pick.systems;

    if (i + 1 == s->count)
        buf_puts(out, "Type it; Tab completes the names of files");
    else if (i >= s->found.count)
        buf_puts(out, "Comes with the program");
    else if (s->found.is_cut)
        buf_puts(out, "There is more than could be looked into. ");
    if (i < s->found.count)
        about_found(&s->found.rows[i], out);
}

static void systems_take(struct explorer *x, size_t i)
{
    const struct systems *s = x->pick.systems;
    struct str name, title;
    struct buf line = {0};

    if (i + 1 == s->count) {
        prompt_begin(x, STR("open "));
        return;
    }
    buf_puts(&line, "open ");
    if (i < s->found.count) {
        if (x->options.here)
            buf_printf(&line, "%s/", x->options.here);
        buf_add(&line, s->found.rows[i].path);
    } else if (survey_sample(i - s->found.count, &name, &title)) {
        buf_puts(&line, "sample:");
        buf_add(&line, name);
    }
    command_typed(x, buf_str(&line));
    buf_release(&line);
}

static const struct pick_kind systems = {
    .title = "Open", .name_cols = PATH_COLS, .count = systems_count, .name = systems_name, .tag = systems_tag,
    .about = systems_about, .take = systems_take,
};

void pick_system(struct explorer *x)
{
    pick_close(x);
    x->pick.systems = look_around(x);
    pick_open(x, &systems);
}
