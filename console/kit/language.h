// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QObject>

#include <memory>
#include <vector>

class QTranslator;

namespace console
{

/// Installs the texts of a language: ours, Qt's own, and English plurals where no translation is. Its end
/// takes them off again. What shows words already is made anew by whoever changes the language.
class Language final : public QObject
{
    Q_OBJECT
public:
    explicit Language(const QLocale &locale, QObject *parent = nullptr);
    ~Language() override;

    /// Whether our texts are in the locale's language; false = English is shown.
    bool isTranslated() const { return m_translated; }

private:
    bool install(const QLocale &locale, const QString &name, const QString &folder);

    std::vector<std::unique_ptr<QTranslator>> m_translators;
    bool m_translated = false;
};

} // namespace console
