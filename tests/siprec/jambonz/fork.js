// SPDX-License-Identifier: GPL-3.0-or-later
// Puts a call of two parties through rtpengine, has jambonz' recording client fork it to the recorder, pauses,
// resumes and stops, and prints what happened as JSON.
//   node fork.js --recorder HOST:PORT --ng PORT --a WAV --b WAV [--talk MS] [--pause MS]
'use strict';
const SrsClient = require('@jambonz/siprec-client-utils');
const {Client} = require('rtpengine-client');
const crypto = require('crypto');
const Party = require('./party');
const SipUac = require('./sipuac');

const HOST = '127.0.0.1';
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function options(words) {
  const found = {talk: '2000', pause: '1000'};
  for (let i = 0; i + 1 < words.length; i += 2) found[words[i].replace(/^--/, '')] = words[i + 1];
  for (const name of ['recorder', 'ng', 'a', 'b']) {
    if (!found[name]) throw new Error(`--${name} is missing`);
  }
  const [host, port] = found.recorder.split(':');
  return {...found, host, port: Number(port), ng: Number(found.ng), talk: Number(found.talk), pause: Number(found.pause)};
}

function mediaPort(sdp) {
  return Number(/^m=audio (\d+)/m.exec(sdp)[1]);
}

async function check(promise, what) {
  const response = await promise;
  if (response.result !== 'ok') throw new Error(`rtpengine, ${what}: ${JSON.stringify(response)}`);
  return response;
}

async function ready(engine, port) {
  for (const until = Date.now() + 8000; Date.now() < until;) {
    const pong = await engine.ping(port, HOST).catch(() => null);
    if (pong && pong.result === 'pong') return;
    await sleep(100);
  }
  throw new Error('rtpengine does not answer');
}

async function main() {
  const opts = options(process.argv.slice(2));
  const engine = new Client({timeout: 2000});
  await ready(engine, opts.ng);
  const parties = [new Party(HOST, opts.a), new Party(HOST, opts.b)];
  await Promise.all(parties.map((party) => party.open()));
  const call = {'call-id': `conv-${crypto.randomUUID()}`};
  const tags = {'from-tag': 'tag-a', 'to-tag': 'tag-b'};
  const ask = (verb) => (body) => engine[verb](opts.ng, HOST, body);
  // What moves the media: when rtpengine was first asked for it, and when it had done the last of it.
  const media = {};
  const asked = [];
  const timed = (verb) => (body) => {
    const mark = (media[verb] ||= {asked_unix_ms: Date.now()});
    const answer = ask(verb)(body).finally(() => { mark.done_unix_ms = Date.now(); });
    asked.push(answer);
    return answer;
  };
  const plain = {'transport protocol': 'RTP/AVP', 'ICE': 'remove'};
  const offered = await check(
    ask('offer')({...call, ...plain, 'from-tag': tags['from-tag'], sdp: parties[0].sdp()}), 'offer');
  const answered = await check(ask('answer')({...call, ...plain, ...tags, sdp: parties[1].sdp()}), 'answer');
  parties[0].speak(mediaPort(answered.sdp));
  parties[1].speak(mediaPort(offered.sdp));

  const srf = new SipUac(HOST, {host: opts.host, port: opts.port});
  await srf.open();
  const headers = {'Call-ID': call['call-id']};
  const quiet = {info() {}, debug() {}, error(...what) { console.error(...what); }};
  const client = new SrsClient(quiet, {
    srf,
    direction: 'inbound',
    originalInvite: {get: (name) => headers[name], locals: {originator: 'trunk', carrier: 'lab'}},
    callingNumber: '+4930555301',
    calledNumber: '+4930555302',
    aorFrom: 'sip:+4930555301@phones.example',
    aorTo: 'sip:+4930555302@phones.example',
    srsUrl: `sip:recorder@${opts.recorder}`,
    srsRecordingId: 'lab-recording',
    callSid: crypto.randomUUID(),
    accountSid: crypto.randomUUID(),
    applicationSid: crypto.randomUUID(),
    rtpEngineOpts: {common: {...call}},
    toTag: tags['to-tag'],
    subscribeRequest: ask('subscribeRequest'),
    subscribeAnswer: timed('subscribeAnswer'),
    del: ask('delete'),
    blockMedia: timed('blockMedia'),
    unblockMedia: timed('unblockMedia'),
    unsubscribe: timed('unsubscribe'),
  });
  const result = {started: false, paused: false, resumed: false, stopped: false};
  const times = {forked_unix_ms: Date.now()};
  result.started = await client.start();
  times.answered_unix_ms = Date.now();
  await sleep(opts.talk);
  times.paused_unix_ms = Date.now();
  result.paused = await client.pause();
  await sleep(opts.pause);
  times.resumed_unix_ms = Date.now();
  result.resumed = await client.resume();
  await sleep(opts.talk);
  result.stopped = await client.stop();
  await srf.last.ended;
  times.stopped_unix_ms = Date.now();
  await Promise.allSettled(asked); // the client does not wait for the last one
  const sent = parties.map((party) => ({packets: party.sent, started_unix_ms: party.startedAt}));
  parties.forEach((party) => party.close());
  await ask('delete')({...call, 'from-tag': tags['from-tag']});
  srf.close();
  engine.close();
  const statuses = srf.last.statuses;
  const ok = Object.values(result).every(Boolean) && statuses.length === 4 && statuses.every((s) => s.status === 200);
  console.log(JSON.stringify({
    ok, ...result, ...times, media, call_id: srf.last.callId, conversation: call['call-id'], from: '+4930555301',
    to: '+4930555302', requests: statuses, parties: sent,
  }));
  process.exit(ok ? 0 : 1);
}

main().catch((fault) => {
  console.log(JSON.stringify({ok: false, error: fault.message}));
  process.exit(1);
});
