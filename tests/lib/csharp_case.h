/* SPDX-License-Identifier: MIT */
/* csharp_case.h - one row of a table test: C# sources and the facts that they must give.
 * Sources: one text of several files; a line "//// name.cs" begins the next one.
 * Facts:   lines of csharp_dump(), each with a line feed.
 */
#ifndef FAASMAP_CSHARP_CASE_H
#define FAASMAP_CSHARP_CASE_H

#include <stddef.h>

struct csharp_case {
    const char *name, *code, *facts;
};

/* A timer function f with this body in class F of namespace T. */
#define CS_HEAD                                                                                    \
    "using System; using System.Net.Http; using Microsoft.WindowsAzure.Storage;\n"
#define CS_RUN(members, body)                                                                      \
    CS_HEAD "namespace T { public static class F { " members                                       \
            "\n[FunctionName(\"f\")] public static async Task Run("                                \
            "[TimerTrigger(\"0 * * * * *\")] TimerInfo t) {\n" body "\n} } }\n"
#define CS_ACCOUNT "var a = CloudStorageAccount.Parse(Environment.GetEnvironmentVariable(\"S\"));\n"
#define CS_USES(setting) "f use-setting setting " setting "\n"

/* Scans the files of a case, in this order or backwards, and compares (cmocka). */
void csharp_check(const struct csharp_case *c, unsigned what);
void csharp_check_all(const struct csharp_case *rows, size_t count, unsigned what);

#endif
