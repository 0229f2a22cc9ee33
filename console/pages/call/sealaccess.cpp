// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/sealaccess.h"

#include "console/kit/tr.h"
#include "console/net/sessionkeys.h"

namespace console
{

SealAccess sealAccessOf(const SessionKeys *keys, const common::MediaFile &file)
{
    if (!file.isSealed()) {
        return SealAccess::Plain;
    }
    if (keys == nullptr || !keys->ring()) {
        return SealAccess::Locked;
    }
    // Who holds the key before still opens what stands in the file.
    return keys->holds(file.openedBy()) || keys->holds(file.keyFingerprint) ? SealAccess::Open
                                                                            : SealAccess::NotHeld;
}

bool isSameFile(const common::MediaFile &row, const common::MediaFile &sent)
{
    return sent.size == row.size && sent.sha256 == row.sha256 && sent.keyFingerprint == row.keyFingerprint;
}

QString sealNotice(SealAccess access, const common::MediaFile &file, const SessionKeys *keys)
{
    switch (access) {
    case SealAccess::Plain:
    case SealAccess::Open: return {};
    case SealAccess::NotHeld: break;
    case SealAccess::Locked:
        if (keys != nullptr && keys->state() == SessionKeys::State::Opening) {
            return Tr::tr("This call is encrypted. Your keys are being opened.");
        }
        if (keys != nullptr && keys->state() == SessionKeys::State::Failed) {
            return Tr::tr("This call is encrypted, and your keys could not be read from the server.");
        }
        if (keys != nullptr) {
            return Tr::tr("This call is encrypted, and your keys are locked.");
        }
        break;
    }
    //: %1 is a fingerprint
    return Tr::tr(
               "This call is encrypted. Only holders of the key %1 can play it: ask one of them to grant it "
               "to you.")
        .arg(shortFingerprint(file.openedBy()));
}

QString sealRemedy(SealAccess access, const SessionKeys *keys)
{
    if (access != SealAccess::Locked || keys == nullptr) {
        return {};
    }
    switch (keys->state()) {
    case SessionKeys::State::Asleep:
    case SessionKeys::State::NoKeys:
    case SessionKeys::State::WrongKey: return Tr::tr("Open keys…");
    case SessionKeys::State::Failed: return Tr::tr("Retry");
    case SessionKeys::State::Locked:
    case SessionKeys::State::Opening:
    case SessionKeys::State::Open: break;
    }
    return {};
}

common::FileKeySource fileKeysOf(const SessionKeys &keys, const common::MediaFile &file)
{
    return keys.ring() ? keys.ring()->fileKeys({file.wrapFingerprint, file.wrapped})
                       : common::FileKeySource();
}

QString shortFingerprint(const QByteArray &fingerprint)
{
    const QString hex = QString::fromLatin1(fingerprint.toHex()).toUpper();
    if (hex.size() < 16) {
        return hex;
    }
    return QStringLiteral("%1 %2 … %3 %4")
        .arg(hex.mid(0, 4), hex.mid(4, 4), hex.right(8).left(4), hex.right(4));
}

} // namespace console
