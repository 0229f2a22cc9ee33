// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/rpc/rpcclient.h"

#include <QDialog>
#include <QStringList>

#include <chrono>

class QPushButton;

namespace earshot::v1
{
class TestReport;
} // namespace earshot::v1

namespace console
{

class TestReportView;

/// What can be done about a failed step at once: a button that is there when a step failed for this cause.
struct TestRepair {
    QString cause;
    QString text;
    /// Does it for what the other side said in that step, and gives the request of the next run, or why not.
    std::function<void(const QString &detail, QObject *context,
                       std::function<void(common::Result<QByteArray>)> done)>
        run;
};

/// What is tested: a method of the contract that answers with a TestReport (one, or several as the steps go
/// on), and the steps that may be expected, by their codes.
struct ConnectionTest {
    QString title; ///< Tr::tr("Test the connection to «%1»").arg(name)
    QString method;
    QByteArray request;
    QStringList steps;
    bool saved = false;                         ///< it follows a Save: the last line says both outcomes
    std::chrono::milliseconds deadline{90'000}; ///< 10 s a step
    TestRepair repair{};                        ///< no cause = none
    /// Told of what is wrong with the settings themselves (Invalid), which closes the dialog: where they were
    /// typed. Absent = said here.
    std::function<void(const common::Error &)> refused{};
    /// Told when a run came to its end with a report: how it ended may be kept, and shown elsewhere.
    std::function<void()> ended{};
};

/// Runs a connection test and shows its steps: window-modal, open() it. Cancel ends the test, Run again
/// starts it anew. Deletes itself when closed. GUI thread.
class ConnectionTestDialog final : public QDialog
{
    Q_OBJECT
public:
    ConnectionTestDialog(common::RpcClient &rpc, ConnectionTest test, QWidget *parent);
    ~ConnectionTestDialog() override;

    TestReportView &view() { return *m_view; }

private:
    void run();
    void take(const earshot::v1::TestReport &report, bool finished);
    void finish(const common::Status &status);
    void cancel();
    void repair();
    QString failedDetail() const;
    void setRunning(bool running);

    common::RpcClient &m_rpc;
    ConnectionTest m_test;
    common::RpcCallId m_call = 0;
    std::unique_ptr<earshot::v1::TestReport> m_report; ///< the last one that came; null = none yet
    TestReportView *m_view;
    QPushButton *m_again;
    QPushButton *m_copy;
    QPushButton *m_repair;
    QPushButton *m_cancel;
    QPushButton *m_close;
};

/// Makes the dialog and opens it.
void openConnectionTest(common::RpcClient &rpc, ConnectionTest test, QWidget *parent);

} // namespace console
