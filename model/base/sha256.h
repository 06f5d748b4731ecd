/* SPDX-License-Identifier: MIT */
/* sha256.h - SHA-256 and HMAC-SHA-256, for the fingerprints of secrets.
 * Source: FIPS 180-4 and RFC 2104. Kept here (one function of 60 lines) rather than linking a
 * cryptographic library for one hash; tested against the published vectors.
 */
#ifndef FAASMAP_SHA256_H
#define FAASMAP_SHA256_H

#include <stddef.h>
#include <stdint.h>

#include "str.h"

enum { SHA256_SIZE = 32 };

struct sha256 {
    uint32_t state[8];
    uint64_t bytes;
    unsigned char block[64];
};

void sha256_init(struct sha256 *h);
void sha256_add(struct sha256 *h, struct str s);
void sha256_end(struct sha256 *h, unsigned char digest[SHA256_SIZE]);
void hmac_sha256(const unsigned char key[SHA256_SIZE], struct str s,
                 unsigned char mac[SHA256_SIZE]);

#endif
