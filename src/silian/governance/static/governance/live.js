/* A meeting as it happens. Asks for its numbers about every second; only when their count of
   changes grew it fetches the parts of this page and swaps those that differ, so that what
   somebody is filling in stays. Stops while the page is hidden, slows down while the line is bad. */
(function () {
  "use strict";

  const page = document.querySelector("[data-live-page]");
  if (!page) return;
  const status = page.querySelector("[data-live-status]");
  const parser = new DOMParser();
  // Two seconds from a change to the last phone: this wait, then the parts for three hundred.
  const PAUSE = 600, SPREAD = 400, STEP_BACK = 15000, GIVE_UP = 8000;
  let version = Number(page.dataset.version);
  let present = Number(page.dataset.present || -1);
  let open = page.dataset.open === "1";
  let failures = 0;
  let timer = 0;

  const all = (selector, root = page) => [...root.querySelectorAll(selector)];
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));

  /* What of a part counts when it is compared: not the form token, not numbers written here. */
  function essence(part) {
    const copy = part.cloneNode(true);
    all("[name=csrfmiddlewaretoken]", copy).forEach((field) => field.remove());
    all("[data-voted], [data-live]", copy).forEach((number) => { number.textContent = ""; });
    return copy.innerHTML;
  }
  const known = new Map(all("[data-part]").map((part) => [part.dataset.part, essence(part)]));

  function say(words, shown) {
    if (!status) return;
    status.textContent = words || "";
    status.classList.toggle("is-shown", Boolean(shown));
  }

  function swap(fresh) {
    let loud = false;
    all("[data-part]", fresh).forEach((part) => {
      const name = part.dataset.part, text = essence(part);
      const old = page.querySelector(`[data-part="${name}"]`);
      if (!old || known.get(name) === text) return;
      known.set(name, text);
      const focus = old.contains(document.activeElement) && document.activeElement.id;
      const typed = all("textarea, input[type=search]", old).filter((field) => field.id && field.value !== field.defaultValue);
      const fold = all("details[open][id]", old).map((details) => details.id);
      old.replaceWith(part);
      typed.forEach((field) => { const same = document.getElementById(field.id); if (same) same.value = field.value; });
      fold.forEach((id) => { const same = document.getElementById(id); if (same) same.open = true; });
      if (focus && document.getElementById(focus)) document.getElementById(focus).focus({ preventScroll: true });
      if (window.htmx) window.htmx.process(part);
      loud = true;
    });
    search();
    if (loud) say(status && status.dataset.news, false);
  }

  async function parts() {
    const answer = await fetch(page.dataset.partUrl, { credentials: "same-origin", headers: { "X-Live": "part" }, signal: AbortSignal.timeout(GIVE_UP) });
    if (answer.redirected) { window.location.reload(); return; }
    if (!answer.ok) throw new Error(String(answer.status));
    swap(parser.parseFromString(await answer.text(), "text/html"));
  }

  function numbers(found) {
    all('[data-live="present"]').forEach((place) => { place.textContent = found.present; });
    all('[data-live="seats"]').forEach((place) => { place.textContent = found.seats; });
    all("[data-live-meter]").forEach((meter) => { meter.max = found.seats || 1; meter.value = found.present; });
    all("[data-live-quorate]").forEach((place) => { place.hidden = (place.dataset.liveQuorate === "yes") !== found.q; });
    Object.entries(found.voted || {}).forEach(([ref, count]) => {
      all(`[data-voted="${ref}"]`).forEach((place) => { place.textContent = count; });
    });
  }

  async function ask() {
    const answer = await fetch(page.dataset.pulse, { credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(GIVE_UP) });
    if (answer.status === 404) {
      // Read to its end: an answer that nobody reads keeps its connection.
      await answer.text();
      // Not open: nothing is said of it. When it just closed, or opened, the page itself shows it.
      if (open) { open = false; await parts(); }
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const found = await answer.json();
    numbers(found);
    const more = "withPresent" in page.dataset && found.present !== present;
    if (!open || found.v !== version || more) {
      // Three hundred phones saw it at the same time: they do not all ask at once.
      await wait(Math.random() * 200);
      await parts();
      version = found.v;
      present = found.present;
      open = true;
    }
  }

  async function beat() {
    clearTimeout(timer);
    if (document.hidden) return;
    try {
      await ask();
      if (failures > 1) say(status && status.dataset.back, false);
      failures = 0;
    } catch (_problem) {
      failures += 1;
      if (failures > 1) say(status && status.dataset.lost, true);
    }
    const slower = Math.min(STEP_BACK, PAUSE * 2 ** Math.min(failures, 4));
    timer = setTimeout(beat, (failures ? slower : open ? PAUSE : PAUSE * 3) + Math.random() * SPREAD);
  }

  /* The list of units at the desk, narrowed while one types. */
  function search() {
    const field = page.querySelector("[data-presence-search]");
    if (!field) return;
    const word = field.value.trim().toLowerCase();
    all("[data-unit]").forEach((unit) => { unit.hidden = Boolean(word) && !unit.dataset.unit.toLowerCase().includes(word); });
  }
  page.addEventListener("input", (event) => { if (event.target.matches("[data-presence-search]")) search(); });

  document.addEventListener("visibilitychange", () => { if (document.hidden) clearTimeout(timer); else beat(); });
  timer = setTimeout(beat, Math.random() * PAUSE);
})();
