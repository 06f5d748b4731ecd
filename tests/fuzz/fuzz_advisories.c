/* SPDX-License-Identifier: MIT */
/* Lock files, advisories and versions. The first byte chooses the lock file; a line "---" ends it, and
 * advisories follow. Besides memory errors it ends on: a vulnerability that names no package or no id, two
 * answers to one question, and lines of the input that are versions whose order contradicts itself. */
#include <stdint.h>
#include <stdlib.h>

#include "advisory_files.h"
#include "lock.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const locks[] = {"package-lock.json", "yarn.lock",    "pnpm-lock.yaml", "Pipfile.lock",
                                    "poetry.lock",       "Gemfile.lock", "go.mod",         "go.sum",
                                    "packages.lock.json"};

static void read_lock(struct packages *p, const struct lock_form *form, struct str text)
{
    struct diags *diags = diags_new();
    struct docs docs = {0};
    packages_set(p, STR("lock"));
    if (form->read_text)
        form->read_text(text, p);
    else if (read_any(text, str_from(form->file), READ_STRICT, diags, &docs) && docs.count)
        form->read_doc(docs.items[0], p);
    docs_release(&docs);
    diags_free(diags);
}

static size_t look_up(const struct packages *p, struct str text)
{
    struct diags *diags = diags_new();
    struct advisories *a = advisories_new(p);
    advisory_files_text(a, text, STR("f"), diags);
    advisories_ready(a);
    size_t found = advisories_found(a);
    for (size_t i = 0; i < found; i++) {
        const struct vulnerability *v = advisories_at(a, i);
        if (v->package >= packages_count(p) || !v->id.len || v->score > 100)
            abort();
    }
    advisories_free(a);
    diags_free(diags);
    return found;
}

/* Every pair both ways; every three, where the order is a total one. */
static void check_order(enum version_scheme s, const struct str *v, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < count; k++) {
            int order = version_compare(s, v[i], v[k]);
            if (order != -version_compare(s, v[k], v[i]) || (i == k && order))
                abort();
            for (size_t m = 0; m < count && s != VERSION_MAVEN && order <= 0; m++)
                if (version_compare(s, v[k], v[m]) <= 0 && version_compare(s, v[i], v[m]) > 0)
                    abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { VERSIONS = 6, LOCKS = sizeof locks / sizeof *locks };
    struct str text = {(const char *)data, size}, versions[VERSIONS];
    size_t count = 0;
    if (!size)
        return 0;
    const struct lock_form *form = lock_form_of(str_from(locks[data[0] % LOCKS]));
    text = str_from_at(text, 1);
    size_t end = str_find(text, STR("\n---\n"));
    struct str lock = str_sub(text, 0, end);
    struct packages *p = packages_new();
    read_lock(p, form, lock);
    for (struct str rest = lock, line; count < VERSIONS && str_cut(&rest, '\n', &line);)
        versions[count++] = line;
    for (int s = 0; s < VERSION_SCHEME_COUNT; s++)
        check_order((enum version_scheme)s, versions, count);
    text = end == STR_NPOS ? STR_NONE : str_from_at(text, end + 5);
    if (look_up(p, text) != look_up(p, text))
        abort();
    packages_free(p);
    return 0;
}
