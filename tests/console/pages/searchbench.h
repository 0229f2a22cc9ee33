// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/proto/savedsearches.pb.h"
#include "console/kit/criterionroweditor.h"
#include "tests/console/pages/calldata.h"
#include "tests/console/pages/directorydata.h"
#include "tests/support/pagebench.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTabBar>
#include <QTest>

#include <algorithm>

namespace tests
{

/// A page with an advanced search, for who may see everything: its rows, its menu, what it sends.
struct SearchBench : PageBench {
    std::unique_ptr<QWidget> page;

    SearchBench()
    {
        identity.scope = QStringLiteral("unrestricted");
        for (const char *code : {"tenants.view", "groups.view", "users.view", "users.edit", "roles.view",
                                 "audit.view", "sources.view", "calls.confidential"}) {
            identity.permissions.append(QString::fromLatin1(code));
        }
    }
    template <typename Create>
    void open(Create create, const QSize &size = {1040, 700})
    {
        page.reset(create(context(), {}, nullptr));
        page->resize(size);
        page->show();
        (void)QTest::qWaitForWindowExposed(page.get());
        QApplication::setActiveWindow(page.get());
        answer();
    }
    void answer()
    {
        rpc.reply(QStringLiteral("Users/List"), userList(13));
        rpc.reply(QStringLiteral("Roles/List"), roleList());
        rpc.reply(QStringLiteral("Audit/List"), auditList());
        rpc.reply(QStringLiteral("Calls/List"), callList(0, 20, "next", 234));
        rpc.reply(QStringLiteral("SavedSearches/List"), saved);
        settle();
    }
    static void settle()
    {
        for (int i = 0; i < 5; ++i) {
            QCoreApplication::processEvents();
        }
    }
    void advanced()
    {
        auto *tabs = find<QTabBar>("views");
        tabs->setCurrentIndex(tabs->count() - 1);
        answer();
    }
    template <typename W>
    W *find(const char *name) const
    {
        return page->findChild<W *>(QLatin1String(name));
    }
    QList<console::CriterionRowEditor *> rows() const
    {
        QList<console::CriterionRowEditor *> shown;
        for (auto *row : page->findChildren<console::CriterionRowEditor *>()) {
            if (row->isVisibleTo(page.get())) {
                shown.append(row);
            }
        }
        std::sort(shown.begin(), shown.end(),
                  [](const QWidget *a, const QWidget *b) { return a->y() < b->y(); });
        return shown;
    }
    template <typename W>
    static W *part(console::CriterionRowEditor *row, const char *name)
    {
        for (W *found : row->findChildren<W *>(QLatin1String(name))) {
            if (found->isVisibleTo(row)) {
                return found;
            }
        }
        return nullptr;
    }
    static void choose(QComboBox *box, const char *key)
    {
        box->setCurrentIndex(box->findData(QLatin1String(key)));
    }
    void fill(int row, const char *field, const char *op, const QString &text)
    {
        console::CriterionRowEditor *editor = rows()[row];
        choose(part<QComboBox>(editor, "field"), field);
        choose(part<QComboBox>(editor, "operator"), op);
        settle();
        QTest::keyClicks(part<QLineEdit>(editor, "value"), text);
    }
    void press(const char *name) const
    {
        if (auto *button = page->findChild<QAbstractButton *>(QLatin1String(name))) {
            button->click();
        }
        settle();
    }
    QStringList chips() const
    {
        QStringList texts;
        for (const auto *chip : find<QWidget>("advanced-search")->findChildren<QPushButton *>()) {
            if (chip->objectName().startsWith(QLatin1String("chip-")) && chip->isVisibleTo(page.get())) {
                texts.append(chip->text());
            }
        }
        return texts;
    }
    QMenu *menu() const
    {
        auto *menu = find<QMenu>("saved-searches-menu");
        Q_EMIT menu->aboutToShow();
        return menu;
    }
    QAction *entry(const char *name) const { return menu()->findChild<QAction *>(QLatin1String(name)); }
    earshot::v1::ListRequest sent(const char *method = "Users/List") const
    {
        return rpc.request<earshot::v1::ListRequest>(QLatin1String(method));
    }
    /// "name contains ann" of each criterion.
    static QStringList textsOf(const earshot::v1::ListRequest &request)
    {
        QStringList texts;
        for (const earshot::v1::Criterion &criterion : request.criteria()) {
            QStringList parts{QString::fromStdString(criterion.field()),
                              QString::fromStdString(criterion.operator_())};
            for (const std::string &value : criterion.values()) {
                parts.append(QString::fromStdString(value));
            }
            texts.append(parts.join(u' '));
        }
        return texts;
    }
    static earshot::v1::SavedSearch aSearch(int n, const char *name)
    {
        earshot::v1::SavedSearch search;
        search.set_id(idOf(700 + n));
        search.set_list("users");
        search.set_name(name);
        auto *group = search.add_criteria();
        group->set_field("group");
        group->set_operator_("is");
        group->add_values(idOf(500));
        auto *created = search.add_criteria();
        created->set_field("recording");
        created->set_operator_("is-not");
        created->add_values("never");
        search.set_order("role");
        search.set_descending(true);
        search.set_version(1);
        return search;
    }
    earshot::v1::SavedSearchList saved;
};

} // namespace tests
