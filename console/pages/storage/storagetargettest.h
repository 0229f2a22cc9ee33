// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/storagetargets.h"
#include "console/crud/page.h"
#include "console/kit/recordform.h"

namespace console
{

/// Tests a target as it is stored. A server that shows an SFTP host key while none is trusted can be trusted
/// there: the key is saved and the test runs again. `host` may be a page: it is refreshed then.
void testStoredTarget(const PageContext &context, const common::StorageTargetRecord &target, QWidget *host,
                      bool saved);
/// Tests what is typed, saved or not; the key that is trusted goes into the form.
void testTypedTarget(const PageContext &context, RecordForm<common::StorageTargetRecord> &form,
                     QWidget *dialog);

} // namespace console
