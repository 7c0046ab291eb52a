/* Draws the figures of templates/ui/figure.html: reads the option that json_script left in the
   page, puts the palette and the formats in place of their @names, and redraws on a new width.

   Colours: "@education" "@talent" "@industry" "@innovation" "@enterprise" "@neutral" "@gap" "@surplus",
   and the scales "@plain" and "@signed" for visualMap.inRange.color (an array).
   Formats (for `formatter`, `valueFormatter`): "@count" 12,345, "@percent" 0.123 → 12.3%,
   "@signed-count" +12, "@yuan" ¥1,200.00, "@short" the first eight characters. */
(function () {
  "use strict";

  const english = document.documentElement.lang.startsWith("en");
  const locale = english ? "en" : "zh-CN";
  const COLOURS = {
    "@education": "#3f7dd1", "@talent": "#1f9d8e", "@industry": "#dc9430", "@innovation": "#8a6bcb",
    "@enterprise": "#c76b4a", "@neutral": "#8c99aa", "@gap": "#c4701c", "@surplus": "#16867a",
    "@ink": "#14263f",
  };
  const SCALES = {
    "@plain": ["#e6eff9", "#b0cdee", "#7dabde", "#3f7dd1", "#26589f", "#173f7a"],
    "@signed": ["#a8550a", "#e0a250", "#f6dfb9", "#f1f3f6", "#c3e3df", "#63b5aa", "#0c6b61"],
  };
  const PALETTE = ["#3f7dd1", "#dc9430", "#1f9d8e", "#8a6bcb", "#c76b4a", "#6f8fb8", "#a9a344", "#8c99aa"];
  const count = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const signed = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, signDisplay: "exceptZero" });
  const yuan = new Intl.NumberFormat(locale, { style: "currency", currency: "CNY" });

  const number = (value) => {
    const inner = value && typeof value === "object" && "value" in value ? value.value : value;
    const last = Array.isArray(inner) ? inner[inner.length - 1] : inner;
    return last === null || last === undefined || last === "-" ? null : Number(last);
  };
  const said = (format) => (value) => (number(value) === null ? "—" : format.format(number(value)));
  const FORMATS = {
    "@count": said(count), "@percent": said(percent), "@signed-count": said(signed), "@yuan": said(yuan),
    "@short": (value) => (String(value).length > 8 ? String(value).slice(0, 8) + "…" : String(value)),
  };

  /* Put colours, scales and formats in place of their names, everywhere in the option. */
  function resolved(part) {
    if (typeof part === "string") {
      return COLOURS[part] || SCALES[part] || FORMATS[part] || part;
    }
    if (Array.isArray(part)) return part.map(resolved);
    if (part && typeof part === "object") {
      return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, resolved(value)]));
    }
    return part;
  }

  /* The width of a label in its own type size: a hanzi is as wide as high. */
  const wide = (text) => [...String(text.value || text)].reduce((sum, sign) => sum + (sign > "\u2e80" ? 1 : 0.56), 0);
  const list = (part) => (part === undefined ? [] : Array.isArray(part) ? part : [part]);
  const under = (given, ours) => ({ ...ours, ...given });

  /* What every figure shares, where its option does not say otherwise. */
  function dressed(option, box) {
    const narrow = box.clientWidth < 480;
    const small = narrow ? 11 : 12;
    const text = { color: "#45526a", fontSize: small };
    option.color = option.color || PALETTE;
    option.textStyle = under(option.textStyle, { fontFamily: getComputedStyle(document.body).fontFamily });
    option.animationDuration = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 350;
    option.aria = under(option.aria, { enabled: false });
    if (option.tooltip) {
      option.tooltip = under(option.tooltip, {
        confine: true, backgroundColor: "#fff", borderColor: "#d2d9e3", padding: [8, 12],
        textStyle: { color: "#1c2736", fontSize: 13 }, extraCssText: "box-shadow:0 6px 20px rgba(20,38,63,.14);border-radius:6px",
      });
    }
    if (option.legend) {
      option.legend = under(option.legend, { top: 0, right: 4, itemWidth: 12, itemHeight: 8, textStyle: text, type: narrow ? "scroll" : "plain" });
    }
    const plane = option.xAxis !== undefined;
    if (plane) {
      option.grid = under(option.grid, { left: 8, right: 16, top: option.legend ? 42 : 20, bottom: 8, containLabel: !(option.grid && option.grid.left > 40) });
      if (option.grid.containLabel && narrow) option.grid.right = Math.min(option.grid.right, 12);
    }
    for (const side of ["xAxis", "yAxis"]) {
      const axes = list(option[side]).map((axis) => {
        const named = axis.type === "category";
        const label = under(axis.axisLabel, { ...text, hideOverlap: true });
        if (!axis.axisLabel || axis.axisLabel.formatter === undefined) {
          if (!named && axis.type !== "time") label.formatter = (value) => count.format(value);
          else if (narrow && side === "yAxis") label.formatter = (value) => (value.length > 6 ? value.slice(0, 5) + "…" : value);
        }
        const names = named && side === "xAxis" ? axis.data || [] : [];
        if (names.length && label.rotate === undefined && label.interval === undefined) {
          const room = (box.clientWidth - 70) / names.length;
          const most = narrow ? 12 : Math.floor(box.clientWidth / 24);
          label.hideOverlap = false;
          label.interval = names.length > most ? Math.ceil(names.length / most) - 1 : 0;
          if (Math.max(...names.map(wide)) * small > room * (label.interval + 1) - 6) {
            label.rotate = 40;
            label.formatter = label.formatter || ((value) => (wide(value) > 7 ? String(value).slice(0, 6) + "…" : value));
          }
        }
        return under(axis, {
          axisLabel: label, axisLine: { lineStyle: { color: "#c5cedb" } }, axisTick: { show: false },
          splitNumber: narrow ? 3 : 5, nameTextStyle: text, ...(named ? {} : { splitLine: { lineStyle: { color: "#edf0f4" } } }),
        });
      });
      if (axes.length) option[side] = Array.isArray(option[side]) ? axes : axes[0];
    }
    if (option.visualMap) {
      option.visualMap = list(option.visualMap).map((map) => under(map, { textStyle: text, itemWidth: 12, itemHeight: narrow ? 90 : 140, calculable: false }));
    }
    option.series = list(option.series).map((series) => dressedSeries(series, narrow, text));
    return option;
  }

  /* The look of one series by its kind. */
  function dressedSeries(series, narrow, text) {
    if (series.type === "bar") return under(series, { barMaxWidth: 26, itemStyle: under(series.itemStyle, { borderRadius: 2 }) });
    if (series.type === "line") return under(series, { symbolSize: 6, lineStyle: under(series.lineStyle, { width: 2 }) });
    if (series.type === "heatmap") {
      return under(series, {
        itemStyle: under(series.itemStyle, { borderColor: "#fff", borderWidth: 2 }),
        label: under(series.label, { fontSize: narrow ? 10 : 12, color: "#14263f", textBorderColor: "#fff", textBorderWidth: 2 }),
      });
    }
    if (series.type === "sankey") {
      return under(series, {
        left: 4, right: narrow ? 70 : 130, top: 10, bottom: 10, nodeWidth: narrow ? 10 : 14, nodeGap: narrow ? 7 : 11,
        draggable: false, animation: false, emphasis: { focus: "adjacency" }, lineStyle: under(series.lineStyle, { color: "gradient", opacity: 0.28, curveness: 0.5 }),
        label: under(series.label, { ...text, color: "#1c2736", ...(narrow ? { fontSize: 10, width: 62, overflow: "break" } : { width: 124, overflow: "break" }) }),
      });
    }
    if (series.type === "pie") return under(series, { radius: ["48%", "72%"], itemStyle: under(series.itemStyle, { borderColor: "#fff", borderWidth: 2 }), label: under(series.label, text) });
    if (series.type === "treemap") return under(series, { breadcrumb: { show: false }, roam: false, itemStyle: under(series.itemStyle, { borderColor: "#fff", gapWidth: 2 }) });
    return series;
  }

  /* Draw one box, once; again on a new width. */
  function draw(box) {
    const source = document.getElementById(box.dataset.chart);
    if (!source || !window.echarts || box.dataset.drawn) return;
    const plain = source.textContent;
    const chart = window.echarts.init(box, null, { renderer: box.dataset.renderer || "svg", locale: english ? "EN" : "ZH" });
    box.dataset.drawn = "yes";
    const fill = () => chart.setOption(dressed(resolved(JSON.parse(plain)), box), true);
    fill();
    let width = box.clientWidth;
    new ResizeObserver(() => {
      if (!box.clientWidth || box.clientWidth === width) return;
      const turned = width < 480 !== box.clientWidth < 480;
      width = box.clientWidth;
      chart.resize();
      if (turned) fill();
    }).observe(box);
    if ("walk" in box.dataset) {
      chart.on("click", (event) => {
        const url = event.data && event.data.url;
        if (typeof url === "string" && /^[/?#](?!\/)/.test(url)) window.location.assign(url);
      });
    }
  }

  /* Load ECharts when the first figure comes near, not before. */
  let loading = null;
  function echarts() {
    if (window.echarts) return Promise.resolve();
    const address = document.querySelector("script[data-echarts]").dataset.echarts;
    loading = loading || new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = address; script.onload = done; script.onerror = failed;
      document.head.append(script);
    });
    return loading;
  }
  const near = new IntersectionObserver((seen) => {
    for (const one of seen) {
      if (!one.isIntersecting) continue;
      near.unobserve(one.target);
      echarts().then(() => draw(one.target));
    }
  }, { rootMargin: "600px" });
  const start = (root) => root.querySelectorAll("[data-chart]").forEach((box) => near.observe(box));

  function save(name, blob) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob); link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 4000);
  }
  const named = (figure) => ((figure.querySelector("figcaption") || {}).textContent || "silian").trim().replace(/[\\/:*?"<>|\s]+/g, "-");

  /* The table behind a figure as CSV. A cell that a spreadsheet would calculate gets an apostrophe. */
  function csv(figure) {
    const cell = (part) => {
      let value = part.textContent.trim().replace(/\s+/g, " ");
      if (/^[=+\-@\t\r]/.test(value) && !/^[+-]?[\d,.]+%?$/.test(value)) value = "'" + value;
      return /[",\n]/.test(value) ? `"${value.replace(/"/g, '""')}"` : value;
    };
    const rows = [...figure.querySelectorAll("[data-figure-table] tr")].map((row) => [...row.cells].map(cell).join(","));
    save(named(figure) + ".csv", new Blob(["\ufeff" + rows.join("\r\n")], { type: "text/csv;charset=utf-8" }));
  }

  /* The drawing as a PNG of twice its size, drawn anew on a canvas that nobody sees. */
  function png(figure) {
    const box = figure.querySelector("[data-chart]");
    const source = document.getElementById(box.dataset.chart);
    echarts().then(() => {
      const hidden = document.createElement("div");
      hidden.style.cssText = `position:fixed;left:-9999px;width:${Math.max(box.clientWidth, 760)}px;height:${box.clientHeight || 400}px`;
      document.body.append(hidden);
      const canvas = window.echarts.init(hidden, null, { renderer: "canvas", locale: english ? "EN" : "ZH" });
      canvas.on("finished", () => {
        canvas.off("finished");
        canvas.renderToCanvas({ pixelRatio: 2, backgroundColor: "#fff" }).toBlob((drawn) => {
          save(named(figure) + ".png", drawn);
          canvas.dispose(); hidden.remove();
        });
      });
      canvas.setOption({ ...dressed(resolved(JSON.parse(source.textContent)), hidden), animation: false });
    });
  }

  function show(figure, kind) {
    const table = figure.querySelector("[data-figure-table]");
    const picture = figure.querySelector("[data-chart], [data-figure-chart]");
    table.hidden = kind !== "table"; picture.hidden = kind === "table";
    figure.querySelectorAll("[data-figure-show]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.figureShow === kind)));
  }

  document.addEventListener("click", (event) => {
    const figure = event.target.closest("[data-figure]");
    if (!figure) return;
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.figureShow) show(figure, button.dataset.figureShow);
    else if ("figureCsv" in button.dataset) csv(figure);
    else if ("figurePng" in button.dataset) png(figure);
  });
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));

  /* On paper a drawing is as wide as the sheet, and comes back to its own width afterwards. */
  const drawn = (width) => document.querySelectorAll("[data-chart]").forEach((box) => {
    if (!window.echarts) return;
    draw(box);
    const chart = window.echarts.getInstanceByDom(box);
    if (!chart) return;
    chart.resize({ width: width || "auto", animation: { duration: 0 } });
    chart.getZr().flush();
  });
  window.addEventListener("beforeprint", () => drawn(640));
  window.addEventListener("afterprint", () => drawn(0));
  start(document);
})();
