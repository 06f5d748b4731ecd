/* SPDX-License-Identifier: MIT */
#include "aws_verbs.h"

#include "facts.h"
#include "mem.h"

/* The address in its network that every function there gets is not worth a line. */
static bool is_of_address(struct str service, struct str name)
{
    return str_is(service, "ec2") && (str_find(name, STR("networkinterface")) != STR_NPOS ||
                                      str_find(name, STR("privateipaddresses")) != STR_NPOS);
}

static bool says_who_may(struct str name)
{
    return str_starts(name, STR("attach")) || str_starts(name, STR("detach")) ||
           str_starts(name, STR("creategrant")) || str_find(name, STR("permission")) != STR_NPOS ||
           str_find(name, STR("resourcepolicy")) != STR_NPOS || str_ends(name, STR("acl"));
}

unsigned aws_verb_ops(struct str service, struct str name, bool wild)
{
    static const struct {
        const char *verbs;
        unsigned ops;
    } rows[] = {
        {"issue", OP_WRITE}, /* no question, as those that begin with "is" are */
        {"get query scan select read receive download search retrieve decrypt export sample evaluate",
         OP_READ},
        {"list describe view head lookup check validate test simulate tag untag verify count "
         "calculate preview resolve discover detect pass probe is", 0},
        {"invoke start run execute call sendcommand", OP_INVOKE},
        {"delete remove purge terminate stop cancel", OP_DELETE},
    };
    if (str_empty(name))
        return wild ? OP_READ | OP_WRITE | OP_INVOKE | OP_DELETE | OP_ADMIN | OP_POLICY : 0;
    if (is_of_address(service, name))
        return 0;
    if (str_starts(name, STR("batch")))
        name = str_from_at(name, sizeof "batch" - 1);
    if (says_who_may(name) && !str_starts(name, STR("get")) && !str_starts(name, STR("list")) &&
        !str_starts(name, STR("describe")))
        return OP_POLICY;
    for (size_t i = 0; i < COUNT(rows); i++)
        for (struct str rest = str_from(rows[i].verbs), verb; str_cut(&rest, ' ', &verb);)
            if (str_starts(name, verb))
                return rows[i].ops;
    return OP_WRITE;
}
