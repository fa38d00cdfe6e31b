// The page of a training: asks for the state twice a second and draws it. Written for this program; it needs no library.
"use strict";

const element = id => document.getElementById(id);
const svgSpace = "http://www.w3.org/2000/svg";

// text is a number with about so many digits; an en dash for none.
function text(value, digits = 4) {
  if (value === null || value === undefined) return "–";
  if (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e7)) return value.toExponential(2);
  return Math.abs(value) >= 1000 ? value.toFixed(0) : value.toFixed(Math.max(0, digits - Math.max(0, Math.floor(Math.log10(Math.abs(value) || 1)))));
}

function duration(seconds) {
  const whole = Math.floor(seconds), two = n => String(n).padStart(2, "0");
  return (whole >= 3600 ? Math.floor(whole / 3600) + ":" + two(Math.floor(whole / 60) % 60) : String(Math.floor(whole / 60))) + ":" + two(whole % 60);
}

// round is the smallest of 1, 2, 5, 10, … times a power of ten from x on.
function round(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  return [1, 2, 5, 10].find(m => x <= m * power * (1 + 1e-9)) * power;
}

function ticks(low, high, most) {
  const step = round((high - low) / most), list = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) list.push(i * step);
  return list;
}

// span is the range of values; cut leaves out the highest of them, which the first steps of a run have.
function span(lines, cut) {
  const all = lines.flatMap(l => l.y).filter(v => v !== null).sort((a, b) => a - b);
  if (all.length === 0) return [0, 1];
  const low = all[0], high = all[Math.min(all.length - 1, Math.floor(all.length * (1 - cut)))];
  const margin = 0.06 * (high - low) || 0.05 * Math.abs(high) || 1;
  return [low - margin, high + margin];
}

function add(to, name, attributes, content) {
  const e = document.createElementNS(svgSpace, name);
  for (const key in attributes) e.setAttribute(key, attributes[key]);
  if (content !== undefined) e.textContent = content;
  to.appendChild(e);
  return e;
}

// draw draws lines over iterations.
function draw(svg, lines, cut = 0) {
  const width = svg.clientWidth, height = svg.clientHeight, left = 56, right = 12, top = 8, bottom = 20;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren();
  if (!lines.some(l => l.x.length)) return;
  const last = Math.max(1, ...lines.map(l => l.x[l.x.length - 1] || 0));
  const [low, high] = span(lines, cut);
  const x = v => left + (v / last) * (width - left - right);
  const y = v => Math.max(-20, Math.min(height + 20, top + (high - v) / (high - low) * (height - top - bottom)));
  for (const v of ticks(low, high, 4)) {
    add(svg, "line", {x1: left, x2: width - right, y1: y(v), y2: y(v)});
    add(svg, "text", {x: left - 6, y: y(v) + 4, "text-anchor": "end"}, String(+v.toPrecision(6)));
  }
  for (const v of ticks(0, last, width > 600 ? 10 : 4)) {
    if (v === Math.round(v)) add(svg, "text", {x: x(v), y: height - 5, "text-anchor": "middle"}, String(v));
  }
  for (const l of lines) {
    const points = l.x.map((v, i) => [v, l.y[i]]).filter(p => p[1] !== null);
    add(svg, "polyline", {class: l.name, points: points.map(p => x(p[0]).toFixed(1) + "," + y(p[1]).toFixed(1)).join(" ")});
    if (l.dots) for (const p of points.slice(-200)) add(svg, "circle", {cx: x(p[0]), cy: y(p[1]), r: 2});
  }
}

let shown = 0, version = -1;

function show(s) {
  const put = (id, value) => { element(id).textContent = value; };
  const n = s.scores.loss.length, steps = s.steps.step;
  document.title = s.name + ": " + text(s.loss);
  put("name", s.name);
  put("unit", s.unit);
  put("status", s.status);
  element("status").className = s.status.startsWith("training") && s.status !== "training" ? "ended" : "";
  put("iteration", s.iterations ? s.iteration + " of " + s.iterations : s.iteration);
  element("progress").hidden = !s.iterations;
  if (s.iterations) element("progress").value = s.iteration / s.iterations;
  put("epoch", s.epoch);
  put("loss", s.iteration ? text(s.loss) : "–");
  put("validation", n ? text(s.scores.loss[n - 1]) + (s.scores.error[n - 1] === null ? "" : " ± " + text(s.scores.error[n - 1])) : "–");
  put("best", s.scores.bestIteration ? text(s.scores.best) + ", " + s.scores.bestIteration : "–");
  put("evaluations", s.iteration ? text(s.evaluations, 2) : "–");
  put("rate", s.iteration ? text(s.rate, 5) : "–");
  put("step", steps.length ? text(steps[steps.length - 1], 3) : "–");
  put("norm", s.iteration ? text(s.norm) : "–");
  put("elapsed", duration(s.elapsed));
  draw(element("losses"), [{name: "training", x: s.curve.iteration, y: s.curve.loss}, {name: "validation", x: s.scores.iteration, y: s.scores.loss, dots: true}], 0.03);
  draw(element("work"), [{name: "training", x: s.curve.iteration, y: s.curve.evaluations}]);
  draw(element("rates"), [{name: "training", x: s.curve.iteration, y: s.curve.rate}]);
  draw(element("steps"), [{name: "validation", x: s.steps.iteration, y: steps, dots: true}]);
  if (s.trouble) put("caption", "No newer picture: " + s.trouble);
  if (s.picture !== shown) {
    shown = s.picture;
    element("picture").src = "picture.png?n=" + shown;
    element("picture").hidden = false;
    put("caption", "Data, samples and density at about iteration " + s.iteration);
  }
}

async function ask() {
  try {
    const answer = await fetch("state.json", {cache: "no-store"});
    if (!answer.ok) throw new Error(answer.statusText);
    const s = await answer.json();
    if (s.version !== version) show(s);
    version = s.version;
  } catch (e) {
    if (version < 0) element("status").textContent = "no answer: " + e.message;
    else if (element("status").className !== "gone") {
      element("status").textContent += "; the program has ended";
      element("status").className = "gone";
    }
  }
  setTimeout(ask, 500);
}

addEventListener("resize", () => { version = -1; });
ask();
