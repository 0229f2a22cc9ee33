// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/ledger/ledger.h"
#include "recorder/capture/ledger/ledgerreader.h"

#include <QJsonArray>
#include <QTemporaryDir>

#include <future>

namespace tests
{

/// A row of a made-up call, every column filled.
inline recorder::LedgerRow madeUpRow(int n, const common::CallId &call = common::CallId::generate())
{
    recorder::LedgerRow row;
    row.id = common::makeUuidV7();
    row.call = call;
    row.tenant = QStringLiteral("Bäckerei %1").arg(n);
    row.dialog =
        recorder::DialogState{"a84b4c76-" + QByteArray::number(n) + "@sbc.example",
                              "local\xe9tag",
                              "1928301774",
                              "<sip:rec@192.0.2.1>",
                              "\"B\xc3\xb6rse\" <sip:+49305550" + QByteArray::number(n) + "@192.0.2.9>",
                              "<sip:192.0.2.9:5060;transport=tcp>",
                              {"<sip:p1.example;lr>", "<sip:p2.example;lr>"},
                              4'000'000'000u,
                              7,
                              recorder::SipProfile::CiscoForked,
                              recorder::SipTransport::Tls,
                              1800};
    row.media = QJsonObject{{QStringLiteral("ports"), QJsonArray{22000, 22002}}, {QStringLiteral("n"), n}};
    row.spoolPath = QStringLiteral("/tmp/spool/%1").arg(n);
    row.bootId = QStringLiteral("boot-1");
    row.startMonoNs = 9'007'199'254'740'993 + n; // more than a double holds
    row.startUnixMs = 1'789'000'000'000 + n;
    return row;
}

/// Waits for one write of the ledger.
template <typename F>
common::Status waitFor(F &&write)
{
    auto done = std::make_shared<std::promise<common::Status>>();
    std::future<common::Status> result = done->get_future();
    write([done](common::Status status) { done->set_value(std::move(status)); });
    return result.get();
}

inline common::Status insertNow(recorder::Ledger &ledger, const recorder::LedgerRow &row)
{
    return waitFor([&](recorder::LedgerDone done) { ledger.insert(row, std::move(done)); });
}
inline common::Status advanceNow(recorder::Ledger &ledger, const common::CallId &call,
                                 recorder::LedgerState state, const QString &reason = {},
                                 const QJsonObject &result = {})
{
    return waitFor(
        [&](recorder::LedgerDone done) { ledger.advance(call, state, reason, result, std::move(done)); });
}

} // namespace tests
