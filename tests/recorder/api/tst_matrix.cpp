// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/directory.pb.h"

#include "tests/recorder/api/contractmethods.h"
#include "tests/recorder/api/matrixrows.h"
#include "tests/support/testmain.h"

using namespace recorder;
using namespace tests;
namespace v1 = earshot::v1;

namespace
{

void grantEverything(const MatrixWorld &matrix)
{
    matrix.world.ask(
        QStringLiteral("UPDATE roles SET permissions = (SELECT permissions FROM roles WHERE code = 'root')"));
}

} // namespace

class TestMatrix : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyMethodOfTheContractIsThere()
    {
        const MatrixWorld matrix;
        int methods = 0;
        for (const common::MethodAccess &access : contractMethods()) {
            const bool answered = isAnswered(access.method);
            methods += answered ? 1 : 0;
            QVERIFY2((matrix.dispatcher.find(access.method) != nullptr) == answered,
                     qPrintable(access.method));
        }
        QCOMPARE(matrix.dispatcher.methods().size(), methods);
    }

    void everyMethodHasItsRow()
    {
        QStringList rows = matrixExceptions();
        for (const MatrixRow &row : matrixRows()) {
            QVERIFY2(!rows.contains(row.method), qPrintable(row.method));
            rows.append(row.method);
        }
        for (const common::MethodAccess &access : contractMethods()) {
            // Before sign-in there are no roles.
            const bool wanted = isAnswered(access.method) && access.permission != QLatin1String("public");
            QVERIFY2(rows.removeOne(shortName(access.method)) == wanted, qPrintable(access.method));
        }
        QVERIFY2(rows.isEmpty(), qPrintable(rows.join(QLatin1Char(' '))));
    }

    void everyRoleInEveryPlace_data()
    {
        QTest::addColumn<bool>("granted");
        QTest::newRow("as predefined") << false;
        // With every permission only the scope keeps them apart.
        QTest::newRow("with every permission") << true;
    }
    void everyRoleInEveryPlace()
    {
        QFETCH(bool, granted);
        const MatrixWorld matrix;
        if (granted) {
            grantEverything(matrix);
        }
        int verdicts = 0;
        for (const MatrixRow &row : matrixRows()) {
            const QString permission =
                matrix.dispatcher.find(kMatrixContract + row.method)->access->permission;
            int asked = 0;
            for (const QString &login : kMatrixActors) {
                const bool mayAll = permission == QLatin1String("session") || matrix.has(login, permission);
                const QString scope = matrix.scopeOf(login);
                for (const Place place : kMatrixPlaces) {
                    const QString wanted = row.rule(scope, place);
                    if (wanted.isEmpty()) {
                        continue;
                    }
                    const bool may = mayAll && (row.may == nullptr || row.may(matrix, login, place));
                    matrix.mend();
                    const QByteArray request = row.request(matrix, login, place);
                    const auto reply = callMethod(matrix.dispatcher, kMatrixContract + row.method, request,
                                                  matrix.enter(login), nullptr,
                                                  row.method.contains(QLatin1String("/Watch")) ? 200 : 10000);
                    const QString verdict = matrixVerdict(row.method, reply);
                    const QByteArray text =
                        QStringLiteral("%1 as %2 in place %3: %4 (%5)")
                            .arg(row.method, login, QString::number(static_cast<int>(place)), verdict,
                                 reply ? QString() : reply.error().message)
                            .toUtf8();
                    QVERIFY2(verdict == (may ? wanted : QStringLiteral("permission")), text.constData());
                    ++asked;
                }
            }
            QVERIFY2(asked >= kMatrixActors.size(), qPrintable(row.method));
            verdicts += asked;
        }
        qInfo("%d verdicts", verdicts);
        QVERIFY(verdicts > 400);
    }

    void listsShowWhatIsWithinReach()
    {
        const MatrixWorld matrix;
        grantEverything(matrix);
        for (const QString &login : kMatrixActors) {
            const QString scope = matrix.scopeOf(login);
            v1::UserList users;
            QVERIFY(
                users.ParseFromString(callMethod(matrix.dispatcher, QStringLiteral("earshot.v1.Users/List"),
                                                 {}, matrix.enter(login))
                                          ->toStdString()));
            v1::GroupList groups;
            QVERIFY(
                groups.ParseFromString(callMethod(matrix.dispatcher, QStringLiteral("earshot.v1.Groups/List"),
                                                  {}, matrix.enter(login))
                                           ->toStdString()));
            for (const Place place : kMatrixPlaces) {
                const std::string user = matrix.userAt(login, place);
                const auto isUser = [&user](const v1::User &row) { return row.id() == user; };
                QCOMPARE(std::any_of(users.users().begin(), users.users().end(), isUser),
                         reaches(scope, place));
                if (place != Place::Own) {
                    const std::string group = matrix.groupAt(place);
                    const auto isGroup = [&group](const v1::Group &row) { return row.id() == group; };
                    QCOMPARE(std::any_of(groups.groups().begin(), groups.groups().end(), isGroup),
                             reaches(scope, place));
                }
            }
        }
    }
};

EARSHOT_TEST(tst_matrix, TestMatrix)
#include "tst_matrix.moc"
