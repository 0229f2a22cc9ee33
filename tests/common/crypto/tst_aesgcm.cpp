// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/aesgcm.h"
#include "common/crypto/random.h"
#include "tests/support/testmain.h"

#include <QByteArray>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <vector>

using namespace common;

namespace
{
std::vector<std::byte> hex(const char *text)
{
    const QByteArray bytes = QByteArray::fromHex(text);
    std::vector<std::byte> out(static_cast<std::size_t>(bytes.size()));
    std::transform(bytes.begin(), bytes.end(), out.begin(), [](char c) { return static_cast<std::byte>(c); });
    return out;
}
QByteArray hexOf(std::span<const std::byte> bytes)
{
    return QByteArray(reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size()))
        .toHex();
}
AesGcm::Nonce nonceOf(const char *text)
{
    const auto bytes = hex(text);
    AesGcm::Nonce nonce{};
    std::copy(bytes.begin(), bytes.end(), nonce.begin());
    return nonce;
}
} // namespace

class TestAesGcm : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// Test case 16 of the GCM specification by McGrew and Viega.
    void knownAnswer()
    {
        const auto key = hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
        const auto plain =
            hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c9595680953"
                "2fcf0e2449a6b525b16aedf5aa0de657ba637b39");
        const auto aad = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        const auto nonce = nonceOf("cafebabefacedbaddecaf888");
        const std::span<const std::byte, 32> keyBytes(key.data(), 32);
        auto seal = AesGcm::create(keyBytes, AesGcm::Direction::Seal);
        auto open = AesGcm::create(keyBytes, AesGcm::Direction::Open);
        QVERIFY(seal && open);
        for (int repeat = 0; repeat < 3; ++repeat) { // the same object again and again
            std::vector<std::byte> cipher(plain.size());
            std::array<std::byte, 16> tag{};
            QVERIFY(seal->seal(nonce, aad, plain, cipher.data(), tag));
            QCOMPARE(hexOf(cipher),
                     QByteArray("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                                "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"));
            QCOMPARE(hexOf(tag), QByteArray("76fc6ece0f4e1768cddf8853bb2d551b"));
            std::vector<std::byte> back(cipher.size());
            QVERIFY(open->open(nonce, aad, cipher, tag, back.data()));
            QCOMPARE(hexOf(back), hexOf(plain));
        }
    }

    void anyChangeIsRefusedAndTheObjectGoesOn()
    {
        std::array<std::byte, 32> key{};
        QVERIFY(fillRandom(key));
        auto seal = AesGcm::create(key, AesGcm::Direction::Seal);
        auto open = AesGcm::create(key, AesGcm::Direction::Open);
        const AesGcm::Nonce nonce{};
        const auto aad = hex("0102030405");
        const auto plain = hex("00112233445566778899aabbccddeeff00");
        std::vector<std::byte> cipher(plain.size());
        std::vector<std::byte> back(plain.size());
        std::array<std::byte, 16> tag{};
        QVERIFY(seal->seal(nonce, aad, plain, cipher.data(), tag));
        for (std::size_t bit = 0; bit < 8 * (cipher.size() + tag.size() + aad.size() + nonce.size()); ++bit) {
            auto c = cipher;
            auto t = tag;
            auto a = aad;
            auto n = nonce;
            std::size_t at = bit / 8;
            const auto flip = [&](auto &bytes) {
                if (at < bytes.size()) {
                    bytes[at] ^= static_cast<std::byte>(1u << (bit % 8));
                    return true;
                }
                at -= bytes.size();
                return false;
            };
            QVERIFY(flip(c) || flip(t) || flip(a) || flip(n));
            QVERIFY(!open->open(n, a, c, t, back.data()));
        }
        QVERIFY(open->open(nonce, aad, cipher, tag, back.data()));
        QVERIFY(back == plain);
    }

    void emptyTextIsAuthenticatedToo()
    {
        const std::array<std::byte, 32> key{};
        auto seal = AesGcm::create(key, AesGcm::Direction::Seal);
        auto open = AesGcm::create(key, AesGcm::Direction::Open);
        std::array<std::byte, 16> tag{};
        QVERIFY(seal->seal({}, {}, {}, nullptr, tag));
        QCOMPARE(hexOf(tag), QByteArray("530f8afbc74536b9a963b4f1c4cb738b")); // test case 13
        QVERIFY(open->open({}, {}, {}, tag, nullptr));
        tag[0] ^= std::byte{1};
        QVERIFY(!open->open({}, {}, {}, tag, nullptr));
    }

    void randomDiffers()
    {
        QSet<QByteArray> seen;
        for (int i = 0; i < 1'000; ++i) {
            std::array<std::byte, 16> bytes{};
            QVERIFY(fillRandom(bytes));
            seen.insert(hexOf(bytes));
        }
        QCOMPARE(seen.size(), 1'000);
        QVERIFY(fillRandom({}));
    }
};

EARSHOT_TEST(tst_aesgcm, TestAesGcm)
#include "tst_aesgcm.moc"
