/* SPDX-License-Identifier: MIT */
/* The orders of versions, from their specifications: each chain is ascending, and every pair of it is
 * compared both ways; each line of equals is one version in several spellings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "attr.h"
#include "version.h"

enum { LONGEST = 40 };

struct chain {
    enum version_scheme scheme;
    const char *versions[LONGEST]; /* NULL at the end */
};

static const struct chain ascending[] = {
    /* semver.org, item 11 */
    {VERSION_SEMVER, {"1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
                      "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "2.0.0", "2.1.0", "2.1.1"}},
    {VERSION_SEMVER, {"1.0.0-2", "1.0.0-10", "1.0.0-A", "1.0.0-a", "1.0.0-a-b", "1.0.0", "1.0.9",
                      "1.0.10", "99999999999999999999.0.0", "100000000000000000000.0.0"}},
    /* peps.python.org/pep-0440, "Summary of permitted suffixes and relative ordering" */
    {VERSION_PEP440, {"1.dev0", "1.0.dev456", "1.0a1", "1.0a2.dev456", "1.0a12.dev456", "1.0a12",
                      "1.0b1.dev456", "1.0b2", "1.0b2.post345.dev456", "1.0b2.post345",
                      "1.0rc1.dev456", "1.0rc1", "1.0", "1.0+abc.5", "1.0+abc.7", "1.0+5",
                      "1.0.post456.dev34", "1.0.post456", "1.0.15", "1.1.dev1"}},
    {VERSION_PEP440, {"2013.10", "2014.4", "1!0.5", "1!1.0", "2!0.1"}},
    {VERSION_PEP440, {"1.0+ubuntu", "1.0+ubuntu.1", "1.0+ubuntu.2", "1.0+1", "1.0+1.1", "1.0+10"}},
    /* go.dev/ref/mod#versions */
    {VERSION_GO, {"v0.0.0-20191109021931-daa7c04131f5", "v0.0.0", "v1.2.3-pre",
                  "v1.2.3-pre.0.20191109021931-daa7c04131f5", "v1.2.3", "v1.2.4-0.20191109021931-daa7c04131f5",
                  "v1.2.4", "v1.10.0", "v2.0.0+incompatible", "v2.0.1"}},
    /* Maven, "Version Order Specification" and its examples */
    {VERSION_MAVEN, {"1", "1.1"}},
    {VERSION_MAVEN, {"1-alpha", "1-beta", "1-milestone", "1-rc", "1-snapshot", "1", "1-sp", "1-abc", "1-xyz"}},
    {VERSION_MAVEN, {"1-foo2", "1-foo10"}},
    {VERSION_MAVEN, {"1.foo", "1-1", "1.1"}},
    {VERSION_MAVEN, {"1-ga", "1-sp"}},
    {VERSION_MAVEN, {"1-ga.1", "1-sp.1"}},
    {VERSION_MAVEN, {"1-sp-1", "1-ga-1"}},
    {VERSION_MAVEN, {"2.0-rc1", "2.0-rc2", "2.0", "2.0.1-SNAPSHOT", "2.0.1", "2.9.9", "2.10.0", "2.10.0.1"}},
    {VERSION_MAVEN, {"4.1.42.Final", "4.1.43.Final", "4.2.0.Alpha1", "4.2.0.Beta1", "4.2.0.CR1", "4.2.0.Final"}},
    /* NuGet, "Version ordering" and "Normalized version numbers" */
    {VERSION_NUGET, {"1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-Alpha.2", "1.0.0-beta", "1.0.0-rc.1", "1.0.0",
                     "1.0.0.1", "1.0.0.10", "1.0.1", "1.1.0-aaa", "1.1.0-BBB", "1.1.0"}},
    /* Gem::Version */
    {VERSION_GEM, {"0.9", "1.0.a", "1.0.a9", "1.0.a10", "1.0.b1", "1.0.pre.a", "1.0-rc1", "1.0", "1.0.1",
                   "1.9", "1.10", "2.0.0.rc1", "2.0.0"}},
};

static const struct chain equal[] = {
    {VERSION_SEMVER, {"1.0.0", "1.0.0+20130313144700", "1.0", "1", "01.0.0"}},
    {VERSION_SEMVER, {"1.0.0-beta+exp.sha.5114f85", "1.0.0-beta"}},
    /* PEP 440, "Normalization" */
    {VERSION_PEP440, {"1.1rc1", "1.1RC1", "1.1.rc1", "1.1-rc1", "1.1_rc.1", "1.1c1", "1.1pre1",
                      "1.1preview1", "v1.1rc1", " 1.1rc1 ", "0!1.1rc1", "1.1.0rc1"}},
    {VERSION_PEP440, {"1.2a0", "1.2a", "1.2alpha", "1.2-alpha0"}},
    {VERSION_PEP440, {"1.2.post2", "1.2-post2", "1.2post2", "1.2-2", "1.2.rev2", "1.2r2"}},
    {VERSION_PEP440, {"1.2.dev2", "1.2-dev2", "1.2dev2", "1.2.0.dev02"}},
    {VERSION_PEP440, {"1.0+ubuntu.1", "1.0+ubuntu-1", "1.0+UBUNTU_1"}},
    {VERSION_GO, {"v1.2.3", "1.2.3"}},
    {VERSION_GO, {"v2.0.0+incompatible", "2.0.0"}},
    {VERSION_MAVEN, {"1", "1.0", "1.0.0", "1-0", "1.ga", "1-ga", "1.final", "1-FINAL", "1.release", "1..0"}},
    {VERSION_MAVEN, {"1-a1", "1-alpha-1", "1a1", "1.0.0-alpha1", "1-ALPHA1"}},
    {VERSION_MAVEN, {"1-cr1", "1-rc1"}},
    {VERSION_MAVEN, {"1.foo", "1-foo", "1foo"}},
    {VERSION_NUGET, {"1.0.0", "1.0", "1", "1.0.0.0", "1.0.0+build", "1.00.0"}},
    {VERSION_NUGET, {"1.0.0-RC1", "1.0.0-rc1"}},
    {VERSION_GEM, {"1", "1.0", "1.0.0", " 1 "}},
    {VERSION_GEM, {"1.0.a", "1.a", "1.0.0.a", "1.a.0"}},
    {VERSION_GEM, {"1.0-1", "1.0.pre.1"}},
};

static void check(const struct chain *c, size_t i, size_t k, int want)
{
    struct str a = str_from(c->versions[i]), b = str_from(c->versions[k]);
    assert_true(version_is_valid(c->scheme, a) && version_is_valid(c->scheme, b));
    int got = version_compare(c->scheme, a, b);
    if (got != want)
        fail_msg("scheme %d: %s against %s: want %d, got %d", (int)c->scheme, c->versions[i],
                 c->versions[k], want, got);
}

static void test_orders(void **state)
{
    (void)state;
    for (size_t n = 0; n < COUNT(ascending); n++)
        for (size_t i = 0; ascending[n].versions[i]; i++)
            for (size_t k = 0; ascending[n].versions[k]; k++)
                check(&ascending[n], i, k, (i > k) - (i < k));
    for (size_t n = 0; n < COUNT(equal); n++)
        for (size_t i = 0; equal[n].versions[i]; i++)
            for (size_t k = 0; equal[n].versions[k]; k++)
                check(&equal[n], i, k, 0);
}

/* What is no version is older than what is one, and has an order of its own. */
static void test_no_versions(void **state)
{
    (void)state;
    static const struct chain not_valid[] = {
        {VERSION_SEMVER, {"", "1.", ".1", "1.2.3.4", "1.0.0-", "1.0.0-a..b", "1.0.0+", "a", "1.x", "v1.0.0", "-1"}},
        {VERSION_PEP440, {"", "a", "1.0.x", "1.0+", "1.0+a..b", "!1", "1!", "1.0a1b1", "latest", "1.0 .dev1"}},
        {VERSION_GO, {"", "v", "vv1", "v1.2.3.4", "master"}},
        {VERSION_NUGET, {"", "1.2.3.4.5", "1.0.*", "[1.0]"}},
        {VERSION_GEM, {"", "a", "1.", "1..2", "1_0", "1.0+b"}},
    };
    for (size_t n = 0; n < COUNT(not_valid); n++) {
        enum version_scheme s = not_valid[n].scheme;
        for (size_t i = 0; not_valid[n].versions[i]; i++) {
            struct str v = str_from(not_valid[n].versions[i]);
            if (version_is_valid(s, v))
                fail_msg("scheme %d: '%s' is no version", (int)s, not_valid[n].versions[i]);
            assert_int_equal(version_compare(s, v, STR("0")), -1);
            assert_int_equal(version_compare(s, STR("0"), v), 1);
            assert_int_equal(version_compare(s, v, v), 0);
        }
    }
    char longest[VERSION_BYTES_MAX + 2];
    memset(longest, '1', sizeof longest);
    for (int s = 0; s < VERSION_SCHEME_COUNT; s++) {
        const struct str most = {longest, VERSION_BYTES_MAX}, over = {longest, sizeof longest};
        assert_true(version_is_valid((enum version_scheme)s, most));
        assert_false(version_is_valid((enum version_scheme)s, over));
        assert_false(version_is_valid((enum version_scheme)s, STR_NONE));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_orders),
        cmocka_unit_test(test_no_versions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
