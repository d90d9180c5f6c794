// A worker with a Python of its own, in one of two roles: `judge` holds the expected values, `learner` runs what was
// written and holds none. A classic worker, as a module worker made of a Blob is refused where the origin is opaque;
// Pyodide tells the two apart by a working importScripts, hence the next line.
self.importScripts = () => { throw new TypeError("this stands for a module worker"); };
const BASE = "https://bundled.invalid/"; // nothing is fetched from there: see `fetch` below
const send = postMessage.bind(self);
let python, worker, collect;

// Or a program could end its worker unseen.
self.close = undefined;
delete DedicatedWorkerGlobalScope.prototype.close;

// What Python then raises is MemoryError, or it dies; either way the frame has been told.
function capMemory(most) {
  const grow = WebAssembly.Memory.prototype.grow;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * 65536 > most) {
      send({ kind: "full" });
      throw new RangeError("memory limit");
    }
    return grow.call(this, pages);
  };
}

async function start({ role, blobs, module, wheels, code, most, lock, makeSnapshot, snapshot, setup }) {
  if (most) capMemory(most);
  WebAssembly.instantiateStreaming = async (_, imports) =>
    ({ module, instance: await WebAssembly.instantiate(module, imports) }); // compiled once for all workers
  self.fetch = async asked => {
    const name = String(asked.url || asked).slice(BASE.length);
    if (!(name in blobs)) throw new TypeError("not part of this page: " + name);
    return new Response(name.endsWith(".wasm") ? null : blobs[name]);
  };
  const script = name => import(URL.createObjectURL(new Blob([blobs[name]], { type: "text/javascript" })));
  const { loadPyodide } = await script("pyodide.mjs");
  const createPyodideModule = (await script("pyodide.asm.mjs")).default;
  python = await loadPyodide({
    indexURL: BASE, packageBaseUrl: BASE, createPyodideModule, stdLibURL: BASE + "python_stdlib.zip", lockFileContents: lock,
    env: { HOME: "/home/pyodide", PYTHONHASHSEED: "0" }, stdout: () => {}, stderr: () => {}, stdin: () => null,
    ...(makeSnapshot ? { _makeSnapshot: true } : {}), ...(snapshot ? { _loadSnapshot: snapshot } : {}),
  });
  if (makeSnapshot) {
    const taken = python.makeMemorySnapshot({});
    send({ kind: "snapshot", taken }, [taken.buffer]);
  }
  const site = python.runPython("import site; site.getsitepackages()[0]");
  for (const name of wheels) python.unpackArchive(await blobs[name].arrayBuffer(), "wheel", { extractDir: site });
  python.unpackArchive(await blobs[code].arrayBuffer(), "zip", { extractDir: site });
  ROLES[role](setup);
}

const ROLES = {
  judge({ exercise, source, own }) {
    python.globals.set("said", python.toPy([exercise, source, own]));
    worker = python.runPython("from grader.hosts.browser.judge_worker import JudgeWorker; JudgeWorker.of(*said)");
  },
  learner() {
    python.globals.set("post", (kind, bytes) => {
      const sent = bytes.toJs();
      bytes.destroy?.();
      send({ kind, bytes: sent }, [sent.buffer]);
    });
    worker = python.runPython("from grader.hosts.browser.learner_worker import LearnerWorker; LearnerWorker(post)");
    collect = python.runPython("import gc; gc.collect");
    // A learner's program has no JavaScript, as it has none elsewhere.
    python.runPython(`
import sys
del post
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "JsFinder"]
for name in [name for name in sys.modules if name.partition(".")[0] in ("js", "pyodide_js")]:
    del sys.modules[name]
del sys, name, gc
`);
  },
};

const buffer = bytes => python.toPy(bytes);
const DO = {
  take({ bytes, name, seed, language }) {
    worker.take(buffer(bytes), name, seed, language);
    return { ask: worker.ask() };
  },
  answer({ streams, first, stopped, code, wall }) {
    worker.answer(python.toPy(streams), python.toPy(first), stopped, code, wall);
    return { ask: worker.ask() };
  },
  report: ({ hint }) => ({ html: worker.html(hint), summary: JSON.parse(worker.summary()) }),
  first({ job }) {
    collect(); // what is left of the job before, and of its draws
    return { paused: worker.first(job) };
  },
  second: ({ hidden }) => { worker.second(hidden); return {}; },
  changes() {
    const found = worker.changes(), count = found.length;
    found.destroy();
    return { count };
  },
  memory: () => ({ bytes: python._module.HEAPU8.length }),
};

onmessage = async ({ data }) => {
  try {
    if (data.start) {
      await start(data.start);
      send({ kind: "ready" });
    } else send({ kind: "done", id: data.id, ...DO[data.do](data) });
  } catch (error) {
    // A stack trace of Pyodide holds its source, which is one long line; the last line of Python's says what it was.
    const lines = String(error).split("\n").map(line => line.trim()).filter(Boolean);
    const why = lines.at(-1).replace(/^[\w.]+Error: /, "").slice(0, 300);
    send({ kind: data.start ? "dead" : "failed", id: data.id, error: why });
  }
};
