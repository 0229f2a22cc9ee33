// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace recorder
{

struct MailText {
    QString subject;
    QString body;
};

/// What a link to a new password is sent with.
struct LinkMail {
    QString name;     ///< of the reader
    QString login;    ///< his
    QString server;   ///< as consoles reach it: "recorder.example.com:6089"
    QByteArray link;  ///< 32 bytes
    QString language; ///< "de" and its kin; everything else is English
};

/// That a tenant's recordings come near to a limit.
struct StorageMail {
    QString tenant;
    bool audio = true; ///< else screen
    int percent = 0;   ///< of the nearest limit
    QString language;
};

/// That keys of a tenant have too few holders, or that nobody vouched for one.
struct KeysMail {
    QString tenant;
    QStringList keys; ///< a line each
    QString language;
};

/// In the reader's language. The recorder has no translations of its own: these few words stand here.
MailText resetMail(const LinkMail &mail);
MailText storageMail(const StorageMail &mail);
MailText keysMail(const KeysMail &mail);
MailText unvouchedMail(const KeysMail &mail);
MailText testMail(const QString &server, const QString &language);

} // namespace recorder
