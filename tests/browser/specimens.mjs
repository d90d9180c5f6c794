// Runs specimens in the real Pyodide: node specimens.mjs PYODIDE JUDGE.zip LEARNER.zip PAGE.py CASES.json REPORTS.json
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [place, judge, learner, page, cases, reports] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(place, "pyodide.mjs")).href);
const { info, specimens, exercises } = JSON.parse(fs.readFileSync(cases, "utf8"));
const python = await loadPyodide({
  indexURL: place + path.sep, lockFileContents: JSON.stringify({ info, packages: {} }),
  env: { HOME: "/home/pyodide", PYTHONHASHSEED: "0" }, stdout: () => {}, stderr: () => {},
});
const site = python.runPython("import site; site.getsitepackages()[0]");
const bytes = file => new Uint8Array(fs.readFileSync(file));
for (const name of fs.readdirSync(place).filter(name => name.endsWith(".whl")))
  python.unpackArchive(bytes(path.join(place, name)), "wheel", { extractDir: site });
for (const zip of [learner, judge]) python.unpackArchive(bytes(zip), "zip", { extractDir: site });
python.runPython(fs.readFileSync(page, "utf8"));
const check = python.globals.get("check");
const found = {};
for (const [file, exercise] of specimens) found[file] = check(bytes(file), path.basename(file), exercise, exercises[exercise]);
fs.writeFileSync(reports, JSON.stringify(found));
process.exit(0);
