// The explorer: two sliders, three readings and two plots, drawn anew at every move.
(() => {
  const frame = document.querySelector(".explorer");
  if (!frame) return;
  const [left, right, top, bottom] = [56, 464, 14, 262];
  const byId = (id) => document.getElementById(id);
  const rounded = (x) => (x !== 0 && (x >= 1e5 || x < 1e-2) ? x.toExponential(3) : String(Number(x.toPrecision(5))));

  const tick = (x) => (x >= 1e5 ? Number(x.toPrecision(5)).toExponential().replace("+", "") : rounded(x));

  function element(parent, name, attributes, text) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    parent.append(made);
    return made;
  }

  // A scale from [low, high] to pixels, in logarithms or not.
  function scale(low, high, from, to, logarithmic) {
    const place = logarithmic ? Math.log10 : (x) => x;
    return (x) => from + ((place(x) - place(low)) / (place(high) - place(low))) * (to - from);
  }

  function curve(svg, kind, points) {
    const path = points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(2)} ${y.toFixed(2)}`).join("");
    element(svg, "path", { class: `${kind} curve`, d: path });
  }

  function axes(svg, x, y, xs, ys, label) {
    for (const value of ys) {
      element(svg, "path", { class: "grid", d: `M${left} ${y(value)}H${right}` });
      element(svg, "text", { class: "quiet", x: left - 6, y: y(value) + 4, "text-anchor": "end" }, tick(value));
    }
    for (const value of xs) {
      element(svg, "text", { class: "quiet", x: x(value), y: bottom + 18, "text-anchor": "middle" }, tick(value));
    }
    element(svg, "path", { class: "axis", d: `M${left} ${top}V${bottom}H${right}` });
    element(svg, "text", { x: right, y: bottom + 34, "text-anchor": "end" }, label);
  }

  function cleared(id, title) {
    const svg = byId(id);
    svg.replaceChildren(svg.querySelector("title"));
    svg.querySelector("title").textContent = title;
    return svg;
  }

  // Steps of 1, 2 or 5 times a power of ten, about four of them up to the end.
  function steps(end) {
    const unit = 10 ** Math.floor(Math.log10(end / 4));
    const step = [1, 2, 5, 10].map((k) => k * unit).find((s) => end / s <= 5);
    return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, i) => i * step);
  }

  function legend(svg, entries) {
    entries.forEach(([kind, text], i) => {
      const y = top + 12 + 17 * i;
      element(svg, "path", { class: `${kind} curve`, d: `M${left + 10} ${y - 4}h26` });
      element(svg, "text", { class: `${kind} label`, x: left + 42, y }, text);
    });
  }

  function drawBounds(g, c) {
    const svg = cleared("bounds-plot", `K and its bounds against the coupling, at γ = ${g}`);
    const kinds = { worst: formulas.worst, paper: formulas.paper, peak: (a, b) => formulas.peak(a, b)[1] };
    const couplings = Array.from({ length: 101 }, (_, i) => 10 ** (-2 + i / 20));
    const high = 10 ** Math.ceil(Math.log10(Math.max(...Object.values(kinds).map((f) => f(g, 1e3)))));
    const [x, y] = [scale(1e-2, 1e3, left, right, true), scale(0.8, high, bottom, top, true)];
    const decades = Array.from({ length: Math.round(Math.log10(high)) + 1 }, (_, i) => 10 ** i);
    axes(svg, x, y, [0.01, 0.1, 1, 10, 100, 1000], decades, "‖C‖");
    element(svg, "path", { class: "chosen", d: `M${x(c)} ${top}V${bottom}` });
    for (const [kind, f] of Object.entries(kinds)) {
      curve(svg, kind, couplings.map((b) => [x(b), y(f(g, b))]));
      element(svg, "circle", { class: `${kind} dot`, cx: x(c), cy: y(f(g, c)), r: 5 });
    }
    legend(svg, [["paper", "bound of the abstract"], ["worst", "worst case of K"], ["peak", "worst transient"]]);
  }

  function drawPowers(g, c) {
    const svg = cleared("powers-plot", `The largest norm of each power, at γ = ${g} and ‖C‖ = ${c}`);
    const [at, peak] = formulas.peak(g, c);
    let last = Math.max(8, 2 * at);
    while (formulas.power(g, c, last) > Math.max(1, peak / 8) && last < 4000) last = Math.ceil(last * 1.25);
    const [worst, paper] = [formulas.worst(g, c), formulas.paper(g, c)];
    const high = 1.1 * Math.max(peak, worst, paper);
    const [x, y] = [scale(0, last, left, right), scale(0, high, bottom, top)];
    axes(svg, x, y, steps(last), steps(high), "t");
    const powers = Array.from({ length: last + 1 }, (_, t) => [x(t), y(formulas.power(g, c, t))]);
    curve(svg, "peak solid", powers);
    for (const [kind, value, text] of [["worst", worst, "K"], ["paper", paper, "bound"]]) {
      curve(svg, kind, [[left, y(value)], [right, y(value)]]);
      element(svg, "text", { class: `${kind} label`, x: right, y: y(value) - 6, "text-anchor": "end" }, text);
    }
    element(svg, "circle", { class: "peak dot", cx: x(at), cy: y(peak), r: 5 });
    const [middle, below] = [Math.max(x(at), left + 24), Math.min(y(peak) + 24, bottom - 10)];
    element(svg, "text", { class: "peak label", x: middle, y: below, "text-anchor": "middle" }, `t = ${at}`);
  }

  function reading(id, value, detail) {
    const strong = document.createElement("strong");
    strong.textContent = value;
    byId(id).replaceChildren(strong, detail);
  }

  const fraction = ([p, q]) => (q === 1n ? `exactly ${p}` : `exactly ${p}/${q}`);

  function draw() {
    const p = Number(byId("gamma").value);
    const q = Math.round(Number((10 ** (Number(byId("coupling").value) / 10)).toPrecision(2)) * 1000);
    const [g, c] = [p / 100, q / 1000];
    const exact = formulas.exactly(p, q);
    const [at, peak] = formulas.peak(g, c);
    byId("gamma-value").textContent = String(g);
    byId("coupling-value").textContent = String(c);
    byId("gamma").setAttribute("aria-valuetext", `γ = ${g}`);
    byId("coupling").setAttribute("aria-valuetext", `‖C‖ = ${c}`);
    reading("worst-value", rounded(formulas.worst(g, c)), fraction(exact.worst));
    reading("paper-value", rounded(formulas.paper(g, c)), fraction(exact.paper));
    reading("peak-value", rounded(peak), `at t = ${at}`);
    drawBounds(g, c);
    drawPowers(g, c);
  }

  frame.hidden = false;
  document.querySelector(".needs-script").hidden = true;
  for (const id of ["gamma", "coupling"]) byId(id).addEventListener("input", draw);
  draw();
})();
