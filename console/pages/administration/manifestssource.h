// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/filemanifest.h"
#include "common/rpc/rpcclient.h"
#include "console/crud/listsource.h"
#include "console/kit/formats.h"
#include "console/kit/recordmodel.h"

#include <QHash>

#include <optional>

namespace earshot::v1
{
class FileManifest;
} // namespace earshot::v1

namespace console
{

/// A daily manifest as it was judged here, by the keys that the recorder told of.
struct ManifestRow {
    qint64 number = 0;
    QDate day; ///< UTC
    qint64 files = 0;
    qint64 signedMs = 0;
    QString keyId;
    QString recorder; ///< whose key it is; empty = not known
    /// "verified"; "foreign": the same, but only the database tells of the key; "chain": the one before is
    /// not the one that it names; "missing": that one is not there; "signature": it is not as it was signed;
    /// "key": nobody's key; "format": it cannot be read.
    QString state;

    bool operator==(const ManifestRow &) const = default;
};
/// In words.
QString manifestStateWord(const QString &state);

/// What is taken away of a row.
struct KeptManifest {
    common::SignedManifest manifest;
    QByteArray publicKey; ///< that it was verified with; empty = with none
};

/// Daily manifests of a tenant, oldest first, fetched one after the other: each is as long as the day had
/// files. Signature and chain are checked in a thread of the pool. Criteria: tenant (is), date (between).
class ManifestsSource final : public ListSource
{
    Q_OBJECT
public:
    ManifestsSource(common::RpcClient &rpc, const Formats &formats, QObject *parent = nullptr);

    RecordModel<ManifestRow> &model() override { return m_model; }
    void load(const common::ListQuery &query) override;
    void forget() override { m_hashes.clear(); }
    void cancel() override;
    bool isReady() const override { return m_rpc.isReady(); }
    common::ListQuery lastQuery() const override { return m_query; }
    void fetchText(const common::ListQuery &query, const QStringList &columns, QObject *context,
                   std::function<void(common::Result<TextRows>)> done) override;

    const ManifestRow *row(const QString &id) const { return m_model.record(id); }
    /// Of rows that are shown.
    KeptManifest kept(const QString &id) const { return m_kept.value(id); }

private:
    struct Key {
        QByteArray publicKey;
        QString recorder;
        bool trusted = false;
    };
    struct Judged {
        ManifestRow row;
        KeptManifest kept;
        QByteArray previous; ///< that it names
        QByteArray hash;
    };
    static std::vector<Column<ManifestRow>> columns(const Formats &formats);
    static Judged judge(const earshot::v1::FileManifest &wire, const QList<Key> &keys);

    void readQuery(const common::ListQuery &query);
    void askKeys();
    void ask(qint64 after, const QDate &from, std::function<void(const earshot::v1::FileManifest &)> take);
    void askNext();
    void take(const earshot::v1::FileManifest &wire);
    void check(const earshot::v1::FileManifest &wire);
    void link(const Judged &judged);
    void append(Judged judged);
    void finish(bool more);
    void fail(const common::Error &error);

    common::RpcClient &m_rpc;
    const Formats m_formats;
    RecordModel<ManifestRow> m_model;
    common::ListQuery m_query;
    QString m_tenant; ///< id; empty = one's own
    QDate m_from;
    QDate m_until;            ///< the last one
    quint64 m_generation = 0; ///< what was asked for an earlier load means nothing
    std::optional<QList<Key>> m_keys;
    std::shared_ptr<earshot::v1::FileManifest> m_waiting; ///< for the keys
    qint64 m_after = 0;
    QList<ManifestRow> m_rows;
    QHash<QString, KeptManifest> m_kept; ///< by row
    QHash<qint64, QByteArray> m_hashes;  ///< by number, of m_tenant; also of pages before
};

} // namespace console
