// The explorer: GraphiQL with the example documents in a panel of its own; asks this service and no other host.
"use strict";
{
  const h = React.createElement;
  const EXAMPLES = JSON.parse(document.getElementById("examples").textContent);
  const asked = { statements: false, cost: false };

  async function fetcher(params, options) {
    const extensions = Object.fromEntries(Object.entries(asked).filter(([, wanted]) => wanted));
    const body = Object.keys(extensions).length ? { ...params, extensions } : { ...params };
    // for a moment after another example was chosen GraphiQL still names the operation of the one before
    if ((params.query.match(/^\s*(query|mutation|subscription)\b/gm) ?? []).length < 2) delete body.operationName;
    const control = new AbortController();
    const response = await fetch("graphql", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/graphql-response+json, application/json;q=0.9, text/event-stream;q=0.9",
        "accept-language": "zh",
        ...options?.headers,
      },
      body: JSON.stringify(body),
      signal: control.signal,
    });
    const type = response.headers.get("content-type") ?? "";
    return type.startsWith("text/event-stream") ? followed(response.body, control) : response.json();
  }

  // the answers of a subscription, until it is complete or the reader stops: then the connection is closed at once
  function followed(body, control) {
    const answers = events(body);
    return {
      [Symbol.asyncIterator]() { return this; },
      next: () => answers.next().catch((error) => {
        if (!control.signal.aborted) throw error;
        return { done: true, value: undefined };
      }),
      return: async () => {
        control.abort();
        return { done: true, value: undefined };
      },
    };
  }

  async function* events(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      text += value;
      const parts = text.split("\n\n");
      text = parts.pop();
      for (const part of parts) {
        const fields = Object.fromEntries(part.split("\n").map((line) => line.split(/: ?(.*)/s, 2)));
        if (fields.event === "complete") return;
        if (fields.event === "next") yield JSON.parse(fields.data);
      }
    }
  }

  const Icon = () =>
    h("svg", { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", strokeWidth: 1.5, height: "1em", width: "1em" },
      h("path", { d: "M5 4h10l4 4v12H5zM8 11h8M8 15h8" }));

  const wish = (name, text) =>
    h("label", { key: name },
      h("input", { type: "checkbox", defaultChecked: asked[name], onChange: (event) => { asked[name] = event.target.checked; } }),
      " ", text);

  const panel = (choose) => ({
    title: "示例",
    icon: Icon,
    content: () =>
      h("section", { className: "examples" },
        h("h2", null, "示例查询"),
        EXAMPLES.map(({ title, text }) => h("button", { key: title, type: "button", onClick: () => choose(text) }, title)),
        wish("statements", "答案附上 Cypher"),
        wish("cost", "答案附上价格")),
  });

  function Explorer() {
    const [query, choose] = React.useState(EXAMPLES[0]?.text ?? "{ __typename }");
    const plugins = React.useMemo(() => [panel(choose)], []);
    // the visiblePlugin of GraphiQL toggles with each of its own renderings, so the panel is opened as a person would
    React.useEffect(() => { setTimeout(() => document.querySelector('button[aria-label$="示例"]')?.click()); }, []);
    return h(GraphiQL, { fetcher, query, plugins, defaultTheme: "light" });
  }

  ReactDOM.createRoot(document.getElementById("graphiql")).render(h(Explorer));
}
