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
    const response = await fetch("graphql", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/graphql-response+json, application/json;q=0.9",
        "accept-language": "zh",
        ...options?.headers,
      },
      body: JSON.stringify(body),
    });
    return response.json();
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
