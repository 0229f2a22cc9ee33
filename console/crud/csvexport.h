// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/listsource.h"

#include <QPointer>

namespace console
{

/// Fetches every matching row, page by page, and writes them to a file beside the GUI thread. At most 100,000
/// rows. Deletes itself when it is done; deleted before, it says stopped().
class CsvExport final : public QObject
{
    Q_OBJECT
public:
    static constexpr int kMostRows = 100'000;

    struct What {
        common::ListQuery query;
        RowSelection only; ///< empty = all
        QStringList columns;
        QStringList titles;
        QString path;
    };

    CsvExport(ListSource *source, What what, QObject *parent);
    ~CsvExport() override;
    void start();
    void stop();

Q_SIGNALS:
    void progressed(int rows);
    void finished(int rows, bool cut); ///< cut: there were more than kMostRows
    void failed(const common::Error &error);
    void stopped();

private:
    void end();
    void fetch();
    void take(common::Result<TextRows> page);
    void write(bool cut);

    QPointer<ListSource> m_source;
    What m_what;
    QByteArray m_text;
    int m_rows = 0;
    bool m_ended = false;
};

} // namespace console
