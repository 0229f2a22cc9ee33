// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/processmemory.h"
#include "tests/support/testdb.h"

namespace tests
{

/// Every row of every table of the recorder's, as text: what a dump has.
inline QByteArray databaseText(const QString &url)
{
    const QString tables = runSql(url, QStringLiteral("SELECT string_agg(format('%I', tablename), ' ') FROM "
                                                      "pg_tables WHERE schemaname = 'earshot'"))
                               .value(0);
    QByteArray text;
    for (const QString &table : tables.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        text += runSql(url, QStringLiteral("SELECT string_agg(t::text, E'\\n') FROM earshot.%1 t").arg(table))
                    .value(0)
                    .toUtf8() +
                '\n';
    }
    return text;
}

/// How bytes may stand in text: as they are, in hex as a bytea does, in base64 whatever stands around them.
inline QByteArrayList formsOf(const QByteArray &bytes)
{
    QByteArrayList forms{bytes, bytes.toHex()};
    for (const qsizetype before : {0, 1, 2}) {
        // Without its ends, which the neighbours change.
        forms.append((QByteArray(before, '\0') + bytes)
                         .toBase64(QByteArray::Base64Encoding | QByteArray::OmitTrailingEquals)
                         .mid(4)
                         .chopped(2));
    }
    return forms;
}

/// Names of the needles that stand in the text in any form.
inline QStringList foundInText(const QByteArray &text, const Needles &needles)
{
    QStringList found;
    for (auto needle = needles.cbegin(); needle != needles.cend(); ++needle) {
        const QByteArrayList forms = formsOf(needle.value());
        if (std::any_of(forms.cbegin(), forms.cend(),
                        [&text](const QByteArray &form) { return text.contains(form); })) {
            found.append(needle.key());
        }
    }
    return found;
}

} // namespace tests
