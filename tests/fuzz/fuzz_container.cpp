// SPDX-License-Identifier: GPL-3.0-or-later
// The reader of sealed files, with a file key that does not depend on the header: so that bytes behind it are
// read as well. The first byte says where the input is cut in two.
#include "common/crypto/containerreader.h"
#include "tests/fuzz/property.h"

#include <QBuffer>

using namespace common;

namespace
{

constexpr qint64 kLimit = 1024 * 1024;

Result<QByteArray> opened(QByteArrayView first, QByteArrayView second, const FileKeySource &key)
{
    ContainerReader reader(key, kLimit);
    Status added = reader.add(first);
    if (added) {
        added = reader.add(second);
    }
    return added ? reader.finish() : propagate(added);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    QByteArray input(reinterpret_cast<const char *>(data + 1), static_cast<qsizetype>(size - 1));
    const FileKeySource key = [](const ContainerHeader &header) -> Result<SecretBytes> {
        tests::require(!header.recipients.isEmpty() && header.recipients.size() <= kMaxRecipients,
                       "1 to 64 recipients");
        const auto again = encodeContainerHeader(header);
        tests::require(again && again->size() == header.size, "one form of each header");
        return SecretBytes(AesGcm::kKeySize);
    };
    const auto whole = opened(input, {}, key);
    const QByteArrayView view(input);
    const qsizetype cut = input.size() * data[0] / 255;
    const auto pieces = opened(view.first(cut), view.sliced(cut), key);
    tests::require(bool(whole) == bool(pieces), "where it is cut does not matter");
    QBuffer file(&input);
    file.open(QIODevice::ReadOnly);
    QByteArray given;
    const Status streamed = openContainerFile(file, key, [&given](QByteArrayView piece) {
        given.append(piece);
        return Status();
    });
    tests::require(bool(streamed) == bool(whole), "both readers judge alike");
    tests::require(streamed || given.isEmpty(), "nothing comes out of what is refused");
    tests::require(!whole || (*whole == given && *pieces == given), "and the same of what is not");
    return 0;
}
