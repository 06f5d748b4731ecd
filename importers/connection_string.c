/* SPDX-License-Identifier: MIT */
#include "attr.h"
#include "secrets.h"

static const struct {
    const char *name, *type;
} services[CONNECTION_SERVICE_COUNT] = {
    [CONNECTION_NONE] = {"", ""},
    [CONNECTION_EMULATOR] = {"emulator", "Microsoft.Storage/storageAccounts"},
    [CONNECTION_STORAGE] = {"storage", "Microsoft.Storage/storageAccounts"},
    [CONNECTION_SERVICEBUS] = {"servicebus", "Microsoft.ServiceBus/namespaces"},
    [CONNECTION_COSMOS] = {"cosmos", "Microsoft.DocumentDB/databaseAccounts"},
    [CONNECTION_SIGNALR] = {"signalr", "Microsoft.SignalRService/SignalR"},
    [CONNECTION_WEBPUBSUB] = {"webpubsub", "Microsoft.SignalRService/WebPubSub"},
    [CONNECTION_SQL] = {"sql", "Microsoft.Sql/servers"},
    [CONNECTION_MYSQL] = {"mysql", "Microsoft.DBforMySQL/flexibleServers"},
    [CONNECTION_POSTGRES] = {"postgres", "Microsoft.DBforPostgreSQL/flexibleServers"},
    [CONNECTION_REDIS] = {"redis", "Microsoft.Cache/Redis"},
    [CONNECTION_MONGO] = {"mongo", ""},
    [CONNECTION_RABBITMQ] = {"rabbitmq", ""},
    [CONNECTION_IOTHUB] = {"iothub", "Microsoft.Devices/IotHubs"},
    [CONNECTION_EVENTGRID] = {"eventgrid", "Microsoft.EventGrid/topics"},
    [CONNECTION_SEARCH] = {"search", "Microsoft.Search/searchServices"},
    [CONNECTION_APPCONFIG] = {"appconfig", "Microsoft.AppConfiguration/configurationStores"},
    [CONNECTION_VAULT] = {"vault", "Microsoft.KeyVault/vaults"},
    [CONNECTION_WEB] = {"web", ""},
};

const char *connection_service_name(enum connection_service service)
{
    return services[service].name;
}

const char *connection_service_type(enum connection_service service)
{
    return services[service].type;
}

/* The part of a host name that says which service it is; what stands before it is the account. */
static const struct host_row {
    const char *part;
    enum connection_service service;
} hosts[] = {
    {".blob.core.", CONNECTION_STORAGE},       {".queue.core.", CONNECTION_STORAGE},
    {".table.core.", CONNECTION_STORAGE},      {".file.core.", CONNECTION_STORAGE},
    {".dfs.core.", CONNECTION_STORAGE},        {".servicebus.", CONNECTION_SERVICEBUS},
    {".documents.azure.", CONNECTION_COSMOS},  {".table.cosmos.azure.", CONNECTION_COSMOS},
    {".mongo.cosmos.azure.", CONNECTION_COSMOS}, {".service.signalr.", CONNECTION_SIGNALR},
    {".webpubsub.azure.", CONNECTION_WEBPUBSUB}, {".database.windows.", CONNECTION_SQL},
    {".mysql.database.azure.", CONNECTION_MYSQL},
    {".postgres.database.azure.", CONNECTION_POSTGRES},
    {".redis.cache.windows.", CONNECTION_REDIS}, {".azure-devices.", CONNECTION_IOTHUB},
    {".eventgrid.azure.", CONNECTION_EVENTGRID}, {".search.windows.", CONNECTION_SEARCH},
    {".azconfig.io", CONNECTION_APPCONFIG},    {".vault.azure.", CONNECTION_VAULT},
};

/* Url schemes of servers that are not ours to know by their host. */
static const struct host_row schemes[] = {
    {"amqp", CONNECTION_RABBITMQ},  {"amqps", CONNECTION_RABBITMQ}, {"mongodb", CONNECTION_MONGO},
    {"mongodb+srv", CONNECTION_MONGO}, {"redis", CONNECTION_REDIS}, {"rediss", CONNECTION_REDIS},
    {"postgres", CONNECTION_POSTGRES}, {"postgresql", CONNECTION_POSTGRES},
    {"mysql", CONNECTION_MYSQL},    {"http", CONNECTION_WEB},       {"https", CONNECTION_WEB},
    {"sb", CONNECTION_SERVICEBUS},
};

/* Names of members compared without case and blanks: "User ID" is "userid". */
static bool same_member(struct str name, const char *key)
{
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] == ' ')
            continue;
        if (!*key || str_lower(name.ptr[i]) != str_lower(*key))
            return false;
        key++;
    }
    return !*key;
}

bool connection_get(struct str text, const char *key, struct str *value)
{
    if (str_chr(text, '=') == STR_NPOS)
        return false;
    for (struct str rest = text, member; str_cut(&rest, ';', &member);) {
        size_t eq = str_chr(member, '=');
        if (eq == STR_NPOS || !same_member(str_trim(str_sub(member, 0, eq)), key))
            continue;
        *value = str_trim(str_from_at(member, eq + 1));
        return true;
    }
    return false;
}

static bool get_any(struct str text, const char *const *keys, struct str *value)
{
    for (; *keys; keys++)
        if (connection_get(text, *keys, value) && value->len)
            return true;
    return false;
}

/* Of the letters that stand behind dots one bit each: rules out nearly all parts of hosts[]. */
static uint32_t behind_dots(struct str host)
{
    uint32_t set = 0;
    for (size_t i = 1; i < host.len; i++)
        if (host.ptr[i - 1] == '.')
            set |= 1u << (host.ptr[i] & 31);
    return set;
}

/* A host name: what service it belongs to and its account. Port and tcp: are passed over. */
static void take_host(struct connection *c, struct str host)
{
    if (str_istarts(host, STR("tcp:")))
        host = str_from_at(host, 4);
    struct str rest = host, cut;
    if (str_cut(&rest, ',', &cut))
        host = cut;
    size_t port = str_chr(host, ':');
    if (port != STR_NPOS)
        host = str_sub(host, 0, port);
    host = str_trim(host);
    c->host = host;
    uint32_t letters = behind_dots(host);
    for (size_t i = 0; i < COUNT(hosts); i++) {
        if (!(letters & 1u << (hosts[i].part[1] & 31)))
            continue;
        size_t at = str_ifind(host, str_from(hosts[i].part));
        if (at == STR_NPOS || at == 0)
            continue;
        c->service = hosts[i].service;
        c->account = str_sub(host, 0, str_chr(host, '.')); /* what follows are regions and zones */
        return;
    }
    c->account = host;
}

/* scheme://[user[:password]@]host[:port][/path][?query] */
static void take_url(struct connection *c, struct str url)
{
    size_t colon = str_find(url, STR("://"));
    struct str scheme = str_sub(url, 0, colon), rest = str_from_at(url, colon + 3);
    size_t end = 0;
    while (end < rest.len && rest.ptr[end] != '/' && rest.ptr[end] != '?' && rest.ptr[end] != ';')
        end++;
    struct str authority = str_sub(rest, 0, end), path = str_from_at(rest, end);
    size_t at = str_rchr(authority, '@');
    if (at != STR_NPOS) {
        c->keyed = str_chr(str_sub(authority, 0, at), ':') != STR_NPOS;
        authority = str_from_at(authority, at + 1);
    }
    for (size_t i = 0; i < COUNT(schemes); i++)
        if (str_iis(scheme, schemes[i].part))
            c->service = schemes[i].service;
    take_host(c, authority);
    if (str_starts(path, STR("/")) && path.len > 1) {
        struct str parts = str_from_at(path, 1), first = STR_NONE;
        size_t query = str_chr(parts, '?');
        if (query != STR_NPOS)
            parts = str_sub(parts, 0, query);
        str_cut(&parts, '/', &first);
        c->entity = first;
    }
}

static unsigned sas_rights(struct str text)
{
    size_t at = str_find(text, STR("&sp="));
    if (at == STR_NPOS)
        at = str_find(text, STR("?sp="));
    if (at == STR_NPOS)
        at = str_find(text, STR("=sp="));
    if (at == STR_NPOS)
        return 0;
    unsigned rights = 0;
    for (size_t i = at + 4; i < text.len && text.ptr[i] != '&' && text.ptr[i] != ';'; i++) {
        switch (text.ptr[i]) {
        case 'r':
        case 'l':
        case 'p': /* process: takes messages out of a queue */
            rights |= RIGHT_READ;
            break;
        case 'w':
        case 'a':
        case 'c':
        case 'u':
            rights |= RIGHT_WRITE;
            break;
        case 'd':
            rights |= RIGHT_DELETE;
            break;
        default:
            break;
        }
    }
    return rights;
}

static bool has_signature(struct str text)
{
    return str_find(text, STR("sig=")) != STR_NPOS &&
           (str_find(text, STR("&sig=")) != STR_NPOS || str_find(text, STR("?sig=")) != STR_NPOS ||
            str_ifind(text, STR("SharedAccessSignature")) != STR_NPOS);
}

/* @Microsoft.KeyVault(SecretUri=https://V.vault.azure.net/secrets/S/version) or
 * (VaultName=V;SecretName=S). */
static struct connection vault_reference(struct str text)
{
    struct connection c = {.service = CONNECTION_VAULT};
    size_t open = str_chr(text, '('), close = str_rchr(text, ')');
    struct str inside = open != STR_NPOS && close != STR_NPOS && close > open
                            ? str_sub(text, open + 1, close - open - 1) : STR_NONE;
    struct str uri, name;
    if (connection_get(inside, "SecretUri", &uri)) {
        struct connection url = connection_parse(uri);
        c.account = url.account;
        c.host = url.host;
        size_t at = str_ifind(uri, STR("/secrets/"));
        if (at != STR_NPOS) {
            struct str rest = str_from_at(uri, at + 9);
            str_cut(&rest, '/', &c.entity);
        }
    }
    if (connection_get(inside, "VaultName", &name))
        c.account = name;
    if (connection_get(inside, "SecretName", &name))
        c.entity = name;
    return c;
}

/* Members that name the server, of databases and caches of any maker. */
static void take_server(struct connection *c, struct str text)
{
    static const char *const servers[] = {"Server", "DataSource", "Host", "Address", "Addr",
                                          "NetworkAddress", NULL};
    static const char *const databases[] = {"InitialCatalog", "Database", NULL};
    struct str server;
    if (!get_any(text, servers, &server))
        return;
    take_host(c, server);
    if (c->service == CONNECTION_NONE)
        c->service =
            connection_get(text, "SslMode", &server) ? CONNECTION_POSTGRES : CONNECTION_SQL;
    get_any(text, databases, &c->entity);
}

static struct connection members(struct str text)
{
    static const char *const keys[] = {"AccountKey", "SharedAccessKey", "AccessKey", "Password",
        "Pwd", "SharedAccessSignature", "SharedSecretValue", "Secret", "ApiKey", NULL};
    struct connection c = {0};
    struct str value;

    c.keyed = get_any(text, keys, &value);
    if (connection_get(text, "AccountName", &value)) {
        c.service = CONNECTION_STORAGE;
        c.account = value;
    } else if (connection_get(text, "AccountEndpoint", &value) ||
               connection_get(text, "Endpoint", &value) ||
               connection_get(text, "BlobEndpoint", &value) ||
               connection_get(text, "QueueEndpoint", &value) ||
               connection_get(text, "TableEndpoint", &value)) {
        if (str_find(value, STR("://")) != STR_NPOS)
            take_url(&c, value);
        c.entity = STR_NONE;
    } else if (connection_get(text, "HostName", &value)) {
        take_host(&c, value);
    } else if (connection_get(text, "Server", &value) ||
               connection_get(text, "DataSource", &value) || connection_get(text, "Host", &value)) {
        take_server(&c, text);
    } else {
        struct str rest = text, first; /* "name.redis.cache.windows.net:6380,password=..." */
        if (str_cut(&rest, ',', &first) && str_chr(first, '=') == STR_NPOS)
            take_host(&c, first);
        c.keyed = c.keyed || (c.service && str_ifind(text, STR("password=")) != STR_NPOS);
        if (c.service == CONNECTION_NONE) {
            c.account = c.host = STR_NONE;
            return c;
        }
    }
    if (connection_get(text, "EntityPath", &value))
        c.entity = value;
    connection_get(text, "SharedAccessKeyName", &c.policy);
    return c;
}

static bool looks_like_host(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = str_lower(text.ptr[i]);
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr(".-:", c)) || !c)
            return false;
    }
    return str_chr(text, '.') != STR_NPOS;
}

static unsigned rights_of(const struct connection *c, struct str text)
{
    if (c->signature)
        return sas_rights(text);
    if (!c->keyed)
        return 0;
    if (c->service == CONNECTION_STORAGE || c->service == CONNECTION_COSMOS)
        return RIGHT_READ | RIGHT_WRITE | RIGHT_DELETE;
    if (str_iis(c->policy, "RootManageSharedAccessKey") || str_iis(c->policy, "iothubowner"))
        return RIGHT_READ | RIGHT_WRITE | RIGHT_DELETE | RIGHT_ADMIN;
    return 0; /* a policy, user or key of which we only know the name */
}

struct connection connection_parse(struct str text)
{
    struct connection c = {0};
    text = str_trim(text);
    if (str_ifind(text, STR("UseDevelopmentStorage=true")) != STR_NPOS)
        return (struct connection){.service = CONNECTION_EMULATOR};
    if (str_istarts(text, STR("@Microsoft.KeyVault(")))
        return vault_reference(text);
    size_t colon = str_find(text, STR("://")), eq = str_chr(text, '=');
    if (colon != STR_NPOS && (eq == STR_NPOS || colon < eq))
        take_url(&c, text);
    else if (eq != STR_NPOS)
        c = members(text);
    else if (looks_like_host(text))
        take_host(&c, text);
    if (c.service == CONNECTION_NONE)
        c.account = c.host = STR_NONE; /* a host of nobody we know is not an account */
    c.signature = has_signature(text);
    c.keyed = c.keyed || c.signature;
    if (str_iis(c.account, "devstoreaccount1"))
        return (struct connection){.service = CONNECTION_EMULATOR};
    c.rights = rights_of(&c, text);
    return c;
}
