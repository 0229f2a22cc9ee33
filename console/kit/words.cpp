// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/words.h"

#include "console/kit/tr.h"

#include <optional>

namespace console
{

using common::ErrorCode;

QString Sentence::oneLine() const
{
    QStringList parts;
    for (const QString &part : {title, text, remedy}) {
        if (!part.isEmpty()) {
            parts.append(part);
        }
    }
    return parts.join(QLatin1Char(' '));
}

namespace
{

Sentence unavailable(const QString &reason)
{
    if (reason == QLatin1String("not-connected")) {
        return {{},
                Tr::tr("There is no connection to the server."),
                Tr::tr("It is tried again by itself; the rows on the screen may be old.")};
    }
    if (reason == QLatin1String("deadline")) {
        return {{},
                Tr::tr("The server did not answer in time."),
                Tr::tr("Try again, or narrow the search to a shorter date range.")};
    }
    if (reason == QLatin1String("busy")) {
        return {{}, Tr::tr("The server is busy."), Tr::tr("Try again in a few seconds.")};
    }
    if (reason == QLatin1String("cancelled")) {
        return {{}, Tr::tr("It was canceled before it was sent."), Tr::tr("Nothing has changed.")};
    }
    if (reason == QLatin1String("protocol")) {
        return {{},
                Tr::tr("The server's answer could not be read."),
                Tr::tr("Console and server may be of different versions.")};
    }
    return {{}, Tr::tr("The server cannot do this at the moment."), Tr::tr("Try again later.")};
}

Sentence conflict(const common::Error &error)
{
    if (error.fields.value(QStringLiteral("manifest")) == QLatin1String("foreign")) {
        return {{},
                //: %1 is the name of a file
                Tr::tr("“%1” was signed by another recorder, of whose key only the database tells.")
                    .arg(error.fields.value(QStringLiteral("call"))),
                Tr::tr("Its administrator can add that key to the file signing-keys.pem of this recorder.")};
    }
    if (error.fields.contains(QStringLiteral("manifest"))) {
        return {{},
                //: %1 is the name of a file
                Tr::tr("“%1” is not what the recorder has signed before.")
                    .arg(error.fields.value(QStringLiteral("call"))),
                Tr::tr("View the watermark of the call: it says what differs.")};
    }
    return {
        {}, Tr::tr("Somebody else changed it meanwhile."), Tr::tr("Reload it, then make your change again.")};
}

} // namespace

Sentence sentenceFor(const common::Error &error, const QString &doing)
{
    Sentence sentence;
    const QString reason = error.fields.value(QStringLiteral("reason"));
    switch (error.code) {
    case ErrorCode::NotFound:
        sentence = {{},
                    Tr::tr("It does not exist any more, or it is not yours to see."),
                    Tr::tr("Refresh the list.")};
        break;
    case ErrorCode::Denied:
        if (reason == QLatin1String("signed-out")) {
            sentence = {{}, Tr::tr("Your session has ended."), Tr::tr("Sign in again.")};
        } else if (reason == QLatin1String("impersonated")) {
            sentence = {{}, reasonWords(reason), {}};
        } else if (reason == QLatin1String("seat")) {
            sentence = {{},
                        Tr::tr("It takes a live monitoring seat of the license, and you have none."),
                        Tr::tr("Ask your administrator for one.")};
        } else if (reason == QLatin1String("revoked")) {
            sentence = {{},
                        Tr::tr("The key of this recording was revoked from you."),
                        Tr::tr("Ask somebody who holds the key to grant it to you again.")};
        } else if (error.fields.value(QStringLiteral("users")) == QLatin1String("wider")) {
            sentence = {{},
                        Tr::tr("Somebody who signs in with it has a role that reaches further than yours."),
                        Tr::tr("Ask somebody whose role reaches as far.")};
        } else {
            sentence = {{},
                        Tr::tr("Your role does not permit it."),
                        Tr::tr("Ask your administrator for the permission.")};
        }
        break;
    case ErrorCode::Invalid:
        sentence = {{}, Tr::tr("The server did not accept the values."), Tr::tr("Check what you entered.")};
        break;
    case ErrorCode::Conflict: sentence = conflict(error); break;
    case ErrorCode::Unavailable: sentence = unavailable(reason); break;
    case ErrorCode::Internal:
        sentence = {{},
                    Tr::tr("The server met an error of its own."),
                    Tr::tr("Try again; if it stays, copy the details for your service provider.")};
        break;
    }
    //: %1 is an activity such as "load the calls"
    sentence.title = Tr::tr("Could not %1.").arg(doing);
    return sentence;
}

namespace
{

using ReasonWords = std::initializer_list<std::pair<const char *, QString>>;

std::optional<QString> wordsIn(const ReasonWords &all, const QString &reason)
{
    for (const auto &[code, words] : all) {
        if (reason == QLatin1String(code)) {
            return words;
        }
    }
    return std::nullopt;
}

std::optional<QString> keyReasonWords(const QString &reason)
{
    const ReasonWords all{
        {"other", Tr::tr("The user has other keys, and they are in use.")},
        {"signature", Tr::tr("The signature is wrong.")},
        {"no-key", Tr::tr("Activate an encryption key first: without one calls could not be finished.")},
        {"encrypting", Tr::tr("Recordings are sealed to it: without an active key calls wait in the spool.")},
        {"unvouched", Tr::tr("Nobody who holds the previous key has signed it.")},
        {"foreign",
         Tr::tr("Only an administrator of the tenant itself accepts a key that nobody vouches for.")},
        {"weak", Tr::tr("Keys below 2048 bits open old recordings and seal no new ones.")},
        {"exists", Tr::tr("The tenant has this key already.")},
        {"active", Tr::tr("It is in use: deactivate it first.")},
        {"not-active", Tr::tr("Recordings are moved only to the key that is active.")},
        {"public", Tr::tr("Nobody here could open them with it: it is a public key only.")},
        {"needed", Tr::tr("Recordings are or were sealed to it, and later keys rest on it.")},
        {"last-holder", Tr::tr("Nobody would be left who can open it.")},
        {"key-limit", Tr::tr("A tenant has 1,000 keys at most: delete some first.")},
        {"record-limit", Tr::tr("The key was brought back too often.")},
        {"not-held", Tr::tr("You do not hold this key.")},
        {"endless", Tr::tr("What a service is granted ends within a year.")},
        {"registered", Tr::tr("This service is registered already.")},
        {"owner", Tr::tr("The keys were made for somebody else.")},
        {"ambiguous", Tr::tr("Several tenants have a service of this id: select the tenant first.")},
        {"service-limit", Tr::tr("A tenant has 100 services at most: remove some first.")},
        {"stale", Tr::tr("Your keys were changed elsewhere meanwhile. Do it again.")},
        {"no-keys", Tr::tr("The user has to sign in once before that.")},
        {"expired", Tr::tr("It has expired.")},
        {"clock", Tr::tr("The clock of this computer and that of the recorder are too far apart.")},
        {"older", Tr::tr("It was granted anew or withdrawn meanwhile.")},
        {"several", Tr::tr("There is more than one key in it.")},
        {"bits", Tr::tr("Keys have 2048 to 8192 bits.")},
        {"mismatch", Tr::tr("The parts of the key do not belong together.")},
        {"algorithm", Tr::tr("It is protected in a way that is not supported.")},
        {"excessive", Tr::tr("Opening it would take too much time or memory.")},
        {"password-needed", Tr::tr("It is protected with a password.")},
        {"password", Tr::tr("The password is wrong.")}};
    return wordsIn(all, reason);
}

/// Of a role that people have.
std::optional<QString> roleReasonWords(const common::Error &error, const QString &field)
{
    const QString reason = error.fields.value(field);
    const QString users = error.fields.value(QStringLiteral("users"));
    const QString tenant = error.fields.value(QStringLiteral("tenant"));
    if (reason == QLatin1String("in-use") && field == QLatin1String("scope") && !users.isEmpty()) {
        //: %L1 is a number; "Unrestricted" is an access scope
        return Tr::tr(
                   "Users who could not keep this role: %L1. Unrestricted is for the people of the system, "
                   "and they have nothing else. Give those users another role first.")
            .arg(users.toLongLong());
    }
    if (reason == QLatin1String("last-administrator") && !tenant.isEmpty()) {
        //: %1 is the name of a tenant
        return Tr::tr(
                   "Nobody would administer the tenant «%1» any more: make somebody there an administrator "
                   "by another role first.")
            .arg(tenant);
    }
    return std::nullopt;
}

} // namespace

QString reasonWords(const QString &reason)
{
    const ReasonWords all{
        {"required", Tr::tr("A value is required.")},
        {"empty", Tr::tr("A value is required.")},
        {"taken", Tr::tr("This is already in use.")},
        {"owned", Tr::tr("It belongs to another user.")},
        {"too-long", Tr::tr("The text is too long.")},
        {"length", Tr::tr("The text is too long.")},
        {"characters", Tr::tr("It contains characters that cannot be shown.")},
        {"format", Tr::tr("It is not written as expected.")},
        {"file-name", Tr::tr("This is not a file name format.")},
        {"unknown", Tr::tr("It does not exist, or it is not yours to use.")},
        {"out-of-range", Tr::tr("The number is outside the permitted range.")},
        {"range", Tr::tr("The number is outside the permitted range.")},
        {"in-use", Tr::tr("It is still in use.")},
        {"in-rules", Tr::tr("A storage rule sends files there: change the rule first.")},
        {"same-place", Tr::tr("Both targets are the same place.")},
        {"place-taken", Tr::tr("Another storage target is at this very place already.")},
        {"other-tenant", Tr::tr("The target is for the files of another tenant.")},
        {"built-in", Tr::tr("It belongs to the recorder and stays as it is.")},
        {"runs", Tr::tr("It runs already.")},
        {"trial-needed", Tr::tr("A trial is needed before: its result says what would be removed.")},
        {"too-many", Tr::tr("Too many of them are waiting.")},
        {"full", Tr::tr("No more of them can be kept: delete one first.")},
        {"last", Tr::tr("It is the last one; somebody must be able to administer.")},
        {"last-root", Tr::tr("It is the last one; somebody must be able to administer.")},
        {"last-administrator",
         Tr::tr("The tenant would have no administrator any more: make somebody else one first.")},
        {"unfit", Tr::tr("The role of the user has another access scope by now, which he cannot have.")},
        {"predefined", Tr::tr("A predefined role cannot be deleted.")},
        {"root", Tr::tr("The Root Administrator keeps all rights.")},
        {"impersonated", Tr::tr("Nobody does this for somebody else: end the impersonation first.")},
        {"inactive", Tr::tr("The user could not sign in himself.")},
        {"self", Tr::tr("Not for yourself.")},
        {"wider", Tr::tr("Nobody gives rights that he does not have himself.")},
        {"not-allowed", Tr::tr("Your role does not permit this value.")},
        {"scope", Tr::tr("Your role does not reach this.")},
        {"fixed", Tr::tr("It cannot be changed afterwards.")},
        {"seats", Tr::tr("No seat of the license is free.")},
        {"none-left", Tr::tr("No seat of the license is free.")},
        {"too-late", Tr::tr("Nothing is left of this call.")},
        {"loopback", Tr::tr("Without encryption only to the recorder's own machine.")},
        {"network", Tr::tr("Write an address or a network: 192.0.2.7 or 192.0.2.0/24.")},
        {"host", Tr::tr("Write the name or address of a host without a port: sbc7.example.com.")},
        {"number-range",
         Tr::tr("Write a range with two numbers of the same length, the smaller one first: 2000-2999.")}};
    if (const auto words = wordsIn(all, reason)) {
        return *words;
    }
    return keyReasonWords(reason).value_or(Tr::tr("This value was not accepted."));
}

QString reasonWords(const common::Error &error, const QString &field)
{
    const QString reason = error.fields.value(field);
    const auto told = [&error](const char *key) { return error.fields.value(QLatin1String(key)); };
    if (const auto words = roleReasonWords(error, field)) {
        return *words;
    }
    if (reason == QLatin1String("taken") && !told("tenant").isEmpty()) {
        //: %1 is a value such as 10.0.0.0/8, %2 the name of a tenant
        return Tr::tr("%1 belongs to the tenant «%2».").arg(told("value"), told("tenant"));
    }
    if (reason == QLatin1String("too-many") && field == QLatin1String("extensions")) {
        return Tr::tr("One user has 1,000 numbers at most.");
    }
    if (reason == QLatin1String("last-holder") && !told("key").isEmpty()) {
        //: %1 is the end of a key's fingerprint
        return Tr::tr(
                   "Nobody else can open the key that ends in %1: grant it to somebody else, or revoke it, "
                   "first.")
            .arg(told("key"));
    }
    if (reason == QLatin1String("wrong") && field == QLatin1String("confirm")) {
        return Tr::tr("These are not the last six characters of the fingerprint.");
    }
    if (reason == QLatin1String("none-left")) {
        //: seats of a licence
        return Tr::tr("Not enough seats are free: %1 of %2 are given.").arg(told("used"), told("limit"));
    }
    if (reason == QLatin1String("in-use") && !told("used").isEmpty()) {
        return Tr::tr("%1 seats are given to users already.").arg(told("used"));
    }
    static const QStringList kPlace{QStringLiteral("host"), QStringLiteral("port"), QStringLiteral("bucket"),
                                    QStringLiteral("endpoint"), QStringLiteral("base_path")};
    if (reason == QLatin1String("in-use") && !told("files").isEmpty()) {
        //: numbers of files
        return Tr::tr("Files there: %L1; on their way or being removed: %L2. The type stays as it is until "
                      "they were moved to another target.")
            .arg(told("files").toLongLong())
            .arg(told("waiting").toLongLong());
    }
    if (reason == QLatin1String("in-use") && kPlace.contains(field)) {
        return Tr::tr("Files are there or on their way: the place stays as it is.");
    }
    return reasonWords(reason);
}

QString errorDetails(const common::Error &error, const QString &doing)
{
    QStringList lines{QStringLiteral("%1: %2").arg(doing, common::keyOf(error.code)), error.message};
    for (auto it = error.fields.begin(); it != error.fields.end(); ++it) {
        lines.append(QStringLiteral("%1 = %2").arg(it.key(), it.value()));
    }
    return lines.join(QLatin1Char('\n'));
}

StatusWord wordOf(common::CallState state)
{
    switch (state) {
    case common::CallState::Open: return {StatusRole::Running, Tr::tr("Being written")};
    case common::CallState::Stored: return {StatusRole::Good, Tr::tr("Complete")};
    case common::CallState::Excluded: return {StatusRole::Inactive, Tr::tr("Not recorded")};
    case common::CallState::Partial: break;
    }
    return {StatusRole::Pending, Tr::tr("Incomplete")};
}

StatusWord wordOf(common::ActiveState state)
{
    switch (state) {
    case common::ActiveState::Ringing: return {StatusRole::Pending, Tr::tr("Ringing")};
    case common::ActiveState::Talking: return {StatusRole::Good, Tr::tr("Talking")};
    case common::ActiveState::Held: return {StatusRole::Inactive, Tr::tr("On hold")};
    case common::ActiveState::Finishing: break;
    }
    return {StatusRole::Running, Tr::tr("Finishing")};
}

QStringList flagWords(common::CallFlags flags)
{
    using common::CallFlag;
    const std::initializer_list<std::pair<CallFlag, QString>> all{
        {CallFlag::OneWay, Tr::tr("One party is silent: no audio came from it.")},
        {CallFlag::NoRtp, Tr::tr("No audio came at all.")},
        {CallFlag::MetadataMalformed,
         Tr::tr("The phone system's description of the call could not be read.")},
        {CallFlag::MetadataMissing, Tr::tr("The phone system did not describe the call.")},
        {CallFlag::MetadataCharset, Tr::tr("Names may be misspelled: their character set was guessed.")},
        {CallFlag::Mixed, Tr::tr("Several parties share one track.")},
        {CallFlag::Undecodable, Tr::tr("A part of the audio could not be decoded.")},
        {CallFlag::PacketsDropped, Tr::tr("The recorder lost a part of the audio.")},
        {CallFlag::Interrupted, Tr::tr("The recorder was down during a part of the call.")},
        {CallFlag::TimedOut, Tr::tr("The end of the call was not signalled.")},
        {CallFlag::SpoolDamaged, Tr::tr("The end of the recording is damaged.")},
        {CallFlag::ForeignPackets, Tr::tr("Audio from a stranger's address was refused.")},
        {CallFlag::Confidential, Tr::tr("This call is confidential.")},
        {CallFlag::Hold, Tr::tr("This call is under legal hold: it is not removed.")},
        {CallFlag::JournalKept, Tr::tr("What could not be decoded is kept on the recorder as it came.")}};
    QStringList words;
    for (const auto &[flag, word] : all) {
        if (common::has(flags, flag)) {
            words.append(word);
        }
    }
    return words;
}

QString roleWord(const QString &role, const QString &name)
{
    if (role == QLatin1String("root")) {
        return Tr::tr("Root Administrator");
    }
    if (role == QLatin1String("administrator")) {
        return Tr::tr("Administrator");
    }
    if (role == QLatin1String("supervisor")) {
        return Tr::tr("Supervisor");
    }
    if (role == QLatin1String("user-advanced")) {
        return Tr::tr("User – Advanced");
    }
    if (role == QLatin1String("user-basic")) {
        return Tr::tr("User – Basic");
    }
    return name.isEmpty() ? role : name; // a recorder from before names were sent
}

} // namespace console
