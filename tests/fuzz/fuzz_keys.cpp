// SPDX-License-Identifier: GPL-3.0-or-later
// Keys that people bring: as PEM, as DER, and as DER with a good beginning, which PEM hides from the fuzzer.
// No password: with one the time would go into its derivation.
#include "common/crypto/der.h"
#include "common/crypto/keybundle.h"
#include "common/crypto/pemkeys.h"
#include "tests/fuzz/property.h"

using namespace common;

namespace
{

void checkPublic(const Result<SealingKey> &key)
{
    if (!key) {
        tests::require(!key.error().fields.isEmpty(), "a refusal says why");
        return;
    }
    tests::require(key->bits() >= SealingKey::kLeastBits && key->bits() <= SealingKey::kMostBits,
                   "1024 to 8192 bits");
    const auto again = SealingKey::fromSpki(key->spki());
    tests::require(again && again->spki() == key->spki(), "one form of each key");
}

void checkPrivate(const Result<OpeningKey> &key)
{
    if (key) {
        checkPublic(key->publicKey());
        const SecretBytes secret = SecretBytes::copyOf("made-up secret");
        const auto wrapped = key->publicKey().wrap(secret);
        // Whether the factors are primes is not asked; nothing may crash for it.
        const auto opened = wrapped ? key->unwrap(*wrapped) : Result<SecretBytes>(SecretBytes());
        tests::require(!opened || opened->isEmpty() || opened->equals(secret),
                       "what opens is what was wrapped");
    }
}

/// Everything in it, in whatever order the tags say.
void walk(DerReader reader, int depth)
{
    while (const auto tag = reader.nextTag()) {
        DerReader copy = reader;
        if (*tag == tag::kInteger) {
            copy.readUnsigned();
        }
        DerReader inner = reader.enter(*tag);
        if (depth > 0 && !reader.failed()) {
            walk(inner, depth - 1);
        }
    }
    tests::require(!reader.nextTag(), "a reader comes to an end");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    checkPublic(readPublicPem(input));
    checkPrivate(readPrivatePem(input, {}));
    checkPublic(SealingKey::fromSpki(input));
    checkPrivate(OpeningKey::fromPkcs8(input));
    walk(DerReader(input), 8);
    if (const auto bundle = KeyBundle::decode(input)) {
        checkPublic(bundle->opening.publicKey());
    }
    return 0;
}
