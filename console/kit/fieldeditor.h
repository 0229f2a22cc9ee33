// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/field.h"

#include <QObject>

class QWidget;

namespace console
{

/// One editor of a form. The widget is the parent's; its object name is the field's key. A new kind of editor
/// enters here once.
class FieldEditor : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual QWidget *widget() const = 0;
    virtual QVariant value() const = 0;
    virtual void setValue(const QVariant &value) = 0; ///< without edited()

    static FieldEditor *make(const FieldInfo &info, QWidget *parent);

Q_SIGNALS:
    void edited();
};

} // namespace console
