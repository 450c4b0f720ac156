// What the map is drawn with: the land, zones, circles of uncertainty, and marks in the shapes and colours of the legend.
import { degrees } from "./plot.js";

const EARTH = 40030; // kilometres round it, on a sphere of 6371 km
const TILE = 512;

export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const collection = (features) => ({ type: "FeatureCollection", features });
const point = (coordinates, properties) => ({ type: "Feature", properties, geometry: { type: "Point", coordinates } });

export function style(basemap) {
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

/** The marks of the legend as the map's icons, so that both are the same shape in the same colour. */
export function addMarks(map) {
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

/** A circle of so many kilometres at every zoom; `pixels` is its radius where the world is one tile wide. */
const radius = ["interpolate", ["exponential", 2], ["zoom"], 0, ["get", "pixels"], 22, ["*", ["get", "pixels"], 2 ** 22]];

export function addLayers(map, plot, zones) {
  const ink = colour("--zone");
  const tint = ["match", ["get", "status"], ...plot.statuses.flatMap((s) => [s, colour(`--s-${s}`)]), colour("--s-none")];
  map.addSource("zones", { type: "geojson", data: zones });
  map.addSource("areas", { type: "geojson", data: collection([]) });
  map.addSource("marks", { type: "geojson", data: collection([]) });
  const outline = { "line-color": ink, "line-width": 2 };
  const text = { "text-color": colour("--ink"), "text-halo-color": colour("--land"), "text-halo-width": 1.5 };
  const layers = [
    { id: "zones", type: "fill", source: "zones", paint: { "fill-color": ink, "fill-opacity": 0.07 } },
    { id: "zones-agreed", type: "line", source: "zones", paint: outline },
    { id: "zones-open", type: "line", source: "zones", paint: { ...outline, "line-dasharray": [2, 2] } },
    {
      id: "areas", type: "circle", source: "areas",
      paint: {
        "circle-radius": radius, "circle-color": tint, "circle-opacity": 0.08,
        "circle-stroke-color": tint, "circle-stroke-width": 0.75, "circle-stroke-opacity": 0.5,
      },
    },
    {
      id: "marks", type: "symbol", source: "marks",
      layout: {
        "icon-image": ["get", "status"], "icon-allow-overlap": true, "icon-ignore-placement": true,
        "icon-size": ["interpolate", ["linear"], ["get", "n"], 1, 1, 10, 1.25, 1000, 1.8],
        "text-field": ["get", "count"], "text-size": 11.5, "text-anchor": "top", "text-offset": [0, 0.6],
        "text-allow-overlap": true, "text-ignore-placement": true,
      },
      paint: text,
    },
    {
      id: "names", type: "symbol", source: "marks", minzoom: 6.5, filter: ["==", ["get", "n"], 1],
      layout: { "text-field": ["get", "name"], "text-size": 12, "text-anchor": "bottom", "text-offset": [0, -0.7], "text-optional": true },
      paint: text,
    },
  ];
  layers.forEach((layer) => map.addLayer(layer));
}

/** Draw what was arranged. */
export function draw(map, plot, { marks, areas }, locale) {
  const number = new Intl.NumberFormat(locale);
  map.getSource("marks").setData(collection(marks.map((group) => {
    const [one] = group.members;
    const alone = group.n === 1;
    const vague = alone && plot.radius[one] === plot.unknown ? "?" : "";
    return point(group.at, {
      status: plot.statuses[group.status], n: group.n, count: alone ? vague : number.format(group.n),
      name: alone ? plot.places[plot.place[one]] : "", members: JSON.stringify(group.members),
    });
  })));
  map.getSource("areas").setData(collection(areas.map((n) => {
    const at = degrees(plot.x[n], plot.y[n]);
    const pixels = ((plot.radius[n] / 1000) * TILE) / (EARTH * Math.cos((at[1] * Math.PI) / 180));
    return point(at, { status: plot.statuses[plot.status[n]], pixels });
  })));
}

/** Show the zones that stand in the days from `from` (may be empty) to `to`, as YYYY-MM-DD. */
export function showZones(map, from, to) {
  const agreed = ["==", ["get", "agreed"], true];
  const standing = ["all", ["<=", ["get", "since"], to], ["any", ["==", ["get", "until"], ""], [">", ["get", "until"], from || to]]];
  map.setFilter("zones", standing);
  map.setFilter("zones-agreed", [...standing, agreed]);
  map.setFilter("zones-open", [...standing, ["!", agreed]]);
}
