// SPDX-License-Identifier: GPL-3.0-or-later
// Archives that `earshotctl verify` is given: what is read lies in the file, and is as much as was said.
#include "console/cli/zipreader.h"

#include "common/core/posixfile.h"

#include "tests/fuzz/property.h"

#include <sys/mman.h>
#include <unistd.h>

using namespace console;

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const common::FileDescriptor file(::memfd_create("zip", MFD_CLOEXEC));
    if (!file || ::write(file.get(), data, size) != static_cast<ssize_t>(size)) {
        return 0;
    }
    auto zip = ZipReader::open(QStringLiteral("/proc/self/fd/%1").arg(file.get()));
    if (!zip) {
        tests::require(zip.error().fields.value(QStringLiteral("zip")) == QLatin1String("format"),
                       "a refusal has a reason");
        return 0;
    }
    constexpr qsizetype kLeastOfEntry = 46;
    constexpr qsizetype kLooked = 50; // entries may share their bytes: not each of thousands is read
    const QByteArray input =
        QByteArray::fromRawData(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const QList<ZipReader::Entry> &entries = zip->entries();
    tests::require(entries.size() <= input.size() / kLeastOfEntry, "no more entries than there is room for");
    for (const ZipReader::Entry &entry : entries.first(std::min(entries.size(), kLooked))) {
        const auto bytes = zip->bytesOf(entry, input.size());
        tests::require(!bytes || (entry.stored && bytes->size() == entry.size), "as much as was said");
        tests::require(!bytes || bytes->isEmpty() || input.contains(*bytes), "and nothing else");
        qint64 given = 0;
        const auto whole = zip->read(entry, [&given](QByteArrayView piece) { given += piece.size(); });
        tests::require(given <= input.size(), "never more than there is");
        tests::require(!whole || given == entry.size, "in pieces as well");
    }
    return 0;
}
