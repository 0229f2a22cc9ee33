// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/hostkeyfile.h"

#include "recorder/app/spoolsweep.h"

#include <QFile>
#include <QFileInfo>

namespace recorder
{

using common::ErrorCode;

common::Result<common::HostKey> openHostKey(const QString &dataFolder, LostKey lost)
{
    const QString file = dataFolder + QStringLiteral("/host.key");
    auto key = common::HostKey::load(file);
    if (key || key.error().code != ErrorCode::NotFound) {
        return key;
    }
    const QString spool = dataFolder + QStringLiteral("/spool");
    const qsizetype journals = spoolFiles(spool).size() + journalsSetAside(spool).size();
    const QString signing = dataFolder + QStringLiteral("/audit-signing.key");
    const bool signs = QFileInfo::exists(signing);
    if (lost == LostKey::Replace || (journals == 0 && !signs)) {
        (void)adoptHostKeyToBe(dataFolder);
        return common::HostKey::loadOrCreate(file);
    }
    QStringList sealed;
    if (journals > 0) {
        sealed.append(QStringLiteral("%1 journal(s) in %2").arg(journals).arg(spool));
    }
    if (signs) {
        sealed.append(signing);
    }
    return common::fail(ErrorCode::Invalid,
                        QStringLiteral("%1 is missing, which sealed %2: restore it from a backup; or open "
                                       "journals with 'earshot-recorder open-journals', or move what it "
                                       "sealed away; or start with --new-host-key, which opens none of it")
                            .arg(file, sealed.join(QStringLiteral(" and "))));
}

QString hostKeyToBe(const QString &dataFolder)
{
    return dataFolder + QStringLiteral("/host.key.new");
}

bool adoptHostKeyToBe(const QString &dataFolder)
{
    const QString made = hostKeyToBe(dataFolder);
    return QFileInfo::exists(made) && QFile::rename(made, dataFolder + QStringLiteral("/host.key"));
}

} // namespace recorder
