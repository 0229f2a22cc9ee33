// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/keypins.h"

#include "recorder/service/directorychecks.h"

#include "common/core/posixfile.h"

#include <QFile>
#include <QJsonDocument>
#include <QSaveFile>

#include <utility>

namespace recorder
{

using common::ErrorCode;
using common::fail;
using common::Result;
using common::Status;

namespace
{
const QByteArray kContext = QByteArrayLiteral("earshot key pins");
const QString kFirst = QStringLiteral("first");
const QString kLast = QStringLiteral("last");
const QString kAt = QStringLiteral("at_ms");

QString textOf(const QByteArray &identity)
{
    return QString::fromLatin1(identity.toHex());
}

/// `pin` may be of a program before this one: the first key alone, as text.
bool goesOnFrom(const QJsonValue &pin, const QList<KeyLink> &chain)
{
    const QJsonObject pinned = pin.toObject();
    const QString first = pin.isString() ? pin.toString() : pinned.value(kFirst).toString();
    if (first != textOf(chain.first().key)) {
        return false;
    }
    const KeyLink last{QByteArray::fromHex(pinned.value(kLast).toString().toLatin1()),
                       pinned.value(kAt).toInteger()};
    return pin.isString() || chain.contains(last);
}
} // namespace

KeyPins::KeyPins(common::HostKey key, QString file)
    : m_key(std::move(key))
    , m_file(std::move(file))
{
}

Status KeyPins::check(const QUuid &tenant, const QList<KeyLink> &chain)
{
    if (chain.isEmpty()) {
        return invalid("activation", "missing");
    }
    const QString name = tenant.toString(QUuid::WithoutBraces);
    const QJsonObject now{
        {kFirst, textOf(chain.first().key)}, {kLast, textOf(chain.last().key)}, {kAt, chain.last().atMs}};
    return m_pins.with([&](std::optional<QJsonObject> &pins) -> Status {
        if (!pins) {
            auto known = read();
            if (!known) {
                return common::propagate(known);
            }
            pins = *known;
        }
        const QJsonValue pinned = pins->value(name);
        if (!pinned.isUndefined() && !goesOnFrom(pinned, chain)) {
            return invalid("activation", "pinned");
        }
        if (pinned.toObject() == now) {
            return {};
        }
        QJsonObject more = *pins;
        more.insert(name, now);
        Status written = write(more);
        if (written) {
            pins = more;
        }
        return written;
    });
}

Result<QJsonObject> KeyPins::read() const
{
    QFile file(m_file);
    if (!file.exists()) {
        return QJsonObject();
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("%1 cannot be read: %2").arg(m_file, file.errorString()));
    }
    const auto plain = m_key.unseal(file.readAll(), kContext);
    const QJsonDocument document = plain ? QJsonDocument::fromJson(*plain) : QJsonDocument();
    if (!document.isObject()) {
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("%1 is damaged or of another host key").arg(m_file));
    }
    return document.object();
}

Status KeyPins::write(const QJsonObject &pins) const
{
    const auto sealed = m_key.seal(QJsonDocument(pins).toJson(QJsonDocument::Compact), kContext);
    if (!sealed) {
        return tl::unexpected<common::Error>(sealed.error());
    }
    QSaveFile out(m_file); // written beside it, synced, renamed
    out.setDirectWriteFallback(false);
    const bool written = out.open(QIODevice::WriteOnly) &&
                         out.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) &&
                         out.write(*sealed) == sealed->size() && out.commit();
    if (!written) {
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("%1 cannot be written: %2").arg(m_file, out.errorString()));
    }
    return common::syncDirectoryOf(m_file);
}

} // namespace recorder
