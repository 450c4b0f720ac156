// What a click, or Enter with the map focused, opens: the server says what is known of an incident; zones say who agreed.
import { Popup } from "../vendor/maplibre-gl.mjs";

const box = document.getElementById("map");
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, key) => values[key]);

function line(parent, words, tag = "p") {
  const node = document.createElement(tag);
  node.dir = "auto";
  node.textContent = words;
  parent.append(node);
  return node;
}

async function incidents(members) {
  const url = new URL(box.dataset.cards, location.href);
  members.forEach((n) => url.searchParams.append("n", n));
  const answer = await fetch(url);
  return new DOMParser().parseFromString(await answer.text(), "text/html").body;
}

async function incidentCard(map, feature, locale) {
  const card = document.createElement("div");
  const { n, members } = feature.properties;
  if (n > 1) line(card, fill(box.dataset.several, { n: new Intl.NumberFormat(locale).format(n) }), "strong");
  if (n > 1 && map.getZoom() < map.getMaxZoom() - 4) {
    const nearer = line(card, box.dataset.nearer, "button");
    nearer.type = "button";
    nearer.addEventListener("click", () => map.easeTo({ center: feature.geometry.coordinates, zoom: map.getZoom() + 2 }));
  }
  card.append(...(await incidents(JSON.parse(members))).childNodes);
  return card;
}

const names = (value) => (typeof value === "string" ? JSON.parse(value) : value);

function zoneCard({ properties }) {
  const card = document.createElement("div");
  const words = box.dataset;
  line(card, properties.name, "strong");
  line(card, `${words.agreed}: ${names(properties.agreed_by).join(", ") || words.nobody}`);
  const without = names(properties.not_by);
  if (without.length) line(card, `${words.missing}: ${without.join(", ")}`);
  return card;
}

/** Open what lies at a pixel; the focus goes into the card, and back to the map when it is closed. */
async function open(map, at, locale) {
  const near = [[at.x - 8, at.y - 8], [at.x + 8, at.y + 8]];
  const [mark] = map.queryRenderedFeatures(near, { layers: ["marks"] });
  const [zone] = map.queryRenderedFeatures(at, { layers: ["zones"] });
  if (!mark && !zone) return;
  const card = mark ? await incidentCard(map, mark, locale) : zoneCard(zone);
  card.tabIndex = -1;
  const where = mark ? mark.geometry.coordinates : map.unproject(at);
  const popup = new Popup({ maxWidth: "20rem", focusAfterOpen: false }).setLngLat(where).setDOMContent(card).addTo(map);
  const close = popup.getElement().querySelector("button.maplibregl-popup-close-button");
  close?.setAttribute("aria-label", box.dataset.close);
  popup.getElement().addEventListener("keydown", (event) => { if (event.key === "Escape") popup.remove(); });
  popup.on("close", () => map.getCanvas().focus());
  card.focus();
}

export function onClick(map, locale) {
  const canvas = map.getCanvas();
  map.on("click", (event) => open(map, event.point, locale));
  canvas.addEventListener("keydown", (event) => {
    if (event.key === "Enter") open(map, map.project(map.getCenter()), locale);
  });
  map.on("mousemove", "marks", () => { canvas.style.cursor = "pointer"; });
  map.on("mouseleave", "marks", () => { canvas.style.cursor = ""; });
}
