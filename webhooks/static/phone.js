import { apply, failed, listen, send } from "./live.js";

const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENSION = new Set("\f^{}\\[~]|€");

/** Units and parts of a text, by the rules of bot/language/sms.py; what is seen as one character is never cut. */
function count(text) {
  const gsm = [...text].every((c) => BASIC.has(c) || EXTENSION.has(c));
  const pieces = gsm || !Intl.Segmenter ? [...text] : [...new Intl.Segmenter("zh").segment(text)].map((s) => s.segment);
  const sizes = pieces.map((piece) => (gsm ? (EXTENSION.has(piece) ? 2 : 1) : piece.length));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const [one, each] = gsm ? [160, 153] : [70, 67];
  if (units <= one) return { units, parts: 1 };
  let [parts, filled] = [1, 0];
  for (const size of sizes) {
    if (filled + size > each) [parts, filled] = [parts + 1, 0];
    filled += size;
  }
  return { units, parts };
}

function recount(form) {
  const shown = form.querySelector(".count");
  const { units, parts } = count(form.elements.text.value.trim());
  shown.textContent = shown.dataset.count.replace("{units}", units).replace("{parts}", units ? parts : 0);
}

function toEnd(screen) {
  screen.scrollTop = screen.scrollHeight;
}

for (const form of document.querySelectorAll("form[data-live]")) {
  const problem = form.querySelector(".failed");
  const text = form.elements.text;
  recount(form);
  text.addEventListener("input", () => recount(form));
  form.addEventListener("click", (event) => {
    const key = event.target.closest("button[name=key]");
    if (!key) return;
    event.preventDefault();
    text.value += key.value;
    recount(form);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!text.value.trim()) return text.focus();
    try {
      apply(await send(form, event.submitter));
      failed(problem);
      text.value = "";
      recount(form);
    } catch (error) {
      failed(problem, error);
    }
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.repeat) return;
    event.preventDefault();
    form.querySelector(".main").click();
  });
}

// Each screen stays at its newest line, as a phone's does.
for (const screen of document.querySelectorAll(".screen")) {
  new MutationObserver(() => toEnd(screen)).observe(screen, { childList: true, subtree: true });
  toEnd(screen);
}

listen(() => {});
