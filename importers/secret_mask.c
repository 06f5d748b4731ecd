/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "attr.h"
#include "mem.h"
#include "secret_mask_parts.h"
#include "secrets.h"

void mask_add(struct mask *m, size_t from, size_t to)
{
    if (to > m->text.len)
        to = m->text.len;
    if (from >= to)
        return;
    if (m->count == m->cap)
        m->spans = mem_grow(m->spans, &m->cap, sizeof *m->spans);
    m->spans[m->count++] = (struct mask_span){from, to};
}

/* --- Judging ------------------------------------------------------------------------------------ */

enum naming { NAMING_NOTHING, NAMING_MAYBE, NAMING_SECRET };

/* A random value shows what the name alone does to it. */
static enum naming naming_of(struct str name)
{
    struct secret_class c = secret_classify(name, STR("Zk3vQ9xw2LmN8rT4"));

    if (str_empty(name) || c.verdict != SECRET_YES)
        return NAMING_NOTHING;
    return str_is(str_from(c.pattern), "name") ? NAMING_SECRET : NAMING_MAYBE;
}

static bool keeps(struct secret_class c)
{
    return c.verdict != SECRET_PLAIN && c.verdict != SECRET_REFERENCE;
}

/* The name, or that of one of several: "passwords". */
static struct str singular(struct str name)
{
    bool several = name.len && str_lower(name.ptr[name.len - 1]) == 's' &&
                   naming_of(name) == NAMING_NOTHING;

    return several ? str_sub(name, 0, name.len - 1) : name;
}

bool mask_names_secret(struct str name)
{
    return naming_of(singular(name)) != NAMING_NOTHING;
}

bool mask_judges(struct str name, struct str value, bool settings)
{
    struct secret_class alone = secret_classify(STR(""), value);

    if (str_empty(str_trim(value)))
        return false;
    if (keeps(alone) || secret_in_text(value))
        return true;
    if (alone.verdict == SECRET_REFERENCE)
        return false;
    name = singular(name);
    if (naming_of(name) == NAMING_MAYBE && !settings)
        return false;
    return keeps(secret_classify(name, value));
}

bool mask_is_generic(struct str name)
{
    static const char *const names[] = {"value", "default", "defaultvalue", "parametervalue",
        "content", "text", "string", "plaintext", "literal", "fn::sub", "fn::join", "fn::base64",
        "fn::if", "allowedvalues", "allowed"};

    for (size_t i = 0; i < COUNT(names); i++) {
        if (str_iis(name, names[i]))
            return true;
    }
    return false;
}

/* --- Lines -------------------------------------------------------------------------------------- */

struct str mask_line(const struct mask *m, size_t line)
{
    size_t from = m->lines[line];
    size_t to = line + 1 < m->line_count ? m->lines[line + 1] : m->text.len;

    while (to > from && (m->text.ptr[to - 1] == '\n' || m->text.ptr[to - 1] == '\r'))
        to--;
    return str_sub(m->text, from, to - from);
}

static void add_line(struct mask *m, size_t from)
{
    if (m->line_count == m->line_cap)
        m->lines = mem_grow(m->lines, &m->line_cap, sizeof *m->lines);
    m->lines[m->line_count++] = from;
}

/* LF, CR LF and a lone CR end a line. */
static void find_lines(struct mask *m)
{
    add_line(m, 0);
    for (size_t i = 0; i < m->text.len; i++) {
        char c = m->text.ptr[i];
        bool lone = c == '\r' && (i + 1 == m->text.len || m->text.ptr[i + 1] != '\n');
        if (c == '\n' || lone)
            add_line(m, i + 1);
    }
}

/* --- Kinds of files ----------------------------------------------------------------------------- */

static bool ends_in(struct str file, const char *const *ends)
{
    for (; *ends; ends++) {
        if (str_iends(file, str_from(*ends)))
            return true;
    }
    return false;
}

static bool is_document(struct str file)
{
    static const char *const ends[] = {".json", ".jsonc", ".yaml", ".yml", ".template", ".arm",
                                       ".asl", NULL};
    return ends_in(file, ends);
}

static bool is_code(struct str file)
{
    static const char *const ends[] = {".cs", ".csx", ".js", ".mjs", ".cjs", ".ts", ".mts", ".tsx",
                                       ".jsx", ".py", ".java", ".kt", ".go", ".fs", ".php", ".rs",
                                       NULL};
    return ends_in(file, ends);
}

/* --- The masked text ------------------------------------------------------------------------------ */

static int by_place(const void *a, const void *b)
{
    const struct mask_span *x = a, *y = b;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

static size_t join_spans(struct mask *m)
{
    size_t kept = 0;

    if (m->count)
        qsort(m->spans, m->count, sizeof *m->spans, by_place);
    for (size_t i = 0; i < m->count; i++) {
        if (kept && m->spans[i].from <= m->spans[kept - 1].to) {
            if (m->spans[i].to > m->spans[kept - 1].to)
                m->spans[kept - 1].to = m->spans[i].to;
        } else {
            m->spans[kept++] = m->spans[i];
        }
    }
    m->count = kept;
    return kept;
}

static void add_masked(const struct mask *m, size_t from, size_t to, size_t *span, struct buf *out)
{
    while (from < to) {
        while (*span < m->count && m->spans[*span].to <= from)
            (*span)++;
        if (*span == m->count || m->spans[*span].from >= to) {
            buf_add(out, str_sub(m->text, from, to - from));
            return;
        }
        if (m->spans[*span].from > from)
            buf_add(out, str_sub(m->text, from, m->spans[*span].from - from));
        buf_puts(out, SECRET_MASK);
        from = m->spans[*span].to;
    }
}

/* Forms that are a name before a value are no forms of a line: it may be a line of code. */
static bool has_form(struct str line)
{
    static const char *const named[] = {"connection-string", "url-key", "password"};
    const char *pattern = secret_in_text(line);

    for (size_t i = 0; pattern && i < COUNT(named); i++) {
        if (str_is(str_from(pattern), named[i]))
            return false;
    }
    return pattern != NULL;
}

static size_t write_out(const struct mask *m, struct buf *out)
{
    size_t span = 0, whole = 0;

    for (size_t i = 0; i < m->line_count; i++) {
        struct str line = mask_line(m, i);
        size_t from = m->lines[i], end = i + 1 < m->line_count ? m->lines[i + 1] : m->text.len;
        size_t start = out->len;
        add_masked(m, from, from + line.len, &span, out);
        if (has_form(str_from_at(buf_str(out), start))) {
            mem_wipe(out->ptr + start, out->len - start);
            out->len = start;
            buf_puts(out, SECRET_MASK);
            whole++;
        }
        buf_add(out, str_sub(m->text, from + line.len, end - from - line.len));
    }
    return whole;
}

size_t secret_mask(struct str text, struct str file, bool whole, struct buf *out)
{
    struct mask m = {.text = text, .file = file};
    bool document = is_document(file);
    size_t count;

    find_lines(&m);
    m.settings = document && !(whole && mask_document(&m));
    mask_words(&m, is_code(file));
    count = join_spans(&m);
    count += write_out(&m, out);
    mem_free(m.lines);
    mem_free(m.spans);
    return count;
}
