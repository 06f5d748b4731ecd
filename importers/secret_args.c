/* SPDX-License-Identifier: MIT */
#include "secret_args.h"

#include <string.h>

#include "attr.h"
#include "secrets.h"

enum place { BEHIND = 1, GLUED = 2, PAIR = 4 }; /* a word of its own, in the same word, name:secret */

/* What options of programs mean. verb: a word between program and option; NULL: any. option NULL: the
 * word behind the program or verb, after so many others. */
static const struct {
    const char *program, *verb, *option;
    unsigned char place, skip;
} rows[] = {
    {"mysql", NULL, "-p", GLUED, 0},        {"mysqldump", NULL, "-p", GLUED, 0},
    {"mysqladmin", NULL, "-p", GLUED, 0},   {"mysqlimport", NULL, "-p", GLUED, 0},
    {"mysqlcheck", NULL, "-p", GLUED, 0},   {"mysqlsh", NULL, "-p", GLUED, 0},
    {"mariadb", NULL, "-p", GLUED, 0},      {"mariadb-dump", NULL, "-p", GLUED, 0},
    {"mongo", NULL, "-p", BEHIND, 0},       {"mongosh", NULL, "-p", BEHIND, 0},
    {"mongodump", NULL, "-p", BEHIND, 0},   {"mongorestore", NULL, "-p", BEHIND, 0},
    {"mongoimport", NULL, "-p", BEHIND, 0}, {"mongoexport", NULL, "-p", BEHIND, 0},
    {"sshpass", NULL, "-p", BEHIND | GLUED, 0},
    {"docker", "login", "-p", BEHIND | GLUED, 0},
    {"podman", "login", "-p", BEHIND | GLUED, 0},
    {"az", "login", "-p", BEHIND, 0},       {"oc", "login", "-p", BEHIND, 0},
    {"cf", "login", "-p", BEHIND, 0},       {"redis-cli", NULL, "-a", BEHIND, 0},
    {"curl", NULL, "-u", BEHIND | GLUED | PAIR, 0},
    {"curl", NULL, "--user", BEHIND | PAIR, 0},
    {"curl", NULL, "--proxy-user", BEHIND | PAIR, 0},
    {"ldapsearch", NULL, "-w", BEHIND, 0},  {"ldapadd", NULL, "-w", BEHIND, 0},
    {"ldapmodify", NULL, "-w", BEHIND, 0},  {"ldappasswd", NULL, "-s", BEHIND, 0},
    {"aws", "configure", "aws_secret_access_key", BEHIND, 0},
    {"aws", "configure", "aws_session_token", BEHIND, 0},
    {"net", "user", NULL, BEHIND, 1},       {"rabbitmqctl", "add_user", NULL, BEHIND, 1},
    {"rabbitmqctl", "change_password", NULL, BEHIND, 1},
    {"ConvertTo-SecureString", NULL, NULL, BEHIND, 0},
    {"ConvertTo-SecureString", NULL, "-String", BEHIND, 0},
};

struct secret_args secret_args_of(struct str text)
{
    return (struct secret_args){.text = text};
}

/* --- Words ------------------------------------------------------------------------------------ */

static char sign(const struct secret_args *s, size_t i)
{
    return i < s->text.len ? s->text.ptr[i] : '\n';
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

static bool ends_word(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || is_quote(c) || strchr("|;&()<>`\\,[]", c);
}

static void end_program(struct secret_args *s, bool pipe)
{
    s->before = pipe ? s->last : STR_NONE;
    s->last = s->name = STR_NONE;
    s->program = s->skip = 0;
}

/* Two bytes or more of a text that is written with escapes, at a backslash; the last of them. */
static void escape(struct secret_args *s)
{
    char next = sign(s, s->at + 1);
    bool line = next == '\\' && sign(s, s->at + 2) == '\\' && sign(s, s->at + 3) == 'n';
    if (next == 'n')
        end_program(s, false);
    if (line)
        s->at += 3;
    else if (next == 'n' || next == 'r' || next == 't' || next == '\n' || next == '\\')
        s->at++;
}

/* Past blanks, quotes and ends of programs, to the next word, or the value that something waits for. */
static bool find_word(struct secret_args *s)
{
    for (; s->at < s->text.len; s->at++) {
        char c = s->text.ptr[s->at];
        if (!ends_word(c))
            return true;
        if (c == '\\') {
            escape(s);
        } else if (is_quote(c)) {
            if (s->name.len && !s->skip)
                return s->at++, true;
        } else if (c == '\n' || strchr("|;&`()", c)) {
            end_program(s, c == '|' && sign(s, s->at + 1) != '|');
        }
    }
    return false;
}

/* A value in quotes goes up to the same quote. */
static struct str word_at(struct secret_args *s, bool value)
{
    size_t from = s->at, end = from;
    char quote = value && from && is_quote(sign(s, from - 1)) ? sign(s, from - 1) : '\0';
    for (; end < s->text.len; end++) {
        char c = s->text.ptr[end];
        if (quote ? c == quote || c == '\n' || c == '\\' : ends_word(c))
            break;
    }
    s->at = end;
    return str_sub(s->text, from, end - from);
}

/* An option that stands in quotes of its own. */
static void leave_quotes(struct secret_args *s, struct str word)
{
    size_t from = (size_t)(word.ptr - s->text.ptr);
    char quote = from ? sign(s, from - 1) : ' ';
    if (is_quote(quote) && sign(s, s->at) == '\\' && sign(s, s->at + 1) == quote)
        s->at += 2;
    else if (is_quote(quote) && sign(s, s->at) == quote)
        s->at++;
}

/* --- Options ---------------------------------------------------------------------------------- */

static struct str base_of(struct str word)
{
    size_t slash = str_rchr(word, '/');
    struct str base = slash == STR_NPOS ? word : str_from_at(word, slash + 1);
    return str_iends(base, STR(".exe")) ? str_sub(base, 0, base.len - 4) : base;
}

/* "--db-password": is what follows a secret? Not what says where it is, or that it comes by itself. */
static bool names_secret(struct str option)
{
    static const char *const also[] = {"pass", "storepass", "keypass", "srcstorepass", "deststorepass"};
    static const char *const never[] = {"stdin", "file", "prompt", "policy", "env", "length", "hash",
                                        "field", "store", "from", "location", "manager", "name", "id",
                                        "provider", "type", "reset", "rotation"};
    for (size_t i = 0; i < COUNT(never); i++)
        if (str_iends(option, str_from(never[i])))
            return false;
    for (size_t i = 0; i < COUNT(also); i++)
        if (str_iis(option, also[i]))
            return true;
    struct secret_class c = secret_classify(option, STR("Zk3vQ9xw2LmN8rT4"));
    return c.verdict == SECRET_YES && str_is(str_from(c.pattern), "name");
}

/* "PASSWORD", "DB_PASSWORD": to be filled in. */
static bool is_shouted(struct str word)
{
    for (size_t i = 0; i < word.len; i++)
        if ((word.ptr[i] < 'A' || word.ptr[i] > 'Z') && word.ptr[i] != '_')
            return false;
    return true;
}

static bool give(struct secret_args *s, struct str value, bool pair, struct secret_argument *found)
{
    struct str name = s->name;
    size_t from = (size_t)(value.ptr - s->text.ptr);
    char before = from ? sign(s, from - 1) : ' ';
    bool quoted = is_quote(before), needs = s->quotes;
    s->name = STR_NONE;
    s->quotes = false;
    if (pair) {
        size_t colon = str_chr(value, ':');
        if (colon == STR_NPOS || !colon)
            return false;
        value = str_from_at(value, colon + 1);
    }
    if (str_empty(value) || strchr("$%{[<", value.ptr[0]) || str_starts(value, STR("//")) ||
        str_starts(value, STR("id=")) || str_starts(value, STR("pass:")))
        return false;
    if ((needs && !quoted) || (!quoted && (before == '<' || before == '[' || is_shouted(value))))
        return false;
    bool known = s->program && str_is(name, "password");
    struct str program = known ? str_from(rows[s->program - 1].program) : STR("");
    s->program = 0; /* what it runs may have options of the same letter */
    *found = (struct secret_argument){name, program, value, quoted};
    return true;
}

static void wait_for(struct secret_args *s, struct str name, bool pair, size_t skip)
{
    s->name = name;
    s->pair = pair;
    s->skip = skip;
    s->quotes = false;
}

static bool verb_seen(const struct secret_args *s, size_t row)
{
    return !rows[row].verb || str_iis(s->before, rows[row].verb);
}

/* A word that begins with the option of a row of the program at hand. */
static bool short_option(struct secret_args *s, struct str word, struct secret_argument *found)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        bool here = s->program && str_is(str_from(rows[s->program - 1].program), rows[i].program);
        if (!here || !rows[i].option || !verb_seen(s, i))
            continue;
        struct str option = str_from(rows[i].option);
        bool whole = str_eq(word, option);
        bool pair = (rows[i].place & PAIR) != 0;
        if (whole && rows[i].place & BEHIND) {
            wait_for(s, STR("password"), pair, 0);
            return false;
        }
        if (whole && rows[i].place & GLUED && is_quote(sign(s, s->at))) { /* -p"x" */
            wait_for(s, STR("password"), pair, 0);
            return false;
        }
        if (rows[i].place & GLUED && str_starts(word, option) && word.len > option.len &&
            option.len == 2) {
            s->name = STR("password");
            return give(s, str_from_at(word, option.len), pair, found);
        }
    }
    return false;
}

static void long_option(struct secret_args *s, struct str word)
{
    enum { LETTERS = 4 };
    struct str name = str_from_at(word, str_starts(word, STR("--")) ? 2 : 1);
    if (name.len >= LETTERS && str_chr(name, '=') == STR_NPOS && names_secret(name))
        wait_for(s, name, false, 0);
}

/* A program, a verb of it, or any other word. */
static bool plain_word(struct secret_args *s, struct str word, struct secret_argument *found)
{
    struct str base = base_of(word);
    bool first = str_empty(s->last) || str_is(s->last, "sudo");
    if (first && s->before.len && (str_is(base, "chpasswd") || str_is(base, "passwd"))) {
        s->name = STR("password");
        return give(s, s->before, str_is(base, "chpasswd"), found);
    }
    bool quoted = (sign(s, s->at) == ' ' && is_quote(sign(s, s->at + 1))) ||
                  (sign(s, s->at) == ' ' && sign(s, s->at + 1) == '\\');
    bool sql = str_iis(word, "PASSWORD") || (str_iis(word, "BY") && str_iis(s->last, "IDENTIFIED"));
    if (sql && quoted) {
        wait_for(s, STR("password"), false, 0);
        s->quotes = true;
        return false;
    }
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (!str_iis(base, rows[i].program))
            continue;
        s->program = i + 1;
        s->before = STR_NONE;
        if (!rows[i].verb && !rows[i].option)
            wait_for(s, STR("password"), false, rows[i].skip);
        return false;
    }
    for (size_t i = 0; s->program && i < COUNT(rows); i++) {
        bool here = str_is(str_from(rows[s->program - 1].program), rows[i].program);
        if (!here || !rows[i].verb || !str_iis(word, rows[i].verb))
            continue;
        s->before = word;
        if (!rows[i].option)
            wait_for(s, STR("password"), false, rows[i].skip);
        return false;
    }
    return short_option(s, word, found);
}

bool secret_args_next(struct secret_args *s, struct secret_argument *found)
{
    while (find_word(s)) {
        bool value = s->name.len && !s->skip, got = false;
        struct str word = word_at(s, value);
        bool option = word.len > 1 && word.ptr[0] == '-';
        bool quoted = value && word.ptr > s->text.ptr && is_quote(word.ptr[-1]);
        if (s->name.len && s->skip) {
            s->skip -= !option;
        } else if (value && (!option || quoted)) {
            s->at += quoted;
            got = give(s, word, s->pair, found);
        } else if (option) {
            s->name = STR_NONE;
            got = short_option(s, word, found);
            if (!got && !s->name.len)
                long_option(s, word);
            leave_quotes(s, word);
        } else {
            got = plain_word(s, word, found);
        }
        s->last = word;
        if (got)
            return true;
    }
    return false;
}
