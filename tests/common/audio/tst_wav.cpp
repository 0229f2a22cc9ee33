// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/audio/wav.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

using namespace common;

class TestWav : public QObject
{
    Q_OBJECT
    QTemporaryDir m_dir;

    QString write(const QByteArray &bytes)
    {
        QFile file(m_dir.filePath(QStringLiteral("x.wav")));
        const bool good = file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
        return good ? file.fileName() : QString();
    }
private Q_SLOTS:
    void roundTrip()
    {
        const QByteArray samples("\x01\x00\xff\xff\x00\x80\xff\x7f", 8);
        const AudioTags tags{{QStringLiteral("name"), QStringLiteral("Grüße")}};
        auto reader = WavReader::open(write(wavHeader({16000, 2, 2}, tags) + samples));
        QVERIFY(reader);
        QCOMPARE(reader->format(), (WavFormat{16000, 2, 2}));
        QCOMPARE(reader->comment(), QStringLiteral("name=Grüße"));
        auto read = reader->read(10);
        QVERIFY(read);
        QCOMPARE(*read, (std::vector<qint16>{1, -1, -32768, 32767}));
        QVERIFY(reader->seek(1));
        read = reader->read(1);
        QVERIFY(read);
        QCOMPARE(*read, (std::vector<qint16>{-32768, 32767}));
    }
    void aCutFileIsRefused()
    {
        auto reader = WavReader::open(write(wavHeader({8000, 1, 100}, {}) + QByteArray(150, '\0')));
        QVERIFY(!reader);
        QCOMPARE(reader.error().code, ErrorCode::Invalid);
    }
    void garbageIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("text") << QByteArray("RIFF but not really a wave file");
        QTest::newRow("no data") << wavHeader({8000, 1, 0}, {}).chopped(8);
        QTest::newRow("chunk too long") << QByteArray("RIFF\x10\0\0\0WAVEfmt \xff\xff\xff\x7f", 20);
    }
    void garbageIsRefused()
    {
        QFETCH(QByteArray, bytes);
        QVERIFY(!WavReader::open(write(bytes)));
    }
    void fromFourGigabytesOnItIsRf64()
    {
        const WavFormat small{16000, 2, (qint64{1} << 30) - 100};
        const WavFormat big{16000, 2, qint64{1} << 30};
        QVERIFY(wavHeader(small, {}).startsWith("RIFF"));
        const QByteArray header = wavHeader(big, {});
        QVERIFY(header.startsWith("RF64\xff\xff\xff\xffWAVEds64"));
        const qint64 data = big.frames * 4;
        QCOMPARE(qFromLittleEndian<qint64>(header.constData() + 20), header.size() - 8 + data);
        QFile file(m_dir.filePath(QStringLiteral("big.wav")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(header), header.size());
        QVERIFY(file.resize(header.size() + data)); // sparse
        file.close();
        auto reader = WavReader::open(file.fileName());
        QVERIFY(reader);
        QCOMPARE(reader->format(), big);
        QVERIFY(reader->seek(big.frames - 1));
        QCOMPARE(reader->read(2)->size(), std::size_t{2});
    }
};

EARSHOT_TEST(tst_wav, TestWav)
#include "tst_wav.moc"
