// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/callcodec.h"
#include "console/crud/crudcontroller.h"
#include "console/crud/listpage.h"
#include "console/kit/words.h"
#include "console/pages/recordings/callcolumns.h"
#include "console/pages/recordings/holdcalls.h"
#include "console/pages/recordings/recordingspages.h"
#include "console/pages/recordings/saveaudio.h"

#include <memory>

namespace console
{

using common::CallSummary;

QString partyText(const QString &number, const QString &name)
{
    if (number.isEmpty() || name.isEmpty() || number == name) {
        return number.isEmpty() ? name : number;
    }
    //: a party of a call: number and name
    return Tr::tr("%1 (%2)").arg(number, name);
}

namespace
{

/// What a listener must know; a hold says nothing of the recording.
common::CallFlags notesOf(const CallSummary &call)
{
    return call.flags & ~static_cast<common::CallFlags>(common::CallFlag::Hold);
}

QString stateText(const CallSummary &call)
{
    const bool held = common::has(call.flags, common::CallFlag::Hold);
    const QString state = wordOf(call.state).word;
    const QString word = held ? Tr::tr("%1, legal hold", "state of a recording").arg(state) : state;
    const int notes = static_cast<int>(flagWords(notesOf(call)).size());
    //: state of a recording and how many things a listener must know
    return notes == 0 ? word : Tr::tr("%1, %n note(s)", nullptr, notes).arg(word);
}

QVariant stateRole(const CallSummary &call, int role)
{
    if (role == StatusIconRole) {
        const StatusRole status = wordOf(call.state).role;
        return static_cast<int>(status == StatusRole::Good && notesOf(call) != 0 ? StatusRole::Pending
                                                                                 : status);
    }
    return role == Qt::ToolTipRole ? QVariant(flagWords(call.flags).join(u'\n')) : QVariant();
}

std::vector<Column<CallSummary>> columns(const Formats &formats, bool tenants)
{
    CallColumns<CallSummary> c = callColumns<CallSummary>(formats, tenants);
    const Column<CallSummary> duration{
        {QStringLiteral("duration"), Tr::tr("Duration"), QStringLiteral("duration"), 95, true, true},
        [formats](const CallSummary &call) { return formats.duration(call.duration); }};
    const Column<CallSummary> state{
        {QStringLiteral("state"), Tr::tr("State"), {}, 180},
        stateText,
        [](const CallSummary &call) {
            return QVariant(QStringList(QStringList{common::keyOf(call.state)} + common::flagKeys(call.flags))
                                .join(u' '));
        },
        stateRole};
    std::vector<Column<CallSummary>> all{c.user, c.date, c.time, duration, c.from, c.to, state};
    if (tenants) {
        all.insert(all.begin(), c.tenant);
    }
    return all;
}

template <typename Wire>
bool parse(Wire &wire, const QByteArray &bytes)
{
    return wire.ParseFromArray(bytes.constData(), static_cast<int>(bytes.size()));
}

tl::unexpected<common::Error> unreadable()
{
    return common::fail(common::ErrorCode::Unavailable, QStringLiteral("the reply could not be read"),
                        {{QStringLiteral("reason"), QStringLiteral("protocol")}});
}

CrudMethods<CallSummary> methods()
{
    CrudMethods<CallSummary> m;
    m.list = QStringLiteral("earshot.v1.Calls/List");
    m.readList = [](const QByteArray &bytes) -> common::Result<common::ListPageOf<CallSummary>> {
        earshot::v1::CallList wire;
        return parse(wire, bytes) ? common::fromWire(wire) : unreadable();
    };
    m.get = QStringLiteral("earshot.v1.Calls/Get");
    m.writeId = [](const QString &id) {
        earshot::v1::CallRef ref;
        ref.set_id(id.toStdString());
        return QByteArray::fromStdString(ref.SerializeAsString());
    };
    m.read = [](const QByteArray &bytes) -> common::Result<CallSummary> {
        earshot::v1::CallDetails wire;
        return parse(wire, bytes) ? common::fromWire(wire.summary()) : unreadable();
    };
    m.watch = QStringLiteral("earshot.v1.Calls/WatchChanges");
    m.readChange = [](const QByteArray &bytes) -> std::optional<RecordChange> {
        earshot::v1::CallChange wire;
        if (!parse(wire, bytes)) {
            return std::nullopt;
        }
        return RecordChange{QString::fromStdString(wire.id()), QString::fromStdString(wire.verb())};
    };
    return m;
}

QList<ChoiceFilter> filters()
{
    const auto is = [](const QString &field, const QString &value, const QString &text) {
        return FilterChoice{value, text, {field, QStringLiteral("is"), {value}}};
    };
    const QString state = QStringLiteral("state");
    const QString assigned = QStringLiteral("assigned");
    const QString duration = QStringLiteral("duration");
    return {{state,
             Tr::tr("State"),
             {is(state, QStringLiteral("stored"), Tr::tr("Complete")),
              is(state, QStringLiteral("partial"), Tr::tr("Incomplete"))}},
            {assigned,
             Tr::tr("User"),
             {is(assigned, QStringLiteral("true"), Tr::tr("Assigned to a user")),
              is(assigned, QStringLiteral("false"), Tr::tr("Not assigned"))}},
            {QStringLiteral("hold"),
             Tr::tr("Legal hold"),
             {is(QStringLiteral("flag"), QStringLiteral("hold"), Tr::tr("Under legal hold"))}},
            {duration,
             Tr::tr("Duration"),
             {{QStringLiteral("short"),
               Tr::tr("Under 10 seconds"),
               {duration, QStringLiteral("less-than"), {QStringLiteral("10000")}}},
              {QStringLiteral("minute"),
               Tr::tr("1 minute and longer"),
               {duration, QStringLiteral("at-least"), {QStringLiteral("60000")}}},
              {QStringLiteral("long"),
               Tr::tr("10 minutes and longer"),
               {duration, QStringLiteral("at-least"), {QStringLiteral("600000")}}}}}};
}

RowAction holdAction(bool hold, std::function<void(const QString &, const RowSelection &)> run)
{
    RowAction action;
    action.id = hold ? QStringLiteral("hold") : QStringLiteral("release");
    action.text = hold ? Tr::tr("Legal hold") : Tr::tr("Release hold");
    action.icon = hold ? QStringLiteral("shield") : QStringLiteral("lock-open");
    action.permission = QStringLiteral("calls.hold");
    action.run = std::move(run);
    return action;
}

} // namespace

QWidget *createAllCalls(const PageContext &context, const QVariantMap &arguments, QWidget *parent)
{
    const bool tenants = context.identity.scope == QLatin1String("unrestricted");
    const Formats formats = Formats::forZone(context.identity.timeZone);
    auto *source =
        new CrudController<CallSummary>(context.rpc, methods(), columns(formats, tenants),
                                        [](const CallSummary &call) { return call.id.toString(); });
    ListSpec spec;
    spec.id = QStringLiteral("calls");
    spec.title = QCoreApplication::translate("Pages", "All Calls");
    spec.permission = QStringLiteral("calls.view");
    spec.doing = Tr::tr("load the calls");
    spec.emptySentence = Tr::tr("No call has been recorded yet.");
    spec.filters = {Tr::tr("Search by number, name or user"), QStringLiteral("date"), filters()};
    spec.given = givenFilterOf(arguments);
    spec.orderColumn = QStringLiteral("date");
    spec.descending = true;
    spec.news = [](int count) { return Tr::tr("%n new call(s)", nullptr, count); };
    spec.open = [&navigator = context.navigator](const QString &id) {
        navigator.open(QStringLiteral("call"), {{QStringLiteral("id"), id}});
    };
    spec.views = callViews();
    spec.search = callSearch(context);
    const auto page = std::make_shared<ListPage *>(nullptr); // which owns the action, and so this
    RowAction save;
    save.id = QStringLiteral("save-audio");
    save.text = Tr::tr("Save audio file");
    save.icon = QStringLiteral("file-audio");
    save.permission = QStringLiteral("calls.playback");
    save.run = [context, source, page](const QString &currentId, const RowSelection &ticks) {
        saveAudio(context, **page, *source, currentId, ticks);
    };
    spec.actions.push_back(std::move(save));
    RowAction download;
    download.id = QStringLiteral("download-calls");
    download.text = Tr::tr("Download");
    download.icon = QStringLiteral("archive");
    download.permission = QStringLiteral("calls.playback");
    download.run = [context, source, page](const QString &currentId, const RowSelection &ticks) {
        downloadCalls(context, **page, *source, currentId, ticks);
    };
    spec.actions.push_back(std::move(download));
    for (const bool hold : {true, false}) {
        spec.actions.push_back(
            holdAction(hold, [context, source, page, hold](const QString &id, const RowSelection &ticks) {
                holdCalls(context, **page, *source, id, ticks, hold);
            }));
    }
    *page = new ListPage(context, std::move(spec), source, parent);
    return *page;
}

} // namespace console
