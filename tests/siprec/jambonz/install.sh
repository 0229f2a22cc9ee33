#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes BUILD_DIR/jambonz ready for run.sh: the scripts and the npm packages that package.json names. A step of
# its own, because a first installation may take minutes. Does nothing when the packages are there already.
#   install.sh BUILD_DIR
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: install.sh BUILD_DIR" >&2; exit 64; }
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
exec "$here/../../support/npminstall.sh" "$here" "$1/jambonz"
