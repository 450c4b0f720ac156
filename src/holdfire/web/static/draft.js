// Keeps a half-written form in this browser, so that no crash, reload or login loses it; entering it clears it.
const form = document.querySelector("form[data-draft]");
const key = `holdfire draft ${form.dataset.draft}`;
const said = form.querySelector("[data-draft-said]");
const drop = form.querySelector("[data-draft-drop]");
const fields = () => [...form.elements].filter((e) => e.name && e.type !== "hidden");

function read() {
  return fields().map((e) => [e.name, e.type === "checkbox" ? e.checked : e.multiple ? [...e.selectedOptions].map((o) => o.value) : e.value]);
}

function fill(saved) {
  for (const e of fields()) {
    const found = saved.find(([name]) => name === e.name);
    if (!found) continue;
    if (e.type === "checkbox") e.checked = found[1];
    else if (e.multiple) for (const o of e.options) o.selected = found[1].includes(o.value);
    else if (found[1]) e.value = found[1];
  }
}

function show(kept) {
  said.hidden = drop.hidden = !kept;
}

const saved = localStorage.getItem(key);
if (saved) fill(JSON.parse(saved));
show(Boolean(saved));
form.addEventListener("input", () => {
  localStorage.setItem(key, JSON.stringify(read()));
  show(true);
});
drop.addEventListener("click", () => {
  localStorage.removeItem(key);
  form.reset();
  show(false);
});
