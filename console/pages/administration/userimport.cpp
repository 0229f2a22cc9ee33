// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/administration/userimport.h"

#include "common/proto/usertransfer.pb.h"
#include "common/rpc/codecs/listcodec.h"
#include "console/kit/banner.h"
#include "console/kit/recordview.h"
#include "console/kit/referencebox.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"
#include "console/kit/words.h"
#include "console/pages/administration/directory.h"
#include "console/pages/administration/listdownload.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QThreadPool>

namespace console
{

namespace v1 = earshot::v1;

namespace
{

constexpr qint64 kMostBytes = 12 * 1024 * 1024;
constexpr int kPollMs = 300;

/// Reads in a thread of the pool; what was read comes back on the GUI thread.
void readFile(const QString &path, QObject *context,
              std::function<void(const QByteArray &, const QString &)> done)
{
    QThreadPool::globalInstance()->start([path, context = QPointer(context), done = std::move(done)] {
        QFile file(path);
        QByteArray bytes;
        QString problem;
        if (!file.open(QIODevice::ReadOnly)) {
            problem = file.errorString();
        } else if (file.size() > kMostBytes) {
            problem = QCoreApplication::translate("Console", "the file is larger than 12 MiB");
        } else {
            bytes = file.readAll();
        }
        // The pointer is only looked at where the object lives.
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [context, done, bytes, problem] {
                if (context) {
                    done(bytes, problem);
                }
            },
            Qt::QueuedConnection);
    });
}

QString messageOf(const common::JobLine &line)
{
    static const QHash<QString, QString> own{
        {QStringLiteral("twice"), Tr::tr("It is in the file twice.")},
        {QStringLiteral("yes-or-no"), Tr::tr("Write yes or no.")},
        {QStringLiteral("encoding"), Tr::tr("The file is not UTF-8. Save it as “CSV UTF-8”.")},
        {QStringLiteral("quote"), Tr::tr("A quotation mark is missing or stands in the wrong place.")},
        {QStringLiteral("rows"), Tr::tr("The file has more than 100,000 rows.")}};
    return own.value(line.code, reasonWords(line.code));
}

} // namespace

UserImportDialog::UserImportDialog(const PageContext &context, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_path(new QLineEdit)
    , m_choose(new QPushButton(Tr::tr("Choose file …")))
    , m_verdict(new Banner)
    , m_progress(new QProgressBar)
    , m_lines(new RecordModel<Line>(
          {{{QStringLiteral("row"), Tr::tr("ROW"), {}, 70, true, true},
            [](const Line &l) { return l.line.row > 0 ? QString::number(l.line.row) : QString(); }},
           {{QStringLiteral("field"), Tr::tr("COLUMN"), {}, 140}, [](const Line &l) { return l.line.field; }},
           {{QStringLiteral("message"), Tr::tr("WHAT IS WRONG"), {}, 300},
            [](const Line &l) { return messageOf(l.line); }},
           {{QStringLiteral("value"), Tr::tr("VALUE"), {}, 180},
            [](const Line &l) { return l.line.detail; }}},
          [](const Line &l) { return l.id; }, this))
    , m_view(linesView())
{
    setObjectName(QStringLiteral("user-import"));
    setWindowTitle(Tr::tr("Import users"));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    resize(190 * kUnit, 110 * kUnit);
    auto *hint =
        new QLabel(Tr::tr("A CSV file as Export writes it: the first row names the columns. A row with a "
                          "known id or name changes that user, any other makes a new one. Either all rows "
                          "are taken, or none."));
    hint->setWordWrap(true);
    m_progress->setObjectName(QStringLiteral("progress"));
    m_progress->setAccessibleName(Tr::tr("Progress"));
    m_verdict->setObjectName(QStringLiteral("verdict"));
    m_progress->hide();
    m_verdict->hide();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_go = buttons->addButton(Tr::tr("Import"), QDialogButtonBox::ActionRole);
    m_go->setObjectName(QStringLiteral("import"));
    m_go->setEnabled(false);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGapLarge);
    column->setSpacing(kGap);
    column->addWidget(hint);
    column->addWidget(fileRow());
    column->addWidget(m_verdict);
    column->addWidget(m_progress);
    column->addWidget(m_view, 1);
    column->addWidget(buttons);
    m_poll.setInterval(kPollMs);
    connect(&m_poll, &QTimer::timeout, this, &UserImportDialog::poll);
    connect(m_choose, &QPushButton::clicked, this, &UserImportDialog::choose);
    connect(m_go, &QPushButton::clicked, this, [this] { start(false); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

QWidget *UserImportDialog::fileRow()
{
    auto *box = new QWidget;
    auto *form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 0, 0);
    if (seesTenants(m_context)) {
        m_tenant = new ReferenceBox(lookupOf<common::TenantRecord>(m_context.rpc, tenantMethods()));
        m_tenant->setObjectName(QStringLiteral("tenant"));
        form->addRow(Tr::tr("Tenant"), m_tenant);
        connect(m_tenant, &ReferenceBox::chosen, this, [this] {
            if (!m_csv.isEmpty()) {
                start(true);
            }
        });
    }
    auto *row = new QHBoxLayout;
    m_path->setObjectName(QStringLiteral("file"));
    m_path->setReadOnly(true);
    m_path->setAccessibleName(Tr::tr("File"));
    m_choose->setObjectName(QStringLiteral("choose"));
    row->addWidget(m_path, 1);
    row->addWidget(m_choose);
    form->addRow(Tr::tr("File"), row);
    return box;
}

RecordView *UserImportDialog::linesView()
{
    auto *view = new RecordView;
    view->setAccessibleName(Tr::tr("What is wrong in the file"));
    view->setRecords(m_lines);
    view->hide();
    return view;
}

void UserImportDialog::choose()
{
    auto *dialog = new QFileDialog(this, Tr::tr("Import users"), {}, QStringLiteral("CSV (*.csv)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &UserImportDialog::setFile);
    dialog->open();
}

void UserImportDialog::setFile(const QString &path)
{
    m_path->setText(path);
    m_csv.clear();
    setBusy(true);
    readFile(path, this, [this](const QByteArray &bytes, const QString &problem) {
        if (problem.isEmpty()) {
            take(bytes);
        } else {
            setBusy(false);
            m_verdict->tell(StatusRole::Failed, Tr::tr("The file cannot be read: %1.").arg(problem));
        }
    });
}

void UserImportDialog::take(const QByteArray &csv)
{
    m_csv = csv;
    if (m_tenant != nullptr && m_tenant->reference().id.isEmpty()) {
        setBusy(false);
        m_verdict->tell(StatusRole::Pending, Tr::tr("Choose the tenant that the users belong to."));
        m_tenant->setFocus();
        return;
    }
    start(true);
}

void UserImportDialog::start(bool dryRun)
{
    m_dryRun = dryRun;
    setBusy(true);
    v1::UserImport request;
    request.set_csv(m_csv.constData(), static_cast<std::size_t>(m_csv.size()));
    request.set_file_name(m_path->text().section(u'/', -1).toStdString());
    request.set_dry_run(dryRun);
    if (m_tenant != nullptr) {
        request.set_tenant_id(m_tenant->reference().id.toStdString());
    }
    common::call<v1::Job>(m_context.rpc, QStringLiteral("earshot.v1.UserTransfer/Import"), request, this,
                          [this](const common::Result<v1::Job> &job) {
                              if (job) {
                                  m_job = QString::fromStdString(job->id());
                                  m_poll.start();
                              } else {
                                  failed(job.error());
                              }
                          },
                          {.deadline = std::chrono::seconds(60)});
}

void UserImportDialog::poll()
{
    v1::JobRef request;
    request.set_id(m_job.toStdString());
    common::call<v1::Job>(m_context.rpc, QStringLiteral("earshot.v1.Jobs/Get"), request, this,
                          [this, asked = m_job](const common::Result<v1::Job> &job) {
                              if (asked == m_job && m_poll.isActive()) {
                                  job ? show(*job) : failed(job.error());
                              }
                          });
}

void UserImportDialog::show(const v1::Job &job)
{
    m_progress->setMaximum(job.total() > 0 ? static_cast<int>(job.total()) : 0);
    m_progress->setValue(static_cast<int>(job.done()));
    if (job.ended_ms() != 0) {
        ended(job);
    }
}

void UserImportDialog::ended(const v1::Job &job)
{
    setBusy(false);
    QList<Line> lines;
    for (const v1::JobLine &line : job.lines()) {
        const auto text = [](const std::string &utf8) { return QString::fromStdString(utf8); };
        lines.append(
            {QString::number(lines.size()),
             {line.row(), text(line.field()), text(line.code()), text(line.detail()), line.error()}});
    }
    m_view->setVisible(!lines.isEmpty());
    m_lines->setRecords(lines);
    const auto changed = static_cast<int>(job.changed());
    if (job.state() != "done") {
        const QString text =
            lines.isEmpty()
                ? Tr::tr("The import ended early: %1").arg(reasonWords(QString::fromStdString(job.reason())))
                : Tr::tr("%n thing(s) to mend. Nothing was changed.", nullptr,
                         static_cast<int>(job.failed()));
        m_verdict->tell(StatusRole::Failed, text);
    } else if (m_dryRun) {
        m_verdict->tell(StatusRole::Good,
                        //: %1 is a sentence about the others: "5 stay as they are."
                        Tr::tr("%n user(s) will be added or changed. %1", nullptr, changed)
                            .arg(Tr::tr("%n stay(s) as it is.", nullptr, static_cast<int>(job.skipped()))));
        m_go->setEnabled(changed > 0);
        m_go->setDefault(true);
    } else {
        m_context.navigator.notify(Tr::tr("%n user(s) imported", nullptr, changed));
        Q_EMIT imported();
        accept();
    }
}

void UserImportDialog::failed(const common::Error &error)
{
    setBusy(false);
    m_verdict->tell(StatusRole::Failed, sentenceFor(error, Tr::tr("import the users")).oneLine());
}

void UserImportDialog::setBusy(bool busy)
{
    if (!busy) {
        m_poll.stop();
    }
    m_progress->setMaximum(0);
    m_progress->setVisible(busy);
    m_choose->setEnabled(!busy);
    m_go->setEnabled(false);
    m_verdict->setVisible(false);
    if (busy) {
        m_view->hide();
    }
}

void exportUsersTo(const QString &path, const PageContext &context, const common::ListQuery &query)
{
    new ListDownload(context.rpc, context.navigator.tasks(),
                     {QStringLiteral("earshot.v1.UserTransfer/Export"),
                      QByteArray::fromStdString(common::toWire(query).SerializeAsString()), path,
                      Tr::tr("Export the users to %1").arg(QFileInfo(path).fileName()),
                      Tr::tr("export the users"), context.serverKey});
}

void exportUsers(const PageContext &context, const common::ListQuery &query, QWidget *host)
{
    auto *dialog =
        new QFileDialog(host, Tr::tr("Export"), QStringLiteral("users.csv"), QStringLiteral("CSV (*.csv)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    QObject::connect(dialog, &QFileDialog::fileSelected, host,
                     [context, query](const QString &path) { exportUsersTo(path, context, query); });
    dialog->open();
}

} // namespace console
