/* What every page can do: ask before a step, pick rows, keep what was typed. No inline script. */
(function () {
  "use strict";

  const english = document.documentElement.lang.startsWith("en");
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* A button, link or form with data-confirm asks first, in a dialog of the page. */
  const ask = document.getElementById("ask");
  let asked = null;
  function confirmed(element) {
    if (!ask || element === asked) return true;
    ask.querySelector("[data-ask-text]").textContent = element.dataset.confirm;
    ask.querySelector("[data-ask-yes]").classList.toggle("btn-danger", (element.className || "").includes("danger"));
    ask.returnValue = "";
    ask.showModal();
    ask.addEventListener("close", () => {
      if (ask.returnValue !== "yes") return;
      asked = element;
      if (element.tagName === "FORM") element.requestSubmit();
      else element.click();
      asked = null;
    }, { once: true });
    return false;
  }
  document.addEventListener("click", (event) => {
    const element = event.target.closest("[data-confirm]");
    if (!element || element.tagName === "FORM" || confirmed(element)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.confirm && !confirmed(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
  document.addEventListener("htmx:confirm", (event) => {
    const element = event.target;
    if (!event.detail.question || !ask) return;
    event.preventDefault();
    ask.querySelector("[data-ask-text]").textContent = event.detail.question;
    ask.returnValue = "";
    ask.showModal();
    ask.addEventListener("close", () => ask.returnValue === "yes" && event.detail.issueRequest(true), { once: true });
    element.blur();
  });

  /* Rows picked for a batch: all of the page, one, or a run with the shift key. */
  function counted(form) {
    const boxes = all("[data-batch-one]", form);
    const picked = boxes.filter((box) => box.checked).length;
    const whole = form.querySelector("[data-batch-all]");
    whole.checked = picked > 0 && picked === boxes.length;
    whole.indeterminate = picked > 0 && picked < boxes.length;
    form.querySelector("[data-batch-count]").textContent = String(picked);
    form.querySelector("[data-batch-bar]").hidden = picked === 0;
  }
  let last = null;
  document.addEventListener("click", (event) => {
    const box = event.target;
    const form = box.closest && box.closest("[data-batch]");
    if (!form) return;
    if (box.matches("[data-batch-all]")) {
      all("[data-batch-one]", form).forEach((one) => { one.checked = box.checked; });
    } else if (box.matches("[data-batch-one]")) {
      const boxes = all("[data-batch-one]", form);
      if (event.shiftKey && last && boxes.includes(last)) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
        boxes.slice(from, to + 1).forEach((one) => { one.checked = box.checked; });
      }
      last = box;
    } else if (box.closest("[data-batch-clear]")) {
      all("[data-batch-one]", form).forEach((one) => { one.checked = false; });
    } else {
      return;
    }
    counted(form);
  });

  /* A filter goes at once when a choice is changed; empty fields stay out of the address. */
  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-filter]");
    if (form && event.target.matches("select, input[type=checkbox], input[type=radio]")) form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-filter]")) return;
    all("input, select", event.target).forEach((field) => { if (field.name && field.value === "") field.disabled = true; });
    setTimeout(() => all("input, select", event.target).forEach((field) => { field.disabled = false; }), 1500);
  });

  /* On a phone the filter folds behind its button; a choice that reloads the page keeps it open. */
  const OPEN_FILTER = "silian.filter";
  const remembered = (act) => { try { return act(window.sessionStorage); } catch { return null; } };
  all("[data-filter-fold]").forEach((button) => {
    const open = remembered((kept) => kept.getItem(OPEN_FILTER)) === window.location.pathname;
    remembered((kept) => kept.removeItem(OPEN_FILTER));
    button.hidden = false;
    button.setAttribute("aria-expanded", String(open));
    button.addEventListener("click", () => {
      button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
    });
    button.form.addEventListener("change", () => remembered((kept) => kept.setItem(OPEN_FILTER, window.location.pathname)));
    button.form.addEventListener("submit", (event) => {
      if (event.submitter && event.submitter.matches("[type=submit]")) remembered((kept) => kept.removeItem(OPEN_FILTER));
    });
  });

  /* A form that was typed in warns before it is left, and its buttons answer only once. */
  const typed = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-keep]");
    if (form) typed.add(form);
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...typed].some((form) => form.isConnected)) event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    typed.delete(form);
    if (form.method !== "post" || event.defaultPrevented || form.matches("[hx-post]")) return;
    setTimeout(() => all("button[type=submit]", form).forEach((button) => { button.disabled = true; }), 0);
    setTimeout(() => all("button[type=submit]", form).forEach((button) => { button.disabled = false; }), 8000);
  });
  window.addEventListener("pageshow", () => all("button[type=submit][disabled]").forEach((button) => { button.disabled = false; }));

  /* A link to a field, from the summary of errors, opens the folded part and goes into the field. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    const part = field.closest("details");
    if (part) part.open = true;
    const into = field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea") || field;
    into.focus();
    into.scrollIntoView({ block: "center" });
  });
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();

  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-dismiss-note]");
    if (close) close.closest(".note").remove();
    const copy = event.target.closest("[data-copy]");
    if (copy) navigator.clipboard.writeText(copy.dataset.copy).then(() => { copy.dataset.copied = english ? "Copied" : "已复制"; });
    const fill = event.target.closest("[data-fill-login]");
    if (fill) {
      document.getElementById("id_login").value = fill.dataset.fillLogin;
      document.getElementById("id_password").value = fill.dataset.fillPassword;
      document.querySelector(".account-submit").focus();
    }
    if (event.target.closest("[data-print]")) window.print();
    if (event.target.closest("[data-back]")) window.history.back();
  });

  /* A job that runs for minutes: the server's answer replaces the part; a lost connection is said. */
  document.addEventListener("htmx:sendError", () => {
    const main = document.getElementById("main");
    if (!main || document.querySelector("[data-offline]")) return;
    const note = document.createElement("div");
    note.className = "note note-warning"; note.dataset.offline = ""; note.setAttribute("role", "alert");
    note.textContent = english ? "The connection is lost. What you typed is still here; try again." : "连接已断开。已填写的内容还在，请稍后再试。";
    main.prepend(note);
  });

  /* Side bar: keep the current entry in view. */
  const here = document.querySelector(".side-item.active");
  if (here) here.scrollIntoView({ block: "nearest" });
})();
