// The address of exactly this view: days and filters as the server reads them, the camera behind the `#`.
import { days, iso } from "./time.js";

const copy = document.getElementById("copy");

/** The camera that an address asks for, as `#map=zoom/latitude/longitude`. */
export function camera() {
  const found = /^#map=([\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)$/.exec(location.hash);
  return found && { zoom: Number(found[1]), center: [Number(found[3]), Number(found[2])] };
}

/** Keep the address equal to what is shown. */
export function keep(map) {
  const url = new URL(location.href);
  const { high, span, all } = days();
  const set = (name, value) => (value ? url.searchParams.set(name, value) : url.searchParams.delete(name));
  if ((all ? null : iso(high)) !== url.searchParams.get("day")) url.searchParams.delete("page");
  set("day", all ? "" : iso(high));
  set("window", span ? String(span) : "");
  const { lng, lat } = map.getCenter();
  url.hash = `map=${map.getZoom().toFixed(2)}/${lat.toFixed(5)}/${lng.toFixed(5)}`;
  history.replaceState(null, "", url);
  document.getElementById("address").textContent = url.href;
}

let asked = "";
let waiting = 0;

/** Load the table and the legend's counts of the days shown, when the slider has come to rest. */
export function list(after) {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const url = location.href.replace(/#.*/, "");
    if (url === asked) return;
    asked = url;
    const answer = await fetch(url);
    if (!answer.ok || url !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["list", "legend-part"]) document.getElementById(id).replaceWith(page.getElementById(id));
    for (const field of ["day", "window"]) {
      const hidden = document.querySelector(`form.filters input[name=${field}]`);
      const value = new URL(url).searchParams.get(field);
      if (hidden && value) hidden.value = value;
    }
    after();
  }, 400);
}

/** The table stands as the server made it until something changes. */
export function listed() {
  asked = location.href.replace(/#.*/, "");
}

export function copying() {
  const told = document.getElementById("copied");
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      told.textContent = copy.dataset.done;
    } catch {
      told.textContent = copy.dataset.failed;
    }
  });
}

/** Put a picture of the map where paper has none of its own. */
export function printing(map) {
  const picture = document.getElementById("printed");
  const take = () => {
    map.redraw();
    picture.src = map.getCanvas().toDataURL();
    picture.hidden = false;
    const scale = document.querySelector(".maplibregl-ctrl-scale");
    const bar = document.getElementById("scale");
    bar.textContent = scale.textContent;
    bar.style.inlineSize = `${(100 * scale.offsetWidth) / map.getCanvas().clientWidth}%`;
    bar.hidden = false;
  };
  addEventListener("beforeprint", take);
  matchMedia("print").addEventListener("change", (event) => { if (event.matches) take(); });
}
