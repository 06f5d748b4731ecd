/* SPDX-License-Identifier: MIT */
/* SHA-256 against the examples of FIPS 180-4, HMAC against RFC 4231. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "attr.h"
#include "mem.h"
#include "sha256.h"

static void hex(const unsigned char *bytes, char out[2 * SHA256_SIZE + 1])
{
    for (size_t i = 0; i < SHA256_SIZE; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

static void digest_of(struct str s, size_t piece, char out[2 * SHA256_SIZE + 1])
{
    struct sha256 h;
    unsigned char digest[SHA256_SIZE];
    sha256_init(&h);
    for (size_t at = 0; at < s.len; at += piece)
        sha256_add(&h, str_sub(s, at, piece));
    sha256_end(&h, digest);
    hex(digest, out);
}

static void published_digests(void **state)
{
    (void)state;
    static const struct {
        const char *text, *digest;
    } rows[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrl"
         "mnop"
         "qrsmnopqrstnopqrstu",
         "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
    };
    static const size_t pieces[] = {1, 3, 55, 56, 63, 64, 65, 1000};
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (size_t p = 0; p < COUNT(pieces); p++) {
            char out[2 * SHA256_SIZE + 1];
            digest_of(str_from(rows[i].text), pieces[p], out);
            assert_string_equal(out, rows[i].digest);
        }
    }
}

static void a_million_times_a(void **state)
{
    (void)state;
    enum { MILLION = 1000000 };
    char *text = mem_alloc(MILLION), out[2 * SHA256_SIZE + 1];
    memset(text, 'a', MILLION);
    static const size_t pieces[] = {MILLION, 997};
    for (size_t p = 0; p < COUNT(pieces); p++) {
        digest_of((struct str){text, MILLION}, pieces[p], out);
        assert_string_equal(out,
                            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }
    mem_free(text);
}

/* Keys of RFC 4231 are shorter than our fixed 32 bytes; HMAC pads a key with zeros, so they fit. */
static void published_macs(void **state)
{
    (void)state;
    static const unsigned char eleven[SHA256_SIZE] = {11, 11, 11, 11, 11, 11, 11, 11, 11, 11,
                                                      11, 11, 11, 11, 11, 11, 11, 11, 11, 11};
    static const unsigned char jefe[SHA256_SIZE] = "Jefe";
    static const unsigned char aa[SHA256_SIZE] = {0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa,
                                                  0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa,
                                                  0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa};
    static const unsigned char count[SHA256_SIZE] = {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25};
    char dd[51] = {0}, cd[51] = {0};
    memset(dd, 0xdd, 50);
    memset(cd, 0xcd, 50);
    const struct {
        const unsigned char *key;
        const char *text, *mac;
    } rows[] = {
        {eleven, "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {jefe, "what do ya want for nothing?",
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {aa, dd, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
        {count, cd, "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        unsigned char mac[SHA256_SIZE];
        char out[2 * SHA256_SIZE + 1];
        hmac_sha256(rows[i].key, str_from(rows[i].text), mac);
        hex(mac, out);
        assert_string_equal(out, rows[i].mac);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_digests),
        cmocka_unit_test(a_million_times_a),
        cmocka_unit_test(published_macs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
