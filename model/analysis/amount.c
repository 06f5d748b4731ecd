/* SPDX-License-Identifier: MIT */
#include "amount.h"

enum { DIGITS = 40 };

/* The digits of a whole number; returns where they begin. */
static char *write_digits(char room[DIGITS], amount whole)
{
    char *at = room + DIGITS - 1;
    *at = '\0';
    do {
        *--at = (char)('0' + (int)(whole % 10));
        whole /= 10;
    } while (whole);
    return at;
}

void amount_digits(struct buf *out, amount whole)
{
    char room[DIGITS];
    buf_puts(out, write_digits(room, whole));
}

static void grouped(struct buf *out, const char *digits)
{
    size_t len = strlen(digits);
    for (size_t i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            buf_putc(out, ',');
        buf_putc(out, digits[i]);
    }
}

void amount_text(struct buf *out, amount a)
{
    enum { SHOWN = 15 };
    char room[DIGITS];
    bool more = a == AMOUNT_MAX;
    const char *digits = write_digits(room, more ? a / AMOUNT_ONE
                                                 : a / AMOUNT_ONE + (a % AMOUNT_ONE != 0));
    size_t len = strlen(digits);
    if (more || len > SHOWN)
        buf_printf(out, "%s 10^%zu", more ? "more than" : "about", len - 1);
    else
        grouped(out, digits);
}

void amount_money(struct buf *out, amount pico, struct str currency)
{
    const amount dollar = (amount)1000000 * 1000000;
    char room[DIGITS];
    if (str_is(currency, "USD"))
        buf_putc(out, '$');
    if (pico >= dollar / 100) {
        amount cents = (pico + dollar / 200) / (dollar / 100);
        grouped(out, write_digits(room, cents / 100));
        buf_printf(out, ".%02u", (unsigned)(cents % 100));
    } else {
        size_t len = 0, shown = 12;
        for (amount rest = pico; rest; rest /= 10)
            len++;
        for (; len > 2; len--, shown--) /* two digits that are not 0 */
            pico = (pico + 5) / 10;
        buf_puts(out, "0.");
        const char *digits = write_digits(room, pico);
        size_t have = strlen(digits);
        if (pico == 0)
            have = shown = 2, digits = "00";
        for (size_t i = have; i < shown; i++)
            buf_putc(out, '0');
        buf_puts(out, digits);
    }
    if (!str_is(currency, "USD")) {
        buf_putc(out, ' ');
        buf_add(out, currency);
    }
}
