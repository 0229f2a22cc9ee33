// SPDX-License-Identifier: GPL-3.0-or-later
// provider.js PORT FOLDER: an OpenID provider at https://127.0.0.1:PORT with the certificate of FOLDER/server.pem.
//   People: alice, bob, mallory with the passwords alice-pw, ...; mallory calls herself alice. Clients: recorder-desktop
//   (public) and recorder-secret (its secret is 32 times "s"), both with PKCE, redirects to 127.0.0.1/callback at any port.
//   POST /rotate makes a new signing key; the old one is gone.
import { Provider } from 'oidc-provider';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';

const [port, folder] = process.argv.slice(2);
const issuer = `https://127.0.0.1:${port}`;
const people = {
  alice: { name: 'Alice Archer', email: 'alice@example.test', email_verified: true, groups: ['supervisors', 'agents'] },
  bob: { name: 'Bob Baker', email: 'bob@example.test', email_verified: false, groups: ['agents'] },
  mallory: { name: 'Mallory', email: 'alice@example.test', email_verified: false, groups: [], preferred_username: 'alice' },
};
const client = {
  application_type: 'native', redirect_uris: ['http://127.0.0.1/callback'],
  grant_types: ['authorization_code'], response_types: ['code'],
};

let keys = 0;
const makeProvider = () => {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  keys += 1;
  return new Provider(issuer, {
    clients: [
      { ...client, client_id: 'recorder-desktop', token_endpoint_auth_method: 'none' },
      { ...client, client_id: 'recorder-secret', client_secret: 's'.repeat(32), token_endpoint_auth_method: 'client_secret_basic' },
    ],
    jwks: { keys: [{ ...key, use: 'sig', alg: 'RS256', kid: `key-${keys}` }] },
    pkce: { required: () => true },
    // Without conformIdTokenClaims: false the names are at the user info endpoint only, as with many providers.
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username', 'groups'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: async (context, id) => people[id] && {
      accountId: id, claims: () => ({ sub: id, preferred_username: id, ...people[id] }),
    },
    cookies: { keys: ['only for tests'] },
  });
};
let provider = makeProvider();

const bodyOf = (request) => new Promise((done) => {
  let body = '';
  request.on('data', (part) => { body += part; }).on('end', () => done(new URLSearchParams(body)));
});

// One form for login and consent.
async function interact(request, response, uid) {
  const { params } = await provider.interactionDetails(request, response);
  const form = request.method === 'POST' ? await bodyOf(request) : new URLSearchParams();
  const login = form.get('login');
  if (!people[login] || form.get('password') !== `${login}-pw`) {
    response.writeHead(request.method === 'POST' ? 401 : 200, { 'content-type': 'text/html' });
    response.end(`<!doctype html><title>Sign in</title><form method="post" action="/interaction/${uid}">`
      + '<input name="login"><input name="password" type="password"><button>Sign in</button></form>');
    return;
  }
  const grant = new provider.Grant({ accountId: login, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const consent = { grantId: await grant.save() };
  await provider.interactionFinished(request, response, { login: { accountId: login }, consent });
}

const tls = { key: readFileSync(`${folder}/server.key`), cert: readFileSync(`${folder}/server.pem`) };
createServer(tls, async (request, response) => {
  try {
    const interaction = /^\/interaction\/([\w-]+)$/.exec(request.url);
    if (interaction) {
      await interact(request, response, interaction[1]);
    } else if (request.url === '/rotate' && request.method === 'POST') {
      provider = makeProvider();
      response.end('{}');
    } else {
      provider.callback()(request, response);
    }
  } catch (error) {
    response.writeHead(400);
    response.end(String(error));
  }
}).listen(Number(port), '127.0.0.1');
