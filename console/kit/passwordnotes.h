// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/passwordrule.h"

#include <initializer_list>

class QLabel;

namespace console
{

class PasswordField;
class StatusChip;

/// What stands under password fields. Notes are hidden as long as there is nothing to say; a form takes them
/// like any other widget.

/// Says that Caps Lock seems to be on while one of them is typed into.
QLabel *capsLockNote(std::initializer_list<PasswordField *> fields);
/// Whether what is typed the second time is the same; nothing while that is empty.
StatusChip *matchNote(PasswordField &first, PasswordField &again);

/// The rule, for whoever is about to choose.
QString passwordRuleText(const common::PasswordRule &rule);
/// What is wrong with one, for the line under its field; empty when it may be set.
QString passwordProblem(const QString &password, const common::PasswordRule &rule);

} // namespace console
