// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/cli/ctlcommands.h"

#include "common/core/clock.h"
#include "common/proto/calls.pb.h"
#include "common/proto/system.pb.h"
#include "console/cli/jsonoutput.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QMap>
#include <QTimer>

namespace console
{

namespace
{
QString text(const std::string &utf8)
{
    // What callers send ends on a terminal: control characters would drive it.
    QString clean = QString::fromStdString(utf8);
    for (QChar &c : clean) {
        if (c.category() == QChar::Other_Control) {
            c = QChar(0xFFFD);
        }
    }
    return clean;
}

QString timeText(qint64 unixMs)
{
    return common::toUtcDateTime(common::wallFromUnixMs(unixMs))
        .toString(QStringLiteral("yyyy-MM-dd'T'HH:mm:ss'Z'"));
}

QString lengthText(qint64 ms)
{
    return QStringLiteral("%1:%2").arg(ms / 60000).arg(ms / 1000 % 60, 2, 10, QLatin1Char('0'));
}

QString partyText(const std::string &number, const std::string &name)
{
    return name.empty() ? text(number) : QStringLiteral("%1 (%2)").arg(text(number), text(name));
}

void addCriterion(earshot::v1::ListRequest &request, const char *field, const char *op, const QString &value)
{
    auto *criterion = request.add_criteria();
    criterion->set_field(field);
    criterion->set_operator_(op);
    criterion->add_values(value.toStdString());
}

/// ISO 8601; without an offset it is the local time.
std::optional<qint64> momentFrom(const QString &text)
{
    const QDateTime moment = QDateTime::fromString(text, Qt::ISODate);
    return moment.isValid() ? std::optional(moment.toMSecsSinceEpoch()) : std::nullopt;
}

/// An answer is a success, but that of a recorder that is not well.
template <typename Reply>
ExitCode exitCodeOf(const Reply &)
{
    return ExitCode::Ok;
}
ExitCode exitCodeOf(const earshot::v1::HealthReply &health)
{
    return health.healthy() ? ExitCode::Ok : ExitCode::Negative;
}
} // namespace

CtlCommand::CtlCommand(CtlOptions options, common::RpcClient &rpc, QTextStream &out, QTextStream &err,
                       QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_rpc(rpc)
    , m_out(out)
    , m_err(err)
{
}

CtlCommand::~CtlCommand() = default;

void CtlCommand::run()
{
    static const QMap<QString, void (CtlCommand::*)()> kCommands{
        {QStringLiteral("calls list"), &CtlCommand::listCalls},
        {QStringLiteral("calls show"), &CtlCommand::showCall},
        {QStringLiteral("calls export"), &CtlCommand::exportCall},
        {QStringLiteral("calls open"), &CtlCommand::openCall},
        {QStringLiteral("calls watch"), &CtlCommand::watch},
        {QStringLiteral("audit export"), &CtlCommand::exportAudit},
        {QStringLiteral("audit verify"), &CtlCommand::verifyAudit},
        {QStringLiteral("manifests export"), &CtlCommand::exportManifests},
        {QStringLiteral("manifests keys"), &CtlCommand::manifestKeys},
        {QStringLiteral("service keys"), &CtlCommand::serviceKeys},
        {QStringLiteral("ledger"), &CtlCommand::ledger},
        {QStringLiteral("health"), &CtlCommand::health},
        {QStringLiteral("version"), &CtlCommand::version}};
    if (const auto command = kCommands.value(m_options.command, nullptr)) {
        (this->*command)();
    } else {
        end(ExitCode::Ok); // login: being here is its success
    }
}

void CtlCommand::print(const QJsonObject &json)
{
    m_out << QJsonDocument(json).toJson(QJsonDocument::Compact) << Qt::endl;
}

void CtlCommand::end(ExitCode code)
{
    if (!std::exchange(m_over, true)) {
        m_out.flush();
        m_err.flush();
        Q_EMIT finished(code);
    }
}

void CtlCommand::fail(const common::Error &error)
{
    m_err << "earshotctl: " << (error.message.isEmpty() ? common::keyOf(error.code) : error.message);
    for (auto it = error.fields.cbegin(); it != error.fields.cend(); ++it) {
        m_err << " [" << it.key() << ": " << it.value() << ']';
    }
    m_err << Qt::endl;
    end(exitCodeFor(error));
}

bool CtlCommand::fillList(earshot::v1::ListRequest &request)
{
    const auto &filters = m_options.filters;
    const auto refuse = [this](const QString &message) {
        m_err << "earshotctl: " << message << Qt::endl;
        end(ExitCode::Usage);
        return false;
    };
    request.set_want_total(true);
    bool number = true;
    request.set_page_size(filters.value(QStringLiteral("limit"), QStringLiteral("20")).toUInt(&number));
    if (!number || request.page_size() < 1 || request.page_size() > 1000) {
        return refuse(QStringLiteral("--limit is 1 to 1000"));
    }
    request.set_page_token(filters.value(QStringLiteral("page")).toStdString());
    request.set_search(filters.value(QStringLiteral("search")).toStdString());
    request.set_order(filters.value(QStringLiteral("order")).toStdString());
    for (const auto &[option, op] : {std::pair("from", "at-least"), std::pair("to", "less-than")}) {
        const QString wanted = filters.value(QLatin1String(option));
        if (wanted.isEmpty()) {
            continue;
        }
        const auto moment = momentFrom(wanted);
        if (!moment) {
            return refuse(QStringLiteral("--%1 '%2' is not a time like 2026-02-17T08:00:00Z")
                              .arg(QLatin1String(option), wanted));
        }
        addCriterion(request, "date", op, QString::number(*moment));
    }
    if (filters.contains(QStringLiteral("number"))) {
        addCriterion(request, "number", "contains", filters.value(QStringLiteral("number")));
    }
    if (filters.contains(QStringLiteral("state"))) {
        addCriterion(request, "state", "is", filters.value(QStringLiteral("state")));
    }
    return true;
}

template <typename Reply, typename Request, typename Show>
void CtlCommand::ask(const char *method, const Request &request, Show show)
{
    common::call<Reply>(m_rpc, QStringLiteral("earshot.v1.") + QLatin1String(method), request, this,
                        [this, show](const common::Result<Reply> &reply) {
                            if (!reply) {
                                fail(reply.error());
                                return;
                            }
                            if (m_options.json) {
                                print(jsonOf(*reply));
                            } else {
                                show(*reply);
                            }
                            end(exitCodeOf(*reply));
                        });
}

void CtlCommand::listCalls()
{
    earshot::v1::ListRequest request;
    if (!fillList(request)) {
        return;
    }
    if (request.order().empty()) {
        request.set_order("date");
        request.set_descending(true);
    }
    ask<earshot::v1::CallList>("Calls/List", request, [this](const earshot::v1::CallList &list) {
        for (const auto &call : list.calls()) {
            m_out << text(call.id()) << "  " << timeText(call.connect_ms()) << "  "
                  << lengthText(call.duration_ms()) << "  " << text(call.state()) << "  "
                  << partyText(call.from_number(), call.from_name()) << " -> "
                  << partyText(call.to_number(), call.to_name()) << '\n';
        }
        m_out << list.calls_size() << " of " << list.info().total() << '\n';
        if (!list.info().next_token().empty()) {
            m_out << "more: --page " << text(list.info().next_token()) << '\n';
        }
    });
}

void CtlCommand::showCall()
{
    earshot::v1::CallRef request;
    request.set_id(m_options.arguments.first().toStdString());
    ask<earshot::v1::CallDetails>("Calls/Get", request, [this](const earshot::v1::CallDetails &call) {
        m_out << QJsonDocument(jsonOf(call)).toJson(QJsonDocument::Indented);
    });
}

void CtlCommand::ledger()
{
    earshot::v1::ListRequest request;
    if (!fillList(request)) {
        return;
    }
    ask<earshot::v1::LedgerList>("System/Ledger", request, [this](const earshot::v1::LedgerList &list) {
        for (const auto &entry : list.entries()) {
            m_out << text(entry.id()) << "  " << timeText(entry.answered_ms()) << "  " << text(entry.state())
                  << (entry.reason().empty() ? QString() : QStringLiteral(" (%1)").arg(text(entry.reason())))
                  << "  " << text(entry.interface()) << "  " << text(entry.peer()) << '\n';
        }
        m_out << list.entries_size() << " of " << list.info().total() << '\n';
        if (!list.info().next_token().empty()) {
            m_out << "more: --page " << text(list.info().next_token()) << '\n';
        }
    });
}

void CtlCommand::health()
{
    ask<earshot::v1::HealthReply>("System/Health", earshot::v1::ListRequest(),
                                  [this](const earshot::v1::HealthReply &health) {
                                      for (const auto &item : health.items()) {
                                          m_out << (item.healthy() ? "ok    " : "FAULT ") << text(item.name())
                                                << "  " << text(item.detail()) << '\n';
                                      }
                                      m_out << (health.healthy() ? "healthy\n" : "not healthy\n");
                                  });
}

void CtlCommand::version()
{
    ask<earshot::v1::VersionReply>("System/Version", earshot::v1::VersionRequest(),
                                   [this](const earshot::v1::VersionReply &version) {
                                       m_out << text(version.version()) << " on " << text(version.host())
                                             << ", running since " << timeText(version.started_ms()) << '\n';
                                   });
}

void CtlCommand::watch()
{
    const QString seconds = m_options.filters.value(QStringLiteral("for"));
    if (!seconds.isEmpty()) {
        bool number = false;
        const int wait = seconds.toInt(&number);
        if (!number || wait < 1) {
            m_err << "earshotctl: --for is a number of seconds" << Qt::endl;
            end(ExitCode::Usage);
            return;
        }
        QTimer::singleShot(std::chrono::seconds(wait), this, [this] { end(ExitCode::Ok); });
    }
    common::stream<earshot::v1::ActiveCallsUpdate>(
        m_rpc, QStringLiteral("earshot.v1.Calls/WatchActive"), earshot::v1::WatchRequest(), this,
        [this](const earshot::v1::ActiveCallsUpdate &update) {
            if (m_options.json) {
                print(jsonOf(update));
                return;
            }
            if (update.snapshot() && update.calls_size() == 0) {
                m_out << "no running calls" << Qt::endl;
            }
            for (const auto &call : update.calls()) {
                m_out << text(call.state()) << "  " << text(call.id()) << "  "
                      << partyText(call.from_number(), call.from_name()) << " -> "
                      << partyText(call.to_number(), call.to_name()) << Qt::endl;
            }
            for (const auto &id : update.ended()) {
                m_out << "ended  " << text(id) << Qt::endl;
            }
        },
        [this](const common::Status &status) { status ? end(ExitCode::Ok) : fail(status.error()); });
    common::stream<earshot::v1::CallChange>(
        m_rpc, QStringLiteral("earshot.v1.Calls/WatchChanges"), earshot::v1::WatchRequest(), this,
        [this](const earshot::v1::CallChange &change) {
            if (m_options.json) {
                print(jsonOf(change));
            } else {
                m_out << text(change.verb()) << "  " << text(change.id()) << Qt::endl;
            }
        },
        [this](const common::Status &status) { status ? end(ExitCode::Ok) : fail(status.error()); });
}

} // namespace console
