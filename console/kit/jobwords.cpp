// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/jobwords.h"

#include "console/kit/codewords.h"

#include <QLocale>

#include <array>

namespace console
{

using common::JobRecord;

namespace
{

using Code = CodeWord;

const std::array kKinds{
    Code{"directory-sync", QT_TRANSLATE_NOOP("Console", "Synchronization of a directory")},
    Code{"file-manifests", QT_TRANSLATE_NOOP("Console", "Signing of finished recordings")},
    Code{"key-holders", QT_TRANSLATE_NOOP("Console", "Check of who holds encryption keys")},
    Code{"purge", QT_TRANSLATE_NOOP("Console", "Removal of deleted items")},
    Code{"storage-limits", QT_TRANSLATE_NOOP("Console", "Storage limits")},
    Code{"storage-move", QT_TRANSLATE_NOOP("Console", "Move of files between storage targets")},
    Code{"storage-scrub", QT_TRANSLATE_NOOP("Console", "Check of files on storage targets")},
    Code{"users-import", QT_TRANSLATE_NOOP("Console", "Import of users")},
    Code{"users-update", QT_TRANSLATE_NOOP("Console", "Bulk edit of users")},
};

const std::array kStates{
    Code{"waiting", QT_TRANSLATE_NOOP("Console", "Waiting")},
    Code{"running", QT_TRANSLATE_NOOP("Console", "Running")},
    Code{"done", QT_TRANSLATE_NOOP("Console", "Done")},
    Code{"failed", QT_TRANSLATE_NOOP("Console", "Failed")},
    Code{"cancelled", QT_TRANSLATE_NOOP("Console", "Stopped")},
};

const std::array kStages{
    Code{"reading", QT_TRANSLATE_NOOP("Console", "Reading")},
    Code{"checking", QT_TRANSLATE_NOOP("Console", "Checking")},
    Code{"writing", QT_TRANSLATE_NOOP("Console", "Writing")},
    Code{"connecting", QT_TRANSLATE_NOOP("Console", "Connecting")},
    Code{"searching", QT_TRANSLATE_NOOP("Console", "Searching")},
    Code{"signing", QT_TRANSLATE_NOOP("Console", "Signing")},
    Code{"moving", QT_TRANSLATE_NOOP("Console", "Moving")},
    Code{"purging", QT_TRANSLATE_NOOP("Console", "Removing")},
};

const std::array kReasons{
    Code{"activated", QT_TRANSLATE_NOOP("Console", "Switched on again")},
    Code{"changed", QT_TRANSLATE_NOOP("Console", "Changed")},
    Code{"clock-doubt",
         QT_TRANSLATE_NOOP("Console",
                           "The clock jumped: nothing goes for good before it has been steady for a day.")},
    Code{"clock-jump",
         QT_TRANSLATE_NOOP("Console",
                           "The clock jumped: nothing is removed. Check it, then choose Remove now.")},
    Code{"created", QT_TRANSLATE_NOOP("Console", "Added")},
    Code{"refused-file",
         QT_TRANSLATE_NOOP(
             "Console", "The storage target does not take the file, or not whole. It stays where it was.")},
    Code{"damaged-file", QT_TRANSLATE_NOOP("Console", "The file is not as it was stored.")},
    Code{"deactivated", QT_TRANSLATE_NOOP("Console", "Switched off: not in the directory any more")},
    Code{"directory-down", QT_TRANSLATE_NOOP("Console", "The directory does not answer, or refuses.")},
    Code{"few-holders", QT_TRANSLATE_NOOP("Console", "Fewer than two people can open the key")},
    Code{"file-stays", QT_TRANSLATE_NOOP("Console", "The file cannot be removed from its storage target.")},
    Code{"kept-beyond-limit",
         QT_TRANSLATE_NOOP("Console",
                           "What must not go is beyond the limit by itself: nothing else is removed "
                           "for it. Widen the limit, or see to holds and uploads.")},
    Code{"limit-not-reached", QT_TRANSLATE_NOOP("Console", "Beyond the limit: what is left must not go.")},
    Code{"locked-by-storage",
         QT_TRANSLATE_NOOP("Console",
                           "The storage keeps it, by retention or a legal hold: tried again later.")},
    Code{"missing-file", QT_TRANSLATE_NOOP("Console", "The file is not on its storage target any more.")},
    Code{"missing", QT_TRANSLATE_NOOP("Console", "Not in the directory any more")},
    Code{"moved-meanwhile", QT_TRANSLATE_NOOP("Console", "Somebody moved or removed it meanwhile.")},
    Code{"not-removed",
         QT_TRANSLATE_NOOP("Console", "What was moved away cannot be removed; it is tried again later.")},
    Code{"no-users", QT_TRANSLATE_NOOP("Console", "The directory shows no users: check base and filter.")},
    Code{"host-lost",
         QT_TRANSLATE_NOOP("Console", "The recorder that ran it has ended. Nothing was changed in part.")},
    Code{"host-stopped", QT_TRANSLATE_NOOP("Console", "The recorder was stopped. Start it again.")},
    Code{"no-access", QT_TRANSLATE_NOOP("Console", "Who asked for it may not sign in any more.")},
    Code{"no-signing-key", QT_TRANSLATE_NOOP("Console", "This recorder has no key to sign with yet.")},
    Code{"permission", QT_TRANSLATE_NOOP("Console", "The role of who asked for it does not permit it.")},
    Code{"refused", QT_TRANSLATE_NOOP("Console", "Out of reach, or gone meanwhile.")},
    Code{"queued", QT_TRANSLATE_NOOP("Console", "Put into the queue: each recorder takes its files there")},
    Code{"redirected",
         QT_TRANSLATE_NOOP("Console", "Was on its way to the old place: goes to the new one instead")},
    Code{"still-sent",
         QT_TRANSLATE_NOOP("Console", "Files still on their way to the old place: start the move once more")},
    Code{"rest-later",
         QT_TRANSLATE_NOOP("Console", "The time of this run is over: the rest goes in the next")},
    Code{"switched-off", QT_TRANSLATE_NOOP("Console", "Enforcement was switched off meanwhile")},
    Code{"to-move", QT_TRANSLATE_NOOP("Console", "All that would be moved")},
    Code{"unvouched-key", QT_TRANSLATE_NOOP("Console", "In use, and nobody vouches for the key")},
    Code{"unreachable", QT_TRANSLATE_NOOP("Console", "The storage target does not answer, or refuses.")},
    Code{"went", QT_TRANSLATE_NOOP("Console", "Removed")},
    Code{"would-go", QT_TRANSLATE_NOOP("Console", "Would be removed")},
    Code{"unavailable", QT_TRANSLATE_NOOP("Console", "The server is busy or its database is away.")},
    Code{"internal", QT_TRANSLATE_NOOP("Console", "The server met an error of its own.")},
};

} // namespace

QString jobKindWord(const QString &kind)
{
    return wordOf(kKinds, kind);
}

QString jobName(const JobRecord &job)
{
    const QString kind = jobKindWord(job.kind);
    QString name = job.kind == QLatin1String("users-import") && !job.subject.isEmpty()
                       ? Tr::tr("%1: %2", "kind of job, name of a file").arg(kind, job.subject)
                       : kind;
    return job.dryRun ? Tr::tr("%1 (trial)", "job that changes nothing").arg(name) : name;
}

QString jobStateText(const QString &state)
{
    return wordOf(kStates, state);
}

StatusWord jobStateWord(const JobRecord &job)
{
    const QString word = job.stopping ? Tr::tr("Stopping") : jobStateText(job.state);
    if (job.state == QLatin1String("done")) {
        return {StatusRole::Good, word};
    }
    if (job.state == QLatin1String("failed")) {
        return {StatusRole::Failed, word};
    }
    return {job.state == QLatin1String("running") ? StatusRole::Running : StatusRole::Inactive, word};
}

QString jobReasonWords(const QString &reason)
{
    return findCode(kReasons, reason) == nullptr ? reasonWords(reason) : wordOf(kReasons, reason);
}

QString jobLineValue(const common::JobLine &line)
{
    const QStringList parts = line.detail.split(QLatin1Char('\t'));
    if (parts.size() != 4 ||
        !(line.code == QLatin1String("went") || line.code == QLatin1String("would-go"))) {
        return line.detail;
    }
    const auto number = [&parts](int part) { return parts.at(part).toLongLong(); };
    //: tenant, number of calls, size, length
    return Tr::tr("%1: %2, %3, %4")
        .arg(parts.first(), Tr::tr("%n call(s)", nullptr, static_cast<int>(number(1))),
             QLocale().formattedDataSize(number(2), 1, QLocale::DataSizeSIFormat),
             Tr::tr("%n minute(s)", nullptr, static_cast<int>(number(3))));
}

QString jobOutcome(const JobRecord &job)
{
    QStringList parts;
    const auto add = [&parts](const char *words, qint64 number) {
        if (number > 0) {
            parts.append(Tr::tr(words, nullptr, static_cast<int>(number)));
        }
    };
    add(QT_TRANSLATE_N_NOOP("Console", "%n changed"), job.progress.changed);
    add(QT_TRANSLATE_N_NOOP("Console", "%n left as it was"), job.progress.skipped);
    add(QT_TRANSLATE_N_NOOP("Console", "%n refused"), job.progress.failed);
    return parts.isEmpty() ? Tr::tr("Nothing to do") : parts.join(QStringLiteral(", "));
}

QString jobStageText(const JobRecord &job)
{
    if (job.state == QLatin1String("failed")) {
        return jobReasonWords(job.reason);
    }
    if (job.state == QLatin1String("done")) {
        return jobOutcome(job);
    }
    if (job.state != QLatin1String("running") || job.stopping || job.progress.stage.isEmpty()) {
        return jobStateWord(job).word;
    }
    const QString stage = wordOf(kStages, job.progress.stage);
    const QLocale locale;
    return job.progress.total < 0
               ? stage
               : Tr::tr("%1: %2 of %3", "stage of a job")
                     .arg(stage, locale.toString(job.progress.done), locale.toString(job.progress.total));
}

double jobFraction(const JobRecord &job)
{
    if (job.state == QLatin1String("done")) {
        return 1;
    }
    return job.progress.total > 0
               ? static_cast<double>(job.progress.done) / static_cast<double>(job.progress.total)
               : -1;
}

QStringList knownJobKinds()
{
    return codesOf(kKinds);
}

QStringList knownJobStates()
{
    return codesOf(kStates);
}

} // namespace console
