// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/auditdetail.h"

namespace recorder
{

void AuditDetail::setSubject(const QUuid &id, const QString &name)
{
    m_subject = id;
    if (!name.isEmpty()) {
        note(QStringLiteral("name"), name);
    }
}

void AuditDetail::changed(const QString &field, const QJsonValue &before, const QJsonValue &after)
{
    if (before != after) {
        m_changes.insert(field,
                         QJsonObject{{QStringLiteral("before"), before}, {QStringLiteral("after"), after}});
    }
}

void AuditDetail::changed(const QJsonObject &before, const QJsonObject &after)
{
    for (auto it = before.begin(); it != before.end(); ++it) {
        changed(it.key(), it.value(), after.value(it.key()));
    }
    for (auto it = after.begin(); it != after.end(); ++it) {
        if (!before.contains(it.key())) {
            changed(it.key(), QJsonValue(), it.value());
        }
    }
}

void AuditDetail::note(const QString &key, const QJsonValue &value)
{
    m_notes.insert(key, value);
}

void AuditDetail::setTenant(std::optional<TenantKey> tenant)
{
    m_tenant = tenant;
    m_hasTenant = true;
}

void AuditDetail::setActor(const QString &login)
{
    m_actor = login;
}

void AuditDetail::setAction(const QString &action)
{
    m_action = action;
}

QJsonObject AuditDetail::json() const
{
    QJsonObject json = m_notes;
    if (!m_changes.isEmpty()) {
        json.insert(QStringLiteral("changes"), m_changes);
    }
    return json;
}

} // namespace recorder
