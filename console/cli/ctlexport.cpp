// SPDX-License-Identifier: GPL-3.0-or-later
// CtlCommand's export: the file appears under its name only when it is whole and has the recorder's hash.
#include "console/cli/ctlcommands.h"

#include "common/core/filenames.h"
#include "common/proto/calls.pb.h"

#include <QFileInfo>

namespace console
{

namespace
{
const QString kSha256 = QStringLiteral("sha256");
constexpr const char *kDiffers = "exists, and is something else";

QString fileNameOf(const earshot::v1::MediaInfo &info, const QString &callId)
{
    const QString format = QString::fromStdString(info.file().format());
    const QString own = callId + QLatin1Char('.') + (format.isEmpty() ? QStringLiteral("audio") : format);
    return common::safeFileName(QString::fromStdString(info.name()),
                                common::safeFileName(own, QStringLiteral("call")));
}
} // namespace

void CtlCommand::exportCall()
{
    earshot::v1::MediaRequest request;
    request.set_id(m_options.arguments.first().toStdString());
    m_call = common::stream<earshot::v1::MediaChunk>(
        m_rpc, QStringLiteral("earshot.v1.Calls/Media"), request, this,
        [this](const earshot::v1::MediaChunk &chunk) { takeChunk(chunk); },
        [this](const common::Status &status) { closeFile(status); });
}

bool CtlCommand::openFile(const earshot::v1::MediaInfo &info)
{
    const bool opens =
        m_options.command == QLatin1String("calls open") && !info.file().key_fingerprint().empty();
    QString name = fileNameOf(info, m_options.arguments.first());
    if (opens && name.endsWith(QLatin1String(".cms"))) {
        name.chop(4);
    }
    QString path = m_options.arguments.value(1);
    if (path.isEmpty()) {
        path = name;
    } else if (QFileInfo(path).isDir()) {
        path += QLatin1Char('/') + name;
    }
    m_wantedHash = QByteArray::fromStdString(info.file().sha256());
    m_wantedSize = info.file().size();
    if (!opens && !m_options.force && isThere(path)) {
        m_rpc.cancel(m_call);
        tellFile(path, m_wantedSize, {{kSha256, QString::fromLatin1(m_wantedHash.toHex())}},
                 QStringLiteral(", SHA-256 verified; it was there"));
        return true;
    }
    return createFile(path, opens ? "exists" : kDiffers) && (!opens || beginSealed(info));
}

/// What is wanted, from an export before.
bool CtlCommand::isThere(const QString &path) const
{
    return QFileInfo(path).isFile() && QFileInfo(path).size() == m_wantedSize &&
           common::sha256OfFile(path).value_or(QByteArray()) == m_wantedHash;
}

bool CtlCommand::createFile(const QString &path, const char *there)
{
    if (QFileInfo::exists(path) && !m_options.force) {
        m_err << "earshotctl: " << path << ' ' << there << "; --force replaces it" << Qt::endl;
        return false;
    }
    m_file = std::make_unique<QSaveFile>(path);
    if (!m_file->open(QIODevice::WriteOnly)) {
        m_err << "earshotctl: " << path << ": " << m_file->errorString() << Qt::endl;
        m_file.reset();
        return false;
    }
    return true;
}

bool CtlCommand::saveFile(const QString &path, const QByteArray &bytes)
{
    m_wantedHash = common::sha256(bytes);
    m_wantedSize = bytes.size();
    if (isThere(path)) {
        return true;
    }
    bool good = createFile(path, kDiffers);
    if (good && (m_file->write(bytes) != bytes.size() || !m_file->commit())) {
        m_err << "earshotctl: " << path << ": " << m_file->errorString() << Qt::endl;
        good = false;
    }
    m_file.reset();
    if (!good) {
        end(ExitCode::CannotCreate);
    }
    return good;
}

bool CtlCommand::write(const std::string &data)
{
    const auto size = static_cast<qint64>(data.size());
    m_received += size;
    QFileDevice *to = m_sealed != nullptr ? static_cast<QFileDevice *>(m_sealed.get()) : m_file.get();
    if (to->write(data.data(), size) != size) {
        m_err << "earshotctl: " << to->fileName() << ": " << to->errorString() << Qt::endl;
        return false;
    }
    return true;
}

void CtlCommand::giveUpFile()
{
    m_rpc.cancel(m_call);
    m_file.reset();
    end(ExitCode::CannotCreate);
}

void CtlCommand::commitFile(const QJsonObject &more, const QString &note)
{
    const QString path = m_file->fileName();
    if (!m_file->commit()) {
        m_err << "earshotctl: " << path << ": " << m_file->errorString() << Qt::endl;
        end(ExitCode::CannotCreate);
        return;
    }
    tellFile(path, m_received, more, note);
}

void CtlCommand::tellFile(const QString &path, qint64 size, const QJsonObject &more, const QString &note)
{
    if (m_options.json) {
        QJsonObject json = more;
        json.insert(QStringLiteral("path"), path);
        json.insert(QStringLiteral("size"), size);
        print(json);
    } else {
        m_out << path << "  " << size << " bytes" << note << "\n";
    }
    end(ExitCode::Ok);
}

void CtlCommand::takeChunk(const earshot::v1::MediaChunk &chunk)
{
    bool good = true;
    if (chunk.has_info()) {
        good = m_file == nullptr && openFile(chunk.info());
    } else if (m_file != nullptr) {
        const std::string &data = chunk.data();
        m_hash.add(QByteArrayView(data.data(), static_cast<qsizetype>(data.size())));
        good = write(data);
    }
    if (!good) {
        giveUpFile();
    }
}

void CtlCommand::closeFile(const common::Status &status)
{
    if (!status) {
        m_file.reset();
        // Conflict is what the recorder says of a file that is not what it stored.
        const bool damaged = status.error().code == common::ErrorCode::Conflict;
        if (damaged) {
            m_err << "earshotctl: the recorder's file is not what it stored; nothing was saved" << Qt::endl;
            end(ExitCode::Data);
        } else {
            fail(status.error());
        }
        return;
    }
    if (m_file == nullptr || m_received != m_wantedSize || m_hash.finish() != m_wantedHash) {
        m_file.reset();
        m_err << "earshotctl: what was received is not what was stored; nothing was saved" << Qt::endl;
        end(ExitCode::Data);
        return;
    }
    if (m_sealed != nullptr) {
        openSealed();
        return;
    }
    commitFile({{kSha256, QString::fromLatin1(m_wantedHash.toHex())}}, QStringLiteral(", SHA-256 verified"));
}

} // namespace console
