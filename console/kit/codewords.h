// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/tr.h"

#include <QStringList>

#include <algorithm>

namespace console
{

/// A code of the contract and what people call it: source texts in the context "Console".
struct CodeWord {
    const char *code;
    const char *word;
    const char *sentence = nullptr;
};

/// Of a table of them; null = it has no such code.
template <typename Codes>
const CodeWord *findCode(const Codes &codes, const QString &code)
{
    const auto found = std::find_if(codes.begin(), codes.end(), [&code](const CodeWord &known) {
        return code == QLatin1String(known.code);
    });
    return found == codes.end() ? nullptr : &*found;
}

/// The code itself when the table has no word for it.
template <typename Codes>
QString wordOf(const Codes &codes, const QString &code)
{
    const CodeWord *found = findCode(codes, code);
    return found == nullptr ? code : Tr::tr(found->word);
}

template <typename Codes>
QStringList codesOf(const Codes &codes)
{
    QStringList all;
    for (const CodeWord &code : codes) {
        all.append(QLatin1String(code.code));
    }
    return all;
}

} // namespace console
