// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"
#include "console/net/taskmodel.h"

#include <QHash>
#include <QStringList>

namespace tests
{

/// A shell that only takes notes.
class FakeNavigator final : public console::Navigator
{
public:
    void open(const QString &pageId, const QVariantMap &arguments = {}) override
    {
        opened.append({pageId, arguments});
    }
    void back() override { ++backs; }
    void setCaption(const QWidget *, const QString &text) override { caption = text; }
    void notify(const QString &text, std::function<void()> undo = {}) override
    {
        notes.append(text);
        lastUndo = std::move(undo);
    }
    console::TaskModel &tasks() override { return m_tasks; }
    void setWide(const QWidget *, bool on) override { wide = on; }
    void impersonate(const QByteArray &token) override { tokens.append(token); }
    void changePassword() override { ++passwordChanges; }
    void unlockKeys() override { ++unlocks; }
    void copyLink(const QVariantMap &more) override { linked.append(more); }
    void accountChanged() override { ++accountChanges; }

    QList<std::pair<QString, QVariantMap>> opened;
    int backs = 0;
    QString caption;
    bool wide = false;
    QList<QByteArray> tokens; ///< of impersonations
    int passwordChanges = 0;
    int unlocks = 0;
    int accountChanges = 0;
    QList<QVariantMap> linked; ///< what links were asked with
    QStringList notes;
    std::function<void()> lastUndo;

private:
    common::SystemClock m_clock;
    console::TaskModel m_tasks{m_clock};
};

} // namespace tests
