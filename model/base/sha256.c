/* SPDX-License-Identifier: MIT */
#include "sha256.h"

#include "mem.h"

/* FIPS 180-4, section 4.2.2. */
static const uint32_t round_words[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t turn(uint32_t x, unsigned by)
{
    return x >> by | x << (32 - by);
}

static uint32_t read_word(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void write_word(unsigned char *p, uint32_t x)
{
    p[0] = (unsigned char)(x >> 24);
    p[1] = (unsigned char)(x >> 16);
    p[2] = (unsigned char)(x >> 8);
    p[3] = (unsigned char)x;
}

static void compress(uint32_t state[8], const unsigned char *block)
{
    uint32_t w[64];
    for (size_t i = 0; i < 16; i++)
        w[i] = read_word(block + 4 * i);
    for (size_t i = 16; i < 64; i++) {
        uint32_t a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ a >> 3) + w[i - 7] +
               (turn(b, 17) ^ turn(b, 19) ^ b >> 10);
    }
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    for (size_t i = 0; i < 64; i++) {
        uint32_t t1 = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) +
                      round_words[i] + w[i];
        uint32_t t2 = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
    }
    const uint32_t sum[8] = {a, b, c, d, e, f, g, h};
    for (size_t i = 0; i < 8; i++)
        state[i] += sum[i];
    mem_wipe(w, sizeof w); /* the first 16 words are the text */
}

void sha256_init(struct sha256 *h)
{
    *h = (struct sha256){.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
                                   0x9b05688c, 0x1f83d9ab, 0x5be0cd19}};
}

void sha256_add(struct sha256 *h, struct str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t left = s.len, held = h->bytes % sizeof h->block;
    h->bytes += left;
    while (left) {
        if (!held && left >= sizeof h->block) {
            compress(h->state, p);
            p += sizeof h->block;
            left -= sizeof h->block;
            continue;
        }
        size_t take = sizeof h->block - held < left ? sizeof h->block - held : left;
        memcpy(h->block + held, p, take);
        p += take;
        left -= take;
        held += take;
        if (held == sizeof h->block) {
            compress(h->state, h->block);
            held = 0;
        }
    }
}

void sha256_end(struct sha256 *h, unsigned char digest[SHA256_SIZE])
{
    static const char pad[64] = {(char)0x80};
    unsigned char length[8];
    uint64_t bits = h->bytes * 8;
    write_word(length, (uint32_t)(bits >> 32));
    write_word(length + 4, (uint32_t)bits);
    size_t held = h->bytes % 64;
    sha256_add(h, (struct str){pad, held < 56 ? 56 - held : 120 - held});
    sha256_add(h, (struct str){(const char *)length, sizeof length});
    for (size_t i = 0; i < 8; i++)
        write_word(digest + 4 * i, h->state[i]);
    mem_wipe(h, sizeof *h);
}

void hmac_sha256(const unsigned char key[SHA256_SIZE], struct str s, unsigned char mac[SHA256_SIZE])
{
    unsigned char pad[64];
    unsigned char inner[SHA256_SIZE];
    struct sha256 h;
    for (size_t i = 0; i < sizeof pad; i++)
        pad[i] = (unsigned char)((i < SHA256_SIZE ? key[i] : 0) ^ 0x36);
    sha256_init(&h);
    sha256_add(&h, (struct str){(const char *)pad, sizeof pad});
    sha256_add(&h, s);
    sha256_end(&h, inner);
    for (size_t i = 0; i < sizeof pad; i++)
        pad[i] ^= 0x36 ^ 0x5c;
    sha256_init(&h);
    sha256_add(&h, (struct str){(const char *)pad, sizeof pad});
    sha256_add(&h, (struct str){(const char *)inner, sizeof inner});
    sha256_end(&h, mac);
    mem_wipe(pad, sizeof pad);
    mem_wipe(inner, sizeof inner);
}
