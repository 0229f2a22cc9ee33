// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/changehub.h"
#include "recorder/store/auditrecords.h"

#include <QJsonObject>
#include <QUuid>

#include <optional>

namespace recorder
{

/// What a piece of work tells the audit trail and the change hub; both hear of it only when it succeeds. No
/// secrets.
class AuditDetail
{
public:
    /// Id and name of what it was done to.
    void setSubject(const QUuid &id, const QString &name = {});
    /// A field's values; equal ones are left out.
    void changed(const QString &field, const QJsonValue &before, const QJsonValue &after);
    /// Every field that differs between two records.
    void changed(const QJsonObject &before, const QJsonObject &after);
    /// A fact that is no change: "client", "reason".
    void note(const QString &key, const QJsonValue &value);
    /// The row's tenant when it is not the actor's: root changing something of a tenant.
    void setTenant(std::optional<TenantKey> tenant);
    /// Before sign-in: whose login it was.
    void setActor(const QString &login);
    /// The row's action when it is not the operation's: "sign-in-failed".
    void setAction(const QString &action);
    /// A row of its own for one of several things, whose history has what happened to it then. Nothing when
    /// the whole leaves none.
    void addPart(AuditPart part) { m_parts.append(std::move(part)); }
    /// This detail as a part of a larger whole: its subject, tenant, action and JSON.
    AuditPart part() const;
    /// Of several things it was this one alone: the row is about that, with its name and changes.
    void setOnly(const AuditDetail &one);
    /// Leaves no row although the operation would: nothing happened.
    void drop(bool dropped = true) { m_dropped = dropped; }
    /// Told to the subscribers after the commit.
    void publish(const ChangeEvent &event) { m_events.append(event); }

    const QUuid &subject() const { return m_subject; }
    const QString &actor() const { return m_actor; }
    const QString &action() const { return m_action; }
    bool hasTenant() const { return m_hasTenant; }
    std::optional<TenantKey> tenant() const { return m_tenant; }
    bool dropped() const { return m_dropped; }
    const QList<AuditPart> &parts() const { return m_parts; }
    const QList<ChangeEvent> &events() const { return m_events; }
    /// {"name":, "changes": {field: {"before":, "after":}}, key: value...}
    QJsonObject json() const;

private:
    QUuid m_subject;
    QString m_actor;
    QString m_action;
    std::optional<TenantKey> m_tenant;
    bool m_hasTenant = false;
    bool m_dropped = false;
    QJsonObject m_changes;
    QJsonObject m_notes;
    QList<AuditPart> m_parts;
    QList<ChangeEvent> m_events;
};

} // namespace recorder
