// What the chat page and the phones have in common: sending a form without leaving the page, and updates as they come.
// Without this script the same forms and links do the same, a page at a time; a browser too old for it does without.

const main = document.getElementById("main");
let cursor = main.dataset.cursor;

/** Whether `other` lies before what the page shows already: an answer may overtake the stream, and the other way round. */
function older(other) {
  const [shown, offered] = [cursor, other].map((text) => text.split(/[.-]/).map(Number));
  return offered.some((number, i) => number < shown[i]);
}

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.children];
}

/** Add the items that are not there yet; the first of those added. */
function add(list, html) {
  const fresh = parse(html).filter((item) => !document.getElementById(item.id));
  if (list.dataset.newestFirst === undefined) list.append(...fresh);
  else list.prepend(...fresh);
  return fresh[0];
}

/** Bring the page up to date. Returns the first new line, if there is one. */
export function apply(update) {
  const another = update.since && update.since !== main.dataset.since;
  if (another || (update.lang && update.lang !== document.documentElement.lang)) {
    location.hash = "end";
    location.reload();
    return undefined;
  }
  const added = Object.entries(update.add).map(([id, html]) => add(document.getElementById(id), html));
  if (!older(update.cursor)) {
    cursor = update.cursor;
    for (const [id, html] of Object.entries(update.fill)) fill(document.getElementById(id), html);
    for (const [id, value] of Object.entries(update.values)) document.getElementById(id).value = value;
  }
  return added.find(Boolean);
}

function fill(element, html) {
  if (element.dataset.shown === html) return;
  element.dataset.shown = html;
  const held = element.contains(document.activeElement);
  element.textContent = "";
  element.append(...parse(html));
  if (held) (element.querySelector("[tabindex]") ?? document.querySelector("input[type=text]")).focus({ preventScroll: true });
}

/** Keep the page up to date; `told` hears of each first new line. The browser itself reconnects and says where it was. */
export function listen(told) {
  const address = main.dataset.events;
  const source = new EventSource(`${address}${address.includes("?") ? "&" : "?"}after=${cursor}`);
  source.addEventListener("update", (event) => told(apply(JSON.parse(event.data))));
  addEventListener("pagehide", () => source.close());
}

function random() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Send a form; the update it is answered with. A sending that failed keeps its token, so that trying again cannot be taken twice. */
export async function send(form, button) {
  const fields = new FormData(form);
  const body = form.enctype === "multipart/form-data" ? fields : new URLSearchParams(fields);
  if (button && button.name) body.append(button.name, button.value);
  form.dataset.token ||= random();
  body.set("token", form.dataset.token);
  body.set("after", cursor);
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { Accept: "application/json" } });
  const update = await answer.json();
  if (!answer.ok) throw new Error(update.error);
  delete form.dataset.token;
  return update;
}

/** Say that something was not sent; TypeError is what fetch throws without a connection. */
export function failed(element, error) {
  element.textContent = !error ? "" : error instanceof TypeError || error instanceof SyntaxError ? main.dataset.failed : error.message;
}
