// Which exercises were done in this browser.
(function () {
  const spec = JSON.parse(document.getElementById("spec").textContent);
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* no storage here */ } };
  const kept = name => { try { return localStorage.getItem(name); } catch { return null; } };
  const chosen = document.getElementById("language");
  function say() {
    const words = spec.words[chosen.value];
    document.documentElement.lang = chosen.value;
    for (const part of document.querySelectorAll("[data-say]")) part.textContent = words[part.dataset.say];
    for (const part of document.querySelectorAll("[data-exercise]")) {
      const place = "grader.page/1/" + part.dataset.exercise + "/example/";
      const best = kept(place + "best"), most = Number(part.dataset.most);
      const state = best === null ? (kept(place + "draft") === null ? "untried" : "started") : Number(best) >= most ? "done" : "started";
      const points = best === null ? "" : ": " + words.points.replace("{earned}", best).replace("{most}", most);
      part.dataset.state = state;
      part.textContent = (state === "done" ? "✓ " : "") + words[state] + points;
    }
  }
  const language = kept("grader.page/1/language");
  if (language in spec.words) chosen.value = language;
  chosen.onchange = () => { keep("grader.page/1/language", chosen.value); say(); };
  addEventListener("pageshow", say);
  say();
})();
