/* SPDX-License-Identifier: MIT */
#include "cut_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

void cut_case_solve(struct cut_case *s)
{
    cut_free(s->cut);
    s->q.path.seat = &s->seat;
    s->q.jewels = s->jewels;
    s->cut = cut_find(s->g, &s->q);
}

struct cut_case cut_case_of(const char *text, const char *seat)
{
    struct cut_case s = {.g = tiny_graph(text), .q = {.prices = change_prices_usual()}};
    struct buf unused = {0};
    s.jewels = jewels_find(s.g, NULL, NULL, 0, NULL);
    assert_true(seat_parse(s.g, str_from(seat), &s.seat, &unused));
    buf_release(&unused);
    return s;
}

void cut_case_holds(const struct cut_case *s, const char *text)
{
    struct buf why = {0};
    if (!cut_verify(s->cut, &why))
        fail_msg("%s\n%s", why.ptr, text);
    buf_release(&why);
}

void cut_case_end(struct cut_case *s)
{
    cut_free(s->cut);
    jewels_free(s->jewels);
    graph_free(s->g);
}
