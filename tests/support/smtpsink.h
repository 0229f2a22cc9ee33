// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace tests
{

/// A real mail server of another make, on loopback (tests/peers/smtp.sh). Ends with the object.
class SmtpSink
{
public:
    SmtpSink()
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(qEnvironmentVariable("EARSHOT_SOURCE") + QStringLiteral("/tests/peers/smtp.sh"),
                        {m_dir.path()});
        if (!m_process.waitForStarted()) {
            qFatal("no mail server: %s", qPrintable(m_process.errorString()));
        }
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(20000)) {
                qFatal("the mail server does not begin (python3-aiosmtpd?)");
            }
        }
        const QByteArrayList words = m_process.readLine().trimmed().split(' ');
        startTls = words.value(1).toInt();
        tls = words.value(2).toInt();
        plain = words.value(3).toInt();
    }
    ~SmtpSink()
    {
        m_process.closeWriteChannel();
        if (!m_process.waitForFinished(5000)) {
            m_process.kill();
            m_process.waitForFinished();
        }
    }
    SmtpSink(const SmtpSink &) = delete;
    SmtpSink &operator=(const SmtpSink &) = delete;

    int startTls = 0; ///< port: STARTTLS, then login
    int tls = 0;      ///< port: TLS from the start, then login
    int plain = 0;    ///< port: neither
    static QString login() { return QStringLiteral("earshot"); }
    static QString password() { return QStringLiteral("geheim wörtlich"); }
    QByteArray certificate() const { return read(QStringLiteral("cert.pem")); }

    qsizetype count() const { return QDir(m_dir.path()).entryList({QStringLiteral("*.eml")}).size(); }
    /// The n-th from 1: two lines of envelope, then what was sent.
    QByteArray mail(qsizetype n) const { return read(QStringLiteral("%1.eml").arg(n)); }
    /// Its text, with the quoted-printable undone.
    QString text(qsizetype n) const
    {
        QByteArray body = mail(n);
        body = body.mid(body.indexOf("\r\n\r\n") + 4);
        body.replace("=\r\n", "").replace("\r\n", "\n");
        QByteArray plainText;
        for (qsizetype i = 0; i < body.size(); ++i) {
            if (body[i] == '=') {
                plainText += QByteArray::fromHex(body.mid(i + 1, 2));
                i += 2;
            } else {
                plainText += body[i];
            }
        }
        return QString::fromUtf8(plainText);
    }

private:
    QByteArray read(const QString &name) const
    {
        QFile file(m_dir.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QTemporaryDir m_dir;
    QProcess m_process;
};

} // namespace tests
