// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/screenshots/tour.h"

#include "console/app/workspace.h"
#include "console/crud/listpage.h"
#include "console/kit/recordview.h"
#include "console/kit/stateview.h"

#include <QAction>
#include <QDialog>
#include <QTest>

using namespace console;

namespace tests
{

namespace
{

constexpr int kPatienceMs = 5000;
/// Taken on their own, by people's hands.
const QStringList kElsewhere{QStringLiteral("calls"), QStringLiteral("active-calls")};

QDialog *shownDialog(const QWidget &window)
{
    for (QDialog *dialog : window.findChildren<QDialog *>()) {
        if (dialog->isVisible()) {
            return dialog;
        }
    }
    return nullptr;
}

} // namespace

void takeTourOf(ConsoleLab &lab, const std::function<void(const QString &, QWidget *)> &shot)
{
    for (const PageSpec &page : lab.registry().pages()) {
        Workspace &workspace = *lab.window().workspace();
        if (page.area.isEmpty() || kElsewhere.contains(page.id)) {
            continue;
        }
        workspace.open(page.id);
        if (workspace.currentPlace().pageId != page.id) {
            continue; // not for this person
        }
        const QString name = QStringLiteral("page-") + page.id;
        const ListPage *list = lab.list();
        if (list == nullptr) {
            QTest::qWait(700);
            shot(name, nullptr);
            continue;
        }
        const auto loaded = [list] { return list->view().model()->rowCount() > 0; };
        const bool rows = QTest::qWaitFor(loaded, kPatienceMs / 5);
        shot(name, nullptr);
        if (auto *add = list->findChild<QAction *>(QStringLiteral("add"));
            add != nullptr && add->isEnabled()) {
            add->trigger();
            if (QTest::qWaitFor([&] { return shownDialog(lab.window()) != nullptr; }, kPatienceMs)) {
                QDialog *dialog = shownDialog(lab.window());
                QTest::qWait(300);
                shot(name + QStringLiteral("-add"), dialog);
                dialog->reject();
                QTest::qWait(100);
            }
        }
        if (rows && list->findChild<QAction *>(QStringLiteral("open")) != nullptr) {
            list->view().setCurrentIndex(list->view().model()->index(0, 0));
            list->view().setFocus();
            QTest::keyClick(&list->view(), Qt::Key_Return);
            if (QTest::qWaitFor([&] { return workspace.currentPlace().pageId != page.id; }, kPatienceMs)) {
                QTest::qWait(700);
                shot(name + QStringLiteral("-first"), nullptr);
            }
        }
    }
}

} // namespace tests
