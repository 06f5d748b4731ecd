/* SPDX-License-Identifier: MIT */
/* link.h - joins what several files say about one thing.
 * Place:     importers; runs once, after all importers, before overlays, iam_derive() and
 *            graph_seal(). Knows the graph and the documents, no dialect's code.
 * Order:     rules look at ids, names and attributes only, and are repeated until nothing changes,
 *            so the result does not depend on the order of files. Of two nodes that are one stays
 *            the secret whose value was seen, then the app of a template, then one that is not
 *            external, then the smaller id; the other one's attributes fill the gaps.
 *
 * Rules
 *  1 app      A project and a site of a template are one app if azure.yaml says so (its service
 *             has the project's folder and the tag azd-service-name of the site), or their names
 *             are equal but for case and punctuation, or the innermost folder that holds both
 *             holds exactly one project and one function app that are not joined yet.
 *  2 setting  Settings of one app with the same name are one (case ignored, ':' is '__'), unless
 *             one of them is a secret of a vault. A secret wins over a param.
 *             A connection that the project only refers to is no secret if the template has it as
 *             X__accountName and its like. What one of both defines is not unresolved.
 *  3 account  What the project's setting X leads to (a placeholder named by the setting, or the
 *             account of local settings) is what the template's setting X leads to, if both are of
 *             one kind of service. Where one account of the project would become two of the
 *             template, nothing is joined and an unresolved entry says so. The stream behind the
 *             setting of an IoT hub's built-in endpoint is the hub's stream of events.
 *             %NAME% in a name of the project is the value that the template gives the setting.
 *  4 name     An external account, app, vault or server is the one with equal type and name (both
 *             known in full) that some file defines, if there is only one.
 *  5 part     Things of one kind and name that lie in one account, or functions of one app, are
 *             one, if at most one of them is defined.
 *  6 host     A setting or service whose value is the host name of an app depends on that app.
 *  7 gate     What the host of an app demands (easyauth, client certificates, private network,
 *             address list) is added to every way into its functions: auth-also and guards of
 *             exposes and routes. An app of a template without known functions is exposed as such.
 *  8 readers  Every secret says how many functions read it.
 */
#ifndef FAASMAP_LINK_H
#define FAASMAP_LINK_H

#include "importer.h"

void link_all(struct import *im);

#endif
