// SPDX-License-Identifier: GPL-3.0-or-later
// A client of the admin protocol in another language, written from docs/protocol.md and the .proto files: no code of
// ours, no generated code. Signs in and lists calls.
//   EARSHOT_PASSWORD=... node client.js HOST PORT FINGERPRINT LOGIN [SINCE_MS]
// Prints one JSON object. Exit: 0 good, 2 usage, 3 the server refused (its status is printed), 4 another certificate,
// 5 the connection failed.
'use strict';
const tls = require('tls');
const crypto = require('crypto');
const { argon2id } = require('hash-wasm');

// --- protobuf, as much as is needed: fields are numbers, values varints or bytes -----------------------------------
function varint(value) {
  const bytes = [];
  for (let v = BigInt(value); ; v >>= 7n) {
    if (v < 128n) return Buffer.from([...bytes, Number(v)]);
    bytes.push(Number(v & 127n) | 128);
  }
}
const number = (field, value) => (value ? Buffer.concat([varint(field << 3), varint(value)]) : Buffer.alloc(0));
function bytes(field, value) {
  const body = Buffer.from(value);
  return Buffer.concat([varint((field << 3) | 2), varint(body.length), body]);
}
function decode(buffer) {
  const fields = {};
  let at = 0;
  const read = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = buffer[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < buffer.length) {
    const key = Number(read());
    let value;
    if ((key & 7) === 0) value = read();
    else if ((key & 7) === 2) {
      const size = Number(read());
      value = buffer.subarray(at, at + size);
      at += size;
    } else throw new Error(`wire type ${key & 7}`);
    (fields[key >> 3] ||= []).push(value);
  }
  return {
    number: (field) => Number(fields[field]?.[0] ?? 0n),
    bytes: (field) => fields[field]?.[0] ?? Buffer.alloc(0),
    text: (field) => (fields[field]?.[0] ?? Buffer.alloc(0)).toString('utf8'),
    all: (field) => fields[field] ?? [],
    has: (field) => field in fields,
  };
}

// --- frames ----------------------------------------------------------------------------------------------------------
const body = { open: 2, data: 3, credit: 4, end: 5, cancel: 6, hello: 7, ping: 8, pong: 9, close: 10 };

class Refused extends Error {
  constructor(status) {
    super(status.text(2));
    const fields = status.all(3).map((entry) => decode(entry));
    this.status = {
      code: status.number(1),
      message: status.text(2),
      fields: Object.fromEntries(fields.map((entry) => [entry.text(1), entry.text(2)])),
    };
  }
}

class Client {
  constructor(socket) {
    this.socket = socket;
    this.input = Buffer.alloc(0);
    this.calls = new Map();
    this.nextStream = 1;
    this.greeting = new Promise((resolve, reject) => Object.assign(this, { greeted: resolve, failed: reject }));
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('close', () => this.fail(new Error('the connection was closed')));
    socket.on('error', (error) => this.fail(error));
    this.send(0, bytes(body.hello, Buffer.concat([number(1, 1), bytes(3, 'foreign 1')])));
  }
  send(stream, content) {
    const frame = Buffer.concat([number(1, stream), content]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(frame.length);
    this.socket.write(Buffer.concat([length, frame]));
  }
  take(chunk) {
    this.input = Buffer.concat([this.input, chunk]);
    while (this.input.length >= 4 && this.input.length >= 4 + this.input.readUInt32BE(0)) {
      const size = this.input.readUInt32BE(0);
      const frame = decode(this.input.subarray(4, 4 + size));
      this.input = this.input.subarray(4 + size);
      if (frame.has(body.hello)) this.greeted(decode(frame.bytes(body.hello)));
      else if (frame.has(body.ping)) this.send(0, bytes(body.pong, frame.bytes(body.ping)));
      else if (frame.has(body.close)) this.fail(new Refused(decode(frame.bytes(body.close))));
      else this.takeOfCall(frame);
    }
  }
  takeOfCall(frame) {
    const call = this.calls.get(frame.number(1));
    if (frame.has(body.data)) {
      call.reply = frame.bytes(body.data);
    } else if (frame.has(body.end)) {
      this.calls.delete(frame.number(1));
      const status = decode(decode(frame.bytes(body.end)).bytes(1));
      if (status.number(1) === 0) call.resolve(decode(call.reply));
      else call.reject(new Refused(status));
    }
  }
  fail(error) {
    this.failed(error);
    for (const call of this.calls.values()) call.reject(error);
    this.calls.clear();
    this.socket.end();
  }
  call(method, request) {
    const stream = this.nextStream;
    this.nextStream += 2;
    return new Promise((resolve, reject) => {
      this.calls.set(stream, { resolve, reject, reply: Buffer.alloc(0) });
      const open = [bytes(1, `earshot.v1.${method}`), bytes(2, request), number(3, 10000), bytes(4, `foreign-${stream}`)];
      this.send(stream, bytes(body.open, Buffer.concat(open)));
    });
  }
}

// --- what it does ------------------------------------------------------------------------------------------------------
async function signIn(client, login, password) {
  const begin = await client.call('Session/Begin', bytes(1, login));
  const parameters = decode(begin.bytes(1));
  const [passes, memory] = [parameters.number(2), parameters.number(3)];
  if (passes < 3 || memory < 65536) throw new Error('the server asks for a weak derivation');
  const master = await argon2id({
    password: password.normalize('NFC'), salt: parameters.bytes(1), iterations: passes, memorySize: memory,
    parallelism: 1, hashLength: 32, outputType: 'binary',
  });
  const info = Buffer.concat([Buffer.from('earshot/auth/v1'), begin.bytes(2), parameters.bytes(4)]);
  const secret = Buffer.from(crypto.hkdfSync('sha256', master, Buffer.alloc(0), info, 32));
  const request = [bytes(1, login), bytes(2, secret), bytes(3, 'foreign 1'), bytes(4, process.platform)];
  return client.call('Session/SignIn', Buffer.concat(request));
}

async function listCalls(client, since) {
  const calls = [];
  let token = '';
  do {
    const criteria = since
      ? [bytes(1, Buffer.concat([bytes(1, 'date'), bytes(2, 'at-least'), bytes(3, since)]))] : [];
    const request = [...criteria, number(5, 2), bytes(6, token), number(7, 1)];
    const list = await client.call('Calls/List', Buffer.concat(request));
    for (const entry of list.all(1)) {
      const call = decode(entry);
      calls.push({ id: call.text(1), connectMs: call.number(2), from: call.text(8), to: call.text(10) });
    }
    token = decode(list.bytes(2)).text(1);
  } while (token !== '');
  return calls;
}

async function main([host, port, fingerprint, login, since]) {
  const socket = tls.connect({ host, port: Number(port), minVersion: 'TLSv1.3', rejectUnauthorized: false });
  await new Promise((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
  });
  if (socket.getPeerCertificate().fingerprint256.replaceAll(':', '').toLowerCase() !== fingerprint.toLowerCase()) {
    socket.destroy();
    return 4;
  }
  const client = new Client(socket);
  try {
    const hello = await client.greeting;
    const entered = await signIn(client, login, process.env.EARSHOT_PASSWORD ?? '');
    const identity = decode(entered.bytes(2));
    const calls = await listCalls(client, since);
    console.log(JSON.stringify({
      program: hello.text(3), frameLimit: hello.number(5), token: entered.bytes(1).length,
      login: identity.text(2), permissions: identity.all(8).map((text) => text.toString('utf8')), calls,
    }));
    await client.call('Session/SignOut', Buffer.alloc(0));
    return 0;
  } catch (error) {
    console.log(JSON.stringify(error instanceof Refused ? { refused: error.status } : { error: error.message }));
    return error instanceof Refused ? 3 : 5;
  } finally {
    socket.end();
  }
}

if (process.argv.length < 6) {
  console.error('usage: node client.js HOST PORT FINGERPRINT LOGIN [SINCE_MS]');
  process.exit(2);
}
main(process.argv.slice(2)).then((code) => { process.exitCode = code; },
  (error) => { console.error(error.message); process.exitCode = 5; });
