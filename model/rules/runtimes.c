/* SPDX-License-Identifier: MIT */
#include "runtimes.h"

enum { NOTICE_DAYS = 180 };

const struct runtime_row *runtime_find(struct str cloud, enum runtime_what what, struct str name)
{
    for (size_t i = 0; i < runtime_row_count; i++) {
        const struct runtime_row *row = &runtime_rows[i];
        if (row->what == what && str_iis(cloud, row->cloud) && str_iis(name, row->name))
            return row;
    }
    return NULL;
}

static bool is_over(struct date day, struct date today)
{
    return day.year && date_days(day) <= date_days(today);
}

enum runtime_state runtime_state(const struct runtime_row *row, struct date today)
{
    if (is_over(row->no_creation, today))
        return RUNTIME_BLOCKED;
    if (is_over(row->deprecated, today))
        return RUNTIME_OLD;
    return date_days(row->deprecated) - date_days(today) <= NOTICE_DAYS ? RUNTIME_SOON
                                                                        : RUNTIME_KEPT;
}
