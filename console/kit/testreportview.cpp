// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/testreportview.h"

#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/statuschip.h"
#include "console/kit/tr.h"

#include <QAccessible>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace console
{

namespace
{

using Words = std::initializer_list<std::pair<const char *, QString>>;

QString wordIn(const Words &words, const QString &code, const QString &otherwise)
{
    const auto found = std::find_if(words.begin(), words.end(),
                                    [&](const auto &word) { return code == QLatin1String(word.first); });
    return found == words.end() ? otherwise : found->second;
}

std::pair<StatusRole, QString> statusOf(const QString &state)
{
    if (state == QLatin1String("passed")) {
        return {StatusRole::Good, Tr::tr("Passed")};
    }
    if (state == QLatin1String("failed")) {
        return {StatusRole::Failed, Tr::tr("Failed")};
    }
    if (state == QLatin1String("running")) {
        return {StatusRole::Running, Tr::tr("Running")};
    }
    return {StatusRole::Inactive, state == QLatin1String("waiting") ? Tr::tr("Waiting") : Tr::tr("Not run")};
}

QString timeOf(const TestStepRow &step)
{
    const bool ran = step.state == QLatin1String("passed") || step.state == QLatin1String("failed");
    return ran ? Tr::tr("%1 ms").arg(QLocale().toString(step.ms)) : QString();
}

QLabel *plainLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText); // what a stranger's server said
    return label;
}

} // namespace

QString testStepWord(const QString &name)
{
    return wordIn({{"name", Tr::tr("Name", "of a host")},
                   {"tcp", QStringLiteral("TCP")},
                   {"tls", QStringLiteral("TLS")},
                   {"login", Tr::tr("Login")},
                   {"sender", Tr::tr("Sender")},
                   {"recipient", Tr::tr("Recipient")},
                   {"accepted", Tr::tr("Accepted")},
                   {"search", Tr::tr("Search")},
                   {"discovery", Tr::tr("Discovery")},
                   {"keys", Tr::tr("Keys")},
                   {"host-key", Tr::tr("Host key")},
                   {"exists", Tr::tr("Exists")},
                   {"folder", Tr::tr("Folder")},
                   {"write", Tr::tr("Write")},
                   {"rename", Tr::tr("Rename")},
                   {"read-back", Tr::tr("Read back")},
                   {"delete", Tr::tr("Delete")},
                   {"space", Tr::tr("Free space")},
                   {"endpoint", Tr::tr("Endpoint")},
                   {"credentials", Tr::tr("Credentials")},
                   {"bucket", Tr::tr("Bucket and region")},
                   {"encryption", Tr::tr("Encryption")}},
                  name, name);
}

namespace
{

/// Of places for files.
QString storageRemedy(const QString &cause)
{
    return wordIn(
        {{"host-key-unknown",
          Tr::tr("Nobody has said yet that this is the server's key: compare the fingerprint with what its "
                 "operator tells you, and trust it when they are the same.")},
         {"host-key",
          Tr::tr("The server shows another key than the one that is trusted: somebody may be in between. Ask "
                 "its operator; if it was renewed, enter the new fingerprint and the password again.")},
         {"bucket", Tr::tr("There is no such bucket: check its name, and whose keys these are.")},
         {"region", Tr::tr("The bucket is in another region: enter that one.")},
         {"quota", Tr::tr("The account may not store more there: have its quota raised, or make room.")},
         {"read-only", Tr::tr("The place can be read and not written to: check its settings and rights.")},
         {"own-folder",
          Tr::tr("This is in or above a folder of the recorder itself, where calls are recorded first: "
                 "choose another folder.")},
         {"not-mounted",
          Tr::tr(
              "The folder is empty and is not the one that has the files of this target: mount what belongs "
              "there. When it is to begin anew there, test the saved target.")},
         {"encryption",
          Tr::tr("The service did not say that it encrypted the file: use one that does, or switch "
                 "server-side encryption off.")},
         {"locked",
          Tr::tr("The storage keeps what is there, by retention or a legal hold: ask its operator.")},
         {"proxy", Tr::tr("The proxy refuses: check its host, port, user and password.")},
         {"clock", Tr::tr("The clocks differ too much: set that of the recorder's machine.")},
         {"mismatch", Tr::tr("What was read back is not what was written: do not use this place.")},
         {"interrupted",
          Tr::tr("The connection broke off in the middle: try again, and look at the network.")},
         {"unavailable", Tr::tr("The other side does not answer as it should at the moment: try again.")},
         {"source", Tr::tr("The recorder could not make the file that is written: check its disk.")},
         {"key", Tr::tr("A name like this cannot be stored there: check the base path.")}},
        cause, QString());
}

} // namespace

QString testRemedy(const QString &cause)
{
    if (const QString words = storageRemedy(cause); !words.isEmpty()) {
        return words;
    }
    return wordIn(
        {{"name", Tr::tr("The host's name is not known to the recorder: check how it is written, and the "
                         "recorder's name server.")},
         {"forbidden",
          Tr::tr("Servers in internal networks need your service provider: who sees every tenant may "
                 "name them, or the recorder's configuration allows them (network.tenant_targets).")},
         {"refused", Tr::tr("Nothing answers at this port: check the port, and whether the service runs.")},
         {"timeout", Tr::tr("No answer came in time: check host and port, and the firewalls on the way.")},
         {"unreachable", Tr::tr("There is no way to this host: check the address and the recorder's "
                                "network.")},
         {"certificate", Tr::tr("The server's certificate is not trusted: enter the certificate of the "
                                "authority that issued it.")},
         {"hostname", Tr::tr("The certificate is for another name: use the name that stands in it.")},
         {"expired", Tr::tr("The certificate is not valid at this time: renew it, or correct the clock.")},
         {"tls", Tr::tr("The server does not offer this encryption: check the kind of encryption and the "
                        "port.")},
         {"login", Tr::tr("The server refused the login: check login and password.")},
         {"sender", Tr::tr("The server does not take mail from this sender: check the address and what this "
                           "login may send.")},
         {"recipient", Tr::tr("The server does not take mail for this address: check the address.")},
         {"rejected", Tr::tr("The server refused the message: its answer says why.")},
         {"base", Tr::tr("The place to search in does not exist: check the base DN.")},
         {"filter", Tr::tr("The filter is not understood: check how it is written.")},
         {"empty", Tr::tr("Nothing was found: check the base and the filter.")},
         {"issuer", Tr::tr("The provider calls itself differently: enter the issuer exactly as it does.")},
         {"keys",
          Tr::tr("The provider shows no key that the recorder takes: have it sign ID tokens with RS256, "
                 "PS256 or ES256.")},
         {"permission", Tr::tr("The account may not do this there: give it the right to write.")},
         {"not-found", Tr::tr("The place does not exist: check the path.")},
         {"full", Tr::tr("There is no room left: free some, or choose another place.")},
         {"protocol", Tr::tr("The other side speaks another protocol: check host and port.")}},
        cause, Tr::tr("What the other side said stands beside the failed step."));
}

TestReportView::TestReportView(QWidget *parent)
    : QWidget(parent)
    , m_grid(nullptr)
    , m_icon(new QLabel(this))
    , m_verdict(plainLabel({}, this))
    , m_remedy(plainLabel({}, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGap);
    auto *line = new QHBoxLayout;
    line->setSpacing(kGapSmall);
    line->addWidget(m_icon);
    line->addWidget(m_verdict, 1);
    m_verdict->setObjectName(QStringLiteral("verdict"));
    m_remedy->setObjectName(QStringLiteral("remedy"));
    QFont strong = font();
    strong.setWeight(QFont::DemiBold);
    m_verdict->setFont(strong);
    m_verdict->setWordWrap(true);
    m_remedy->setWordWrap(true);
    column->addLayout(line);
    column->addWidget(m_remedy);
    m_icon->hide();
    m_remedy->hide();
}

void TestReportView::begin(const QStringList &names)
{
    m_names = names;
    show({}, false);
    m_icon->hide();
    m_verdict->clear();
    m_remedy->hide();
}

void TestReportView::show(const QList<TestStepRow> &steps, bool finished)
{
    m_steps = steps;
    bool running = finished;
    for (const QString &name : std::as_const(m_names)) {
        const bool known = std::any_of(m_steps.begin(), m_steps.end(),
                                       [&name](const TestStepRow &step) { return step.name == name; });
        if (!known && !finished) {
            m_steps.append(
                {name, std::exchange(running, true) ? QStringLiteral("waiting") : QStringLiteral("running")});
        }
    }
    rebuild();
}

void TestReportView::stop()
{
    for (TestStepRow &step : m_steps) {
        if (step.state != QLatin1String("passed") && step.state != QLatin1String("failed")) {
            step.state = QStringLiteral("not-run");
        }
    }
    rebuild();
}

void TestReportView::rebuild()
{
    delete m_rows;
    m_rows = new QWidget(this);
    m_rows->setObjectName(QStringLiteral("steps"));
    m_grid = new QGridLayout(m_rows);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(kGapLarge);
    m_grid->setVerticalSpacing(kGapSmall);
    m_grid->setColumnStretch(3, 1);
    int line = 0;
    for (const TestStepRow &step : std::as_const(m_steps)) {
        auto *chip = new StatusChip(m_rows);
        const auto [role, word] = statusOf(step.state);
        chip->setStatus(role, word);
        auto *detail = plainLabel(step.detail, m_rows);
        detail->setWordWrap(true);
        if (!step.detail.isEmpty()) { // an empty one would take the focus without a name
            detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
        }
        auto *name = plainLabel(testStepWord(step.name), m_rows);
        auto *time = plainLabel(timeOf(step), m_rows);
        for (QLabel *label : {name, time, detail}) {
            label->setContentsMargins(0, kUnit / 2, 0, 0); // on the line of the chip's word
        }
        m_grid->addWidget(chip, line, 0, Qt::AlignTop);
        m_grid->addWidget(name, line, 1, Qt::AlignTop);
        m_grid->addWidget(time, line, 2, Qt::AlignTop | Qt::AlignTrailing);
        m_grid->addWidget(detail, line, 3, Qt::AlignTop);
        ++line;
    }
    static_cast<QVBoxLayout *>(layout())->insertWidget(0, m_rows);
    m_rows->show();
}

void TestReportView::setVerdict(bool passed, const QString &verdict, const QString &remedy)
{
    m_icon->setPixmap(icon(passed ? StatusRole::Good : StatusRole::Failed).pixmap(kIconSize, kIconSize));
    m_icon->show();
    m_verdict->setText(verdict);
    m_remedy->setText(remedy);
    m_remedy->setVisible(!remedy.isEmpty());
    QAccessibleEvent event(m_verdict, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

QString TestReportView::verdict() const
{
    return m_verdict->text();
}

QString TestReportView::report() const
{
    QStringList lines;
    for (const TestStepRow &step : m_steps) {
        QStringList parts{testStepWord(step.name), statusOf(step.state).second};
        for (const QString &part : {timeOf(step), step.detail}) {
            if (!part.isEmpty()) {
                parts.append(part);
            }
        }
        lines.append(parts.join(QLatin1Char('\t')));
    }
    for (const QLabel *label : {m_verdict, m_remedy}) {
        if (!label->text().isEmpty()) {
            lines.append(label->text());
        }
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace console
