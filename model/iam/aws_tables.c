/* SPDX-License-Identifier: MIT */
#include "aws_tables.h"

static struct str service_of(const struct aws_action_row *row)
{
    return (struct str){row->action, row->service_len};
}

/* The first row whose service is not below (or, after: is above) this one. */
static size_t border(struct str service, bool after)
{
    size_t low = 0, high = aws_action_row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = str_cmp(service_of(&aws_action_rows[middle]), service);
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

const struct aws_action_row *aws_action_find(struct str lower)
{
    size_t colon = str_chr(lower, ':'), first, end;
    if (colon == STR_NPOS)
        return NULL;
    aws_actions_of(str_sub(lower, 0, colon), &first, &end);
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        int c = str_cmp(str_from(aws_action_rows[middle].action), lower);
        if (c == 0)
            return &aws_action_rows[middle];
        if (c < 0)
            first = middle + 1;
        else
            end = middle;
    }
    return NULL;
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
