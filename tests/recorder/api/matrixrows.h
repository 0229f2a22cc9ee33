// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/recorder/api/matrixrequests.h"

namespace tests
{

/// What a method answers to a role of this scope, given that the role has the permission: "ok" or the key of
/// an error code; empty: it is not asked in that place.
using MatrixRule = QString (*)(const QString &scope, Place place);

struct MatrixRow {
    QString method; ///< "Users/Get"
    MatrixRule rule;
    QByteArray (*request)(const MatrixWorld &world, const QString &login, Place place) = requests::nothing;
    /// When the permission of the contract is not all: whether the role has what this place needs.
    bool (*may)(const MatrixWorld &world, const QString &login, Place place) = nullptr;
};

inline const QList<Place> kMatrixPlaces{Place::Own, Place::Group, Place::Tenant, Place::Elsewhere};
inline const QStringList kMatrixActors{QStringLiteral("root"), QStringLiteral("admin"), QStringLiteral("sue"),
                                       QStringLiteral("ada"), QStringLiteral("bas")};
inline const QString kMatrixContract = QStringLiteral("earshot.v1.");

/// In the words of a rule; "permission" when the role lacks it.
QString matrixVerdict(const QString &method, const common::Result<QByteArray> &reply);

/// What the scope of a role reaches.
bool reaches(const QString &scope, Place place);

/// Every method of the contract that is answered to somebody signed in, but those with tests of their own.
const QList<MatrixRow> &matrixRows();

/// Methods about the user's own secrets: their own tests say what they do.
const QStringList &matrixExceptions();

} // namespace tests
