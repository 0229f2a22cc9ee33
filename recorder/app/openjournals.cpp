// SPDX-License-Identifier: GPL-3.0-or-later
// open-journals: what a recorder left in its spool is opened with a tenant's key, when its host key is lost;
// and what it set aside, with its own.
#include "recorder/app/commands.h"
#include "recorder/app/datafolder.h"
#include "recorder/app/hostkeyfile.h"
#include "recorder/app/spoolsweep.h"
#include "recorder/capture/spool/spoolrewrap.h"
#include "recorder/capture/spool/spoolwriter.h"
#include "recorder/finish/finishcall.h"

#include "common/core/typedsecret.h"
#include "common/crypto/loginkeys.h"
#include "common/crypto/pemkeys.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSet>
#include <QTemporaryDir>

#include <cstdio>
#include <unistd.h>

namespace recorder
{

namespace
{

using common::Result;

void print(const QString &text)
{
    std::fputs((text + u'\n').toUtf8().constData(), stdout);
}

Result<common::OpeningKey> tenantKey(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        return common::fail(common::ErrorCode::NotFound,
                            QStringLiteral("%1: %2").arg(path, file.errorString()));
    }
    QByteArray pem = file.read(common::kMostPem + 1);
    const common::TypedSecret password(qEnvironmentVariable("EARSHOT_PASSWORD"));
    auto key = common::readPrivatePem(pem, password.text());
    common::wipe(pem);
    return key;
}

/// What became of a journal.
struct Opened {
    bool whole = false; ///< all of it
    bool some = false;  ///< of what the recorder will be able to open
};

/// Of the folder in place: the recorder finishes it, sealed to the tenant's active key, when it runs again.
Result<Opened> handBack(const QString &journal, const common::OpeningKey &tenant, const common::HostKey &host)
{
    auto done = rewrapSpool(journal, tenant, host);
    if (!done) {
        return common::propagate(done);
    }
    const QString name = QFileInfo(journal).fileName();
    print(done->closed > 0 ? QStringLiteral("%1: %2 of %3 segments are not opened by this key")
                                 .arg(name)
                                 .arg(done->closed)
                                 .arg(done->closed + done->wrapped + done->fine)
          : done->wrapped > 0 ? QStringLiteral("%1: opened, the recorder can finish it").arg(name)
                              : QStringLiteral("%1: the recorder opens it already").arg(name));
    return Opened{done->closed == 0, done->wrapped + done->fine > 0};
}

/// A folder for what one journal holds: there may be several of a call, whose files have the same names.
QString folderFor(const QString &journal, const QString &outFolder, QSet<QString> &taken)
{
    const QString base = QFileInfo(journal).fileName().remove(QStringLiteral(".spool"));
    QString name = base;
    for (int i = 2; taken.contains(name); ++i) {
        name = QStringLiteral("%1-%2").arg(base).arg(i);
    }
    taken.insert(name);
    return outFolder + u'/' + name;
}

void printFiles(const QString &journal, const QString &folder, const common::FinishedCall &call)
{
    for (const common::MediaFile &file : call.files) {
        print(QStringLiteral("%1: %2/%3").arg(QFileInfo(journal).fileName(), folder, file.path));
    }
}

/// Into files, in the clear: by a copy of the journal under a key of this run. The journal stays as it is.
Result<Opened> writeOut(const QString &journal, const common::OpeningKey &tenant, const QString &outFolder,
                        const QString &folder)
{
    const QTemporaryDir work(outFolder + QStringLiteral("/.opening-XXXXXX"));
    const QString copy = work.filePath(QFileInfo(journal).fileName());
    auto host = common::HostKey::create(work.filePath(QStringLiteral("host.key")));
    if (!host) {
        return common::propagate(host);
    }
    if (!QFile::copy(journal, copy)) {
        return common::fail(common::ErrorCode::Unavailable,
                            QStringLiteral("%1 cannot be copied to %2").arg(journal, work.path()));
    }
    auto opened = rewrapSpool(copy, tenant, *host);
    if (!opened) {
        return common::propagate(opened);
    }
    const QString name = QFileInfo(journal).fileName();
    if (opened->wrapped == 0) {
        print(QStringLiteral("%1: is not opened by this key").arg(name));
        return Opened{};
    }
    if (!QDir().mkpath(folder)) {
        return common::fail(common::ErrorCode::Unavailable, QStringLiteral("%1 cannot be made").arg(folder));
    }
    FinishOptions options;
    options.recordingsRoot = folder;
    auto call = finishCall(copy, *host, options);
    if (common::Status shredded = shredSpool(copy); !shredded) {
        return common::propagate(shredded);
    }
    if (!call) {
        return common::propagate(call);
    }
    printFiles(journal, folder, *call);
    return Opened{opened->closed == 0, true};
}

QStringList setAsideIn(const DataFolder &folder)
{
    return journalsSetAside(folder.spool()) + spoolFiles(folder.suspect());
}

/// What the recorder has set aside, into files in the clear, as far as its own key opens it. Nothing changes.
int writeOutOwn(const DataFolder &folder, const QString &outFolder)
{
    auto host = common::HostKey::load(folder.hostKey());
    if (!host) {
        return complain(exitcode::kProblem, host.error().message);
    }
    const QStringList journals = setAsideIn(folder);
    int problems = 0;
    QSet<QString> taken;
    for (const QString &journal : journals) {
        FinishOptions options;
        options.recordingsRoot = folderFor(journal, outFolder, taken);
        options.spoolMode = SpoolMode::Unsealed; // either
        auto call = QDir().mkpath(options.recordingsRoot)
                        ? finishCall(journal, *host, options)
                        : common::fail(common::ErrorCode::Unavailable,
                                       QStringLiteral("%1 cannot be made").arg(options.recordingsRoot));
        if (call) {
            printFiles(journal, options.recordingsRoot, *call);
            continue;
        }
        QDir().rmdir(options.recordingsRoot);
        complain(exitcode::kProblem,
                 QStringLiteral("%1: %2").arg(QFileInfo(journal).fileName(), call.error().message));
        ++problems;
    }
    print(QStringLiteral("%1 journals, %2 not opened").arg(journals.size()).arg(problems));
    return problems == 0 ? exitcode::kGood : exitcode::kProblem;
}

/// The present one, or the one that is to be; the recorder must be able to read it afterwards.
Result<common::HostKey> keyInPlace(const DataFolder &folder)
{
    const QFileInfo owner(folder.root());
    if (owner.ownerId() != ::geteuid()) {
        return common::fail(common::ErrorCode::Invalid,
                            QStringLiteral("%1 belongs to %2: run this as that user (runuser -u %2 -- ...)")
                                .arg(folder.root(), owner.owner()));
    }
    auto present = common::HostKey::load(folder.hostKey());
    if (present || present.error().code != common::ErrorCode::NotFound) {
        return present;
    }
    return common::HostKey::loadOrCreate(hostKeyToBe(folder.root()));
}

/// The recorder would set aside for good what is not opened yet: it gets the new key when all are.
void keepOrAdopt(const DataFolder &folder, bool any, int problems)
{
    if (QFile::exists(folder.hostKey())) {
        return;
    }
    if (any && problems == 0) {
        (void)adoptHostKeyToBe(folder.root());
    } else if (any) {
        print(QStringLiteral(
                  "%1 is not in place yet: run this with the keys of the other tenants, too, or start "
                  "the recorder with --new-host-key, which sets the others aside")
                  .arg(folder.hostKey()));
    } else {
        (void)QFile::remove(hostKeyToBe(folder.root()));
    }
}

} // namespace

int runOpenJournalsCommand(const CommandLine &line, const Config &config)
{
    auto folder = DataFolder::open(line.dataFolder, config);
    if (folder && line.keyFile.isEmpty()) {
        return writeOutOwn(*folder, line.outFolder);
    }
    auto tenant = tenantKey(line.keyFile);
    if (!folder || !tenant) {
        return complain(exitcode::kProblem, folder ? tenant.error().message : folder.error().message);
    }
    const bool inPlace = line.outFolder.isEmpty();
    if (inPlace) {
        if (common::Status locked = folder->lock(); !locked) {
            return complain(exitcode::kProblem, locked.error().message); // its journals may be written to
        }
    } else if (!QDir().mkpath(line.outFolder)) {
        return complain(exitcode::kProblem, QStringLiteral("%1 cannot be made").arg(line.outFolder));
    }
    auto host = inPlace ? keyInPlace(*folder)
                        : Result<common::HostKey>(common::fail(common::ErrorCode::NotFound, QString()));
    if (inPlace && !host) {
        return complain(exitcode::kProblem, host.error().message);
    }
    QStringList journals = spoolFiles(folder->spool());
    const QStringList aside = setAsideIn(*folder);
    if (!inPlace) {
        journals += aside;
    } else if (!aside.isEmpty()) {
        print(QStringLiteral("%1 journals were set aside by a recorder: --out writes them as files")
                  .arg(aside.size()));
    }
    int problems = 0;
    bool any = false;
    QSet<QString> taken;
    for (const QString &journal : std::as_const(journals)) {
        auto done =
            inPlace ? handBack(journal, *tenant, *host)
                    : writeOut(journal, *tenant, line.outFolder, folderFor(journal, line.outFolder, taken));
        if (!done) {
            complain(exitcode::kProblem, done.error().message);
        }
        problems += done && done->whole ? 0 : 1;
        any = any || (done && done->some);
    }
    if (inPlace) {
        keepOrAdopt(*folder, any, problems);
    }
    print(QStringLiteral("%1 journals, %2 not opened").arg(journals.size()).arg(problems));
    return problems == 0 ? exitcode::kGood : exitcode::kProblem;
}

} // namespace recorder
