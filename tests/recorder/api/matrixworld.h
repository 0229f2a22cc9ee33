// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/systemhandlers.h"

#include "common/proto/directory.pb.h"
#include "tests/recorder/api/apibench.h"
#include "tests/recorder/api/callsite.h"
#include "tests/recorder/api/signonbench.h"
#include "tests/recorder/api/sourcelab.h"
#include "tests/recorder/api/storagelab.h"

namespace tests
{

/// Where the thing is that a method is about, seen from who calls.
enum class Place { Own, Group, Tenant, Elsewhere };

template <typename Message>
QByteArray bytes(const Message &message)
{
    return QByteArray::fromStdString(message.SerializeAsString());
}

/// A recorder's methods over people and things in every place.
struct MatrixWorld {
    CallSite site;
    AccessWorld &world = site.world;
    SourceLab sources{world};
    SignOnBench signOn{world};
    StorageLab storage{world};
    recorder::Dispatcher dispatcher;
    QHash<QString, QString> calls; ///< login -> id
    struct LedgerLine {
        QString tenant;
        QString state;
        qint64 endedMs = 0;
    };
    QList<LedgerLine> ledger; ///< what System/Ledger has
    QList<recorder::SystemHealthItem> health;

    MatrixWorld();

    /// Who has what is in that place of `actor`.
    static QString loginAt(const QString &actor, Place place);
    std::string userAt(const QString &actor, Place place) const;
    std::string groupAt(Place place) const;
    /// A group without members beside those that have some.
    std::string spareGroup(Place place) const;
    std::string spareTenant(Place place) const;
    std::string spareRole() const;
    QString insertSession(const QString &login) const;
    /// A session of his, as the connection knows it.
    std::shared_ptr<const recorder::Actor> enter(const QString &login) const;
    QString scopeOf(const QString &login) const;
    bool has(const QString &login, const QString &permission) const;
    /// Everybody is there, switched on, has his role, and is the last holder of nothing.
    void mend() const;
    std::string id(const QString &sql) const { return world.ask(sql).toStdString(); }

    /// What somebody who may see everything gets for an ObjectRef.
    template <typename Message>
    Message asRoot(const char *method, const std::string &subject) const
    {
        earshot::v1::ObjectRef ref;
        ref.set_id(subject);
        Message message;
        const auto reply =
            callMethod(dispatcher, QLatin1String(method), bytes(ref), enter(QStringLiteral("second")));
        if (!reply || !message.ParseFromString(reply->toStdString())) {
            qFatal("%s", method);
        }
        return message;
    }

private:
    void addMethods();
    recorder::SystemParts::LedgerPage ledgerPage(const common::ListQuery &query,
                                                 const common::TenantRef &tenant) const;
    void keepCall(const QString &login, const QString &tenant, const QString &number);
};

} // namespace tests
