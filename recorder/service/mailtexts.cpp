// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/mailtexts.h"

namespace recorder
{

namespace
{

/// %1 name, %2 login, %3 server, %4 link, %5 code.
const QString kEnglish = QStringLiteral(
    "Hello %1,\n\n"
    "a new password was asked for, for the login %2 at the Earshot recorder %3. If that was not you, do\n"
    "nothing: your password stays as it is.\n\n"
    "Open this link on a computer with the Earshot console to choose a new password:\n\n"
    "%4\n\n"
    "Or choose \"Forgot password\" in the console, and paste this code there:\n\n"
    "%5\n\n"
    "Link and code are good once, for 15 minutes. Nobody at Earshot will ever ask you for them.\n");
const QString kGerman = QStringLiteral(
    "Guten Tag %1,\n\n"
    "für die Anmeldung %2 am Earshot-Rekorder %3 wurde ein neues Passwort angefordert. Wenn Sie das nicht\n"
    "waren, tun Sie nichts: Ihr Passwort bleibt, wie es ist.\n\n"
    "Öffnen Sie diesen Link an einem Rechner mit der Earshot-Konsole, um ein neues Passwort zu wählen:\n\n"
    "%4\n\n"
    "Oder wählen Sie in der Konsole „Passwort vergessen“ und fügen Sie dort diesen Code ein:\n\n"
    "%5\n\n"
    "Link und Code gelten einmal und 15 Minuten lang. Niemand wird Sie je danach fragen.\n");
const QString kTestEnglish =
    QStringLiteral("This is the test mail of the Earshot recorder %1. Its mail settings work.\n");
const QString kTestGerman = QStringLiteral(
    "Das ist die Testnachricht des Earshot-Rekorders %1. Seine E-Mail-Einstellungen funktionieren.\n");
/// %1 tenant, %2 per cent.
const QString kStorageEnglish = QStringLiteral(
    "The %3 of %1 take %2 % of their nearest storage limit.\n\n"
    "The console shows limits and usage under Administration > Storage > Storage Limits/Usage. Where limits\n"
    "are enforced, the oldest recordings are removed once a limit is reached.\n");
const QString kStorageGerman = QStringLiteral(
    "%3 von %1 nehmen %2 % des nächsten Speicherlimits ein.\n\n"
    "Die Konsole zeigt Limits und Nutzung unter Administration > Storage > Storage Limits/Usage. Wo Limits\n"
    "durchgesetzt werden, werden die ältesten Aufzeichnungen entfernt, sobald ein Limit erreicht ist.\n");

/// %1 tenant, %2 keys, a line each.
const QString kKeysEnglish = QStringLiteral(
    "Fewer than two people can open these encryption keys of %1:\n\n"
    "%2\n\n"
    "When the last of them forgets the password, the recordings are lost, unless somebody has an exported "
    "copy\n"
    "of the key. Somebody who holds a key can grant it to others, or export it: Storage > Encryption Keys.\n"
    "This is told every day until there are two.\n");
const QString kKeysGerman = QStringLiteral(
    "Weniger als zwei Personen können diese Schlüssel von %1 öffnen:\n\n"
    "%2\n\n"
    "Vergisst die letzte ihr Passwort, sind die Aufzeichnungen verloren, es sei denn, jemand hat eine "
    "exportierte\n"
    "Kopie des Schlüssels. Wer einen Schlüssel hat, kann ihn weiteren erteilen oder exportieren:\n"
    "Storage > Encryption Keys. Das wird täglich gemeldet, bis es zwei sind.\n");
const QString kUnvouchedEnglish = QStringLiteral(
    "Recordings of %1 are encrypted to a key that nobody vouches for who held the one before:\n\n"
    "%2\n\n"
    "Ask who accepted it whether that was meant, and compare the key's fingerprint with who made it: "
    "whoever\n"
    "has its private half opens what is recorded from now on. If nobody knows it, activate another key:\n"
    "Storage > Encryption Keys. This is told every day for a week.\n");
const QString kUnvouchedGerman = QStringLiteral(
    "Aufzeichnungen von %1 werden für einen Schlüssel verschlüsselt, für den niemand bürgt, der den vorigen\n"
    "hatte:\n\n"
    "%2\n\n"
    "Fragen Sie, wer ihn angenommen hat, ob das so gemeint war, und vergleichen Sie den Fingerabdruck mit\n"
    "dem, der ihn gemacht hat: Wer seinen privaten Teil hat, öffnet, was von jetzt an aufgezeichnet wird.\n"
    "Kennt ihn niemand, aktivieren Sie einen anderen: Storage > Encryption Keys. Das wird eine Woche lang\n"
    "täglich gemeldet.\n");

bool isGerman(const QString &language)
{
    return language == QLatin1String("de") || language.startsWith(QLatin1String("de-")) ||
           language.startsWith(QLatin1String("de_"));
}

/// A name must not write lines of its own into the text.
QString oneLine(QString text)
{
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control || c.category() == QChar::Separator_Line ||
            c.category() == QChar::Separator_Paragraph) {
            c = QLatin1Char(' ');
        }
    }
    return text;
}

/// Subject and body with a place for the tenant; the body has one for the keys.
MailText aboutKeys(const KeysMail &mail, const MailText &english, const MailText &german)
{
    const MailText &text = isGerman(mail.language) ? german : english;
    QStringList lines;
    for (const QString &key : mail.keys) {
        lines.append(QStringLiteral("  ") + oneLine(key));
    }
    const QString tenant = oneLine(mail.tenant);
    return {text.subject.arg(tenant), text.body.arg(tenant, lines.join(QLatin1Char('\n')))};
}

} // namespace

MailText resetMail(const LinkMail &mail)
{
    const QString code = QString::fromLatin1(
        mail.link.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
    const QString link = QStringLiteral("earshot://%1/reset?link=%2").arg(mail.server, code);
    const bool german = isGerman(mail.language);
    return {german ? QStringLiteral("Ein neues Passwort für Earshot")
                   : QStringLiteral("A new password for Earshot"),
            (german ? kGerman : kEnglish)
                .arg(oneLine(mail.name), oneLine(mail.login), oneLine(mail.server), link, code)};
}

MailText storageMail(const StorageMail &mail)
{
    const bool german = isGerman(mail.language);
    const QString what = german       ? (mail.audio ? QStringLiteral("Die Audioaufzeichnungen")
                                                    : QStringLiteral("Die Bildschirmaufzeichnungen"))
                         : mail.audio ? QStringLiteral("audio recordings")
                                      : QStringLiteral("screen recordings");
    const QString tenant = oneLine(mail.tenant);
    const QString percent = QString::number(mail.percent);
    return {german ? QStringLiteral("Speicherlimit zu %1 % erreicht: %2").arg(percent, tenant)
                   : QStringLiteral("Storage limit used to %1 %: %2").arg(percent, tenant),
            (german ? kStorageGerman : kStorageEnglish).arg(tenant, percent, what)};
}

MailText keysMail(const KeysMail &mail)
{
    return aboutKeys(mail, {QStringLiteral("Too few can open keys: %1"), kKeysEnglish},
                     {QStringLiteral("Zu wenige können Schlüssel öffnen: %1"), kKeysGerman});
}

MailText unvouchedMail(const KeysMail &mail)
{
    return aboutKeys(mail, {QStringLiteral("A key that nobody vouches for: %1"), kUnvouchedEnglish},
                     {QStringLiteral("Ein Schlüssel, für den niemand bürgt: %1"), kUnvouchedGerman});
}

MailText testMail(const QString &server, const QString &language)
{
    const bool german = isGerman(language);
    return {german ? QStringLiteral("Test der E-Mail von Earshot")
                   : QStringLiteral("Test of the e-mail of Earshot"),
            (german ? kTestGerman : kTestEnglish).arg(oneLine(server))};
}

} // namespace recorder
