/* SPDX-License-Identifier: MIT */
/* third_parties.h - services outside that are known by their hosts or client libraries.
 * Place:     importers; a table, knows nothing.
 */
#ifndef FAASMAP_THIRD_PARTIES_H
#define FAASMAP_THIRD_PARTIES_H

#include "str.h"

enum third_party_flow { FLOW_UNKNOWN, FLOW_FETCH, FLOW_SEND, FLOW_BOTH };
/* The name to show for a host or a client library: "OpenWeatherMap"; the text itself if it is
 * not in the table. *flow: what one usually does with it. */
struct str third_party_name(struct str host_or_service, enum third_party_flow *flow);

#endif
