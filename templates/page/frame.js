// Runs in a frame of an opaque origin without any connection, and holds the workers: the judge has the expected values
// and never an object of the learner's, the learner's worker has neither. It is told the hidden draws last.
const NO_MEMORY = 99, SECONDS = 4, MEMORY = 512 * 2 ** 20, MOST_BYTES = 4 * 2 ** 20;
const tell = (kind, more = {}) => parent.postMessage({ frame: kind, ...more }, "*");
let given, module, snapshot = null, judge, learner, spare, stop = null, count = 0;

class Actor {
  constructor(role, makeSnapshot = false) {
    this.role = role;
    this.waiting = new Map();
    this.parts = null;
    this.worker = new Worker(URL.createObjectURL(new Blob([given.worker], { type: "text/javascript" })));
    this.snapshot = new Promise(done => { this._taken = done; });
    this.ready = new Promise((done, failed) => { this._ready = done; this._dead = failed; });
    this.ready.catch(() => this._taken(null));
    this.worker.onmessage = ({ data }) => this.hear(data);
    this.worker.onerror = event => this._dead(new Error(event.message || "the worker was refused"));
    const learns = role === "learner";
    this.worker.postMessage({ start: {
      role, module, makeSnapshot, snapshot, blobs: given.blobs, lock: given.lock, setup: given.setup,
      wheels: learns ? given.learnerWheels : given.judgeWheels, code: role + ".zip", most: learns ? MEMORY : 0,
    } });
  }

  hear(data) {
    if (data === null || typeof data !== "object") return;
    if (data.kind === "ready") this._ready(this);
    else if (data.kind === "snapshot") this._taken(data.taken);
    else if (data.kind === "dead") this._dead(new Error(data.error));
    else if (data.kind === "done" || data.kind === "failed") {
      const wanted = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      wanted?.(data);
    } else if (data.kind === "full") this.full = true;
    else if (this.parts && Object.hasOwn(this.parts, data.kind) && data.bytes instanceof Uint8Array) {
      this.size += data.bytes.length;
      if (this.size > MOST_BYTES) this._flood?.({ kind: "flood" });
      else this.parts[data.kind].push(data.bytes);
    }
  }

  call(name, more = {}) {
    const id = ++count;
    return new Promise(done => {
      this.waiting.set(id, done);
      this.worker.postMessage({ ...more, do: name, id });
    });
  }

  end() {
    this.worker.terminate();
    for (const wanted of this.waiting.values()) wanted({ kind: "ended" });
    this.waiting.clear();
  }
}

const sum = list => list.reduce((total, bytes) => total + bytes.length, 0);
function joined(list) {
  const all = new Uint8Array(sum(list));
  let at = 0;
  for (const bytes of list) { all.set(bytes, at); at += bytes.length; }
  return all;
}

// One job on the learner's worker; null if the learner stopped it.
async function run(ask) {
  const { first, hidden } = JSON.parse(ask), actor = await learner.ready, began = performance.now();
  const parts = actor.parts = { result: [], out: [], err: [] };
  actor.full = false;
  actor.size = 0;
  let clock, pause = [];
  const cut = new Promise(done => {
    clock = setTimeout(() => done({ kind: "late" }), SECONDS * 1000);
    stop = () => done({ kind: "stopped" });
    actor._flood = done;
  });
  let said = await Promise.race([actor.call("first", { job: first }), cut]);
  if (said.kind === "done" && said.paused && hidden !== null) {
    pause = [sum(parts.result), sum(parts.out), sum(parts.err)];
    said = await Promise.race([actor.call("second", { hidden }), cut]);
  }
  clearTimeout(clock);
  stop = null;
  actor.parts = null;
  if (said.kind !== "done") replace(); // late, or it broke its Python
  if (said.kind === "stopped") return null;
  return {
    streams: [joined(parts.result), joined(parts.out), joined(parts.err)], first: pause,
    stopped: said.kind === "late" ? "wall" : "", code: said.kind === "failed" && actor.full ? NO_MEMORY : 0,
    wall: (performance.now() - began) / 1000,
  };
}

function replace() {
  learner.end();
  learner = spare || new Actor("learner");
  spare = new Actor("learner");
  spare.ready.then(() => tell("spare"), () => {});
}

async function check(asked) {
  const began = performance.now();
  await judge.ready;
  let said = await judge.call("take", asked);
  while (said.kind === "done" && said.ask) {
    const left = await run(said.ask);
    if (left === null) return tell("stopped", { id: asked.id });
    said = await judge.call("answer", left);
  }
  if (said.kind === "done") said = await judge.call("report", { hint: 1 });
  if (said.kind !== "done") return tell("failed", { id: asked.id, error: said.error });
  if (asked.id) tell("report", { id: asked.id, hint: 1, html: said.html, summary: said.summary, ms: performance.now() - began });
  // What a program has changed, the next one must not meet; nor one that does not even answer.
  const used = await learner.ready, silence = new Promise(done => setTimeout(done, 2000, { count: -1 }));
  if ((await Promise.race([used.call("changes"), silence])).count !== 0) replace();
}

async function begin() {
  const fresh = given.snapshots;
  learner = new Actor("learner", fresh);
  if (fresh) snapshot = await learner.snapshot;
  judge = new Actor("judge");
  await Promise.all([judge.ready, learner.ready]);
}

async function start() {
  module = await WebAssembly.compile(await given.blobs["pyodide.asm.wasm"].arrayBuffer());
  try {
    await begin();
  } catch (error) {
    if (!given.snapshots) throw error;
    learner.end(); // snapshots are no promise of Pyodide's: do without
    judge?.end();
    snapshot = null;
    given.snapshots = false;
    await begin();
  }
  tell("ready");
}

let queue = Promise.resolve(); // one check at a time: the parts are the worker's
const DO = {
  start({ start: what }) {
    given = what;
    queue = queue.then(start).then(
      async () => {
        if (given.warm) await check(given.warm).catch(() => {});
        if (!spare) { spare = new Actor("learner"); spare.ready.then(() => tell("spare"), () => {}); }
      },
      error => tell("dead", { error: String(error).slice(-600) }),
    );
  },
  check({ check: asked }) {
    queue = queue.then(() => check(asked)).catch(error => tell("failed", { id: asked.id, error: String(error).slice(-600) }));
  },
  hint({ hint, id }) {
    queue = queue.then(() => judge.call("report", { hint })).then(said =>
      said.kind === "done" && tell("report", { id, hint, html: said.html, summary: said.summary, ms: 0 }));
  },
  stop: () => stop?.(),
  memory() {
    Promise.all([judge, learner, spare].filter(Boolean).map(one => one.call("memory")))
      .then(found => tell("memory", { bytes: found.map(one => one.bytes) }));
  },
};

onmessage = ({ data, source }) => {
  if (source === parent && Object.hasOwn(DO, data.do)) DO[data.do](data);
};
tell("here");
