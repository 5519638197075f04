// A real OpenID Connect server for the sign-in tests: clients as given, JWT access tokens with their claims, keys that rotate.
// It is told what to do by lines on its standard input, answers each with a line of JSON, and ends when that closes.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import Provider from "oidc-provider";

console.log = console.info = console.warn = () => {}; // standard output is for answers alone

const { resource, clients, algorithm, site, ttl } = JSON.parse(process.argv[2]);

const KINDS = {
  RS256: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
  EdDSA: () => generateKeyPairSync("ed25519"),
};

const newKey = (kid) => ({ ...KINDS[algorithm]().privateKey.export({ format: "jwk" }), kid, use: "sig", alg: algorithm });

// Who signs in by the code flow: nobody is asked for a password, the order `person` says who sits there.
let person = { id: "nobody", claims: {} };
const people = new Map();

const siteClient = ({ id, secret, address }) => ({
  client_id: id, client_secret: secret, grant_types: ["authorization_code", "refresh_token"], response_types: ["code"],
  redirect_uris: [`${address}/console/signed-in`], post_logout_redirect_uris: [`${address}/console/signed-out`],
  id_token_signed_response_alg: algorithm,
});

const configuration = (keys) => ({
  jwks: { keys },
  clients: [...clients.map(({ id, secret }) => ({
    client_id: id, client_secret: secret, grant_types: ["client_credentials"], redirect_uris: [], response_types: [],
    id_token_signed_response_alg: algorithm,
  })), ...(site ? [siteClient(site)] : [])],
  findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  issueRefreshToken: async (_, client) => client.grantTypeAllowed("refresh_token"),
  rotateRefreshToken: true,
  cookies: { keys: ["only-for-tests"] },
  loadExistingGrant: async ({ oidc }) => {
    const grant = new oidc.provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId });
    grant.addOIDCScope("openid");
    grant.addResourceScope(resource, "read");
    await grant.save();
    return grant;
  },
  clientDefaults: { id_token_signed_response_alg: algorithm },
  enabledJWA: { idTokenSigningAlgValues: [algorithm] },
  extraTokenClaims: async (_, token) => (token.accountId ? people.get(token.accountId) : clients.find(({ id }) => id === token.clientId)?.claims),
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: async (_, indicator) => ({
        scope: "read", audience: indicator, accessTokenFormat: "jwt", accessTokenTTL: ttl ?? 600, jwt: { sign: { alg: algorithm } },
      }),
      defaultResource: async () => resource,
      useGrantedResource: async () => true,
    },
  },
  ttl: { ClientCredentials: 600, AccessToken: ttl ?? 600 },
});

let keys = [newKey("first")];
let asked = [];
let answer = () => {};
const server = createServer((request, response) => {
  asked.push(request.url);
  answer(request, response);
});

await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const issuer = `http://127.0.0.1:${server.address().port}`;
const restart = () => {
  const provider = new Provider(issuer, configuration(keys));
  const usual = provider.callback();
  answer = async (request, response) => {
    if (!request.url.startsWith("/interaction/")) return usual(request, response);
    people.set(person.id, person.claims);
    return provider.interactionFinished(request, response, { login: { accountId: person.id } });
  };
};
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

restart();
say({ issuer });

const orders = {
  rotate: (kid) => { keys = [newKey(kid), ...keys]; restart(); }, // signs with the new key, still publishes the old
  retire: (kid) => { keys = keys.filter((key) => key.kid !== kid); restart(); },
  person: (text) => { person = JSON.parse(text); people.set(person.id, person.claims); },
  asked: () => { const before = asked; asked = []; return before; },
};
for await (const line of createInterface({ input: process.stdin })) {
  const [order, ...words] = line.split(" ");
  const argument = words.join(" ");
  say({ done: order, result: orders[order](argument) ?? null });
}
process.exit(0);
