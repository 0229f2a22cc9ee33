// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

#include <memory>

class QLabel;
class QPushButton;
class QStackedLayout;

namespace console
{

class Connection;
class ConnectionBanner;
struct ConsoleServices;
class SessionKeys;
class Workspace;
enum class ConnectionState;

/// What somebody else sees, on a connection of its own, below a bar that stays: "You see what … sees – Exit".
/// It ends by Exit, or when the recorder ends its session.
class ImpersonationView final : public QWidget
{
    Q_OBJECT
public:
    /// `token` is of Impersonation/Begin.
    /// `keys` are those of who sits here: nobody hears with another's.
    ImpersonationView(const ConsoleServices &services, const QString &serverKey, const QByteArray &token,
                      SessionKeys *keys = nullptr, QWidget *parent = nullptr);
    ~ImpersonationView() override;

    Workspace *workspace() const { return m_workspace; } ///< null before it is connected
    QString name() const;                                ///< whose eyes these are
    QString text() const;                                ///< of the bar
    Connection &connection() { return *m_connection; }
    void rebuild(); ///< everything that shows words, in the language of now
    void leave();   ///< ended() follows when the recorder has heard of it, within a second

Q_SIGNALS:
    void unlockAsked(); ///< of the keys
    void linkAsked(const QVariantMap &more);
    void named(); ///< name() is known now
    /// Nothing more is shown. `why` = words when it was not Exit; empty otherwise.
    void ended(const QString &why);

private:
    QWidget *makeBar();
    void addBanner();
    void setWords();
    void follow(ConnectionState state);
    void makeWorkspace();

    const ConsoleServices &m_services;
    SessionKeys *m_keys;
    std::unique_ptr<Connection> m_connection;
    ConnectionBanner *m_banner = nullptr;
    QLabel *m_text;
    QPushButton *m_exit;
    QLabel *m_waiting;
    QStackedLayout *m_stack;
    QPointer<Workspace> m_workspace;
    bool m_leaving = false;
    QString m_why; ///< of the end
};

} // namespace console
