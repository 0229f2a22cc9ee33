// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/directory/ldapdirectory.h"

#include "recorder/directory/ldapsession.h"
#include "recorder/directory/ldaptext.h"

#include <QElapsedTimer>
#include <QLoggingCategory>
#include <QUuid>

#include <array>

namespace recorder
{

Q_LOGGING_CATEGORY(lcLdap, "earshot.directory", QtInfoMsg)

using common::Result;
using common::Status;

namespace
{

QStringList attributesOf(const DirectoryServer &server)
{
    QStringList attributes{server.loginAttribute, server.nameAttribute, server.emailAttribute,
                           server.phoneAttribute, server.keyAttribute};
    attributes.removeAll(QString());
    attributes.removeDuplicates();
    return attributes;
}

DirectoryEntry entryOf(const DirectoryServer &server, const LdapSession::Entry &found)
{
    const auto text = [&found](const QString &attribute) {
        return QString::fromUtf8(found.values.value(attribute.toLower())).trimmed();
    };
    DirectoryEntry entry;
    entry.dn = found.dn;
    entry.key = keyOfValue(server.keyAttribute, found.values.value(server.keyAttribute.toLower()));
    entry.login = text(server.loginAttribute);
    entry.name = text(server.nameAttribute);
    entry.email = text(server.emailAttribute);
    entry.phone = text(server.phoneAttribute);
    return entry;
}

/// The steps of a test, in their order; after the first that fails none is run.
class Steps
{
public:
    template <typename Work> // returns {cause, detail}; an empty cause = passed
    void run(const char *name, Work work)
    {
        ConnectionStep step{QLatin1String(name), QStringLiteral("not-run"), 0, {}, {}};
        if (!m_failed) {
            QElapsedTimer timer;
            timer.start();
            const std::array<QString, 2> outcome = work();
            step.ms = timer.elapsed();
            step.cause = outcome[0];
            step.detail = outcome[1];
            m_failed = !step.cause.isEmpty();
            step.state = m_failed ? QStringLiteral("failed") : QStringLiteral("passed");
        }
        m_steps.append(step);
    }
    const QList<ConnectionStep> &steps() const { return m_steps; }

private:
    QList<ConnectionStep> m_steps;
    bool m_failed = false;
};

std::array<QString, 2> outcomeOf(const common::Error &error)
{
    return {error.fields.value(QStringLiteral("cause"), QStringLiteral("tls")), error.message};
}

} // namespace

/// Connected, and signed in as the account that searches.
Result<LdapSession> LdapDirectory::open(const DirectoryServer &server) const
{
    auto session = LdapSession::connect(server, m_rule);
    if (!session) {
        return common::propagate(session);
    }
    auto bound = session->bind(server.bindDn, server.bindPassword);
    if (!bound) {
        return common::propagate(bound);
    }
    if (*bound == LdapSession::Bind::Refused) {
        return common::fail(common::ErrorCode::Unavailable,
                            QStringLiteral("the directory refuses its own account's name or password"),
                            {{QStringLiteral("reason"), QStringLiteral("directory-down")},
                             {QStringLiteral("cause"), QStringLiteral("login")}});
    }
    return session;
}

Result<std::optional<DirectoryEntry>>
LdapDirectory::signIn(const DirectoryServer &server, const QString &login, const QByteArray &password) const
{
    using Found = std::optional<DirectoryEntry>;
    if (password.isEmpty() || login.trimmed().isEmpty()) {
        return Found();
    }
    auto session = open(server);
    if (!session) {
        qCWarning(lcLdap, "sign-in: %s", qUtf8Printable(session.error().message));
        return common::propagate(session);
    }
    QList<DirectoryEntry> found;
    const Status searched =
        session->search(server.baseDn, filterForLogin(server.filter, server.loginAttribute, login.trimmed()),
                        attributesOf(server), 2, [&](const LdapSession::Entry &entry) {
                            found.append(entryOf(server, entry));
                            return true;
                        });
    if (!searched) {
        qCWarning(lcLdap, "sign-in: %s", qUtf8Printable(searched.error().message));
        return tl::unexpected<common::Error>(searched.error());
    }
    const bool one = found.size() == 1 && !found.first().key.isEmpty();
    if (found.size() > 1) {
        qCWarning(lcLdap, "sign-in: two entries have one login");
    }
    // A name that nobody has takes as long as one with a wrong password.
    const QString nobody = QString::fromUtf8(
        server.loginAttribute.toUtf8() + '=' +
        escapedForDn(QUuid::createUuid().toString(QUuid::WithoutBraces)) + ',' + server.baseDn.toUtf8());
    auto bound = session->bind(one ? found.first().dn : nobody, password);
    if (!bound) {
        qCWarning(lcLdap, "sign-in: %s", qUtf8Printable(bound.error().message));
        return common::propagate(bound);
    }
    return one && *bound == LdapSession::Bind::Done ? Found(found.first()) : Found();
}

Status LdapDirectory::search(const DirectoryServer &server,
                             const std::function<bool(const DirectoryEntry &)> &use) const
{
    auto session = open(server);
    if (!session) {
        return common::propagate(session);
    }
    return session->search(server.baseDn, server.filter.toUtf8(), attributesOf(server), 0,
                           [&](const LdapSession::Entry &found) {
                               const DirectoryEntry entry = entryOf(server, found);
                               return entry.key.isEmpty() || entry.login.isEmpty() || use(entry);
                           });
}

QList<ConnectionStep> LdapDirectory::test(const DirectoryServer &server) const
{
    using Outcome = std::array<QString, 2>;
    const auto place = LdapSession::placeOf(server);
    QList<QHostAddress> addresses;
    std::optional<LdapSession> session;
    Steps steps;
    steps.run("name", [&]() -> Outcome {
        auto found = m_rule.resolve(place.host, place.target);
        if (!found) {
            return {found.error().fields.value(QStringLiteral("cause")), place.host};
        }
        addresses = *found;
        QStringList texts;
        for (const QHostAddress &address : std::as_const(addresses)) {
            texts.append(address.toString());
        }
        return {QString(), texts.join(QLatin1String(", "))};
    });
    steps.run("tcp", [&]() -> Outcome {
        const auto socket = OutgoingRule::connectTo(addresses, place.port, LdapSession::kConnectTimeout);
        return {socket ? QString() : socket.error().fields.value(QStringLiteral("cause")),
                QStringLiteral("%1:%2").arg(place.host).arg(place.port)};
    });
    steps.run("tls", [&]() -> Outcome {
        auto connected = LdapSession::connect(server, m_rule);
        if (!connected) {
            return outcomeOf(connected.error());
        }
        session.emplace(std::move(*connected));
        return {};
    });
    steps.run("login", [&]() -> Outcome {
        auto bound = session->bind(server.bindDn, server.bindPassword);
        if (!bound) {
            return outcomeOf(bound.error());
        }
        return {*bound == LdapSession::Bind::Done ? QString() : QStringLiteral("login"), server.bindDn};
    });
    steps.run("search", [&]() -> Outcome {
        qint64 users = 0;
        const Status searched = session->search(server.baseDn, server.filter.toUtf8(), attributesOf(server),
                                                0, [&](const LdapSession::Entry &found) {
                                                    const DirectoryEntry entry = entryOf(server, found);
                                                    users +=
                                                        entry.key.isEmpty() || entry.login.isEmpty() ? 0 : 1;
                                                    return true;
                                                });
        if (!searched) {
            return outcomeOf(searched.error());
        }
        return {users > 0 ? QString() : QStringLiteral("empty"), QString::number(users)};
    });
    return steps.steps();
}

} // namespace recorder
