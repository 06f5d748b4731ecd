/* SPDX-License-Identifier: MIT */
#include "edge_words.h"

static const char *const words[EDGE_KIND_COUNT][2] = {
    [EDGE_EXPOSES] = {"can reach", "can be reached by"},
    [EDGE_ROUTES] = {"forwards to", "gets requests from"},
    [EDGE_INVOKES] = {"calls", "is called by"},
    [EDGE_TRIGGERS] = {"starts", "is started by"},
    [EDGE_DELIVERS] = {"delivers to", "gets deliveries from"},
    [EDGE_DEADLETTERS] = {"sends failures to", "takes failures of"},
    [EDGE_READS] = {"reads", "is read by"},
    [EDGE_WRITES] = {"writes", "is written by"},
    [EDGE_USES] = {"uses", "is used by"},
    [EDGE_UNLOCKS] = {"opens", "is opened by"},
    [EDGE_RUNS_AS] = {"runs as", "is the identity of"},
    [EDGE_ASSUMES] = {"may become", "may be assumed by"},
    [EDGE_GRANTS] = {"has rights on", "gives rights to"},
    [EDGE_CONTROLS] = {"can take over", "can be taken over by"},
    [EDGE_AUTHENTICATES] = {"issues the tokens of", "takes the tokens of"},
    [EDGE_HOSTED_BY] = {"runs inside", "hosts"},
    [EDGE_CODE_FROM] = {"runs code from", "has the code of"},
    [EDGE_ENCRYPTED_BY] = {"is encrypted with", "encrypts"},
    [EDGE_LOGS_TO] = {"logs to", "takes the logs of"},
    [EDGE_RESIDES_IN] = {"lies in", "holds"},
    [EDGE_DEPENDS] = {"depends on", "is needed by"},
};

const char *edge_words(enum edge_kind kind, bool passive)
{
    return words[kind][passive];
}
