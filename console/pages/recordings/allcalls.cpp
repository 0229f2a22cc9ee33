// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/callcodec.h"
#include "console/crud/crudcontroller.h"
#include "console/crud/listpage.h"
#include "console/kit/words.h"
#include "console/pages/administration/directory.h"
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

std::vector<Column<CallSummary>> columns(const Formats &formats, bool tenants, bool users)
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
    std::vector<Column<CallSummary>> all{c.date, c.time, duration, c.from, c.to, state};
    if (users) {
        all.insert(all.begin(), c.user);
    }
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

/// A narrowed list is asked for again at every change: only the recorder knows what belongs to it by now.
CrudMethods<CallSummary> methods(bool narrowed)
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
    m.readChange = [narrowed](const QByteArray &bytes) -> std::optional<RecordChange> {
        earshot::v1::CallChange wire;
        if (!parse(wire, bytes)) {
            return std::nullopt;
        }
        const QString verb = QString::fromStdString(wire.verb());
        return narrowed && verb != QLatin1String("removed")
                   ? RecordChange{{}, QStringLiteral("missed")}
                   : RecordChange{QString::fromStdString(wire.id()), verb};
    };
    return m;
}

QList<ChoiceFilter> filters(bool users)
{
    const auto is = [](const QString &field, const QString &value, const QString &text) {
        return FilterChoice{value, text, {field, QStringLiteral("is"), {value}}};
    };
    const QString state = QStringLiteral("state");
    const QString assigned = QStringLiteral("assigned");
    const QString duration = QStringLiteral("duration");
    QList<ChoiceFilter> all{
        {state,
         Tr::tr("State"),
         {is(state, QStringLiteral("stored"), Tr::tr("Complete")),
          is(state, QStringLiteral("partial"), Tr::tr("Incomplete"))}},
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
    if (users) {
        all.insert(1, {assigned,
                       Tr::tr("User"),
                       {is(assigned, QStringLiteral("true"), Tr::tr("Assigned to a user")),
                        is(assigned, QStringLiteral("false"), Tr::tr("Not assigned"))}});
    }
    return all;
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

RowAction audioAction(bool archive, std::function<void(const QString &, const RowSelection &)> run)
{
    RowAction action;
    action.id = archive ? QStringLiteral("download-calls") : QStringLiteral("save-audio");
    action.text = archive ? Tr::tr("Download") : Tr::tr("Save audio file");
    action.icon = archive ? QStringLiteral("archive") : QStringLiteral("file-audio");
    action.permission = QStringLiteral("calls.playback");
    action.run = std::move(run);
    return action;
}

/// Which of the stored calls a list shows.
struct Which {
    QString id;
    QString title;
    QString emptySentence;
    QList<common::Criterion> fixed{};
    bool users = true; ///< whose calls they are is seen, and can be chosen
};

/// What holds for all of them.
ListSpec specOf(const PageContext &context, const Which &which)
{
    ListSpec spec;
    spec.id = which.id;
    spec.title = which.title;
    spec.permission = QStringLiteral("calls.view");
    spec.doing = Tr::tr("load the calls");
    spec.emptySentence = which.emptySentence;
    spec.fixed = which.fixed;
    spec.filters = {Tr::tr("Search by number, name or user"), QStringLiteral("date"), filters(which.users)};
    spec.orderColumn = QStringLiteral("date");
    spec.descending = true;
    spec.news = [](int count) { return Tr::tr("%n new call(s)", nullptr, count); };
    spec.open = [&navigator = context.navigator](const QString &id) {
        navigator.open(QStringLiteral("call"), {{QStringLiteral("id"), id}});
    };
    spec.views = callViews();
    return spec;
}

using Source = CrudController<CallSummary>;

Source *sourceOf(const PageContext &context, bool users)
{
    const bool tenants = context.identity.scope == QLatin1String("unrestricted");
    const Formats formats = Formats::forZone(context.identity.timeZone);
    return new Source(context.rpc, methods(!users), columns(formats, tenants, users),
                      [](const CallSummary &call) { return call.id.toString(); });
}

QWidget *callList(const PageContext &context, ListSpec spec, Source *source, QWidget *parent)
{
    const auto page = std::make_shared<ListPage *>(nullptr); // which owns the action, and so this
    for (const bool archive : {false, true}) {
        spec.actions.push_back(audioAction(
            archive, [context, source, page, archive](const QString &id, const RowSelection &ticks) {
                (archive ? downloadCalls : saveAudio)(context, **page, *source, id, ticks);
            }));
    }
    for (const bool hold : {true, false}) {
        spec.actions.push_back(
            holdAction(hold, [context, source, page, hold](const QString &id, const RowSelection &ticks) {
                holdCalls(context, **page, *source, id, ticks, hold);
            }));
    }
    *page = new ListPage(context, std::move(spec), source, parent);
    return *page;
}

} // namespace

QWidget *createAllCalls(const PageContext &context, const QVariantMap &arguments, QWidget *parent)
{
    const QString empty = Tr::tr("No call has been recorded yet.");
    const Which all{QStringLiteral("calls"), QCoreApplication::translate("Pages", "All Calls"), empty};
    ListSpec spec = specOf(context, all);
    spec.given = givenFilterOf(arguments);
    spec.search = callSearch(context);
    if (context.identity.may(QStringLiteral("users.view"))) {
        spec.filters.references = {{QStringLiteral("user"), Tr::tr("Select a user"),
                                    lookupOf<common::UserRecord>(context.rpc, userMethods())}};
    }
    return callList(context, std::move(spec), sourceOf(context, true), parent);
}

QWidget *createMyCalls(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    const QString empty = Tr::tr("None of your calls has been recorded yet.");
    const Which mine{QStringLiteral("my-calls"),
                     QCoreApplication::translate("Pages", "My Calls"),
                     empty,
                     {{QStringLiteral("user"), QStringLiteral("is"), {context.identity.userId}}},
                     false};
    return callList(context, specOf(context, mine), sourceOf(context, false), parent);
}

QWidget *createUnassignedCalls(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    const QString empty = Tr::tr("Every call belongs to a user.");
    const Which nobodys{QStringLiteral("unassigned-calls"),
                        QCoreApplication::translate("Pages", "Not Assigned to Users"),
                        empty,
                        {{QStringLiteral("assigned"), QStringLiteral("is"), {QStringLiteral("false")}}},
                        false};
    ListSpec spec = specOf(context, nobodys);
    spec.note = Tr::tr("Calls whose extensions are nobody's. Open one to assign it to a user.");
    return callList(context, std::move(spec), sourceOf(context, false), parent);
}

} // namespace console
