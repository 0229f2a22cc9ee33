// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/storage/curlsession.h"
#include "recorder/storage/storagetarget.h"

namespace recorder
{

class ConnectionSteps;
class SourceFile;

/// A folder on an FTP server, with TLS from the first command that matters, or without when that is asked for
/// (then also the password goes in the clear). A file goes up as NAME.part; only when the server has said
/// that it is complete and its SIZE is right is it renamed.
class FtpTarget final : public StorageTarget
{
public:
    static common::Result<std::unique_ptr<StorageTarget>> open(const StorageTargetSettings &settings,
                                                               const StorageEnvironment &environment,
                                                               const StoragePatience &patience);

    common::Result<StoredFile> put(const QString &localFile, const QString &key,
                                   const StorageMeta &meta) override;
    common::Status get(const QString &key, const StorageRange &range, const Sink &sink) override;
    common::Result<StorageObject> stat(const QString &key) override;
    common::Status remove(const QString &key) override;
    common::Status discard(const QString &key) override;
    QList<common::ConnectionStep> test(const common::ConnectionStepsHeard &heard) override;

private:
    struct Exchange;

    FtpTarget(const StorageTargetSettings &settings, const StorageEnvironment &environment,
              const StoragePatience &patience);
    bool isSecure() const { return m_settings.requireTls || m_settings.implicitTls; }
    int port() const;
    common::Result<QString> pathOf(const QString &key) const; ///< as in commands
    QByteArray urlOf(const QString &path) const;
    common::Status run(Exchange &exchange);
    /// Only commands, no file. "*" before one: its failure does not matter.
    common::Status command(const QByteArrayList &commands);
    common::Status upload(SourceFile &source, const QString &part);
    common::Status uploadSomehow(SourceFile &source, const QString &part);
    common::Status makeFolders(const QString &path);
    common::Status putInPlace(const QString &part, const QString &path);
    void testLogin(ConnectionSteps &steps);

    const StorageTargetSettings m_settings;
    const StorageEnvironment m_environment;
    const StoragePatience m_patience;
    CurlSession m_session;
    bool m_tls13 = false; ///< this server would not speak TLS 1.2
};

} // namespace recorder
