// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/identity.h"
#include "common/rpc/rpcclient.h"

#include <QString>
#include <QVariantMap>
#include <QWidget>

#include <functional>
#include <vector>

namespace console
{

class TaskModel;   // console/net/taskmodel.h
class SessionKeys; // console/net/sessionkeys.h

/// The shell as pages see it. GUI thread.
class Navigator
{
public:
    virtual ~Navigator() = default;
    /// Opens a page; arguments belong to the page ("call" wants "id"). An unknown page or a missing
    /// permission is told to the user, nothing else happens.
    virtual void open(const QString &pageId, const QVariantMap &arguments = {}) = 0;
    virtual void back() = 0;
    /// Text for the breadcrumb's last step, when it is not the page's title ("Call 101 → 202").
    virtual void setCaption(const QWidget *page, const QString &caption) = 0;
    /// A line at the bottom that goes by itself; `undo` adds the Undo button and Ctrl+Z.
    virtual void notify(const QString &text, std::function<void()> undo = {}) = 0;
    /// Downloads and other long work are registered here, so that leaving the page does not end them.
    virtual TaskModel &tasks() = 0;
    /// The token of Impersonation/Begin: what its user sees is shown until that is left.
    virtual void impersonate(const QByteArray &token) { Q_UNUSED(token) }
    /// Asks for the present password and a new one.
    virtual void changePassword() {}
    /// Asks for what opens the user's keys: his password, a passphrase, a recovery code.
    virtual void unlockKeys() {}
    /// A link to the page that is seen, with these arguments besides its own, goes to the clipboard.
    virtual void copyLink(const QVariantMap &more) { Q_UNUSED(more) }
    /// The user's own account has changed: the identity is read anew.
    virtual void accountChanged() {}
    /// While this page is seen, the navigation is not: the room is the page's.
    virtual void setWide(const QWidget *page, bool wide)
    {
        Q_UNUSED(page)
        Q_UNUSED(wide)
    }
};

/// What a page is made with. The references outlive the page.
struct PageContext {
    common::RpcClient &rpc;
    const common::Identity &identity;
    Navigator &navigator;
    QString serverKey;           ///< stable name of the server in this console's settings
    SessionKeys *keys = nullptr; ///< of who sits here, also while he looks with somebody else's eyes
};

/// One page of the console. The navigation tree, Ctrl+K, the permission check and the page test are made from
/// the list.
struct PageSpec {
    QString id;         ///< "calls", "active-calls", "call"
    QString area;       ///< id of the node in the tree: "recordings", "storage"; empty = not in the tree
    const char *title;  ///< source text in the context "Pages" (QT_TRANSLATE_NOOP)
    QString icon;       ///< name of an icon of the kit
    QString permission; ///< of the identity; empty = every signed-in user
    std::function<QWidget *(const PageContext &, const QVariantMap &arguments, QWidget *parent)> create;
    /// Id of the list that an object's page belongs to ("calls" for "call"): the step before it in the
    /// breadcrumb.
    QString list{};
};

/// Pages may implement this to be told of F5, of being shown and of a changed call to themselves with new
/// arguments.
class PageActions
{
public:
    virtual ~PageActions() = default;
    virtual void refresh() {}
    virtual void focusFilter() {}
    virtual bool showKeys() { return false; } ///< true: the page has listed the keys of where the focus is
    virtual bool mayLeave() { return true; }  ///< false: the page asks the user itself, and opens nothing new
};

} // namespace console
