// SPDX-License-Identifier: GPL-3.0-or-later
// Takes the pictures of docs/screenshots: a real recorder with three recorded calls and two that run, and the
// real console without a screen. Each look (theme, scale, language) is a process of its own, because scale
// and texts belong to the whole program.
//   screenshots FOLDER [LOOK..]     FOLDER/PAGE-LOOK.png
#include "console/app/certificatedialog.h"
#include "console/app/signinpage.h"
#include "console/app/workspace.h"
#include "console/crud/listpage.h"
#include "console/kit/language.h"
#include "console/kit/recordview.h"
#include "console/kit/theme.h"
#include "console/pages/call/callview.h"
#include "console/player/playerpanel.h"
#include "console/player/waveformview.h"
#include "tests/screenshots/tour.h"
#include "tests/support/callerprocess.h"
#include "tests/support/consolelab.h"
#include "tests/support/pseudotranslator.h"
#include "tests/support/widgetchecks.h"

#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QPainter>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <cstdio>

using namespace console;
using namespace tests;

namespace
{

const QString kTenant = QStringLiteral("Demo");
const QString kPassword = QStringLiteral("plinth otter cobalt verse");
const QString kVoice = QStringLiteral("/usr/share/asterisk/sounds/en_US_f_Allison/");
constexpr int kPatienceMs = 30000;

struct Look {
    const char *name;
    ThemeChoice theme = ThemeChoice::Light;
    const char *scale = "1";
    bool pseudo = false;
    bool rightToLeft = false;
    QSize size{1280, 800};
};
const std::vector<Look> &looks()
{
    static const std::vector<Look> all{
        {"light"},
        {"dark", ThemeChoice::Dark},
        {"contrast", ThemeChoice::HighContrast},
        {"200-percent", ThemeChoice::Light, "2", false, false, {1024, 640}},
        {"pseudo", ThemeChoice::Light, "1", true},
        {"pseudo-rtl", ThemeChoice::Dark, "1", true, true},
    };
    return all;
}

void need(bool good, const QString &what)
{
    if (!good) {
        qFatal("%s", qPrintable(what));
    }
}

void need(const QString &problem)
{
    need(problem.isEmpty(), problem);
}

/// The pictures of one look.
class Photographer
{
public:
    Photographer(QString folder, const Look &look)
        : m_folder(std::move(folder))
        , m_look(look)
    {
        m_lab.open();
        m_lab.window().resize(look.size);
    }
    void takeAll(quint16 port)
    {
        need(m_lab.addServer(port, QStringLiteral("Head office")));
        const bool asked =
            QTest::qWaitFor([this] { return m_lab.window().certificateDialog() != nullptr; }, kPatienceMs);
        need(asked, QStringLiteral("no certificate dialog"));
        shot("certificate", m_lab.window().certificateDialog());
        need(m_lab.trust());
        takeSignIn();
        need(m_lab.signIn(QStringLiteral("supervisor"), kPassword));
        takeLists();
        takeCall();
    }
    /// All pages of the tree as root, with their forms and the page of their first row.
    void takeTour(quint16 port)
    {
        need(m_lab.enter(port, QStringLiteral("root"), kPassword));
        takeTourOf(m_lab, [this](const QString &name, QWidget *dialog) {
            shot(name.toLatin1().constData(), dialog);
        });
    }

private:
    void takeSignIn()
    {
        const bool asked = QTest::qWaitFor(
            [this] { return m_lab.window().connection().state() == ConnectionState::SigningIn; },
            kPatienceMs);
        need(asked, QStringLiteral("no sign-in"));
        auto *login = m_lab.window().signInPage()->findChild<QLineEdit *>();
        login->setFocus();
        QTest::keyClicks(login, QStringLiteral("supervisor"));
        shot("sign-in");
    }
    void takeLists()
    {
        for (const auto &[page, name, rows] :
             {std::tuple{"Active Calls", "active-calls", 2}, std::tuple{"All Calls", "all-calls", 3}}) {
            need(m_lab.choose(QString::fromLatin1(page)));
            const bool shown = QTest::qWaitFor(
                [&] { return m_lab.list()->view().model()->rowCount() == rows; }, kPatienceMs);
            need(shown, QStringLiteral("rows are missing"));
            shot(name);
        }
    }
    void takeCall()
    {
        int row = 0; // the one from outside to Ada
        while (row < 2 && !m_lab.cell(row, QStringLiteral("user")).contains(QLatin1String("Ada"))) {
            ++row;
        }
        CallView *call = m_lab.openRow(row);
        need(call != nullptr, QStringLiteral("the call does not open"));
        auto &player = call->player();
        auto &playback = player.waveform().playback();
        const auto ready = [&] {
            return playback.state() == PlaybackState::Paused && player.peaks().blocks() > 0;
        };
        need(QTest::qWaitFor(ready, kPatienceMs), QStringLiteral("the recording does not load"));
        playback.seek(Ms(8400));
        m_lab.capture().allow(0.4);
        playback.play();
        need(QTest::qWaitFor([&] { return playback.position() > Ms(8600); }, kPatienceMs),
             QStringLiteral("it does not play"));
        shot("call");
    }
    void shot(const char *page, QWidget *dialog = nullptr)
    {
        QTest::qWait(300); // layouts and tiles settle
        for (const QString &clipped : clippedWidgets(m_lab.window())) {
            std::fprintf(stderr, "%s-%s: clipped: %s\n", page, m_look.name, qPrintable(clipped));
        }
        QPixmap picture = m_lab.window().grab();
        if (dialog != nullptr) {
            QPainter painter(&picture);
            painter.fillRect(QRect(QPoint(), m_look.size), QColor(0, 0, 0, 90));
            const QRect place(QPoint((m_look.size.width() - dialog->width()) / 2, 120), dialog->size());
            painter.drawPixmap(place.topLeft(), dialog->grab());
            painter.setPen(Qt::gray);
            painter.drawRect(place);
        }
        const QString file =
            QStringLiteral("%1-%2.png").arg(QString::fromLatin1(page), QString::fromLatin1(m_look.name));
        need(picture.save(QDir(m_folder).filePath(file)), QStringLiteral("cannot save ") + file);
        std::printf("%s\n", qPrintable(file));
    }

    QString m_folder;
    const Look &m_look;
    ConsoleLab m_lab;
};

int photograph(int argc, char **argv, const Look &look, quint16 port)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_SCALE_FACTOR", look.scale);
    QStandardPaths::setTestModeEnabled(true);
    QApplication app(argc, argv);
    const Theme theme(look.theme);
    const Language language{QLocale(QStringLiteral("en_GB"))};
    QLocale::setDefault(QLocale(QStringLiteral("en_GB")));
    PseudoTranslator pseudo;
    if (look.pseudo) {
        QCoreApplication::installTranslator(&pseudo);
    }
    QApplication::setLayoutDirection(look.rightToLeft ? Qt::RightToLeft : Qt::LeftToRight);
    const QString folder = QString::fromLocal8Bit(argv[1]);
    Photographer(folder, look).takeAll(port);
    Photographer(folder, look).takeTour(port);
    return 0;
}

QStringList party(const char *side, const char *number, const char *name)
{
    const QString option = QStringLiteral("--") + QLatin1String(side);
    return {option, QString::fromLatin1(number), option + QStringLiteral("-name"), QString::fromLatin1(name)};
}

QStringList speech(const QStringList &a, const QStringList &b, int seconds)
{
    const auto files = [](const QStringList &names) {
        QStringList all;
        for (const QString &name : names) {
            all.append(kVoice + name + QStringLiteral(".wav"));
        }
        return all.join(u',');
    };
    return {QStringLiteral("--a"),   files(a), QStringLiteral("--b"), files(b), QStringLiteral("--seconds"),
            QString::number(seconds)};
}

void addPeople(RecorderProcess &recorder)
{
    const auto user = [&](const char *login, const char *name, const char *more) {
        ensureUser(recorder, kTenant, QString::fromLatin1(login), kPassword,
                   QStringList{QStringLiteral("--name"), QString::fromLatin1(name)} + words(more));
    };
    user("ada", "Ada Novak", "--extension 301 --group Sales");
    user("ben", "Ben Okoro", "--extension 302 --group Sales");
    user("cleo", "Cleo Marin", "--extension 303 --group Service");
    user("supervisor", "Sam Ortega", "--role administrator");
}

int direct(const QString &program, const QString &folder, const QStringList &chosen)
{
    RecorderProcess recorder;
    recorder.configure(QStringLiteral("recorder.tenant"), kTenant);
    need(recorder.start(), QStringLiteral("no recorder"));
    addPeople(recorder);
    qputenv("EARSHOT_PASSWORD", kPassword.toUtf8());
    need(recorder.command(words("create-admin --login root")) == 0, QStringLiteral("no root"));
    const quint16 sip = recorder.siprecPort();
    const auto call = [sip](const QStringList &arguments) {
        return std::make_unique<CallerProcess>(QStringLiteral("call"), sip, arguments);
    };
    std::vector<std::unique_ptr<CallerProcess>> calls;
    calls.push_back(
        call(party("from", "4930555010", "Nora Vance") + party("to", "301", "Ada Novak") +
             speech(words("demo-enterkeywords demo-nomatch"), words("vm-intro demo-thanks"), 22)));
    calls.push_back(call(party("from", "302", "Ben Okoro") + party("to", "442071230100", "Lowell Shipping") +
                         speech(words("queue-youarenext queue-thankyou"), words("demo-nogo"), 18)));
    calls.push_back(call(party("from", "15550100", "Imani Field") + party("to", "303", "Cleo Marin") +
                         speech(words("tt-weasels tt-somethingwrong"), words("tt-monkeysintro"), 12)));
    for (auto &each : calls) {
        need(each->wait().value(QLatin1String("ok")).toBool(), QStringLiteral("a call failed"));
    }
    need(recorder.waitForSettled(3), QStringLiteral("the calls were not stored"));
    calls.clear();
    calls.push_back(call(party("from", "4940555077", "Harbour Office") + party("to", "303", "Cleo Marin") +
                         words("--seconds 600")));
    calls.push_back(call(party("from", "301", "Ada Novak") + party("to", "390655501", "Studio Rinaldi") +
                         words("--seconds 600")));
    for (const Look &look : looks()) {
        if (chosen.isEmpty() || chosen.contains(QLatin1String(look.name))) {
            QProcess child;
            child.setProcessChannelMode(QProcess::ForwardedChannels);
            child.start(program, {folder, QStringLiteral("--look"), QString::fromLatin1(look.name),
                                  QString::number(recorder.adminPort())});
            need(child.waitForFinished(120000) && child.exitCode() == 0,
                 QStringLiteral("no pictures of ") + QLatin1String(look.name));
        }
    }
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2) {
        std::fputs("usage: screenshots FOLDER [LOOK..]\n", stderr);
        return 64;
    }
    if (argc == 5 && qstrcmp(argv[2], "--look") == 0) {
        for (const Look &look : looks()) {
            if (qstrcmp(look.name, argv[3]) == 0) {
                return photograph(argc, argv, look, QByteArray(argv[4]).toUShort());
            }
        }
    }
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QString folder = QDir(arguments[1]).absolutePath();
    need(QDir().mkpath(folder), QStringLiteral("cannot make the folder"));
    return direct(QCoreApplication::applicationFilePath(), folder, arguments.mid(2));
}
