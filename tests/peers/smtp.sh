#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A mail server on loopback for tests: smtp.sh DIR. Its certificate (for localhost and no other name) is DIR/cert.pem, mails
# land in DIR; the rest is said in smtpsink.py. Ends when its standard input does.
set -euo pipefail
dir=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
    -addext 'subjectAltName=DNS:localhost' -keyout "$dir/key.pem" -out "$dir/cert.pem" 2>/dev/null
# The packages of the system belong to its own Python, whatever else is in the path.
python=/usr/bin/python3
[ -x $python ] || python=python3
exec $python "$here/smtpsink.py" "$dir"
