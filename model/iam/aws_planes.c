/* SPDX-License-Identifier: MIT */
/* Source: Service Authorization Reference, resource types of Amazon RDS Data API, Amazon RDS IAM
 * Authentication, Amazon Neptune, Amazon Redshift, Amazon Redshift Data API, Apache Kafka APIs for
 * Amazon MSK clusters. */
#include "aws_planes.h"

#include "aws_things.h"
#include "mem.h"

/* Sorted by service. Of a last part that begins so, as many words (up to a slash) say which thing
 * it is. */
static const struct plane {
    struct str service, things;
    const char *begins, *thing_begins;
    int words;
} planes[] = {
    {STR_INIT("kafka-cluster"), STR_INIT("kafka"), "group/", "cluster/", 2},
    {STR_INIT("kafka-cluster"), STR_INIT("kafka"), "topic/", "cluster/", 2},
    {STR_INIT("kafka-cluster"), STR_INIT("kafka"), "transactional-id/", "cluster/", 2},
    {STR_INIT("neptune-db"), STR_INIT("rds"), "", "", 1},
    {STR_INIT("rds-data"), STR_INIT("rds"), NULL, NULL, 0},
    {STR_INIT("rds-db"), STR_INIT("rds"), "dbuser:", "", 1},
    {STR_INIT("redshift"), STR_INIT("redshift"), "dbgroup:", "cluster:", 1},
    {STR_INIT("redshift"), STR_INIT("redshift"), "dbname:", "cluster:", 1},
    {STR_INIT("redshift"), STR_INIT("redshift"), "dbuser:", "cluster:", 1},
    {STR_INIT("redshift-data"), STR_INIT("redshift"), NULL, NULL, 0},
};

static const struct plane *plane_of(struct str service)
{
    for (size_t i = 0; i < COUNT(planes); i++)
        if (str_eq(service, planes[i].service))
            return &planes[i];
    return NULL;
}

struct str aws_service_of_things(struct str service)
{
    const struct plane *p = plane_of(service);
    return p ? p->things : service;
}

static struct str last_of_thing(struct arena *a, struct str last, struct str service)
{
    for (size_t i = 0; i < COUNT(planes); i++) {
        const struct plane *p = &planes[i];
        if (!p->begins || !str_eq(service, p->service) || !str_starts(last, str_from(p->begins)))
            continue;
        struct str rest = str_from_at(last, str_from(p->begins).len);
        size_t at = 0;
        for (int words = p->words; at < rest.len; at++)
            if (rest.ptr[at] == '/' && --words == 0)
                break;
        return ARENA_JOIN(a, str_from(p->thing_begins), str_sub(rest, 0, at));
    }
    return last;
}

struct aws_arn aws_arn_of_things(struct arena *a, const struct aws_arn *p, struct str service)
{
    const struct plane *plane = plane_of(service);
    struct str part[ARN_SEGMENTS];
    struct aws_arn out = *p;
    if (!plane || p->all || p->unknown)
        return out;
    if (p->thing) {
        out.part[2] = plane->things;
        return out;
    }
    if (!aws_arn_split(p->written, part))
        return out;
    part[2] = plane->things;
    part[ARN_SEGMENTS - 1] = last_of_thing(a, part[ARN_SEGMENTS - 1], service);
    struct str text = part[0];
    for (int i = 1; i < ARN_SEGMENTS; i++)
        text = ARENA_JOIN(a, text, STR(":"), part[i]);
    return aws_arn_read(a, text, p->variables);
}

struct str aws_service_of_data(struct str things)
{
    for (size_t i = 0; i < COUNT(planes); i++)
        if (str_eq(things, planes[i].things) && !str_eq(things, planes[i].service))
            return planes[i].service;
    return STR_NONE;
}
