// SPDX-License-Identifier: GPL-3.0-or-later
// Formats of file names, typed by anybody, with facts from outside. The first byte says whether UTF-8 or
// UTF-16 follows; the format ends at the first NUL, and so does each fact.
#include "common/model/filenameformat.h"

#include "tests/common/model/filenamerules.h"
#include "tests/fuzz/property.h"

using namespace common;

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    const QByteArray input(reinterpret_cast<const char *>(data + 1), static_cast<qsizetype>(size - 1));
    QString text = QString::fromUtf8(input);
    if ((data[0] & 1) != 0) {
        text.resize(input.size() / 2);
        std::copy_n(input.constData(), text.size() * 2, reinterpret_cast<char *>(text.data()));
    }
    const QStringList parts = text.split(QChar(u'\0'));
    const auto format = FileNameFormat::parse(parts.first());
    if (!format) {
        const FileNameProblem &problem = format.error();
        tests::require(!problem.reason.isEmpty(), "a refusal has a reason");
        tests::require(problem.position >= 0 && problem.length >= 0 &&
                           problem.position + problem.length <= parts.first().size(),
                       "and a place inside the text");
        return 0;
    }
    FileNameFacts facts = exampleFacts(QStringLiteral("mp3"));
    qsizetype next = 1;
    for (QString *fact :
         {&facts.user, &facts.tenant, &facts.group, &facts.fromName, &facts.toName, &facts.fromNumber,
          &facts.toNumber, &facts.callId, &facts.extension, &facts.direction, &facts.recorder}) {
        *fact = parts.value(next++);
    }
    const QString path = format->render(facts);
    const QString fault = tests::fileNameFault(path, facts.recordingId, facts.ending);
    tests::require(fault.isEmpty(), qPrintable(fault));
    tests::require(format->render(facts) == path, "the same facts have the same name");
    return 0;
}
