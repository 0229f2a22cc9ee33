#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes BUILD_DIR/foreign ready: the client and the npm package that package.json names. Does nothing when it is there.
#   install.sh BUILD_DIR
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: install.sh BUILD_DIR" >&2; exit 64; }
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$1/foreign
command -v npm >/dev/null || { echo "install.sh: npm is missing (apt install nodejs npm)" >&2; exit 69; }

mkdir -p "$build"
exec 9>"$build/install.lock"
flock 9
install -m 644 "$here"/package.json "$here"/client.js "$build/"
# The stamp is written last: an installation that was interrupted is done again.
cmp -s "$here/package.json" "$build/node_modules/.installed" && exit 0
for attempt in 1 2 3; do
  rm -rf "$build/node_modules"
  if (cd "$build" && timeout 90 npm install --no-audit --no-fund --no-package-lock --prefer-offline \
      --loglevel=error >npm.log 2>&1); then
    cp "$here/package.json" "$build/node_modules/.installed"
    exit 0
  fi
  echo "install.sh: attempt $attempt failed:" >&2
  cat "$build/npm.log" >&2
done
exit 69
