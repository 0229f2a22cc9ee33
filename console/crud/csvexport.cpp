// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/csvexport.h"

#include "common/core/csv.h"

#include <QCoreApplication>
#include <QSaveFile>
#include <QThreadPool>

namespace console
{

CsvExport::CsvExport(ListSource *source, What what, QObject *parent)
    : QObject(parent)
    , m_source(source)
    , m_what(std::move(what))
{
    m_what.query.pageSize = 1000;
    m_what.query.pageToken.clear();
    m_what.query.wantTotal = false;
}

void CsvExport::start()
{
    // With a byte order mark spreadsheets read it as UTF-8.
    m_text = QByteArray("\xef\xbb\xbf") + common::csvLine(m_what.titles);
    fetch();
}

CsvExport::~CsvExport()
{
    if (!m_ended) {
        Q_EMIT stopped();
    }
}

void CsvExport::end()
{
    m_ended = true;
    deleteLater();
}

void CsvExport::stop()
{
    if (!m_ended) {
        end();
        Q_EMIT stopped();
    }
}

void CsvExport::fetch()
{
    if (!m_source) {
        stop(); // the page is gone, and its rows with it
        return;
    }
    m_source->fetchText(m_what.query, m_what.columns, this,
                        [this](common::Result<TextRows> page) { take(std::move(page)); });
}

void CsvExport::take(common::Result<TextRows> page)
{
    if (m_ended) {
        return;
    }
    if (!page) {
        end();
        Q_EMIT failed(page.error());
        return;
    }
    for (qsizetype i = 0; i < page->rows.size() && m_rows < kMostRows; ++i) {
        if (m_what.only.isEmpty() || m_what.only.contains(page->ids[i])) {
            m_text += common::csvLine(page->rows[i]);
            ++m_rows;
        }
    }
    const bool found = !m_what.only.allMatching && !m_what.only.isEmpty() && m_rows >= m_what.only.ids.size();
    if (page->nextToken.isEmpty() || found || m_rows >= kMostRows) {
        write(!page->nextToken.isEmpty() && !found);
        return;
    }
    Q_EMIT progressed(m_rows);
    m_what.query.pageToken = page->nextToken;
    fetch();
}

void CsvExport::write(bool cut)
{
    QThreadPool::globalInstance()->start([self = QPointer(this), text = std::move(m_text), path = m_what.path,
                                          rows = m_rows, cut] {
        QSaveFile file(path);
        const bool ok = file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit();
        const QString reason = file.errorString();
        // The pointer is only looked at where the object lives.
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, ok, reason, rows, cut] {
                if (!self || self->m_ended) {
                    return;
                }
                self->end();
                if (ok) {
                    Q_EMIT self->finished(rows, cut);
                } else {
                    Q_EMIT self->failed({common::ErrorCode::Unavailable,
                                         reason,
                                         {{QStringLiteral("reason"), QStringLiteral("file")}}});
                }
            },
            Qt::QueuedConnection);
    });
}

} // namespace console
