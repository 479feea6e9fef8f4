// Comfort only: every page works without this file.
"use strict";
(function () {
  const DRAFT_DAYS = 3;
  const DAY_MS = 86400000;
  const ONCE_MS = 8000;
  const COUNT_FROM = 200;
  const PRIVATE = /door|phone|pin|digits|name|code|token|password|csrf/;
  const words = (document.getElementById("words") || { dataset: {} }).dataset;

  function all(selector, root) { return Array.from((root || document).querySelectorAll(selector)); }
  function isDesk() { return document.body.classList.contains("desk"); }

  // -- counters: how many characters are left, said to screen readers when the typing pauses --
  function setUpCounter(field) {
    const most = Number(field.dataset.count);
    if (!most || !words.left || field.dataset.counted) { return; }
    field.dataset.counted = "1";
    const note = document.createElement("small");
    note.className = "count";
    note.setAttribute("role", "status");
    field.after(note);
    function show() {
      const left = most - Array.from(field.value).length;
      note.textContent = (left < 0 ? words.over : words.left).replace("{n}", String(Math.abs(left)));
      note.hidden = left > COUNT_FROM;
      note.classList.toggle("count-over", left < 0);
    }
    field.addEventListener("input", show);
    show();
  }

  // -- drafts: what was typed survives a lost connection. A resident's phone keeps it for three days, a desk
  // only as long as its tab lives; names, telephones, codes and hidden fields are never kept. --
  function store() { return isDesk() ? sessionStorage : localStorage; }
  function draftKey(form) { return "huying-draft:" + form.dataset.draft + ":" + location.pathname; }

  function setUpDraft(form) {
    const key = draftKey(form);
    const fields = all("textarea, input[type=text], input:not([type])", form)
      .filter(function (field) { return field.name && !PRIVATE.test(field.name); });
    const saved = readDraft(key);
    const restored = fields.filter(function (field) { return !field.value && saved[field.name]; });
    restored.forEach(function (field) {
      field.value = saved[field.name];
      field.dispatchEvent(new Event("input"));
    });
    if (restored.length) { offerToForget(form, key, restored); }
    function keep() {
      const now = {};
      fields.forEach(function (field) { if (field.value) { now[field.name] = field.value; } });
      store().setItem(key, JSON.stringify({ at: Date.now(), fields: now }));
    }
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("submit", function () { sessionStorage.setItem("huying-sent", key); });
  }

  function readDraft(key) {
    const kept = JSON.parse(store().getItem(key) || "null");
    return kept && Date.now() - kept.at < DRAFT_DAYS * DAY_MS ? kept.fields : {};
  }

  function offerToForget(form, key, fields) {
    const note = document.createElement("p");
    const button = document.createElement("button");
    note.className = "notice";
    note.setAttribute("role", "status");
    note.textContent = words.restored + " ";
    button.type = "button";
    button.className = "link";
    button.textContent = words.forget;
    button.addEventListener("click", function () {
      store().removeItem(key);
      fields.forEach(function (field) { field.value = ""; field.dispatchEvent(new Event("input")); });
      note.remove();
    });
    note.append(button);
    form.prepend(note);
  }

  // A draft goes only once its form was answered by another page; the same form coming back keeps it.
  function dropSentDraft() {
    const key = sessionStorage.getItem("huying-sent");
    if (!key) { return; }
    sessionStorage.removeItem("huying-sent");
    const isBack = all("form[data-draft]").some(function (form) { return draftKey(form) === key; });
    if (!isBack) { localStorage.removeItem(key); sessionStorage.removeItem(key); }
  }

  function withStorage(work, given) {
    try { work(given); } catch (error) { /* private mode or full store: no drafts */ }
  }

  // -- submitting: ask first, then once --
  function ask(form, button, question) {
    const dialog = document.getElementById("confirm");
    if (!dialog || !dialog.showModal) { return false; }
    document.getElementById("confirm-words").textContent = question;
    dialog.returnValue = "";
    dialog.onclose = function () {
      if (dialog.returnValue !== "yes") { if (button) { button.focus(); } return; }
      form.dataset.confirmed = "1";
      form.requestSubmit(button);
    };
    dialog.showModal();
    return true;
  }

  function release(form) {
    delete form.dataset.sent;
    all("[aria-busy]", form).forEach(function (button) { button.removeAttribute("aria-busy"); });
  }

  document.addEventListener("submit", function (event) {
    const form = event.target;
    const button = event.submitter;
    const question = (button && button.dataset.confirm) || form.dataset.confirm;
    if (question && !form.dataset.confirmed && ask(form, button, question)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    delete form.dataset.confirmed;
    if (form.dataset.once === undefined) { return; }
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "1";
    if (button) { button.setAttribute("aria-busy", "true"); }
    window.setTimeout(release, ONCE_MS, form);
  }, true);
  document.addEventListener("htmx:afterRequest", function (event) {
    const form = event.target.closest("form[data-once]");
    if (form) { release(form); }
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { all("form[data-sent]").forEach(release); }
  });

  // -- a row that was found fills its field --
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-fill]");
    const field = button && document.getElementById(button.dataset.fill);
    if (!field) { return; }
    field.value = button.dataset.value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    const code = button.form && button.form.elements.compound;
    if (code) { code.value = button.dataset.code || ""; }
    const found = button.closest(".found");
    if (found) { found.textContent = ""; }
    if (!button.dataset.key) { field.focus(); }
  });

  // -- a receipt or a poster is printed, or saved as a file, by the browser itself --
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) { window.print(); }
  });

  // -- keyboard; nothing is taken from somebody who types, nor from an input method that composes --
  const COMPOSING = 229;

  function isTyping(target) {
    return target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog[open]");
  }

  function rowLinks() {
    return all("[data-keys] tbody tr").map(function (row) { return row.querySelector("a[href]"); }).filter(Boolean);
  }

  function move(step) {
    const links = rowLinks();
    const row = document.activeElement.closest("[data-keys] tbody tr");
    const at = row ? links.indexOf(row.querySelector("a[href]")) : -1;
    const next = links[Math.max(0, Math.min(links.length - 1, at + step))];
    if (next) { next.focus(); }
  }

  function tick() {
    const row = document.activeElement.closest("[data-keys] tbody tr") || document.querySelector(".queue-now");
    const box = row && row.querySelector("input[type=checkbox]");
    if (box) { box.click(); }
  }

  function search(event) {
    const field = document.querySelector("input[type=search], #id_q");
    if (field) { event.preventDefault(); field.focus(); }
  }

  function help() {
    const dialog = document.getElementById("keys-help");
    if (dialog && dialog.showModal) { dialog.showModal(); }
  }

  function keyed(key) {
    if (key === "Enter") { return document.activeElement === document.body ? document.querySelector("[data-enter]") : null; }
    return document.querySelector('[data-key="' + CSS.escape(key) + '"]');
  }

  const KEYS = {
    j: function () { move(1); },
    k: function () { move(-1); },
    x: tick,
    "/": search,
    "?": help,
  };

  document.addEventListener("keydown", function (event) {
    const isOurs = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing && event.keyCode !== COMPOSING;
    if (!isOurs || isTyping(event.target)) { return; }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const wanted = keyed(key);
    if (wanted) { wanted.click(); } else if (Object.hasOwn(KEYS, key)) { KEYS[key](event); }
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-open-help]")) { help(); }
  });

  // -- reading aloud, in large type --
  function setUpReading(button) {
    if (!("speechSynthesis" in window)) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      const isReading = speechSynthesis.speaking;
      speechSynthesis.cancel();
      if (isReading) { return; }
      const speech = new SpeechSynthesisUtterance(document.getElementById("main").innerText);
      speech.lang = document.documentElement.lang;
      speechSynthesis.speak(speech);
    });
  }

  function setUp(root) {
    all("[data-count]", root).forEach(setUpCounter);
    all("[data-print]", root).forEach(function (button) { button.hidden = false; });
    all("form[data-draft]", root).forEach(function (form) { withStorage(setUpDraft, form); });
    const summary = root.querySelector("[data-focus]");
    if (summary) { summary.focus(); }
  }

  withStorage(dropSentDraft);
  setUp(document);
  all("[data-read-aloud]").forEach(setUpReading);
  if (document.querySelector("[data-focus]") && words.error && !document.title.startsWith(words.error.trim())) {
    document.title = words.error + document.title;
  }
  document.addEventListener("htmx:load", function (event) {
    if (event.target !== document.body) { setUp(event.target); }
  });
})();
