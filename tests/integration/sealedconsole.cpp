// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/sealedconsole.h"

#include "console/app/workspace.h"
#include "console/crud/listpage.h"
#include "console/kit/recordmodelbase.h"
#include "console/kit/recordview.h"
#include "console/net/sessionkeys.h"
#include "console/pages/call/callview.h"
#include "console/pages/keys/addkeydialog.h"
#include "console/pages/keys/grantdialog.h"
#include "console/pages/settings/levelpage.h"
#include "console/player/playeractions.h"
#include "console/player/playerpanel.h"
#include "console/player/waveformview.h"
#include "tests/support/audiocheck.h"
#include "tests/support/callerprocess.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDirIterator>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QTabWidget>
#include <QTest>

#include <cmath>

namespace tests
{

namespace
{

/// Triggers an action of a list as soon as it is enabled.
QString trigger(const QWidget &root, const char *name)
{
    QAction *action = root.findChild<QAction *>(QLatin1String(name));
    if (action == nullptr || !comes([action] { return action->isEnabled(); })) {
        return QStringLiteral("“%1” is not possible: %2")
            .arg(QLatin1String(name),
                 action == nullptr ? QStringLiteral("it is not there") : action->toolTip());
    }
    action->trigger();
    return {};
}

QString cellOf(const console::ListPage &page, int row, const char *column)
{
    const auto *model = qobject_cast<console::RecordModelBase *>(page.view().model());
    return model->index(row, model->columnOf(QLatin1String(column))).data().toString();
}

/// -1 = there is none.
int rowOf(const console::ListPage &page, const char *column, const QString &text)
{
    for (int row = 0; row < page.view().model()->rowCount(); ++row) {
        if (cellOf(page, row, column) == text) {
            return row;
        }
    }
    return -1;
}

bool showsKey(ConsoleLab &lab, const QString &name)
{
    return comes([&] {
        const auto *title = pageOf(lab).findChild<QLabel *>(QStringLiteral("title"));
        return title != nullptr && title->isVisible() &&
               title->text().contains(QStringLiteral("«%1»").arg(name));
    });
}

/// A short key, which is quick to make, in the dialog that is open.
QString fillKey(const QPointer<console::AddKeyDialog> &dialog, const QString &name)
{
    if (dialog.isNull()) {
        return QStringLiteral("no dialog asks for a key");
    }
    dialog->findChild<QLineEdit *>(QStringLiteral("name"))->setText(name);
    auto *bits = dialog->findChild<QComboBox *>(QStringLiteral("bits"));
    bits->setCurrentIndex(bits->findData(2048));
    if (const QString problem = press(*dialog, "save"); !problem.isEmpty()) {
        return problem;
    }
    const QPointer<QPushButton> save = dialog->findChild<QPushButton *>(QStringLiteral("save"));
    (void)comes([&] { return dialog.isNull() || save->isEnabled(); });
    return dialog.isNull() ? QString() : QStringLiteral("the key was not made: ") + dialog->problem();
}

/// The users of a key, with his row chosen: null = he is not among them, or has no keys.
console::ListPage *chooseUser(ConsoleLab &lab, const QString &key, bool authorised, const QString &login)
{
    if (const QString problem = openKey(lab, key); !problem.isEmpty()) {
        qWarning("%s", qUtf8Printable(problem));
        return nullptr;
    }
    pageOf(lab).findChild<QTabWidget *>()->setCurrentIndex(authorised ? 1 : 2);
    auto *list = pageOf(lab).findChild<console::ListPage *>(authorised ? QStringLiteral("key-users")
                                                                       : QStringLiteral("key-strangers"));
    const bool there = comes([&] {
        const int row = rowOf(*list, "login", login);
        return row >= 0 && !cellOf(*list, row, "words").isEmpty();
    });
    if (!there) {
        return nullptr;
    }
    list->view().setCurrentIndex(list->view().model()->index(rowOf(*list, "login", login), 0));
    return list;
}

QString goneFrom(const console::ListPage &users, const QString &login)
{
    const bool gone = comes([&] { return rowOf(users, "login", login) < 0; });
    return gone ? QString() : QStringLiteral("%1 stays in the table").arg(login);
}

/// Level of a tone on one side of what was heard, over a second of its middle.
double heardLevel(const std::vector<float> &stereo, int rate, std::size_t side, double hertz)
{
    std::vector<float> channel;
    for (std::size_t i = side; i < stereo.size(); i += 2) {
        channel.push_back(stereo[i]);
    }
    const auto from = static_cast<std::size_t>(rate / 2);
    const auto count = static_cast<std::size_t>(rate);
    return channel.size() < from + count ? 0 : toneLevel(channel.data() + from, count, rate, hertz);
}

QString judge(const std::vector<float> &stereo, int rate)
{
    for (const std::size_t side : {0U, 1U}) {
        const auto level = [&](double hertz) { return heardLevel(stereo, rate, side, hertz); };
        if (level(kCallerTone) < 0.02 || level(kCalledTone) < 0.02 || level(kNobodysTone) > 0.005) {
            const auto words =
                QStringLiteral("side %1: %2 of the caller, %3 of the called one, %4 of nobody");
            return words.arg(side).arg(level(kCallerTone)).arg(level(kCalledTone)).arg(level(kNobodysTone));
        }
    }
    return {};
}

/// From the start; what came out.
std::vector<float> hear(ConsoleLab &lab, double seconds)
{
    console::PlayerPanel &player = lab.call()->player();
    console::Playback &playback = player.waveform().playback();
    QAction *toggle = player.actions().action(QStringLiteral("play-pause"));
    playback.seek(console::Ms(0));
    (void)comes([&] { return playback.position() == console::Ms(0); });
    Capture &capture = lab.capture();
    const double before = capture.seconds();
    const auto at = static_cast<std::ptrdiff_t>(capture.stereo().size());
    capture.allow(seconds);
    toggle->trigger();
    (void)comes([&] { return capture.seconds() >= before + seconds - 0.001; });
    if (playback.state() == console::PlaybackState::Playing) { // it may be over by then
        toggle->trigger();
    }
    (void)comes([&] { return playback.state() != console::PlaybackState::Playing; });
    const auto all = capture.stereo();
    return {all.begin() + at, all.end()};
}

} // namespace

QString SealedSite::start()
{
    other = std::make_unique<ConsoleLab>();
    ada = std::make_unique<ConsoleLab>();
    const auto tenant = QStringLiteral("Nordlicht");
    recorder.configure(QStringLiteral("database.url"), db.url());
    recorder.configure(QStringLiteral("recorder.tenant"), tenant);
    if (!recorder.start()) {
        return QString::fromUtf8(recorder.log());
    }
    const auto user = [&](const char *login, const char *more) {
        ensureUser(recorder, tenant, QLatin1String(login), kSealedPassword, words(more));
    };
    user("nora", "--name Nora --extension 301 --group Sales --role user-basic");
    user("ada", "--name Ada --role administrator");
    user("ben", "--name Ben --role supervisor --manages Sales");
    user("cleo", "--name Cleo --role supervisor --manages Sales");
    return {};
}

int SealedSite::stop()
{
    other.reset();
    ada.reset();
    return recorder.stop();
}

QString SealedSite::enter(ConsoleLab &lab, const char *login, const QString &password)
{
    lab.open();
    const QString problem = lab.enter(recorder.adminPort(), QLatin1String(login), password);
    if (!problem.isEmpty()) {
        return problem;
    }
    const console::SessionKeys &keys = lab.window().keys();
    const bool open = comes([&keys] { return keys.state() == console::SessionKeys::State::Open; });
    return open ? QString()
                : QStringLiteral("the keys are not open: state %1, %2")
                      .arg(static_cast<int>(keys.state()))
                      .arg(keys.problem().message);
}

QString SealedSite::placeCall(int settled)
{
    const auto how = QStringLiteral("--from +49301234567 --to 301 --seconds %1 --tone A:%2,B:%3");
    CallerProcess caller(QStringLiteral("call"), recorder.siprecPort(),
                         how.arg(kSealedSeconds).arg(kCallerTone).arg(kCalledTone).split(QLatin1Char(' ')));
    (void)comes([&caller] { return !caller.running(); });
    if (!caller.wait().value(QLatin1String("ok")).toBool()) {
        return QStringLiteral("the call did not go well");
    }
    const bool stored = recorder.waitForSettled(settled, std::chrono::seconds(15));
    return stored ? QString() : QStringLiteral("the call was not stored");
}

QStringList SealedSite::recordings() const
{
    QStringList files;
    QDirIterator it(recorder.dataFolder() + QStringLiteral("/recordings"), QDir::Files | QDir::Hidden,
                    QDirIterator::Subdirectories);
    while (it.hasNext()) {
        files.append(it.next());
    }
    files.sort();
    return files;
}

QByteArray contentsOf(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool comes(const std::function<bool()> &what)
{
    return QTest::qWaitFor(what, 20000);
}

QString press(const QWidget &root, const char *name)
{
    const auto button = [&] { return root.findChild<QPushButton *>(QLatin1String(name)); };
    if (!comes([&] { return button() != nullptr && button()->isVisible() && button()->isEnabled(); })) {
        return QStringLiteral("“%1” cannot be pressed: %2")
            .arg(QLatin1String(name),
                 button() == nullptr ? QStringLiteral("it is not there") : button()->toolTip());
    }
    button()->click();
    return {};
}

QWidget &pageOf(ConsoleLab &lab)
{
    return *lab.window().workspace()->currentPage();
}

QString addKey(ConsoleLab &lab, const QString &name)
{
    lab.window().workspace()->open(QStringLiteral("encryption-keys"));
    const QString problem = trigger(pageOf(lab), "add");
    return problem.isEmpty() ? fillKey(pageOf(lab).findChild<console::AddKeyDialog *>(), name) : problem;
}

QString openKey(ConsoleLab &lab, const QString &name)
{
    lab.window().workspace()->open(QStringLiteral("encryption-keys"));
    const auto row = [&] { return lab.list() == nullptr ? -1 : rowOf(*lab.list(), "name", name); };
    if (!comes([&] { return row() >= 0 && lab.list()->view().isVisible(); })) {
        return QStringLiteral("the list has no key “%1”").arg(name);
    }
    console::RecordView &view = lab.list()->view();
    view.setCurrentIndex(view.model()->index(row(), 0));
    QTest::keyClick(&view, Qt::Key_Return);
    return showsKey(lab, name) ? QString()
                               : QStringLiteral("the page of the key “%1” does not come").arg(name);
}

QString activateKeyShown(ConsoleLab &lab)
{
    if (const QString problem = press(pageOf(lab), "activate"); !problem.isEmpty()) {
        return problem;
    }
    const auto *button = pageOf(lab).findChild<QPushButton *>(QStringLiteral("activate"));
    return comes([button] { return button->toolTip() == QLatin1String("It is active."); })
               ? QString()
               : QStringLiteral("the key is not active: ") + button->toolTip();
}

QString rotateKeyShown(ConsoleLab &lab, const QString &name)
{
    if (const QString problem = press(pageOf(lab), "rotate"); !problem.isEmpty()) {
        return problem;
    }
    const QPointer<console::AddKeyDialog> dialog = pageOf(lab).findChild<console::AddKeyDialog *>();
    const auto *moves = dialog ? dialog->findChild<QCheckBox *>(QStringLiteral("move")) : nullptr;
    if (moves == nullptr || !moves->isChecked()) {
        return QStringLiteral("the recordings would not be moved");
    }
    if (const QString problem = fillKey(dialog, name); !problem.isEmpty()) {
        return problem;
    }
    return showsKey(lab, name) ? QString() : QStringLiteral("the page of the new key does not come");
}

QString turnEncryptionOn(ConsoleLab &lab)
{
    lab.window().workspace()->open(QStringLiteral("file-encryption"));
    auto *page = qobject_cast<console::LevelPage *>(&pageOf(lab));
    auto *inherited = pageOf(lab).findChild<QCheckBox *>(QStringLiteral("inherited"));
    auto *enabled = pageOf(lab).findChild<QCheckBox *>(QStringLiteral("enabled"));
    if (page == nullptr || inherited == nullptr || enabled == nullptr ||
        !comes([inherited] { return inherited->isVisible(); })) {
        return QStringLiteral("File Encryption does not come");
    }
    inherited->setChecked(false);
    if (!comes([enabled] { return enabled->isEnabled(); })) {
        return QStringLiteral("a tenant has no setting of its own");
    }
    enabled->setChecked(true);
    if (const QString problem = press(pageOf(lab), "save"); !problem.isEmpty()) {
        return problem;
    }
    const bool saved = comes([page] { return !page->form()->isDirty(); });
    return saved && enabled->isChecked() ? QString()
                                         : QStringLiteral("encryption is not on: ") + labelsOf(*page);
}

QString grantKey(ConsoleLab &lab, const QString &key, const QString &login, const QString &words)
{
    console::ListPage *list = chooseUser(lab, key, false, login);
    if (list == nullptr) {
        return QStringLiteral("%1 is no unauthorized user of “%2” with keys").arg(login, key);
    }
    if (const QString problem = trigger(*list, "grant"); !problem.isEmpty()) {
        return problem;
    }
    const QPointer<console::GrantDialog> dialog = list->findChild<console::GrantDialog *>();
    if (dialog.isNull()) {
        return QStringLiteral("nobody asks whether the key is granted");
    }
    const auto *shown = dialog->findChild<QLabel *>(QStringLiteral("words-") + login);
    if (shown == nullptr || words.isEmpty() || shown->text() != words) {
        return QStringLiteral("the words are not his: ") + (shown == nullptr ? QString() : shown->text());
    }
    if (const QString problem = press(*dialog, "grant"); !problem.isEmpty()) {
        return problem;
    }
    if (!comes([&dialog] { return dialog.isNull(); })) {
        return QStringLiteral("the key was not granted: ") + dialog->problem();
    }
    return goneFrom(*list, login);
}

QString revokeFrom(ConsoleLab &lab, const QString &key, const QString &login)
{
    console::ListPage *list = chooseUser(lab, key, true, login);
    if (list == nullptr) {
        return QStringLiteral("%1 is no authorized user of “%2”").arg(login, key);
    }
    if (const QString problem = trigger(*list, "revoke"); !problem.isEmpty()) {
        return problem;
    }
    return goneFrom(*list, login);
}

console::CallView *openTheCall(ConsoleLab &lab)
{
    const bool listed = lab.choose(QStringLiteral("All Calls")).isEmpty() && comes([&lab] {
                            return lab.list() != nullptr && lab.list()->view().isVisible() &&
                                   lab.list()->view().model()->rowCount() == 1;
                        });
    return listed ? lab.openRow(0) : nullptr;
}

bool notices(console::CallView &call, const QString &words)
{
    return comes([&] { return call.player().waveform().notice().contains(words); });
}

QString playTones(ConsoleLab &lab)
{
    console::PlayerPanel &player = lab.call()->player();
    const console::Playback &playback = player.waveform().playback();
    if (!comes([&] {
            const bool ready = playback.state() == console::PlaybackState::Paused ||
                               playback.state() == console::PlaybackState::Ended; // heard before
            return ready && player.peaks().blocks() > 0;
        })) {
        return QStringLiteral("it does not get ready: state %1, %2")
            .arg(static_cast<int>(playback.state()))
            .arg(player.waveform().notice());
    }
    const double seconds = static_cast<double>(playback.duration().count()) / 1000;
    if (std::abs(seconds - kSealedSeconds) > 0.5) {
        return QStringLiteral("it lasts %1 s").arg(seconds);
    }
    return judge(hear(lab, 2), lab.capture().rate());
}

} // namespace tests
