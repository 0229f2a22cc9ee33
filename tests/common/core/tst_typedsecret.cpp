// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/core/typedsecret.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <memory>

using namespace common;

class TestTypedSecret : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void itSharesNothing()
    {
        const QString typed = QStringLiteral("seven quiet ") + QString::number(7);
        auto secret = std::make_unique<TypedSecret>(typed);
        QCOMPARE(secret->text(), typed);
        QVERIFY(secret->text().isDetached());
        QVERIFY(secret->text().constData() != typed.constData());
        secret.reset();
        QCOMPARE(typed, QStringLiteral("seven quiet 7"));
    }
    /// A copy that somebody still has is his.
    void othersKeepWhatTheyShare()
    {
        QString typed = QStringLiteral("seven quiet ") + QString::number(7);
        const QString shared = typed;
        wipe(typed);
        QVERIFY(typed.isEmpty());
        QCOMPARE(shared, QStringLiteral("seven quiet 7"));
    }
};

EARSHOT_TEST(tst_typedsecret, TestTypedSecret)
#include "tst_typedsecret.moc"
