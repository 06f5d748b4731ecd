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

static bool is_written(const struct files *files, struct str folder, const char *what)
{
    char path[4096];
    size_t first, end, len = strlen(what);
    if (folder.len + len >= sizeof path)
        return false;
    memcpy(path, folder.ptr, folder.len);
    memcpy(path + folder.len, what, len + 1);
    struct str label = {path, folder.len + len};
    if (what[len - 1] != '/')
        return files_find(files, label, &first);
    files_below(files, str_sub(label, 0, label.len - 1), &first, &end);
    return first < end;
}

void programs_say(const struct files *files, struct diags *diags)
{
    for (size_t i = 0; i < files_count(files); i++) {
        struct str label = files_label(files, i);
        size_t slash = str_rchr(label, '/'), at = slash == STR_NPOS ? 0 : slash + 1;
        for (size_t k = 0; k < COUNT(programs); k++)
            if (str_is(str_from_at(label, at), programs[k].name) &&
                !is_written(files, str_sub(label, 0, at), programs[k].written))
                diags_add(diags, DIAG_NOTE, (struct origin){.file = label}, "%s", programs[k].says);
    }
}
