/** Calibration: what was paid for YES against how often YES paid out. */
import { element, fill, nothing, shape } from "./dom.js";
import { decimal, percent, plural, priceText, quantity, signed } from "./format.js";
import { table } from "./table.js";

const SIZE = 320;
const LEFT = 44;
const TOP = 10;
const LARGEST_RADIUS = 13;
const SMALLEST_RADIUS = 3;

const across = (fraction) => LEFT + fraction * SIZE;
const up = (fraction) => TOP + (1 - fraction) * SIZE;

function gridLines() {
  return [0, 0.25, 0.5, 0.75, 1].flatMap((fraction) => [
    shape("line", { class: "grid", x1: across(0), x2: across(1), y1: up(fraction), y2: up(fraction) }),
    shape("line", { class: "grid", x1: across(fraction), x2: across(fraction), y1: up(0), y2: up(1) }),
    shape("text", { x: LEFT - 6, y: up(fraction) + 4, "text-anchor": "end" }, [
      `${decimal(fraction * 100, 0)} %`,
    ]),
    shape("text", { x: across(fraction), y: up(0) + 16, "text-anchor": "middle" }, [priceText(fraction)]),
  ]);
}

/** A point whose area goes with its count. */
function point(bucket, largest) {
  const radius = Math.max(SMALLEST_RADIUS, LARGEST_RADIUS * Math.sqrt(bucket.count / largest));
  const title = `${priceText(bucket.from)} – ${priceText(bucket.to)}: paid ${priceText(bucket.predicted)}, ` +
    `YES in ${percent(bucket.observed)} of ${quantity(bucket.count)}`;
  const place = { cx: across(bucket.predicted), cy: up(bucket.observed), r: radius.toFixed(2) };
  return shape("circle", { class: "point", ...place }, [shape("title", {}, [title])]);
}

function diagram(buckets) {
  const largest = Math.max(...buckets.map(({ count }) => count));
  const [width, height] = [LEFT + SIZE + 16, TOP + SIZE + 40];
  const label = "Entry price against how often YES paid out";
  const attributes = {
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": label,
    class: "calibration",
  };
  return shape("svg", attributes, [
    ...gridLines(),
    shape("line", { class: "diagonal", x1: across(0), y1: up(0), x2: across(1), y2: up(1) }),
    ...buckets.map((bucket) => point(bucket, largest)),
    shape("text", { x: across(0.5), y: height - 4, "text-anchor": "middle" }, ["entry price"]),
  ]);
}

/** Draws the diagram and the table. */
export function drawCalibration({ calibration }) {
  const buckets = calibration.filter(({ count }) => count > 0);
  if (buckets.length === 0) {
    return fill("calibration", nothing("No trade's market has paid out, so there is nothing to calibrate."));
  }
  const columns = [
    {
      title: "Entry price",
      key: ({ from }) => from,
      show: ({ from, to }) => `${priceText(from)} – ${priceText(to)}`,
    },
    { title: "Count", kind: "number", key: ({ count }) => count, show: ({ count }) => quantity(count) },
    {
      title: "Paid",
      kind: "number",
      hint: "Mean entry price: the chance that the market gave.",
      key: ({ predicted }) => predicted,
      show: ({ predicted }) => percent(predicted),
    },
    {
      title: "YES paid",
      kind: "number",
      hint: "How often YES paid out.",
      key: ({ observed }) => observed,
      show: ({ observed }) => percent(observed),
    },
    {
      title: "Difference",
      kind: "number",
      hint: "YES paid − paid, in percentage points: above zero the price was too low.",
      key: ({ observed, predicted }) => observed - predicted,
      show: ({ observed, predicted }) => signed((observed - predicted) * 100, 1),
    },
  ];
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  const words = `${plural(total, "entry", "entries")}. Points above the line paid out more ` +
    "often than their price said; their area is the number of entries.";
  fill(
    "calibration",
    element("p", "summary", words),
    element("div", "columns", [
      element("div", "", diagram(buckets)),
      table({ label: "Calibration", columns, rows: buckets, limit: 25 }),
    ]),
  );
}
