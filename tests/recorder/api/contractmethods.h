// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/proto/contract.h"
#include "common/proto/options.pb.h"
#include "common/rpc/methodaccess.h"

#include <QStringList>

namespace tests
{

/// What the contract promises and no handler answers here, as a service or as "Service/Method": not made yet,
/// or made and tested elsewhere. Whoever adds it to these tests takes it off the list: tst_matrix fails as
/// long as something here is answered.
// One a line, so that several people can take theirs off.
// clang-format off
inline const QStringList kUnanswered{
};
// clang-format on

/// Every method of every service of the contract.
inline QList<common::MethodAccess> contractMethods()
{
    QList<common::MethodAccess> methods;
    for (const auto *file : common::contractFiles()) {
        for (int s = 0; s < file->service_count(); ++s) {
            for (int m = 0; m < file->service(s)->method_count(); ++m) {
                methods.append(common::accessOf(*file->service(s)->method(m)));
            }
        }
    }
    return methods;
}

/// "Calls/List" of "earshot.v1.Calls/List".
inline QString shortName(const QString &method)
{
    return method.section(QLatin1Char('.'), 2);
}

/// What changes something before sign-in: signing in, and the link of a forgotten password.
inline QStringList openChanges()
{
    return {QStringLiteral("Session/SignIn"),       QStringLiteral("DirectorySignIn/SignIn"),
            QStringLiteral("SecondStep/Finish"),    QStringLiteral("SingleSignOn/Finish"),
            QStringLiteral("PasswordReset/Forgot"), QStringLiteral("PasswordReset/ByLink")};
}

inline bool isAnswered(const QString &method)
{
    const QString name = shortName(method);
    return !kUnanswered.contains(name) && !kUnanswered.contains(name.section(QLatin1Char('/'), 0, 0));
}

} // namespace tests
