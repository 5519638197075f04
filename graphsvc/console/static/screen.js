// Keeps the screen as things are: it hears what changes, and asks for the whole page again, at most every few seconds.
const PAUSE = 5_000; // between two answers, so that many screens cost no more than few
const AT_LEAST = 60_000; // what time alone changes, such as lights, is told by nobody
const LONGEST = 30_000; // for an answer
const RETRY = [1_000, 2_000, 5_000, 10_000, 20_000, 60_000];
const LINES = 12;

const live = document.getElementById("live");
const state = document.getElementById("state");
const happened = document.getElementById("happened");
const words = JSON.parse(live.dataset.words);
let source = null;
let place = live.dataset.since; // behind the last event, or what the page shows: a stream goes on from here
let cuts = 0;
let failures = 0;
let asked = Date.now();
let asking = false;
let timer = 0;

function say() {
  const heard = source?.readyState === EventSource.OPEN;
  const text = !heard
    ? "与服务的连接断开了，正在重连；上面是断开之前的数字。"
    : failures
      ? "暂时取不到新的数字，正在重试；上面是之前的。"
      : "实时更新中；每个数字都能点开，打开的清单正是它数的条目。";
  state.classList.toggle("problem", !heard || failures > 0);
  if (state.textContent !== text) state.textContent = text;
}

function later(times) {
  return RETRY[Math.min(times, RETRY.length - 1)] * (1 + Math.random() / 5);
}

function plan(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(refresh, milliseconds);
}

function soon() {
  if (!asking && !failures) plan(Math.max(0, asked + PAUSE * (1 + Math.random() / 5) - Date.now()));
}

async function refresh() {
  if (asking) return;
  asking = true;
  asked = Date.now();
  const before = place;
  try {
    const answer = await fetch(location.href, { redirect: "manual", signal: AbortSignal.timeout(LONGEST) });
    if (answer.type === "opaqueredirect") return location.reload(); // signed out: the page leads to where one signs in
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    show(page.getElementById("figures"));
    failures = 0;
  } catch {
    failures += 1;
  }
  asking = false;
  plan(failures ? later(failures + 1) : AT_LEAST);
  if (place !== before) soon(); // something happened while the answer was made
  say();
}

function show(fresh) {
  if (!fresh) throw new Error("a page without figures");
  const figures = document.getElementById("figures");
  const focused = figures.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  figures.replaceWith(fresh);
  if (focused) [...fresh.querySelectorAll("a")].find((each) => each.getAttribute("href") === focused)?.focus();
}

function line(change) {
  const item = document.createElement("li");
  const time = new Date(change.happenedAt).toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });
  const [first, ...others] = change.kinds.map((kind) => words[kind] ?? kind);
  item.textContent = `${time} ${first}${others.length ? `等 ${others.length + 1} 项指标` : ""}有变化${change.count > 1 ? `（${change.count} 条）` : ""}`;
  happened.prepend(item);
  while (happened.children.length > LINES) happened.lastChild.remove();
  happened.hidden = false;
  happened.dataset.count = Number(happened.dataset.count ?? 0) + change.count;
}

function tell(event) {
  const answer = JSON.parse(event.data);
  const change = answer.data?.boardChanges;
  if (change && event.lastEventId !== place) {
    place = event.lastEventId;
    line(change);
    soon();
  } else if (answer.errors?.some((each) => each.extensions?.code === "BAD_CURSOR")) {
    place = ""; // the record no longer reaches back so far: the figures are asked for as a whole
  }
}

function follow() {
  const since = place ? `&since=${encodeURIComponent(place)}` : "";
  source = new EventSource(live.dataset.changes + since);
  source.addEventListener("open", () => {
    cuts = 0;
    say();
    soon(); // what happened while nobody listened
  });
  source.addEventListener("next", tell);
  const again = () => {
    source.close();
    say();
    setTimeout(follow, later(cuts++));
  };
  source.addEventListener("complete", again);
  source.addEventListener("error", again);
}

plan(AT_LEAST);
follow();
