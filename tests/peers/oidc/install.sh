#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes BUILD_DIR/oidc ready: the provider and the npm package that package.json names. Does nothing when it is there.
#   install.sh BUILD_DIR
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: install.sh BUILD_DIR" >&2; exit 64; }
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
exec "$here/../../support/npminstall.sh" "$here" "$1/oidc"
