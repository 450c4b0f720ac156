// The map and its time slider. Everything it shows stands in the table beside it too.
import { Map, NavigationControl, Popup, ScaleControl, setWorkerUrl } from "./vendor/maplibre-gl.mjs";

const DAY = 86400000;
const KM_PER_DEGREE = 111.32;
const box = document.getElementById("map");
const time = document.getElementById("time");
const rows = [...document.querySelectorAll("#rows tbody tr[data-first]")];

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, key) => values[key]);

/** A ring around a point: the true place lies within `km`. Plane geometry, good to 1 % for such radii. */
function ring(lon, lat, km) {
  const points = [];
  for (let i = 0; i <= 48; i += 1) {
    const angle = (i * Math.PI) / 24;
    const north = (km / KM_PER_DEGREE) * Math.sin(angle);
    const east = (km / (KM_PER_DEGREE * Math.cos((lat * Math.PI) / 180))) * Math.cos(angle);
    points.push([lon + east, lat + north]);
  }
  return points;
}

/** The marks of the legend as the map's icons, so that both are the same shape in the same colour. */
function addMarks(map) {
  for (const item of document.querySelectorAll("#legend li[data-status]")) {
    const size = 36;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = size;
    const pen = canvas.getContext("2d");
    const svg = item.querySelector("svg");
    pen.scale((size - 6) / 16, (size - 6) / 16);
    pen.translate(1.6, 1.6);
    const shape = new Path2D(svg.querySelector("path").getAttribute("d"));
    pen.strokeStyle = colour("--land");
    pen.lineWidth = 2.4;
    pen.stroke(shape);
    pen.fillStyle = getComputedStyle(svg).color;
    pen.fill(shape, "evenodd");
    map.addImage(item.dataset.status, pen.getImageData(0, 0, size, size), { pixelRatio: 2 });
  }
}

function style(basemap) {
  return {
    version: 8,
    sources: { land: { type: "geojson", data: basemap, attribution: "Natural Earth" } },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour("--sea") } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": colour("--land") } },
      {
        id: "borders", type: "line", source: "land",
        paint: { "line-color": colour("--border"), "line-width": 1, "line-dasharray": [3, 2] },
      },
    ],
  };
}

function areas(incidents) {
  const features = incidents.features.filter((f) => f.properties.radius_km).map((f) => ({
    type: "Feature",
    properties: f.properties,
    geometry: { type: "Polygon", coordinates: [ring(...f.geometry.coordinates, f.properties.radius_km)] },
  }));
  return { type: "FeatureCollection", features };
}

function addLayers(map, incidents, zones) {
  const ink = colour("--zone");
  const faint = colour("--s-none");
  map.addSource("zones", { type: "geojson", data: zones });
  map.addSource("areas", { type: "geojson", data: areas(incidents) });
  map.addSource("incidents", { type: "geojson", data: incidents });
  const outline = { "line-color": ink, "line-width": 2 };
  const agreed = ["==", ["get", "agreed"], true];
  const layers = [
    { id: "zones", type: "fill", source: "zones", paint: { "fill-color": ink, "fill-opacity": 0.07 } },
    { id: "zones-agreed", type: "line", source: "zones", filter: agreed, paint: outline },
    { id: "zones-open", type: "line", source: "zones", filter: ["!", agreed], paint: { ...outline, "line-dasharray": [2, 2] } },
    { id: "areas", type: "fill", source: "areas", paint: { "fill-color": faint, "fill-opacity": 0.07 } },
    { id: "areas-edge", type: "line", source: "areas", paint: { "line-color": faint, "line-opacity": 0.45, "line-width": 0.75 } },
    {
      id: "incidents", type: "symbol", source: "incidents",
      layout: { "icon-image": ["get", "status"], "icon-allow-overlap": true, "icon-ignore-placement": true, "symbol-sort-key": ["get", "order"] },
    },
    {
      id: "names", type: "symbol", source: "incidents", minzoom: 6.5,
      layout: { "text-field": ["get", "name"], "text-size": 12, "text-anchor": "top", "text-offset": [0, 0.7], "text-optional": true },
      paint: { "text-color": colour("--ink"), "text-halo-color": colour("--land"), "text-halo-width": 1.5 },
    },
  ];
  layers.forEach((layer) => map.addLayer(layer));
}

function line(parent, words, tag = "div") {
  const node = document.createElement(tag);
  node.dir = "auto";
  node.textContent = words;
  parent.append(node);
  return node;
}

function incidentCard({ properties }) {
  const card = document.createElement("div");
  const words = box.dataset;
  line(card, properties.place, "strong");
  line(card, properties.when);
  line(card, document.querySelector(`#legend li[data-status="${properties.status}"]`)?.firstElementChild?.nextSibling?.textContent?.trim() ?? "");
  line(card, properties.radius_km ? fill(words.within, { km: properties.radius_km }) : words.unstated);
  line(card, fill(words.origins, properties));
  const link = line(card, words.open, "a");
  link.href = properties.url;
  return card;
}

function zoneCard({ properties }) {
  const card = document.createElement("div");
  line(card, properties.name, "strong");
  const names = properties.agreed_by;
  line(card, `${box.dataset.agreed}: ${names.join(", ") || box.dataset.nobody}`);
  return card;
}

function onClick(map) {
  map.on("click", (event) => {
    const [found] = map.queryRenderedFeatures(event.point, { layers: ["incidents"] });
    const [zone] = map.queryRenderedFeatures(event.point, { layers: ["zones"] });
    const card = found ? incidentCard(found) : zone && zoneCard(zone);
    if (card) new Popup({ maxWidth: "20rem" }).setLngLat(event.lngLat).setDOMContent(card).addTo(map);
  });
  map.on("mousemove", "incidents", () => { map.getCanvas().style.cursor = "pointer"; });
  map.on("mouseleave", "incidents", () => { map.getCanvas().style.cursor = ""; });
}

/** The days chosen, [from, to] as YYYY-MM-DD; no lower end where everything up to the day is shown. */
function chosen() {
  const day = Date.parse(time.dataset.first) + Number(document.getElementById("day").value) * DAY;
  const span = Number(document.getElementById("window").value);
  const iso = (ms) => new Date(ms).toISOString().slice(0, 10);
  return [span ? iso(day - (span - 1) * DAY) : "", iso(day)];
}

function listRows(map, from, to) {
  const bounds = map.getBounds();
  let shown = 0;
  for (const row of rows) {
    const { first, last, lon, lat } = row.dataset;
    const then = !first || (first <= to && last >= from);
    const there = !lon || bounds.contains([Number(lon), Number(lat)]);
    row.hidden = !(then && there);
    shown += row.hidden ? 0 : 1;
  }
  const output = document.getElementById("in-view");
  output.textContent = fill(output.dataset.words, { n: shown, all: rows.length });
}

function update(map) {
  const [from, to] = chosen();
  const during = ["all", ["<=", ["get", "first_day"], to], [">=", ["get", "last_day"], from]];
  ["incidents", "names", "areas", "areas-edge"].forEach((layer) => map.setFilter(layer, during));
  const standing = ["all", ["<=", ["get", "since"], to], ["any", ["==", ["get", "until"], ""], [">", ["get", "until"], from || to]]];
  map.setFilter("zones", standing);
  map.setFilter("zones-agreed", [...standing, ["==", ["get", "agreed"], true]]);
  map.setFilter("zones-open", [...standing, ["!=", ["get", "agreed"], true]]);
  const written = new Intl.DateTimeFormat(time.dataset.locale, { dateStyle: "long", timeZone: "UTC" });
  document.getElementById("shown").textContent = written.format(Date.parse(to));
  listRows(map, from, to);
}

function slider(map) {
  const { first, last } = time.dataset;
  if (!first) return;
  const day = document.getElementById("day");
  const play = document.getElementById("play");
  day.max = String(Math.round((Date.parse(last) - Date.parse(first)) / DAY));
  day.value = day.max;
  time.hidden = false;
  let timer = 0;
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.setAttribute("aria-pressed", "false");
    play.textContent = play.dataset.play;
  };
  const step = () => {
    day.value = String(Number(day.value) + 1);
    update(map);
    if (day.value === day.max) stop();
  };
  play.addEventListener("click", () => {
    if (timer) { stop(); return; }
    if (day.value === day.max) day.value = "0";
    play.setAttribute("aria-pressed", "true");
    play.textContent = play.dataset.pause;
    timer = setInterval(step, 350);
  });
  day.addEventListener("input", () => update(map));
  document.getElementById("window").addEventListener("change", () => update(map));
  map.on("moveend", () => update(map));
  update(map);
}

async function start() {
  const read = async (url) => (await fetch(url)).json();
  const words = box.dataset;
  const [incidents, zones] = await Promise.all([read(words.incidents), read(words.zones)]);
  const [west, south, east, north] = words.box.split(",").map(Number);
  setWorkerUrl(words.worker);
  box.hidden = false;
  document.getElementById("no-map").hidden = true;
  const map = new Map({
    container: box, style: style(words.basemap), bounds: [[west, south], [east, north]],
    fitBoundsOptions: { padding: 24 }, dragRotate: false, pitchWithRotate: false, locale: { "Map.Title": words.label },
  });
  map.addControl(new NavigationControl({ showCompass: false }));
  map.addControl(new ScaleControl());
  map.on("load", () => {
    addMarks(map);
    addLayers(map, incidents, zones);
    onClick(map);
    slider(map);
    map.once("idle", () => { box.dataset.ready = "yes"; });
  });
}

const supported = document.createElement("canvas").getContext("webgl2");
if (supported) start();
