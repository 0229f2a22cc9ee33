// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "console/crud/page.h"
#include "console/kit/recordform.h"

#include <functional>
#include <vector>

class QPushButton;
class QStackedWidget;

namespace console
{

class Banner;
class SettingPage;
class StateView;

/// A button beside Save.
struct SettingAction {
    QString id;
    QString text;
    QString icon{};
    bool saves = false; ///< it saves first and runs when that worked
    std::function<void(SettingPage &page)> run;
};

/// What makes one page of settings different from the others. The functions that read bytes fail with
/// Internal/protocol; settingOf() makes them from a form.
struct SettingSpec {
    QString id;
    QString title;
    QString note{};
    QString viewPermission;
    QString editPermission;
    QString loading; ///< Tr::tr("load the mail settings")
    QString saving;  ///< Tr::tr("save the mail settings")
    QString saved;   ///< Tr::tr("Mail settings saved")
    QString getMethod;
    QByteArray getRequest{};
    QString setMethod;
    std::function<RecordFormBase *(QWidget *parent)> makeForm;
    std::function<common::Status(RecordFormBase &, const QByteArray &reply)> fill; ///< of Get and of Set
    std::function<QByteArray(const RecordFormBase &)> request;                     ///< of Set
    /// Somebody else changed it: the form shows both.
    std::function<common::Status(RecordFormBase &, const QByteArray &reply)> conflict;
    std::vector<SettingAction> actions{};
    std::function<QWidget *(QWidget *parent)> below{}; ///< under the form: its history
};

/// One record that is there once, on a page of its own: read, edited in place, saved with Ctrl+S; what is
/// typed survives the loss of the connection. One class for all of them, not subclassed. GUI thread.
class SettingPage final : public QWidget, public PageActions
{
    Q_OBJECT
public:
    SettingPage(const PageContext &context, SettingSpec spec, QWidget *parent);

    void refresh() override;
    bool mayLeave() override;
    RecordFormBase &form() { return *m_form; }
    const PageContext &context() const { return m_context; }

private:
    void build();
    QWidget *makeButtons();
    void load(std::function<void(const QByteArray &)> done);
    void save(std::function<void()> then);
    void failed(const common::Error &error);
    void showReady();
    void updateButtons();

    PageContext m_context;
    SettingSpec m_spec;
    quint64 m_generation = 0;
    QByteArray m_known; ///< the reply that counts as unchanged
    RecordFormBase *m_form;
    Banner *m_banner = nullptr;
    QStackedWidget *m_stack = nullptr;
    StateView *m_states = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_discard = nullptr;
    std::vector<QPushButton *> m_buttons;
};

/// The functions of a spec for a record R with its message: `from` and `to` are its codec.
template <typename R, typename Wire, typename From, typename To>
void settingOf(SettingSpec &spec, std::vector<Field<R>> fields, From from, To to)
{
    const auto read = [from](const QByteArray &bytes) -> common::Result<R> {
        Wire wire;
        if (!wire.ParseFromArray(bytes.constData(), static_cast<int>(bytes.size()))) {
            return common::fail(common::ErrorCode::Internal, QStringLiteral("the reply could not be read"),
                                {{QStringLiteral("reason"), QStringLiteral("protocol")}});
        }
        return from(wire);
    };
    spec.makeForm = [fields](QWidget *parent) -> RecordFormBase * {
        return new RecordForm<R>(fields, parent);
    };
    spec.fill = [read](RecordFormBase &form, const QByteArray &bytes) -> common::Status {
        common::Result<R> record = read(bytes);
        if (!record) {
            return common::propagate(record);
        }
        static_cast<RecordForm<R> &>(form).setRecord(*record);
        return {};
    };
    spec.conflict = [read](RecordFormBase &form, const QByteArray &bytes) -> common::Status {
        common::Result<R> theirs = read(bytes);
        if (!theirs) {
            return common::propagate(theirs);
        }
        auto &typed = static_cast<RecordForm<R> &>(form);
        typed.showConflictWith(*theirs);
        typed.rebase(*theirs);
        return {};
    };
    spec.request = [to](const RecordFormBase &form) {
        return QByteArray::fromStdString(
            to(static_cast<const RecordForm<R> &>(form).record()).SerializeAsString());
    };
}

} // namespace console
