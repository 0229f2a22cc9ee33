// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"
#include "console/pages/keys/keyrows.h"

#include <QDialog>

#include <functional>

class QPushButton;

namespace console
{

class Banner;
class PasswordField;
class PasswordMeter;

/// Writes the private key of a tenant's key into a file, with a password, or without one after a second
/// question. The recorder is told before. GUI thread; the work is done beside it.
class ExportKeyDialog final : public QDialog
{
    Q_OBJECT
public:
    using FileChooser = std::function<void(const QString &suggested, std::function<void(const QString &)>)>;

    /// `keys` of the context are open and hold the key.
    ExportKeyDialog(const PageContext &context, KeyRow key, QWidget *parent = nullptr);
    void setFileChooser(FileChooser chooser) { m_chooseFile = std::move(chooser); }
    QString problem() const;

Q_SIGNALS:
    void exported(const QString &path);

private:
    void build();
    void go();
    void chooseFile();
    void note(const QString &path);
    void write(const QString &path);
    void fail(const QString &words);

    PageContext m_context;
    KeyRow m_key;
    FileChooser m_chooseFile;
    Banner *m_banner;
    PasswordField *m_password;
    PasswordField *m_again;
    PasswordMeter *m_meter;
    QPushButton *m_go = nullptr;
};

} // namespace console
