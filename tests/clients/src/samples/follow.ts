// Follows an area's changes over server-sent events and misses none: whenever the stream breaks, the library asks again,
// and the request it then sends names the last cursor that was told.
import { createClient } from "graphql-sse";

export interface Change {
  cursor: string;
  action: string;
  subjectId: string;
}

const CHANGES = `subscription Changes($area: ID!, $since: String) {
  changes(area: $area, since: $since) { cursor action subjectId }
}`;

/** Calls `told` for each change under an area, in their order, until what it returns is called. */
export function follow(url: string, area: string, told: (change: Change) => void): () => void {
  const client = createClient({ url, retryAttempts: Infinity });
  let since: string | null = null;
  const request = {
    query: CHANGES,
    get variables() {
      return { area, since };
    },
  };
  const stop = client.subscribe<{ changes: Change }>(request, {
    next({ data }) {
      if (!data) return;
      since = data.changes.cursor;
      told(data.changes);
    },
    error(refused) {
      console.error("the changes cannot be followed", refused);
    },
    complete() {},
  });
  return () => {
    stop();
    client.dispose();
  };
}
