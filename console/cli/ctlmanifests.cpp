// SPDX-License-Identifier: GPL-3.0-or-later
// CtlCommand's commands about signed manifests: what `verify` needs is taken away with them.
#include "console/cli/ctlcommands.h"

#include "common/crypto/ed25519.h"
#include "common/crypto/filemanifest.h"
#include "common/proto/integrity.pb.h"
#include "console/cli/jsonoutput.h"

#include <QDir>

namespace console
{

namespace
{

QByteArray bytesOf(const std::string &wire)
{
    return QByteArray(wire.data(), static_cast<qsizetype>(wire.size()));
}

/// What stands in it is made here, not by the server.
QString nameOf(const earshot::v1::FileManifest &manifest)
{
    return common::manifestFileName(manifest.number(),
                                    QDate::fromString(QString::fromStdString(manifest.day()), Qt::ISODate));
}

} // namespace

void CtlCommand::manifestKeys()
{
    common::call<earshot::v1::SigningKeys>(m_rpc, QStringLiteral("earshot.v1.Integrity/Keys"),
                                           earshot::v1::SigningKeysRequest(), this,
                                           [this](const common::Result<earshot::v1::SigningKeys> &keys) {
                                               if (!keys) {
                                                   fail(keys.error());
                                                   return;
                                               }
                                               if (m_options.json) {
                                                   print(jsonOf(*keys));
                                               }
                                               for (const earshot::v1::SigningKey &key : keys->keys()) {
                                                   if (!m_options.json) {
                                                       m_out
                                                           << QString::fromStdString(key.key_id()) << ' '
                                                           << QString::fromStdString(key.recorder()) << '\n'
                                                           << common::publicKeyPem(bytesOf(key.public_key()));
                                                   }
                                               }
                                               end(ExitCode::Ok);
                                           });
}

void CtlCommand::exportManifests()
{
    common::call<earshot::v1::SigningKeys>(
        m_rpc, QStringLiteral("earshot.v1.Integrity/Keys"), earshot::v1::SigningKeysRequest(), this,
        [this](const common::Result<earshot::v1::SigningKeys> &keys) {
            if (!keys) {
                fail(keys.error());
                return;
            }
            const QDir folder(m_options.arguments.first());
            if (!QDir().mkpath(folder.path())) {
                m_err << "earshotctl: " << folder.path() << " cannot be made" << Qt::endl;
                end(ExitCode::CannotCreate);
                return;
            }
            for (const earshot::v1::SigningKey &key : keys->keys()) {
                const QByteArray publicKey = bytesOf(key.public_key());
                const QString path = folder.filePath(
                    QStringLiteral("signing-key-%1.pem").arg(common::signingKeyId(publicKey)));
                if (!saveFile(path, common::publicKeyPem(publicKey))) {
                    return;
                }
            }
            nextManifest(0);
        });
}

void CtlCommand::nextManifest(qint64 after)
{
    earshot::v1::ManifestAfter request;
    request.set_tenant(m_options.filters.value(QStringLiteral("tenant")).toStdString());
    request.set_after(after);
    common::call<earshot::v1::FileManifest>(
        m_rpc, QStringLiteral("earshot.v1.Integrity/Manifests"), request, this,
        [this, after](const common::Result<earshot::v1::FileManifest> &manifest) {
            if (!manifest) {
                fail(manifest.error());
                return;
            }
            if (manifest->text().empty() || manifest->number() <= after) {
                if (m_options.json) {
                    print({{QStringLiteral("manifests"), m_received}});
                } else {
                    m_out << m_received << " manifests\n";
                }
                end(ExitCode::Ok);
                return;
            }
            const QString base = QDir(m_options.arguments.first()).filePath(nameOf(*manifest));
            if (saveFile(base + QStringLiteral(".txt"), bytesOf(manifest->text())) &&
                saveFile(base + QStringLiteral(".sig"), bytesOf(manifest->signature()))) {
                ++m_received;
                nextManifest(manifest->number());
            }
        });
}

} // namespace console
