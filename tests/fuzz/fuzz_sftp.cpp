// SPDX-License-Identifier: GPL-3.0-or-later
// What SFTP servers say. First the questions, a byte for each, up to a NUL; then all that the server says,
// whatever it is asked.
#include "recorder/storage/sftpwire.h"

#include "tests/fuzz/property.h"

#include <algorithm>

using namespace recorder;

namespace
{

SftpPipe saying(QByteArrayView bytes)
{
    const auto rest = std::make_shared<QByteArrayView>(bytes);
    return {[](QByteArrayView) { return common::Status(); },
            [rest](std::span<char> wanted) -> common::Status {
                const auto size = static_cast<qsizetype>(wanted.size());
                if (rest->size() < size) {
                    return common::fail(common::ErrorCode::Unavailable, QStringLiteral("gone"));
                }
                std::copy_n(rest->data(), size, wanted.data());
                *rest = rest->sliced(size);
                return {};
            }};
}

void ask(SftpWire &wire, quint8 question)
{
    const QString path = QStringLiteral("a/b");
    constexpr qsizetype kLongest = 256 * 1024;
    switch (question % 11) {
    case 0: {
        const auto handle = wire.open(path, SftpWire::Read);
        tests::require(!handle || handle->size() < kLongest, "a handle is bounded");
        break;
    }
    case 1: (void)wire.open(path, SftpWire::Write | SftpWire::Create | SftpWire::Truncate); break;
    case 2: (void)wire.close("h"); break;
    case 3: {
        const auto size = wire.sizeOf(path);
        tests::require(!size || *size >= 0, "no size is negative");
        break;
    }
    case 4: (void)wire.makeFolder(path); break;
    case 5: (void)wire.remove(path); break;
    case 6: (void)wire.rename(path, path, true); break;
    case 7: (void)wire.sync("h"); break;
    case 8: {
        const auto space = wire.spaceAt(path);
        tests::require(!space || space->free >= 0, "nor is any room");
        break;
    }
    case 9: {
        // Two on their way, taken in the other order.
        const auto first = wire.askRead("h", 0, SftpWire::kPiece);
        const auto second = wire.askRead("h", SftpWire::kPiece, SftpWire::kPiece);
        const auto later = wire.data(second.value_or(0));
        const auto sooner = wire.data(first.value_or(0));
        tests::require(!later || !sooner || later->size() + sooner->size() < 2 * kLongest,
                       "an answer is bounded");
        break;
    }
    default: {
        const auto written = wire.askWrite("h", 0, "text");
        (void)wire.done(written.value_or(0));
        break;
    }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArrayView input(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const qsizetype cut = input.indexOf('\0');
    if (cut < 0) {
        return 0;
    }
    auto wire = SftpWire::begin(saying(input.sliced(cut + 1)));
    if (!wire) {
        return 0;
    }
    constexpr qsizetype kMost = 64;
    for (const char question : input.first(std::min(cut, kMost))) {
        if (wire->isBroken()) {
            return 0;
        }
        ask(*wire, static_cast<quint8>(question));
    }
    return 0;
}
