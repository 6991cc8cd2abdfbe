/**
 * The plots of a card, as drawings in the page: no script, no library, readable from 360 pixels on.
 *
 * @module
 */
import { escapeHtml } from "../../../lib/page/html.ts";
import type { Figure } from "../figure.ts";
import type { ReliabilityBucket } from "../reliability.ts";
import { countWords, interval, percent, points, score, spanWords } from "./words.ts";

type Attributes = Readonly<Record<string, string | number>>;

/** An element of a drawing; numbers are written to a tenth of a pixel. */
function shape(tag: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes).map(([name, value]) => {
    const text = typeof value === "number" ? String(Math.round(value * 10) / 10) : escapeHtml(value);
    return ` ${name}="${text}"`;
  });
  return `<${tag}${written.join("")}>${children.join("")}</${tag}>`;
}

function label(text: string, attributes: Attributes): string {
  return shape("text", attributes, escapeHtml(text));
}

function drawing(
  className: string,
  title: string,
  width: number,
  height: number,
  parts: readonly string[],
): string {
  const box = `0 0 ${width} ${height}`;
  return shape("svg", { class: className, viewBox: box, role: "img", "aria-label": title }, ...parts);
}

/** Width, space for labels at the left, and what a diagram shows. */
interface DiagramForm {
  readonly size: number;
  readonly left: number;
  readonly bottom: number;
  readonly ticks: readonly number[];
  readonly className: string;
}

const LARGE: DiagramForm = {
  size: 300,
  left: 56,
  bottom: 36,
  ticks: [0, 0.25, 0.5, 0.75, 1],
  className: "reliability",
};

const SMALL: DiagramForm = {
  size: 116,
  left: 6,
  bottom: 6,
  ticks: [0, 0.5, 1],
  className: "reliability small",
};

const TOP = 8;
const RIGHT = 20;
const LARGEST_DOT = 0.02;
const SMALLEST_DOT = 2;

/** What was said against what was seen, each decile with its interval by game; the dot's area goes with its rows. */
export function reliabilityDiagram(buckets: readonly ReliabilityBucket[], title: string): string {
  return diagram(buckets, title, LARGE);
}

/** The same without words, to stand beside others of its kind. */
export function smallDiagram(buckets: readonly ReliabilityBucket[], title: string): string {
  return diagram(buckets, title, SMALL);
}

function diagram(buckets: readonly ReliabilityBucket[], title: string, form: DiagramForm): string {
  const { size, left, bottom, ticks, className } = form;
  const across = (fraction: number) => left + fraction * size;
  const up = (fraction: number) => TOP + (1 - Math.min(1, Math.max(0, fraction))) * size;
  const most = Math.max(1, ...buckets.map(({ rows }) => rows));
  const grid = ticks.flatMap((tick) => [
    shape("line", { class: "grid", x1: across(0), x2: across(1), y1: up(tick), y2: up(tick) }),
    shape("line", { class: "grid", x1: across(tick), x2: across(tick), y1: up(0), y2: up(1) }),
    ...(form === LARGE
      ? [
        label(percent(tick, 0), { x: left - 6, y: up(tick) + 4, "text-anchor": "end" }),
        label(percent(tick, 0), { x: across(tick), y: up(0) + 15, "text-anchor": "middle" }),
      ]
      : []),
  ]);
  const marks = buckets.flatMap((bucket) => {
    const { rows, said, seen, gap } = bucket;
    if (said === null || seen === null) return [];
    const x = across(said);
    const tip = `${spanWords(bucket)}: said ${percent(said)}, seen ${percent(seen)}, ` +
      `gap ${points(gap.value)} ${interval(gap, points)} points, ${countWords(rows)} rows`;
    const whisker = gap.low === null || gap.high === null
      ? []
      : [shape("line", { class: "whisker", x1: x, x2: x, y1: up(said + gap.low), y2: up(said + gap.high) })];
    const r = Math.max(SMALLEST_DOT, LARGEST_DOT * size * Math.sqrt(rows / most));
    return [
      ...whisker,
      shape("circle", { class: "dot", cx: x, cy: up(seen), r }, shape("title", {}, escapeHtml(tip))),
    ];
  });
  const axes = form === LARGE
    ? [
      label("said", { class: "axis", x: across(0.5), y: up(0) + 31, "text-anchor": "middle" }),
      label("seen", {
        class: "axis",
        x: 10,
        y: up(0.5),
        "text-anchor": "middle",
        transform: `rotate(-90 10 ${up(0.5)})`,
      }),
    ]
    : [];
  return drawing(className, title, left + size + RIGHT, TOP + size + bottom, [
    ...grid,
    shape("line", { class: "diagonal", x1: across(0), y1: up(0), x2: across(1), y2: up(1) }),
    ...marks,
    ...axes,
  ]);
}

/** A line of a {@linkcode whiskerChart}. */
export interface WhiskerRow {
  readonly name: string;
  readonly figure: Figure;
}

const CHART_WIDTH = 360;
const NAMES = 118;
const ROW = 22;
const AXIS = 24;

/**
 * A figure a line with its interval, on one scale.
 *
 * @param write how figures are written; `zero` draws the line that a difference must not touch
 */
export function whiskerChart(
  rows: readonly WhiskerRow[],
  title: string,
  { write = score, zero = false }: {
    readonly write?: (value: number | null) => string;
    readonly zero?: boolean;
  } = {},
): string {
  const bounds = rows.flatMap(({ figure: { value, low, high } }) => [value, low, high])
    .filter((value) => value !== null);
  if (bounds.length === 0) return "";
  const ticks = niceTicks(
    Math.min(...bounds, ...(zero ? [0] : [])),
    Math.max(...bounds, ...(zero ? [0] : [])),
  );
  const [first = 0, last = 1] = [ticks[0], ticks.at(-1)];
  const across = (value: number) => NAMES + (value - first) / (last - first) * (CHART_WIDTH - NAMES - 18);
  const height = rows.length * ROW;
  const grid = ticks.flatMap((tick) => [
    shape("line", {
      class: zero && tick === 0 ? "zero" : "grid",
      x1: across(tick),
      x2: across(tick),
      y1: 0,
      y2: height,
    }),
    label(shortNumber(tick), { x: across(tick), y: height + 15, "text-anchor": "middle" }),
  ]);
  const lines = rows.flatMap(({ name, figure }, index) => {
    const y = (index + 0.5) * ROW;
    const { value, low, high } = figure;
    const text = label(name, { class: "name", x: NAMES - 8, y: y + 4, "text-anchor": "end" });
    if (value === null) return [text];
    const tip = `${name}: ${write(value)} ${interval(figure, write)}`.trim();
    const whisker = low === null || high === null
      ? []
      : [shape("line", { class: "whisker", x1: across(low), x2: across(high), y1: y, y2: y })];
    const dot = shape(
      "circle",
      { class: "dot", cx: across(value), cy: y, r: 4 },
      shape("title", {}, escapeHtml(tip)),
    );
    return [text, ...whisker, dot];
  });
  return drawing("whiskers", title, CHART_WIDTH, height + AXIS, [...grid, ...lines]);
}

/** Figures that differ by less look equal: they are written to four decimals. */
const LEAST_SPAN = 1e-4;

/** Round numbers from at or below the least to at or above the greatest. */
export function niceTicks(least: number, greatest: number): number[] {
  const span = Math.max(greatest - least, LEAST_SPAN);
  const raw = span / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= raw * (1 - 1e-9)) ?? raw;
  const from = Math.floor(least / step + 1e-9);
  const to = Math.max(from + 1, Math.ceil(greatest / step - 1e-9));
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  // Rounded, so that what is 0 is 0.
  return Array.from(
    { length: to - from + 1 },
    (_, index) => Number(((from + index) * step).toFixed(decimals)),
  );
}

/** A tick without zeros at its end: −0.02, 0.5. */
function shortNumber(value: number): string {
  return score(value, 6).replace(/\.?0+$/, "");
}
