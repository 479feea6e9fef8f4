// Comfort for the desk only: every page works without this file.
"use strict";
(function () {
  const SECOND = 1000;

  function all(selector) { return Array.from(document.querySelectorAll(selector)); }

  // -- what can be undone for some seconds goes when they are over --
  all("[data-vanish]").forEach(function (piece) {
    window.setTimeout(function () { piece.remove(); }, Number(piece.dataset.vanish) * SECOND);
  });

  // -- tick all rows that can be ticked; again unticks them --
  all("[data-tick-all]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      const boxes = Array.from(button.closest("form").querySelectorAll("input[type=checkbox]:not(:disabled)"));
      const wanted = boxes.some(function (box) { return !box.checked; });
      boxes.forEach(function (box) { box.checked = wanted; });
    });
  });

  // -- the chip of the chosen topic is marked, however it was chosen --
  const topic = document.querySelector(".triage-pane #id_topic");
  function mark() {
    all(".suggested-topics .chip").forEach(function (chip) {
      chip.classList.toggle("chip-chosen", chip.dataset.value === topic.value);
    });
  }
  if (topic) { topic.addEventListener("change", mark); mark(); }

  // -- whoever opens the fields by hand is led to the first of them; where they stand open, the keys stay free --
  all("#by-hand").forEach(function (details) {
    details.querySelector("summary").addEventListener("click", function () {
      window.setTimeout(function () {
        const field = details.open && details.querySelector("select, input, textarea");
        if (field) { field.focus(); }
      });
    });
  });
})();
