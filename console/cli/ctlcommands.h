// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/sha256.h"
#include "common/rpc/rpcclient.h"
#include "console/cli/ctloptions.h"

#include "console/net/keyring.h"

#include <QJsonObject>
#include <QSaveFile>
#include <QTemporaryFile>
#include <QTextStream>

#include <memory>

namespace earshot::v1
{
class ListRequest;
class MediaChunk;
class MediaInfo;
} // namespace earshot::v1

namespace console
{

/// One command of earshotctl against a connected client: asks, prints, and says how it ended. Columns are for
/// people and may change; scripts use --json.
class CtlCommand final : public QObject
{
    Q_OBJECT
public:
    CtlCommand(CtlOptions options, common::RpcClient &rpc, QTextStream &out, QTextStream &err,
               QObject *parent = nullptr);
    ~CtlCommand() override;

    void run();

Q_SIGNALS:
    void finished(console::ExitCode code); ///< once

private:
    void listCalls();
    void showCall();
    void watch();
    void exportCall();
    void openCall();
    void serviceKeys();
    void showServiceKeys();
    /// What the machine was granted, then `next`; else it is over.
    void fetchServiceKeys(void (CtlCommand::*next)());
    bool beginSealed(const earshot::v1::MediaInfo &info);
    void openSealed(); ///< what was received, whole and as it was stored
    void takeChunk(const earshot::v1::MediaChunk &chunk);
    bool openFile(const earshot::v1::MediaInfo &info);
    void closeFile(const common::Status &status);
    bool isThere(const QString &path) const; ///< with the wanted size and hash
    /// Nothing that is there is replaced without --force. False: the reason was told; `there` is said of a
    /// file that exists.
    bool createFile(const QString &path, const char *there = "exists");
    bool write(const std::string &data);
    void giveUpFile();                                             ///< takes what was written with it
    void commitFile(const QJsonObject &more, const QString &note); ///< and end with what became of it
    void tellFile(const QString &path, qint64 size, const QJsonObject &more,
                  const QString &note); ///< and end
    void verifyAudit();
    void exportAudit();
    void takeAudit(const std::string &data);
    void closeAudit(const common::Status &status);
    void manifestKeys();
    void exportManifests();
    void nextManifest(qint64 after);
    /// The same again is no error. False: it is over.
    bool saveFile(const QString &path, const QByteArray &bytes);
    void ledger();
    void health();
    void version();
    /// Prints the answer: as JSON, or with `show` for people.
    template <typename Reply, typename Request, typename Show>
    void ask(const char *method, const Request &request, Show show);
    bool fillList(earshot::v1::ListRequest &request);
    void print(const QJsonObject &json);
    void end(ExitCode code);
    void fail(const common::Error &error);

    CtlOptions m_options;
    common::RpcClient &m_rpc;
    QTextStream &m_out;
    QTextStream &m_err;
    bool m_over = false;

    // of an export
    std::unique_ptr<QSaveFile> m_file;
    common::Sha256 m_hash;
    QByteArray m_wantedHash;
    qint64 m_wantedSize = 0;
    qint64 m_received = 0;
    common::RpcCallId m_call = 0;

    // of opening: what arrives lies sealed beside the file that it becomes
    KeyRing m_ring;
    std::unique_ptr<QTemporaryFile> m_sealed;
    common::FileKeySource m_fileKey;
};

} // namespace console
