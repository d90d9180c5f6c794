(function () {
  var frames = Array.from(document.querySelectorAll(".frame"));
  var back = document.getElementById("back"), next = document.getElementById("next");
  var said = document.getElementById("said"), now = 0;
  function show(index, moved) {
    now = Math.max(0, Math.min(frames.length - 1, index));
    frames.forEach(function (frame, i) { frame.hidden = i !== now; });
    back.disabled = now === 0;
    next.disabled = now === frames.length - 1;
    if (moved) {
      said.textContent = Array.from(frames[now].querySelectorAll("h2, p")).map(function (e) { return e.textContent; }).join(". ");
      try { history.replaceState(null, "", "#frame-" + (now + 1)); } catch (error) { /* a frame without an address */ }
    }
  }
  back.addEventListener("click", function () { show(now - 1, true); });
  next.addEventListener("click", function () { show(now + 1, true); });
  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey) { return; }
    if (event.key === "ArrowRight") { show(now + 1, true); }
    if (event.key === "ArrowLeft") { show(now - 1, true); }
    if (event.key === "Home") { show(0, true); event.preventDefault(); }
    if (event.key === "End") { show(frames.length - 1, true); event.preventDefault(); }
  });
  document.documentElement.classList.add("walking");
  var wanted = /^#frame-(\d+)$/.exec(location.hash);
  show(wanted ? Number(wanted[1]) - 1 : 0, false);
})();
