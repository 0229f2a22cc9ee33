/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The C interface of the shared library earshot-qca. QCA exists for Qt 5 only on Debian 12 and for Qt 6 on
 * later systems; no Qt type crosses this line, so that a Qt 6 program can load either. Buffers belong to the
 * caller. Functions return an earshot_qca_status; they may be called from any thread, one key from one thread
 * at a time. */

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define EARSHOT_QCA_ABI 1

enum earshot_qca_status {
    EARSHOT_QCA_OK = 0,
    EARSHOT_QCA_UNSUPPORTED = 1, /* QCA's provider plugin is missing or cannot do it */
    EARSHOT_QCA_INVALID = 2,     /* wrong argument, unreadable key, signature does not match */
    EARSHOT_QCA_FAILED = 3,
    EARSHOT_QCA_TOO_SMALL = 4 /* buffer too small; *size says what is needed */
};

typedef struct earshot_qca_key earshot_qca_key;

int earshot_qca_abi(void);
/* Starts QCA; to be called before anything below, repeatedly if you like. QCA stays until the process ends.
 */
int earshot_qca_start(void);
/* "QCA 2.3.5, Qt 5.15.8" */
const char *earshot_qca_version(void);

int earshot_qca_random(unsigned char *out, size_t size);
int earshot_qca_sha256(const unsigned char *data, size_t size, unsigned char out[32]);

int earshot_qca_rsa_generate(int bits, earshot_qca_key **key);
/* PEM without passphrase: PKCS#8 private key, or SubjectPublicKeyInfo. */
int earshot_qca_rsa_from_private_pem(const char *pem, size_t size, earshot_qca_key **key);
int earshot_qca_rsa_from_public_pem(const char *pem, size_t size, earshot_qca_key **key);
int earshot_qca_rsa_bits(const earshot_qca_key *key);
/* *size: in room, out length. */
int earshot_qca_rsa_private_pem(const earshot_qca_key *key, char *out, size_t *size);
int earshot_qca_rsa_public_pem(const earshot_qca_key *key, char *out, size_t *size);
/* RSASSA-PKCS1-v1_5 with SHA-256 over the message. */
int earshot_qca_rsa_sign(earshot_qca_key *key, const unsigned char *data, size_t data_size,
                         unsigned char *out, size_t *size);
int earshot_qca_rsa_verify(earshot_qca_key *key, const unsigned char *data, size_t data_size,
                           const unsigned char *signature, size_t signature_size);
void earshot_qca_key_free(earshot_qca_key *key);

#ifdef __cplusplus
}
#endif
