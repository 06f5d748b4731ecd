/* SPDX-License-Identifier: MIT */
/* Secret patterns, names, entropy and connection strings. All values are made at run time from
 * counting letters, so that no text of this file has the form of a real key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "attr.h"
#include "buf.h"
#include "secrets.h"

/* $b86$ in a template: 86 bytes of base64 letters; h hex, w word, d digits, u capitals and digits. */
static struct buf fill(const char *template)
{
    static const struct {
        char letter;
        const char *set;
    } sets[] = {
        {'b', "Ab0Cd1Ef2Gh3Ij4Kl5Mn6Op7Qr8St9UvWx+Yz/"}, {'h', "0a1b2c3d4e5f6978"},
        {'w', "Ab0Cd1Ef2Gh3Ij4Kl5Mn6Op7Qr8St9UvWx_Yz-"}, {'d', "1234567890"},
        {'u', "A0B1C2D3E4F5G6H7"},                        {'a', "Ab0Cd1Ef2Gh3Ij4Kl5"},
    };
    struct buf out = {0};
    for (const char *p = template; *p; p++) {
        if (*p != '$' || p[1] == '{') {
            buf_putc(&out, *p);
            continue;
        }
        char letter = p[1], *end;
        unsigned long count = strtoul(p + 2, &end, 10);
        assert_int_equal(*end, '$');
        for (size_t s = 0; s < COUNT(sets); s++)
            for (unsigned long i = 0; sets[s].letter == letter && i < count; i++)
                buf_putc(&out, sets[s].set[i % strlen(sets[s].set)]);
        p = end;
    }
    return out;
}

static const struct row {
    const char *name, *value;
    enum secret_verdict verdict;
    const char *pattern;
} rows[] = {
    /* a key that finds something, and one that opens something */
    {"METADATA_KEY", "__metadata", SECRET_PLAIN, ""},
    {"sortKey", "created-at-time", SECRET_PLAIN, ""},
    {"S3_OBJECT_KEYS", "reports/latest.csv", SECRET_PLAIN, ""},
    {"SECRET_PREFIX", "common-cri-api", SECRET_PLAIN, ""},
    {"JWT_TTL_UNIT", "MINUTES", SECRET_PLAIN, ""},
    {"TOKEN_SIGNING_ALG", "ES256", SECRET_PLAIN, ""},
    {"PAYMENT_KEY", "hunter2x", SECRET_YES, "entropy"},
    {"CACHE_AUTH_KEY", "hunter2x", SECRET_YES, "entropy"},
    /* every value pattern, under a name that says nothing */
    {"X", "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=$b86$==;EndpointSuffix=core.windows.net",
     SECRET_YES, "azure-storage-key"},
    {"X", "AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey=$b86$==;", SECRET_YES,
     "azure-storage-key"},
    {"X", "$b86$==", SECRET_YES, "azure-key"},
    {"X", "Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=n;SharedAccessKey=$b43$=",
     SECRET_YES, "azure-shared-access-key"},
    {"X", "Endpoint=https://acme.service.signalr.net;AccessKey=$b43$=;Version=1.0;", SECRET_YES,
     "azure-access-key"},
    {"X", "https://acme.blob.core.windows.net/c?sv=2020&sp=r&sig=$a44$%3D", SECRET_YES, "sas"},
    {"X", "https://acme.blob.core.windows.net/c?sig=$a44$", SECRET_YES, "sas"},
    {"X", "abc8Q~$w34$", SECRET_YES, "entra-client-secret"},
    {"X", "https://acme.azurewebsites.net/api/f?code=$w54$==", SECRET_YES, "functions-key"},
    {"X", "https://acme.azurewebsites.net/api/f?a=b&code=$w54$==", SECRET_YES, "functions-key"},
    {"X", "AKIA$u16$", SECRET_YES, "aws-key-id"},
    {"X", "key: ASIA$u16$.", SECRET_YES, "aws-key-id"},
    {"X", "XAKIA$u16$", SECRET_PLAIN, ""}, /* part of a longer word */
    {"X", "-----BEGIN RSA " "PRIVATE KEY-----\\n$b64$", SECRET_YES, "private-key"},
    {"X", "-----BEGIN " "PRIVATE KEY-----", SECRET_YES, "private-key"},
    {"X", "-----BEGIN CERTIFICATE-----", SECRET_PLAIN, ""},
    {"X", "eyJ$a20$.eyJ$a20$.$w20$", SECRET_YES, "jwt"},
    {"X", "ghp_$a36$", SECRET_YES, "github-token"},
    {"X", "ghs_$a36$", SECRET_YES, "github-token"},
    {"X", "github_pat_$w60$", SECRET_YES, "github-token"},
    {"X", "glpat-$w20$", SECRET_YES, "gitlab-token"},
    {"X", "xoxb-$w10$", SECRET_YES, "slack-token"},
    {"X", "https://hooks.slack.com/services/T$u8$/B$u8$", SECRET_YES, "slack-webhook"},
    {"X", "https://acme.webhook.office.com/webhookb2/$w30$", SECRET_YES, "teams-webhook"},
    {"X", "https://discord.com/api/webhooks/$d18$/$w30$", SECRET_YES, "discord-webhook"},
    {"X", "sk_live_$a16$", SECRET_YES, "stripe-key"},
    {"X", "rk_test_$a16$", SECRET_YES, "stripe-key"},
    {"X", "AIza$w35$", SECRET_YES, "google-api-key"},
    {"X", "{\"type\": \"service_account\"}", SECRET_YES, "google-service-account"},
    {"X", "SK$h32$", SECRET_YES, "twilio-key"},
    {"X", "SG.$w22$.$w43$", SECRET_YES, "sendgrid-key"},
    {"X", "key-$h32$", SECRET_YES, "mailgun-key"},
    {"X", "npm_$a36$", SECRET_YES, "npm-token"},
    {"X", "pypi-$w50$", SECRET_YES, "pypi-token"},
    {"X", "sk-proj-$w20$", SECRET_YES, "openai-key"},
    {"X", "a risk-management-of-a-long-name", SECRET_PLAIN, ""},
    {"X", "$d9$:AA$w33$", SECRET_YES, "telegram-token"},
    {"X", "dapi$h32$", SECRET_YES, "databricks-token"},
    {"X", "hvs.$w24$", SECRET_YES, "vault-token"},
    {"X", "dop_v1_$h64$", SECRET_YES, "digitalocean-token"},
    {"X", "amqp://user:$a8$@host/vhost", SECRET_YES, "url-credentials"},
    {"X", "https://host:443/path@x", SECRET_PLAIN, ""},
    {"X", "Server=tcp:acme.database.windows.net,1433;User ID=u;Password=$a12$;", SECRET_YES,
     "password"},
    {"X", "acme.redis.cache.windows.net:6380,password=$a20$,ssl=True", SECRET_YES, "password"},
    {"X", "https://api.example.org/v1?appid=$h32$", SECRET_YES, "url-key"},
    {"X", "https://api.acme.org/v1?subscription-key=$h32$", SECRET_YES, "url-key"},
    /* by name */
    {"TelstraSMSApiConsumerKey", "$a32$", SECRET_YES, "name"},
    {"TelstraSmsConsumerSecret", "$a16$", SECRET_YES, "name"},
    {"OpenWeatherMapKey", "$h32$", SECRET_YES, "entropy"},
    {"DB_PASSWORD", "hunter2x", SECRET_YES, "name"},
    {"PASSWORD2", "uQ8zPq3vLx71", SECRET_YES, "name"},
    {"HMAC_PASSWORD_2", "uQ8zPq3vLx71", SECRET_YES, "name"},
    {"Sendgrid:ApiKey", "$w12$", SECRET_YES, "name"},
    {"smtpPwd", "12345678", SECRET_OPAQUE, "name"},
    {"AuthMode", "Basic", SECRET_OPAQUE, "name"},
    /* not secrets */
    {"ServiceBusQueueName", "orders-new", SECRET_PLAIN, ""},
    {"SecretName", "orders-new", SECRET_PLAIN, ""},
    {"SECRET_MANAGER_KEY", "shop-orders-live/database", SECRET_PLAIN, ""},
    {"KeyVaultUri", "https://acme.vault.azure.net/", SECRET_PLAIN, ""},
    {"TokenEndpoint", "https://login.acme.org/token", SECRET_PLAIN, ""},
    {"MaxTokenCount", "4096", SECRET_PLAIN, ""},
    {"Monkey", "banana", SECRET_PLAIN, ""},
    {"FUNCTIONS_WORKER_RUNTIME", "dotnet-isolated", SECRET_PLAIN, ""},
    {"TenantId", "0a1b2c3d-0000-4444-8888-0a1b2c3d4e5f", SECRET_PLAIN, ""},
    {"AzureWebJobsStorage", "UseDevelopmentStorage=true", SECRET_PLAIN, ""},
    {"AzureWebJobsStorage", "AccountName=devstoreaccount1;AccountKey=$b86$==", SECRET_PLAIN, ""},
    {"APPINSIGHTS_INSTRUMENTATIONKEY", "0a1b2c3d-0000-4444-8888-0a1b2c3d4e5f", SECRET_PLAIN, ""},
    {"EventHubConnection__fullyQualifiedNamespace", "acme.servicebus.windows.net", SECRET_PLAIN, ""},
    {"SqlConnectionString", "Server=acme.database.windows.net;Authentication=Active Directory Default",
     SECRET_PLAIN, ""},
    {"Password", "", SECRET_PLAIN, ""},
    /* references */
    {"Password", "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/s)",
     SECRET_REFERENCE, "reference"},
    {"Password", "%OTHER%", SECRET_REFERENCE, "reference"},
    {"Password", "[parameters('password')]", SECRET_REFERENCE, "reference"},
    {"Password", "${{ secrets.DB }}", SECRET_REFERENCE, "reference"},
    {"S", "[concat('AccountName=', variables('n'), ';AccountKey=', listKeys(x).keys[0].value)]",
     SECRET_REFERENCE, "reference"},
    /* a real key beside a reference is still a key */
    {"S", "${PREFIX}AccountKey=$b86$==", SECRET_YES, "azure-storage-key"},
    /* placeholders */
    {"ApiKey", "<your key>", SECRET_PLACEHOLDER, "name"},
    {"ApiKey", "changeme", SECRET_PLACEHOLDER, "name"},
    {"X", "AccountName=acme;AccountKey=<key>", SECRET_PLACEHOLDER, "connection-string"},
    {"X", "AccountKey=$b85$==", SECRET_YES, "connection-string"},
    {"X", "SharedAccessKey=$b42$=", SECRET_YES, "connection-string"},
    {"X", "Server=s;Password=your-password", SECRET_PLACEHOLDER, "password"},
    {"X", "AccountName=acme;AccountKey=$a20$", SECRET_YES, "connection-string"},
    /* nobody's business */
    {"AlertDefaultPhoneNumber", "0400000000", SECRET_PERSONAL, "number of a person"},
    {"Contact", "+61 400 000 000", SECRET_PERSONAL, "person"},
    {"Sender", "someone@acme.org", SECRET_PERSONAL, "person"},
    /* random under a name that does not say so */
    {"Thing", "Zx9Qw8Er7Ty6Ui5Op4As3Df2", SECRET_OPAQUE, "entropy"},
    {"Thing", "$h32$", SECRET_OPAQUE, "entropy"},
};

static void test_classify(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf value = fill(rows[i].value);
        struct secret_class c = secret_classify(str_from(rows[i].name), buf_str(&value));
        if (c.verdict != rows[i].verdict || strcmp(c.pattern, rows[i].pattern) != 0)
            fail_msg("%s = %s: verdict %d, pattern %s", rows[i].name, rows[i].value,
                     (int)c.verdict, c.pattern);
        buf_release(&value);
    }
}

/* A form that is one byte too short is not the form. */
static void test_short_forms(void **state)
{
    (void)state;
    static const char *const almost[] = {"AKIA$u15$", "ghp_$a35$", "glpat-$w19$", "AIza$w34$", "npm_$a35$", "hvs.$w23$",
        "SG.$w19$.$w43$", "$d7$:AA$w33$", "a://b:$a2$@c"};
    for (size_t i = 0; i < COUNT(almost); i++) {
        struct buf value = fill(almost[i]);
        if (secret_in_text(buf_str(&value)))
            fail_msg("%s: %s", almost[i], secret_in_text(buf_str(&value)));
        buf_release(&value);
    }
}

static void test_length_and_show(void **state)
{
    (void)state;
    assert_string_equal(secret_classify(STR("a"), STR("")).length, "0");
    assert_string_equal(secret_classify(STR("a"), STR("1234567")).length, "1-7");
    assert_string_equal(secret_classify(STR("a"), STR("12345678")).length, "8-15");
    assert_true(secret_value_is_showable(STR("QueueName"), STR("orders")));
    assert_false(secret_value_is_showable(STR("Password"), STR("orders-and-more")));
    assert_false(secret_value_is_showable(STR("Url"), STR("https://a.b/c?d=e")));
    assert_false(secret_value_is_showable(STR("Text"), STR("a\nb")));
    assert_false(secret_value_is_showable(STR("Phone"), STR("0400000000")));
}

static void test_entropy(void **state)
{
    (void)state;
    assert_int_equal(secret_entropy(STR("")), 0);
    assert_int_equal(secret_entropy(STR("aaaa")), 0);
    assert_in_range(secret_entropy(STR("abab")), 999, 1000);
    assert_in_range(secret_entropy(STR("abcdefgh")), 2999, 3000);
    assert_in_range(secret_entropy(STR("aab")), 917, 919); /* 0.918 bit */
}

/* A long hostile text of starts that never end costs linear time: 1 MiB within the test run. */
static void test_linear(void **state)
{
    (void)state;
    static const char *const parts[] = {"eyJ", "://", "sk-", "AIza", "://a:", "key-", "+", "8Q~"};
    for (size_t p = 0; p < COUNT(parts); p++) {
        struct buf text = {0};
        while (text.len < 1024 * 1024)
            buf_puts(&text, parts[p]);
        secret_in_text(buf_str(&text));
        buf_release(&text);
    }
}

static const struct link {
    const char *text;
    enum connection_service service;
    const char *account, *entity, *policy;
    bool keyed;
    unsigned rights;
} links[] = {
    {"DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=$b86$==;EndpointSuffix=core.windows.net",
     CONNECTION_STORAGE, "acme", "", "", true, RIGHT_READ | RIGHT_WRITE | RIGHT_DELETE},
    {" accountname = acme ; accountkey = k= ", CONNECTION_STORAGE, "acme", "", "", true,
     RIGHT_READ | RIGHT_WRITE | RIGHT_DELETE},
    {"UseDevelopmentStorage=true", CONNECTION_EMULATOR, "", "", "", false, 0},
    {"AccountName=devstoreaccount1;AccountKey=$b86$==", CONNECTION_EMULATOR, "", "", "", false, 0},
    {"BlobEndpoint=https://acme.blob.core.windows.net/;SharedAccessSignature=sv=1&sp=rl&sig=$a44$",
     CONNECTION_STORAGE, "acme", "", "", true, RIGHT_READ},
    {"https://acme.blob.core.windows.net/box?sv=1&sp=racwd&sig=$a44$", CONNECTION_STORAGE, "acme",
     "box", "", true, RIGHT_READ | RIGHT_WRITE | RIGHT_DELETE},
    {"https://acme.queue.core.windows.net", CONNECTION_STORAGE, "acme", "", "", false, 0},
    {"Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;"
     "SharedAccessKey=$b43$=;EntityPath=hub", CONNECTION_SERVICEBUS, "acme", "hub",
     "RootManageSharedAccessKey", true, RIGHT_READ | RIGHT_WRITE | RIGHT_DELETE | RIGHT_ADMIN},
    {"Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=$b43$=",
     CONNECTION_SERVICEBUS, "acme", "", "send", true, 0},
    {"acme.servicebus.windows.net", CONNECTION_SERVICEBUS, "acme", "", "", false, 0},
    {"AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey=$b86$==;", CONNECTION_COSMOS,
     "acme", "", "", true, RIGHT_READ | RIGHT_WRITE | RIGHT_DELETE},
    {"Endpoint=https://acme.service.signalr.net;AccessKey=$b43$=;Version=1.0;", CONNECTION_SIGNALR,
     "acme", "", "", true, 0},
    {"Server=tcp:acme.database.windows.net,1433;Initial Catalog=shop;User ID=u;Password=$a12$;",
     CONNECTION_SQL, "acme", "shop", "", true, 0},
    {"Data Source=localhost;Integrated Security=True;Database=shop", CONNECTION_SQL, "localhost",
     "shop", "", false, 0},
    {"HostName=acme.azure-devices.net;SharedAccessKeyName=iothubowner;SharedAccessKey=$b43$=",
     CONNECTION_IOTHUB, "acme", "", "iothubowner", true,
     RIGHT_READ | RIGHT_WRITE | RIGHT_DELETE | RIGHT_ADMIN},
    {"acme.redis.cache.windows.net:6380,password=$a20$,ssl=True", CONNECTION_REDIS, "acme", "", "",
     true, 0},
    {"amqps://user:$a8$@rabbit.acme.org/vhost", CONNECTION_RABBITMQ, "rabbit.acme.org", "vhost", "",
     true, 0},
    {"mongodb://user:$a8$@acme.mongo.cosmos.azure.com:10255/db?ssl=true", CONNECTION_COSMOS, "acme",
     "db", "", true, RIGHT_READ | RIGHT_WRITE | RIGHT_DELETE},
    {"@Microsoft.KeyVault(SecretUri=https://acme.vault.azure.net/secrets/pass/0123)",
     CONNECTION_VAULT, "acme", "pass", "", false, 0},
    {"@Microsoft.KeyVault(VaultName=acme;SecretName=pass)", CONNECTION_VAULT, "acme", "pass", "",
     false, 0},
    {"https://api.acme.org/v1", CONNECTION_WEB, "api.acme.org", "v1", "", false, 0},
    {"orders", CONNECTION_NONE, "", "", "", false, 0},
    {"", CONNECTION_NONE, "", "", "", false, 0},
    {"a=b;c=d", CONNECTION_NONE, "", "", "", false, 0},
    {"@Microsoft.KeyVault(", CONNECTION_VAULT, "", "", "", false, 0},
    {"://", CONNECTION_NONE, "", "", "", false, 0},
};

static void assert_text(const char *text, struct str got, const char *want)
{
    if (!str_is(got, want))
        fail_msg("%s: '%.*s' instead of '%s'", text, (int)got.len, got.ptr ? got.ptr : "", want);
}

static void test_connections(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(links); i++) {
        struct buf text = fill(links[i].text);
        struct connection c = connection_parse(buf_str(&text));
        if (c.service != links[i].service)
            fail_msg("%s: service %s", links[i].text, connection_service_name(c.service));
        assert_text(links[i].text, c.account, links[i].account);
        assert_text(links[i].text, c.entity, links[i].entity);
        assert_text(links[i].text, c.policy, links[i].policy);
        if (c.keyed != links[i].keyed || c.rights != links[i].rights)
            fail_msg("%s: keyed %d rights %u", links[i].text, c.keyed, c.rights);
        buf_release(&text);
    }
}

/* What has accounts of its own has a type; what only a host or a protocol says has none. */
static void test_service_types(void **state)
{
    (void)state;
    for (int s = 0; s < CONNECTION_SERVICE_COUNT; s++) {
        bool typeless = s == CONNECTION_NONE || s == CONNECTION_MONGO || s == CONNECTION_RABBITMQ ||
                        s == CONNECTION_WEB;
        const char *type = connection_service_type((enum connection_service)s);
        assert_int_equal(strncmp(type, "Microsoft.", 10) != 0, typeless);
        assert_int_equal(*type == 0, typeless);
    }
    assert_string_equal(connection_service_type(CONNECTION_COSMOS),
                        "Microsoft.DocumentDB/databaseAccounts");
}

static void test_end_of_signatures(void **state)
{
    (void)state;
    static const struct {
        const char *text, *end;
    } ends[] = {
        {"https://a.example/f?sv=1&se=2027-01-31T10%3A00Z&sig=abc", "2027-01-31"},
        {"https://a.example/f?sig=abc&se=2027-01-31", "2027-01-31"},
        {"SharedAccessSignature sr=x&sig=abc&se=1900000000&skn=k", "1900000000"},
        {"BlobEndpoint=https://a.example;SharedAccessSignature=sv=1&sig=abc", "never"},
        {"https://a.example/f?si=readers&sig=abc", "policy"},
        {"https://a.example/f?si=readers&se=2027-01-31&sig=abc", "2027-01-31"},
        {"https://a.example/f?use=1&design=2", ""},
        {"https://a.example/f?sig=", ""},
        {"sig", ""},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT(ends); i++) {
        struct str end = secret_signature_end(str_from(ends[i].text));
        if (!str_is(end, ends[i].end))
            fail_msg("%s: %.*s", ends[i].text, (int)end.len, end.ptr);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_classify),       cmocka_unit_test(test_short_forms),
        cmocka_unit_test(test_length_and_show), cmocka_unit_test(test_entropy),
        cmocka_unit_test(test_linear),         cmocka_unit_test(test_connections),
        cmocka_unit_test(test_service_types),
        cmocka_unit_test(test_end_of_signatures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
