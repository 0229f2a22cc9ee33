// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/manifestbook.h"
#include "console/cli/ctloptions.h"

#include <QJsonObject>
#include <QSet>
#include <QTextStream>

namespace console
{

/// earshotctl verify: are files what a recorder has signed? Works on files, folders and archives alone,
/// without recorder, database or network; opens no sealed file and needs no private key.
class OfflineVerify
{
public:
    OfflineVerify(const CtlOptions &options, QTextStream &out, QTextStream &err);

    /// Ok: every file is verified. Data: one is changed or missing, or a manifest is not as it was signed.
    /// Negative: of one nothing is known. Usage: there is no manifest or no key.
    ExitCode run();

private:
    struct Item {
        QString name;  ///< as given or found
        QString plain; ///< without folders
        qint64 size = 0;
        QByteArray sha256; ///< empty: cannot be read
        QString problem;
    };
    struct Proof {
        QString name;
        common::SignedManifest manifest;
    };
    void collect(const QString &path);
    void collectFolder(const QString &path);
    void collectArchive(const QString &path);
    void collectFile(const QString &path, const QString &shown);
    bool takeProofs(const QString &path);
    void takeKeys(const QString &path);
    bool readManifests();
    void judge();
    void tellMissing(const QList<common::ManifestFile> &files, QHash<QString, int> told);
    void tell(const Item &item, const common::JudgedFile &judged);
    ExitCode end();
    void complain(const QString &words);

    const CtlOptions m_options;
    QTextStream &m_out;
    QTextStream &m_err;
    QList<Item> m_items;
    QList<Proof> m_proofs;
    QByteArrayList m_keys;      ///< public ones
    QByteArrayList m_foundKeys; ///< that came with the files
    common::ManifestBook m_book;
    QSet<QByteArray> m_seen;
    QJsonObject m_json;
    bool m_whole = false; ///< a folder or an archive was given: what is not in it is missing
    int m_verified = 0;
    int m_changed = 0;
    int m_unknown = 0;
    int m_missing = 0;
    int m_refused = 0;
};

} // namespace console
