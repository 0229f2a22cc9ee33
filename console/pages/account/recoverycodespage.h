// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <functional>

class QCheckBox;
class QPlainTextEdit;

namespace console
{

/// Recovery codes, which are shown once: to be copied or saved as a file that only its owner reads, and a box
/// for the user to say that he has them. GUI thread.
class RecoveryCodesPage final : public QWidget
{
    Q_OBJECT
public:
    /// Asks for a file; calls back with an empty path when nothing was chosen.
    using FileChooser = std::function<void(const QString &suggested, std::function<void(const QString &)>)>;

    /// `login`: whose codes they are, for the file.
    explicit RecoveryCodesPage(const QString &login, QWidget *parent = nullptr);

    void setFileChooser(FileChooser chooser) { m_chooseFile = std::move(chooser); }
    void setCodes(const QStringList &codes);
    bool isKept() const;
    void takeFocus();

Q_SIGNALS:
    void keptChanged(bool kept);
    void saved(const QString &path);
    void notSaved(const QString &problem);

private:
    void save();

    const QString m_login;
    FileChooser m_chooseFile;
    QPlainTextEdit *m_codes;
    QCheckBox *m_kept;
};

} // namespace console
