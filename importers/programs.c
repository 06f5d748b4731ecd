/* SPDX-License-Identifier: MIT */
#include "programs.h"

#include "mem.h"

/* written: what the command leaves beside it; if that is there, nothing has to be said. */
static const struct program {
    const char *name, *written, *says;
} programs[] = {
    {"cdk.json", "cdk.out/", "an application of the CDK: `cdk synth` writes its templates into cdk.out"},
    {"serverless.cjs", "serverless.yml", "a program: `serverless print` writes the configuration as YAML"},
    {"serverless.js", "serverless.yml", "a program: `serverless print` writes the configuration as YAML"},
    {"serverless.mjs", "serverless.yml", "a program: `serverless print` writes the configuration as YAML"},
    {"serverless.ts", "serverless.yml", "a program: `serverless print` writes the configuration as YAML"},
};

/* head: a folder with its slash, or a file's name without its ending. */
static bool is_written(const struct files *files, struct str head, const char *what)
{
    char path[4096];
    size_t first, end, len = strlen(what);
    if (head.len + len >= sizeof path)
        return false;
    memcpy(path, head.ptr, head.len);
    memcpy(path + head.len, what, len + 1);
    struct str label = {path, head.len + len};
    if (what[len - 1] != '/')
        return files_find(files, label, &first);
    files_below(files, str_sub(label, 0, label.len - 1), &first, &end);
    return first < end;
}

/* Languages that are not read; of many files of one the first is named. made: the ending of what stands beside
 * a file once its command was run, NULL: there is none. */
static const struct language {
    const char *end, *made, *says;
} languages[] = {
    {".bicep", ".json", "Bicep is not read: `az bicep build` writes the ARM template, which is"},
    {".tf", NULL, "Terraform is not read yet"},
};

static void say_language(const struct files *files, const struct language *l, struct diags *diags)
{
    struct str first = {0};
    size_t count = 0;
    for (size_t i = 0; i < files_count(files); i++) {
        struct str label = files_label(files, i);
        struct str end = str_from(l->end);
        if (!str_ends(label, end) ||
            (l->made && is_written(files, str_sub(label, 0, label.len - end.len), l->made)))
            continue;
        first = count++ ? first : label;
    }
    if (count > 1)
        diags_add(diags, DIAG_NOTE, (struct origin){.file = first}, "%s (%zu files)", l->says, count);
    else if (count)
        diags_add(diags, DIAG_NOTE, (struct origin){.file = first}, "%s", l->says);
}

void programs_say(const struct files *files, struct diags *diags)
{
    for (size_t k = 0; k < COUNT(languages); k++)
        say_language(files, &languages[k], diags);
    for (size_t i = 0; i < files_count(files); i++) {
        struct str label = files_label(files, i);
        size_t slash = str_rchr(label, '/'), at = slash == STR_NPOS ? 0 : slash + 1;
        for (size_t k = 0; k < COUNT(programs); k++)
            if (str_is(str_from_at(label, at), programs[k].name) &&
                !is_written(files, str_sub(label, 0, at), programs[k].written))
                diags_add(diags, DIAG_NOTE, (struct origin){.file = label}, "%s", programs[k].says);
    }
}
