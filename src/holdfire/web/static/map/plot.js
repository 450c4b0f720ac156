// Incidents in columns of numbers, as the server sends them (see web/plot.py), and what of them a view of the map shows.

const CELL = 64; // pixels in which incidents of one status stand as one mark
const APART = 24; // pixels between the marks of one cell
const AREAS = 2000; // in view, above which single incidents alone have their circle
export const LISTED = 20;

/** Read the server's columns; coordinates also as parts of the world's width (Web Mercator). */
export function read(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const plot = { ...head, x: new Float64Array(head.n), y: new Float64Array(head.n) };
  let at = 4 + length;
  for (const name of head.columns) {
    plot[name] = new Int32Array(buffer, at, head.n);
    at += 4 * head.n;
  }
  plot.status = new Uint8Array(buffer, at, head.n);
  for (let n = 0; n < head.n; n += 1) {
    if (plot.lon[n] === head.unknown) { plot.x[n] = NaN; continue; }
    plot.x[n] = 0.5 + plot.lon[n] / head.degree / 360;
    const sine = Math.sin((plot.lat[n] / head.degree) * (Math.PI / 180));
    plot.y[n] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  }
  return plot;
}

/** Longitude and latitude of a part of the world. */
export const degrees = (x, y) => [(x - 0.5) * 360, (Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) * 360) / Math.PI - 90];

/** Whether an incident stands in the days from `low` to `high` (days since 1970); without a date, in all days alone. */
export const during = (plot, n, { low, high, all }) =>
  all || (plot.first[n] !== plot.unknown && plot.first[n] <= high && plot.last[n] >= low);

/**
 * Arrange what lies in `view` (west, south, east, north of the world, `size` of the world in pixels): in each cell one mark
 * a status, never one for several. Also counts what lies in the view itself, without the margin that is drawn around it.
 */
export function arrange(plot, days, view) {
  const cell = CELL / view.size;
  const wide = (view.east - view.west) / 2;
  const high = (view.south - view.north) / 2;
  const groups = new Map();
  const inside = [];
  let shown = 0;
  for (let n = 0; n < plot.n; n += 1) {
    const x = plot.x[n];
    const y = plot.y[n];
    if (!(x >= view.west - wide && x <= view.east + wide && y >= view.north - high && y <= view.south + high)) continue;
    if (!during(plot, n, days)) continue;
    if (x >= view.west && x <= view.east && y >= view.north && y <= view.south) shown += 1;
    if (inside.length <= AREAS) inside.push(n);
    const key = (Math.floor(y / cell) * 4194304 + Math.floor(x / cell)) * 16 + plot.status[n];
    const group = groups.get(key);
    if (!group) { groups.set(key, { key, status: plot.status[n], n: 1, x, y, members: [n] }); continue; }
    group.n += 1;
    group.x += x;
    group.y += y;
    if (group.members.length < LISTED) group.members.push(n);
  }
  const marks = spread([...groups.values()], view.size);
  const areas = inside.length <= AREAS ? inside : marks.filter((g) => g.n === 1).map((g) => g.members[0]);
  return { marks, areas: areas.filter((n) => plot.radius[n] !== plot.unknown), shown };
}

/** Put each mark in the middle of its incidents, and those of one cell that would cover one another side by side. */
function spread(groups, size) {
  const cells = new Map();
  for (const group of groups.sort((a, b) => a.key - b.key)) {
    const name = Math.floor(group.key / 16);
    const px = (group.x / group.n) * size;
    const py = (group.y / group.n) * size;
    const there = cells.get(name) ?? [];
    let moved = px;
    while (there.some(([x, y]) => Math.abs(x - moved) < APART && Math.abs(y - py) < APART)) moved += APART / 2;
    there.push([moved, py]);
    cells.set(name, there);
    group.at = degrees(moved / size, py / size);
  }
  return groups;
}
