// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/zipsaver.h"

#include "common/core/filenames.h"
#include "common/crypto/sha256.h"
#include "console/pages/call/zipwriter.h"

#include <QSaveFile>

#include <optional>
#include <utility>

namespace console
{

class ZipSaver::Writer final : public QObject
{
public:
    Writer(const QString &path, ZipSaver &owner)
        : m_file(path)
        , m_owner(owner)
    {
    }

    void begin(const QString &name, const QDateTime &changed, qint64 size)
    {
        if (m_over || !open()) {
            return;
        }
        const QString free = freeName(name);
        m_hash = common::Sha256();
        m_size = 0;
        if (check(m_zip->begin(free, changed, size))) {
            Q_EMIT m_owner.begun(free);
        }
    }
    void write(const QByteArray &bytes, qint64 token, int source)
    {
        if (m_over || !m_zip || !check(m_zip->write(bytes))) {
            return;
        }
        m_hash.add(QByteArrayView(bytes));
        m_size += bytes.size();
        Q_EMIT m_owner.written(token, source);
    }
    void end(qint64 size, const QByteArray &sha256)
    {
        if (m_over || !m_zip) {
            return;
        }
        const bool good = m_size == size && m_hash.finish() == sha256;
        if (check(good ? m_zip->end() : m_zip->drop())) {
            Q_EMIT m_owner.entryEnded(good);
        }
    }
    void drop()
    {
        if (!m_over && m_zip) {
            (void)m_zip->drop(); // nothing was begun: nothing to drop
        }
    }
    void add(const QString &name, const QByteArray &content)
    {
        if (!m_over && open()) {
            check(m_zip->begin(freeName(name), QDateTime::currentDateTime(), content.size()) &&
                  m_zip->write(content) && m_zip->end());
        }
    }
    void commit()
    {
        if (m_over || !open()) {
            return;
        }
        const qint64 end = m_zip->finish();
        if (check(end >= 0 && m_file.resize(end) && m_file.commit())) {
            m_over = true;
            Q_EMIT m_owner.saved();
        }
    }

private:
    bool open()
    {
        if (!m_zip && check(m_file.open(QIODevice::WriteOnly))) {
            m_zip.emplace(m_file);
        }
        return m_zip.has_value();
    }
    bool check(bool good)
    {
        if (!good && !std::exchange(m_over, true)) {
            const QString reason = m_file.errorString();
            m_file.cancelWriting();
            Q_EMIT m_owner.failed(reason);
        }
        return good;
    }
    QString freeName(const QString &wanted) const
    {
        return common::freeFileName(wanted, [this](const QString &name) { return m_zip->hasEntry(name); });
    }

    QSaveFile m_file;
    std::optional<ZipWriter> m_zip;
    common::Sha256 m_hash;
    qint64 m_size = 0;
    ZipSaver &m_owner; ///< joins this thread before it dies; only its signals are used
    bool m_over = false;
};

ZipSaver::ZipSaver(const QString &path, QObject *parent)
    : QObject(parent)
    , m_writer(new Writer(path, *this))
{
    m_writer->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_writer, &QObject::deleteLater);
    m_thread.setObjectName(QStringLiteral("archive"));
    m_thread.start();
}

ZipSaver::~ZipSaver()
{
    m_thread.quit();
    m_thread.wait();
}

template <typename Work>
void ZipSaver::post(Work work)
{
    QMetaObject::invokeMethod(m_writer, [writer = m_writer, work = std::move(work)] { work(*writer); });
}

void ZipSaver::begin(const QString &name, const QDateTime &changed, qint64 size)
{
    post([name, changed, size](Writer &writer) { writer.begin(name, changed, size); });
}

void ZipSaver::write(const QByteArray &bytes, qint64 token, int source)
{
    post([bytes, token, source](Writer &writer) { writer.write(bytes, token, source); });
}

void ZipSaver::end(qint64 size, const QByteArray &sha256)
{
    post([size, sha256](Writer &writer) { writer.end(size, sha256); });
}

void ZipSaver::drop()
{
    post([](Writer &writer) { writer.drop(); });
}

void ZipSaver::add(const QString &name, const QByteArray &content)
{
    post([name, content](Writer &writer) { writer.add(name, content); });
}

void ZipSaver::commit()
{
    post([](Writer &writer) { writer.commit(); });
}

} // namespace console
