// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/system.pb.h"
#include "common/rpc/codecs/recordcodec.h"
#include "console/crud/crudcontroller.h"
#include "console/crud/listpage.h"
#include "console/crud/objectmethods.h"
#include "console/kit/formats.h"
#include "console/kit/theme.h"
#include "console/kit/tr.h"
#include "console/pages/overview/overviewpages.h"

#include <QHash>

namespace console
{

using common::LedgerEntry;
namespace v1 = earshot::v1;

namespace
{

struct LedgerWord {
    const char *state;
    StatusRole role;
    QString word;
};

QList<LedgerWord> ledgerWords()
{
    return {{"accepted", StatusRole::Running, Tr::tr("Being recorded")},
            {"ended", StatusRole::Pending, Tr::tr("Over, being finished")},
            {"finalised", StatusRole::Pending, Tr::tr("Finished, being stored")},
            {"stored", StatusRole::Good, Tr::tr("Stored")},
            {"partial", StatusRole::Failed, Tr::tr("Stored in part")},
            {"excluded", StatusRole::Inactive, Tr::tr("Not recorded")}};
}

LedgerWord wordOf(const QString &state)
{
    for (const LedgerWord &word : ledgerWords()) {
        if (state == QLatin1String(word.state)) {
            return word;
        }
    }
    return {"", StatusRole::Inactive, state};
}

bool hasPage(const QString &state)
{
    return state == QLatin1String("stored") || state == QLatin1String("partial");
}

QString reasonWords(const QString &reason)
{
    const QHash<QString, QString> words{
        {QStringLiteral("rule"), Tr::tr("By the rule of user or tenant")},
        {QStringLiteral("seat"), Tr::tr("The user has no recording seat")},
        {QStringLiteral("on-demand"), Tr::tr("On demand, and nobody asked for it")},
        {QStringLiteral("removed"), Tr::tr("Removed, and told of by an older ledger")},
        {QStringLiteral("cancelled"), Tr::tr("Canceled before it began")},
        {QStringLiteral("interrupted"), Tr::tr("The recorder was down meanwhile")},
        {QStringLiteral("dropped"), Tr::tr("A part of the audio was lost")},
        {QStringLiteral("spool-damaged"), Tr::tr("The end is damaged")},
        {QStringLiteral("journal-unreadable"), Tr::tr("Its journal cannot be read")},
        {QStringLiteral("journal-unfinishable"), Tr::tr("The recorder cannot cope with its journal")},
        {QStringLiteral("waits-no-key"), Tr::tr("Waits sealed for an active encryption key")},
        {QStringLiteral("waits-key-refused"), Tr::tr("Waits sealed: the active key must not be used")}};
    return words.value(reason, reason);
}

std::vector<Column<LedgerEntry>> columns(const Formats &formats, bool tenants)
{
    return {{{QStringLiteral("answered"), Tr::tr("ANSWERED"), QStringLiteral("answered"), 190},
             [formats](const LedgerEntry &e) { return formats.dateTime(e.answered); },
             [formats](const LedgerEntry &e) { return QVariant(formats.utc(e.answered)); }},
            {{QStringLiteral("state"), Tr::tr("WHAT BECAME OF IT"), {}, 200},
             [](const LedgerEntry &e) { return wordOf(e.state).word; },
             [](const LedgerEntry &e) { return QVariant(e.state); },
             [](const LedgerEntry &e, int role) {
                 return role == StatusIconRole ? QVariant(static_cast<int>(wordOf(e.state).role))
                                               : QVariant();
             }},
            {{QStringLiteral("reason"), Tr::tr("REASON"), {}, 240},
             [](const LedgerEntry &e) { return reasonWords(e.reason); }},
            {{QStringLiteral("tenant"), Tr::tr("TENANT"), {}, 150, tenants},
             [](const LedgerEntry &e) { return e.tenant; }},
            {{QStringLiteral("interface"), Tr::tr("INTERFACE"), {}, 110},
             [](const LedgerEntry &e) { return e.interface; }},
            {{QStringLiteral("peer"), Tr::tr("PHONE SYSTEM"), {}, 170},
             [](const LedgerEntry &e) { return e.peer; }},
            {{QStringLiteral("call-id"), Tr::tr("CALL-ID"), {}, 220},
             [](const LedgerEntry &e) { return e.protocolCallId; }}};
}

CrudMethods<LedgerEntry> methods()
{
    auto m = listMethods<LedgerEntry, v1::LedgerEntry, v1::LedgerList>(
        QStringLiteral("System"), [](const v1::LedgerList &list) -> auto & { return list.entries(); });
    m.list = QStringLiteral("earshot.v1.System/Ledger");
    return m;
}

} // namespace

QWidget *createLedger(const PageContext &context, const QVariantMap &arguments, QWidget *parent)
{
    const QString state = QStringLiteral("state");
    ChoiceFilter states{state, Tr::tr("State"), {}};
    for (const LedgerWord &word : ledgerWords()) {
        const QString code = QLatin1String(word.state);
        states.choices.append({code, word.word, {state, QStringLiteral("is"), {code}}});
    }
    ListSpec spec;
    spec.id = QStringLiteral("ledger");
    spec.title = QCoreApplication::translate("Pages", "Ledger");
    spec.permission = QStringLiteral("ledger.view");
    spec.doing = Tr::tr("load the ledger");
    spec.emptySentence = Tr::tr("This recorder has not answered a call yet.");
    spec.note = Tr::tr("Every call that this recorder answered, and what became of it: none may be missing.");
    spec.filters.choices = {states};
    spec.given = givenFilterOf(arguments);
    spec.orderColumn = QStringLiteral("answered");
    spec.descending = true;
    spec.tickable = false;
    const bool tenants = context.identity.scope == QLatin1String("unrestricted");
    auto *source = new CrudController<LedgerEntry>(
        context.rpc, methods(), columns(Formats::forZone(context.identity.timeZone), tenants),
        [](const LedgerEntry &e) { return e.id; });
    spec.open = [&shell = context.navigator,
                 source](const QString &id) { // the source lives as long as the page
        const LedgerEntry *entry = source->model().record(id);
        if (entry == nullptr || hasPage(entry->state)) {
            shell.open(QStringLiteral("call"), {{QStringLiteral("id"), id}});
        } else if (entry->state == QLatin1String("excluded")) {
            shell.notify(Tr::tr("This call was not recorded: there is nothing to open."));
        } else {
            shell.notify(Tr::tr("This call is not stored yet. Open it when it is."));
        }
    };
    return new ListPage(context, std::move(spec), source, parent);
}

} // namespace console
