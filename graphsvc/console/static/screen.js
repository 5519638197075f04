// Keeps the screen as things are: it hears what changes, and asks for the whole page again, at most every few seconds.
const PAUSE = 5_000; // between two answers, so that many screens cost no more than few
const AT_LEAST = 60_000; // what time alone changes, such as lights, is told by nobody
const RETRY = [1_000, 2_000, 5_000, 10_000, 20_000];
const LINES = 12;

const live = document.getElementById("live");
const state = document.getElementById("state");
const happened = document.getElementById("happened");
const words = JSON.parse(live.dataset.words);
let place = ""; // behind the last event: a stream that was cut off goes on from here
let tries = 0;
let asked = Date.now();
let timer = 0;

function say(text, cut) {
  state.classList.toggle("problem", cut);
  if (state.textContent !== text) state.textContent = text;
}

function plan(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(refresh, milliseconds);
}

function soon() {
  plan(Math.max(0, asked + PAUSE * (1 + Math.random() / 5) - Date.now()));
}

async function refresh() {
  asked = Date.now();
  plan(AT_LEAST);
  try {
    const answer = await fetch(location.href, { redirect: "manual" });
    if (answer.type === "opaqueredirect") return location.reload(); // signed out: the page leads to where one signs in
    if (!answer.ok) throw new Error(answer.statusText);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("figures");
    const figures = document.getElementById("figures");
    const focused = figures.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    figures.replaceWith(fresh);
    if (focused) [...fresh.querySelectorAll("a")].find((each) => each.getAttribute("href") === focused)?.focus();
  } catch {
    say("暂时取不到新的数字，正在重试；上面是断开之前的。", true);
    plan(RETRY[2]);
  }
}

function line(change) {
  const item = document.createElement("li");
  const time = new Date(change.happenedAt).toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });
  const [first, ...others] = change.kinds.map((kind) => words[kind] ?? kind);
  item.textContent = `${time} ${first}${others.length ? `等 ${others.length + 1} 项指标` : ""}有变化`;
  happened.prepend(item);
  while (happened.children.length > LINES) happened.lastChild.remove();
  happened.hidden = false;
  happened.dataset.count = Number(happened.dataset.count ?? 0) + 1;
}

function tell(event) {
  const change = JSON.parse(event.data).data?.boardChanges;
  if (change && event.lastEventId !== place) {
    place = event.lastEventId;
    line(change);
    soon();
  } else if (!change) {
    place = ""; // refused, as when the record no longer reaches back so far: the figures are asked for as a whole
  }
}

function follow() {
  const since = place ? `&since=${encodeURIComponent(place)}` : "";
  const source = new EventSource(live.dataset.changes + since);
  source.addEventListener("open", () => {
    tries = 0;
    say("实时更新中；每个数字都能点开，打开的清单正是它数的条目。", false);
    soon(); // what happened while nobody listened
  });
  source.addEventListener("next", tell);
  const again = () => {
    source.close();
    say("与服务的连接断开了，正在重连；上面是断开之前的数字。", true);
    setTimeout(follow, RETRY[Math.min(tries++, RETRY.length - 1)]);
  };
  source.addEventListener("complete", again);
  source.addEventListener("error", again);
}

plan(AT_LEAST);
follow();
