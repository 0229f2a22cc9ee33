// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/deeplink.h"

#include "console/net/serverbook.h"

#include <QRegularExpression>
#include <QUrl>
#include <QUrlQuery>

namespace console
{

namespace
{
constexpr qsizetype kLongest = 2000;
} // namespace

common::Result<DeepLink> deepLinkFrom(const QString &text)
{
    static const QRegularExpression page(QStringLiteral("^[a-z][a-z-]{0,40}$"));
    const auto invalid = [&text] {
        return common::fail(common::ErrorCode::Invalid,
                            QStringLiteral("'%1' is not a link of Earshot").arg(text.left(100)));
    };
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    if (text.size() > kLongest || !url.isValid() || url.scheme() != QLatin1String("earshot") ||
        url.host().isEmpty() || !url.userInfo().isEmpty()) {
        return invalid();
    }
    const QStringList path = url.path().split(QLatin1Char('/'), Qt::SkipEmptyParts);
    if (path.isEmpty() || path.size() > 2 || !page.match(path.first()).hasMatch()) {
        return invalid();
    }
    DeepLink link;
    link.host = url.host();
    link.port = static_cast<quint16>(url.port(ServerEntry().port));
    link.pageId = path.first();
    if (path.size() == 2) {
        link.arguments.insert(QStringLiteral("id"), path.last());
    }
    for (const auto &[key, value] : QUrlQuery(url).queryItems(QUrl::FullyDecoded)) {
        link.arguments.insert(key, value);
    }
    return link;
}

QString textOf(const DeepLink &link)
{
    QUrl url;
    url.setScheme(QStringLiteral("earshot"));
    url.setHost(link.host);
    if (link.port != ServerEntry().port) {
        url.setPort(link.port);
    }
    QVariantMap arguments = link.arguments;
    const QString id = arguments.take(QStringLiteral("id")).toString();
    url.setPath(QLatin1Char('/') + link.pageId + (id.isEmpty() ? QString() : QLatin1Char('/') + id));
    QUrlQuery query;
    for (auto it = arguments.cbegin(); it != arguments.cend(); ++it) {
        query.addQueryItem(it.key(), it.value().toString());
    }
    if (!query.isEmpty()) {
        url.setQuery(query);
    }
    return url.toString(QUrl::FullyEncoded);
}

} // namespace console
