/* SPDX-License-Identifier: MIT */
/* azure_settings.h - the settings of one Azure app: what they hold, what they open, what they name.
 * Place:     importers; a part shared by what reads projects and what reads templates.
 * Makes:     a `secret` node for every setting that holds a secret (fingerprint, pattern and length
 *            instead of the value), a `param` node for every other one, app --uses--> both,
 *            secret --unlocks--> the account or service that it opens. Ids:
 *                azure:SCOPE:secret:SETTING        azure:SCOPE:param:SETTING
 *                azure:vault/VAULT:secret:NAME     for a key vault reference
 * Accounts:  a boundary (class data-account). The id of a known account does not depend on the
 *            app, so two apps that share one meet there; an unknown one is named by the setting:
 *                azure:storage:boundary:ACCOUNT    azure:storage/ACCOUNT:queue:NAME
 *                azure:SCOPE:boundary:SETTING      azure:SCOPE/SETTING:queue:NAME
 *            attribute "settings" of an account: the settings that lead to it, with commas.
 * Names:     setting names are compared without case; ':' and '__' are one separator. A connection
 *            X is looked for as X, AzureWebJobsX, ConnectionStrings:X, then as the section X__*.
 * Secrets:   values are borrowed from documents that are wiped when the import ends; only
 *            import_secret() sees them. No message quotes one.
 * Ownership: texts and settings live in the arena of the import, the table until
 *            azure_settings_free().
 */
#ifndef FAASMAP_AZURE_SETTINGS_H
#define FAASMAP_AZURE_SETTINGS_H

#include "importer.h"
#include "secrets.h"

struct azure_setting {
    struct str name;  /* as first written */
    struct str value; /* raw; empty: empty or not known */
    struct origin where;
    bool defined;     /* stands in the input; false: only referred to */
    struct secret_class class;
    struct connection link; /* what the value says as a connection string */
    node_id node;           /* secret or param; 0: a platform switch that has none */
};

struct azure_settings;

/* The one spelling of a setting's name: in lower case, "__" is ":". */
struct str azure_setting_key(struct arena *a, struct str name);

/* For the app node, whose ids have this scope. */
struct azure_settings *azure_settings_new(struct import *im, struct str scope, node_id app)
    ATTR_RETURNS_NONNULL;
void azure_settings_free(struct azure_settings *s); /* NULL is allowed */

struct import *azure_settings_import(const struct azure_settings *s);
struct str azure_settings_scope(const struct azure_settings *s);

/* One setting. The first definition with a value wins. */
void azure_settings_add(struct azure_settings *s, struct str name, struct str value,
                        struct origin where);
/* A settings file: Values, ConnectionStrings and Host of local.settings.json, or the nested
 * sections of an appsettings.json. */
void azure_settings_load(struct azure_settings *s, struct str file);
/* Makes the nodes of all settings so far, in the order of their names. */
void azure_settings_emit(struct azure_settings *s);

/* NULL: not defined and not needed by anybody so far. */
const struct azure_setting *azure_setting_find(const struct azure_settings *s, struct str name);
/* The setting, made up if the input does not define it: then it is a secret of unknown value if
 * is_connection, else a param that is external. */
const struct azure_setting *azure_setting_need(struct azure_settings *s, struct str name,
                                               bool is_connection, struct origin where);
/* The text with every %NAME% replaced. false: a part is not known, a secret, or only known at run
 * time ('{'); what was tried is in the answer anyway, with secrets left out. */
bool azure_settings_expand(struct azure_settings *s, struct str text, struct str *out);

/* Where a connection leads. */
struct azure_account {
    node_id boundary;
    struct str scope;   /* middle part of the ids of what lies in it: "storage/acme" */
    struct str setting; /* name of the setting as found; empty: none */
    node_id secret;     /* secret or param node of the setting; 0: none */
    struct str entity;  /* EntityPath or Database of the connection string */
    enum connection_service service;
};
/* connection: name of a setting, as bindings give it. service and type: what it must be when the
 * setting does not tell; type is the provider type ("Microsoft.Storage/storageAccounts") or NULL
 * for the usual one of the service. */
struct azure_account azure_account_of_setting(struct azure_settings *s, struct str connection,
                                              enum connection_service service, const char *type,
                                              struct origin where);
/* The same for a text that stands in the code: an endpoint or a connection string. The secret in
 * it, if any, is not looked at. */
struct azure_account azure_account_of_text(struct azure_settings *s, struct str text,
                                           enum connection_service service, const char *type,
                                           struct origin where);

/* A setting that the host of the functions reads by itself. */
bool azure_setting_of_host(struct str name);
/* The attribute "settings" of an account gets one name more. */
void azure_note_setting(struct graph *g, node_id account, struct str name);

/* A secret that opens something: unlocks edge with the op classes of the rights (0: all). */
void azure_unlocks(struct import *im, node_id secret, node_id target, unsigned rights,
                   enum evidence evidence, int confidence, struct origin where);
/* Fills in what a secret node says of its raw value: fingerprint, pattern, length. */
void azure_describe_secret(struct import *im, node_id secret, struct str raw,
                           struct secret_class class);
/* The text, or if it holds a secret, its fingerprint: for every name that comes from input. */
struct str azure_safe(struct import *im, struct str text);
/* "azure:SCOPE:KIND:NAME", safe. */
struct str azure_id(struct import *im, struct str scope, enum node_kind kind, struct str name);

#endif
