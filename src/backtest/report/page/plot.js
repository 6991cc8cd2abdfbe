/** What all plots share: colours of the scheme, axes, size, zoom, and how they are printed. */
import { button, element } from "./dom.js";
import { money, timeTicks } from "./format.js";

const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
/** Fits the narrowest usual paper between its margins. */
const PAPER_WIDTH = 660;
const plots = [];

/** A colour of the style, as it is in the scheme of this moment. */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function axis(options) {
  return {
    stroke: () => colour("muted"),
    font: FONT,
    grid: { stroke: () => colour("grid"), width: 1 },
    ticks: { stroke: () => colour("grid"), width: 1, size: 4 },
    ...options,
  };
}

/** Times below a plot, UTC. */
export function timeAxis(options = {}) {
  return axis({
    space: 64,
    size: 40,
    values: (_plot, splits, _axis, _space, step) => timeTicks(splits, step),
    ...options,
  });
}

/** Dollars beside a plot. */
export function moneyAxis(options = {}) {
  const decimals = (step) => Number.isInteger(step) ? 0 : step < 0.01 ? 4 : 2;
  const values = (_plot, splits, _axis, _space, step) => splits.map((value) => money(value, decimals(step)));
  return axis({ size: 70, space: 32, values, ...options });
}

/** An axis that says by itself what it writes. */
export function plainAxis(options) {
  return axis({ size: 46, space: 32, ...options });
}

/** Draws a plot into a host that gives it its width. `height` is for wide windows; narrow ones get less. */
export function drawPlot(host, options, data, height) {
  const heightFor = (width) => Math.round(width < 560 ? height * 0.8 : height);
  const size = () => {
    const width = Math.max(host.clientWidth, 240);
    return { width, height: heightFor(width) };
  };
  const plot = new globalThis.uPlot(
    {
      ...size(),
      legend: { show: false },
      tzDate: (seconds) => globalThis.uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      padding: [8, 24, 0, 0],
      ...options,
    },
    data,
    host,
  );
  plots.push({ plot, size });
  new ResizeObserver(() => {
    const next = size();
    if (next.width !== plot.width) plot.setSize(next);
  }).observe(host);
  return plot;
}

/** Lets plots zoom along x together, and gives the button that undoes it; `range` is all there is. */
export function sharedZoom(range) {
  const members = [];
  const reset = button("Reset zoom", () => members[0].setScale("x", { min: range[0], max: range[1] }));
  reset.className = "reset";
  reset.hidden = true;
  const hook = (plot, scale) => {
    if (scale !== "x") return;
    const { min, max } = plot.scales.x;
    reset.hidden = min <= range[0] && max >= range[1];
    for (const other of members) {
      if (other.scales.x.min !== min || other.scales.x.max !== max) other.setScale("x", { min, max });
    }
  };
  return { members, reset, hook };
}

/** A row of names with their colours; each item is `{name, mark, value}`, `value` a node to write into. */
export function legend(items, ...others) {
  const rows = items.map(({ name, mark, value }) =>
    element("span", "legend-item", [element("i", `mark ${mark}`), element("span", "name", name), value])
  );
  return element("div", "legend", [...rows, ...others]);
}

/** The scheme changes and paper comes: plots are bitmaps and must be drawn again. */
export function followSchemeAndPaper() {
  const redraw = () => plots.forEach(({ plot }) => plot.redraw(false, true));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  globalThis.addEventListener("beforeprint", () => {
    document.documentElement.classList.add("paper");
    for (const { plot } of plots) {
      plot.setSize({ width: Math.min(plot.width, PAPER_WIDTH), height: plot.height });
    }
    redraw();
  });
  globalThis.addEventListener("afterprint", () => {
    document.documentElement.classList.remove("paper");
    for (const { plot, size } of plots) plot.setSize(size());
    redraw();
  });
}
