/* SPDX-License-Identifier: MIT */
/* roles.h - the one table of style roles: what a cell means; a theme says how it looks.
 * Place:     layout and views write roles into a canvas; themes resolve them by dotted name, and
 *            fall back along the dots ("node.queue" -> "node").
 * X(ENUM, "dotted.name", mono attributes, "what wears it"); mono attributes: letters of
 * b bold, d dim, r reverse, u underline, - none. The order is free; names never change.
 */
#ifndef FAASMAP_ROLES_H
#define FAASMAP_ROLES_H

#include <stdbool.h>

#include "str.h"

#define ROLES(X)                                                                                   \
    X(NORMAL, "normal", "-", "everything without a role of its own")                               \
    X(DIM, "dim", "d", "what is out of focus")                                                     \
    X(TITLE, "title", "b", "headings and the breadcrumb")                                          \
    X(FRAME, "frame", "d", "frames around containers and panes")                                   \
    X(FRAME_TITLE, "frame.title", "-", "title in a frame")                                         \
    X(FRAME_FOCUS, "frame.focus", "b", "border of the pane that has the keys")                     \
    X(ZONE_INTERNET, "zone.internet", "b", "the internet and what stands in it")                   \
    X(ZONE_THIRD_PARTY, "zone.third-party", "-", "third parties")                                  \
    X(ZONE_PARTNER, "zone.partner", "-", "partner accounts")                                       \
    X(ZONE_GATEWAY, "zone.gateway", "-", "gateways and routes")                                    \
    X(ZONE_CODE, "zone.code", "-", "functions and other code")                                     \
    X(ZONE_MESSAGING, "zone.messaging", "-", "queues, topics, streams, buses")                     \
    X(ZONE_DATA, "zone.data", "-", "buckets, tables, files")                                       \
    X(ZONE_IDENTITY, "zone.identity", "-", "identities, secrets, keys")                            \
    X(ZONE_MANAGEMENT, "zone.management", "-", "accounts, stacks, code artifacts")                 \
    X(ZONE_CUSTOM, "zone.custom", "-", "zones named by the user")                                  \
    X(EDGE, "edge", "-", "a line of the map")                                                      \
    X(EDGE_TRIGGER, "edge.trigger", "-", "a line that starts code")                                \
    X(EDGE_READ, "edge.read", "-", "a line of data that is read")                                  \
    X(EDGE_WRITE, "edge.write", "-", "a line of data that is written")                             \
    X(EDGE_IAM, "edge.iam", "d", "a line of permissions, identities, secrets")                     \
    X(CROSSING, "crossing", "b", "mark of a trust boundary on a line")                             \
    X(PATH, "path", "b", "what lies on the path that is shown")                                    \
    X(REACH, "reach", "b", "what the internet reaches")                                            \
    X(HUB, "hub", "b", "badge of a node with hidden neighbours")                                   \
    X(CURSOR, "cursor", "r", "what is selected")                                                   \
    X(MARK, "mark", "u", "what is marked")                                                         \
    X(SEARCH, "search", "u", "a search hit")                                                       \
    X(CHANGED, "changed", "br", "what the last reading of the files changed")                      \
    X(FINDING_HIGH, "finding.high", "bu", "a high finding; errors")                                \
    X(FINDING_MED, "finding.med", "b", "a medium finding; warnings")                               \
    X(FINDING_LOW, "finding.low", "-", "a low finding; notes")                                     \
    X(STATUS, "status", "r", "the status line")                                                    \
    X(PROMPT, "prompt", "-", "the line that is being typed")                                       \
    X(KEY, "key", "b", "the name of a key in hints and help")                                      \
    X(HINT, "hint", "-", "what a key does")                                                        \
    X(LABEL, "label", "d", "the name of a field in the detail pane")                               \
    X(VALUE, "value", "-", "the value of a field")                                                 \
    X(GATE_OPEN, "gate.open", "b", "no authentication")                                            \
    X(GATE_SHARED, "gate.shared", "-", "a shared key")                                             \
    X(GATE_STRONG, "gate.strong", "-", "a real identity")

#define X(e, ...) ROLE_##e,
enum role { ROLES(X) ROLE_COUNT };
#undef X

struct role_row {
    const char *name, *mono, *help;
};
extern const struct role_row roles[ROLE_COUNT];

bool role_find(struct str name, enum role *out);

#endif
