/* SPDX-License-Identifier: MIT */
#include "secrets.h"

#include "attr.h"
#include "secret_patterns.h"

enum {
    WORDS_MAX = 24,        /* words of a setting's name that are looked at */
    SHOWABLE_BYTES = 120,
    ENTROPY_KEY = 3000,    /* under a name that says so: thousandths of a bit per byte */
    ENTROPY_OPAQUE = 3500, /* under any name */
};

/* log2(n) in 1/65536, n >= 1: integer part by shifts, then squaring for the fraction. Integers, so
 * that the answer is the same on every machine. */
static uint64_t log2_fixed(uint64_t n)
{
    unsigned whole = 0;
    while (n >> (whole + 1))
        whole++;
    uint64_t x = whole > 31 ? n >> (whole - 31) : n << (31 - whole); /* 1.31 fixed point */
    uint64_t result = (uint64_t)whole << 16;
    for (unsigned bit = 16; bit-- > 0;) {
        x = (x * x) >> 31;
        if (x >> 32) {
            x >>= 1;
            result |= (uint64_t)1 << bit;
        }
    }
    return result;
}

unsigned secret_entropy(struct str text)
{
    uint32_t seen[256] = {0};
    uint64_t sum = 0;
    if (!text.len || text.len > UINT32_MAX)
        return 0;
    for (size_t i = 0; i < text.len; i++)
        seen[(unsigned char)text.ptr[i]]++;
    for (size_t i = 0; i < 256; i++)
        if (seen[i])
            sum += seen[i] * log2_fixed(seen[i]);
    uint64_t bits = log2_fixed(text.len) - sum / text.len; /* H = log n - (sum c log c) / n */
    return (unsigned)((bits * 1000) >> 16);
}

static const char *length_class(size_t len)
{
    return len == 0 ? "0" : len < 8 ? "1-7" : len < 16 ? "8-15" : len < 32 ? "16-31"
         : len < 64 ? "32-63" : len < 128 ? "64-127" : "128+";
}

/* --- Names ------------------------------------------------------------------------------------ */
static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The second of several is called as the first: "PASSWORD2", "key2"; "s3" and "ec2" are words. */
static struct str unnumbered(struct str word)
{
    size_t len = word.len;
    while (len && is_digit(word.ptr[len - 1]))
        len--;
    return len >= 3 ? str_sub(word, 0, len) : word;
}

/* "TelstraSMSApiKey_2" -> Telstra SMS Api Key 2. */
static size_t name_words(struct str name, struct str words[WORDS_MAX])
{
    size_t count = 0, start = 0;
    for (size_t i = 0; i <= name.len && count < WORDS_MAX; i++) {
        char c = i < name.len ? name.ptr[i] : '\0', before = i ? name.ptr[i - 1] : '\0';
        bool letter = is_upper(c) || is_lower(c) || is_digit(c);
        bool hump = is_upper(c) && (is_lower(before) || is_digit(before));
        bool last_capital = is_upper(before) && is_upper(c) && i + 1 < name.len &&
                            is_lower(name.ptr[i + 1]);
        if ((!letter || hump || last_capital) && i > start)
            words[count++] = unnumbered(str_sub(name, start, i - start));
        if (!letter)
            start = i + 1;
        else if (hump || last_capital)
            start = i;
    }
    return count;
}

/* The lists are in small letters. Most words differ in the first one. No word is empty. */
static bool is_any(struct str word, const char *const *list)
{
    char first = str_lower(word.ptr[0]);

    for (; *list; list++) {
        if ((*list)[0] == first && str_iis(word, *list))
            return true;
    }
    return false;
}

/* What the name of a setting promises. */
enum promise { PROMISE_NOTHING, PROMISE_PERSON, PROMISE_MAYBE, PROMISE_SECRET };

static enum promise name_promise(struct str name)
{
    static const char *const strong[] = {"password", "passwd", "passphrase", "pwd", "secret",
        "secrets", "apikey", "credential", "credentials", "dsn", "connectionstring", "connstr",
        "accesskey", "privatekey", "clientsecret", "accountkey", "sas", NULL};
    static const char *const weak[] = {"pass", "token", "auth", "jwt", "webhook", "key", "keys",
        "conn", "connection", "authorization", "signature", "sig", NULL};
    static const char *const before_key[] = {"api", "access", "private", "signing", "encryption",
        "account", "shared", "subscription", "consumer", "client", "master", "host", "function",
        "primary", "secondary", "storage", "admin", NULL};
    /* Keys that find something, and open nothing. */
    static const char *const finds[] = {"metadata", "partition", "sort", "hash", "range", "foreign",
        "object", "bucket", "s3", "file", "cache", "index", "item", "row", "lookup", "idempotency",
        "lock", "routing", "feature", "config", "tag", "label", "json", "template", "image", "group",
        "order", "message", "state", "cursor", "translation", NULL};
    static const char *const person[] = {"phone", "phones", "mobile", "cell", "email", "mail",
        "emails", "fax", "recipient", "recipients", "birthday", NULL};
    static const char *const harmless_end[] = {"arn", "name", "id", "url", "uri", "path", "param",
        "parameter", "ttl", "expiry", "header", "alias", "endpoint", "host", "length", "count",
        "enabled", "type", "version", "audience", "issuer", "scope", "scopes", "timeout",
        "prefix", "suffix", "unit", "units", "algorithm", "alg", "format", "region", "seconds",
        "minutes", "hours", "days", "date", NULL};
    struct str words[WORDS_MAX];
    size_t count = name_words(name, words);
    enum promise best = PROMISE_NOTHING;

    if (count && is_any(words[count - 1], harmless_end))
        return PROMISE_NOTHING;
    for (size_t i = 0; i < count; i++) {
        bool two = i + 1 < count;
        if (two && str_istarts(words[i], STR("secret")) && str_iis(words[i + 1], "manager"))
            return PROMISE_NOTHING; /* SECRET_MANAGER_KEY: by which it is found there */
        if (is_any(words[i], strong) ||
            (two && is_any(words[i], before_key) && str_iis(words[i + 1], "key")) ||
            (two && (str_iis(words[i], "connection") || str_iis(words[i], "conn")) &&
             (str_iis(words[i + 1], "string") || str_iis(words[i + 1], "str"))))
            return PROMISE_SECRET;
        bool finder = i > 0 && is_any(words[i - 1], finds) &&
                      (str_iis(words[i], "key") || str_iis(words[i], "keys"));
        if (is_any(words[i], weak) && !finder)
            best = PROMISE_MAYBE;
        else if (best == PROMISE_NOTHING && is_any(words[i], person))
            best = PROMISE_PERSON;
    }
    return best;
}

/* --- Values ----------------------------------------------------------------------------------- */
static bool is_number_or_bool(struct str v)
{
    if (str_iis(v, "true") || str_iis(v, "false") || str_iis(v, "null"))
        return true;
    size_t digits = 0;
    for (size_t i = 0; i < v.len; i++) {
        if (is_digit(v.ptr[i]))
            digits++;
        else if (v.ptr[i] != '.' && v.ptr[i] != ':' && v.ptr[i] != ',' &&
                 !(v.ptr[i] == '-' && i == 0))
            return false; /* 00:05:00 is a number in this sense */
    }
    return digits > 0;
}

static bool is_guid(struct str v)
{
    if (v.len != 36)
        return false;
    for (size_t i = 0; i < v.len; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        char c = str_lower(v.ptr[i]);
        if (dash ? c != '-' : !(is_digit(c) || (c >= 'a' && c <= 'f')))
            return false;
    }
    return true;
}

static bool is_reference(struct str v)
{
    if (str_istarts(v, STR("@Microsoft.")) || str_starts(v, STR("arn:")) ||
        str_find(v, STR("{{resolve:")) != STR_NPOS || str_find(v, STR("${")) != STR_NPOS ||
        str_find(v, STR("$(")) != STR_NPOS || str_find(v, STR("#{")) != STR_NPOS)
        return true;
    if (v.len > 2 && v.ptr[0] == '[' && v.ptr[v.len - 1] == ']' && v.ptr[1] != '"')
        return true; /* a template expression */
    if (v.len > 4 && str_starts(v, STR("__")) && str_ends(v, STR("__")))
        return true;
    return v.len > 2 && v.ptr[0] == '%' && v.ptr[v.len - 1] == '%' &&
           str_chr(str_sub(v, 1, v.len - 2), '%') == STR_NPOS;
}

static bool is_placeholder(struct str v)
{
    static const char *const words[] = {"changeme", "change-me", "change_me", "example", "dummy",
        "placeholder", "xxx", "your-", "your_", "your ", "yourk", "yours", "yourp", "yourc", "todo",
        "insert", "replace", "secret here", "key here", "fill in", "***", "...", NULL};
    if (v.len > 2 && str_chr(v, '<') != STR_NPOS && str_chr(v, '>') != STR_NPOS)
        return true;
    if (v.len > 2 && v.ptr[0] == '{' && v.ptr[v.len - 1] == '}' && v.len < 64 &&
        str_chr(v, ':') == STR_NPOS)
        return true;
    for (const char *const *w = words; *w; w++)
        if (str_ifind(v, str_from(*w)) != STR_NPOS)
            return true;
    return str_iis(v, "test") || str_istarts(v, STR("test-")) || secret_entropy(v) < 1000;
}

bool secret_is_example(struct str v)
{
    static const char *const starts[] = {"your ", "your-", "your_", "change", "replace", "insert ",
                                         "enter ", "todo", NULL};
    for (const char *const *s = starts; *s; s++)
        if (str_istarts(v, str_from(*s)))
            return true;
    return v.len > 2 && str_chr(v, '<') != STR_NPOS && str_chr(v, '>') != STR_NPOS;
}

static bool is_mail(struct str v)
{
    size_t at = str_chr(v, '@');
    return at != STR_NPOS && at > 0 && str_chr(str_from_at(v, at), '.') != STR_NPOS &&
           str_chr(v, ' ') == STR_NPOS && str_find(v, STR("://")) == STR_NPOS;
}

static bool is_phone(struct str v)
{
    size_t digits = 0;
    for (size_t i = 0; i < v.len; i++) {
        if (is_digit(v.ptr[i]))
            digits++;
        else if (!strchr("+-() .;,", v.ptr[i]) || !v.ptr[i])
            return false;
    }
    return digits >= 7 && (digits <= 15 || str_chr(v, ',') != STR_NPOS) &&
           (v.ptr[0] == '+' || v.ptr[0] == '0' || v.ptr[0] == '(');
}

/* Random by its look: capitals, small letters and digits mixed, or a long run of hex digits. */
static bool is_opaque(struct str v)
{
    size_t upper = 0, lower = 0, digits = 0, hex = 0;
    if (v.len < 20 || is_guid(v))
        return false;
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];
        upper += is_upper(c);
        lower += is_lower(c);
        digits += is_digit(c);
        hex += is_digit(c) || (str_lower(c) >= 'a' && str_lower(c) <= 'f');
        if (!is_upper(c) && !is_lower(c) && !is_digit(c) && !strchr("+/=_-~.", c))
            return false;
    }
    if (hex == v.len && v.len >= 24 && digits >= 2 && upper + lower >= 2)
        return true;
    return upper >= 2 && lower >= 2 && digits >= 2 && secret_entropy(v) >= ENTROPY_OPAQUE;
}

static bool is_plain_url(struct str v)
{
    return str_find(v, STR("://")) != STR_NPOS && str_chr(v, '?') == STR_NPOS;
}

/* Keys that everybody has by design: they open an emulator, or only let telemetry in. */
static bool is_public_by_design(struct str name, struct str value)
{
    struct str account;
    return str_ifind(value, STR("UseDevelopmentStorage=true")) != STR_NPOS ||
           (connection_get(value, "AccountName", &account) &&
            str_iis(account, "devstoreaccount1")) ||
           str_iis(name, "APPINSIGHTS_INSTRUMENTATIONKEY") ||
           str_iis(name, "APPLICATIONINSIGHTS_CONNECTION_STRING") ||
           str_istarts(value, STR("InstrumentationKey="));
}

static struct secret_class classify_by_name(struct str name, struct str v)
{
    struct secret_class c = {SECRET_PLAIN, "", length_class(v.len)};
    enum promise promise = name_promise(name);
    if (is_number_or_bool(v)) {
        if (promise == PROMISE_SECRET && v.len >= 4 && is_digit(v.ptr[0]))
            c = (struct secret_class){SECRET_OPAQUE, "name", c.length};
        else if (promise == PROMISE_PERSON || (is_phone(v) && v.len >= 9))
            c = (struct secret_class){SECRET_PERSONAL, "number of a person", c.length};
        return c;
    }
    if (promise >= PROMISE_MAYBE && is_plain_url(v))
        return c;
    if (promise >= PROMISE_MAYBE && is_placeholder(v)) {
        c = (struct secret_class){SECRET_PLACEHOLDER, "name", c.length};
    } else if (promise == PROMISE_SECRET) {
        c = (struct secret_class){SECRET_YES, "name", c.length};
    } else if (promise == PROMISE_MAYBE) {
        bool random = v.len >= 8 && secret_entropy(v) >= ENTROPY_KEY &&
                      str_chr(v, ' ') == STR_NPOS;
        c = (struct secret_class){random ? SECRET_YES : SECRET_OPAQUE,
                                  random ? "entropy" : "name", c.length};
    } else if (is_mail(v) || is_phone(v) || promise == PROMISE_PERSON) {
        c = (struct secret_class){SECRET_PERSONAL, "person", c.length};
    } else if (is_opaque(v)) {
        c = (struct secret_class){SECRET_OPAQUE, "entropy", c.length};
    }
    return c;
}

struct secret_class secret_classify(struct str name, struct str value)
{
    struct str v = str_trim(value), found = STR_NONE;
    const char *length = length_class(v.len), *pattern;

    if (!v.len || is_public_by_design(name, v))
        return (struct secret_class){SECRET_PLAIN, "", length};
    uint64_t set = secret_candidates(v);
    if ((pattern = secret_pattern_find(v, set, false, &found)))
        return (struct secret_class){SECRET_YES, pattern, length};
    if (is_reference(v))
        return (struct secret_class){SECRET_REFERENCE, "reference", length};
    if ((pattern = secret_pattern_find(v, set, true, &found)))
        return (struct secret_class){is_placeholder(found) ? SECRET_PLACEHOLDER : SECRET_YES,
                                     pattern, length};
    struct connection link = connection_parse(v);
    if (link.keyed)
        return (struct secret_class){is_placeholder(v) ? SECRET_PLACEHOLDER : SECRET_YES,
                                     "connection-string", length};
    if (link.service != CONNECTION_NONE && link.service != CONNECTION_WEB)
        return (struct secret_class){SECRET_PLAIN, "", length};
    return classify_by_name(name, v);
}

const char *secret_in_text(struct str text)
{
    struct str found = STR_NONE;
    uint64_t set = secret_candidates(text);
    const char *pattern = NULL;
    if (set)
        pattern = secret_pattern_find(text, set, false, &found);
    if (set && !pattern && (pattern = secret_pattern_find(text, set, true, &found)) &&
        is_placeholder(found))
        pattern = NULL;
    if (!pattern && str_chr(text, '=') != STR_NPOS && connection_parse(text).keyed &&
        !is_placeholder(text) && !is_reference(text))
        pattern = "connection-string";
    return pattern;
}

bool secret_value_is_showable(struct str name, struct str value)
{
    if (!value.len || value.len > SHOWABLE_BYTES || str_chr(value, '?') != STR_NPOS)
        return false;
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.ptr[i] < ' ' || value.ptr[i] == 127)
            return false;
    return secret_classify(name, value).verdict == SECRET_PLAIN;
}

/* --- Signed addresses -------------------------------------------------------------------------- */

/* The value of "key=" behind a '?', '&', ';', blank or '='; false: not there. */
static bool query_get(struct str text, struct str key, struct str *value)
{
    for (size_t at = 0; at + key.len <= text.len; at++) {
        bool head = at == 0 || strchr("?&; =", text.ptr[at - 1]);
        if (!head || !str_ieq(str_sub(text, at, key.len), key))
            continue;
        size_t from = at + key.len, end = from;
        while (end < text.len && !strchr("&; ", text.ptr[end]))
            end++;
        *value = str_sub(text, from, end - from);
        return value->len > 0;
    }
    return false;
}

struct str secret_signature_end(struct str value)
{
    struct str found;
    if (!query_get(value, STR("sig="), &found))
        return STR("");
    if (!query_get(value, STR("se="), &found))
        return query_get(value, STR("si="), &found) ? STR("policy") : STR("never");
    size_t digits = 0;
    while (digits < found.len && found.ptr[digits] >= '0' && found.ptr[digits] <= '9')
        digits++;
    return digits == found.len ? found : str_sub(found, 0, 10);
}
