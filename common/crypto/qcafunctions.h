// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/qca/earshot_qca.h"

namespace common
{

/// The functions of a loaded earshot-qca.
struct QcaFunctions {
    decltype(&earshot_qca_abi) abi = nullptr;
    decltype(&earshot_qca_start) start = nullptr;
    decltype(&earshot_qca_version) version = nullptr;
    decltype(&earshot_qca_random) random = nullptr;
    decltype(&earshot_qca_sha256) sha256 = nullptr;
    decltype(&earshot_qca_rsa_generate) generate = nullptr;
    decltype(&earshot_qca_rsa_from_private_pem) fromPrivatePem = nullptr;
    decltype(&earshot_qca_rsa_from_public_pem) fromPublicPem = nullptr;
    decltype(&earshot_qca_rsa_bits) bits = nullptr;
    decltype(&earshot_qca_rsa_private_pem) privatePem = nullptr;
    decltype(&earshot_qca_rsa_public_pem) publicPem = nullptr;
    decltype(&earshot_qca_rsa_sign) sign = nullptr;
    decltype(&earshot_qca_rsa_verify) verify = nullptr;
    decltype(&earshot_qca_key_free) freeKey = nullptr;
};

} // namespace common
