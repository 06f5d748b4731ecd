/* SPDX-License-Identifier: MIT */
#include "keymap.h"

#include "attr.h"
#include "mem.h"
#include "suggest.h"
#include "text.h"

void keymap_release(struct keymap *m)
{
    arena_free(m->arena);
    mem_free(m->rows);
    *m = (struct keymap){0};
}

/* --- Reading ---------------------------------------------------------------------------------- */

struct line {
    struct str text; /* what is left */
    size_t at;       /* bytes taken */
    struct origin where;
    struct diags *diags;
};

static struct str next_word(struct line *l, struct origin *where)
{
    size_t end;

    while (l->at < l->text.len && (l->text.ptr[l->at] == ' ' || l->text.ptr[l->at] == '\t'))
        l->at++;
    *where = l->where;
    where->col = (uint32_t)l->at + 1;
    end = l->at;
    while (end < l->text.len && l->text.ptr[end] != ' ' && l->text.ptr[end] != '\t')
        end++;
    struct str word = str_sub(l->text, l->at, end - l->at);
    l->at = end;
    return word;
}

static void unknown(struct diags *diags, struct origin where, const char *what, struct suggestion *n)
{
    if (str_empty(n->best))
        diags_add(diags, DIAG_ERROR, where, "unknown %s '%.*s'", what, (int)n->word.len,
                  n->word.ptr);
    else
        diags_add(diags, DIAG_ERROR, where, "unknown %s '%.*s'; did you mean '%.*s'?", what,
                  (int)n->word.len, n->word.ptr, (int)n->best.len, n->best.ptr);
}

static bool read_view(struct line *l, enum view_id *view)
{
    struct origin where;
    struct suggestion n = suggest_for(next_word(l, &where));

    if (view_find(n.word, view))
        return true;
    for (size_t i = 0; i < COUNT(view_names); i++)
        suggest_try(&n, str_from(view_names[i]));
    unknown(l->diags, where, "view", &n);
    return false;
}

static bool read_keys(struct line *l, struct binding *b)
{
    struct str word = next_word(l, &b->where);
    size_t at = 0;

    while (at < word.len && b->count < KEYMAP_CHORD_MAX && key_parse(word, &at, &b->keys[b->count]))
        b->count++;
    if (b->count > 0 && at == word.len)
        return true;
    if (b->count == KEYMAP_CHORD_MAX)
        diags_add(l->diags, DIAG_ERROR, b->where, "more than %d keys in a row", KEYMAP_CHORD_MAX);
    else
        diags_add(l->diags, DIAG_ERROR, b->where, "no key is called '%.*s'",
                  (int)(word.len - at), word.ptr + at);
    return false;
}

static bool read_action(struct line *l, enum action *action)
{
    struct origin where;
    struct suggestion n = suggest_for(next_word(l, &where));

    if (action_find(n.word, action))
        return true;
    for (size_t i = 0; i < COUNT(actions); i++)
        suggest_try(&n, str_from(actions[i].name));
    unknown(l->diags, where, "action", &n);
    return false;
}

/* True if one is the other or its beginning. */
static bool overlap(const struct binding *a, const struct binding *b)
{
    unsigned shorter = a->count < b->count ? a->count : b->count;

    for (unsigned i = 0; i < shorter; i++) {
        if (!key_eq(a->keys[i], b->keys[i]))
            return false;
    }
    return true;
}

/* Refuses a second meaning in the same text; drops what an earlier text said about these keys. */
static bool make_room(struct keymap *m, const struct binding *b, struct diags *diags)
{
    size_t kept = 0;

    for (size_t i = 0; i < m->count; i++) {
        const struct binding *row = &m->rows[i];
        if (row->view == b->view && row->text == b->text && overlap(row, b)) {
            struct buf keys = {0};
            binding_print(&keys, row);
            diags_add(diags, DIAG_ERROR, b->where, "these keys already stand in line %u as %s",
                      row->where.line, keys.ptr);
            buf_release(&keys);
            return false;
        }
    }
    for (size_t i = 0; i < m->count; i++) {
        if (m->rows[i].view != b->view || !overlap(&m->rows[i], b))
            m->rows[kept++] = m->rows[i];
    }
    m->count = kept;
    return true;
}

static bool suits(struct line *l, const struct binding *b)
{
    if (b->view == VIEW_ANY || b->action == ACTION_NONE ||
        actions[b->action].views & 1u << b->view)
        return true;
    diags_add(l->diags, DIAG_ERROR, b->where, "the view %s has no action %s", view_names[b->view],
              actions[b->action].name);
    return false;
}

static bool read_line(struct keymap *m, struct line *l, struct str comment)
{
    struct binding b = {.text = m->texts};
    struct origin where;
    struct str word = next_word(l, &where);

    if (str_empty(word))
        return true;
    if (!str_is(word, "bind")) {
        diags_add(l->diags, DIAG_ERROR, where, "a line is: bind VIEW KEYS ACTION # help");
        return false;
    }
    if (!read_view(l, &b.view) || !read_keys(l, &b) || !read_action(l, &b.action) || !suits(l, &b))
        return false;
    word = next_word(l, &where);
    if (!str_empty(word)) {
        diags_add(l->diags, DIAG_ERROR, where, "nothing stands behind the action but a # comment");
        return false;
    }
    if (!make_room(m, &b, l->diags))
        return false;
    b.help = str_empty(comment) ? str_from(actions[b.action].help) : arena_str(m->arena, comment);
    b.where.file = arena_str(m->arena, b.where.file);
    if (m->count == m->cap)
        m->rows = mem_grow(m->rows, &m->cap, sizeof *m->rows);
    m->rows[m->count++] = b;
    return true;
}

/* A '#' begins a comment at the start of a line or behind a blank; as a key it is <Hash>. */
static size_t comment_at(struct str line)
{
    for (size_t i = 0; i < line.len; i++) {
        if (line.ptr[i] == '#' && (i == 0 || line.ptr[i - 1] == ' ' || line.ptr[i - 1] == '\t'))
            return i;
    }
    return line.len;
}

bool keymap_read(struct keymap *m, struct str text, struct str file, struct diags *diags)
{
    bool good = true;
    uint32_t number = 0;

    if (!m->arena)
        m->arena = arena_new();
    m->texts++;
    for (struct str rest = text, line; str_cut(&rest, '\n', &line);) {
        size_t comment;
        struct line l = {.where = {.file = file, .line = ++number}, .diags = diags};
        line = str_ends(line, STR("\r")) ? str_sub(line, 0, line.len - 1) : line;
        comment = comment_at(line);
        l.text = str_sub(line, 0, comment);
        if (!read_line(m, &l, str_trim(str_from_at(line, comment + 1))))
            good = false;
    }
    return good;
}

/* --- Asking ----------------------------------------------------------------------------------- */

static enum keymap_answer find_in(const struct keymap *m, enum view_id view,
                                  const struct binding *typed, enum action *out)
{
    enum keymap_answer answer = KEYMAP_NOTHING;

    for (size_t i = 0; i < m->count; i++) {
        const struct binding *row = &m->rows[i];
        if (row->view != view || row->count < typed->count || !overlap(row, typed))
            continue;
        if (row->count == typed->count) {
            *out = row->action;
            return KEYMAP_FOUND;
        }
        answer = KEYMAP_MORE;
    }
    return answer;
}

enum keymap_answer keymap_find(const struct keymap *m, enum view_id view, const struct key *keys,
                               unsigned count, enum action *out)
{
    struct binding typed = {.count = count};
    enum keymap_answer own, any;

    if (count > KEYMAP_CHORD_MAX)
        return KEYMAP_NOTHING;
    for (unsigned i = 0; i < count; i++)
        typed.keys[i] = keys[i];
    own = view == VIEW_ANY ? KEYMAP_NOTHING : find_in(m, view, &typed, out);
    if (own == KEYMAP_FOUND)
        return *out == ACTION_NONE ? KEYMAP_NOTHING : own;
    any = find_in(m, VIEW_ANY, &typed, out);
    if (own == KEYMAP_MORE || any == KEYMAP_MORE)
        return KEYMAP_MORE;
    return any == KEYMAP_FOUND && *out == ACTION_NONE ? KEYMAP_NOTHING : any;
}

const struct binding *keymap_for(const struct keymap *m, enum view_id view, enum action action)
{
    const struct binding *generic = NULL;

    for (size_t i = 0; i < m->count; i++) {
        const struct binding *row = &m->rows[i];
        enum action found;
        if (row->action != action || (row->view != view && row->view != VIEW_ANY))
            continue;
        if (row->view == view)
            return row;
        if (!generic &&
            keymap_find(m, view, row->keys, row->count, &found) == KEYMAP_FOUND && found == action)
            generic = row;
    }
    return generic;
}

bool keymap_active(const struct keymap *m, const struct binding *b)
{
    enum action found;

    return b->action != ACTION_NONE &&
           keymap_find(m, b->view, b->keys, b->count, &found) == KEYMAP_FOUND;
}

void binding_show(struct buf *out, const struct binding *b)
{
    if (b->count == 1 && b->keys[0].code == '<' && !b->keys[0].mods)
        buf_putc(out, '<');
    else
        binding_print(out, b);
}

void binding_print(struct buf *out, const struct binding *b)
{
    for (unsigned i = 0; i < b->count; i++)
        key_print(out, b->keys[i]);
}

static void conflict(const struct binding *own, const struct binding *other, struct buf *out)
{
    buf_add(out, own->where.file);
    buf_printf(out, ":%u: %s ", own->where.line, view_names[own->view]);
    binding_print(out, own);
    buf_printf(out, " %s hides %s ", actions[own->action].name, view_names[other->view]);
    binding_print(out, other);
    buf_printf(out, " %s\n", actions[other->action].name);
}

size_t keymap_conflicts(const struct keymap *m, struct buf *out)
{
    size_t count = 0;

    for (size_t i = 0; i < m->count; i++) {
        const struct binding *own = &m->rows[i];
        for (size_t k = 0; k < m->count && own->view != VIEW_ANY; k++) {
            const struct binding *other = &m->rows[k];
            if (other->view != VIEW_ANY || other->action == ACTION_NONE ||
                own->action == ACTION_NONE || !overlap(own, other))
                continue;
            if (own->count == other->count && own->text == other->text)
                continue; /* meant so */
            conflict(own, other, out);
            count++;
        }
    }
    return count;
}

/* --- Printing --------------------------------------------------------------------------------- */

/* A code span that may hold a backtick, in a cell where a bar needs a backslash. */
static void markdown_keys(const struct binding *b, struct buf *out)
{
    struct buf keys = {0};

    binding_print(&keys, b);
    bool tick = str_chr(buf_str(&keys), '`') != STR_NPOS;
    buf_puts(out, tick ? "`` " : "`");
    for (size_t i = 0; i < keys.len; i++) {
        if (keys.ptr[i] == '|')
            buf_putc(out, '\\');
        buf_putc(out, keys.ptr[i]);
    }
    buf_puts(out, tick ? " ``" : "`");
    buf_release(&keys);
}

/* All keys of an action in a view. */
static void print_keys(const struct keymap *m, enum view_id view, enum action action,
                       enum keymap_form form, struct buf *out)
{
    bool first = true;

    for (size_t i = 0; i < m->count; i++) {
        const struct binding *row = &m->rows[i];
        if (row->view != view || row->action != action)
            continue;
        if (!first)
            buf_puts(out, " ");
        first = false;
        if (form == KEYMAP_MARKDOWN)
            markdown_keys(row, out);
        else
            binding_print(out, row);
    }
}

static const struct binding *first_of(const struct keymap *m, enum view_id view,
                                      enum action action)
{
    for (size_t i = 0; i < m->count; i++) {
        if (m->rows[i].view == view && m->rows[i].action == action)
            return &m->rows[i];
    }
    return NULL;
}

static void print_view(const struct keymap *m, enum view_id view, enum keymap_form form,
                       struct buf *out)
{
    enum { KEYS_WIDTH = 26 };
    const char *title = view == VIEW_ANY ? "Everywhere" : view_titles[view];
    bool head = false;

    for (size_t a = 1; a < ACTION_COUNT; a++) {
        const struct binding *b = first_of(m, view, (enum action)a);
        struct buf keys = {0};
        size_t width;
        if (!b)
            continue;
        print_keys(m, view, (enum action)a, form, &keys);
        width = text_width(buf_str(&keys));
        if (!head && form == KEYMAP_MARKDOWN)
            buf_printf(out, "%s**%s**\n\n| Keys | Action | What it does |\n|---|---|---|\n",
                       out->len ? "\n" : "", title);
        else if (!head)
            buf_printf(out, "%s%s\n", out->len ? "\n" : "", title);
        head = true;
        if (form == KEYMAP_MARKDOWN) {
            buf_printf(out, "| %s | `%s` | ", keys.ptr, actions[a].name);
            esc_md(out, b->help);
            buf_puts(out, " |\n");
        } else {
            buf_printf(out, "  %s", keys.ptr);
            buf_fill(out, ' ', width < KEYS_WIDTH ? KEYS_WIDTH - width : 1);
            buf_printf(out, "%-22s", actions[a].name);
            esc_term(out, b->help);
            buf_putc(out, '\n');
        }
        buf_release(&keys);
    }
}

void keymap_print(const struct keymap *m, enum keymap_form form, struct buf *out)
{
    print_view(m, VIEW_ANY, form, out);
    for (size_t v = 0; v < VIEW_COUNT; v++)
        print_view(m, (enum view_id)v, form, out);
}
