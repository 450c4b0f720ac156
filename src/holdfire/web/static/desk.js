// The queue by keyboard, filters kept by name, and a line that says what is new; the page itself is never loaded anew.
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
const rows = () => (form ? [...form.querySelectorAll("tr[data-report]")] : []);
const undone = [];
let here = -1;

function go(to) {
  const all = rows();
  here = Math.max(0, Math.min(all.length - 1, to));
  all.forEach((row, n) => row.toggleAttribute("aria-selected", n === here));
  all[here]?.focus();
}

function chosen() {
  const boxes = rows().filter((row) => row.querySelector("input:checked"));
  return boxes.length ? boxes : here >= 0 ? [rows()[here]] : [];
}

function renew(html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  for (const row of made.content.querySelectorAll("tr[data-report]"))
    form.querySelector(`tr[data-report="${row.dataset.report}"]`)?.replaceWith(row);
}

async function post(where, some, more) {
  const body = new FormData();
  for (const row of some) {
    body.append("report", row.dataset.report);
    const twin = row.querySelector("[name=twin]");
    if (twin) body.append("twin", twin.value);
  }
  for (const [name, value] of more) body.append(name, value);
  body.append("answer", "application/json");
  const answer = await fetch(where, { method: "POST", body });
  if (!answer.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const why = [".lead", ".facts code"].map((part) => page.querySelector(part)?.textContent || "");
    said.textContent = why[0] ? `${why[0]} (${why[1]})` : said.dataset.failed;
    return null;
  }
  const done = await answer.json();
  own += done.undo.length;
  renew(done.rows);
  return done.undo;
}

async function deal(where, more, words) {
  const some = chosen();
  if (!some.length) return;
  const first = rows().indexOf(some[0]);
  const last = rows().indexOf(some[some.length - 1]);
  const made = await post(where, some, more);
  if (!made) return;
  undone.push([made, first]);
  said.textContent = `${some.map((row) => "#" + row.dataset.report).join(" ")}: ${words}`;
  go(last + 1);
}

const keys = {
  j: () => go(here + 1),
  k: () => go(here - 1),
  a: () => deal(form.action, [["state", "accepted"]], said.dataset.accepted),
  x: () => deal(form.action, [["state", "set aside"]], said.dataset.aside),
  m: () => deal(form.dataset.merge, [], said.dataset.merged),
  s: () => deal(form.dataset.split, [], said.dataset.split),
  l: () => {
    const some = chosen();
    const where = new URL(form.querySelector("[data-locate]").formAction);
    for (const row of some) where.searchParams.append("report", row.dataset.report);
    for (const name of ["source", "language"]) where.searchParams.append(name, form.elements[name].value);
    if (some.length) location.assign(where);
  },
  n: () => rows()[here]?.querySelector("[data-notify]")?.click(),
  u: async () => {
    const last = undone.pop();
    if (!last || !(await post(form.dataset.undo, [], last[0].map((entry) => ["undo", entry])))) return;
    said.textContent = said.dataset.undone;
    go(last[1]);
  },
  " ": () => {
    const box = rows()[here]?.querySelector("input[type=checkbox]");
    if (box) box.checked = !box.checked;
  },
  Enter: () => rows()[here]?.querySelector("a").click(),
};

let busy = Promise.resolve();
if (said) {
  const back = form.querySelector("[data-back]");
  back.hidden = false;
  back.addEventListener("click", () => (busy = busy.then(keys.u)));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, button, a");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    busy = busy.then(() => keys[event.key]()).catch(() => (said.textContent = said.dataset.failed));
  });
}

// Filters by name, in this browser; a filter itself is its address.
const kept = document.getElementById("filters");
const shelf = `holdfire filters ${kept?.dataset.key}`;
const filters = () => JSON.parse(localStorage.getItem(shelf) || "{}");

function keep(name, address) {
  const all = filters();
  if (address) all[name] = address;
  else delete all[name];
  localStorage.setItem(shelf, JSON.stringify(all));
  list();
}

function list() {
  const shown = kept.querySelector("[data-list]");
  shown.replaceChildren(
    ...Object.entries(filters()).map(([name, address]) => {
      const item = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { textContent: name, href: `?${address}#waiting`, dir: "auto" });
      const drop = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
      drop.setAttribute("aria-label", `${shown.dataset.drop}: ${name}`);
      drop.addEventListener("click", () => keep(name, ""));
      item.append(link, " ", drop);
      return item;
    }),
  );
}

if (kept) {
  kept.hidden = false;
  kept.querySelector("[data-keep]").addEventListener("click", () => {
    const name = kept.querySelector("[name=filter]");
    const now = new URLSearchParams(location.search);
    for (const gone of ["done", "undo", "at"]) now.delete(gone);
    if (name.value.trim()) keep(name.value.trim(), now.toString() || "all");
    name.value = "";
  });
  list();
}
