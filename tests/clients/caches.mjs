// Normalized caches keep one object an id: whatever else was written, each answer is read back as the service gave it.
// Given: the service's address. Prints, for each cache, which answers are not.
import { InMemoryCache } from "@apollo/client";
import { Client, fetchExchange } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { parse, print, visit } from "graphql";
import { isDeepStrictEqual } from "node:util";

const [, , url] = process.argv;
const FINDING = `id code sentence advice state severity rule { code title } evidence { title values }
  subject { id } area { id name } decisions { state until }`;
const FINDINGS = `query ($day: Date!) {
  findings(area: "500103012000", asOf: $day, first: 30) { totalCount nodes { ${FINDING} } } }`;
const MATCHES = `query ($text: String!) { matchUnits(problem: { text: $text, area: "500103012011" }) {
  confidence units(first: 5) { totalCount nodes { name score sentence provider { id } parts { reason points }
    path { name node { id } } resources { resource { id title } } } } nearMisses { words resource { id title } } } }`;
const QUESTIONS = [
  [FINDINGS, { day: "2024-06-30" }],
  [FINDINGS, { day: "2026-11-24" }],
  [`{ findingsDiff(area: "500103012000", from: "2024-06-30", to: "2026-11-24", first: 50) {
    newCount goneCount persistingCount nodes { change finding { ${FINDING} } } } }`],
  [MATCHES, { text: "老人没人做饭" }],
  [MATCHES, { text: "想办一场电脑培训" }],
  ['{ matchNeeds(unit: "unit-01", first: 5) { nodes { score need { id title } best { resource { id title } } } } }'],
  ['{ assignmentPlan(area: "500103012000") { pairings { points need { id title } resource { id title } } } }'],
  ['{ coveragePlan(area: "500103012000") { cells { formation sentence grids { id code } units { id } } } }'],
  ["{ cases(first: 5) { nodes { id title state steps { nodes { id action } } calls { nodes { id state } } } } }"],
  ["{ overdue(area: \"500103012000\", first: 5) { nodes { id title light } } }"],
  ["{ myInbox(first: 10) { nodes { case { id title state } call { id state unit { id name } } } } }"],
  ["{ myTasks(first: 10) { nodes { id state task { id title } receiver { id } } } }"],
  ['{ search(text: "马家堡", first: 20) { nodes { score areaPath node { id } } } }'],
  ['{ links(from: "unit-01", to: "unit-02") { hops { words start { id } end { id } } } }'],
  [`{ community(code: "500103012011") { id name grids(first: 5) { nodes { id partyCells(asOf: "2024-06-30") {
    edges { since node { id name } } } now: partyCells { edges { since node { id name } } } } } } }`],
  ["{ me { role areas { id name } permissions { operation reach } } }"],
];

// every object says its type, as each of these clients asks
const typed = (text) =>
  visit(parse(text), {
    SelectionSet: (node, _, parent) =>
      parent?.kind === "OperationDefinition"
        ? undefined
        : { ...node, selections: [{ kind: "Field", name: { kind: "Name", value: "__typename" } }, ...node.selections] },
  });

const plain = (data) => JSON.parse(JSON.stringify(data ?? null));

async function told(document, variables) {
  const body = JSON.stringify({ query: print(document), variables });
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  const { data, errors } = await response.json();
  if (errors) throw new Error(`${print(document)}: ${JSON.stringify(errors)}`);
  return data;
}

const asked = [];
for (const [text, variables = {}] of QUESTIONS) {
  const query = typed(text);
  asked.push({ query, variables, data: await told(query, variables) });
}

const apollo = new InMemoryCache();
asked.forEach((each) => apollo.writeQuery(each));
const read = { apollo: (each) => apollo.readQuery({ query: each.query, variables: each.variables }) };

const urql = new Client({ url, preferGetMethod: false, exchanges: [cacheExchange(), fetchExchange] });
for (const { query, variables } of asked) {
  const { error } = await urql.query(query, variables, { requestPolicy: "network-only" }).toPromise();
  if (error) throw error;
}
read.urql = async (each) =>
  (await urql.query(each.query, each.variables, { requestPolicy: "cache-only" }).toPromise()).data;

const seen = { answers: asked.length };
for (const [cache, reading] of Object.entries(read)) {
  seen[cache] = [];
  for (const each of asked) {
    if (!isDeepStrictEqual(plain(await reading(each)), each.data)) seen[cache].push(print(each.query).slice(0, 100));
  }
}
console.log(JSON.stringify(seen));
