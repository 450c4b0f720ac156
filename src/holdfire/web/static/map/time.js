// The slider of days with its play button, and the bar of the chart under it that is shown.

const DAY = 86400000;
const still = matchMedia("(prefers-reduced-motion: reduce)");
const time = document.getElementById("time");
const slide = document.getElementById("day");
const range = document.getElementById("window");
const play = document.getElementById("play");

const number = (iso) => Math.round(Date.parse(iso) / DAY);
export const iso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const zero = number(time.dataset.first || "1970-01-01");

/** The days chosen, as numbers since 1970; `all` where the slider stands at its end and shows everything before. */
export function days() {
  const high = zero + Number(slide.value);
  const span = Number(range.value);
  return { low: span ? high - span + 1 : -Infinity, high, span, all: !span && slide.value === slide.max };
}

/** Write the day that is shown, and mark it in the chart. */
export function tell(locale) {
  const { low, high, all } = days();
  const written = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(high * DAY);
  document.getElementById("shown").textContent = written;
  slide.setAttribute("aria-valuetext", written);
  const chart = document.getElementById("chart");
  const bar = document.getElementById("now");
  const [step, length] = [Number(chart.dataset.step), Number(chart.dataset.days)];
  const begin = number(chart.dataset.start);
  const first = Math.max(0, Math.floor(((Number.isFinite(low) ? low : begin) - begin) / length));
  bar.toggleAttribute("hidden", all);
  bar.setAttribute("x", String(first * step));
  bar.setAttribute("width", String((Math.floor((high - begin) / length) - first + 1) * step));
}

/** Play a day at a time: `change(playing)` is awaited, so that a slow machine leaves no day out. */
export function slider(change) {
  if (!time.dataset.first) return;
  slide.max = String(number(time.dataset.last) - zero);
  const asked = time.dataset.day ? number(time.dataset.day) - zero : Number(slide.max);
  slide.value = String(asked);
  time.hidden = false;
  let playing = 0;
  const stop = () => {
    playing = 0;
    play.setAttribute("aria-pressed", "false");
    play.textContent = play.dataset.play;
    change(false);
  };
  const run = async (mine) => {
    while (playing === mine && slide.value !== slide.max) {
      await new Promise((done) => { setTimeout(done, still.matches ? 1200 : 350); });
      if (playing !== mine) return;
      slide.value = String(Number(slide.value) + 1);
      await change(true);
    }
    if (playing === mine) stop();
  };
  play.addEventListener("click", () => {
    if (playing) { stop(); return; }
    if (slide.value === slide.max) slide.value = "0";
    play.setAttribute("aria-pressed", "true");
    play.textContent = play.dataset.pause;
    playing = Date.now();
    change(true);
    run(playing);
  });
  slide.addEventListener("input", () => change(false));
  range.addEventListener("change", () => change(false));
}
