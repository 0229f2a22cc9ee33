// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/ed25519.h"
#include "common/crypto/filemanifest.h"
#include "common/proto/integrity.pb.h"
#include "console/crud/listpage.h"
#include "console/kit/recordview.h"
#include "console/kit/stateview.h"
#include "console/pages/administration/administrationpages.h"
#include "console/pages/administration/manifestssource.h"
#include "tests/support/pagebench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"

#include <QAction>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QTemporaryDir>
#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;

namespace
{

const QString kList = QStringLiteral("Integrity/Manifests");
const QString kKeys = QStringLiteral("Integrity/Keys");
const QDate kFirst(2026, 11, 20);

/// What a recorder has: days that were signed one after the other, and its key.
struct Signed {
    common::SigningKey key = common::SigningKey::generate().value();
    bool keyIsKnown = true;
    bool keyIsTrusted = true;
    QList<v1::FileManifest> manifests;

    explicit Signed(int days)
    {
        QByteArray previous = common::manifestOrigin();
        for (int i = 0; i < days; ++i) {
            previous = add(i + 1, previous);
        }
    }
    QByteArray add(qint64 number, const QByteArray &previous)
    {
        common::FileManifest manifest;
        manifest.server = QUuid::createUuid();
        manifest.tenant = QUuid::createUuid();
        manifest.number = number;
        manifest.day = kFirst.addDays(number - 1);
        manifest.previous = previous;
        manifest.timeMs = 1'790'000'000'000 + number;
        manifest.files = {{QUuid::createUuid(),
                           QStringLiteral("audio"),
                           5,
                           QByteArray(32, 'h'),
                           {},
                           QStringLiteral("call.mp3")}};
        const common::SignedManifest made = common::signManifest(manifest, key).value();
        v1::FileManifest wire;
        wire.set_text(made.text.toStdString());
        wire.set_signature(made.signature.toStdString());
        wire.set_number(number);
        wire.set_day(manifest.day.toString(Qt::ISODate).toStdString());
        manifests.append(wire);
        return common::manifestHash(made);
    }
    v1::SigningKeys keys() const
    {
        v1::SigningKeys known;
        if (keyIsKnown) {
            v1::SigningKey *one = known.add_keys();
            one->set_public_key(key.publicKey().toStdString());
            one->set_recorder("rec1");
            one->set_trusted(keyIsTrusted);
        }
        return known;
    }
    v1::FileManifest behind(const v1::ManifestAfter &asked) const
    {
        for (const v1::FileManifest &manifest : manifests) {
            if (manifest.number() > asked.after() && manifest.day() >= asked.from_day()) {
                return manifest;
            }
        }
        return {};
    }
    /// Everything that is asked for now.
    void answer(FakeRpc &rpc) const
    {
        rpc.reply(kKeys, keys());
        while (rpc.reply(kList, behind(rpc.request<v1::ManifestAfter>(kList)))) {
        }
    }
};

struct Bench : PageBench {
    Signed server;
    std::unique_ptr<ListPage> page;

    explicit Bench(int days)
        : server(days)
    {
        identity.permissions.append(QStringLiteral("audit.view"));
        page.reset(static_cast<ListPage *>(createManifests(context(), {}, nullptr)));
        page->resize(1180, 500);
        page->show();
    }
    bool answered(int rows)
    {
        return QTest::qWaitFor([&] {
            server.answer(rpc);
            return page->view().model()->rowCount() == rows && !page->states().isVisible();
        });
    }
    QString cell(int row, const char *key) const
    {
        auto *records = static_cast<RecordModelBase *>(page->view().model());
        return records->index(row, records->columnOf(QLatin1String(key))).data().toString();
    }
    QStringList states() const
    {
        QStringList all;
        for (int row = 0; row < page->view().model()->rowCount(); ++row) {
            all.append(cell(row, "state"));
        }
        return all;
    }
    /// Presses the action and chooses the folder.
    bool save(const char *action, const QString &path)
    {
        page->findChild<QAction *>(QLatin1String(action))->trigger();
        auto *dialog = page->findChild<QFileDialog *>(QStringLiteral("save-manifests"));
        if (dialog == nullptr) {
            return false;
        }
        const auto told = navigator.notes.size();
        Q_EMIT dialog->fileSelected(path);
        dialog->close();
        return QTest::qWaitFor([&] { return navigator.notes.size() > told; });
    }
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// What a load() came to: rows and token, or the error's code.
struct Heard {
    QStringList answers;
    explicit Heard(ManifestsSource &source)
    {
        QObject::connect(&source, &ListSource::loaded, &source, [this, &source](const ListAnswer &answer) {
            answers.append(source.model().ids().join(u',') + QLatin1Char('>') + answer.nextToken);
        });
        QObject::connect(&source, &ListSource::failed, &source,
                         [this](const common::Error &error) { answers.append(common::keyOf(error.code)); });
    }
};

} // namespace

class TestManifests : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void aWholeChainIsVerified()
    {
        Bench bench(3);
        QVERIFY(bench.answered(3));
        const QString good = manifestStateWord(QStringLiteral("verified"));
        QCOMPARE(bench.states(), (QStringList{good, good, good}));
        QCOMPARE(bench.cell(1, "number"), QStringLiteral("2"));
        QCOMPARE(bench.cell(1, "files"), QStringLiteral("1"));
        QCOMPARE(bench.cell(1, "recorder"), QStringLiteral("rec1"));
        saveShot(*bench.page, QStringLiteral("manifests"));
    }
    void whatIsWrongIsSaid_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QStringList>("states");
        const auto row = [](const char *name, const QStringList &states) {
            QTest::newRow(name) << QString::fromLatin1(name) << states;
        };
        const QString good = QStringLiteral("verified");
        row("text", {good, QStringLiteral("signature"), QStringLiteral("chain")});
        row("signature", {good, QStringLiteral("signature"), QStringLiteral("chain")});
        row("removed", {good, QStringLiteral("missing")});
        row("replaced", {good, good, QStringLiteral("chain")});
        row("another's", {good, QStringLiteral("chain"), QStringLiteral("chain")});
        row("no key", {QStringLiteral("key"), QStringLiteral("key"), QStringLiteral("key")});
        row("no trust", {QStringLiteral("foreign"), QStringLiteral("foreign"), QStringLiteral("foreign")});
        row("number", {good, QStringLiteral("format"), QStringLiteral("chain")});
        row("nonsense", {good, QStringLiteral("format"), QStringLiteral("chain")});
    }
    void whatIsWrongIsSaid()
    {
        QFETCH(QString, what);
        QFETCH(QStringList, states);
        Bench bench(3);
        v1::FileManifest &second = bench.server.manifests[1];
        const QByteArray first =
            common::manifestHash({QByteArray::fromStdString(bench.server.manifests[0].text()),
                                  QByteArray::fromStdString(bench.server.manifests[0].signature())});
        if (what == QLatin1String("text")) {
            QByteArray text = QByteArray::fromStdString(second.text());
            second.set_text(text.replace("audio 5 ", "audio 6 ").toStdString());
        } else if (what == QLatin1String("signature")) {
            second.set_signature(std::string(64, 's'));
        } else if (what == QLatin1String("removed")) {
            bench.server.manifests.removeAt(1);
        } else if (what == QLatin1String("replaced") || what == QLatin1String("another's")) {
            Signed other(0);
            other.key = bench.server.key;
            other.add(2, what == QLatin1String("replaced") ? first : QByteArray(32, 'p'));
            second = other.manifests.first();
        } else if (what == QLatin1String("no key")) {
            bench.server.keyIsKnown = false;
        } else if (what == QLatin1String("no trust")) {
            bench.server.keyIsTrusted = false;
        } else if (what == QLatin1String("number")) { // what stands in it counts
            const std::string day = second.day();
            second = bench.server.manifests[0];
            second.set_number(2);
            second.set_day(day);
        } else {
            second.set_text("what is this");
        }
        QVERIFY(bench.answered(static_cast<int>(states.size())));
        QStringList words;
        for (const QString &state : std::as_const(states)) {
            words.append(manifestStateWord(state));
        }
        QCOMPARE(bench.states(), words);
    }
    void pagesHangTogether()
    {
        FakeRpc rpc;
        const Signed server(5);
        ManifestsSource source(rpc, Formats::forZone(QStringLiteral("Europe/Berlin")));
        const Heard heard(source);
        common::ListQuery query;
        query.pageSize = 2;
        const auto load = [&](const QString &token) {
            const auto before = heard.answers.size();
            query.pageToken = token;
            source.load(query);
            return QTest::qWaitFor([&] {
                server.answer(rpc);
                return heard.answers.size() > before;
            });
        };
        QVERIFY(load({}));
        QCOMPARE(heard.answers.last(), QStringLiteral("1,2>2"));
        int asked = rpc.count(kList);
        QVERIFY(load(QStringLiteral("2")));
        QCOMPARE(heard.answers.last(), QStringLiteral("3,4>4"));
        QCOMPARE(source.row(QStringLiteral("3"))->state, QStringLiteral("verified"));
        QCOMPARE(rpc.count(kList) - asked, 3); // and whether there is more
        // Somebody begins there: the one before it is asked for as well.
        source.forget();
        asked = rpc.count(kList);
        QVERIFY(load(QStringLiteral("4")));
        QCOMPARE(heard.answers.last(), QStringLiteral("5>"));
        QCOMPARE(source.row(QStringLiteral("5"))->state, QStringLiteral("verified"));
        QCOMPARE(rpc.count(kList) - asked, 3);
    }
    void aTenantAndDaysAreAskedFor()
    {
        FakeRpc rpc;
        const Signed server(5);
        ManifestsSource source(rpc, Formats::forZone(QStringLiteral("UTC")));
        const Heard heard(source);
        common::ListQuery query;
        const auto ms = [](const QDate &day) {
            return QString::number(day.startOfDay(Qt::UTC).toMSecsSinceEpoch());
        };
        query.criteria = {{QStringLiteral("tenant"), QStringLiteral("is"), {QStringLiteral("t-1")}},
                          {QStringLiteral("date"),
                           QStringLiteral("between"),
                           {ms(kFirst.addDays(1)), ms(kFirst.addDays(3))}}};
        source.load(query);
        const auto first = rpc.request<v1::ManifestAfter>(kList);
        QCOMPARE(first.tenant(), std::string("t-1"));
        QCOMPARE(first.from_day(), kFirst.addDays(1).toString(Qt::ISODate).toStdString());
        QVERIFY(QTest::qWaitFor([&] {
            server.answer(rpc);
            return !heard.answers.isEmpty();
        }));
        QCOMPARE(heard.answers, QStringList{QStringLiteral("2,3>")});
        QCOMPARE(source.row(QStringLiteral("2"))->state, QStringLiteral("verified"));
        // One failure is told once, whatever else was asked for.
        source.load(query);
        QVERIFY(rpc.fail(kList, common::ErrorCode::Denied));
        rpc.fail(kKeys, common::ErrorCode::Denied);
        QCOMPARE(heard.answers.mid(1), QStringList{QStringLiteral("Denied")});
    }
    void manifestsAreTakenAway()
    {
        Bench bench(2);
        QVERIFY(bench.answered(2));
        const QTemporaryDir folder;
        bench.page->view().setCurrentId(QStringLiteral("2"));
        QVERIFY(bench.save("save", folder.path()));
        const QString keyFile =
            QStringLiteral("signing-key-%1.pem").arg(common::signingKeyId(bench.server.key.publicKey()));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files, QDir::Name),
                 (QStringList{QStringLiteral("manifest-000002-2026-11-21.sig"),
                              QStringLiteral("manifest-000002-2026-11-21.txt"), keyFile}));
        const QByteArray text = contentOf(folder.filePath(QStringLiteral("manifest-000002-2026-11-21.txt")));
        const QByteArray signature =
            contentOf(folder.filePath(QStringLiteral("manifest-000002-2026-11-21.sig")));
        const auto key = common::publicKeyOfPem(contentOf(folder.filePath(keyFile)));
        QVERIFY(key && common::openManifest({text, signature}, *key));
        // All that are shown, beside what is there; what is there with another content stays.
        QVERIFY(bench.save("save-shown", folder.path()));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 5);
        QFile other(folder.filePath(QStringLiteral("manifest-000001-2026-11-20.txt")));
        QVERIFY(other.open(QIODevice::WriteOnly));
        other.write("mine");
        other.close();
        QVERIFY(bench.save("save-shown", folder.path()));
        QVERIFY2(bench.navigator.notes.last().contains(QStringLiteral("manifest-000001-2026-11-20.txt")),
                 qPrintable(bench.navigator.notes.last()));
        QCOMPARE(contentOf(other.fileName()), QByteArray("mine"));
    }
};

EARSHOT_TEST(tst_manifests, TestManifests)
#include "tst_manifests.moc"
