#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# oidc.sh FOLDER PORT PACKAGES: a provider of single sign-on in the foreground, on loopback (oidc/provider.js says who is in
#   it). FOLDER/ca.pem is the authority of its certificate, which is for 127.0.0.1. PACKAGES is where oidc/install.sh has put
#   what it needs.
set -euo pipefail
folder=$1 port=$2 packages=$3
umask 077
mkdir -p "$folder"
cd "$folder"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=Test authority" \
    -keyout ca.key -out ca.pem 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=provider" -keyout server.key -out server.csr 2>/dev/null
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
    -extfile <(echo "subjectAltName=IP:127.0.0.1") -out server.pem 2>/dev/null
export NODE_NO_WARNINGS=1
exec node "$packages/provider.js" "$port" "$folder" >"$folder/provider.log"
