#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# sftp.sh FOLDER PORT: OpenSSH on 127.0.0.1:PORT, in the foreground. Who runs it signs in as himself with FOLDER/user (ed25519),
#   FOLDER/user-rsa (RSA, PEM, password key-pass-1) and nothing else; files in FOLDER/files. FOLDER/hostkey.txt has the
#   fingerprint of its key. It needs no root. It says "ready" when it listens.
set -euo pipefail
folder=$1 port=$2
umask 077
mkdir -p "$folder/files"
cd "$folder"
# Without root sshd cannot see that an account is not locked; PAM can.
pam=yes
if [ "$(id -u)" = 0 ]; then
    mkdir -p /run/sshd
    pam=no
fi
[ -f hostkey ] || ssh-keygen -q -t ed25519 -N '' -f hostkey
ssh-keygen -q -t ed25519 -N '' -f user
ssh-keygen -q -t rsa -b 2048 -m PEM -N key-pass-1 -f user-rsa
cat user.pub user-rsa.pub >allowed
ssh-keygen -l -f hostkey.pub | cut -d' ' -f2 >hostkey.txt
cat >sshd.conf <<X
ListenAddress 127.0.0.1
Port $port
HostKey $folder/hostkey
PidFile none
AuthorizedKeysFile $folder/allowed
StrictModes no
UsePAM $pam
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
AllowTcpForwarding no
MaxStartups 100
Subsystem sftp internal-sftp -d $folder/files
ForceCommand internal-sftp -d $folder/files
X
/usr/sbin/sshd -D -f "$folder/sshd.conf" -E "$folder/sshd.log" &
sshd=$!
trap 'kill $sshd 2>/dev/null' EXIT
for ((i = 0; i < 200; i++)); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
    sleep .05
done
echo ready
wait
