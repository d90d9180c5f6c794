"use strict";
(() => {
  const data = JSON.parse(document.getElementById("rows").textContent);
  const PER_PAGE = 50;
  const LEARNER = 0, REPORT = 1, POINTS = 2, MAX = 3, VERDICTS = 4, STEP = 5, FINDING = 6, SENTENCE = 7, ATTEMPTS = 8, LATE = 9;
  const body = document.querySelector("#learners tbody");
  const search = document.getElementById("search");
  const status = document.getElementById("found");
  const back = document.getElementById("back");
  const next = document.getElementById("next");
  const name = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const place = new Map(data.rows.map((row, i) => [row, i]));
  const texts = data.rows.map((row) =>
    [row[LEARNER], row[STEP], row[FINDING], data.sentences[row[SENTENCE]], row[LATE] ? "late" : ""].join("\n").toLowerCase());
  const share = (row) => (row[POINTS] === null ? 2 : row[POINTS] / (row[MAX] || 1));
  const orders = {
    learner: (a, b) => name.compare(a[LEARNER], b[LEARNER]),
    points: (a, b) => share(a) - share(b),
    look: (a, b) => name.compare(a[STEP] + a[FINDING], b[STEP] + b[FINDING]),
    attempts: (a, b) => a[ATTEMPTS] - b[ATTEMPTS],
  };
  let found = data.rows, page = 0, column = "points", up = true;

  const make = (tag, cls, text) => {
    const made = document.createElement(tag);
    if (cls) made.className = cls;
    if (text) made.textContent = text;
    return made;
  };
  const number = (value) => String(Math.round(value * 100) / 100);
  const prose = (into, text) => {
    text.split(/`([^`]+)`/).forEach((part, i) => {
      if (part) into.append(i % 2 ? make("code", "", part) : part);
    });
    return into;
  };

  const line = (row) => {
    const tr = make("tr");
    tr.setAttribute("role", "row");
    const cell = (tag, cls, label) => {
      const made = tr.appendChild(make(tag, cls));
      made.setAttribute("role", tag === "th" ? "rowheader" : "cell");
      if (label) made.dataset.name = label;
      return made;
    };
    const who = cell("th", "");
    who.scope = "row";
    const label = make("bdi", "", row[LEARNER]);
    if (row[REPORT]) {
      const link = who.appendChild(make("a"));
      link.href = row[REPORT];
      link.append(label);
    } else who.append(label);
    if (row[LATE]) who.append(make("span", "late", "handed in late"));
    cell("td", "num", "Points").append(row[POINTS] === null ? "no mark" : `${number(row[POINTS])} of ${number(row[MAX])}`);
    const steps = cell("td", "", "Steps").appendChild(make("ul", "marks"));
    [...row[VERDICTS]].forEach((code, i) => {
      const word = data.verdicts[code];
      if (!word) return;
      const mark = steps.appendChild(make("li", word[2]));
      const sign = mark.appendChild(make("span", "", word[0]));
      sign.setAttribute("aria-hidden", "true");
      mark.title = `${data.steps[i]}: ${word[1]}`;
      mark.append(make("span", "unseen", mark.title));
    });
    const look = cell("td", "look", "Look at first");
    if (row[STEP] && !data.sentences[row[SENTENCE]].includes("`" + row[STEP] + "`")) look.append(make("code", "", row[STEP]), " ");
    prose(look, data.sentences[row[SENTENCE]]);
    if (!look.textContent.trim()) look.append(make("span", "muted", row[POINTS] >= row[MAX] ? "nothing to look at" : "–"));
    cell("td", "num", "Attempts").append(String(row[ATTEMPTS]));
    return tr;
  };

  const draw = () => {
    const pages = Math.max(1, Math.ceil(found.length / PER_PAGE));
    page = Math.min(Math.max(page, 0), pages - 1);
    const from = page * PER_PAGE;
    body.replaceChildren(...found.slice(from, from + PER_PAGE).map(line));
    const many = `${found.length} of ${data.rows.length} learner${data.rows.length === 1 ? "" : "s"}`;
    status.textContent = found.length > PER_PAGE ? `${many}, page ${page + 1} of ${pages}` : many;
    back.disabled = page === 0;
    next.disabled = page === pages - 1;
    document.getElementById("pages").hidden = pages === 1;
  };

  const arrange = () => {
    const wanted = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const order = orders[column], sign = up ? 1 : -1;
    found = data.rows
      .filter((row) => wanted.every((word) => texts[place.get(row)].includes(word)))
      .sort((a, b) => sign * order(a, b) || place.get(a) - place.get(b));
    page = 0;
    draw();
  };

  document.querySelectorAll("#learners thead th[data-sort]").forEach((th) => {
    const button = make("button", "sort", th.textContent);
    button.type = "button";
    button.append(make("span", "arrow"));
    button.lastChild.setAttribute("aria-hidden", "true");
    th.replaceChildren(button);
    button.addEventListener("click", () => {
      up = column === th.dataset.sort ? !up : true;
      column = th.dataset.sort;
      document.querySelectorAll("#learners thead th").forEach((other) => other.removeAttribute("aria-sort"));
      th.setAttribute("aria-sort", up ? "ascending" : "descending");
      arrange();
    });
    if (th.dataset.sort === column) th.setAttribute("aria-sort", "ascending");
  });
  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(arrange, 120);
  });
  back.addEventListener("click", () => { page -= 1; draw(); });
  next.addEventListener("click", () => { page += 1; draw(); });
  document.querySelectorAll("a[data-find]").forEach((link) => {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      search.value = link.dataset.find;
      arrange();
      document.getElementById("help").scrollIntoView();
      search.focus({ preventScroll: true });
    });
  });
  document.querySelectorAll("[data-script]").forEach((part) => { part.hidden = false; });
  document.querySelectorAll("[data-still]").forEach((part) => { part.hidden = true; });
  draw();
})();
