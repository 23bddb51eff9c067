import { apply, failed, listen, send } from "./live.js";

const answer = document.getElementById("answer");
const text = document.getElementById("text");
const problem = document.getElementById("failed");

// New buttons may come to lie under a finger that is still tapping: for this long (milliseconds) they do nothing.
const SETTLE = 400;
let settled = 0;
new MutationObserver(() => (settled = performance.now() + SETTLE)).observe(answer, { childList: true });

/** Show the reply from its first line on, and as much of the buttons as fits below it. */
function show(line) {
  if (!line) return;
  const room = innerHeight - document.querySelector(".composer").offsetHeight;
  const fits = answer.getBoundingClientRect().bottom - line.getBoundingClientRect().top < room;
  if (fits && !answer.matches(":empty")) answer.scrollIntoView({ block: "end" });
  else line.scrollIntoView({ block: "start" });
}

/** Somebody who presses buttons goes on with the buttons; the group is named, and no single key press can pick one. */
function focusOn(form) {
  if (form.dataset.typed !== undefined) return;
  const group = answer.querySelector("fieldset");
  (group ?? text).focus({ preventScroll: true });
}

/** What is too large is told before it is sent: sending costs money. */
function fits(form) {
  const input = form.querySelector("[data-limit]");
  return !input?.files.length || input.files[0].size <= Number(input.dataset.limit);
}

/** A file that was sent is not to be sent again; the person goes on above. */
function sent(form) {
  form.reset();
  form.closest("details").open = false;
}

// The stream may bring the reply before the answer to the sending does; then this is its first line.
let early;
let sending = false;

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.dataset.live === undefined || event.submitter === undefined) return;
  event.preventDefault();
  if (form.dataset.tapped !== undefined && performance.now() < settled) return;
  if (sending) return;
  if (!fits(form)) {
    failed(problem, new Error(form.dataset.large));
    return;
  }
  [sending, early] = [true, undefined];
  try {
    const update = await send(form, event.submitter);
    failed(problem);
    const taken = Object.values(update.add).some(Boolean);
    if (form.dataset.typed !== undefined && taken) text.value = "";
    if (form.dataset.file !== undefined && taken) sent(form);
    const line = apply(update) ?? early;
    focusOn(form);
    show(line);
  } catch (error) {
    failed(problem, error);
  } finally {
    sending = false;
  }
});

// A key held down would answer the next question too.
document.addEventListener("keydown", (event) => {
  if (event.repeat && event.key === "Enter") event.preventDefault();
});

listen((line) => {
  if (sending) {
    early ??= line;
    return;
  }
  const near = document.documentElement.scrollHeight - innerHeight - scrollY < innerHeight;
  if (near && document.hasFocus()) show(line);
});
