/* SPDX-License-Identifier: MIT */
#include "source_text.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "importer.h"
#include "mem.h"
#include "read.h"
#include "secret_mask.h"
#include "text_form.h"

enum { EXTENT_LINES = 400 };

static void forget(struct source_text *s)
{
    mem_free(s->lines);
    buf_release(&s->text);
    buf_release(&s->why);
    s->lines = NULL;
    s->line_count = s->line_cap = s->masks = 0;
    s->part = s->changed = false;
    s->written = (struct timespec){0};
    s->size = 0;
}

void source_text_release(struct source_text *s)
{
    forget(s);
    buf_release(&s->file);
}

/* --- Lines -------------------------------------------------------------------------------------- */

static void add_line(struct source_text *s, size_t from)
{
    if (s->line_count == s->line_cap)
        s->lines = mem_grow(s->lines, &s->line_cap, sizeof *s->lines);
    s->lines[s->line_count++] = from;
}

static void find_lines(struct source_text *s)
{
    struct str t = buf_str(&s->text);

    add_line(s, 0);
    for (size_t i = 0; i + 1 < t.len; i++) { /* what the last break ends is no line of its own */
        bool lone = t.ptr[i] == '\r' && t.ptr[i + 1] != '\n';
        if (t.ptr[i] == '\n' || lone)
            add_line(s, i + 1);
    }
}

struct str source_text_line(const struct source_text *s, size_t line)
{
    size_t from, to;

    if (line < 1 || line > s->line_count)
        return STR_NONE;
    from = s->lines[line - 1];
    to = line < s->line_count ? s->lines[line] : s->text.len;
    while (to > from && (s->text.ptr[to - 1] == '\n' || s->text.ptr[to - 1] == '\r'))
        to--;
    return str_sub(buf_str(&s->text), from, to - from);
}

/* --- Loading ------------------------------------------------------------------------------------ */

/* raw: as it stands in the file. */
static void take(struct source_text *s, struct str raw, bool part)
{
    struct diags *diags = diags_new();
    struct buf own = {0};
    struct str text;

    s->part = part;
    if (!text_open(raw, buf_str(&s->file), true, diags, &own, &text)) {
        buf_add(&s->why, diags_count(diags) ? diags_at(diags, 0)->text : STR("It is no text."));
    } else if (str_chr(text, '\0') != STR_NPOS) {
        buf_puts(&s->why, "It holds bytes of zero: it is no text.");
    } else {
        buf_puts(&s->text, "");
        s->masks = secret_mask(text, buf_str(&s->file), !part, &s->text);
        find_lines(s);
    }
    read_wipe(&own);
    diags_free(diags);
}

static bool take_sample(struct source_text *s, const char *sample)
{
    struct buf path = {0};
    bool found = false;

    buf_printf(&path, "samples/%s/", sample);
    buf_add(&path, buf_str(&s->file));
    for (const struct embedded_file *f = embedded_files; f->path && !found; f++) {
        found = str_is(buf_str(&path), f->path);
        if (found)
            take(s, (struct str){f->bytes, f->size}, false);
    }
    buf_release(&path);
    return found;
}

/* True if the system comes from topologies or exported graphs only: they name files of elsewhere. */
static bool is_told(const struct graph *g)
{
    for (size_t i = 0; i < graph_source_count(g); i++) {
        if (!str_is(graph_source_at(g, i)->importer, "topology"))
            return false;
    }
    return true;
}

static void say_missing(struct source_text *s, const struct graph *g, const struct diags *diags)
{
    if (diags_count(diags))
        buf_add(&s->why, diags_at(diags, 0)->text);
    else
        buf_puts(&s->why, "cannot read it");
    if (is_told(g))
        buf_puts(&s->why, "; the system was read from a topology or an exported graph, which names "
                          "files that need not be here");
}

static bool is_later(struct timespec a, struct timespec b)
{
    return a.tv_sec != b.tv_sec ? a.tv_sec > b.tv_sec : a.tv_nsec > b.tv_nsec;
}

static void take_file(struct source_text *s, const struct explorer_options *o,
                      const struct graph *g, int root)
{
    struct diags *diags = diags_new();
    struct buf raw = {0};
    struct stat st;
    const struct read_place place = {.root = root, .path = s->file.ptr, .file = buf_str(&s->file),
                                     .plain = true, .most = SOURCE_BYTES};

    if (strlen(s->file.ptr) != s->file.len) {
        buf_puts(&s->why, "Its name is no name of a file.");
    } else if (!read_load(&place, diags, &raw)) {
        say_missing(s, g, diags);
    } else {
        if (fstatat(root, s->file.ptr, &st, AT_SYMLINK_NOFOLLOW) == 0) {
            s->written = st.st_mtim;
            s->size = st.st_size;
            s->changed = o->place.read_at.tv_sec && is_later(st.st_mtim, o->place.read_at);
        }
        take(s, buf_str(&raw), raw.len >= SOURCE_BYTES);
    }
    read_wipe(&raw);
    diags_free(diags);
}

static bool is_fresh(const struct source_text *s, int root)
{
    struct stat st;

    if (!s->line_count || !s->written.tv_sec)
        return false;
    return fstatat(root, s->file.ptr, &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_size == s->size &&
           !is_later(st.st_mtim, s->written) && !is_later(s->written, st.st_mtim);
}

void source_text_load(struct source_text *s, const struct explorer_options *o,
                      const struct graph *g, struct str file)
{
    bool same = s->file.len && str_eq(buf_str(&s->file), file);
    int root = -1;

    if (same && !o->place.folder)
        return;
    if (o->place.folder)
        root = open(o->place.folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (same && root >= 0 && is_fresh(s, root)) {
        close(root);
        return;
    }
    forget(s);
    if (!same) {
        buf_reset(&s->file);
        buf_add(&s->file, file);
    }
    if (str_empty(file))
        buf_puts(&s->why, "No file is known that says this.");
    else if (o->place.sample && !take_sample(s, o->place.sample))
        buf_puts(&s->why, "It is no file of the built-in sample.");
    else if (!o->place.sample && !o->place.folder)
        buf_puts(&s->why, "The system was not read from one folder of files: standard input and "
                          "several inputs are not kept.");
    else if (o->place.folder && root < 0)
        buf_puts(&s->why, "The folder that was read is not there any more.");
    else if (o->place.folder)
        take_file(s, o, g, root);
    if (root >= 0)
        close(root);
}

/* --- Extent ------------------------------------------------------------------------------------- */

static size_t indent_of(struct str line)
{
    size_t at = 0;

    while (at < line.len && (line.ptr[at] == ' ' || line.ptr[at] == '\t'))
        at++;
    return at;
}

static size_t by_indent(const struct source_text *s, size_t line, size_t most)
{
    size_t own = indent_of(source_text_line(s, line)), last = line;

    for (size_t i = line + 1; i <= most; i++) {
        struct str text = source_text_line(s, i);
        size_t indent = indent_of(text);
        if (indent == text.len)
            continue;
        if (indent <= own)
            break;
        last = i;
    }
    return last;
}

static int depth_of(struct str line)
{
    int depth = 0;
    char quote = '\0';

    for (size_t i = 0; i < line.len; i++) {
        char c = line.ptr[i];
        if (quote) {
            i += c == '\\';
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'' || c == '`') {
            quote = c;
        } else if (strchr("([{", c)) {
            depth++;
        } else if (strchr(")]}", c)) {
            depth--;
        }
    }
    return depth;
}

static bool opens_block(struct str line)
{
    line = str_trim(line);
    return line.len && line.ptr[0] == '{';
}

/* Up to where as much is closed as was opened; a block may begin in the line below. */
static size_t by_brackets(const struct source_text *s, size_t line, size_t most)
{
    int depth = 0;

    for (size_t i = line; i <= most; i++) {
        depth += depth_of(source_text_line(s, i));
        if (depth <= 0 && !(i < most && opens_block(source_text_line(s, i + 1)) && !depth))
            return i;
    }
    return line;
}

size_t source_text_extent(const struct source_text *s, size_t line)
{
    struct str file = buf_str(&s->file);
    size_t most = line + EXTENT_LINES < s->line_count ? line + EXTENT_LINES : s->line_count;

    if (line < 1 || line > s->line_count)
        return line;
    if (str_iends(file, STR(".yaml")) || str_iends(file, STR(".yml")) ||
        str_iends(file, STR(".py")))
        return by_indent(s, line, most);
    return by_brackets(s, line, most);
}
