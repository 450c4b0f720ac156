// The map: reads the incidents once, and from then on arranges and draws what the view and the days show.
import { Map, NavigationControl, ScaleControl, setWorkerUrl } from "../vendor/maplibre-gl.mjs";
import { onClick } from "./cards.js";
import { addLayers, addMarks, draw, showZones, style } from "./layers.js";
import { arrange, read } from "./plot.js";
import { days, iso, slider, tell } from "./time.js";
import { camera, copying, keep, list, listed, printing } from "./view.js";

const TILE = 512;
const STEP = 0.5; // of zoom, after which marks are arranged anew while the map moves
const box = document.getElementById("map");
const words = box.dataset;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

/** The part of the world that is shown, in parts of its width. */
function view(map) {
  const bounds = map.getBounds();
  const y = (lat) => 0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI);
  return {
    west: 0.5 + bounds.getWest() / 360, east: 0.5 + bounds.getEast() / 360,
    north: y(bounds.getNorth()), south: y(bounds.getSouth()),
    size: TILE * 2 ** (Math.round(map.getZoom() / STEP) * STEP),
  };
}

/** What draws the view: at once, and again where the map was moved beyond what was arranged. */
function drawer(map, plot) {
  let arranged = null;
  const tellShown = (shown) => {
    const node = document.getElementById("view");
    const number = new Intl.NumberFormat(words.locale);
    node.hidden = false;
    node.textContent = fill(node.dataset.words, { n: number.format(shown), all: number.format(plot.n) });
  };
  const again = () => {
    const here = view(map);
    const made = arrange(plot, days(), here);
    arranged = here;
    draw(map, plot, made, words.locale);
    tellShown(made.shown);
  };
  map.on("move", () => {
    const here = view(map);
    const wide = (arranged.east - arranged.west) / 2;
    const out = here.west < arranged.west - wide || here.east > arranged.east + wide;
    if (here.size !== arranged.size || out) again();
  });
  return again;
}

function begin(map, plot, zones) {
  addMarks(map);
  addLayers(map, plot, zones);
  onClick(map, words.locale);
  const again = drawer(map, plot);
  const change = async (playing) => {
    const { low, high } = days();
    tell(words.locale);
    showZones(map, Number.isFinite(low) ? iso(low) : "", iso(high));
    again();
    keep(map);
    if (playing) await map.once("idle");
    else list(again);
  };
  again();
  map.on("moveend", () => { again(); keep(map); });
  copying();
  printing(map);
  listed();
  slider(change);
  if (!document.getElementById("time").hidden) change(false);
  else keep(map);
  map.once("idle", () => { words.ready = "yes"; });
}

async function start() {
  const [buffer, zones] = await Promise.all([
    fetch(words.plot).then((answer) => answer.arrayBuffer()), fetch(words.zones).then((answer) => answer.json()),
  ]);
  const plot = read(buffer);
  const [west, south, east, north] = words.box.split(",").map(Number);
  setWorkerUrl(words.worker);
  box.hidden = false;
  document.getElementById("no-map").hidden = true;
  const map = new Map({
    container: box, style: style(words.basemap), bounds: [[west, south], [east, north]],
    fitBoundsOptions: { padding: 24 }, dragRotate: false, pitchWithRotate: false, locale: { "Map.Title": words.label },
    ...camera(),
  });
  if (camera()) map.jumpTo(camera());
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }));
  map.addControl(new ScaleControl());
  map.on("load", () => begin(map, plot, zones));
}

const supported = document.createElement("canvas").getContext("webgl2");
if (supported) start();
