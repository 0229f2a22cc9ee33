#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# ./dev screenshots [look..]: takes all pictures into build/screenshots and copies those that the documentation shows
# to docs/screenshots, reduced to 64 colours.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$root/build/screenshots
EARSHOT_BIN=$root/build/ci/bin EARSHOT_LIB=$root/build/ci/lib EARSHOT_SOURCE=$root "$root/build/ci/bin/screenshots" "$work" "$@"
shown=()
for page in sign-in certificate all-calls active-calls call page-overview page-users page-audit-log; do shown+=("$page-light" "$page-dark"); done
shown+=(all-calls-contrast call-contrast call-200-percent all-calls-pseudo call-pseudo certificate-contrast
    sign-in-200-percent active-calls-pseudo page-users-first-light page-tenants-add-light page-users-200-percent
    page-roles-add-pseudo page-overview-contrast sign-in-contrast sign-in-pseudo certificate-200-percent certificate-pseudo
    all-calls-200-percent active-calls-contrast active-calls-200-percent)
for name in "${shown[@]}"; do
    [ -f "$work/$name.png" ] || continue
    convert "$work/$name.png" -strip -dither None -colors 64 -define png:compression-level=9 "PNG8:$root/docs/screenshots/$name.png"
done
du -ch "$root"/docs/screenshots/*.png | tail -n 1
