// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/sealedreader.h"

#include "common/crypto/sha256.h"

#include <utility>

namespace console
{

class SealedReader::Worker final : public QObject
{
public:
    Worker(common::FileKeySource key, qint64 size, QByteArray sha256, SealedReader &owner)
        : m_reader(std::move(key), size, size)
        , m_size(size)
        , m_wanted(std::move(sha256))
        , m_owner(owner)
    {
    }

    void add(const QByteArray &bytes, qint64 credit)
    {
        if (m_over) {
            return;
        }
        m_hash.add(QByteArrayView(bytes));
        m_received += bytes.size();
        if (common::Status added = m_reader.add(bytes); !added) {
            fail(added.error());
            return;
        }
        Q_EMIT m_owner.taken(credit);
    }
    void finish()
    {
        if (m_over) {
            return;
        }
        if (m_received != m_size || m_hash.finish() != m_wanted) {
            fail({common::ErrorCode::Conflict,
                  QStringLiteral("the file is not what was stored"),
                  {{QStringLiteral("reason"), QStringLiteral("media")}}});
            return;
        }
        auto content = m_reader.finish();
        if (!content) {
            fail(content.error());
            return;
        }
        m_over = true;
        Q_EMIT m_owner.opened(*content);
    }

private:
    void fail(const common::Error &error)
    {
        m_over = true;
        Q_EMIT m_owner.failed(error);
    }

    common::ContainerReader m_reader;
    common::Sha256 m_hash;
    qint64 m_size;
    qint64 m_received = 0;
    QByteArray m_wanted;
    SealedReader &m_owner; ///< joins this thread before it dies; only its signals are used
    bool m_over = false;
};

SealedReader::SealedReader(common::FileKeySource key, qint64 size, const QByteArray &sha256, QObject *parent)
    : QObject(parent)
    , m_worker(new Worker(std::move(key), size, sha256, *this))
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.setObjectName(QStringLiteral("unseal"));
    m_thread.start();
}

SealedReader::~SealedReader()
{
    m_thread.quit();
    m_thread.wait();
}

void SealedReader::add(const QByteArray &bytes, qint64 credit)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, bytes, credit] { worker->add(bytes, credit); });
}

void SealedReader::finish()
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker] { worker->finish(); });
}

} // namespace console
