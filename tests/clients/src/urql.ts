// urql: the same walk, its requests by GET where they are short enough.
import { cacheExchange, Client, fetchExchange, type OperationResult } from "@urql/core";
import { COMMITTEE, UNITS } from "./documents.js";
import type { UnitsQuery } from "./gql/graphql.js";
import { AREA, COMMUNITY, PAGE, print, URL_GIVEN } from "./places.js";

const client = new Client({
  url: URL_GIVEN,
  exchanges: [cacheExchange, fetchExchange],
  preferGetMethod: "within-url-limit",
  fetchOptions: { headers: { "graphql-require-preflight": "1" } },
});

const ids: string[] = [];
let after: string | null = null;
let total = -1;
let pages = 0;
do {
  const answer: OperationResult<UnitsQuery> = await client
    .query(UNITS, { area: AREA, first: PAGE, after })
    .toPromise();
  if (answer.error || !answer.data?.units) throw answer.error ?? new Error("no data");
  const page = answer.data.units;
  ids.push(...page.edges.map((edge) => edge.node.id));
  total = page.totalCount;
  pages += 1;
  after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor ?? null : null;
} while (after !== null);

const committee = await client.query(COMMITTEE, { community: COMMUNITY }).toPromise();
const members = committee.data?.community?.bigPartyCommittee?.members;
print({
  client: "urql",
  units: ids.length,
  distinct: new Set(ids).size,
  total,
  pages,
  seats: (members?.edges ?? []).map((edge) => `${edge.node.name} ${edge.seat} ${edge.since}`),
});
