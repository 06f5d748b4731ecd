/* SPDX-License-Identifier: MIT */
#include "yaml_items.h"

#include <string.h>
#include <yaml.h>

#include "mem.h"
#include "text_form.h"
#include "yaml_usual.h"

struct yaml_items {
    struct yaml_usual usual;
    bool is_usual; /* until now */
    size_t given;  /* items without libyaml */
    yaml_parser_t parser;
    yaml_event_t event; /* the last one, whose texts are lent out */
    bool has_event;
    bool unmarked_end; /* a document ended without "..." */
    struct str text;
    uint32_t depth;
    struct yaml_fault fault;
};

static struct str str_of(const yaml_char_t *text)
{
    return text ? str_from((const char *)text) : STR_NONE; /* mostly there is none */
}

static uint32_t from_one(size_t from_zero)
{
    return from_zero < UINT32_MAX ? (uint32_t)from_zero + 1 : UINT32_MAX;
}

static void drop_event(struct yaml_items *y)
{
    if (!y->has_event)
        return;
    if (y->event.type == YAML_SCALAR_EVENT)
        mem_wipe(y->event.data.scalar.value, y->event.data.scalar.length);
    yaml_event_delete(&y->event);
    y->has_event = false;
}

/* Looks for the line that begins one '%' too many. */
static void check_directives(struct yaml_items *y)
{
    size_t count = 0;
    for (struct str rest = y->text; (rest.ptr = memchr(rest.ptr, '%', rest.len)); rest.ptr++) {
        size_t at = (size_t)(rest.ptr - y->text.ptr);
        rest.len = y->text.len - at - 1;
        if (at && rest.ptr[-1] != '\n' && rest.ptr[-1] != '\r')
            continue;
        if (++count > LIMIT_DIRECTIVES) {
            y->fault.limit = LIMIT_ID_DIRECTIVES;
            text_line_col(y->text, at, &y->fault.line, &y->fault.col);
            return;
        }
    }
}

struct yaml_items *yaml_items_new(struct str utf8, enum yaml_way way)
{
    struct yaml_items *y = mem_zalloc(1, sizeof *y);
    y->text = utf8.ptr ? utf8 : STR("");
    y->is_usual = way == YAML_FAST;
    if (y->is_usual)
        yaml_usual_init(&y->usual, y->text);
    check_directives(y);
    if (!yaml_parser_initialize(&y->parser)) {
        mem_free(y);
        return NULL;
    }
    yaml_parser_set_input_string(&y->parser, (const unsigned char *)y->text.ptr, y->text.len);
    yaml_parser_set_encoding(&y->parser, YAML_UTF8_ENCODING);
    return y;
}

void yaml_items_free(struct yaml_items *y)
{
    if (!y)
        return;
    drop_event(y);
    yaml_usual_release(&y->usual);
    yaml_parser_t *p = &y->parser;
    mem_wipe(p->raw_buffer.start, (size_t)(p->raw_buffer.end - p->raw_buffer.start));
    mem_wipe(p->buffer.start, (size_t)(p->buffer.end - p->buffer.start));
    yaml_parser_delete(p);
    mem_free(y);
}

const struct yaml_fault *yaml_items_fault(const struct yaml_items *y)
{
    return &y->fault;
}

/* Faults */

/* libyaml's wording for the commonest mistakes, in words that say what to do. */
static const char *plainer(const char *problem)
{
    static const struct {
        const char *theirs, *ours;
    } rows[] = {
        {"did not find expected key", "expected a key here (is the indentation right?)"},
        {"did not find expected '-' indicator", "expected '-' here (is the indentation right?)"},
        {"mapping values are not allowed in this context",
         "a ':' must not stand here (is the indentation right, or does a text need quotes?)"},
        {"found character that cannot start any token",
         "this character cannot begin a value (tabs do not indent; '@' and '`' need quotes)"},
        {"could not find expected ':'", "expected ':' after a key"},
        {"did not find expected ',' or ']'", "expected ',' or ']' in a list"},
        {"did not find expected ',' or '}'", "expected ',' or '}' in a map"},
        {"found unexpected end of stream", "the text ends inside a quoted string"},
        {"did not find expected <document start>", "expected '---' before another document"},
        {"did not find expected node content", "expected a value"},
        {"found unknown escape character", "this escape is not known"},
        {"control characters are not allowed", "a control character must not stand here"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (str_is(str_from(problem), rows[i].theirs))
            return rows[i].ours;
    return problem;
}

/* libyaml ends the last line itself and so may point behind the end. */
static void clip_to_text(const struct yaml_items *y, uint32_t *line, uint32_t *col)
{
    uint32_t last_line, last_col;
    text_line_col(y->text, y->text.len, &last_line, &last_col);
    if (*line > last_line) {
        *line = last_line;
        *col = last_col;
    }
}

static bool failed(struct yaml_items *y)
{
    const yaml_parser_t *p = &y->parser;
    struct yaml_fault *f = &y->fault;
    *f = (struct yaml_fault){.text = "internal error: libyaml stopped without a reason"};
    if (p->problem)
        f->text = plainer(p->problem);
    if (p->error == YAML_MEMORY_ERROR) {
        f->text = "not enough memory to read this file";
    } else if (p->error == YAML_READER_ERROR) {
        /* It decodes ahead of its marks and gives a byte offset here. */
        text_line_col(y->text, p->problem_offset, &f->line, &f->col);
        if (p->problem_value > 0x7f)
            f->text = "this is not valid UTF-8, or a character that YAML does not allow";
    } else {
        f->line = from_one(p->problem_mark.line);
        f->col = from_one(p->problem_mark.column);
        clip_to_text(y, &f->line, &f->col);
        f->context = p->context;
        f->context_line = from_one(p->context_mark.line);
        f->context_col = from_one(p->context_mark.column);
    }
    return false;
}

static bool over(struct yaml_items *y, const struct yaml_item *item, enum limit_id limit)
{
    y->fault = (struct yaml_fault){.limit = limit, .line = item->line, .col = item->col};
    return false;
}

/* Items */

static enum item_style style_of(yaml_scalar_style_t style)
{
    switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
        return STYLE_SINGLE;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        return STYLE_DOUBLE;
    case YAML_LITERAL_SCALAR_STYLE:
        return STYLE_LITERAL;
    case YAML_FOLDED_SCALAR_STYLE:
        return STYLE_FOLDED;
    case YAML_ANY_SCALAR_STYLE:
    case YAML_PLAIN_SCALAR_STYLE:
        break;
    }
    return STYLE_PLAIN;
}

/* Directives may only follow the end of a document that is marked, else they are its text
 * (YAML 1.2, 9.2); libyaml does not mind. */
static bool check_start(struct yaml_items *y, const struct yaml_item *item)
{
    bool directives = y->event.data.document_start.version_directive ||
                      y->event.data.document_start.tag_directives.start !=
                          y->event.data.document_start.tag_directives.end;
    if (!directives || !y->unmarked_end)
        return true;
    y->fault = (struct yaml_fault){.text = "expected '...' before a line that begins with %",
                                   .line = item->line,
                                   .col = item->col};
    return false;
}

static bool translate(struct yaml_items *y, struct yaml_item *item)
{
    const yaml_event_t *e = &y->event;
    item->line = from_one(e->start_mark.line);
    item->col = from_one(e->start_mark.column);
    switch (e->type) {
    case YAML_DOCUMENT_START_EVENT:
        item->kind = ITEM_DOCUMENT;
        item->marked = !e->data.document_start.implicit;
        return check_start(y, item);
    case YAML_DOCUMENT_END_EVENT:
        item->kind = ITEM_DOCUMENT_END;
        item->marked = !e->data.document_end.implicit;
        y->unmarked_end = !item->marked;
        return true;
    case YAML_SCALAR_EVENT:
        item->kind = ITEM_SCALAR;
        item->style = style_of(e->data.scalar.style);
        item->text = (struct str){(const char *)e->data.scalar.value, e->data.scalar.length};
        item->tag = str_of(e->data.scalar.tag);
        item->anchor = str_of(e->data.scalar.anchor);
        return item->text.len <= LIMIT_STRING_BYTES || over(y, item, LIMIT_ID_STRING_BYTES);
    case YAML_SEQUENCE_START_EVENT:
        item->kind = ITEM_LIST;
        item->flow = e->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
        item->tag = str_of(e->data.sequence_start.tag);
        item->anchor = str_of(e->data.sequence_start.anchor);
        return y->depth++ < LIMIT_DEPTH || over(y, item, LIMIT_ID_DEPTH);
    case YAML_MAPPING_START_EVENT:
        item->kind = ITEM_MAP;
        item->flow = e->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
        item->tag = str_of(e->data.mapping_start.tag);
        item->anchor = str_of(e->data.mapping_start.anchor);
        return y->depth++ < LIMIT_DEPTH || over(y, item, LIMIT_ID_DEPTH);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        item->kind = ITEM_CLOSE;
        y->depth--;
        return true;
    case YAML_ALIAS_EVENT:
        item->kind = ITEM_ALIAS;
        item->anchor = str_of(e->data.alias.anchor);
        return true;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
        break;
    }
    item->kind = ITEM_END;
    return true;
}

static bool next_of_libyaml(struct yaml_items *y, struct yaml_item *item)
{
    do {
        drop_event(y);
        if (!yaml_parser_parse(&y->parser, &y->event))
            return failed(y);
        y->has_event = true;
    } while (y->event.type == YAML_STREAM_START_EVENT);
    return translate(y, item);
}

bool yaml_items_next(struct yaml_items *y, struct yaml_item *item)
{
    if (y->fault.limit)
        return false;
    if (y->is_usual && yaml_usual_next(&y->usual, item)) {
        y->given++;
        return true;
    }
    y->is_usual = false;
    for (; y->given; y->given--) /* from its beginning up to here */
        if (!next_of_libyaml(y, item))
            return false;
    return next_of_libyaml(y, item);
}
