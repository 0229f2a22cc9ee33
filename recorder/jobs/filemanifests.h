// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobkind.h"
#include "recorder/service/auditfolder.h"

namespace recorder
{

/// Once a day: of each day (UTC) that has ended, what was finished of each tenant is written down and signed
/// with the recorder's key, in a manifest that names the one before (common/crypto/filemanifest.h). A file
/// gets into one manifest; a day with more than kMaxManifestFiles files has several. A day without files has
/// none.
class FileManifests final : public JobKind
{
public:
    /// `most`: files of one manifest.
    explicit FileManifests(SigningKeySource key, int most = 0);

    QString kind() const override { return QStringLiteral("file-manifests"); }
    WhenLost whenLost() const override { return WhenLost::RunAgain; }
    common::Status run(JobContext &job) const override;

private:
    const SigningKeySource m_key;
    const int m_most;
};

} // namespace recorder
