// Comfort only: every page works without this file.
"use strict";
(function () {
  function all(selector, root) { return Array.from((root || document).querySelectorAll(selector)); }

  function setUpForms() {
    all("form[data-once]").forEach(function (form) {
      form.addEventListener("submit", function (event) {
        if (form.dataset.sent) { event.preventDefault(); return; }
        form.dataset.sent = "1";
        all("button[type=submit]", form).forEach(function (button) { button.setAttribute("aria-busy", "true"); });
        window.setTimeout(function () { delete form.dataset.sent; all("button", form).forEach(function (b) { b.removeAttribute("aria-busy"); }); }, 8000);
      });
    });
    all("form[data-draft]").forEach(keepDraft);
    var summary = document.querySelector("[data-focus]");
    if (summary) { summary.focus(); }
  }

  // What was typed survives a lost connection; telephone, PIN and hidden fields are never kept.
  function keepDraft(form) {
    var key = "huying-draft-" + form.dataset.draft + location.pathname;
    var fields = all("textarea, input[type=text]", form).filter(function (f) { return !/phone|pin|name|token/.test(f.name); });
    try {
      var saved = JSON.parse(localStorage.getItem(key) || "{}");
      fields.forEach(function (f) { if (!f.value && saved[f.name]) { f.value = saved[f.name]; } });
      form.addEventListener("input", function () {
        var now = {};
        fields.forEach(function (f) { now[f.name] = f.value; });
        localStorage.setItem(key, JSON.stringify(now));
      });
      form.addEventListener("submit", function () { localStorage.removeItem(key); });
    } catch (error) { /* private mode: no drafts */ }
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-fill]");
    if (!button) { return; }
    var field = document.getElementById(button.dataset.fill);
    if (field) {
      field.value = button.dataset.value;
      var found = document.getElementById("places-found");
      if (found && found.contains(button)) { found.textContent = ""; }
      field.focus();
    }
  });

  function isTyping(target) { return target.closest("input, textarea, select, [contenteditable]"); }

  function move(step) {
    var links = all("[data-keys] tbody tr a:first-of-type").filter(function (a) { return a.closest("td") === a.closest("tr").cells[0]; });
    if (!links.length) { return; }
    var at = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, at + step))].focus();
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (isTyping(event.target)) { return; }
    if (event.key === "j") { move(1); }
    else if (event.key === "k") { move(-1); }
    else if (event.key === "/") {
      var search = document.querySelector("#id_q, input[type=search]");
      if (search) { event.preventDefault(); search.focus(); }
    } else {
      var chip = document.querySelector('[data-key="' + CSS.escape(event.key) + '"][data-fill]');
      if (chip) { chip.click(); }
    }
  });

  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", setUpForms); } else { setUpForms(); }
})();
