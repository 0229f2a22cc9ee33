// SPDX-License-Identifier: GPL-3.0-or-later
// CtlCommand's opening: the keys that this machine was granted, and a call's sealed file made a plain one.
#include "console/cli/ctlcommands.h"

#include "common/core/clock.h"
#include "common/proto/calls.pb.h"
#include "common/proto/keys.pb.h"
#include "console/cli/jsonoutput.h"
#include "console/cli/sealedfile.h"
#include "console/cli/serviceidentity.h"

#include <QDateTime>
#include <QFileInfo>
#include <QJsonArray>

namespace console
{

void CtlCommand::fetchServiceKeys(void (CtlCommand::*next)())
{
    auto service = loadService(m_options.dataFolder);
    if (!service) {
        fail(service.error());
        return;
    }
    earshot::v1::KeyServiceRef request;
    request.set_id(service->record.owner.toString(QUuid::WithoutBraces).toStdString());
    request.set_key(service->record.identity().toStdString());
    common::call<earshot::v1::ServiceKeySet>(
        m_rpc, QStringLiteral("earshot.v1.KeyServices/Held"), request, this,
        [this, next, service = *service](const common::Result<earshot::v1::ServiceKeySet> &reply) {
            if (!reply) {
                if (reply.error().code == common::ErrorCode::NotFound) {
                    m_err << "earshotctl: the recorder does not know this machine: register what "
                             "'earshotctl service show' prints"
                          << Qt::endl;
                    end(ExitCode::Denied);
                } else {
                    fail(reply.error());
                }
                return;
            }
            m_ring.openService(service.keys, service.record, *reply,
                               common::toUnixMs(std::chrono::system_clock::now()));
            (this->*next)();
        });
}

void CtlCommand::openCall()
{
    fetchServiceKeys(&CtlCommand::exportCall);
}

void CtlCommand::serviceKeys()
{
    fetchServiceKeys(&CtlCommand::showServiceKeys);
}

void CtlCommand::showServiceKeys()
{
    QJsonArray keys;
    for (const KeyRing::Held &held : m_ring.held()) {
        const QString fingerprint = QString::fromLatin1(held.fingerprint.toHex());
        const QString state = held.problem.isEmpty() ? QStringLiteral("opens") : held.problem;
        keys.append(QJsonObject{{QStringLiteral("fingerprint"), fingerprint},
                                {QStringLiteral("state"), state},
                                {QStringLiteral("active"), held.active},
                                {QStringLiteral("expires_ms"), held.expiresMs}});
        if (!m_options.json) {
            m_out << fingerprint << "  " << state << "  until "
                  << QDateTime::fromMSecsSinceEpoch(held.expiresMs, Qt::UTC).toString(Qt::ISODate)
                  << (held.active ? "  active" : "") << '\n';
        }
    }
    if (m_options.json) {
        print({{QStringLiteral("keys"), keys}});
    } else if (keys.isEmpty()) {
        m_out << "no key was granted to this machine\n";
    }
    end(keys.isEmpty() ? ExitCode::Negative : ExitCode::Ok);
}

bool CtlCommand::beginSealed(const earshot::v1::MediaInfo &info)
{
    m_fileKey = m_ring.fileKeys({QByteArray::fromStdString(info.file().wrap_fingerprint()),
                                 QByteArray::fromStdString(info.file().wrapped())});
    // Beside the file: there is room for one where there is room for the other.
    m_sealed = std::make_unique<QTemporaryFile>(QFileInfo(m_file->fileName()).absolutePath() +
                                                QStringLiteral("/.earshot-XXXXXX"));
    if (!m_sealed->open() || !m_file->setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)) {
        m_err << "earshotctl: " << m_sealed->fileTemplate() << ": " << m_sealed->errorString() << Qt::endl;
        return false;
    }
    return true;
}

void CtlCommand::openSealed()
{
    auto size =
        m_sealed->flush()
            ? console::openSealed(*m_sealed, m_fileKey, *m_file,
                                  QUuid::fromString(m_options.arguments.first()))
            : common::Result<qint64>(common::fail(common::ErrorCode::Unavailable, m_sealed->errorString(),
                                                  {{QStringLiteral("file"), QStringLiteral("write")}}));
    m_sealed.reset();
    if (!size) {
        m_err << "earshotctl: "
              << sealWords(size.error(), QStringLiteral("this machine was granted no key that opens it"))
              << Qt::endl;
        m_file.reset();
        end(sealCode(size.error()));
        return;
    }
    m_received = *size;
    commitFile({{QStringLiteral("opened"), true},
                {QStringLiteral("sealed_sha256"), QString::fromLatin1(m_wantedHash.toHex())}},
               QStringLiteral(", opened; the sealed file's SHA-256 verified"));
}

} // namespace console
