#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes TARGET ready: the scripts of FOLDER and the npm packages that its package.json names (with a package-lock.json
# beside it exactly those that it lists). Does nothing when the packages are there already; a first installation may take
# minutes.
#   npminstall.sh FOLDER TARGET
set -euo pipefail
[ $# -eq 2 ] || { echo "usage: npminstall.sh FOLDER TARGET" >&2; exit 64; }
here=$1 build=$2
command -v npm >/dev/null || { echo "npminstall.sh: npm is missing (apt install nodejs npm)" >&2; exit 69; }

mkdir -p "$build"
exec 9>"$build/install.lock"
flock 9
install -m 644 "$here"/package*.json "$here"/*.js "$build/"
verb=$([ -e "$here/package-lock.json" ] && echo "ci" || echo "install --no-package-lock")
# The stamp is written last: an installation that was interrupted is done again.
cat "$here"/package*.json | cmp -s - "$build/node_modules/.installed" && exit 0
for attempt in 1 2 3; do
  rm -rf "$build/node_modules"
  if (cd "$build" && timeout 180 npm $verb --no-audit --no-fund --prefer-offline \
      --loglevel=error --fetch-retries=2 --fetch-retry-mintimeout=2000 >npm.log 2>&1); then
    cat "$here"/package*.json >"$build/node_modules/.installed"
    exit 0
  fi
  echo "npminstall.sh: attempt $attempt failed:" >&2
  cat "$build/npm.log" >&2
done
exit 69
