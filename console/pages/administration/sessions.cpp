// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/objectpage.h"
#include "console/kit/factsdialog.h"
#include "console/pages/administration/administrationpages.h"
#include "console/pages/administration/directory.h"

#include <QMessageBox>
#include <QPushButton>

namespace console
{

using common::UserSessionRecord;
namespace v1 = earshot::v1;

namespace
{

using Sessions = CrudController<UserSessionRecord>;

/// Whose sessions a table shows.
struct Whose {
    QString id;
    QString userId{}; ///< empty = everybody's
    bool own = false; ///< of who looks

    QString permission(const char *code) const { return own ? QString() : QLatin1String(code); }
};

std::vector<Column<UserSessionRecord>> columns(const Formats &formats, const Whose &whose)
{
    // His own tell in their first column which one he uses now, and who looks with his eyes.
    const bool ofOneUser = !whose.userId.isEmpty();
    const auto moment = [formats](common::WallTime at) {
        return Tr::tr("%1 (%2)", "moment, how long ago")
            .arg(formats.dateTime(at), formats.ago(at, common::SystemClock().wall()));
    };
    return {{{QStringLiteral("user"), Tr::tr("USER"), QStringLiteral("user"), 200, whose.own || !ofOneUser},
             [](const UserSessionRecord &s) {
                 return s.own ? Tr::tr("%1 (this session)", "user").arg(s.user)
                        : s.impersonator.isEmpty()
                            ? s.user
                            : Tr::tr("%1 as %2", "impersonator, user").arg(s.impersonator, s.user);
             }},
            {{QStringLiteral("login"), Tr::tr("LOGIN"), QStringLiteral("login"), 160, !ofOneUser},
             [](const UserSessionRecord &s) { return s.login; }},
            {{QStringLiteral("address"), ofOneUser ? Tr::tr("LOCATION") : Tr::tr("IP-ADDRESS"), {}, 140},
             [](const UserSessionRecord &s) { return s.address; }},
            {{QStringLiteral("started"), Tr::tr("SESSION START TIME"), QStringLiteral("started"), 290},
             [moment](const UserSessionRecord &s) { return moment(s.started); },
             [formats](const UserSessionRecord &s) { return QVariant(formats.utc(s.started)); },
             [formats](const UserSessionRecord &s, int role) {
                 return role == Qt::ToolTipRole ? QVariant(formats.utc(s.started)) : QVariant();
             }},
            {{QStringLiteral("client"), Tr::tr("CLIENT"), {}, 180},
             [](const UserSessionRecord &s) { return s.client; }},
            {{QStringLiteral("system"), Tr::tr("SYSTEM"), {}, 200},
             [](const UserSessionRecord &s) { return s.system; }},
            {{QStringLiteral("seen"), Tr::tr("LAST ACTION"), QStringLiteral("seen"), 290, false},
             [moment](const UserSessionRecord &s) { return moment(s.seen); }}};
}

template <typename Request>
void end(const PageContext &context, Sessions &source, const QString &method, const Request &request)
{
    common::call<v1::TerminateReply>(
        context.rpc, QStringLiteral("earshot.v1.UserSessions/") + method, request, &source,
        [&source, shell = &context.navigator](const common::Result<v1::TerminateReply> &reply) {
            shell->notify(reply ? Tr::tr("%n session(s) ended", nullptr, reply->ended())
                                : refusalOf(reply.error(), Tr::tr("end the session")));
            source.model().setTicks({});
            Q_EMIT source.reloadRequested({});
        });
}

void terminate(const PageContext &context, Sessions &source, const QStringList &ids)
{
    v1::SessionRefs request;
    for (const QString &id : ids) {
        request.add_ids(id.toStdString());
    }
    end(context, source, QStringLiteral("Terminate"), request);
}

RowAction terminateOthers(const PageContext &context, Sessions &source)
{
    RowAction others;
    others.id = QStringLiteral("terminate-others");
    others.text = Tr::tr("Sign out the others");
    others.icon = QStringLiteral("log-out");
    others.needsRow = false;
    others.run = [context, &source](const QString &, const RowSelection &) {
        end(context, source, QStringLiteral("TerminateOthers"), v1::TerminateOthersRequest());
    };
    return others;
}

/// Ending sessions needs no question, but for the one that asks: it would be gone at once.
void askThenTerminate(const PageContext &context, Sessions &source, const QStringList &ids)
{
    const bool own = ids.contains(context.identity.sessionId) ||
                     std::any_of(ids.begin(), ids.end(), [&source](const QString &id) {
                         const UserSessionRecord *session = source.model().record(id);
                         return session != nullptr && session->own;
                     });
    if (!own) {
        terminate(context, source, ids);
        return;
    }
    auto *question =
        new QMessageBox(QMessageBox::Question, Tr::tr("Terminate"),
                        Tr::tr("One of them is your own session. You will have to sign in again."),
                        QMessageBox::NoButton, hostOf(source));
    question->setObjectName(QStringLiteral("own-session-question"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setWindowModality(Qt::WindowModal);
    QPushButton *end = question->addButton(Tr::tr("Terminate"), QMessageBox::DestructiveRole);
    QPushButton *keep = question->addButton(QMessageBox::Cancel);
    end->setObjectName(QStringLiteral("terminate-own"));
    question->setDefaultButton(keep);
    question->setEscapeButton(keep);
    QObject::connect(end, &QPushButton::clicked, &source,
                     [context, &source, ids] { terminate(context, source, ids); });
    question->open();
}

/// What the list knows is all that there is: nothing more is asked for.
void showSession(const Formats &formats, Sessions &source, const QString &id)
{
    const UserSessionRecord *session = source.model().record(id);
    if (session == nullptr) {
        return;
    }
    const common::WallTime now = common::SystemClock().wall();
    const auto moment = [&](const QString &label, common::WallTime at) {
        return BlockLine{
            label, Tr::tr("%1 (%2)", "moment, how long ago").arg(formats.dateTime(at), formats.ago(at, now)),
            formats.utc(at)};
    };
    QList<BlockLine> lines{{Tr::tr("User"), session->user, {}},
                           {Tr::tr("Login"), session->login, {}},
                           {Tr::tr("Tenant"), session->tenant, {}}};
    if (!session->impersonator.isEmpty()) {
        lines.append({Tr::tr("Impersonated by"), session->impersonator, {}});
    }
    lines += QList<BlockLine>{{Tr::tr("IP address"), session->address, {}},
                              moment(Tr::tr("Session start time"), session->started),
                              moment(Tr::tr("Last action"), session->seen),
                              {Tr::tr("Client", "program"), session->client, {}},
                              {Tr::tr("System", "operating system"), session->system, {}}};
    (new FactsDialog(Tr::tr("User session"), {{Tr::tr("USER SESSION"), lines}}, hostOf(source)))->open();
}

std::vector<RowAction> actions(const PageContext &context, const Whose &whose, Sessions &source)
{
    RowAction end;
    end.id = QStringLiteral("terminate");
    end.text = Tr::tr("Terminate");
    end.icon = QStringLiteral("log-out");
    end.key = QKeySequence::Delete;
    end.permission = whose.permission("sessions.end");
    end.run = [context, &source](const QString &current, const RowSelection &ticks) {
        selectedIds(source, current, ticks, &source,
                    [context, &source](const common::Result<QStringList> &ids) {
                        if (ids) {
                            askThenTerminate(context, source, *ids);
                        } else {
                            context.navigator.notify(refusalOf(ids.error(), Tr::tr("end the session")));
                        }
                    });
    };
    std::vector<RowAction> all{end};
    if (whose.own) {
        all.push_back(terminateOthers(context, source));
    }
    return all;
}

QWidget *list(const PageContext &context, const Whose &whose, QWidget *parent)
{
    ObjectSpec<UserSessionRecord> spec;
    spec.list.id = whose.id;
    spec.list.title = QCoreApplication::translate("Pages", "User Sessions");
    spec.list.permission = whose.permission("sessions.view");
    spec.list.doing = Tr::tr("load the sessions");
    spec.list.emptySentence = Tr::tr("Nobody is signed in.");
    spec.list.orderColumn = QStringLiteral("started");
    spec.list.descending = true;
    if (whose.userId.isEmpty()) {
        spec.list.filters.searchPurpose = Tr::tr("Search by user, login, IP-address");
    } else {
        spec.list.embedded = true;
        spec.list.fixed = {{QStringLiteral("user"), QStringLiteral("is"), {whose.userId}}};
    }
    spec.methods = listMethods<UserSessionRecord, v1::UserSession, v1::UserSessionList>(
        QStringLiteral("UserSessions"),
        [](const v1::UserSessionList &list) -> auto & { return list.sessions(); });
    const Formats formats = Formats::forZone(context.identity.timeZone);
    spec.columns = columns(formats, whose);
    auto opened = std::make_shared<QPointer<Sessions>>();
    spec.more = [context, whose, opened](Sessions &source) {
        *opened = &source;
        return actions(context, whose, source);
    };
    spec.list.open = [formats, opened](const QString &id) {
        if (*opened) {
            showSession(formats, **opened, id);
        }
    };
    return objectList(context, std::move(spec), parent);
}

} // namespace

QWidget *createSessions(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    return list(context, {QStringLiteral("user-sessions")}, parent);
}

QWidget *sessionsOf(const PageContext &context, const QString &userId, QWidget *parent)
{
    return list(context, {QStringLiteral("sessions-of-user"), userId}, parent);
}

QWidget *ownSessions(const PageContext &context, QWidget *parent)
{
    // With somebody else's eyes they are not one's own.
    return list(
        context,
        {QStringLiteral("own-sessions"), context.identity.userId, context.identity.impersonatorId.isEmpty()},
        parent);
}

} // namespace console
