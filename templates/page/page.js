// The practice page: editor, draft, progress, report. What checks is in a frame that this page talks to by messages.
(function () {
  const $ = id => document.getElementById(id);
  const spec = JSON.parse($("spec").textContent);
  const PLACE = `grader.page/1/${spec.exercise}/${spec.variant}/`, MOST = 256 * 1024, SLOW = 1500;

  // ---- what this browser keeps

  const memory = new Map();
  let keeps = true;
  function keep(name, value) {
    memory.set(name, value);
    try { localStorage.setItem(name, value); } catch { keeps = false; }
  }
  function kept(name) {
    try { return localStorage.getItem(name) ?? memory.get(name) ?? null; } catch { keeps = false; return memory.get(name) ?? null; }
  }
  function forget(name) {
    memory.delete(name);
    try { localStorage.removeItem(name); } catch { /* nothing is there then */ }
  }
  function keptJson(name) {
    try { return JSON.parse(kept(name)); } catch { return null; }
  }

  // ---- words

  const chosen = $("language");
  const wanted = kept("grader.page/1/language");
  if (wanted !== null && Object.hasOwn(spec.words, wanted)) chosen.value = wanted;
  const words = (name, gaps = {}) => spec.words[chosen.value][name].replace(/\{(\w+)\}/g, (_, gap) => gaps[gap] ?? "");
  let now = ["starting", {}]; // what the status says, to be said again in another language
  function status(name, gaps = {}, trouble = false) {
    now = [name, gaps];
    $("status").textContent = name ? words(name, gaps) : "";
    $("status").classList.toggle("trouble", trouble);
  }
  function say() {
    document.documentElement.lang = chosen.value;
    for (const part of document.querySelectorAll("[data-say]")) part.textContent = words(part.dataset.say);
    $("download").textContent = words("download", { file: spec.file });
    $("report").title = words("report");
    $("walk").title = words("walk");
    $("again").textContent = words(undone === null ? "again" : "undo");
    if (opened) $("shut-said").textContent = words("notebook", { file: opened.name });
    $("saved").textContent = !keeps ? words("homeless") : saved ? words("kept") : "";
    editor.call(words("program"));
    showBest();
    showSteps(last?.summary);
    showMore();
    status(now[0], now[1], $("status").classList.contains("trouble"));
  }

  // ---- the program

  let undone = null, saved = false, saving = 0, opened = null, last = keptJson(PLACE + "last");
  const draft = kept(PLACE + "draft");
  $("editor").textContent = "";
  const editor = graderEditor({
    parent: $("editor"), text: draft ?? spec.stub, isPython: spec.file.endsWith(".py"), onCheck: check,
    onChange() {
      clearTimeout(saving);
      saving = setTimeout(save, 400);
      stale();
    },
  });
  function save() {
    keep(PLACE + "draft", editor.text());
    saved = true;
    $("saved").textContent = words(keeps ? "kept" : "homeless");
  }
  addEventListener("pagehide", () => { if (saving && editor.text() !== spec.stub) save(); });
  function stale() {
    const other = last !== null && !opened && editor.text() !== last.text;
    $("stale").hidden = !other;
    $("report-part").classList.toggle("stale", other);
    if (undone !== null && editor.text() !== spec.stub) { undone = null; $("again").textContent = words("again"); }
  }
  function shut(file) {
    opened = file;
    $("editor").hidden = file !== null;
    $("shut").hidden = file === null;
    if (file) $("shut-said").textContent = words("notebook", { file: file.name });
  }
  $("editor-back").onclick = () => { shut(null); editor.focus(); };
  $("again").onclick = () => {
    shut(null);
    const text = editor.text();
    const other = undone ?? spec.stub;
    undone = undone === null ? text : null;
    editor.put(other);
    $("again").textContent = words(undone === null ? "again" : "undo");
    editor.focus();
  };
  $("open").onchange = async event => {
    const file = event.target.files[0];
    event.target.value = "";
    if (!file) return;
    if (file.size > MOST * 16) return status("large", { file: file.name, size: MOST / 1024 }, true);
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (file.name.endsWith(".ipynb")) return shut({ name: file.name, bytes });
    if (file.size > MOST) return status("large", { file: file.name, size: MOST / 1024 }, true);
    shut(null);
    editor.put(new TextDecoder().decode(bytes).replace(/\r\n?/g, "\n"));
  };
  $("download").onclick = () => {
    // The first line says which exercise it is; without it nobody can grade the file.
    const text = editor.text(), whole = /^# exercise: /m.test(text) ? text : spec.header + "\n" + text;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([whole], { type: "text/plain" }));
    link.download = spec.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  // ---- Python

  const frame = document.createElement("iframe");
  const tell = message => frame.contentWindow.postMessage(message, "*");
  let ready = false, waiting = false, busy = 0, count = 0, slow = 0;
  function assets() {
    const names = Object.keys(spec.assets), all = names.reduce((sum, name) => sum + spec.assets[name].size, 0);
    const mb = bytes => (bytes / 2 ** 20).toFixed(1);
    let done = 0;
    const came = name => {
      done += spec.assets[name].size;
      $("progress").value = all ? done / all : 0;
      if (!waiting && document.body.dataset.state !== "absent") status("fetching", { done: mb(done), all: mb(all) });
    };
    $("progress").hidden = false;
    return Promise.all(names.map(async name => {
      const inside = document.querySelector(`script[data-asset="${name}"]`);
      let blob;
      if (inside) {
        const bytes = Uint8Array.from(atob(inside.textContent), sign => sign.charCodeAt(0));
        inside.remove();
        blob = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).blob();
      } else {
        // The browser refuses other bytes than those that were there when the page was made.
        const answer = await fetch(spec.assets[name].url, { integrity: spec.assets[name].integrity, credentials: "omit" });
        if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
        blob = await answer.blob();
      }
      came(name);
      return [name, blob];
    }));
  }
  async function start() {
    let found;
    try {
      found = Object.fromEntries(await assets());
    } catch {
      return dead("absent", { host: spec.host || location.host });
    }
    if (!waiting) status("starting");
    $("progress").removeAttribute("value");
    const bare = new Uint8Array(new TextEncoder().encode(spec.stub));
    tell({ do: "start", start: {
      worker: spec.worker, blobs: found, lock: spec.lock, judgeWheels: spec.wheels.judge, learnerWheels: spec.wheels.learner,
      setup: { exercise: spec.exercise, source: spec.source, own: spec.own }, snapshots: !location.search.includes("nosnap"),
      warm: { id: 0, bytes: bare, name: spec.file, seed: "1", language: chosen.value },
    } });
  }
  function dead(name, gaps) {
    waiting = false;
    $("progress").hidden = true;
    $("check").disabled = true;
    $("reload").hidden = false;
    document.body.dataset.state = name;
    status(name, gaps, true);
  }
  $("reload").onclick = () => { save(); location.reload(); };

  const HEARD = {
    here: start,
    ready() {
      ready = true;
      $("progress").hidden = true;
      document.body.dataset.state = "ready";
      if (waiting) check();
      else status(last ? "restored" : draft !== null ? "draft" : "ready");
    },
    dead: ({ error }) => dead("old", { why: error }),
    spare() { document.body.dataset.spare = "yes"; },
    report(data) {
      if (data.id !== busy && data.hint === 1) return;
      done();
      if (data.hint === 1) status("checked", { seconds: (data.ms / 1000).toFixed(1) });
      last = { ...last, html: data.html, summary: data.summary, hint: data.hint, live: true };
      if (data.hint === 1) last.text = asked.text;
      keep(PLACE + "last", JSON.stringify({ ...last, live: false }));
      const best = kept(PLACE + "best");
      if (best === null || data.summary.points > Number(best)) keep(PLACE + "best", String(data.summary.points));
      show(data.hint === 1);
      dispatchEvent(new CustomEvent("graderresult", { detail: { points: data.summary.points, max: data.summary.max } }));
    },
    failed(data) { if (data.id === busy) { done(); status("failed", { why: data.error }, true); } },
    stopped(data) { if (data.id === busy) { done(); status("stopped"); } },
    memory({ bytes }) { document.body.dataset.memory = bytes.join(" "); },
  };
  addEventListener("message", ({ data, source }) => {
    if (source === frame.contentWindow && data && Object.hasOwn(HEARD, data.frame)) HEARD[data.frame](data);
  });

  let asked = { text: "" };
  function check() {
    if (busy || document.body.dataset.state === "absent" || document.body.dataset.state === "old") return;
    if (!ready) { waiting = true; status("waiting"); return; }
    waiting = false;
    busy = ++count;
    asked = { text: editor.text() };
    const bytes = opened ? opened.bytes : new TextEncoder().encode(asked.text);
    $("check").disabled = true;
    $("more").hidden = true; // it belongs to the report before
    document.body.dataset.state = "checking";
    status("checking");
    slow = setTimeout(() => { status("slow"); $("stop").hidden = false; }, SLOW);
    tell({ do: "check", check: { id: busy, bytes, name: opened ? opened.name : spec.file, seed: spec.seed, language: chosen.value } });
  }
  function done() {
    clearTimeout(slow);
    busy = 0;
    document.body.dataset.state = "ready";
    $("stop").hidden = true;
    $("check").disabled = false;
    showMore();
  }
  $("check").onclick = check;
  $("stop").onclick = () => tell({ do: "stop" });

  // ---- the report

  function show(aloud) {
    $("report-part").hidden = false;
    $("report").srcdoc = last.html;
    if (aloud) $("now").textContent = last.summary.headline;
    editor.look(opened ? null : last.summary.line);
    showSteps(last.summary);
    showBest();
    showMore();
    stale();
  }
  function showSteps(summary) {
    for (const item of document.querySelectorAll("[data-step]")) {
      const verdict = summary?.steps[item.dataset.step];
      const shown = verdict ? spec.verdicts[chosen.value][verdict] : null;
      const sign = item.querySelector(".sign");
      sign.className = "sign" + (shown ? " " + shown.tone : "");
      if (shown) sign.textContent = shown.sign;
      item.querySelector("[data-verdict]").textContent = shown ? shown.words : "";
    }
  }
  function showBest() {
    const best = kept(PLACE + "best");
    const points = words("points", { earned: best ?? 0, most: spec.points });
    $("best").textContent = best === null ? "" : words("best", { points });
  }
  function showMore() {
    const more = last?.live && last.hint < last.summary.hints;
    $("more").hidden = !more;
    if (more) $("more").textContent = words("more", { hint: last.hint + 1, all: last.summary.hints });
  }
  $("more").onclick = () => tell({ do: "hint", hint: last.hint + 1, id: 0 });
  let watched = null;
  $("report").onload = () => {
    const inside = $("report").contentDocument;
    if (!inside?.body) return;
    const fit = () => { $("report").style.height = `${inside.body.scrollHeight + 8}px`; };
    watched?.disconnect();
    watched = new ResizeObserver(fit);
    watched.observe(inside.body);
    fit();
    // A link within the report would load this page into its frame.
    inside.addEventListener("click", event => {
      const link = event.target.closest?.("a[href^='#']");
      if (!link) return;
      event.preventDefault();
      const target = inside.getElementById(link.getAttribute("href").slice(1));
      target?.setAttribute("tabindex", "-1");
      target?.focus();
      target?.scrollIntoView();
    });
  };

  $("walk-part").ontoggle = () => { if ($("walk-part").open && !$("walk").srcdoc) $("walk").srcdoc = spec.walk; };
  chosen.onchange = () => { keep("grader.page/1/language", chosen.value); say(); };

  // ---- begin

  keep("grader.page/1/visited", "yes");
  say();
  status("starting");
  if (last?.summary) show(false);
  frame.sandbox = "allow-scripts";
  frame.hidden = true;
  frame.title = "Python";
  frame.srcdoc = spec.frame;
  document.body.append(frame);
})();
