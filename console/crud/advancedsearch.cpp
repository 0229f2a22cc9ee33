// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/advancedsearch.h"

#include "console/kit/criteriaeditor.h"
#include "console/kit/filterchips.h"
#include "console/kit/flowlayout.h"
#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/themedlabel.h"
#include "console/kit/tr.h"
#include "console/kit/words.h"

#include <QEvent>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QToolButton>
#include <QVBoxLayout>

namespace console
{

namespace
{

constexpr int kLeastHeight = 72; // two rows
constexpr double kPartOfPage = 0.35;

QString jsonOf(const common::Criterion &criterion)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(
                                               QStringList{criterion.field, criterion.op} + criterion.values))
                                 .toJson(QJsonDocument::Compact));
}

common::Criterion criterionFrom(const QString &json)
{
    QStringList parts;
    for (const QJsonValue &part : QJsonDocument::fromJson(json.toUtf8()).array()) {
        parts.append(part.toString());
    }
    return {parts.value(0), parts.value(1), parts.mid(2)};
}

} // namespace

ShallowArea::ShallowArea(QWidget *content, QWidget *parent)
    : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setWidget(content);
    content->installEventFilter(this);
    viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

bool ShallowArea::eventFilter(QObject *object, QEvent *event)
{
    if (object == widget() && (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show)) {
        fit();
    }
    return QScrollArea::eventFilter(object, event);
}

void ShallowArea::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    fit();
}

void ShallowArea::fit()
{
    const QLayout *layout = widget()->layout();
    const int bar = verticalScrollBar()->isVisible() ? 0 : verticalScrollBar()->sizeHint().width();
    const int width = std::max(0, viewport()->width() - bar); // whether or not the bar comes
    const int wanted =
        layout->hasHeightForWidth() ? layout->heightForWidth(width) : layout->sizeHint().height();
    const int most = std::max(kLeastHeight, static_cast<int>(window()->height() * kPartOfPage));
    const int height = std::min(wanted, most);
    if (height != minimumHeight() || height != maximumHeight()) {
        setFixedHeight(height);
    }
}

AdvancedSearch::AdvancedSearch(const PageContext &context, const QString &list, CriterionFields fields,
                               std::function<ListLook()> look, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_list(list)
    , m_formats(Formats::forZone(context.identity.timeZone))
    , m_look(std::move(look))
    , m_saved(makeSavedSearches(context.rpc, this))
    , m_editor(new CriteriaEditor(std::move(fields), m_formats, common::SavedSearch::kMostCriteria))
{
    setObjectName(QStringLiteral("advanced-search"));
    build();
    connect(m_editor, &CriteriaEditor::runRequested, this, &AdvancedSearch::run);
    connect(m_chips, &FilterChips::removed, this, [this](const QString &key) { dropCriterion(key.toInt()); });
    const auto clearAll = [this] {
        clear();
        setOpen(true);
        focusFirst();
        Q_EMIT changed();
    };
    connect(m_chips, &FilterChips::cleared, this, clearAll);
    connect(m_clear, &QToolButton::clicked, this, clearAll);
    connect(m_saved, &ListSource::reloadRequested, this, &AdvancedSearch::loadSaved);
    connect(m_saved, &ListSource::loaded, this, &AdvancedSearch::takeSaved);
    connect(m_saved, &ListSource::readyChanged, this, [this](bool ready) {
        updateSaving();
        if (ready && m_asked) {
            loadSaved();
        }
    });
    updateSaving();
    showState();
}

AdvancedSearch::~AdvancedSearch() = default;

QToolButton *AdvancedSearch::makeButton(const char *name, const QString &text, const char *iconName,
                                        QWidget *bar)
{
    auto *button = new QToolButton(bar);
    button->setObjectName(QLatin1String(name));
    button->setText(text);
    button->setIcon(icon(QLatin1String(iconName)));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAutoRaise(true);
    button->setMinimumHeight(kTargetSize + kUnit);
    bar->layout()->addWidget(button);
    return button;
}

void AdvancedSearch::build()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGapSmall);
    m_rows = new QWidget(this);
    auto *rows = new QVBoxLayout(m_rows);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(kGapSmall);
    auto *note = new ThemedLabel(ColorRole::MutedText, m_rows);
    note->setText(Tr::tr("All criteria must be met."));
    m_area = new ShallowArea(m_editor, m_rows);
    rows->addWidget(note);
    rows->addWidget(m_area);
    m_chips = new FilterChips(this);
    auto *bar = new QWidget(this);
    new FlowLayout(bar);
    m_run = new QPushButton(icon(QStringLiteral("search")), Tr::tr("Run Search"), bar);
    m_run->setObjectName(QStringLiteral("run-search"));
    bar->layout()->addWidget(m_run);
    m_save = makeButton("save-search", Tr::tr("Save Search"), "save", bar);
    m_menu = makeButton("saved-searches", Tr::tr("Saved searches"), "bookmark", bar);
    m_menu->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_menu);
    menu->setObjectName(QStringLiteral("saved-searches-menu"));
    m_menu->setMenu(menu);
    m_fold = makeButton("fold-search", {}, "pencil", bar);
    m_clear = makeButton("clear-search", Tr::tr("Clear"), "x", bar);
    column->addWidget(m_rows);
    column->addWidget(m_chips);
    column->addWidget(bar);
    connect(m_run, &QPushButton::clicked, this, &AdvancedSearch::run);
    connect(m_save, &QToolButton::clicked, this, &AdvancedSearch::saveAs);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillMenu(*menu); });
    connect(m_fold, &QToolButton::clicked, this, [this] {
        setOpen(!m_open);
        if (m_open) {
            focusFirst();
        }
    });
}

void AdvancedSearch::run()
{
    auto criteria = m_editor->criteria();
    if (!criteria) {
        return; // the row says so
    }
    const QList<CriterionRow> rows = m_editor->rows();
    for (const CriterionRow &row : rows) {
        const Reference reference = row.values.value(0).value<Reference>();
        if (!reference.id.isEmpty()) {
            m_names.insert(reference.id, reference.name);
        }
    }
    m_criteria = std::move(*criteria);
    showState();
    Q_EMIT changed();
}

QString AdvancedSearch::textOf(const common::Criterion &criterion) const
{
    const CriterionField *field = fieldOf(m_editor->fields(), criterion.field);
    std::optional<CriterionRow> row = field == nullptr ? std::nullopt : rowOf(criterion, *field, m_formats);
    if (!row) {
        return criterion.field;
    }
    for (QVariant &value : row->values) {
        if (value.canConvert<Reference>()) {
            const QString id = value.value<Reference>().id;
            value = QVariant::fromValue(Reference{id, m_names.value(id, QStringLiteral("…"))});
        }
    }
    return sentenceOf(*row, *field, m_formats);
}

void AdvancedSearch::showState()
{
    QList<FilterChip> chips;
    if (!m_open) {
        for (qsizetype i = 0; i < m_criteria.size(); ++i) {
            chips.append({QString::number(i), textOf(m_criteria[i])});
        }
    }
    m_chips->setChips(chips);
    m_rows->setVisible(m_open);
    m_run->setVisible(m_open);
    m_clear->setVisible(m_open);
    m_fold->setText(m_open ? Tr::tr("Hide criteria") : Tr::tr("Edit criteria"));
    m_fold->setIcon(icon(m_open ? QStringLiteral("chevron-up") : QStringLiteral("pencil")));
    m_fold->setEnabled(!m_open || !m_criteria.isEmpty());
    if (m_current.name.isEmpty()) { // none, or not read yet
        m_menu->setText(Tr::tr("Saved searches"));
    } else {
        const QString name = QString(m_current.name).replace(QLatin1Char('&'), QLatin1String("&&"));
        //: the button of the saved searches; %1 is the one that is shown
        m_menu->setText(m_criteria == m_current.criteria ? Tr::tr("Saved: %1").arg(name)
                                                         : Tr::tr("Saved: %1 (changed)").arg(name));
    }
    m_menu->updateGeometry();
}

void AdvancedSearch::setOpen(bool open)
{
    m_open = open;
    showState();
}

void AdvancedSearch::dropCriterion(int place)
{
    if (place < 0 || place >= m_criteria.size()) {
        return;
    }
    m_criteria.removeAt(place);
    m_editor->setRows(rowsOf(m_criteria).value_or(QList<CriterionRow>()));
    setOpen(m_criteria.isEmpty());
    Q_EMIT changed();
}

void AdvancedSearch::clear()
{
    m_criteria.clear();
    m_current = {};
    m_editor->setRows({});
    showState();
}

std::optional<QList<CriterionRow>> AdvancedSearch::rowsOf(const QList<common::Criterion> &criteria) const
{
    QList<CriterionRow> rows;
    for (const common::Criterion &criterion : criteria) {
        const CriterionField *field = fieldOf(m_editor->fields(), criterion.field);
        auto row = field == nullptr ? std::nullopt : rowOf(criterion, *field, m_formats);
        if (!row) {
            return std::nullopt;
        }
        rows.append(std::move(*row));
    }
    return rows;
}

bool AdvancedSearch::showProblem(const common::Error &error, qsizetype before)
{
    const qsizetype row = error.fields.value(QStringLiteral("criterion")).toInt() - 1 - before;
    if (row < 0 || row >= m_criteria.size()) {
        return false;
    }
    const QString reason = error.fields.value(m_criteria[row].field);
    setOpen(true);
    m_editor->showProblem(static_cast<int>(row), reason == QLatin1String("unknown")
                                                     ? Tr::tr("The server cannot search by this field.")
                                                 : reason == QLatin1String("operator")
                                                     ? Tr::tr("This field has no such condition.")
                                                     : Tr::tr("This value was not accepted."));
    return true;
}

void AdvancedSearch::focusFirst()
{
    if (m_open) {
        m_editor->focusFirst();
    } else {
        m_fold->setFocus(Qt::OtherFocusReason);
    }
}

void AdvancedSearch::save(QSettings &settings) const
{
    QStringList criteria;
    for (const common::Criterion &criterion : m_criteria) {
        criteria.append(jsonOf(criterion));
    }
    settings.setValue(QStringLiteral("criteria"), criteria);
    settings.setValue(QStringLiteral("saved"), m_current.id);
}

void AdvancedSearch::restore(const QSettings &settings)
{
    QList<common::Criterion> criteria;
    for (const QString &json : settings.value(QStringLiteral("criteria")).toStringList()) {
        criteria.append(criterionFrom(json));
    }
    const auto rows = rowsOf(criteria);
    if (criteria.isEmpty() || !rows) {
        return; // of another version, or of other rights: nothing holds rather than a part
    }
    m_criteria = criteria;
    m_current.id = settings.value(QStringLiteral("saved")).toString();
    m_current.name.clear();
    m_editor->setRows(*rows);
    askNames();
    setOpen(false);
}

/// Chips of kept criteria: only the ids are known.
void AdvancedSearch::askNames()
{
    for (const common::Criterion &criterion : std::as_const(m_criteria)) {
        const CriterionField *field = fieldOf(m_editor->fields(), criterion.field);
        const QString id = criterion.values.value(0);
        if (field == nullptr || field->kind != CriterionKind::Reference || !field->nameOf ||
            m_names.contains(id) || id.isEmpty()) {
            continue;
        }
        field->nameOf(id, this, [this, id](const QString &name) {
            m_names.insert(id, name.isEmpty() ? Tr::tr("(not found)") : name);
            showState();
        });
    }
}

} // namespace console
