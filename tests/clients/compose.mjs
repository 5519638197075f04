// Compose the subgraphs given as files `name.graphql` into one graph; prints its public SDL, or the errors as JSON.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { composeServices, transformSupergraphToPublicSchema } from "@theguild/federation-composition";
import { parse, print } from "graphql";

const services = process.argv.slice(2).map((path) => ({
  name: basename(path, ".graphql"),
  url: `https://${basename(path, ".graphql")}.example.cn/graphql`,
  typeDefs: parse(readFileSync(path, "utf8")),
}));
const { errors, supergraphSdl } = composeServices(services);
if (errors?.length) {
  console.log(JSON.stringify(errors.map((error) => error.message)));
  process.exit(1);
}
console.log(print(transformSupergraphToPublicSchema(parse(supergraphSdl))));
