// The queue by keyboard, and a line that says what is new; the page itself is never loaded anew under anybody's hands.
const note = document.getElementById("new");
const source = new EventSource(note.dataset.live);
source.addEventListener("size", (event) => {
  const fresh = Number(event.data) - Number(note.dataset.size) - own;
  note.hidden = fresh <= 0;
  const said = note.querySelector("[data-said]");
  said.textContent = said.dataset.said.replace("{n}", fresh);
});
let own = 0;

const form = document.getElementById("triage");
const said = document.getElementById("said");
const rows = form ? [...form.querySelectorAll("tr[data-report]")] : [];
const undone = [];
let here = -1;

function go(to) {
  here = Math.max(0, Math.min(rows.length - 1, to));
  rows.forEach((row, n) => row.toggleAttribute("aria-selected", n === here));
  rows[here]?.focus();
}

function chosen() {
  const boxes = rows.filter((row) => row.querySelector("input:checked"));
  return boxes.length ? boxes : here >= 0 ? [rows[here]] : [];
}

async function put(some, state) {
  const body = new FormData();
  for (const row of some) body.append("report", row.dataset.report);
  body.append("state", state);
  body.append("answer", "application/json");
  const answer = await fetch(form.action, { method: "POST", body });
  if (!answer.ok) {
    said.textContent = said.dataset.failed;
    return false;
  }
  own += 1;
  for (const row of some) {
    row.classList.toggle("soft", state !== "waiting");
    row.querySelector("input").checked = false;
  }
  const words = { accepted: said.dataset.accepted, "set aside": said.dataset.aside, waiting: said.dataset.waiting };
  said.textContent = `${some.map((row) => "#" + row.dataset.report).join(" ")}: ${words[state]}`;
  return true;
}

async function deal(state) {
  const some = chosen();
  if (some.length && (await put(some, state))) {
    undone.push(some);
    go(rows.indexOf(some[some.length - 1]) + 1);
  }
}

const keys = {
  j: () => go(here + 1),
  k: () => go(here - 1),
  a: () => deal("accepted"),
  x: () => deal("set aside"),
  u: async () => {
    const some = undone.pop();
    if (some && (await put(some, "waiting"))) go(rows.indexOf(some[0]));
  },
  " ": () => {
    const box = rows[here]?.querySelector("input");
    if (box) box.checked = !box.checked;
  },
  Enter: () => rows[here]?.querySelector("a").click(),
};

if (said) {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, button, a");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
}
