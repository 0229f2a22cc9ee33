// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "console/crud/page.h"
#include "console/kit/blockgrid.h"
#include "console/kit/words.h"

#include <QKeySequence>

#include <optional>

class QLabel;
class QPushButton;
class QStackedLayout;
class QTabWidget;
class QVBoxLayout;

namespace console
{

class Banner;
class StateView;
class StatusChip;

/// What a detail page shows of a record.
struct DetailContent {
    QString title;
    std::optional<StatusWord> status{};
    QList<InfoBlock> blocks;
    QString note{}; ///< a sentence under the title
};

struct DetailAction {
    QString id;
    QString text;
    QString icon;
    QKeySequence key{};
    QString permission{};
    QString locked{}; ///< what is said when the permission is missing; empty = the permission's name
    /// Words of why it is not possible for this record; absent or empty = it is.
    std::function<QString()> refusal{};
    std::function<void()> run{};
};

/// A part below the groups or a tab of its own; made when it is first seen.
struct DetailPart {
    QString title;
    std::function<QWidget *(QWidget *parent)> make;
};

struct DetailSpec {
    QString id; ///< object name
    QString permission;
    QString doing;     ///< Tr::tr("load the group")
    QString mainTab{}; ///< title of the first tab, when there are others
    std::function<void(QObject *context, std::function<void(common::Result<DetailContent>)>)> load;
    std::vector<DetailAction> actions{};
    std::vector<DetailPart> below{};
    std::vector<DetailPart> tabs{};
};

/// The detail page: title, state, actions, groups of labels and values, parts below, tabs. One class for all
/// of them, not subclassed. GUI thread.
class DetailView final : public QWidget, public PageActions
{
    Q_OBJECT
public:
    DetailView(const PageContext &context, DetailSpec spec, QWidget *parent);

    void refresh() override;
    BlockGrid &blocks() { return *m_blocks; }
    StateView &states() { return *m_states; }

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void build();
    QWidget *header();
    QWidget *mainPart();
    void show(const DetailContent &content);
    void showFailure(const common::Error &error);
    void updateActions();

    PageContext m_context;
    DetailSpec m_spec;
    bool m_loaded = false;
    bool m_failed = false;
    QStackedLayout *m_stack;
    StateView *m_states;
    QLabel *m_title = nullptr;
    QLabel *m_note = nullptr;
    StatusChip *m_status = nullptr;
    Banner *m_banner = nullptr;
    BlockGrid *m_blocks = nullptr;
    QVBoxLayout *m_below = nullptr;
    QTabWidget *m_tabs = nullptr;
    std::vector<QPushButton *> m_buttons;
};

} // namespace console
