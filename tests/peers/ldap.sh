#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# ldap.sh FOLDER PORT TLSPORT USERS [plain]: an OpenLDAP server of its own in FOLDER, in the foreground, on loopback.
#   Entries: dc=example,dc=test; ou=people with uid=svc (svc-pw, may read), alice, bob (alice-pw, ...), twin (twice) and
#   u0001 ... (u0001-pw, telephoneNumber 5 digits); a reference to another server. Writing: cn=admin (admin-pw).
#   FOLDER/ca.pem is the authority of its certificate, which is for 127.0.0.1. plain: knows no TLS at all.
set -euo pipefail
folder=$1 port=$2 tlsport=$3 users=$4 plain=${5:-}
base=dc=example,dc=test
umask 077
mkdir -p "$folder/db"
cd "$folder"
export PATH=$PATH:/usr/sbin

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=Test authority" \
    -keyout ca.key -out ca.pem 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=directory" -keyout server.key -out server.csr 2>/dev/null
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
    -extfile <(echo "subjectAltName=IP:127.0.0.1") -out server.pem 2>/dev/null

{
    for schema in core cosine inetorgperson; do echo "include /etc/ldap/schema/$schema.schema"; done
    echo "modulepath /usr/lib/ldap"
    echo "moduleload back_mdb"
    if [ -z "$plain" ]; then
        echo "TLSCertificateFile $folder/server.pem"
        echo "TLSCertificateKeyFile $folder/server.key"
    fi
    echo "database mdb"
    echo "suffix $base"
    echo "rootdn cn=admin,$base"
    echo "rootpw admin-pw"
    echo "directory $folder/db"
    echo "maxsize 268435456"
    echo "dbnosync"
    echo "index objectClass,uid eq"
    # More than a page at once is refused: whoever wants all has to ask page by page.
    echo "limits users size.soft=500 size.hard=500 size.prtotal=unlimited"
    echo "access to attrs=userPassword by anonymous auth by * none"
    echo "access to * by dn.exact=uid=svc,ou=people,$base read by * none"
} >slapd.conf

person() { # uid, cn, telephone
    printf 'dn: uid=%s,ou=people,%s\nobjectClass: inetOrgPerson\nuid: %s\ncn: %s\nsn: %s\nmail: %s@example.test\n' \
        "$1" "$base" "$1" "$2" "$1" "$1"
    if [ -n "$3" ]; then printf 'telephoneNumber: %s\n' "$3"; fi
    printf 'userPassword: %s-pw\n\n' "$1"
}
{
    printf 'dn: %s\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Example\n\n' "$base"
    printf 'dn: ou=people,%s\nobjectClass: organizationalUnit\nou: people\n\n' "$base"
    printf 'dn: uid=svc,ou=people,%s\nobjectClass: account\nobjectClass: simpleSecurityObject\nuid: svc\nuserPassword: svc-pw\n\n' "$base"
    person alice "Alice Archer" "+49 (30) 1234-501"
    person bob "Bob Baker" ""
    printf 'dn: ou=other,%s\nobjectClass: organizationalUnit\nou: other\n\n' "$base"
    for ou in people other; do
        printf 'dn: cn=twin,ou=%s,%s\nobjectClass: inetOrgPerson\nuid: twin\ncn: twin\nsn: twin\nuserPassword: twin-pw\n\n' "$ou" "$base"
    done
    printf 'dn: cn=elsewhere,%s\nobjectClass: referral\nobjectClass: extensibleObject\ncn: elsewhere\nref: ldap://127.0.0.1:9/%s\n\n' "$base" "$base"
    for ((i = 1; i <= users; i++)); do
        id=$(printf 'u%04d' "$i")
        person "$id" "User $id" "$((20000 + i))"
    done
} >entries.ldif
slapadd -q -f slapd.conf -l entries.ldif

urls="ldap://127.0.0.1:$port ldap://127.0.0.2:$port"
[ -n "$plain" ] || urls="$urls ldaps://127.0.0.1:$tlsport ldaps://127.0.0.2:$tlsport"
exec slapd -f slapd.conf -h "$urls" -d 0
