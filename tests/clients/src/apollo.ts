// Apollo Client with its cache: a list grown page by page, a committee with its seats.
// With a fourth argument documents go by the hash that graphql-codegen gave them.
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { relayStylePagination } from "@apollo/client/utilities";
import { COMMITTEE, UNITS } from "./documents.js";
import { AREA, COMMUNITY, PAGE, print, URL_GIVEN } from "./places.js";

declare const process: { argv: string[] };
const byId = process.argv[5] === "ids";

const hash = (document: unknown): string =>
  (document as { __meta__: { hash: string } }).__meta__.hash.replace(/^sha256:/, "");
const http = new HttpLink({ uri: URL_GIVEN });
const client = new ApolloClient({
  link: byId ? ApolloLink.from([new PersistedQueryLink({ generateHash: hash }), http]) : http,
  cache: new InMemoryCache({
    typePolicies: { Query: { fields: { units: relayStylePagination(["filter"]) } } },
  }),
});

const watched = client.watchQuery({ query: UNITS, variables: { area: AREA, first: PAGE, after: null } });
const subscription = watched.subscribe(() => {});
let result = await watched.refetch();
let pages = 1;
while (result.data?.units?.pageInfo.hasNextPage) {
  result = await watched.fetchMore({ variables: { after: result.data.units.pageInfo.endCursor } });
  pages += 1;
}
const whole = client.readQuery({ query: UNITS, variables: { area: AREA, first: PAGE, after: null } });
const ids = (whole?.units?.edges ?? []).map((edge) => edge.node.id);
const committee = await client.query({ query: COMMITTEE, variables: { community: COMMUNITY } });
const members = committee.data?.community?.bigPartyCommittee?.members;
print({
  client: byId ? "apollo by id" : "apollo",
  units: ids.length,
  distinct: new Set(ids).size,
  total: whole?.units?.totalCount ?? -1,
  pages,
  seats: (members?.edges ?? []).map((edge) => `${edge.node.name} ${edge.seat} ${edge.since}`),
});
subscription.unsubscribe();
client.stop();
