// Uses a sample as a person does, in a page of jsdom: reads all pages, publishes, and waits to be told of it.
// Given: the service's address, an area, the sample's name. Prints what the page showed.
import { JSDOM } from "jsdom";
import type { Place } from "./place.js";

declare const process: { argv: string[]; exit(code: number): never };
const [, , url = "", area = "", name = ""] = process.argv;
const FIRST = 7;
const PATIENCE = 20_000;

const dom = new JSDOM("<!doctype html><div id=app></div>", { url });
const { window } = dom;
const { document, navigator, Element: AnElement, HTMLElement: AnHtmlElement, SVGElement, ShadowRoot } = window;
const given = { window, document, navigator, Element: AnElement, HTMLElement: AnHtmlElement, SVGElement, ShadowRoot };
for (const [key, value] of Object.entries(given)) {
  Object.defineProperty(globalThis, key, { value, configurable: true, writable: true });
}
const one = <E extends Element>(selector: string): E => {
  const found = window.document.querySelector<E>(selector);
  if (!found) throw new Error(`no ${selector} on the page`);
  return found;
};
const count = (selector: string): number => window.document.querySelectorAll(selector).length;

async function until(what: string, holds: () => boolean): Promise<void> {
  const begun = Date.now();
  while (!holds()) {
    if (Date.now() - begun > PATIENCE) throw new Error(`${what}: ${window.document.body.innerHTML.slice(-2_000)}`);
    await new Promise((again) => setTimeout(again, 20));
  }
}

const sample = (await import(`./${name}.js`)) as { show(root: Element, place: Place): void };
sample.show(one("#app"), { url, area, first: FIRST });
await until("the first page", () => count("ul li") > 0);
const sizes = [count("ul li")];
while (!one<HTMLButtonElement>("main > button").disabled) {
  const before = count("ul li");
  one<HTMLButtonElement>("main > button").click();
  await until("the next page", () => count("ul li") > before);
  sizes.push(count("ul li"));
}
const total = Number(one<HTMLElement>("p").dataset.total);
const words = one("p").textContent;
const field = one<HTMLInputElement>("input[name=title]");
field.value = `${name}：周末教老人用手机`;
field.dispatchEvent(new window.Event("input", { bubbles: true }));
one<HTMLButtonElement>("form button").click();
await until("the answer", () => (one("output").textContent ?? "") !== "");
await until("the change", () => count("ol li") > 0);
const change = one<HTMLElement>("ol li");
console.log(
  JSON.stringify({
    sizes,
    total,
    words,
    said: one("output").textContent,
    told: change.textContent,
    of: change.dataset.of,
  }),
);
process.exit(0);
