// Relay's store keeps one record an id: after all answers are in it, each is read as the service gave it.
import relay from "relay-runtime";
import CASES from "./__generated__/CachesCasesQuery.graphql.js";
import DIFFERENCE from "./__generated__/CachesDifferenceQuery.graphql.js";
import FINDINGS from "./__generated__/CachesFindingsQuery.graphql.js";
import MATCHES from "./__generated__/CachesMatchesQuery.graphql.js";

const { createOperationDescriptor, Environment, fetchQuery, getRequest, graphql, Network, RecordSource, Store } = relay;
const [, , url] = process.argv;
const told = [];

const environment = new Environment({
  store: new Store(new RecordSource()),
  network: Network.create(async (request, variables) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
      body: JSON.stringify({ doc_id: request.id, variables }),
    });
    const answer = await response.json();
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    told.push(answer.data);
    return answer;
  }),
});

// what the compiler reads
export const sources = () => [
  graphql`
    query CachesFindingsQuery($day: Date!) {
      findings(area: "500103012000", asOf: $day, first: 30) {
        nodes { id code sentence state evidence { title values } subject { id } }
      }
    }
  `,
  graphql`
    query CachesDifferenceQuery($from: Date!, $to: Date!) {
      findingsDiff(area: "500103012000", from: $from, to: $to, first: 50) {
        nodes { change finding { id code sentence state evidence { title values } } }
      }
    }
  `,
  graphql`
    query CachesMatchesQuery($text: String!) {
      matchUnits(problem: { text: $text, area: "500103012011" }) {
        units(first: 5) {
          nodes { name score sentence provider { id } parts { reason points } resources { resource { id title } } }
        }
        nearMisses { words resource { id title } }
      }
    }
  `,
  graphql`
    query CachesCasesQuery($first: Int!) {
      cases(first: $first) { nodes { id title state steps { nodes { id action } } calls { nodes { id state } } } }
      myInbox(first: $first) { nodes { case { id title state } call { id state unit { id name } } } }
    }
  `,
];

// what a store gives is a part of what was told: the compiler asks for ids and types beside
const holds = (whole, part) =>
  part === null || typeof part !== "object"
    ? whole === part
    : Object.entries(part).every(([key, value]) => whole?.[key] !== undefined && holds(whole[key], value)) &&
      (!Array.isArray(part) || whole.length === part.length);

const asked = [
  [FINDINGS, { day: "2024-06-30" }],
  [FINDINGS, { day: "2026-11-24" }],
  [DIFFERENCE, { from: "2024-06-30", to: "2026-11-24" }],
  [MATCHES, { text: "老人没人做饭" }],
  [MATCHES, { text: "想办一场电脑培训" }],
  [CASES, { first: 5 }],
];
for (const [query, variables] of asked) await fetchQuery(environment, query, variables).toPromise();
const differing = asked.filter(([query, variables], at) => {
  const operation = createOperationDescriptor(getRequest(query), variables);
  const { data, isMissingData } = environment.lookup(operation.fragment);
  return isMissingData || !holds(told[at], data);
});
console.log(JSON.stringify({ answers: asked.length, relay: differing.map(([query]) => query.params.name) }));
