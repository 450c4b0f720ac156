// Keeps a half-written form in this browser until it is thrown away, so that no crash, reload or login loses it.
// In IndexedDB and not in localStorage, which Chromium writes to its disk only seconds, or a minute, later.
const form = document.querySelector("form[data-draft]");
const key = `holdfire draft ${form.dataset.draft}`;
const said = form.querySelector("[data-draft-said]");
const drop = form.querySelector("[data-draft-drop]");
const fields = () => [...form.elements].filter((e) => e.name && e.type !== "hidden" && e.type !== "submit");

const base = new Promise((done, fail) => {
  const asked = indexedDB.open("holdfire", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("drafts");
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => fail(asked.error);
});

async function store(mode, act) {
  const work = (await base).transaction("drafts", mode, { durability: "strict" });
  const asked = act(work.objectStore("drafts"));
  return new Promise((done, fail) => {
    work.oncomplete = () => done(asked.result);
    work.onerror = () => fail(work.error);
  });
}

function value(e) {
  if (e.type === "checkbox" || e.type === "radio") return e.checked;
  return e.multiple ? [...e.selectedOptions].map((o) => o.value) : e.value;
}

const named = (e) => (e.type === "radio" ? `${e.name}=${e.value}` : e.name);
const read = () => fields().map((e) => [named(e), value(e)]);

function fill(saved) {
  for (const e of fields()) {
    const found = saved.find(([name]) => name === named(e));
    if (!found) continue;
    if (e.type === "checkbox" || e.type === "radio") e.checked = found[1];
    else if (e.multiple) for (const o of e.options) o.selected = found[1].includes(o.value);
    else if (found[1]) e.value = found[1];
  }
}

function show(kept) {
  said.hidden = drop.hidden = !kept;
}

let writing = Promise.resolve();
function keep(act) {
  writing = writing.then(() => store("readwrite", act)).catch(() => show(false));
  return writing;
}

let touched = false;
store("readonly", (drafts) => drafts.get(key)).then((saved) => {
  if (saved && !touched) fill(saved);
  show(Boolean(saved));
  form.dataset.ready = "";
});
form.addEventListener("input", () => {
  touched = true;
  const now = read();
  keep((drafts) => drafts.put(now, key)).then(() => show(true));
});
drop.addEventListener("click", () => {
  keep((drafts) => drafts.delete(key));
  form.reset();
  show(false);
});
