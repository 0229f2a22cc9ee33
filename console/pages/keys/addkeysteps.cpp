// SPDX-License-Identifier: GPL-3.0-or-later
// AddKeyDialog with a key that was made: how it comes to the recorder, and what follows.
#include "console/crud/objectchange.h"
#include "console/kit/banner.h"
#include "console/kit/tr.h"
#include "console/net/sessionkeys.h"
#include "console/pages/keys/addkeydialog.h"
#include "console/pages/keys/bringback.h"
#include "console/pages/keys/keyactions.h"

#include <QCheckBox>
#include <QPointer>

namespace console
{

namespace v1 = earshot::v1;

void AddKeyDialog::create(const MadeKey &made)
{
    common::call<v1::TenantKey>(
        m_context.rpc, QStringLiteral("earshot.v1.TenantKeys/Create"), made.message, this,
        [this, made](const common::Result<v1::TenantKey> &reply) {
            auto key = reply ? keyRowFrom(*reply)
                             : common::Result<KeyRow>(tl::unexpected<common::Error>(reply.error()));
            const bool isThere =
                !key && key.error().fields.value(QStringLiteral("key")) == QLatin1String("exists");
            if (isThere && made.opening) {
                bringBack(made);
            } else if (!key) {
                fail(key.error());
            } else {
                holdAndGoOn(*key, made, Tr::tr("Key added"));
            }
        });
}

void AddKeyDialog::bringBack(const MadeKey &made)
{
    m_banner->tell(StatusRole::Running, Tr::tr("The key is there already, and is brought back."));
    bringBackKey(m_context, made, this, [this, made](const common::Result<KeyRow> &key) {
        if (key) {
            holdAndGoOn(*key, made, Tr::tr("The key was there already and is brought back: you hold it."));
        } else if (key.error().fields.value(QStringLiteral("reason")) == QLatin1String("cancelled")) {
            setWorking(false);
            m_banner->hide();
        } else {
            fail(key.error());
        }
    });
}

/// From here on the key is there and held, whatever else goes wrong.
void AddKeyDialog::holdAndGoOn(const KeyRow &key, const MadeKey &made, const QString &words)
{
    m_context.keys->reload([this, guard = QPointer(this), key, made, words](const common::Status &) {
        if (!guard) {
            return;
        }
        if (m_active->isChecked() && !key.active) {
            activate(key, made);
        } else {
            finish(key, words);
        }
    });
}

void AddKeyDialog::activate(const KeyRow &key, const MadeKey &made)
{
    activateKey(m_context, key, made.signing, this, [this, key](const common::Status &status) {
        if (!status) {
            finish(key, Tr::tr("The key was added, but it is not active: %1")
                            .arg(refusalOf(status.error(), Tr::tr("activate the key"))));
        } else if (m_replaces) {
            grantOn(key);
        } else {
            finish(key, Tr::tr("Key added. Recordings are encrypted to it from now on."));
        }
    });
}

void AddKeyDialog::grantOn(const KeyRow &key)
{
    grantToHolders(m_context, *m_replaces, key, this, [this, key](int granted, int left) {
        QString words = Tr::tr("Key rotated; granted to %n other holder(s)", nullptr, granted);
        if (m_move->isChecked() && m_move->isEnabled()) {
            const QString problem = moveRecordings(m_context, *m_replaces, key);
            words += QStringLiteral(". ") +
                     (problem.isEmpty() ? Tr::tr("Its recordings are being moved.") : problem);
        }
        finish(key, left == 0
                        ? words
                        : words + QStringLiteral(". ") +
                              Tr::tr("%n of them could not be granted it: look at the unauthorized users.",
                                     nullptr, left));
    });
}

} // namespace console
