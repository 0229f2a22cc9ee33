// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/job.h"
#include "common/model/listing.h"
#include "console/crud/page.h"
#include "console/kit/recordmodel.h"

#include <QDialog>
#include <QTimer>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace earshot::v1
{
class Job;
}

namespace console
{

class Banner;
class RecordView;
class ReferenceBox;

/// Users from a CSV file: the file is looked through by the recorder first, which keeps nothing; every
/// mistake is shown with its row; Import works when there is none. Both are jobs of the recorder. Deletes
/// itself.
class UserImportDialog final : public QDialog
{
    Q_OBJECT
public:
    UserImportDialog(const PageContext &context, QWidget *parent);

    void setFile(const QString &path);

Q_SIGNALS:
    void imported();

private:
    struct Line {
        QString id;
        common::JobLine line;
        bool operator==(const Line &) const = default;
    };
    QWidget *fileRow();
    RecordView *linesView();
    void choose();
    void take(const QByteArray &csv);
    void start(bool dryRun);
    void poll();
    void show(const earshot::v1::Job &job);
    void ended(const earshot::v1::Job &job);
    void failed(const common::Error &error);
    void setBusy(bool busy);

    const PageContext m_context;
    QLineEdit *m_path;
    QPushButton *m_choose;
    ReferenceBox *m_tenant = nullptr;
    Banner *m_verdict;
    QProgressBar *m_progress;
    RecordModel<Line> *m_lines;
    RecordView *m_view;
    QPushButton *m_go;
    QByteArray m_csv;
    QString m_job;
    bool m_dryRun = true;
    QTimer m_poll;
};

/// All that match as a CSV file with every field: what the import reads. A task.
void exportUsers(const PageContext &context, const common::ListQuery &query, QWidget *host);
/// The same without asking for the file.
void exportUsersTo(const QString &path, const PageContext &context, const common::ListQuery &query);

} // namespace console
