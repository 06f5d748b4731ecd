/* SPDX-License-Identifier: MIT */
#include "aws_tables.h"

#include "arena.h"

struct str aws_action_service(const struct aws_action_row *row)
{
    return (struct str){row->action, row->service_len};
}

/* The first row whose service is not below (or, after: is above) this one. */
static size_t border(struct str service, bool after)
{
    size_t low = 0, high = aws_action_row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = str_cmp(aws_action_service(&aws_action_rows[middle]), service);
        if (c < 0 || (after && c == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void aws_actions_of(struct str service, size_t *first, size_t *end)
{
    *first = border(service, false);
    *end = border(service, true);
}

/* As the table is sorted: by service, then by what stands behind it. */
static int action_order(const struct aws_action_row *row, struct str action, size_t service_len)
{
    int c = str_cmp(aws_action_service(row), str_sub(action, 0, service_len));
    return c ? c : str_cmp(str_from(row->action + service_len),
                           str_from_at(action, service_len));
}

struct str aws_action_written(struct arena *a, const struct aws_action_row *row)
{
    return ARENA_JOIN(a, str_sub(str_from(row->action), 0, row->service_len + 1u),
                      str_from(row->name));
}

const struct aws_action_row *aws_action_find(struct str lower)
{
    size_t colon = str_chr(lower, ':'), low = 0, high = aws_action_row_count;
    while (colon != STR_NPOS && low < high) {
        size_t middle = low + (high - low) / 2;
        int c = action_order(&aws_action_rows[middle], lower, colon);
        if (c == 0)
            return &aws_action_rows[middle];
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct aws_action_row *aws_action_find_written(struct str action)
{
    char lower[128];
    if (action.len >= sizeof lower)
        return NULL;
    for (size_t i = 0; i < action.len; i++)
        lower[i] = str_lower(action.ptr[i]);
    return aws_action_find((struct str){lower, action.len});
}

const struct aws_managed_row *aws_managed_find(struct str arn)
{
    size_t slash = str_rchr(arn, '/');
    struct str name = slash == STR_NPOS ? arn : str_from_at(arn, slash + 1);
    bool own = str_starts(arn, STR("arn:")) && str_find(arn, STR(":iam::aws:policy/")) == STR_NPOS;
    size_t low = 0, high = own ? 0 : aws_managed_row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = str_cmp(str_from(aws_managed_rows[middle].name), name);
        if (c == 0)
            return &aws_managed_rows[middle];
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
