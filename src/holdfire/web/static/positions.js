// The matrix of positions, dragged through time. Whatever stands carries the days from and until which it does.
const DAY = 86400000;
const time = document.getElementById("time");
const slider = document.getElementById("day");
const dated = [...document.querySelectorAll("[data-from]")];
const written = new Intl.DateTimeFormat(time?.dataset.locale, { dateStyle: "long", timeZone: "UTC" });

const iso = (ms) => new Date(ms).toISOString().slice(0, 10);

function show(day) {
  for (const part of dated) {
    const { from, until, through } = part.dataset;
    part.hidden = !(from <= day && (!until || day < until) && (!through || day <= through));
    part.classList.toggle("said-now", from === day);
  }
  document.getElementById("shown").textContent = written.format(Date.parse(day));
  slider.setAttribute("aria-valuetext", written.format(Date.parse(day)));
}

function start() {
  const { first, last, day } = time.dataset;
  const begin = Math.min(Date.parse(first), Date.parse(day));
  const end = Math.max(Date.parse(last), Date.parse(day));
  slider.max = String(Math.round((end - begin) / DAY));
  slider.value = String(Math.round((Date.parse(day) - begin) / DAY));
  const ticks = document.getElementById("said");
  for (const said of ticks.dataset.days.split(" ")) {
    const tick = document.createElement("option");
    tick.value = String(Math.round((Date.parse(said) - begin) / DAY));
    ticks.append(tick);
  }
  time.hidden = false;
  show(day);
  slider.addEventListener("input", () => {
    const chosen = iso(begin + Number(slider.value) * DAY);
    show(chosen);
    const here = new URL(location.href);
    here.searchParams.set("day", chosen);
    history.replaceState(null, "", here);
    const field = document.querySelector("input[name=day]");
    if (field) field.value = chosen;
  });
}

if (time) start();
