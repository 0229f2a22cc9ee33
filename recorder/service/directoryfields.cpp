// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/directoryfields.h"

#include "recorder/service/directorychecks.h"

#include <QRegularExpression>
#include <QSslCertificate>
#include <QStringView>
#include <QUrl>

#include <algorithm>

namespace recorder
{

using common::DirectoryRecord;
using common::Status;

namespace
{

constexpr int kDeepestFilter = 20;
constexpr qsizetype kLongest = 1000;
constexpr qsizetype kLongestCertificates = 64 * 1024;
constexpr int kMostHours = 168;

bool isPlain(const QString &text)
{
    return text.size() <= kLongest && std::none_of(text.cbegin(), text.cend(), [](QChar c) {
               return c.category() == QChar::Other_Control;
           });
}

/// An item of a filter: attribute, operator, value with *, ( and ) as \XX.
bool isItem(QStringView item)
{
    static const QRegularExpression kItem(
        QStringLiteral("^[A-Za-z0-9][A-Za-z0-9.;:-]*[~<>:]?=([^()\\\\\\x{0}]|\\\\[0-9A-Fa-f]{2})*\\z"));
    return kItem.match(item.toString()).hasMatch();
}

/// Reads one filter at the beginning of `rest`, which is left behind it.
bool readFilter(QStringView &rest, int depth)
{
    if (depth > kDeepestFilter || !rest.startsWith(QLatin1Char('('))) {
        return false;
    }
    rest = rest.mid(1);
    const QChar first = rest.isEmpty() ? QChar() : rest.first();
    if (first == QLatin1Char('&') || first == QLatin1Char('|') || first == QLatin1Char('!')) {
        rest = rest.mid(1);
        int parts = 0;
        while (rest.startsWith(QLatin1Char('('))) {
            if (!readFilter(rest, depth + 1)) {
                return false;
            }
            ++parts;
        }
        if (parts == 0 || (first == QLatin1Char('!') && parts != 1)) {
            return false;
        }
    } else {
        const qsizetype end = rest.indexOf(QLatin1Char(')'));
        if (end < 0 || !isItem(rest.first(end))) {
            return false;
        }
        rest = rest.mid(end);
    }
    if (!rest.startsWith(QLatin1Char(')'))) {
        return false;
    }
    rest = rest.mid(1);
    return true;
}

Status checkUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool known = url.scheme() == QLatin1String("ldap") || url.scheme() == QLatin1String("ldaps");
    const bool only = url.userInfo().isEmpty() && !url.hasQuery() && !url.hasFragment() &&
                      (url.path().isEmpty() || url.path() == QLatin1String("/"));
    return isPlain(text) && url.isValid() && known && only && !url.host().isEmpty() && url.port(1) > 0
               ? Status()
               : Status(invalid("url", "format"));
}

Status checkCertificates(const QString &pem)
{
    const bool good = pem.isEmpty() || (pem.size() <= kLongestCertificates &&
                                        !QSslCertificate::fromData(pem.toUtf8(), QSsl::Pem).isEmpty());
    return good ? Status() : Status(invalid("ca_certificates", "format"));
}

Status checkName(const char *field, const QString &dn, bool required)
{
    if (dn.isEmpty()) {
        return required ? Status(invalid(field, "empty")) : Status();
    }
    return isPlain(dn) && dn.contains(QLatin1Char('=')) ? Status() : Status(invalid(field, "format"));
}

Status checkAttribute(const char *field, const QString &attribute, bool required)
{
    static const QRegularExpression kAttribute(
        QStringLiteral("^([A-Za-z][A-Za-z0-9-]{0,99}|[0-9]+(\\.[0-9]+)+)\\z"));
    if (attribute.isEmpty()) {
        return required ? Status(invalid(field, "empty")) : Status();
    }
    return attribute.size() <= 100 && kAttribute.match(attribute).hasMatch()
               ? Status()
               : Status(invalid(field, "format"));
}

Status checkBinding(const DirectoryRecord &directory)
{
    if (directory.bindPassword.size() > kLongest) {
        return invalid("bind_password", "length");
    }
    return directory.bindDn.isEmpty() && !directory.bindPassword.isEmpty()
               ? Status(invalid("bind_dn", "empty"))
               : Status();
}

} // namespace

bool isLdapFilter(const QString &filter)
{
    QStringView rest(filter);
    return readFilter(rest, 0) && rest.isEmpty();
}

Status cleanDirectory(DirectoryRecord &directory)
{
    for (QString *text : {&directory.url, &directory.caCertificates, &directory.bindDn, &directory.baseDn,
                          &directory.filter, &directory.loginAttribute, &directory.nameAttribute,
                          &directory.emailAttribute, &directory.phoneAttribute, &directory.keyAttribute}) {
        *text = text->trimmed();
    }
    const bool filter = isPlain(directory.filter) && isLdapFilter(directory.filter);
    for (const Status &good :
         {cleanName("name", directory.name), checkUrl(directory.url),
          checkCertificates(directory.caCertificates), checkName("bind_dn", directory.bindDn, false),
          checkBinding(directory), checkName("base_dn", directory.baseDn, true),
          filter ? Status() : Status(invalid("filter", "format")),
          checkAttribute("login_attribute", directory.loginAttribute, true),
          checkAttribute("name_attribute", directory.nameAttribute, true),
          checkAttribute("email_attribute", directory.emailAttribute, false),
          checkAttribute("phone_attribute", directory.phoneAttribute, false),
          checkAttribute("key_attribute", directory.keyAttribute, true),
          directory.syncHours >= 0 && directory.syncHours <= kMostHours
              ? Status()
              : Status(invalid("sync_hours", "range"))}) {
        if (!good) {
            return good;
        }
    }
    return {};
}

} // namespace recorder
