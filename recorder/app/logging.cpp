// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/logging.h"

#include "recorder/app/systemlog.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLoggingCategory>

#include <atomic>
#include <cstdio>

namespace recorder
{

namespace
{

constexpr qsizetype kMaxMessage = 8 * 1024; // a log line is no place for a whole SIP message (trust.md G3)

std::atomic<LogFormat> g_format{LogFormat::Text};

SystemLog &processLog()
{
    static auto *log = new SystemLog; // never destroyed: something may log while the process ends
    return *log;
}

QString levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg: return QStringLiteral("debug");
    case QtInfoMsg: return QStringLiteral("info");
    case QtWarningMsg: return QStringLiteral("warning");
    case QtCriticalMsg: return QStringLiteral("error");
    case QtFatalMsg: break;
    }
    return QStringLiteral("fatal");
}

/// Control characters and bidirectional overrides, which can change what a reader believes to see.
bool isHarmful(QChar c)
{
    const ushort u = c.unicode();
    return u < 0x20 || (u >= 0x7f && u < 0xa0) || (u >= 0x202a && u <= 0x202e) ||
           (u >= 0x2066 && u <= 0x2069);
}

QString escaped(const QString &message)
{
    QString out;
    out.reserve(message.size());
    for (const QChar c : message) {
        if (isHarmful(c)) {
            out += QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0'));
        } else {
            out += c;
        }
    }
    return out;
}

void writeMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const QString category = QString::fromLatin1(context.category ? context.category : "default");
    const QString time = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    const QByteArray line = formatLogLine(g_format, time, levelName(type), category, message).toUtf8() + '\n';
    processLog().add(levelName(type), category, escaped(message.left(kMaxMessage)));
    std::fwrite(line.constData(), 1, static_cast<size_t>(line.size()), stderr);
}

} // namespace

QString formatLogLine(LogFormat format, const QString &time, const QString &level, const QString &category,
                      const QString &message)
{
    const QString text =
        message.size() > kMaxMessage ? message.left(kMaxMessage) + QStringLiteral("…") : message;
    if (format == LogFormat::Json) {
        const QJsonObject object{{QStringLiteral("time"), time},
                                 {QStringLiteral("level"), level},
                                 {QStringLiteral("category"), category},
                                 {QStringLiteral("message"), escaped(text)}};
        return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
    }
    return QStringLiteral("%1 %2 %3: %4").arg(time, level, category, escaped(text));
}

const SystemLog &systemLog()
{
    return processLog();
}

void startLogging(LogFormat format, const QString &rules)
{
    g_format = format;
    if (!rules.isEmpty()) {
        QLoggingCategory::setFilterRules(QString(rules).replace(u';', u'\n'));
    }
    qInstallMessageHandler(writeMessage);
}

} // namespace recorder
