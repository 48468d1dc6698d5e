/* Draws charts in the colours of the house; the table of the same rows folds away below. */

import { load, onMount } from "./on_mount.js";

function colours(element) {
  const style = getComputedStyle(element);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  return { ink: token("ink"), soft: token("soft"), line: token("line"), surface: token("surface"),
    series: ["jade", "blue", "amber", "red", "edge"].map(token), face: style.fontFamily };
}

function axis(own, look) {
  const dress = (one) => ({
    ...one,
    axisLine: { lineStyle: { color: look.line }, ...one.axisLine },
    axisTick: { show: false, ...one.axisTick },
    axisLabel: { color: look.soft, fontSize: 12, ...one.axisLabel },
    splitLine: { lineStyle: { color: look.line }, show: one.type === "value", ...one.splitLine },
    nameTextStyle: { color: look.soft },
  });
  return Array.isArray(own) ? own.map(dress) : dress(own);
}

function dressed(spec, look) {
  const bare = [].concat(spec.series ?? []);
  const option = {
    animation: false,
    color: look.series,
    textStyle: { fontFamily: look.face, color: look.ink },
    grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
    ...spec,
    /* Drawn on the canvas: an HTML box would need styles that the content policy forbids. */
    tooltip: { trigger: spec.xAxis ? "axis" : "item", renderMode: "richText", confine: true,
      backgroundColor: look.surface, borderColor: look.line, textStyle: { color: look.ink }, ...spec.tooltip },
    series: bare.map((one) => ({ symbolSize: 7, barMaxWidth: 28, ...one })),
  };
  if (bare.length > 1) option.legend = { top: 0, left: 0, itemWidth: 14, itemHeight: 8, textStyle: { color: look.soft }, ...spec.legend };
  for (const side of ["xAxis", "yAxis"]) if (spec[side]) option[side] = axis(spec[side], look);
  return option;
}

onMount("[data-chart]", async (figure) => {
  const source = document.getElementById(figure.dataset.chart);
  const canvas = figure.querySelector(".plot-canvas");
  if (!source || !canvas) return;
  await load("echarts/echarts.common.min.js");
  const spec = JSON.parse(source.textContent);
  canvas.hidden = false;
  figure.querySelector(".plot-rows").open = false;
  const chart = window.echarts.init(canvas, null, { renderer: "canvas" });
  const draw = () => chart.setOption(dressed(spec, colours(figure)), true);
  draw();
  new ResizeObserver(() => chart.resize()).observe(canvas);
  document.addEventListener("themechange", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  /* On paper the rows speak. */
  const rows = figure.querySelector(".plot-rows");
  addEventListener("beforeprint", () => { rows.open = true; });
  addEventListener("afterprint", () => { rows.open = false; });
});
