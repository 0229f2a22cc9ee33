// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/store/callcorpus.h"

#include "recorder/store/tenantrepository.h"

#include "tests/support/callbuilder.h"

using namespace recorder;
using common::CallFlag;
using common::FinishedCall;
using common::Result;
using namespace std::chrono_literals;

namespace tests
{

FinishedCall madeAt(qint64 unixMs, const QString &from, const QString &to, quint32 number)
{
    FinishedCall call = aCall(QStringLiteral("Nordlicht"), from, to);
    QByteArray raw = common::uuidV7Floor(common::wallFromUnixMs(unixMs)).toRfc4122();
    raw[6] = 0x70;
    raw[14] = static_cast<char>(number >> 8);
    raw[15] = static_cast<char>(number);
    call.id = common::CallId(QUuid::fromRfc4122(raw));
    call.connectTime = common::wallFromUnixMs(unixMs);
    return call;
}

void CallCorpus::fill()
{
    m_db = std::make_unique<tests::TestDb>();
    m_pool = std::make_unique<ConnectionPool>(m_db->options());
    if (!m_pool->waitUntilUp(10s)) {
        qFatal("no database");
    }
    for (int i = 0; i < 4; ++i) {
        m_users.append(common::UserId::generate());
        m_groups.append(GroupId::generate());
    }
    const auto status = m_pool->run<void>([&](Transaction &transaction) -> common::Status {
        const auto tenant = TenantRepository(transaction).findOrCreate(QStringLiteral("Nordlicht"));
        m_tenant = tenant->key;
        std::mt19937 random(7);
        for (int i = 0; i < kCalls; ++i) {
            CallRepository(transaction).ensureMonth(common::wallFromUnixMs(kStart + i * 25200000LL));
        }
        for (int i = 0; i < kCalls; ++i) {
            addCall(transaction, i, random);
        }
        return {};
    });
    if (!status) {
        qFatal("%s", qPrintable(status.error().message));
    }
}

void CallCorpus::drop()
{
    m_pool.reset();
    m_db.reset();
}

Result<CallPage> CallCorpus::list(const CallPageRequest &request)
{
    return m_pool->run<CallPage>(
        [&](Transaction &transaction) { return CallRepository(transaction).list(m_tenant, request); });
}

QList<common::CallId> CallCorpus::ids(CallPageRequest request, qint64 *total)
{
    QList<common::CallId> found;
    do {
        const auto page = list(request);
        if (!page) {
            qFatal("%s", qPrintable(page.error().message));
        }
        for (const CallSummary &call : page->calls) {
            found.append(call.id);
        }
        if (total) {
            *total = page->totalExact ? page->total : -2;
        }
        request.pageToken = page->nextToken;
    } while (!request.pageToken.isEmpty());
    return found;
}

void CallCorpus::addCall(Transaction &transaction, int i, std::mt19937 &random)
{
    static const QStringList names{QStringLiteral("Jörg Straße"), QStringLiteral("ANNA Vogt"), QString(),
                                   QStringLiteral("Li Wéi"), QStringLiteral("o'brien_50%")};
    const auto pick = [&random](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    Known known;
    known.call = madeAt(kStart + i * 25200000LL, QStringLiteral("+4930%1").arg(1000000 + pick(900000)),
                        i % 10 == 3 ? QStringLiteral("Alice.W") : QString::number(200 + pick(50)),
                        static_cast<quint32>(i));
    FinishedCall &call = known.call;
    call.duration = std::chrono::milliseconds(pick(300) * 1000);
    call.participants[0].name = names.at(pick(5));
    call.state = i % 7 == 0 ? common::CallState::Partial : common::CallState::Stored;
    call.flags = i % 5 == 0    ? common::CallFlags{} | CallFlag::NoRtp
                 : i % 11 == 0 ? common::CallFlags{} | CallFlag::Mixed
                               : 0;
    if (i % 6 == 0) {
        common::Participant third = call.participants.at(1);
        third.number = QStringLiteral("0800%1").arg(pick(1000));
        third.name = QStringLiteral("Third Person");
        call.participants.append(third);
    }
    for (const common::Participant &party : std::as_const(call.participants)) {
        known.segments.append({party, 0, std::nullopt, {}, {}, std::nullopt, {}});
    }
    if (i % 4 != 0) {
        known.segments[1].user = m_users.at(pick(4));
        known.segments[1].userName = QStringLiteral("Agent %1").arg(pick(4));
        known.segments[1].group = m_groups.at(pick(4));
    }
    if (!CallRepository(transaction).insert(m_tenant, call, known.segments).value_or(false)) {
        qFatal("call %d was not inserted", i);
    }
    m_known.append(known);
}

} // namespace tests
