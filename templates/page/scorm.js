// Within a learning management system (SCORM 1.2): the best result, in percent, and whether every step was right once.
(function () {
  function found(place) {
    for (let steps = 0; place && steps < 10; steps++) {
      try { if (place.API) return place.API; } catch { return null; /* a page of another origin */ }
      if (place === place.parent) return null;
      place = place.parent;
    }
    return null;
  }
  let opener = null;
  try { opener = window.opener; } catch { /* of another origin */ }
  const api = found(window) || found(opener);
  if (!api || String(api.LMSInitialize("")) !== "true") return;
  const began = Date.now();
  const get = name => String(api.LMSGetValue(name));
  const set = (name, value) => api.LMSSetValue(name, String(value));
  const before = get("cmi.core.score.raw");
  let best = before === "" ? -1 : Number(before);
  if (!["completed", "passed"].includes(get("cmi.core.lesson_status"))) set("cmi.core.lesson_status", "incomplete");
  set("cmi.core.score.min", 0);
  set("cmi.core.score.max", 100);
  addEventListener("graderresult", ({ detail }) => {
    const percent = Math.round(100 * detail.points / detail.max);
    if (percent > best) { best = percent; set("cmi.core.score.raw", best); }
    if (detail.points >= detail.max) set("cmi.core.lesson_status", "completed");
    api.LMSCommit("");
  });
  addEventListener("pagehide", () => {
    const seconds = Math.floor((Date.now() - began) / 1000), two = number => String(number).padStart(2, "0");
    set("cmi.core.session_time", `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`);
    api.LMSFinish("");
  });
})();
