// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/containerreader.h"
#include "common/crypto/containerwriter.h"
#include "common/crypto/der.h"
#include "tests/common/crypto/testkeys.h"
#include "tests/support/testmain.h"

#include <QBuffer>
#include <QTest>

#include <random>

using namespace common;
using namespace tests;

namespace
{

constexpr qsizetype kContent = 150'000;
constexpr qint64 kLimit = 1'000'000;
constexpr int kChanges = 10'000;

/// Does not unwrap again what it has unwrapped: the private operation is what takes the time, and another
/// wrapped key is another question.
FileKeySource cached(const OpeningKey &key)
{
    auto known = std::make_shared<std::pair<QByteArray, SecretBytes>>();
    return [known, &key](const ContainerHeader &header) -> Result<SecretBytes> {
        const WrappedKey &entry = header.recipients.first();
        if (entry.fingerprint == key.publicKey().fingerprint() && entry.wrapped == known->first) {
            return known->second.clone();
        }
        auto opened = fileKeyBy(key)(header);
        if (opened) {
            *known = {entry.wrapped, opened->clone()};
        }
        return opened;
    };
}

/// What came out of a container by either way, and whether both said no.
struct Outcome {
    bool refused = true;
    qint64 given = 0;
    QString reason;
};

Outcome outcomeOf(QByteArray container, const FileKeySource &key)
{
    Outcome outcome;
    const auto memory = openContainer(container, key, kLimit);
    QBuffer file(&container);
    file.open(QIODevice::ReadOnly);
    const Status opened = openContainerFile(file, key, [&outcome](QByteArrayView piece) {
        outcome.given += piece.size();
        return Status();
    });
    outcome.refused = !memory && !opened;
    outcome.given += memory ? memory->size() : 0;
    outcome.reason = reasonOf(memory);
    return outcome;
}

} // namespace

class TestContainerTamper : public QObject
{
    Q_OBJECT
private:
    QByteArray m_plain = sampleBytes(kContent);
    QByteArray m_container;
    qsizetype m_header = 0;
    FileKeySource m_key;

    QByteArray replaced(const QByteArray &hex, const QByteArray &by) const
    {
        QByteArray changed = m_container;
        const qsizetype at = changed.indexOf(QByteArray::fromHex(hex));
        Q_ASSERT(at >= 0);
        return changed.replace(at, hex.size() / 2, QByteArray::fromHex(by));
    }
private Q_SLOTS:
    void initTestCase()
    {
        m_container = *sealContainer(m_plain, {openingKey().publicKey()});
        m_header = (*parseContainerHeader(m_container))->size;
        m_key = cached(openingKey());
        QCOMPARE(*openContainer(m_container, m_key, kLimit), m_plain);
    }
    void refusesTenThousandChangedBits()
    {
        std::mt19937 random(20'261'123); // NOLINT(cert-msc51-cpp): the same bits in each run
        for (int i = 0; i < kChanges; ++i) {
            // Every third in what is not content, where a parser could be led astray.
            const qsizetype frame = m_header + 28;
            qsizetype at =
                i % 3 == 0 ? qsizetype(random()) % frame : qsizetype(random()) % m_container.size();
            at = i % 3 == 0 && at >= m_header ? m_container.size() - 1 - (at - m_header) : at;
            QByteArray changed = m_container;
            changed[at] = static_cast<char>(changed[at] ^ (1 << (random() % 8)));
            const Outcome outcome = outcomeOf(changed, m_key);
            QVERIFY2(outcome.refused && outcome.given == 0, qPrintable(QString::number(at)));
        }
    }
    /// Each bit of what stands around the content, tried once.
    void refusesEachChangedBitOfTheFrame()
    {
        QList<qsizetype> places;
        for (qsizetype i = 0; i < m_header + 5; ++i) {
            places.append(i);
        }
        for (qsizetype i = 0; i < 5; ++i) {
            places.append(m_header + 5 + kContainerSegment + i);
        }
        for (qsizetype i = 1; i <= 28; ++i) {
            places.append(m_container.size() - i);
        }
        for (const qsizetype at : places) {
            for (int bit = 0; bit < 8; ++bit) {
                QByteArray changed = m_container;
                changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
                QVERIFY2(!openContainer(changed, m_key, kLimit), qPrintable(QString::number(at)));
            }
        }
    }
    void refusesWhatIsCut()
    {
        for (qsizetype size = 0; size < m_container.size(); size += size < 700 ? 1 : 997) {
            const Outcome outcome = outcomeOf(m_container.first(size), m_key);
            QVERIFY2(outcome.refused && outcome.given == 0, qPrintable(QString::number(size)));
            QCOMPARE(outcome.reason, QStringLiteral("truncated"));
        }
        for (qsizetype missing = 1; missing < 40; ++missing) {
            QCOMPARE(outcomeOf(m_container.chopped(missing), m_key).reason, QStringLiteral("truncated"));
        }
    }
    void refusesWhatIsLonger()
    {
        for (const QByteArray &tail :
             {QByteArray(1, '\0'), QByteArray("\n"), QByteArray(4096, 'x'), m_container}) {
            const Outcome outcome = outcomeOf(m_container + tail, m_key);
            QVERIFY(outcome.refused && outcome.given == 0);
            QCOMPARE(outcome.reason, QStringLiteral("trailing"));
        }
    }
    void refusesSwappedParts()
    {
        const QByteArray other = *sealContainer(sampleBytes(kContent, 2), {openingKey().publicKey()});
        const QByteArray grafted = m_container.first(m_header) + other.mid(m_header);
        QCOMPARE(outcomeOf(grafted, m_key).reason, QStringLiteral("changed"));
        const qsizetype segment = kContainerSegment + 5;
        const QByteArray turned = m_container.first(m_header) + m_container.mid(m_header + segment, segment) +
                                  m_container.mid(m_header, segment) +
                                  m_container.mid(m_header + 2 * segment);
        QCOMPARE(outcomeOf(turned, m_key).reason, QStringLiteral("changed"));
        const QByteArray dropped = m_container.first(m_header) + m_container.mid(m_header + segment);
        QCOMPARE(outcomeOf(dropped, m_key).reason, QStringLiteral("changed"));
        const QByteArray doubled = m_container.first(m_header + segment) + m_container.mid(m_header);
        QCOMPARE(outcomeOf(doubled, m_key).reason, QStringLiteral("changed"));
        const QByteArray tag = other.mid(other.size() - 22, 16);
        QByteArray retagged = m_container;
        retagged.replace(m_container.size() - 22, 16, tag);
        QCOMPARE(outcomeOf(retagged, m_key).reason, QStringLiteral("changed"));
    }
    /// What the standard allows and we never write: each could hide something or is weak.
    void refusesOtherWaysToSayIt_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QString>("reason");
        const QString algorithm = QStringLiteral("algorithm");
        const QString format = QStringLiteral("format");
        const QByteArray oaep =
            "303c06092a864886f70d010107302fa00f300d06096086480165030402010500a11c301a06092a8648"
            "86f70d010108300d06096086480165030402010500";
        QTest::newRow("EnvelopedData")
            << QByteArray("060b2a864886f70d0109100117") << QByteArray("06092a864886f70d010703") << format;
        QTest::newRow("PKCS#1 v1.5") << oaep << QByteArray("300d06092a864886f70d0101010500") << algorithm;
        QTest::newRow("OAEP with SHA-1") << oaep << QByteArray("300d06092a864886f70d0101073000") << algorithm;
        QTest::newRow("AES-256-CBC") << QByteArray("060960864801650304012e")
                                     << QByteArray("060960864801650304012a") << algorithm;
        QTest::newRow("AES-128-GCM") << QByteArray("060960864801650304012e")
                                     << QByteArray("0609608648016503040106") << algorithm;
        QTest::newRow("AES-256-CCM") << QByteArray("060960864801650304012e")
                                     << QByteArray("060960864801650304012f") << algorithm;
        QTest::newRow("tag of 12") << QByteArray("020110a080") << QByteArray("02010ca080") << algorithm;
        QTest::newRow("tag of 4") << QByteArray("020110a080") << QByteArray("020104a080") << algorithm;
        QTest::newRow("nonce of 16") << QByteArray("3011040c") << QByteArray("30150410") << algorithm;
        QTest::newRow("version 2") << QByteArray("3080020100") << QByteArray("3080020102") << format;
        QTest::newRow("content in one string")
            << QByteArray("020110a080") << QByteArray("0201108083") << algorithm;
        QTest::newRow("signed data inside") << QByteArray("308006092a864886f70d010701")
                                            << QByteArray("308006092a864886f70d010702") << algorithm;
        QTest::newRow("length with a zero")
            << QByteArray("0483010000") << QByteArray("048400010000") << format;
        QTest::newRow("segment of 1 MiB") << QByteArray("0483010000") << QByteArray("0483100000") << format;
        QTest::newRow("segment of 4 GiB") << QByteArray("0483010000") << QByteArray("0484ffffffff") << format;
        QTest::newRow("segment without end") << QByteArray("0483010000") << QByteArray("0480") << format;
        QTest::newRow("string in a string") << QByteArray("0483010000") << QByteArray("2483010000") << format;
        QTest::newRow("empty segment") << QByteArray("020110a080") << QByteArray("020110a0800400") << format;
    }
    void refusesOtherWaysToSayIt()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QString, reason);
        const Outcome outcome = outcomeOf(replaced(from, to), m_key);
        QVERIFY(outcome.refused && outcome.given == 0);
        QCOMPARE(outcome.reason, reason);
    }
    void refusesAttributesAndASecondTag()
    {
        const QByteArray end = m_container.last(6);
        const QByteArray tag = m_container.mid(m_container.size() - 24, 18);
        const QByteArray before = m_container.chopped(24);
        const QByteArray attributes = QByteArray::fromHex("a10b300906092a864886f70d010903");
        QVERIFY(openContainer(before + tag + end, m_key, kLimit));
        for (const QByteArray &changed :
             {before + tag + tag + end, before + attributes + tag + end, before + tag + attributes + end,
              before + end, before + QByteArray::fromHex("040f") + tag.mid(2, 15) + end}) {
            const Outcome outcome = outcomeOf(changed, m_key);
            QVERIFY(outcome.refused && outcome.given == 0);
            QCOMPARE(outcome.reason, QStringLiteral("format"));
        }
    }
    /// Shorter segments would say the same in other bytes: one file has one form, so its size says enough.
    void refusesOtherCuts()
    {
        const QByteArray first = m_container.mid(m_header + 5, kContainerSegment);
        const QByteArray halves = segmentBegin(kContainerSegment / 2) + first.first(kContainerSegment / 2) +
                                  segmentBegin(kContainerSegment / 2) + first.last(kContainerSegment / 2);
        const QByteArray cut =
            m_container.first(m_header) + halves + m_container.mid(m_header + 5 + kContainerSegment);
        QCOMPARE(outcomeOf(cut, m_key).reason, QStringLiteral("format"));
    }
    void refusesUnsortedAndDoubledRecipients()
    {
        ContainerHeader header = **parseContainerHeader(m_container);
        header.recipients.append({openingKey(2048, 1).publicKey().fingerprint(), QByteArray(256, 'x')});
        const QByteArray body = m_container.mid(m_header);
        const QByteArray good = *encodeContainerHeader(header) + body;
        QVERIFY(openContainer(good, fileKeyBy(openingKey()), kLimit));
        const qsizetype entry = (good.size() - body.size() - 47 - 21 - 1 - 3) / 2;
        const QByteArray set = good.mid(21 + 1 + 3, entry * 2);
        for (const QByteArray &changed : {set.last(entry) + set.first(entry), set.first(entry).repeated(2)}) {
            QByteArray container = good;
            container.replace(25, set.size(), changed);
            QVERIFY(container != good);
            QCOMPARE(reasonOf(openContainer(container, fileKeyBy(openingKey()), kLimit)),
                     QStringLiteral("format"));
        }
    }
    /// Between the two readings of a file somebody writes into it.
    void givesNothingThatChangedMeanwhile()
    {
        class Changing : public QBuffer
        {
        public:
            bool seek(qint64 at) override
            {
                if (++m_seeks == 2) {
                    buffer()[buffer().size() / 2] = static_cast<char>(~buffer()[buffer().size() / 2]);
                }
                return QBuffer::seek(at);
            }

        private:
            int m_seeks = 0;
        } file;
        file.setData(m_container);
        file.open(QIODevice::ReadOnly);
        QByteArray given;
        const Status opened = openContainerFile(file, m_key, [&given](QByteArrayView piece) {
            given.append(piece);
            return Status();
        });
        QCOMPARE(reasonOf(opened), QStringLiteral("changed"));
        QCOMPARE(given, m_plain.first(kContainerSegment)); // the one before the changed one
    }
};

EARSHOT_TEST(tst_containertamper, TestContainerTamper)
#include "tst_containertamper.moc"
