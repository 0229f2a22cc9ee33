// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/addresses.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;

class TestAddresses : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void addresses_data();
    void addresses();
    void ciscoParameters();
    void parametersOfDamagedHeaders();
    void parametersAreCapped();
};

void TestAddresses::addresses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("aor");
    QTest::addColumn<QString>("number");
    QTest::addColumn<QString>("display");
    QTest::addColumn<QString>("host");
    const auto row = [](const char *name, const char *text, const char *aor, const char *number,
                        const char *display, const char *host) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(aor) << QString::fromUtf8(number)
                            << QString::fromUtf8(display) << QString::fromUtf8(host);
    };
    row("sip", "sip:1001@Pbx.example", "sip:1001@Pbx.example", "1001", "", "pbx.example");
    row("sips, port", "sips:+4930123@pbx.example:5061", "sips:+4930123@pbx.example:5061", "+4930123", "",
        "pbx.example");
    row("separators", "sip:+1(202)555-01.43@h", "sip:+1(202)555-01.43@h", "+12025550143", "", "h");
    row("tel", "tel:+1-202-555-0143;phone-context=x.example", "tel:+1-202-555-0143;phone-context=x.example",
        "+12025550143", "", "");
    row("bare number", "2025550143", "2025550143", "2025550143", "", "");
    row("bare with plus", " +44 20 7946 0018 ", "+44 20 7946 0018", "+442079460018", "", "");
    row("no scheme", "+18885550110@10.1.2.3", "+18885550110@10.1.2.3", "+18885550110", "", "10.1.2.3");
    row("token", "EE77AB01", "EE77AB01", "EE77AB01", "", "");
    row("extension token", "Extension-42@sbc.example", "Extension-42@sbc.example", "Extension-42", "",
        "sbc.example");
    row("user name", "sip:paula.jones@example.com", "sip:paula.jones@example.com", "paula.jones", "",
        "example.com");
    row("user parameters", "sip:+12025550143;npdi;rn=1@h;user=phone",
        "sip:+12025550143;npdi;rn=1@h;user=phone", "+12025550143", "", "h");
    row("password", "sip:77:secret@h", "sip:77:secret@h", "77", "", "h");
    row("star code", "sip:*21@h", "sip:*21@h", "*21", "", "h");
    row("escaped plus", "sip:%2b4930123@h", "sip:%2b4930123@h", "+4930123", "", "h");
    row("escaped NUL stays", "sip:a%00b%0d@h", "sip:a%00b%0d@h", "a%00b%0d", "", "h");
    row("broken escape", "sip:a%4@h", "sip:a%4@h", "a%4", "", "h");
    row("host only", "sip:10.0.0.7", "sip:10.0.0.7", "", "", "10.0.0.7");
    row("host name only", "sip:sbc.example;lr", "sip:sbc.example;lr", "", "", "sbc.example");
    row("number without host", "sip:5550143", "sip:5550143", "5550143", "", "");
    row("bare address", "10.0.0.7", "10.0.0.7", "", "", "10.0.0.7");
    row("ipv6", "sip:12@[2001:DB8::1]:5060;x", "sip:12@[2001:DB8::1]:5060;x", "12", "", "2001:db8::1");
    row("name-addr", "\"Jones, \\\"P\\\"\" <sip:12@h>;tag=9", "sip:12@h", "12", "Jones, \"P\"", "h");
    row("no space", "\"Jones\"<sip:12@h>", "sip:12@h", "12", "Jones", "h");
    row("unquoted name", "Paula Jones <sip:12@h>", "sip:12@h", "12", "Paula Jones", "h");
    row("bracket in name", "\"a<b>\" <sip:12@h>", "sip:12@h", "12", "a<b>", "h");
    row("no closing bracket", "<sip:12@h;tag=5", "sip:12@h;tag=5", "12", "", "h");
    row("no opening bracket", "sip:12@h>", "sip:12@h", "12", "", "h");
    row("no brackets", "sip:12@h;tag=5", "sip:12@h", "12", "", "h");
    row("name, no brackets", "\"Jones\" sip:12@h", "sip:12@h", "12", "Jones", "h");
    row("open quote", "\"Jones <sip:12@h>", "\"Jones <sip:12@h", "\"Jones <sip", "Jones <sip:12@h>", "h");
    row("two at signs", "sip:12@in@out.example;a=b@c", "sip:12@in@out.example;a=b@c", "12@in", "",
        "out.example");
    row("non-ascii", "\"Zoë\" <sip:zo%C3%AB@h>", "sip:zo%C3%AB@h", "zoë", "Zoë", "h");
    row("anonymous", "sip:anonymous@anonymous.invalid", "sip:anonymous@anonymous.invalid", "anonymous", "",
        "anonymous.invalid");
    row("plus only", "sip:+@h", "sip:+@h", "+", "", "h");
    row("empty", "", "", "", "", "");
    row("empty brackets", "<>", "", "", "", "");
}

void TestAddresses::addresses()
{
    QFETCH(QString, text);
    QFETCH(QString, aor);
    QFETCH(QString, number);
    QFETCH(QString, display);
    QFETCH(QString, host);
    const Address address = readAddress(text);
    QCOMPARE(address.aor, aor);
    QCOMPARE(address.number, number);
    QCOMPARE(address.host, host);
    if (!text.startsWith(u"\"Jones <")) { // what a name without an end is, nobody can tell
        QCOMPARE(address.display, display);
    }
}

void TestAddresses::ciscoParameters()
{
    const auto near =
        uriParameters("<sip:2001@10.20.30.40;x-nearend;x-refci=37128901;x-nearendclusterid=Lab%20A;"
                      "x-nearenddevice=SEP00AA11BB22CC;x-nearendaddr=2001;x-farendrefci=37128902;"
                      "X-FarEndAddr=+12025550143>;tag=841~77aa-1");
    QCOMPARE(near.size(), 7);
    QVERIFY(near.contains("x-nearend"));
    QCOMPARE(near.value("x-nearend"), QByteArray());
    QCOMPARE(near.value("x-refci"), QByteArray("37128901"));
    QCOMPARE(near.value("x-nearendclusterid"), QByteArray("Lab A"));
    QCOMPARE(near.value("x-farendaddr"), QByteArray("+12025550143"));
    QVERIFY(!near.contains("tag"));
    QVERIFY(!near.contains("x-farend"));
}

void TestAddresses::parametersOfDamagedHeaders()
{
    const auto open = uriParameters("sip:2001@10.20.30.40;x-farend;x-refci=5;tag=77");
    QVERIFY(open.contains("x-farend"));
    QCOMPARE(open.value("x-refci"), QByteArray("5"));
    QVERIFY(!open.contains("tag"));
    QCOMPARE(uriParameters("\"A;x-no=1\" <sip:a;b=c@h;x-refci=5?q=;z").value("x-refci"), QByteArray("5"));
    QVERIFY(!uriParameters("\"A;x-no=1\" <sip:a;b=c@h;x-refci=5>").contains("x-no"));
    QVERIFY(!uriParameters("<sip:a;b=c@h;x-refci=5>").contains("b"));
    QVERIFY(uriParameters("").isEmpty());
    QVERIFY(uriParameters("<sip:h;;=;>").isEmpty());
    QCOMPARE(uriParameters("<sip:h;a=1;a=2>").value("a"), QByteArray("1"));
}

void TestAddresses::parametersAreCapped()
{
    QByteArray header = "<sip:2001@h";
    for (int i = 0; i < 1000; ++i) {
        header += ";p" + QByteArray::number(i) + "=1";
    }
    QCOMPARE(uriParameters(header + '>').size(), 64);
}

EARSHOT_TEST(tst_addresses, TestAddresses)
#include "tst_addresses.moc"
