// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QString>

#include <functional>

class QWidget;

namespace console
{

/// What a recorder refuses as long as nobody has typed the end of a key's fingerprint: giving another
/// password to the only one who can open that key.
struct LastHolderQuestion {
    QString title; ///< also on the button
    QString name;  ///< whose password it is; empty = of who is asked
};

/// False: the error is about something else, and nothing is asked. `go` gets the end that was typed, which
/// the recorder wants with the next try; there may be more such keys, each asked for by itself.
bool askLastHolder(const common::Error &error, const LastHolderQuestion &question, QWidget *parent,
                   std::function<void(const QString &tail)> go, std::function<void()> cancelled);

} // namespace console
