// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/audio/g711.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace common;

class TestG711 : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void knownValuesOfTheRecommendation()
    {
        QCOMPARE(g711::decodeMulaw(0xff), qint16{0});
        QCOMPARE(g711::decodeMulaw(0x7f), qint16{0});
        QCOMPARE(g711::decodeMulaw(0x00), qint16{-32124});
        QCOMPARE(g711::decodeMulaw(0x80), qint16{32124});
        QCOMPARE(g711::decodeAlaw(0xd5), qint16{8});
        QCOMPARE(g711::decodeAlaw(0x55), qint16{-8});
        QCOMPARE(g711::decodeAlaw(0xaa), qint16{32256});
        QCOMPARE(g711::decodeAlaw(0x2a), qint16{-32256});
        QCOMPARE(g711::encodeMulaw(0), quint8{0xff});
        QCOMPARE(g711::encodeAlaw(0), quint8{0xd5});
    }
    void everyCodeSurvivesDecodingAndEncoding()
    {
        for (int code = 0; code < 256; ++code) {
            const auto byte = static_cast<quint8>(code);
            QCOMPARE(g711::encodeAlaw(g711::decodeAlaw(byte)), byte);
            // mu-law has two zeros
            const quint8 again = g711::encodeMulaw(g711::decodeMulaw(byte));
            QCOMPARE(again, byte == 0x7f ? quint8{0xff} : byte);
        }
    }
    void encodingPicksTheNearestStep()
    {
        for (int sample = -32768; sample <= 32767; sample += 7) {
            const auto in = static_cast<qint16>(sample);
            const int mulaw = g711::decodeMulaw(g711::encodeMulaw(in));
            const int alaw = g711::decodeAlaw(g711::encodeAlaw(in));
            // Half a step of the segment: 1/32 of the magnitude, at least the smallest step; clipping at top.
            const int allowed = std::max(std::abs(sample) / 30, 16);
            QVERIFY2(std::abs(mulaw - sample) <= std::max(allowed, std::abs(sample) - 32124),
                     qPrintable(QString::number(sample)));
            QVERIFY2(std::abs(alaw - sample) <= std::max(allowed, std::abs(sample) - 32256),
                     qPrintable(QString::number(sample)));
        }
    }
    void tableDecodesABuffer()
    {
        const std::array<std::byte, 3> in{std::byte{0x80}, std::byte{0xff}, std::byte{0x00}};
        std::array<qint16, 3> out{};
        g711::decode(g711::kMulaw, in, out.data());
        QCOMPARE(out, (std::array<qint16, 3>{32124, 0, -32124}));
    }
};

EARSHOT_TEST(tst_g711, TestG711)
#include "tst_g711.moc"
