// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody pastes into the console as the registration of a machine: as it is, and as what stands
// inside.
#include "common/rpc/codecs/servicetext.h"
#include "tests/fuzz/property.h"

using namespace common;

namespace
{

void check(const QByteArray &text)
{
    const auto record = serviceFromText(text);
    if (!record) {
        tests::require(record.error().fields.value(QStringLiteral("service")) == QLatin1String("format"),
                       "a refusal says why");
        return;
    }
    tests::require(checkKeyRecord(*record).has_value(), "what is taken is signed by itself");
    const auto again = serviceFromText(serviceText(*record));
    tests::require(again && *again == *record, "what is taken is written as it was read");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    check(input);
    check("-----BEGIN EARSHOT SERVICE-----\n" + input.toBase64() + "\n-----END EARSHOT SERVICE-----\n");
    return 0;
}
