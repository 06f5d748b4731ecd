/* SPDX-License-Identifier: MIT */
/* csharp_sdk.h - what the classes and methods of client libraries do: data, no code paths.
 * Place:     importers; the interpreter asks by name. Rows stand in csharp_sdk_rows.c.
 * Source:    public API reference of WindowsAzure.Storage 8-9, Microsoft.Azure.Storage.*,
 *            Microsoft.Azure.Cosmos.Table, Azure.Storage.*, Azure.Data.Tables, Azure.Messaging.*,
 *            Microsoft.Azure.ServiceBus, WindowsAzure.ServiceBus, Microsoft.Azure.EventHubs,
 *            Microsoft.Azure.Cosmos, Microsoft.Azure.DocumentDB, Durable Functions, System.Net,
 *            RestSharp, StackExchange.Redis, Dapper and the third-party clients of the last table.
 */
#ifndef FAASMAP_CSHARP_SDK_H
#define FAASMAP_CSHARP_SDK_H

#include <stdbool.h>
#include <stdint.h>

#include "str.h"

/* What an SDK object stands for. */
enum cs_sdk {
    SDK_NONE,
    SDK_ACCOUNT,
    SDK_QUEUE_SERVICE,
    SDK_QUEUE,
    SDK_TABLE_SERVICE,
    SDK_TABLE,
    SDK_TABLE_OP, /* name is "R" or "W" */
    SDK_BLOB_SERVICE,
    SDK_CONTAINER,
    SDK_BLOB,
    SDK_SHARE_SERVICE,
    SDK_SHARE,
    SDK_BUS,
    SDK_BUS_ENTITY,
    SDK_HUB,
    SDK_GRID,
    SDK_IOT,
    SDK_COSMOS,
    SDK_COSMOS_DB,
    SDK_COSMOS_CONTAINER,
    SDK_DATABASE,
    SDK_COMMAND, /* detail is the text of the command */
    SDK_CACHE,
    SDK_VAULT,
    SDK_VAULT_KEYS,
    SDK_HTTP,         /* conn is the base address */
    SDK_HTTP_FACTORY,
    SDK_HTTP_REQUEST, /* conn is the URL */
    SDK_SERVICE,      /* name is the service */
    SDK_DURABLE,
    SDK_CREDENTIAL,   /* creds: what it was made from */
    SDK_COUNT
};

/* Roles of arguments, one letter each, for those that are texts or unknown:
 *   c connection or endpoint   n name   d detail   k credential   u URL   o out: gets the result
 *   - nothing
 * An argument that is an SDK object gives what it knows instead (its connection, name, detail). */
struct cs_sdk_class {
    const char *names;  /* words */
    const char *spaces; /* one of these namespaces must be imported or written; "" = any */
    uint8_t sdk;
    const char *roles;  /* of the constructor */
    const char *label;  /* SDK_SERVICE: the service; SDK_TABLE_OP: the direction */
};

enum cs_action {
    ACT_NONE,   /* known, plays no part */
    ACT_SELF,   /* gives the object back */
    ACT_MAKE,   /* gives an object of kind `makes` */
    ACT_READ,
    ACT_WRITE,
    ACT_CALL,
    ACT_BY_OP,  /* reads or writes as the operation in the first argument says */
    ACT_SQL,    /* as the command's text says, else reads */
    ACT_INVOKE,
};
struct cs_sdk_method {
    uint8_t sdk;         /* of the receiver; SDK_NONE: static method of class */
    const char *of;      /* class of a static method */
    const char *names;   /* words, without Async; a '*' at the end matches any rest */
    uint8_t action;
    uint8_t makes;
    const char *roles;   /* of the arguments, also for actions that name their target */
    const char *label;
};

/* The class of that simple name whose namespace is among those that `imports` accepts. */
const struct cs_sdk_class *cs_sdk_class_find(struct str name,
                                             bool (*imports)(void *ctx, struct str space),
                                             void *ctx);
const struct cs_sdk_method *cs_sdk_method_find(enum cs_sdk sdk, struct str method);
const struct cs_sdk_method *cs_sdk_static_find(struct str class_name, struct str method);
/* Classes whose value is that of their first argument: Uri, key credentials, builders. */
bool cs_sdk_transparent(struct str class_name);
/* Classes that hold credentials made from their arguments. */
bool cs_sdk_credential(struct str class_name);
/* A namespace of Azure's client libraries whose classes are in no table: what code does with them is not
 * seen. False for all that is no namespace of Azure. */
bool cs_sdk_space_unread(struct str space);
/* A method of a client that does nothing to what the client stands for. */
bool cs_sdk_idle(struct str method);
/* Role of a named argument, or 0. */
char cs_sdk_label_role(struct str label);

extern const struct cs_sdk_class cs_sdk_classes[];
extern const struct cs_sdk_method cs_sdk_methods[];

#endif
