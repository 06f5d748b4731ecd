/* SPDX-License-Identifier: MIT */
/* advisory_places.h - advisories that lie in the project itself are no part of the system.
 * Place:     importers. The member `advisories` of a faasmap.yaml names files and folders beside it;
 *            who reads them for what they are is advised.h.
 * Why:       an export has tens of thousands of documents, and none is of a dialect.
 */
#ifndef FAASMAP_ADVISORY_PLACES_H
#define FAASMAP_ADVISORY_PLACES_H

#include "files.h"

/* Leaves out what the overlays among these files name: not what lies elsewhere than below the folder
 * of the overlay, and not that folder itself. Once, when they are ready. */
void advisory_places_leave_out(struct files *f);

#endif
