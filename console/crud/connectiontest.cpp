// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/connectiontest.h"

#include "common/proto/connectiontest.pb.h"
#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/testreportview.h"
#include "console/kit/tr.h"
#include "console/kit/words.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace console
{

ConnectionTestDialog::ConnectionTestDialog(common::RpcClient &rpc, ConnectionTest test, QWidget *parent)
    : QDialog(parent)
    , m_rpc(rpc)
    , m_test(std::move(test))
    , m_view(new TestReportView)
    , m_again(new QPushButton(icon(QStringLiteral("refresh-cw")), Tr::tr("Run again")))
    , m_copy(new QPushButton(icon(QStringLiteral("copy")), Tr::tr("Copy report")))
    , m_repair(new QPushButton(m_test.repair.text))
    , m_cancel(new QPushButton(Tr::tr("Cancel")))
    , m_close(new QPushButton(Tr::tr("Close")))
{
    setObjectName(QStringLiteral("connection-test"));
    setWindowTitle(m_test.title);
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    m_again->setObjectName(QStringLiteral("again"));
    m_copy->setObjectName(QStringLiteral("copy"));
    m_repair->setObjectName(QStringLiteral("repair"));
    m_repair->hide();
    m_cancel->setObjectName(QStringLiteral("cancel"));
    m_close->setObjectName(QStringLiteral("close"));
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameStyle(QFrame::NoFrame);
    scroll->setAccessibleName(Tr::tr("Steps of the test"));
    auto *host = new QWidget;
    auto *inner = new QVBoxLayout(host);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->addWidget(m_view);
    inner->addStretch(1);
    scroll->setWidget(host);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_again);
    buttons->addWidget(m_copy);
    buttons->addWidget(m_repair);
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_close);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGapLarge);
    column->setSpacing(kGapLarge);
    column->addWidget(scroll, 1);
    column->addLayout(buttons);
    resize(170 * kUnit, 105 * kUnit);
    connect(m_again, &QPushButton::clicked, this, &ConnectionTestDialog::run);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_view->report()); });
    connect(m_repair, &QPushButton::clicked, this, &ConnectionTestDialog::repair);
    connect(m_cancel, &QPushButton::clicked, this, &ConnectionTestDialog::cancel);
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    run();
}

ConnectionTestDialog::~ConnectionTestDialog() = default;

void ConnectionTestDialog::run()
{
    m_report.reset();
    m_view->begin(m_test.steps);
    m_repair->hide();
    m_repair->setEnabled(true);
    setRunning(true);
    common::RpcHandlers handlers;
    handlers.data = [this](const QByteArray &bytes) {
        auto report = std::make_unique<earshot::v1::TestReport>();
        if (report->ParseFromArray(bytes.constData(), static_cast<int>(bytes.size()))) {
            m_report = std::move(report);
            take(*m_report, false);
        }
    };
    handlers.end = [this](const common::Status &status) { finish(status); };
    m_call =
        m_rpc.start(m_test.method, m_test.request, this, std::move(handlers), {.deadline = m_test.deadline});
}

void ConnectionTestDialog::take(const earshot::v1::TestReport &report, bool finished)
{
    QList<TestStepRow> steps;
    for (const earshot::v1::TestStep &step : report.steps()) {
        steps.append({QString::fromStdString(step.name()), QString::fromStdString(step.state()), step.ms(),
                      QString::fromStdString(step.detail()), QString::fromStdString(step.cause())});
    }
    m_view->show(steps, finished);
}

void ConnectionTestDialog::finish(const common::Status &status)
{
    m_call = 0;
    setRunning(false);
    if (!status && status.error().code == common::ErrorCode::Invalid && m_test.refused) {
        m_test.refused(status.error());
        reject();
        return;
    }
    if (!status || !m_report) {
        m_view->stop();
        const common::Error error =
            status ? common::Error{common::ErrorCode::Internal,
                                   QStringLiteral("no report came"),
                                   {{QStringLiteral("reason"), QStringLiteral("protocol")}}}
                   : status.error();
        const QString words = sentenceFor(error, Tr::tr("test the connection")).oneLine();
        m_view->setVerdict(false, m_test.saved ? Tr::tr("Saved. %1").arg(words) : words);
        return;
    }
    take(*m_report, true);
    if (m_test.ended) {
        m_test.ended();
    }
    if (m_report->passed()) {
        m_view->setVerdict(true,
                           m_test.saved ? Tr::tr("Saved. The test passed.") : Tr::tr("The test passed."));
        return;
    }
    m_repair->setVisible(!failedDetail().isEmpty());
    for (const TestStepRow &step : m_view->steps()) {
        if (step.state == QLatin1String("failed")) {
            const QString name = testStepWord(step.name);
            m_view->setVerdict(false,
                               m_test.saved ? Tr::tr("Saved. Test failed at %1.").arg(name)
                                            : Tr::tr("Test failed at %1.").arg(name),
                               testRemedy(step.cause));
            return;
        }
    }
    m_view->setVerdict(false, m_test.saved ? Tr::tr("Saved. The test did not pass.")
                                           : Tr::tr("The test did not pass."));
}

/// What was said in a step that failed for what can be repaired here.
QString ConnectionTestDialog::failedDetail() const
{
    for (const TestStepRow &step : m_view->steps()) {
        if (step.state == QLatin1String("failed") && !step.cause.isEmpty() &&
            step.cause == m_test.repair.cause) {
            return step.detail;
        }
    }
    return {};
}

void ConnectionTestDialog::repair()
{
    const QString detail = failedDetail();
    if (detail.isEmpty()) {
        return;
    }
    m_repair->setEnabled(false);
    m_test.repair.run(detail, this, [this](const common::Result<QByteArray> &request) {
        if (request) {
            m_test.request = *request;
            run();
            return;
        }
        m_repair->setEnabled(true);
        m_view->setVerdict(false, sentenceFor(request.error(), Tr::tr("save it")).oneLine());
    });
}

void ConnectionTestDialog::cancel()
{
    m_rpc.cancel(std::exchange(m_call, 0));
    m_view->stop();
    m_view->setVerdict(false, m_test.saved ? Tr::tr("Saved. The test was canceled.")
                                           : Tr::tr("The test was canceled."));
    setRunning(false);
}

void ConnectionTestDialog::setRunning(bool running)
{
    m_again->setEnabled(!running);
    m_copy->setEnabled(!running);
    m_cancel->setEnabled(running);
    (running ? m_cancel : m_close)->setFocus();
}

void openConnectionTest(common::RpcClient &rpc, ConnectionTest test, QWidget *parent)
{
    (new ConnectionTestDialog(rpc, std::move(test), parent))->open();
}

} // namespace console
