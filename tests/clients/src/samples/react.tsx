// React with Apollo Client: a list that grows page by page, a form that publishes, and what happens meanwhile.
import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import { ApolloProvider, useMutation, useQuery } from "@apollo/client/react";
import { relayStylePagination } from "@apollo/client/utilities";
import { type FormEvent, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { NEEDS, PUBLISH } from "../documents.js";
import { type Change, follow } from "./follow.js";
import { type Place, TOPIC, UNIT } from "./place.js";

function Needs({ url, area, first }: Place) {
  const { data, fetchMore, refetch } = useQuery(NEEDS, { variables: { area, first, after: null } });
  const [publish, { data: published, error }] = useMutation(PUBLISH, { onCompleted: () => void refetch() });
  const [changes, setChanges] = useState<Change[]>([]);
  const [key, setKey] = useState(() => crypto.randomUUID());
  useEffect(() => follow(url, area, (change) => setChanges((before) => [...before, change])), [url, area]);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const title = event.currentTarget.elements.namedItem("title") as HTMLInputElement;
    // the key stays until the answer is there: however often the form is sent, one need is published
    await publish({ variables: { need: { area, raisedBy: UNIT, title: title.value, topics: [TOPIC] }, key } });
    setKey(crypto.randomUUID());
  }

  const page = data?.needs;
  if (!page) return <p>正在读取……</p>;
  return (
    <main>
      <p data-total={page.totalCount}>{page.counts.map((group) => `${group.value} ${group.count}`).join("，")}</p>
      <ul>{page.edges.map(({ node }) => <li key={node.id}>{node.title}</li>)}</ul>
      <button
        disabled={!page.pageInfo.hasNextPage}
        onClick={() => void fetchMore({ variables: { after: page.pageInfo.endCursor } })}
      >
        更多
      </button>
      <form onSubmit={(event) => void send(event)}>
        <input name="title" aria-label="标题" required />
        <button type="submit">发布</button>
        <output>{error ? error.message : published?.publishNeed ? `已发布：${published.publishNeed.title}` : ""}</output>
      </form>
      <ol>{changes.map((change) => <li key={change.cursor} data-of={change.subjectId}>{change.action}</li>)}</ol>
    </main>
  );
}

export function show(root: Element, place: Place): void {
  const cache = new InMemoryCache({ typePolicies: { Query: { fields: { needs: relayStylePagination(["filter"]) } } } });
  const client = new ApolloClient({ link: new HttpLink({ uri: place.url }), cache });
  createRoot(root).render(
    <ApolloProvider client={client}>
      <Needs {...place} />
    </ApolloProvider>,
  );
}
