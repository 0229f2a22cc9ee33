// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/administration/audittrail.h"

#include "common/proto/audittrail.pb.h"
#include "common/rpc/codecs/listcodec.h"
#include "console/kit/formats.h"
#include "console/kit/tr.h"
#include "console/kit/words.h"
#include "console/pages/administration/listdownload.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <QMessageBox>
#include <QPointer>

namespace console
{

namespace v1 = earshot::v1;

namespace
{

constexpr std::chrono::minutes kVerifyDeadline{5};

QString verdictWords(const v1::AuditVerdict &verdict)
{
    const QString reason = QString::fromStdString(verdict.reason());
    const QString entry =
        verdict.first_bad() == 0
            ? QString()
            : QLatin1Char(' ') + Tr::tr("It begins with entry %1.").arg(verdict.first_bad());
    if (reason == QLatin1String("changed")) {
        return Tr::tr("An entry is not as it was written.") + entry;
    }
    if (reason == QLatin1String("missing")) {
        return Tr::tr("An entry, or a signed statement about the trail, is missing.") + entry;
    }
    if (reason == QLatin1String("reordered")) {
        return Tr::tr("Entries do not stand in the order in which they were written.") + entry;
    }
    if (reason == QLatin1String("added")) {
        return Tr::tr("An entry was added that the recorder did not write.") + entry;
    }
    if (reason == QLatin1String("cut")) {
        return Tr::tr("The end of the trail is missing, or the database is an older copy.") + entry;
    }
    return Tr::tr("A signature is wrong: a statement about the trail was changed.") + entry;
}

QMessageBox *tell(QWidget *host, QMessageBox::Icon icon, const QString &title, const QString &text)
{
    auto *box = new QMessageBox(icon, Tr::tr("Verify the audit trail"), title, QMessageBox::Ok, host);
    box->setObjectName(QStringLiteral("audit-verdict"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(text);
    box->setWindowModality(Qt::WindowModal);
    box->open();
    return box;
}

void tellVerdict(const PageContext &context, QWidget *host, const v1::AuditVerdict &verdict)
{
    const QLocale locale;
    const Formats formats = Formats::forZone(context.identity.timeZone);
    QString text = Tr::tr("%1 entries and %2 signed heads were read.")
                       .arg(locale.toString(static_cast<qint64>(verdict.entries())),
                            locale.toString(static_cast<qint64>(verdict.heads())));
    if (verdict.last_head_ms() > 0) {
        text += QLatin1Char(' ') + Tr::tr("The last one was signed %1.")
                                       .arg(formats.dateTime(common::wallFromUnixMs(verdict.last_head_ms())));
    }
    if (verdict.good()) {
        tell(host, QMessageBox::Information, Tr::tr("Every entry is there as it was written."), text);
    } else {
        tell(host, QMessageBox::Critical, Tr::tr("The audit trail was tampered with."),
             verdictWords(verdict) + QLatin1Char('\n') + text);
    }
}

} // namespace

void exportAudit(const PageContext &context, const common::ListQuery &query, QWidget *host,
                 const ListPage::FileChooser &choose)
{
    const auto begin = [context, query](const QString &path) {
        if (!path.isEmpty()) {
            v1::AuditExport request;
            *request.mutable_query() = common::toWire(query);
            request.set_format(path.endsWith(QLatin1String(".jsonl"), Qt::CaseInsensitive) ? "jsonl" : "csv");
            new ListDownload(context.rpc, context.navigator.tasks(),
                             {QStringLiteral("earshot.v1.AuditTrail/Export"),
                              QByteArray::fromStdString(request.SerializeAsString()), path,
                              Tr::tr("Export the audit log to %1").arg(QFileInfo(path).fileName()),
                              Tr::tr("export the audit log"), context.serverKey});
        }
    };
    const QString suggested = QStringLiteral("audit-%1.csv").arg(QDate::currentDate().toString(Qt::ISODate));
    if (choose) {
        choose(suggested, begin);
        return;
    }
    auto *dialog = new QFileDialog(host, Tr::tr("Export the audit log"), suggested);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({Tr::tr("CSV, a line for each field (*.csv)"),
                            Tr::tr("JSON Lines, an object for each entry (*.jsonl)")});
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    QObject::connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.contains(QLatin1String(".jsonl")) ? QStringLiteral("jsonl")
                                                                          : QStringLiteral("csv"));
    });
    QObject::connect(dialog, &QFileDialog::fileSelected, host, begin);
    dialog->open();
}

void verifyAudit(const PageContext &context, QWidget *host)
{
    TaskModel &tasks = context.navigator.tasks();
    TaskStart start;
    start.name = Tr::tr("Verify the audit trail");
    start.server = context.serverKey;
    const auto task = tasks.start(start);
    tasks.progress(task, -1, Tr::tr("Reading every entry"));
    common::call<v1::AuditVerdict>(
        context.rpc, QStringLiteral("earshot.v1.AuditTrail/Verify"), v1::AuditVerifyRequest(), &tasks,
        [context, host = QPointer<QWidget>(host), task](const common::Result<v1::AuditVerdict> &verdict) {
            TaskModel &model = context.navigator.tasks();
            if (!verdict) {
                const QString words =
                    sentenceFor(verdict.error(), Tr::tr("verify the audit trail")).oneLine();
                model.finish(task, TaskState::Failed, words);
                context.navigator.notify(words);
                return;
            }
            model.finish(task, verdict->good() ? TaskState::Done : TaskState::Failed,
                         verdict->good() ? Tr::tr("Every entry is there as it was written.")
                                         : verdictWords(*verdict));
            if (host) {
                tellVerdict(context, host, *verdict);
            }
        },
        {.deadline = kVerifyDeadline});
}

} // namespace console
