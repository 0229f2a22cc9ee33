// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QTranslator>

static void loadTranslationResources()
{
    Q_INIT_RESOURCE(translations);
}

namespace console
{

Language::Language(const QLocale &locale, QObject *parent)
    : QObject(parent)
{
    loadTranslationResources();
    const QString ours = QStringLiteral(":/i18n");
    install(QLocale(QLocale::English), QStringLiteral("earshot"), ours);
    if (locale.language() == QLocale::English) {
        m_translated = true;
        return;
    }
    install(locale, QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    m_translated = install(locale, QStringLiteral("earshot"), ours);
}

Language::~Language()
{
    for (const auto &translator : m_translators) {
        QCoreApplication::removeTranslator(translator.get());
    }
}

bool Language::install(const QLocale &locale, const QString &name, const QString &folder)
{
    auto translator = std::make_unique<QTranslator>();
    if (!translator->load(locale, name, QStringLiteral("_"), folder)) {
        return false;
    }
    QCoreApplication::installTranslator(translator.get());
    m_translators.push_back(std::move(translator));
    return true;
}

} // namespace console
