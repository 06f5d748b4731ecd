/* SPDX-License-Identifier: MIT */
/* secrets.h - is this value a secret? Patterns of known keys, names of settings, entropy; and what
 * a connection string says besides its key.
 * Place:     importers; knows base only. Every importer asks here before it keeps a text.
 * Rule:      the answer never holds a part of the value, so it may be shown. When in doubt the
 *            value is withheld: a wrong "secret" costs a redacted line, a wrong "plain" a leak.
 * Sources:   key formats as their makers document them; the Azure ones from the connection-string
 *            pages of Microsoft, the rest from the public prefix lists of GitHub and gitleaks.
 * Cost:      linear in the value for every pattern: a pattern is a chain of literals and runs of
 *            one character class, a run ends at the same place wherever it is entered, and that
 *            place is remembered. No regular expression, no backtracking.
 */
#ifndef FAASMAP_SECRETS_H
#define FAASMAP_SECRETS_H

#include <stdbool.h>
#include <stddef.h>

#include "str.h"

enum secret_verdict {
    SECRET_PLAIN,       /* may be kept and shown */
    SECRET_REFERENCE,   /* says where the secret is: vault reference, %NAME%, expression */
    SECRET_PERSONAL,    /* no credential, but nobody's business: phone number, mail address */
    SECRET_OPAQUE,      /* looks like a token under a name that does not say so: withhold it */
    SECRET_PLACEHOLDER, /* the name or form of a secret, but an example value ("changeme") */
    SECRET_YES,
};

struct secret_class {
    enum secret_verdict verdict;
    const char *pattern; /* why: "azure-storage-key", "name", "entropy", ...; never NULL */
    const char *length;  /* "0", "1-7", "8-15", "16-31", "32-63", "64-127", "128+" */
};

/* What the value of the setting `name` is. name may be empty: then only the value counts. */
struct secret_class secret_classify(struct str name, struct str value);

/* The name of the first value pattern that occurs anywhere in the text, NULL: none. For texts that
 * have no name of their own: queue names, urls, routes, literals in code. */
const char *secret_in_text(struct str text);

/* Text that is no secret and short and plain enough to be shown as the value of a setting. */
bool secret_value_is_showable(struct str name, struct str value);

/* A value that somebody is meant to replace: "<name>", "your value". Also true of names, which may
 * well be called "test" or "example". */
bool secret_is_example(struct str value);

/* When an address with a signature (SAS: "...?sv=..&se=2027-01-31T..&sig=..") ends: its day, seconds
 * since 1970 as the message services write it, "never", or "policy" if a policy of the account says
 * it. Empty: the text is no such address. */
struct str secret_signature_end(struct str value);

/* Shannon entropy in thousandths of a bit per byte; 0 for the empty text. */
unsigned secret_entropy(struct str text);

/* --- Connection strings ----------------------------------------------------------------------- */
/* The member `key` of "K=V;K=V" (names compared without case and inner blanks), trimmed; false:
 * not there. Values may hold '='. */
bool connection_get(struct str text, const char *key, struct str *value);

enum connection_service {
    CONNECTION_NONE, /* no connection string that we know */
    CONNECTION_EMULATOR,
    CONNECTION_STORAGE,
    CONNECTION_SERVICEBUS, /* or Event Hubs: both use sb:// names */
    CONNECTION_COSMOS,
    CONNECTION_SIGNALR,
    CONNECTION_WEBPUBSUB,
    CONNECTION_SQL,
    CONNECTION_MYSQL,
    CONNECTION_POSTGRES,
    CONNECTION_REDIS,
    CONNECTION_MONGO,
    CONNECTION_RABBITMQ,
    CONNECTION_IOTHUB,
    CONNECTION_EVENTGRID,
    CONNECTION_SEARCH,
    CONNECTION_APPCONFIG,
    CONNECTION_VAULT, /* a reference into a key vault */
    CONNECTION_WEB,   /* a url of anything else */
    CONNECTION_SERVICE_COUNT,
};

/* What may be done with it: bits. 0: the text does not say. */
enum connection_rights {
    RIGHT_READ = 1,
    RIGHT_WRITE = 2,
    RIGHT_DELETE = 4,
    RIGHT_ADMIN = 8,
};

struct connection {
    enum connection_service service;
    struct str account; /* account, namespace or server; empty: not named. Never a secret */
    struct str host;    /* full host name, empty: not named */
    struct str entity;  /* EntityPath, Database, vault secret, path's queue; empty: none */
    struct str policy;  /* name of the shared access policy; empty: none */
    bool keyed;         /* holds a key, password or signature */
    bool signature;     /* a shared access signature: limited in rights and time */
    unsigned rights;
};

/* Borrowed from text. Hosts are as written; compare them without case. */
struct connection connection_parse(struct str text);
const char *connection_service_name(enum connection_service service); /* "storage", "servicebus" */
/* The usual provider type of its accounts, "Microsoft.Storage/storageAccounts"; "": it has none. */
const char *connection_service_type(enum connection_service service);

#endif
