/* SPDX-License-Identifier: MIT */
#include "csharp_sdk.h"

/* True if `word` is one of the words of `list`; a '*' at the end of a word matches any rest. */
static bool among(const char *list, struct str word)
{
    struct str rest = str_from(list), one;
    while (rest.ptr && str_cut(&rest, ' ', &one)) {
        if (one.len && one.ptr[one.len - 1] == '*' ? str_starts(word, str_sub(one, 0, one.len - 1))
                                                   : str_eq(one, word))
            return true;
    }
    return false;
}

static bool imported(const char *spaces, bool (*imports)(void *ctx, struct str space), void *ctx)
{
    struct str rest = str_from(spaces), one;
    if (!rest.len)
        return true;
    while (rest.ptr && str_cut(&rest, ' ', &one))
        if (imports(ctx, one))
            return true;
    return false;
}

const struct cs_sdk_class *cs_sdk_class_find(struct str name,
                                             bool (*imports)(void *ctx, struct str space),
                                             void *ctx)
{
    for (const struct cs_sdk_class *c = cs_sdk_classes; c->names; c++)
        if (among(c->names, name) && imported(c->spaces, imports, ctx))
            return c;
    return NULL;
}

/* AddMessageAsync and AddMessage are one; so are DownloadStringTaskAsync and DownloadString. */
static struct str base_name(struct str method)
{
    static const struct str tails[] = {STR_INIT("TaskAsync"), STR_INIT("Async")};
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++)
        if (str_ends(method, tails[i]) && method.len > tails[i].len)
            return str_sub(method, 0, method.len - tails[i].len);
    return method;
}

const struct cs_sdk_method *cs_sdk_method_find(enum cs_sdk sdk, struct str method)
{
    struct str name = base_name(method);
    for (const struct cs_sdk_method *m = cs_sdk_methods; m->names; m++)
        if (m->sdk == sdk && !m->of && among(m->names, name))
            return m;
    return NULL;
}

const struct cs_sdk_method *cs_sdk_static_find(struct str class_name, struct str method)
{
    struct str name = base_name(method);
    for (const struct cs_sdk_method *m = cs_sdk_methods; m->names; m++)
        if (m->of && among(m->of, class_name) && among(m->names, name))
            return m;
    return NULL;
}

bool cs_sdk_transparent(struct str class_name)
{
    return among("Uri UriBuilder Url Database ContainerProperties DatabaseProperties "
                 "DocumentCollection "
                 "ServiceBusConnectionStringBuilder EventHubsConnectionStringBuilder "
                 "SqlConnectionStringBuilder AzureKeyCredential AzureSasCredential EntityId "
                 "EntityInstanceId TaskName StringBuilder Lazy ApiKeyCredential RestClientOptions "
                 "HttpClientOptions BlobUriBuilder QueueUriBuilder",
                 class_name);
}

bool cs_sdk_credential(struct str class_name)
{
    return among("StorageCredentials StorageSharedKeyCredential TableSharedKeyCredential "
                 "ClientSecretCredential ClientCertificateCredential UsernamePasswordCredential "
                 "DefaultAzureCredential ManagedIdentityCredential ApiKeyServiceClientCredentials "
                 "CognitiveServicesCredentials TopicCredentials NetworkCredential Credentials "
                 "AuthenticationHeaderValue ClientCredential TokenCredential OAuth2Authenticator "
                 "HttpBasicAuthenticator JwtAuthenticator BasicAWSCredentials",
                 class_name);
}

bool cs_sdk_space_unread(struct str space)
{
    static const char *const followed[] = {
        "Azure.AI", "Azure.Communication", "Azure.Core", "Azure.Data.Tables", "Azure.Identity",
        "Azure.Maps", "Azure.Messaging", "Azure.Monitor.OpenTelemetry", "Azure.Search",
        "Azure.Security.KeyVault", "Azure.Storage", "Microsoft.Azure.Amqp", "Microsoft.Azure.Cosmos",
        "Microsoft.Azure.Devices", "Microsoft.Azure.Documents", "Microsoft.Azure.EventGrid",
        "Microsoft.Azure.EventHubs", "Microsoft.Azure.Functions", "Microsoft.Azure.KeyVault",
        "Microsoft.Azure.ServiceBus", "Microsoft.Azure.SignalR", "Microsoft.Azure.Storage",
        "Microsoft.Azure.WebJobs", "Microsoft.WindowsAzure.Storage",
    };
    if (!str_starts(space, STR("Azure.")) && !str_starts(space, STR("Microsoft.Azure.")) &&
        !str_starts(space, STR("Microsoft.WindowsAzure.")))
        return false;
    for (size_t i = 0; i < sizeof followed / sizeof followed[0]; i++) {
        struct str head = str_from(followed[i]);
        if (str_starts(space, head) && (space.len == head.len || space.ptr[head.len] == '.'))
            return false;
    }
    return true;
}

bool cs_sdk_idle(struct str method)
{
    return among("Exists Dispose Close ToString GetHashCode Equals GetType GetParent* CanGenerateSasUri "
                 "ConfigureAwait StopProcessing CreateMessageBatch CreateBatch IsClosed",
                 base_name(method));
}

char cs_sdk_label_role(struct str label)
{
    if (among("connectionString connection nameOrConnectionString endpoint serviceUri vaultUri "
              "accountEndpoint fullyQualifiedNamespace serviceEndpoint baseUrl accountUri",
              label))
        return 'c';
    if (among("queueName tableName containerName blobContainerName entityPath queueOrTopicName "
              "topicName eventHubName containerId shareName path topicPath collectionName "
              "collectionId hubName",
              label))
        return 'n';
    if (among("blobName databaseName databaseId subscriptionName", label))
        return 'd';
    if (among("requestUri url uri address", label))
        return 'u';
    if (among("apiKey key authKeyOrResourceToken credential token accessKey", label))
        return 'k';
    return 0;
}
