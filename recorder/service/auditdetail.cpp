// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/auditdetail.h"

#include "recorder/store/auditrepository.h"

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

AuditPart AuditDetail::part() const
{
    return {m_subject, m_hasTenant ? m_tenant : std::nullopt, m_action,
            AuditRepository::storableText(json())};
}

void AuditDetail::setOnly(const AuditDetail &one)
{
    m_subject = one.m_subject;
    for (auto it = one.m_notes.begin(); it != one.m_notes.end(); ++it) {
        m_notes.insert(it.key(), it.value());
    }
    for (auto it = one.m_changes.begin(); it != one.m_changes.end(); ++it) {
        m_changes.insert(it.key(), it.value());
    }
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
