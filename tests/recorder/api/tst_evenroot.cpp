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

/// Whatever is sealed to others bears the mark.
void mark(const MatrixWorld &matrix)
{
    const QString mine =
        matrix.world.ask(QStringLiteral("SELECT id FROM users WHERE login = 'root' AND deleted_ms IS NULL"));
    const QString bytes = QStringLiteral("'\\x%1'::bytea").arg(QString::fromLatin1(kMark.toHex()));
    matrix.world.ask(
        QStringLiteral("UPDATE user_keys SET bundle = %1, recovery = %1, next_bundle = %1 WHERE "
                       "user_id <> '%2'; UPDATE key_grants SET bundle = %1 WHERE user_id <> '%2' "
                       "AND revoked_ms IS NULL")
            .arg(bytes, mine));
}

/// A key of each tenant that somebody there holds, and that root does not.
void addGrants(const MatrixWorld &matrix)
{
    KeyLab lab{matrix.world};
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
        int answers = 0;
        for (const MatrixRow &row : matrixRows()) {
            const QString scope = matrix.scopeOf(kRoot);
            for (const Place place : kMatrixPlaces) {
                if (row.rule(scope, place).isEmpty()) {
                    continue;
                }
                matrix.mend();
                addGrants(matrix);
                const QByteArray request = row.request(matrix, kRoot, place);
                mark(matrix);
                const auto reply =
                    callMethod(matrix.dispatcher, kMatrixContract + row.method, request, matrix.enter(kRoot),
                               nullptr, row.method.contains(QLatin1String("/Watch")) ? 200 : 10000);
                QVERIFY2(!reply || !reply->contains(kMark), qPrintable(row.method));
                answers += reply ? 1 : 0;
            }
        }
        QVERIFY2(answers > 100, qPrintable(QString::number(answers)));
    }
    /// The mark is where it is looked for: who holds the key is given it.
    void theHolderIsGivenIt()
    {
        const MatrixWorld matrix;
        addGrants(matrix);
        mark(matrix);
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
