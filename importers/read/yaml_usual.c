/* SPDX-License-Identifier: MIT */
/* yaml_usual.c - structure: blocks by indentation, collections in brackets. */
#include "yaml_usual.h"

#include <string.h>

#include "read.h"
#include "yaml_usual_scalar.h"

enum level_kind {
    BLOCK_MAP,
    BLOCK_LIST,
    BARE_LIST, /* a block list as far left as the map whose value it is */
    FLOW_MAP,
    FLOW_LIST,
    FLOW_PAIR /* a member that stands alone in a list: [Ref: a] */
};

enum state {
    BEGIN,
    NODE,       /* a node of a block comes, perhaps in a further line */
    ENTRY,      /* the cursor is at the first character of a line that continues a block */
    FLOW_FIRST, /* behind an opening bracket */
    FLOW_NEXT,  /* behind a comma */
    FLOW_VALUE, /* behind the ':' of a member in brackets */
    FLOW_AFTER, /* behind an entry */
    END,
    ENDED
};

enum from { FROM_DASH, FROM_COLON, FROM_LINE /* begins its line */ };

enum { KEY_MAX = 1000 /* libyaml takes a little more */ };

void yaml_usual_init(struct yaml_usual *u, struct str utf8)
{
    *u = (struct yaml_usual){.line = 1};
    u->at = u->line_start = u->counted = utf8.ptr ? utf8.ptr : "";
    u->counted_col = 1;
    u->end = u->at + utf8.len;
    u->state = usual_bytes(u, utf8) ? BEGIN : ENDED;
}

void yaml_usual_release(struct yaml_usual *u)
{
    read_wipe(&u->scratch);
}

/* Items */

static void put_at(struct yaml_usual *u, struct yaml_item *item, const char *p)
{
    usual_place(u, p, &item->line, &item->col);
    item->tag = item->anchor = STR_NONE;
}

/* A node that begins at p takes the tag before it, and its place. */
static void put_node(struct yaml_usual *u, struct yaml_item *item, const char *p)
{
    put_at(u, item, p);
    if (u->tag.len) {
        item->tag = u->tag;
        item->line = u->tag_line;
        item->col = u->tag_col;
        u->tag = STR_NONE;
    }
}

static struct yaml_usual_level *top(struct yaml_usual *u)
{
    return u->depth ? &u->levels[u->depth - 1] : NULL;
}

/* The column that what stands inside must go beyond. */
static int32_t around(struct yaml_usual *u)
{
    return u->depth ? top(u)->indent : -1;
}

static bool is_flow(const struct yaml_usual_level *l)
{
    return l && l->kind >= FLOW_MAP;
}

static bool open_level(struct yaml_usual *u, struct yaml_item *item, enum level_kind kind,
                       int32_t indent)
{
    if (u->depth == LIMIT_DEPTH)
        return false;
    put_node(u, item, u->at);
    u->levels[u->depth++] = (struct yaml_usual_level){(uint8_t)kind, indent};
    item->kind = kind == BLOCK_MAP || kind == FLOW_MAP || kind == FLOW_PAIR ? ITEM_MAP : ITEM_LIST;
    item->flow = kind >= FLOW_MAP;
    return true;
}

static bool open_flow(struct yaml_usual *u, struct yaml_item *item)
{
    enum level_kind kind = *u->at == '{' ? FLOW_MAP : FLOW_LIST;
    if (!open_level(u, item, kind, around(u)))
        return false;
    u->at++;
    u->state = FLOW_FIRST;
    return true;
}

static bool next_flow_item(struct yaml_usual *u, struct yaml_item *item);

/* The outermost brackets. They might be a key, or have one inside: looked through once before. */
static bool open_first_flow(struct yaml_usual *u, struct yaml_item *item)
{
    uint32_t depth = u->depth;
    if (!open_flow(u, item))
        return false;
    const char *at = u->at, *line_start = u->line_start;
    uint32_t line = u->line;
    struct yaml_item ignored;
    while (u->depth > depth)
        if (!next_flow_item(u, &ignored))
            return false;
    u->depth = depth + 1;
    u->at = at;
    u->line_start = line_start;
    u->line = line;
    u->state = FLOW_FIRST;
    return true;
}

static bool close_level(struct yaml_usual *u, struct yaml_item *item)
{
    put_at(u, item, u->at);
    item->kind = ITEM_CLOSE;
    u->depth--;
    return true;
}

/* On to the next line of the block; only white space and a comment may stand in between. */
static bool next_entry(struct yaml_usual *u)
{
    u->state = ENTRY;
    return usual_rest_of_line(u) && usual_next_line(u);
}

/* A tag at the cursor. */
static bool scan_tag(struct yaml_usual *u)
{
    const char *p = u->at + 1;
    while (p < u->end && ((str_lower(*p) >= 'a' && str_lower(*p) <= 'z') || (*p >= '0' && *p <= '9')))
        p++;
    if (u->tag.len || p == u->at + 1 || p == u->end || (*p != ' ' && *p != '\n'))
        return false;
    usual_place(u, u->at, &u->tag_line, &u->tag_col);
    u->tag = (struct str){u->at, (size_t)(p - u->at)};
    u->at = p;
    return true;
}

/* Blocks */

/* A scalar at the cursor that is a key; the cursor goes behind its ':'. */
static bool scan_key(struct yaml_usual *u, struct yaml_item *item)
{
    const char *from = u->at;
    if (from == u->key_from) {
        *item = u->key;
        u->at = u->key_behind;
        return true;
    }
    put_at(u, item, from);
    if (!usual_scalar(u, false, item))
        return false;
    usual_spaces(u);
    item->kind = ITEM_SCALAR;
    return u->at - from <= KEY_MAX && u->at < u->end && *u->at == ':' &&
           usual_blank_or_end(u, ++u->at);
}

/* Whether a key stands at the cursor: it is remembered, as it is scanned next. */
static bool is_key(struct yaml_usual *u)
{
    const char *from = u->at;
    bool key = scan_key(u, &u->key);
    u->key_from = key ? from : NULL;
    u->key_behind = u->at;
    u->at = from;
    return key;
}

/* The end of an indicator: where an empty value would stand. */
static bool expect_node(struct yaml_usual *u, enum from from)
{
    usual_place(u, u->at, &u->end_line, &u->end_col);
    u->from = (uint8_t)from;
    u->state = NODE;
    return true;
}

/* Nothing, since the next line goes on with what is around; a text in a block would be the value. */
static bool empty_value(struct yaml_usual *u, struct yaml_item *item)
{
    if (u->column == around(u) && !usual_is_dash(u) && !is_key(u))
        return false;
    *item = (struct yaml_item){.kind = ITEM_SCALAR, .style = STYLE_PLAIN, .text = STR(""),
                               .line = u->end_line, .col = u->end_col};
    if (u->tag.len)
        put_node(u, item, u->at);
    u->state = ENTRY;
    return true;
}

/* A scalar that is no key. */
static bool value_scalar(struct yaml_usual *u, struct yaml_item *item)
{
    if (!u->depth)
        return false;
    put_node(u, item, u->at);
    item->kind = ITEM_SCALAR;
    u->state = ENTRY;
    if (*u->at == '|' || *u->at == '>')
        return usual_block_text(u, around(u), item) && usual_next_line(u);
    return usual_value(u, around(u), item);
}

/* A node at the cursor, in the line of what stands before it or at the beginning of its own. */
static bool node_here(struct yaml_usual *u, struct yaml_item *item)
{
    int32_t column = (int32_t)(u->at - u->line_start);
    bool may_nest = u->from != FROM_COLON && !(u->tag.len && u->from != FROM_LINE);
    if (*u->at == '[' || *u->at == '{')
        return open_first_flow(u, item);
    if (usual_is_dash(u)) {
        u->state = ENTRY;
        u->column = column;
        return may_nest && open_level(u, item, BLOCK_LIST, column);
    }
    if (may_nest && *u->at != '|' && *u->at != '>' && is_key(u)) {
        u->state = ENTRY;
        u->column = column;
        return open_level(u, item, BLOCK_MAP, column);
    }
    return value_scalar(u, item);
}

static bool next_node(struct yaml_usual *u, struct yaml_item *item)
{
    for (;;) {
        if (u->from != FROM_LINE)
            usual_spaces(u);
        if (u->at < u->end && *u->at == '!') {
            if (!u->depth || !scan_tag(u))
                return false;
            if (u->from == FROM_LINE)
                u->from = FROM_DASH; /* the rest of the line belongs to the tag */
            continue;
        }
        if (u->from == FROM_LINE || (u->at < u->end && *u->at != '\n' && *u->at != '#'))
            return node_here(u, item);
        if (!usual_rest_of_line(u) || !usual_next_line(u))
            return false;
        if (u->column > around(u)) {
            u->from = FROM_LINE;
        } else if (u->from == FROM_COLON && u->column == around(u) && usual_is_dash(u)) {
            u->state = ENTRY;
            return open_level(u, item, BARE_LIST, u->column);
        } else {
            return u->depth && empty_value(u, item);
        }
    }
}

static bool next_entry_item(struct yaml_usual *u, struct yaml_item *item)
{
    const struct yaml_usual_level *l = top(u);
    if (!l) { /* behind the root */
        if (u->column != -1)
            return false;
        put_at(u, item, u->at);
        item->kind = ITEM_DOCUMENT_END;
        item->marked = false;
        u->state = END;
        return true;
    }
    if (l->indent > u->column || (l->kind == BARE_LIST && !usual_is_dash(u)))
        return close_level(u, item);
    if (l->indent != u->column)
        return false;
    if (l->kind == BLOCK_MAP)
        return scan_key(u, item) && expect_node(u, FROM_COLON);
    if (!usual_is_dash(u))
        return false;
    u->at++;
    return expect_node(u, FROM_DASH) && next_node(u, item);
}

/* Brackets */

/* Behind a scalar in brackets: what follows must end the entry. */
static bool entry_ends(struct yaml_usual *u)
{
    u->state = FLOW_AFTER;
    return usual_flow_space(u) && strchr(",]}", *u->at);
}

static bool flow_key(struct yaml_usual *u, struct yaml_item *item)
{
    const char *from = u->at;
    put_at(u, item, from);
    if (!usual_scalar(u, true, item))
        return false;
    usual_spaces(u);
    item->kind = ITEM_SCALAR;
    if (u->at - from > KEY_MAX || u->at == u->end || *u->at != ':')
        return false;
    u->at++;
    u->state = FLOW_VALUE;
    return true;
}

static bool flow_node(struct yaml_usual *u, struct yaml_item *item)
{
    if (*u->at == '!') {
        if (!scan_tag(u) || *u->at != ' ')
            return false;
        usual_spaces(u);
        if (u->at == u->end)
            return false;
    }
    if (*u->at == '[' || *u->at == '{')
        return open_flow(u, item);
    const char *from = u->at;
    bool may_be_key = top(u)->kind == FLOW_LIST && !u->tag.len;
    bool only_tag = u->tag.len && strchr(",]}", *from);
    put_node(u, item, from);
    item->kind = ITEM_SCALAR;
    if (only_tag) {
        item->style = STYLE_PLAIN;
        item->text = STR("");
        return entry_ends(u);
    }
    if (!usual_scalar(u, true, item))
        return false;
    const char *behind = u->at;
    usual_spaces(u);
    if (may_be_key && u->at < u->end && *u->at == ':') {
        u->at = from;
        u->state = FLOW_FIRST;
        return open_level(u, item, FLOW_PAIR, around(u));
    }
    u->at = behind;
    return entry_ends(u);
}

static bool flow_close(struct yaml_usual *u, struct yaml_item *item)
{
    if (*u->at++ != (top(u)->kind == FLOW_MAP ? '}' : ']'))
        return false;
    close_level(u, item);
    if (!is_flow(top(u)))
        return next_entry(u);
    return entry_ends(u);
}

static bool next_flow_item(struct yaml_usual *u, struct yaml_item *item)
{
    if (!usual_flow_space(u))
        return false;
    if (u->state == FLOW_AFTER && top(u)->kind == FLOW_PAIR)
        return close_level(u, item);
    if (u->state == FLOW_AFTER && *u->at == ',') {
        u->at++;
        u->state = FLOW_NEXT;
        if (!usual_flow_space(u))
            return false;
    }
    bool closes = *u->at == ']' || *u->at == '}';
    if (u->state == FLOW_VALUE)
        return !closes && flow_node(u, item);
    if (closes)
        return flow_close(u, item);
    if (u->state == FLOW_AFTER)
        return false;
    return top(u)->kind == FLOW_LIST ? flow_node(u, item) : flow_key(u, item);
}

/* The whole */

static bool begin(struct yaml_usual *u, struct yaml_item *item)
{
    const char *from = u->at;
    item->marked = false;
    if (!usual_next_line(u)) {
        /* Perhaps because of "---" as the first line that says something. */
        if (u->column || u->end - u->at < 3 || memcmp(u->at, "---", 3) != 0)
            return false;
        item->marked = true;
        from = u->at;
        put_at(u, item, from);
        u->at += 3;
        if (!usual_rest_of_line(u) || !usual_next_line(u))
            return false;
    } else {
        put_at(u, item, u->at);
    }
    item->kind = ITEM_DOCUMENT;
    u->from = FROM_LINE;
    u->state = NODE;
    return u->column >= 0;
}

bool yaml_usual_next(struct yaml_usual *u, struct yaml_item *item)
{
    switch ((enum state)u->state) {
    case BEGIN:
        return begin(u, item);
    case NODE:
        return next_node(u, item);
    case ENTRY:
        return next_entry_item(u, item);
    case FLOW_FIRST:
    case FLOW_NEXT:
    case FLOW_VALUE:
    case FLOW_AFTER:
        return next_flow_item(u, item);
    case END:
        item->kind = ITEM_END;
        u->state = ENDED;
        return true;
    case ENDED:
    default:
        return false;
    }
}
