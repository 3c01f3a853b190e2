// Files are dropped or chosen, and go to the worker one by one; each gets a card that says what was found of it.
(() => {
  const at = (id) => document.getElementById(id);
  const status = at("status");
  const queue = [];
  let worker, busy = null, ready = false, count = 0;

  const KINDS = {
    "kreiss/enclosure-1": "an enclosure: two exact ends of a number that belongs to the matrix in the file",
    "kreiss/family-1": "a refutation: the claim fails for every value of its constants, along a family of matrices",
    "kreiss/inequality-1": "a real inequality, or a point at which one fails",
    "kreiss/proof-1": "a proof of the claim for all matrices that satisfy its hypotheses",
    "kreiss/refutation-1": "a refutation: the claim fails at the rational point in the file",
    "kreiss/sharpness-1": "a statement on whether a bound can be improved",
  };

  async function unpacked(id) {
    const text = atob(at(id).textContent.trim());
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  }

  async function start() {
    ready = false;
    status.textContent = "Starting Python …";
    const parts = {};
    for (const part of document.querySelectorAll("script[data-part]")) parts[part.dataset.part] = await unpacked(part.id);
    const code = URL.createObjectURL(new Blob([parts["worker.js"]], { type: "text/javascript" }));
    worker = new Worker(code);
    worker.onmessage = ({ data }) => heard(data);
    worker.onerror = (event) => heard({ id: busy?.id, error: event.message || "the worker could not be started" });
    worker.postMessage({ parts });
  }

  function heard(data) {
    if ("python" in data) {
      ready = true;
      at("python").textContent = data.python;
      status.textContent = `Ready: Python ${data.python}, in this page.`;
    } else if (ready) {
      if (busy?.id !== data.id) return; // of a file that was given up
      show(busy, data.answer ?? { outcome: "failed", message: data.error });
      busy = null;
      if (data.error) again();
    } else {
      status.textContent = `Python does not start in this browser: ${data.error}`;
    }
    next();
  }

  // After an error outside of Python nothing is known of the state of the worker: another one takes its place.
  function again() {
    worker.terminate();
    start();
  }

  async function next() {
    if (!ready || busy || queue.length === 0) return;
    busy = queue.shift();
    busy.begun = performance.now();
    busy.card.querySelector("p").textContent = "Being checked …";
    const stop = element("button", "Stop", { type: "button" });
    const stopped = busy;
    stop.addEventListener("click", () => {
      show(stopped, { outcome: "failed", message: "stopped before the checker came to an end" });
      busy = null;
      again();
    });
    busy.card.append(stop);
    try {
      const content = await busy.file.arrayBuffer();
      if (busy === stopped) worker.postMessage({ id: stopped.id, content }, [content]);
    } catch (error) {
      show(busy, { outcome: "unreadable", message: `cannot be read: ${error.message}` });
      busy = null;
      next();
    }
  }

  function element(tag, text, attributes = {}) {
    const made = document.createElement(tag);
    made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }

  const LOOKS = {
    accepted: ["proved", "✓", "ACCEPTED"], rejected: ["refuted", "✗", "REJECTED"],
    unreadable: ["undecided", "?", "NO CERTIFICATE"], failed: ["undecided", "?", "NOT CHECKED"],
  };

  function show({ file, card, begun }, found) {
    const [tone, sign, word] = LOOKS[found.outcome];
    card.className = `card ${tone}`;
    card.dataset.outcome = found.outcome;
    const badge = element("span", "", { class: `badge ${tone}` });
    badge.append(element("span", sign, { "aria-hidden": "true" }), ` ${word}`);
    const verdict = element("p", "", { class: "verdict" });
    verdict.append(badge);
    const header = element("header", "");
    header.append(element("h3", file.name), verdict);
    card.replaceChildren(header, ...(found.outcome === "accepted" ? accepted(found) : refused(found)), facts(file, begun, found));
    status.textContent = `${file.name}: ${word.toLowerCase()}.`;
  }

  function accepted(found) {
    const parts = [element("p", "Proved:", { class: "lead" }), element("p", found.statement, { class: "said" })];
    if (found.vacuous) parts.push(element("p", "Nothing satisfies the hypotheses: the statement is true of nothing."));
    if (found.instance) parts.push(element("p", `The hypotheses hold at ${found.instance}`, { class: "said quiet" }));
    const more = element("details", "");
    const summary = element("summary", "The statement as it stands in the file, to be compared with yours");
    more.append(summary, element("p", found.stated, { class: "said" }));
    parts.push(more);
    if (found.assumptions.length === 0) {
      parts.push(element("p", "It rests on no cited theorem: the checker has followed every step in exact arithmetic."));
      return parts;
    }
    parts.push(element("p", "It rests on these cited theorems, which the checker takes as known:", { class: "lead" }));
    const list = element("ul", "");
    for (const lemma of found.assumptions) list.append(element("li", lemma));
    return [...parts, list];
  }

  function refused(found) {
    const said = {
      rejected: `The document does not prove its statement. What fails is at ${found.path}: ${found.message}`,
      unreadable: `There is no document to check: ${found.message}`,
      failed: `Nothing is accepted: ${found.message}`,
    };
    return [element("p", said[found.outcome], { class: "said" })];
  }

  function facts(file, begun, found) {
    const list = element("dl", "", { class: "facts" });
    const rows = [
      ["Kind", KINDS[found.schema]], ["File", `${file.size} bytes`], ["SHA-256", found.sha256],
      ["Time", `${((performance.now() - begun) / 1000).toFixed(2)} s`],
    ];
    for (const [name, value] of rows.filter(([, value]) => value)) {
      const row = element("div", "");
      row.append(element("dt", name), element("dd", value));
      list.append(row);
    }
    return list;
  }

  function take(files) {
    for (const file of files) {
      const card = element("article", "", { class: "card" });
      card.append(element("h3", file.name), element("p", "Waiting."));
      at("results").prepend(card);
      queue.push({ file, card, id: (count += 1) });
    }
    at("outcomes").hidden = false;
    next();
  }

  const zone = at("zone");
  at("files").addEventListener("change", ({ target }) => {
    take([...target.files]);
    target.value = "";
  });
  addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  addEventListener("dragleave", () => zone.classList.remove("over"));
  addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    take([...event.dataTransfer.files]);
  });
  zone.hidden = false;
  start().catch((error) => heard({ error: error.message }));
})();
