/* SPDX-License-Identifier: MIT */
/* amplify_objects.c - which events of a bucket a write makes.
 * Source: Amazon S3 User Guide, "Supported event types for Amazon S3 Event Notifications". */
#include "amplify_parts.h"

static const struct {
    const char *event;
    const char *actions[3];
    bool silent; /* so does a write of which nobody knows what it does */
} families[] = {
    {"s3:ObjectCreated:", {"s3:PutObject", "s3:ReplicateObject"}, true},
    {"s3:ObjectRemoved:", {"s3:DeleteObject", "s3:DeleteObjectVersion", "delete"}, false},
    {"s3:ObjectTagging:", {"s3:PutObjectTagging", "s3:DeleteObjectTagging"}, false},
    {"s3:ObjectAcl:", {"s3:PutObjectAcl"}, false},
    {"s3:ObjectRestore:", {"s3:RestoreObject"}, false},
};

static bool does(const struct edge *e, const char *action)
{
    for (uint32_t i = 0; i < e->action_count; i++)
        if (str_glob(e->actions[i], str_from(action), true))
            return true;
    return false;
}

static bool says_what(const struct edge *e)
{
    for (uint32_t i = 0; i < e->action_count; i++)
        if (str_starts(e->actions[i], STR("s3:")))
            return true;
    return false;
}

bool load_makes_event(const struct edge *writes, struct str event)
{
    if (!str_starts(event, STR("s3:")) || str_is(event, "s3:*"))
        return true;
    for (size_t i = 0; i < COUNT(families); i++) {
        if (!str_starts(event, str_from(families[i].event)))
            continue;
        if (families[i].silent && !says_what(writes))
            return true;
        for (size_t k = 0; k < COUNT(families[i].actions) && families[i].actions[k]; k++)
            if (does(writes, families[i].actions[k]))
                return true;
    }
    return false;
}
