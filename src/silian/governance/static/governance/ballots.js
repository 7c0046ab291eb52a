/* The ballot paper counts the marks that are left; the published slips are searched here, in the
   browser: which receipt somebody looks for is sent nowhere. */
(function () {
  "use strict";

  const misread = { 0: "O", 1: "I", 8: "B" };
  const normal = (text) =>
    text.toUpperCase().replace(/[^A-Z0-9]/g, "").replace(/[018]/g, (sign) => misread[sign]);

  document.querySelectorAll("[data-receipt-find]").forEach((field) => {
    const rows = [...document.getElementById(field.dataset.receiptFind).rows];
    const said = document.querySelector(".receipt-found");
    field.addEventListener("input", () => {
      const wanted = normal(field.value);
      let hits = 0;
      rows.forEach((row) => {
        const fits = wanted.length >= 4 && normal(row.dataset.receipt).startsWith(wanted);
        row.hidden = wanted.length >= 4 && !fits;
        row.toggleAttribute("data-hit", fits);
        hits += fits ? 1 : 0;
      });
      const whole = wanted.length >= 32;
      said.textContent = hits === 1 && whole ? said.dataset.receiptOne
        : hits === 0 && wanted.length >= 4 ? said.dataset.receiptNone : "";
    });
  });

  document.querySelectorAll("form[data-marks]").forEach((form) => {
    const most = Number(form.dataset.marks);
    const said = form.querySelector(".ballot-left");
    const marks = [...form.querySelectorAll("[data-mark]")];
    const none = form.querySelector("[data-none]");
    const write = form.querySelector("[data-write]");
    const written = () => (write ? write.value.split("\n").filter((line) => line.trim()).length : 0);
    function tell(event) {
      if (event && event.target === none && none.checked) {
        marks.forEach((mark) => { mark.checked = false; });
        if (write) write.value = "";
      } else if (event && none && (marks.some((mark) => mark.checked) || written())) {
        none.checked = false;
      }
      const chosen = marks.filter((mark) => mark.checked).length + written();
      const left = most - chosen;
      said.toggleAttribute("data-bad", left < 0);
      said.textContent = none && none.checked ? ""
        : chosen === 0 ? said.dataset.empty
        : left < 0 ? said.dataset.over.replace("#", -left) : said.dataset.left.replace("#", left);
    }
    form.addEventListener("input", tell);
    tell();
  });
})();
