/* SPDX-License-Identifier: MIT */
#include "parts_text.h"

#include "text.h"

/* Words of clean text (sanitised, one line), wrapped; the first line has begun at column `at`. */
void part_wrap(struct buf *out, struct str clean, size_t at, size_t indent)
{
    struct str rest = clean;
    bool first = true;
    for (struct str word; str_cut(&rest, ' ', &word);) {
        size_t cells = text_width(word);
        if (!first && at + 1 + cells > PART_WIDTH) {
            buf_putc(out, '\n');
            buf_fill(out, ' ', indent);
            at = indent;
        } else if (!first) {
            buf_putc(out, ' ');
            at++;
        }
        buf_add(out, word);
        at += cells;
        first = false;
    }
    buf_putc(out, '\n');
}

/* "at FILE:LINE:COL (field)", nothing where no file is known. */
void part_where(struct buf *line, struct origin where)
{
    if (str_empty(where.file))
        return;
    buf_puts(line, " at ");
    esc_term(line, where.file);
    if (where.line)
        buf_printf(line, ":%u", (unsigned)where.line);
    if (where.line && where.col)
        buf_printf(line, ":%u", (unsigned)where.col);
    if (!str_empty(where.field)) {
        buf_puts(line, " (");
        esc_term(line, where.field);
        buf_putc(line, ')');
    }
}

void part_plural(struct buf *out, size_t count, const char *one, const char *many)
{
    buf_printf(out, "%zu %s", count, count == 1 ? one : many);
}

/* How it is known. */
static const char *reason_text(const struct path_hop *h)
{
    static const char *const words[EVIDENCE_COUNT] = {
        [EVIDENCE_DECLARED] = "declared",
        [EVIDENCE_CODE] = "seen in code",
        [EVIDENCE_POLICY] = "follows from a policy",
        [EVIDENCE_NAME] = "follows from a name",
        [EVIDENCE_GUESS] = "guessed",
    };
    if (h->edge || h->evidence == EVIDENCE_CODE)
        return words[h->evidence];
    return h->certainty == CERTAINTY_ASSUMED ? "assumed" : "follows from the settings";
}

void part_hop(struct buf *out, const struct path_hop *h, size_t number, size_t at)
{
    struct buf line = {0};
    esc_term(&line, h->sentence);
    buf_printf(out, "%*zu. ", (int)at - 2, number);
    part_wrap(out, buf_str(&line), at, at);
    buf_reset(&line);
    buf_puts(&line, reason_text(h));
    part_where(&line, h->where);
    if (h->confidence < 100)
        buf_printf(&line, ", confidence %d", h->confidence);
    if (h->row->partial)
        buf_puts(&line, ", some field only");
    if (h->delayed)
        buf_puts(&line, ", with the next deployment");
    if (h->crossing != CROSSING_NONE)
        buf_printf(&line, ", %s boundary (%s)", crossing_names[h->crossing],
                   crossing_reason_texts[h->crossing_reason]);
    buf_printf(&line, " [%s%s%s]", h->row->id, *h->row->technique == '-' ? "" : "/",
               *h->row->technique == '-' ? "" : h->row->technique);
    buf_fill(out, ' ', at);
    part_wrap(out, buf_str(&line), at, at + 2);
    for (size_t i = 0; i < h->condition_count; i++) {
        buf_reset(&line);
        esc_term(&line, h->conditions[i].text);
        buf_fill(out, ' ', at);
        part_wrap(out, buf_str(&line), at, at + 2);
    }
    buf_release(&line);
}
