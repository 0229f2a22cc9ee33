// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/model/fileformat.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace common;

class TestFileFormat : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void standardIsTheGuides()
    {
        const auto format = fileFormatFromJson({});
        QVERIFY(format.has_value());
        QCOMPARE(format->mp3Bitrate, 16);
        QCOMPARE(format->mp3Quality, 5);
        QCOMPARE(format->agcMaxGain, 3.0);
        QVERIFY(format->channels == FileFormat::Channels::Stereo);
    }
    void roundTrip()
    {
        FileFormat format;
        format.container = FileFormat::Container::Wav;
        format.channels = FileFormat::Channels::Mono;
        format.agc = true;
        format.agcMaxGain = 2.5;
        format.plc = false;
        format.mp3Bitrate = 64;
        format.mp3Quality = 9;
        QVERIFY(fileFormatFromJson(toJson(format)).value() == format);
    }
    void badValuesNameTheirField_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QJsonValue>("value");
        QTest::newRow("bitrate") << QStringLiteral("mp3Bitrate") << QJsonValue(17);
        QTest::newRow("bitrate text") << QStringLiteral("mp3Bitrate") << QJsonValue(QStringLiteral("16"));
        QTest::newRow("quality") << QStringLiteral("mp3Quality") << QJsonValue(10);
        QTest::newRow("gain") << QStringLiteral("agcMaxGain") << QJsonValue(0.5);
        QTest::newRow("plc") << QStringLiteral("plc") << QJsonValue(1);
        QTest::newRow("container") << QStringLiteral("container") << QJsonValue(QStringLiteral("ogg"));
        QTest::newRow("unknown") << QStringLiteral("colour") << QJsonValue(1);
    }
    void badValuesNameTheirField()
    {
        QFETCH(QString, key);
        QFETCH(QJsonValue, value);
        const auto format = fileFormatFromJson({{key, value}});
        QVERIFY(!format);
        QVERIFY(format.error().fields.contains(key));
    }
};

EARSHOT_TEST(tst_fileformat, TestFileFormat)
#include "tst_fileformat.moc"
