// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace recorder
{

/// What an error document says; empty where it does not.
struct S3Fault {
    QString code;    ///< at most 100 characters
    QString message; ///< at most 300
};

/// A document is read only as far as it is one. Those of a server that lies are as long as S3Answer::body may
/// be; entities of their own are not expanded without end (QXmlStreamReader's limit).
S3Fault s3FaultIn(const QByteArray &body);

/// The text of the first element of that name, without what lies deeper. Null = it has none, or the document
/// breaks off before the element ends.
QByteArray s3ElementIn(const QByteArray &body, const char *name);

} // namespace recorder
