// A real OpenID Connect server for the sign-in tests: clients as given, JWT access tokens with their claims, keys that rotate.
// It is told what to do by lines on its standard input, answers each with a line of JSON, and ends when that closes.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import Provider from "oidc-provider";

const { resource, clients, algorithm } = JSON.parse(process.argv[2]);

const KINDS = {
  RS256: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
  EdDSA: () => generateKeyPairSync("ed25519"),
};

const newKey = (kid) => ({ ...KINDS[algorithm]().privateKey.export({ format: "jwk" }), kid, use: "sig", alg: algorithm });

// Client credentials alone: no page of this server is ever shown.
const configuration = (keys) => ({
  jwks: { keys },
  clients: clients.map(({ id, secret }) => ({
    client_id: id, client_secret: secret, grant_types: ["client_credentials"], redirect_uris: [], response_types: [],
    id_token_signed_response_alg: algorithm,
  })),
  clientDefaults: { id_token_signed_response_alg: algorithm },
  enabledJWA: { idTokenSigningAlgValues: [algorithm] },
  extraTokenClaims: async (_, token) => clients.find(({ id }) => id === token.clientId)?.claims,
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: async (_, indicator) => ({
        scope: "read", audience: indicator, accessTokenFormat: "jwt", accessTokenTTL: 600, jwt: { sign: { alg: algorithm } },
      }),
      defaultResource: async () => resource,
    },
  },
  ttl: { ClientCredentials: 600 },
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
const restart = () => { answer = new Provider(issuer, configuration(keys)).callback(); };
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

restart();
say({ issuer });

const orders = {
  rotate: (kid) => { keys = [newKey(kid), ...keys]; restart(); }, // signs with the new key, still publishes the old
  retire: (kid) => { keys = keys.filter((key) => key.kid !== kid); restart(); },
  asked: () => { const before = asked; asked = []; return before; },
};
for await (const line of createInterface({ input: process.stdin })) {
  const [order, argument] = line.split(" ");
  say({ done: order, result: orders[order](argument) ?? null });
}
process.exit(0);
