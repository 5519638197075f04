// Relay: its compiler reads the schema and writes a manifest; its runtime asks by id and keeps one normalized store.
import relay from "relay-runtime";
import QUERY from "./__generated__/UnitsQuery.graphql.js";

const { Environment, Network, RecordSource, Store, fetchQuery, graphql } = relay;
const [, , url, area] = process.argv;

const environment = new Environment({
  store: new Store(new RecordSource()),
  network: Network.create(async (request, variables) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
      body: JSON.stringify({ doc_id: request.id, variables }),
    });
    return response.json();
  }),
});

// what the compiler reads; a bundler's plugin would put what it made in its place
export const source = () => graphql`
  query UnitsQuery($area: ID!, $first: Int!, $after: String) {
    units(filter: { within: $area }, first: $first, after: $after) {
      totalCount
      edges {
        node {
          id
          name
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

const ids = [];
let after = null;
let page;
do {
  page = (await fetchQuery(environment, QUERY, { area, first: 200, after }).toPromise()).units;
  ids.push(...page.edges.map((edge) => edge.node.id));
  after = page.pageInfo.endCursor;
} while (page.pageInfo.hasNextPage);
console.log(JSON.stringify({ client: "relay by id", units: ids.length, distinct: new Set(ids).size, total: page.totalCount }));
