// SPDX-License-Identifier: GPL-3.0-or-later
// Manifests that come with files: what is read has one text, and that is the one that was read.
#include "common/crypto/filemanifest.h"
#include "common/crypto/manifestbook.h"
#include "tests/fuzz/property.h"

#include <cstdint>

using namespace common;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView input(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    if (const auto manifest = parseManifest(input)) {
        const auto again = manifestText(*manifest);
        tests::require(again && *again == input, "one text for a content");
    }
    static_cast<void>(publicKeyOfPem(input));
    ManifestBook book;
    const QString name = QString::fromUtf8(input);
    tests::require(book.judge(name, 0, {}).verdict == FileVerdict::Unknown, "nothing is known of nothing");
    return 0;
}
