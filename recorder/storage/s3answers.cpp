// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/s3answers.h"

#include <QXmlStreamReader>

namespace recorder
{

S3Fault s3FaultIn(const QByteArray &body)
{
    QXmlStreamReader xml(body.trimmed()); // blanks before it keep connections alive
    S3Fault fault;
    while (!xml.atEnd()) {
        if (xml.readNext() == QXmlStreamReader::StartElement) {
            if (xml.name() == QLatin1String("Code")) {
                fault.code = xml.readElementText(QXmlStreamReader::SkipChildElements).left(100);
            } else if (xml.name() == QLatin1String("Message")) {
                fault.message = xml.readElementText(QXmlStreamReader::SkipChildElements).left(300);
            }
        }
    }
    return fault;
}

QByteArray s3ElementIn(const QByteArray &body, const char *name)
{
    QXmlStreamReader xml(body.trimmed());
    while (!xml.atEnd()) {
        if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == QLatin1String(name)) {
            const QByteArray text = xml.readElementText(QXmlStreamReader::SkipChildElements).toUtf8();
            return xml.hasError() ? QByteArray() : text.isNull() ? QByteArray("") : text;
        }
    }
    return {};
}

} // namespace recorder
