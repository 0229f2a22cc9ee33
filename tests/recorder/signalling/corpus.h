// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <utility>

namespace tests
{

/// A message of tests/data/siprec, with just enough reading to reach its body.
struct CorpusMessage {
    QByteArray method;
    QByteArray contentType;
    QList<std::pair<QByteArray, QByteArray>> headers; ///< names in lower case
    QByteArray body;
};

/// Empty method when there is no such file.
CorpusMessage readCorpus(const QByteArray &file);
/// All files, sorted by name.
QList<QByteArray> corpusFiles();

} // namespace tests
