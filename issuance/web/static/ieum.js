// Keys, the connection and hidden numbers: comforts only, every page works without this file.
"use strict";

const KEYS_OFF = "ieum-keys-off";

const keysAreOn = () => localStorage.getItem(KEYS_OFF) === null;

// The key by its place on the keyboard: with a Korean input method on, its letter would be a jamo.
function keyOf(event) {
  if (event.code.startsWith("Key")) return event.code.slice(3).toLowerCase();
  if (event.code.startsWith("Digit")) return event.code.slice(5);
  if (event.code.startsWith("Numpad")) return event.code.slice(6);
  return event.key;
}

const isTyping = (element) =>
  element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=submit])");

const isShown = (element) => element.getClientRects().length > 0;

function labelOf(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, .key-hidden").forEach((key) => key.remove());
  return (element.getAttribute("aria-label") || copy.textContent).trim().replace(/\s+/g, " ");
}

function press(key) {
  const element = [...document.querySelectorAll(`[accesskey="${CSS.escape(key)}"]`)].find(isShown);
  if (!element) return false;
  element.focus();
  element.click();
  if (element.matches("details.verb[open] > summary")) beginVerb(element.parentElement);
  return true;
}

// A verb with a reason opens with the cursor in its first field.
function beginVerb(details) {
  details.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

function showKeys() {
  const dialog = document.getElementById("keys");
  const list = dialog.querySelector("dl");
  list.replaceChildren();
  for (const element of [...document.querySelectorAll("[accesskey]")].filter(isShown)) {
    const term = document.createElement("dt");
    const key = document.createElement("kbd");
    key.textContent = element.accessKey.toUpperCase();
    term.append(key);
    const said = document.createElement("dd");
    said.textContent = labelOf(element);
    list.append(term, said);
  }
  dialog.showModal();
}

// In a list of work J and K, or the arrows, go from row to row, and O opens the one that has the cursor.
function stepRow(key) {
  const links = [...document.querySelectorAll("[data-rows] tbody th a")];
  const here = links.indexOf(document.activeElement);
  if (key === "o" && here >= 0) {
    links[here].click();
    return true;
  }
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[key];
  const arrow = key.startsWith("Arrow");
  if (!step || !links.length || (arrow && here < 0)) return false;
  links[Math.min(Math.max(here + step, 0), links.length - 1)].focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (document.querySelector("dialog[open]")) return;
  const field = event.target;
  if (field.matches("[data-number]") && event.key === "F2") {
    field.classList.toggle("masked");
    event.preventDefault();
    return;
  }
  if (isTyping(field)) return;
  if (event.key === "?") {
    showKeys();
    event.preventDefault();
  } else if (keysAreOn() && (stepRow(keyOf(event)) || press(keyOf(event)))) {
    event.preventDefault();
  }
});

// In the search box of kinds a digit chooses, unless a code such as RR01 is being typed. Where the list is
// still that of other words, the choice waits for its own list.
let waitingChoice = null;

function choose(words, key) {
  const list = document.getElementById("kinds");
  if (list.dataset.words === words.trim()) press(key);
  else waitingChoice = key;
}

document.addEventListener("input", (event) => {
  if (event.target.id !== "q") return;
  const typed = event.target.value.match(/^([^a-z0-9]*)([1-9])$/i);
  waitingChoice = null;
  if (!typed) return;
  event.target.value = typed[1];
  choose(typed[1], typed[2]);
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (waitingChoice === null || document.getElementById("kinds") === null) return;
  const key = waitingChoice;
  waitingChoice = null;
  choose(document.getElementById("q").value, key);
});

document.addEventListener("focusout", (event) => {
  if (event.target.matches("[data-number]") && event.target.value) event.target.classList.add("masked");
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button) return;
  if (button.dataset.do === "keys") showKeys();
  if (button.dataset.do === "stay") stay();
  if (button.dataset.do === "show-number") {
    const field = document.getElementById(button.getAttribute("aria-controls"));
    const hidden = field.classList.toggle("masked");
    button.setAttribute("aria-pressed", String(!hidden));
  }
});

// A link within the page moves the cursor and leaves no fragment in the address: a form would carry it on to
// the next page, which then sets no cursor of its own.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const place = link && document.getElementById(link.hash.slice(1));
  if (!place) return;
  place.focus();
  if (document.activeElement === place) event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (event.target.id !== "keys-on") return;
  if (event.target.checked) localStorage.removeItem(KEYS_OFF);
  else localStorage.setItem(KEYS_OFF, "1");
  document.documentElement.classList.toggle("no-keys", !keysAreOn());
});

// Until the paper stands in its window the page waits, so that it does not show the state of before.
function whenArrived(paper, go, tries = 100) {
  let arrived = paper === null;
  try {
    arrived ||= paper.closed || paper.location.href !== "about:blank";
  } catch {
    arrived = true;
  }
  if (arrived && paper !== null || tries === 0) go();
  else setTimeout(() => whenArrived(paper, go, paper === null ? 0 : tries - 1), paper === null ? 1500 : 100);
}

// Issuing opens the paper in a window of its own, and this page then shows what became of it.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-prints]")) {
    const paper = window.open("about:blank", `paper-${Date.now()}`);
    form.target = paper === null ? "_blank" : paper.name;
    form.elements.namedItem("print").value = "1";
    whenArrived(paper, () => location.assign(form.dataset.prints));
  }
  const clock = form.querySelector("[name=device_moment]");
  if (clock && !clock.value) clock.value = new Date().toISOString();
  // A second click while the answer is on its way sends nothing.
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 3000);
});

// The end of the log-in: warned of in good time and put off by a key. Past it the page is hidden, since
// screens are shared, and what was typed is there again for the same person.
const session = { ends: Infinity, warned: 0, over: false, waved: false };

function readSession() {
  const place = document.getElementById("session");
  if (!place) return;
  session.ends = performance.now() + Number(place.dataset.left) * 1000;
  session.warned = Number(place.dataset.warned) * 1000;
  watchSession();
}

function watchSession() {
  const left = session.ends - performance.now();
  const dialog = document.getElementById("ending");
  if (!dialog || session.over) return;
  if (left <= 0) endSession();
  else if (left > session.warned) {
    session.waved = false;
    if (dialog.open) dialog.close();
  } else if (!session.waved) {
    sayOfSession("near", Math.max(1, Math.round(left / 60000)));
    if (!dialog.open) dialog.showModal();
  }
}

function endSession() {
  const dialog = document.getElementById("ending");
  if (!dialog) {
    location.reload();
    return;
  }
  session.over = true;
  document.querySelectorAll("dialog[open]").forEach((other) => other.close());
  document.documentElement.classList.add("session-over");
  sayOfSession("over");
  dialog.showModal();
}

function sayOfSession(state, minutes) {
  const said = document.getElementById("ending-said");
  const words = said.dataset[state].replace("{minutes}", minutes);
  if (said.textContent !== words) said.textContent = words;
  document.getElementById("ending-login").hidden = state === "near";
  for (const part of document.querySelectorAll("#ending-title, #ending [data-do=stay]")) {
    part.textContent = part.dataset[state === "near" ? "near" : "over"];
  }
}

async function stay() {
  const dialog = document.getElementById("ending");
  const answer = await fetch(dialog.dataset.url, { redirect: "manual", headers: { Accept: "application/json" } })
    .catch(() => null);
  if (answer === null || !answer.ok) {
    if (answer !== null && !session.over) endSession();
    sayOfSession(session.over ? "out" : "near", 1);
    return;
  }
  const { left, person, token } = await answer.json();
  // What somebody else typed is not shown to the person who logged in since.
  if (person !== dialog.dataset.person) {
    location.assign("/");
    return;
  }
  document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
  document.documentElement.classList.remove("session-over");
  session.over = false;
  session.ends = performance.now() + left * 1000;
  dialog.close();
}

// Escape waves the warning away; it cannot wave away the end.
document.addEventListener("cancel", (event) => {
  if (event.target.id !== "ending") return;
  if (session.over) event.preventDefault();
  else session.waved = true;
}, true);

setInterval(watchSession, 1000);

function connection(holds) {
  const place = document.getElementById("connection");
  if (!place) return;
  const words = holds ? place.dataset.holds : place.dataset.lost;
  if (place.textContent !== words) place.textContent = words;
  place.classList.toggle("connection--lost", !holds);
}

// A session that ended answers a live part of the page with the log-in: that is no part of this page.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (new URL(event.detail.xhr.responseURL || location.href).pathname.startsWith("/login/")) {
    event.detail.shouldSwap = false;
    endSession();
  }
});

document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "standing") readSession(); });
document.addEventListener("htmx:afterRequest", (event) => connection(event.detail.successful !== false));
document.addEventListener("htmx:sendError", () => connection(false));
addEventListener("offline", () => connection(false));
addEventListener("online", () => connection(true));

document.addEventListener("DOMContentLoaded", () => {
  document.documentElement.classList.toggle("no-keys", !keysAreOn());
  const box = document.getElementById("keys-on");
  if (box) box.checked = keysAreOn();
  document.documentElement.classList.add("js");
  readSession();
  connection(navigator.onLine);
});
