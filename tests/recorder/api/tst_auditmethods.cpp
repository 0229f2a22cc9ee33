// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/audithandlers.h"
#include "recorder/store/auditrepository.h"

#include "common/proto/audittrail.pb.h"
#include "common/rpc/codecs/listcodec.h"

#include "tests/recorder/api/apibench.h"
#include "tests/recorder/api/auditlab.h"
#include "tests/support/testmain.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace recorder;
using common::ErrorCode;
using tests::AccessWorld;
namespace v1 = earshot::v1;

namespace
{

template <typename Message>
QByteArray bytes(const Message &message)
{
    return QByteArray::fromStdString(message.SerializeAsString());
}

struct Lab {
    Lab()
    {
        if (const auto added = addAuditHandlers(dispatcher, tests::auditParts(world)); !added) {
            qFatal("%s", qPrintable(added.error().message));
        }
    }
    std::shared_ptr<const Actor> enter(const char *login)
    {
        return std::make_shared<const Actor>(world.actor(QLatin1String(login)));
    }
    void write(int rows, TenantKey tenant, const QJsonObject &detail)
    {
        const auto done = world.pool.run<void>([&](Transaction &transaction) -> common::Status {
            for (int i = 0; i < rows; ++i) {
                AuditRepository(transaction)
                    .append({tenant, QStringLiteral("admin"), QStringLiteral("things.change"),
                             QUuid::createUuid(), detail, QStringLiteral("req"),
                             QStringLiteral("192.0.2.3")});
            }
            return {};
        });
        if (!done) {
            qFatal("%s", qPrintable(done.error().message));
        }
    }
    /// All that a stream gives, put together.
    common::Result<QByteArray> exported(const char *login, const char *format,
                                        const common::ListQuery &query = {})
    {
        v1::AuditExport request;
        request.set_format(format);
        *request.mutable_query() = common::toWire(query);
        const auto *method = dispatcher.find(QStringLiteral("earshot.v1.AuditTrail/Export"));
        const auto port = std::make_shared<tests::KeptCall>();
        CallContext context;
        context.access = method->access;
        context.actor = enter(login);
        context.peer = QStringLiteral("192.0.2.5");
        context.port = port;
        auto source = method->open(context, bytes(request));
        if (!source) {
            return common::propagate(source);
        }
        QByteArray all;
        for (const QDeadlineTimer patience(20000); !patience.hasExpired();) {
            StreamStep step = (*source)->next();
            if (step.kind == StreamStep::Kind::End) {
                return step.status ? common::Result<QByteArray>(all) : common::propagate(step.status);
            }
            v1::AuditChunk chunk;
            if (step.kind == StreamStep::Kind::Message && chunk.ParseFromString(step.bytes.toStdString())) {
                largest = std::max<qsizetype>(largest, step.bytes.size());
                all += QByteArray::fromStdString(chunk.data());
            } else {
                QTest::qWait(1);
            }
        }
        return common::fail(ErrorCode::Internal, QStringLiteral("no end"));
    }
    template <typename Message>
    common::Result<Message> call(const char *login, const char *method, const QByteArray &request = {})
    {
        auto reply =
            tests::callMethod(dispatcher, QStringLiteral("earshot.v1.AuditTrail/") + QLatin1String(method),
                              request, enter(login));
        if (!reply) {
            return common::propagate(reply);
        }
        Message message;
        if (!message.ParseFromString(reply->toStdString())) {
            return common::fail(ErrorCode::Internal, QStringLiteral("no message"));
        }
        return message;
    }

    AccessWorld world;
    Dispatcher dispatcher;
    qsizetype largest = 0;
};

} // namespace

class TestAuditMethods : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void csvHasBeforeAndAfterAndNoFormulas()
    {
        Lab lab;
        lab.write(1, TenantKey{1},
                  {{QStringLiteral("name"), QStringLiteral("=HYPERLINK(\"http://x\")")},
                   {QStringLiteral("changes"),
                    QJsonObject{{QStringLiteral("email"),
                                 QJsonObject{{QStringLiteral("before"), QStringLiteral("a@x, b@x")},
                                             {QStringLiteral("after"), QStringLiteral("+1\n2")}}}}}});
        common::ListQuery query;
        query.criteria = {{QStringLiteral("resource"), QStringLiteral("is"), {QStringLiteral("things")}},
                          {QStringLiteral("action"), QStringLiteral("is"), {QStringLiteral("change")}}};
        QVERIFY(chainAudit(lab.world.pool));
        const auto csv = lab.exported("admin", "csv", query);
        QVERIFY2(csv, csv ? "" : qPrintable(csv.error().message));
        const QByteArrayList lines = csv->split('\r');
        QVERIFY(
            lines.first().startsWith("\xef\xbb\xbfid,time,tenant,initiator,impersonator,resource,action,"));
        QCOMPARE(lines.size(), 3);
        QVERIFY2(lines.at(1).contains(",Nordlicht,admin,,things,change,"), lines.at(1).constData());
        QVERIFY2(lines.at(1).contains(
                     ",\"'=HYPERLINK(\"\"http://x\"\")\",192.0.2.3,req,email,\"a@x, b@x\",\"'+1\n2\","),
                 lines.at(1).constData());
        QCOMPARE(
            lab.world.count(QStringLiteral("audit_log WHERE action = 'audit.export' AND actor = 'admin' AND "
                                           "detail->>'format' = 'csv'")),
            1);
    }

    void jsonLinesHoldEverything()
    {
        Lab lab;
        const QJsonObject detail{
            {QStringLiteral("name"), QStringLiteral("Zoë")},
            {QStringLiteral("changes"),
             QJsonObject{{QStringLiteral("seats"),
                          QJsonObject{{QStringLiteral("before"), 1}, {QStringLiteral("after"), 2}}}}}};
        lab.write(2500, TenantKey{1}, detail);
        lab.write(10, TenantKey{2}, detail);
        QVERIFY(chainAudit(lab.world.pool));
        const auto lines = lab.exported("admin", "jsonl");
        QVERIFY(lines);
        QVERIFY(lab.largest <= 64 * 1024 + 16);
        qint64 rows = 0;
        qint64 last = 0;
        for (const QByteArray &line : lines->split('\n')) {
            const QJsonObject json = QJsonDocument::fromJson(line).object();
            if (json.value(QLatin1String("action")).toString() != QLatin1String("change")) {
                continue;
            }
            ++rows;
            QCOMPARE(json.value(QLatin1String("detail")).toObject(), detail);
            QCOMPARE(json.value(QLatin1String("tenant")).toString(), QStringLiteral("Nordlicht"));
            QCOMPARE(json.value(QLatin1String("hash")).toString().size(), 64);
            QVERIFY(json.value(QLatin1String("id")).toInteger() > last);
            last = json.value(QLatin1String("id")).toInteger();
        }
        QCOMPARE(rows, 2500); // none of the other tenant
        const auto all = lab.exported("root", "jsonl");
        QVERIFY(all);
        QVERIFY(all->count("\"tenant\":\"Suedwind\"") >= 10);
    }

    void whatCannotBeExportedIsRefused()
    {
        Lab lab;
        QCOMPARE(lab.exported("admin", "xml").error().fields.value(QStringLiteral("format")),
                 QStringLiteral("unknown"));
        common::ListQuery query;
        query.criteria = {{QStringLiteral("colour"), QStringLiteral("is"), {QStringLiteral("red")}}};
        QCOMPARE(lab.exported("admin", "csv", query).error().fields.value(QStringLiteral("colour")),
                 QStringLiteral("unknown"));
        QCOMPARE(lab.exported("bas", "csv").error().code, ErrorCode::Denied);
        QCOMPARE(lab.world.count(QStringLiteral("audit_log WHERE action = 'audit.export'")), 0);
    }

    void verifySaysWhatIsWrong()
    {
        Lab lab;
        lab.write(20, TenantKey{1}, {});
        const auto good = lab.call<v1::AuditVerdict>("root", "Verify");
        QVERIFY(good);
        QVERIFY(good->good());
        QVERIFY(good->entries() >= 20);
        const QString id = lab.world.ask(QStringLiteral("SELECT max(id) - 5 FROM audit_log"));
        tests::runSql(lab.world.db.url(),
                      QStringLiteral("SET session_replication_role = replica; UPDATE audit_log SET peer = "
                                     "'192.0.2.99' WHERE id = %1")
                          .arg(id));
        const auto bad = lab.call<v1::AuditVerdict>("root", "Verify");
        QVERIFY(bad);
        QVERIFY(!bad->good());
        QCOMPARE(bad->reason(), std::string("changed"));
        QCOMPARE(QString::number(bad->first_bad()), id);
        QCOMPARE(lab.call<v1::AuditVerdict>("admin", "Verify").error().code, ErrorCode::Denied);
    }

    void policyIsChecked_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QByteArray>("request");
        const auto row = [](const char *field, const char *reason,
                            const std::function<void(v1::AuditPolicy &)> &change) {
            v1::AuditPolicy policy;
            policy.set_syslog_transport("tcp");
            policy.set_syslog_host("log.example.com");
            policy.set_syslog_port(6514);
            policy.set_syslog(true);
            policy.set_version(1);
            change(policy);
            QTest::addRow("%s %s", field, reason)
                << QString::fromLatin1(field) << QString::fromLatin1(reason) << bytes(policy);
        };
        row("keep_days", "value", [](v1::AuditPolicy &p) { p.set_keep_days(29); });
        row("syslog_transport", "unknown", [](v1::AuditPolicy &p) { p.set_syslog_transport("smoke"); });
        row("syslog_host", "required", [](v1::AuditPolicy &p) { p.set_syslog_host(" "); });
        row("syslog_host", "value", [](v1::AuditPolicy &p) { p.set_syslog_host("a\nb"); });
        row("syslog_port", "value", [](v1::AuditPolicy &p) { p.set_syslog_port(65536); });
        row("syslog_ca", "certificate", [](v1::AuditPolicy &p) { p.set_syslog_ca("-----BEGIN"); });
        row("version", "changed", [](v1::AuditPolicy &p) { p.set_version(2); });
    }
    void policyIsChecked()
    {
        QFETCH(QString, field);
        QFETCH(QString, reason);
        QFETCH(QByteArray, request);
        Lab lab;
        const auto set = lab.call<v1::AuditPolicy>("root", "SetPolicy", request);
        QVERIFY(!set);
        QCOMPARE(set.error().fields.value(field), reason);
        QCOMPARE(lab.world.ask(QStringLiteral("SELECT version FROM audit_policy")), QStringLiteral("1"));
    }

    void policyIsKeptAndAudited()
    {
        Lab lab;
        v1::AuditPolicy policy;
        policy.set_keep_days(400);
        policy.set_syslog(true);
        policy.set_syslog_transport("udp");
        policy.set_syslog_host("192.0.2.40");
        policy.set_syslog_port(514);
        policy.set_version(1);
        const auto set = lab.call<v1::AuditPolicy>("root", "SetPolicy", bytes(policy));
        QVERIFY2(set, set ? "" : qPrintable(set.error().message));
        const auto got = lab.call<v1::AuditPolicy>("root", "GetPolicy");
        QVERIFY(got);
        QCOMPARE(got->keep_days(), 400);
        QCOMPARE(got->version(), 2);
        QCOMPARE(lab.world.ask(QStringLiteral("SELECT detail->'changes'->'keepDays'->>'after' FROM audit_log "
                                              "WHERE action = 'audit.policy-update'")),
                 QStringLiteral("400"));
        QCOMPARE(lab.world.ask(QStringLiteral("SELECT syslog_from IS NOT NULL FROM audit_policy")),
                 QStringLiteral("t"));
    }
};

EARSHOT_TEST(tst_auditmethods, TestAuditMethods)
#include "tst_auditmethods.moc"
