// A text read aloud by the browser's own voice, line by line, at a chosen speed; nothing is sent anywhere.
const box = document.getElementById("aloud");
const lines = [...document.querySelectorAll("#text [data-line]")];
const play = document.getElementById("aloud-play");
const stop = document.getElementById("aloud-stop");
const speed = document.getElementById("aloud-speed");
const where = document.getElementById("aloud-where");
const voices = window.speechSynthesis;
let here = 0;
let run = 0;

const language = document.getElementById("text").lang;
const ours = () => voices.getVoices().find((v) => v.lang.replace("_", "-").toLowerCase().startsWith(language));

function mark(n) {
  lines.forEach((line, k) => line.toggleAttribute("aria-current", k === n));
  if (n >= 0) lines[n].scrollIntoView({ block: "nearest" });
  where.textContent = n < 0 ? "" : where.dataset.words.replace("{n}", n + 1).replace("{all}", lines.length);
}

function button(playing) {
  play.setAttribute("aria-pressed", String(playing));
  play.textContent = playing ? play.dataset.pause : play.dataset.play;
}

function speak(turn) {
  if (turn !== run) return;
  if (here >= lines.length) {
    end();
    return;
  }
  mark(here);
  const said = new SpeechSynthesisUtterance(lines[here].textContent);
  said.lang = language;
  said.voice = ours() ?? null;
  said.rate = Number(speed.value);
  said.onend = () => {
    if (turn !== run) return;
    here += 1;
    speak(turn);
  };
  voices.speak(said);
}

function begin() {
  run += 1;
  voices.cancel();
  button(true);
  speak(run);
}

function pause() {
  run += 1;
  voices.cancel();
  button(false);
}

function end() {
  pause();
  here = 0;
  mark(-1);
}

function ready() {
  const none = document.getElementById("aloud-none");
  box.hidden = !ours();
  none.hidden = !box.hidden;
}

if (voices) {
  ready();
  voices.addEventListener?.("voiceschanged", ready);
  play.addEventListener("click", () => (play.getAttribute("aria-pressed") === "true" ? pause() : begin()));
  stop.addEventListener("click", end);
  speed.addEventListener("change", () => { if (play.getAttribute("aria-pressed") === "true") begin(); });
  lines.forEach((line, n) => line.addEventListener("dblclick", () => { here = n; begin(); }));
  addEventListener("pagehide", pause);
}
