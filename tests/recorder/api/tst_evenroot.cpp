// SPDX-License-Identifier: GPL-3.0-or-later
// Every method, asked by somebody who may do everything in every tenant: no answer of any has what was sealed
// to somebody else.
#include "tests/recorder/api/contractmethods.h"
#include "tests/recorder/api/keylab.h"
#include "tests/recorder/api/matrixrows.h"
#include "tests/support/testmain.h"

using namespace recorder;
using namespace tests;

namespace
{

const QByteArray kMark = QByteArrayLiteral("sealed-to-somebody-else-7c1f0e");
const QString kRoot = QStringLiteral("root");
/// Whoever may play the calls may have what a machine was granted: as it is sealed to the machine.
const QString kForMachines = QStringLiteral("KeyServices/Held");

/// Whatever is sealed to others bears the mark.
void mark(const MatrixWorld &matrix)
{
    const QString mine =
        matrix.world.ask(QStringLiteral("SELECT id FROM users WHERE login = 'root' AND deleted_ms IS NULL"));
    const QString bytes = QStringLiteral("'\\x%1'::bytea").arg(QString::fromLatin1(kMark.toHex()));
    matrix.world.ask(
        QStringLiteral("UPDATE user_keys SET bundle = %1, recovery = %1, next_bundle = %1 WHERE "
                       "user_id <> '%2'; UPDATE key_grants SET bundle = %1 WHERE user_id <> '%2' "
                       "AND revoked_ms IS NULL; INSERT INTO service_grants (key_id, service_id, tenant_id, "
                       "grantee_key, granted_ms, expires_ms, bundle, signature) SELECT k.id, s.id, "
                       "k.tenant_id, s.identity, 1, 4102444800000, %1, decode(repeat('00', 64), 'hex') FROM "
                       "tenant_keys k JOIN key_services s ON s.tenant_id = k.tenant_id ON CONFLICT (key_id, "
                       "service_id) DO UPDATE SET bundle = excluded.bundle, revoked_ms = NULL")
            .arg(bytes, mine));
}

/// A key of each tenant that somebody there holds, and that root does not; a machine of each.
void addGrants(const MatrixWorld &matrix)
{
    KeyLab lab{matrix.world};
    lab.request(QStringLiteral("KeyServices"), QStringLiteral("Held"), {{}, {}, 2});
    matrix.world.ask(QStringLiteral(
        "INSERT INTO key_services (id, tenant_id, name, identity, spki, signing_key, created_ms, signature, "
        "added_ms) SELECT id, 1, name, identity, spki, signing_key, created_ms, signature, added_ms FROM "
        "key_services"));
    for (const auto &[login, tenant] : {std::pair("bas", 1), std::pair("other", 2)}) {
        const QString name = QString::fromLatin1(login);
        lab.request(QStringLiteral("KeyGrants"), QStringLiteral("Revoke"), {name, name, tenant});
    }
}

} // namespace

class TestEvenRoot : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void noAnswerHasWhatIsSealedToOthers()
    {
        const MatrixWorld matrix;
        for (const MatrixRow &row : matrixRows()) {
            const QString scope = matrix.scopeOf(kRoot);
            for (const Place place : kMatrixPlaces) {
                const QString wanted = row.rule(scope, place);
                if (wanted.isEmpty()) {
                    continue;
                }
                matrix.mend();
                addGrants(matrix);
                const QByteArray request = row.request(matrix, kRoot, place);
                mark(matrix);
                const auto reply =
                    callMethod(matrix.dispatcher, kMatrixContract + row.method, request, matrix.enter(kRoot),
                               nullptr, row.method.contains(QLatin1String("/Watch")) ? 200 : 10000);
                // What only fails shows nothing: each method answers as it would without the mark.
                const QByteArray text =
                    QStringLiteral("%1 in place %2: %3 (%4)")
                        .arg(row.method, QString::number(static_cast<int>(place)),
                             matrixVerdict(row.method, reply), reply ? QString() : reply.error().message)
                        .toUtf8();
                QVERIFY2(matrixVerdict(row.method, reply) == wanted, text.constData());
                QVERIFY2(!reply || reply->contains(kMark) == (row.method == kForMachines), text.constData());
            }
        }
    }
    /// The mark is where it is looked for: who holds the key is given it.
    void theHolderIsGivenIt()
    {
        const MatrixWorld matrix;
        addGrants(matrix);
        mark(matrix);
        for (const char *table : {"user_keys", "key_grants", "service_grants"}) {
            QVERIFY2(matrix.world.count(QStringLiteral("%1 WHERE bundle = '\\x%2'")
                                            .arg(QLatin1String(table), QString::fromLatin1(kMark.toHex()))) >=
                         2,
                     table);
        }
        for (const char *login : {"bas", "other"}) {
            const auto own = callMethod(matrix.dispatcher, QStringLiteral("earshot.v1.OwnKeys/Get"), {},
                                        matrix.enter(QString::fromLatin1(login)));
            QVERIFY2(own && own->contains(kMark), login);
        }
        const auto own =
            callMethod(matrix.dispatcher, QStringLiteral("earshot.v1.OwnKeys/Get"), {}, matrix.enter(kRoot));
        QVERIFY(own && !own->contains(kMark));
    }
};

EARSHOT_TEST(tst_evenroot, TestEvenRoot)
#include "tst_evenroot.moc"
