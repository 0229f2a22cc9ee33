// SPDX-License-Identifier: GPL-3.0-or-later
// Who can open what is sealed to a key, and who cannot.
#include "console/crud/objectpage.h"
#include "console/kit/formats.h"
#include "console/kit/tr.h"
#include "console/net/sessionkeys.h"
#include "console/pages/keys/addservicedialog.h"
#include "console/pages/keys/grantdialog.h"
#include "console/pages/keys/keyactions.h"
#include "console/pages/keys/keypages.h"

#include <QVBoxLayout>

namespace console
{

namespace
{

using Users = CrudController<KeyUserRow>;

std::vector<Column<KeyUserRow>> columns(const Formats &formats)
{
    return {
        {{QStringLiteral("name"), Tr::tr("NAME"), {}, 200}, [](const KeyUserRow &u) { return u.name; }},
        {{QStringLiteral("login"), Tr::tr("WEB LOGIN"), {}, 160},
         [](const KeyUserRow &u) { return u.isService ? Tr::tr("Service") : u.login; }},
        {{QStringLiteral("access"), Tr::tr("ENCRYPT ACCESS STATUS"), {}, 240},
         [](const KeyUserRow &u) { return accessWord(u.access); }},
        {{QStringLiteral("words"), Tr::tr("KEY WORDS"), {}, 330},
         [](const KeyUserRow &u) { return u.record ? common::keyWords(u.record->identity()) : QString(); }},
        {{QStringLiteral("expires"), Tr::tr("ACCESS ENDS"), {}, 180}, [formats](const KeyUserRow &u) {
             return u.expiresMs == 0 ? QString() : formats.dateTime(common::wallFromUnixMs(u.expiresMs));
         }}};
}

/// The rows that are meant; all of them are on the page.
QList<KeyUserRow> chosen(Users &source, const QString &current, const RowSelection &ticks)
{
    QList<KeyUserRow> rows;
    for (const KeyUserRow &row : source.model().records()) {
        const bool ticked = ticks.allMatching != ticks.ids.contains(row.id);
        if (ticks.isEmpty() ? row.id == current : ticked) {
            rows.append(row);
        }
    }
    return rows;
}

void again(Users &source)
{
    source.model().setTicks({});
    source.forget();
    Q_EMIT source.reloadRequested({});
}

void grant(const PageContext &context, const KeyRow &key, Users &source, const QList<KeyUserRow> &rows)
{
    QList<KeyUserRow> ready;
    for (const KeyUserRow &row : rows) {
        if (row.record) {
            ready.append(row);
        }
    }
    if (ready.size() < rows.size()) {
        context.navigator.notify(Tr::tr("%n of them have no keys yet: they have to sign in once.", nullptr,
                                        static_cast<int>(rows.size() - ready.size())));
    }
    if (ready.isEmpty()) {
        return;
    }
    auto *dialog = new GrantDialog(context, key, ready, hostOf(source));
    QObject::connect(dialog, &GrantDialog::granted, &source, [context, &source](int count) {
        context.navigator.notify(Tr::tr("Granted to %n user(s)", nullptr, count));
        again(source);
    });
    dialog->open();
}

void revoke(const PageContext &context, const KeyRow &key, Users &source, const QList<KeyUserRow> &rows)
{
    QStringList ids;
    for (const KeyUserRow &row : rows) {
        ids.append(row.id);
    }
    if (ids.isEmpty()) {
        return;
    }
    revokeKey(context, key, ids, hostOf(source),
              [context, &source, count = static_cast<int>(ids.size())](const common::Status &status) {
                  context.navigator.notify(
                      status
                          ? Tr::tr("Revoked from %n user(s). What they copied before stays readable to them: "
                                   "rotate the key when that matters.",
                                   nullptr, count)
                          : refusalOf(status.error(), Tr::tr("revoke the access")));
                  again(source);
              });
}

RowAction addService(const PageContext &context, const KeyRow &key, Users &source)
{
    RowAction action;
    action.id = QStringLiteral("add-service");
    action.text = Tr::tr("Add Service…");
    action.icon = QStringLiteral("plus");
    action.permission = QStringLiteral("keys.edit");
    action.needsRow = false;
    action.run = [context, key, &source](const QString &, const RowSelection &) {
        auto *dialog = new AddServiceDialog(context, key, hostOf(source));
        QObject::connect(dialog, &AddServiceDialog::added, &source, [context, &source](const QString &name) {
            context.navigator.notify(Tr::tr("Service «%1» added: grant it the key now").arg(name));
            again(source);
        });
        dialog->open();
    };
    return action;
}

RowAction removeServiceAction(const PageContext &context, const KeyRow &key, Users &source)
{
    RowAction action;
    action.id = QStringLiteral("remove-service");
    action.text = Tr::tr("Remove Service");
    action.icon = QStringLiteral("trash-2");
    action.permission = QStringLiteral("keys.edit");
    action.run = [context, key, &source](const QString &current, const RowSelection &ticks) {
        const QList<KeyUserRow> rows = chosen(source, current, ticks);
        if (rows.size() != 1 || !rows.first().isService) {
            context.navigator.notify(Tr::tr("Choose one service: users are removed on their own pages."));
            return;
        }
        removeService(context, rows.first(), key.tenantId, hostOf(source),
                      [context, &source](const common::Status &status) {
                          context.navigator.notify(
                              status ? Tr::tr("Service removed")
                                     : refusalOf(status.error(), Tr::tr("remove the service")));
                          again(source);
                      });
    };
    return action;
}

QWidget *table(const PageContext &context, const KeyRow &key, bool authorised, QWidget *parent)
{
    ObjectSpec<KeyUserRow> spec;
    spec.list.id = authorised ? QStringLiteral("key-users") : QStringLiteral("key-strangers");
    spec.list.title = authorised ? Tr::tr("Authorized Users") : Tr::tr("Unauthorized Users");
    spec.list.permission = QStringLiteral("keys.view");
    spec.list.doing = Tr::tr("load the users of the key");
    spec.list.emptySentence =
        authorised ? Tr::tr("Nobody can open this key.") : Tr::tr("Everybody can open this key.");
    spec.list.filters.searchPurpose = Tr::tr("Search by Text");
    spec.list.embedded = true;
    spec.list.fixed = {{QStringLiteral("key"), QStringLiteral("is"), {key.id}},
                       {QStringLiteral("authorised"),
                        QStringLiteral("is"),
                        {authorised ? QStringLiteral("true") : QStringLiteral("false")}}};
    spec.methods = keyUserMethods();
    spec.columns = columns(Formats::forZone(context.identity.timeZone));
    spec.more = [context, key, authorised](Users &source) {
        RowAction action;
        action.id = authorised ? QStringLiteral("revoke") : QStringLiteral("grant");
        action.text = authorised ? Tr::tr("Revoke access") : Tr::tr("Grant access");
        action.icon = authorised ? QStringLiteral("user-x") : QStringLiteral("key");
        action.permission = QStringLiteral("keys.edit");
        if (!authorised && !heldKey(context, key)) {
            action.permission = QStringLiteral("keys.held"); // nobody's: what is not held cannot be granted
            action.locked = Tr::tr("You can grant only keys that you hold.");
        }
        action.run = [context, key, authorised, &source](const QString &current, const RowSelection &ticks) {
            const QList<KeyUserRow> rows = chosen(source, current, ticks);
            if (authorised) {
                revoke(context, key, source, rows);
            } else {
                grant(context, key, source, rows);
            }
        };
        std::vector<RowAction> actions{action};
        if (!authorised) {
            actions.push_back(addService(context, key, source));
            actions.push_back(removeServiceAction(context, key, source));
        }
        return actions;
    };
    return objectList(context, std::move(spec), parent);
}

/// The table anew whenever what is held has changed.
class KeyUsers final : public QWidget
{
public:
    KeyUsers(const PageContext &context, const KeyRow &key, bool authorised, QWidget *parent)
        : QWidget(parent)
        , m_context(context)
        , m_key(key)
        , m_authorised(authorised)
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        make();
        if (context.keys != nullptr) {
            connect(context.keys, &SessionKeys::stateChanged, this, [this] {
                if (heldKey(m_context, m_key).has_value() != m_held) {
                    make();
                }
            });
        }
    }

private:
    void make()
    {
        m_held = heldKey(m_context, m_key).has_value();
        delete m_table;
        m_table = table(m_context, m_key, m_authorised, this);
        layout()->addWidget(m_table);
    }

    PageContext m_context;
    KeyRow m_key;
    bool m_authorised;
    bool m_held = false;
    QWidget *m_table = nullptr;
};

} // namespace

QWidget *keyUsersOf(const PageContext &context, const KeyRow &key, bool authorised, QWidget *parent)
{
    return new KeyUsers(context, key, authorised, parent);
}

} // namespace console
