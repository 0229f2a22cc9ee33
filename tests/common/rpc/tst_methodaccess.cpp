// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/contract.h"
#include "common/proto/options.pb.h"
#include "common/rpc/methodaccess.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QTest>

using namespace common;

class TestMethodAccess : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theContractIsEveryFileOfItsFolder()
    {
        QStringList files;
        for (const auto *file : contractFiles()) {
            files.append(QString::fromStdString(file->name()).section(u'/', -1));
        }
        files.sort();
        const QDir folder(qEnvironmentVariable("EARSHOT_SOURCE") + QStringLiteral("/common/proto"));
        QCOMPARE(files, folder.entryList({QStringLiteral("*.proto")}, QDir::Files, QDir::Name));
    }

    void everyMethodIsFoundByItsName()
    {
        int methods = 0;
        for (const auto *file : contractFiles()) {
            for (int s = 0; s < file->service_count(); ++s) {
                for (int m = 0; m < file->service(s)->method_count(); ++m) {
                    const MethodAccess described = accessOf(*file->service(s)->method(m));
                    const auto found = accessOf(described.method);
                    QVERIFY2(found && *found == described, qPrintable(described.method));
                    ++methods;
                }
            }
        }
        QVERIFY2(methods > 90, qPrintable(QString::number(methods)));
    }

    void itIsWhatTheContractSays()
    {
        const MethodAccess media = accessOf(QStringLiteral("earshot.v1.Calls/Media")).value();
        QCOMPARE(media.permission, QStringLiteral("calls.playback"));
        QVERIFY(media.audited && !media.mutates && !media.inPerson);
        QVERIFY(accessOf(QStringLiteral("earshot.v1.Session/ChangePassword")).value().inPerson);
        // What a key's holder, or who accepts a key, answers for with his name.
        for (const char *method :
             {"TenantKeys/Activate", "TenantKeys/NoteExport", "TenantKeys/BringBack", "KeyRewraps/Put"}) {
            QVERIFY(accessOf(QStringLiteral("earshot.v1.") + QLatin1String(method)).value().inPerson);
        }
        for (const char *none : {"", "Calls/Media", "earshot.v1.Calls.Media", "earshot.v1.Calls/Medium",
                                 "earshot.v1/Calls/Media", "earshot.v1.Calls/"}) {
            QVERIFY2(!accessOf(QString::fromLatin1(none)), none);
        }
    }
};

EARSHOT_TEST(tst_methodaccess, TestMethodAccess)
#include "tst_methodaccess.moc"
