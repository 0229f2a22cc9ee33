// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/model/listing.h"
#include "console/kit/recordmodelbase.h"

#include <QObject>

#include <functional>

namespace console
{

/// What a list page is told after its rows stand in the model.
struct ListAnswer {
    int rows = 0;
    qint64 total = -1;
    bool totalExact = true;
    QString nextToken;   ///< empty = last page
    bool cached = false; ///< from the page cache: the server's answer is still to come
};

/// Rows as text, for export.
struct TextRows {
    QStringList ids;
    QList<QStringList> rows;
    QString nextToken;
};

/// Where a list page gets its rows from. Answers come by signal, never from inside load(); those of an
/// earlier load() never come. GUI thread.
class ListSource : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual RecordModelBase &model() = 0;
    virtual void load(const common::ListQuery &query) = 0;
    /// Old pages are forgotten: the next load() asks the server.
    virtual void forget() = 0;
    virtual void cancel() = 0;
    /// The rows keep themselves up to date; everything is on one page.
    virtual bool isLive() const { return false; }
    /// Live: the subscription runs, so that what is shown is true now.
    virtual bool isCurrent() const { return false; }
    virtual bool isReady() const = 0;
    /// What load() asked for last.
    virtual common::ListQuery lastQuery() const { return {}; }
    /// The rows of one page in these columns (keys), raw values. `context` ends it.
    virtual void fetchText(const common::ListQuery &query, const QStringList &columns, QObject *context,
                           std::function<void(common::Result<TextRows>)> done) = 0;

Q_SIGNALS:
    void loaded(const console::ListAnswer &answer);
    void failed(const common::Error &error);
    /// Rows were added on the server since the last load(); they are not in the model.
    void arrived(int count);
    /// The server could not tell all that has changed: only a new load() knows.
    void missed();
    /// Rows of the model were changed or removed by an event of the server.
    void rowsChanged();
    void readyChanged(bool ready);
    /// Something was changed from here: the page loads anew and stands on this row, when it is there.
    void reloadRequested(const QString &currentId);
};

} // namespace console
