// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/finishcall.h"
#include "tests/recorder/finish/callbuilder.h"
#include "tests/support/testmain.h"

#include <QTest>

/// Not a test of its own: tst_faults starts this program again with this case and an armed failpoint, which
/// is read from the environment once per process. Finishes one fixed call into EARSHOT_CHILD_ROOT, sealed to
/// the SubjectPublicKeyInfo in EARSHOT_CHILD_KEY (hex) when there is one.
class FinishChild : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void finishesTheCall()
    {
        tests::CallBuilder builder;
        builder.add(tests::CallBuilder::line(0, 0));
        tests::Sender sender;
        tests::sendMulaw(builder, sender, tests::tone(440, 3), 0);
        builder.message("INVITE sip:x@y SIP/2.0\r\n\r\n", 0);
        builder.end(3000 * tests::kMs);
        recorder::FinishOptions options;
        options.recordingsRoot = qEnvironmentVariable("EARSHOT_CHILD_ROOT");
        QVERIFY(!options.recordingsRoot.isEmpty());
        if (const QByteArray spki = QByteArray::fromHex(qgetenv("EARSHOT_CHILD_KEY")); !spki.isEmpty()) {
            const auto key = common::SealingKey::fromSpki(spki);
            QVERIFY(key);
            options.sealTo = *key;
        }
        auto source = builder.source();
        const auto call = recorder::finishCall(source, options);
        QVERIFY2(call, call ? "" : qPrintable(call.error().message));
    }
};

EARSHOT_TEST(finishchild, FinishChild)
#include "finishchild.moc"
