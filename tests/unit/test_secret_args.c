/* SPDX-License-Identifier: MIT */
/* Values behind options of scripts: which are found, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "buf.h"
#include "mem.h"
#include "secret_args.h"

/* "name=value", a blank between several; '...' around the value if it stands in quotes. */
static const struct {
    const char *text, *want;
} rows[] = {
    {"app --password hunter2 --user bob", "password=hunter2"},
    {"app --password=hunter2", ""}, /* an assignment: others look for those */
    {"app --db-password 'hun ter2' -v", "db-password='hun ter2'"},
    {"app --password \\\n  hunter2", "password=hunter2"},
    {"app --password\n  hunter2", ""},
    {"app --password --user bob1", ""},
    {"app --password '' bob1", ""},
    {"app --password '-x1'", "password='-x1'"},
    {"app --password -x1", ""},
    {"app --password $P1 --secret \"${P1}\" --api-key $(cat p1)", ""},
    {"app --password %P1%", ""},
    {"app --password <password1> --secret [x1]", ""},
    {"app --password DB_PASSWORD", ""},
    {"app --password-stdin host1 --password-file p1 --secret-id s1 --secrets-manager m1", ""},
    {"build --secret id=x1", ""},
    {"app --port 8080 --token-type b1 -password hunter2", "password=hunter2"},
    {"New-Thing -Password Passw0rd -Name x1", "Password=Passw0rd"},
    {"[\"app\", \"--password\", \"hunter2\", \"-v\"]", "password='hunter2'"},
    {"{\"cmd\": \"app --password \\\"hunter2\\\" -v\"}", "password='hunter2'"},
    {"{\"cmd\": \"app --password\\nhunter2\"}", ""},
    {"{\"cmd\": \"app --password \\\\\\n hunter2\"}", "password=hunter2"},
    /* A short option means what its program says. */
    {"mysql -u root -psecret1 db", "password=secret1"},
    {"sudo /usr/bin/mysqldump.exe -p\"se cret1\" db", "password='se cret1'"},
    {"mysql -u root -p secret1", ""}, /* the name of a database */
    {"mysql -p; ls -psecret1", ""},
    {"mysql -P 3306 -psecret1 | tar -px1", "password=secret1"},
    {"mkdir -psecret1 && docker run -p 8080:80 x1", ""},
    {"- mysql -psecret1", "password=secret1"},
    {"docker exec db mysql -psecret1", "password=secret1"},
    {"docker login -u bob -p secret1 host", "password=secret1"},
    {"docker run -p secret1 && docker login", ""},
    {"mongo -u bob -p secret1", "password=secret1"},
    {"redis-cli -a secret1 ping", "password=secret1"},
    {"sshpass -psecret1 ssh -p 22 a@b", "password=secret1"},
    {"sshpass -p secret1 ssh a@b", "password=secret1"},
    {"curl -u bob:secret1 https://h/x1", "password=secret1"},
    {"curl -ubob:secret1 h", "password=secret1"},
    {"curl --user 'bob:sec ret1' h", "password='sec ret1'"},
    {"curl -u bob h:1", ""},
    {"curl -u $U:$P1 h", ""},
    {"curl -u bob: h", ""},
    {"aws configure set aws_secret_access_key secret1", "password=secret1"},
    {"net user bob secret1 /add", "password=secret1"},
    {"rabbitmqctl add_user bob secret1", "password=secret1"},
    {"ConvertTo-SecureString \"secret1\" -AsPlainText", "password='secret1'"},
    {"ConvertTo-SecureString -String 'secret1' -Force", "password='secret1'"},
    {"keytool -storepass secret1 -keypass secret2", "storepass=secret1 keypass=secret2"},
    /* What goes through a pipe. */
    {"echo \"bob:secret1\" | sudo chpasswd", "password='secret1'"},
    {"echo secret1 | passwd --stdin bob", "password=secret1"},
    {"echo x1 | grep -v y1 /etc/passwd", ""},
    {"cat /etc/passwd | x", ""},
    /* SQL. */
    {"CREATE USER a IDENTIFIED BY 'secret1';", "password='secret1'"},
    {"mysql -e \"ALTER USER a identified by \\'secret1\\'\"", "password='secret1'"},
    {"ALTER USER a WITH PASSWORD 'secret1'", "password='secret1'"},
    {"it is identified by number1, the password is x1", ""},
    {"", ""}, {"-", ""}, {"--", ""}, {"--password", ""}, {"--password \"", ""}, {"mysql -p\"", ""},
    {"\\", ""}, {"echo |", ""}, {"| chpasswd", ""}, {"curl -u :", ""},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct secret_args args = secret_args_of(str_from(rows[i].text));
        struct secret_argument found;
        struct buf out = {0};
        while (secret_args_next(&args, &found)) {
            buf_puts(&out, out.len ? " " : "");
            buf_add(&out, found.name);
            buf_puts(&out, found.quoted ? "='" : "=");
            buf_add(&out, found.value);
            buf_puts(&out, found.quoted ? "'" : "");
        }
        buf_putc(&out, '\0');
        if (strcmp(out.ptr, rows[i].want) != 0)
            fail_msg("%s\n  gives %s\n  not   %s", rows[i].text, out.ptr, rows[i].want);
        buf_release(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
