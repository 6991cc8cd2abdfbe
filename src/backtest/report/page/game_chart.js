/** Price against score for one game, with its fills as triangles. */
import { element, fill, nothing } from "./dom.js";
import { decimal, moment, plural, priceText, quantity, signed } from "./format.js";
import { colour, drawPlot, legend, plainAxis, sharedZoom, timeAxis } from "./plot.js";
import { unionOf, valuesAt } from "./series.js";
import { table } from "./table.js";

const LINES = ["line-one", "line-two", "line-three", "line-four"];
const MARK_SIZE = 6;
/** How near the pointer must be to a mark, CSS pixels. */
const REACH = 14;
const TIPS_SHOWN = 4;

const lineOf = (index) => LINES[index % LINES.length];

/** The plot's columns: times, prices by market, home score minus away score. */
function columnsOf({ markets, score }) {
  const times = unionOf([...markets.map(({ at }) => at), score.at]);
  const lead = score.home.map((points, index) => points - score.away[index]);
  return [
    times,
    ...markets.map(({ at, price }) => valuesAt(times, at, price, false)),
    valuesAt(times, score.at, lead, true),
  ];
}

function drawMarks(plot, marks) {
  const { ctx, bbox } = plot;
  const size = MARK_SIZE * globalThis.devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.lineWidth = globalThis.devicePixelRatio;
  ctx.strokeStyle = colour("surface");
  for (const { at, price, side } of marks) {
    const [x, y] = [plot.valToPos(at, "x", true), plot.valToPos(price, "price", true)];
    const tip = side === "buy" ? -size : size;
    ctx.beginPath();
    ctx.moveTo(x, y + tip);
    ctx.lineTo(x - size, y - tip * 0.7);
    ctx.lineTo(x + size, y - tip * 0.7);
    ctx.closePath();
    ctx.fillStyle = colour(side);
    ctx.fill();
    ctx.stroke();
  }
  ctx.restore();
}

function tipLines(marks, labelOf) {
  const shown = marks.slice(0, TIPS_SHOWN).map((mark) =>
    element("p", "", [
      element("b", mark.side, `${mark.side} ${quantity(mark.contracts)} @ ${priceText(mark.price)}`),
      ` ${labelOf(mark.market)}`,
      element("small", "", `${moment(mark.at)} · ${mark.strategy} · ${mark.purpose}`),
    ])
  );
  const rest = marks.length - shown.length;
  return rest > 0 ? [...shown, element("p", "", `and ${quantity(rest)} more here`)] : shown;
}

/** Shows what the marks near the pointer are. */
function followPointer(plot, marks, labelOf) {
  const tip = element("div", "tooltip");
  tip.hidden = true;
  plot.over.append(tip);
  const distance = (mark, x, y) =>
    Math.hypot(plot.valToPos(mark.at, "x") - x, plot.valToPos(mark.price, "price") - y);
  const look = (event) => {
    const box = plot.over.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const near = marks.filter((mark) => distance(mark, x, y) <= REACH);
    tip.hidden = near.length === 0;
    if (tip.hidden) return;
    tip.replaceChildren(...tipLines(near, labelOf));
    tip.style.left = `${Math.max(0, Math.min(x + 12, box.width - tip.offsetWidth))}px`;
    tip.style.top = `${y > box.height / 2 ? y - tip.offsetHeight - 12 : y + 12}px`;
  };
  for (const name of ["pointermove", "pointerdown"]) plot.over.addEventListener(name, look);
  plot.over.addEventListener("pointerleave", () => tip.hidden = true);
}

/** The list of the fills, for those who read rather than point. */
function fillsTable(marks, labelOf) {
  if (marks.length === 0) return nothing("There were no fills in this game.");
  const columns = [
    { title: "Time", key: ({ at }) => at, show: ({ at }) => moment(at) },
    { title: "Market", key: ({ market }) => labelOf(market), show: ({ market }) => labelOf(market) },
    { title: "Side", key: ({ side }) => side, show: ({ side }) => element("b", side, side) },
    {
      title: "Contracts",
      kind: "number",
      key: ({ contracts }) => contracts,
      show: ({ contracts }) => decimal(contracts, 2),
    },
    { title: "Price", kind: "number", key: ({ price }) => price, show: ({ price }) => priceText(price) },
    { title: "Strategy", kind: "code", key: ({ strategy }) => strategy, show: ({ strategy }) => strategy },
    { title: "Purpose", kind: "code", key: ({ purpose }) => purpose, show: ({ purpose }) => purpose },
  ];
  return element("details", "", [
    element("summary", "", plural(marks.length, "fill")),
    table({ label: "Fills of this game", columns, rows: marks, limit: 20 }),
  ]);
}

/** The legend, and what writes the values at an index into it. */
function readoutOf(chart, data) {
  const { markets, score } = chart;
  const time = element("span", "value");
  const values = markets.map(() => element("b", "value"));
  const points = element("b", "value");
  const scores = [score.home, score.away].map((side) => valuesAt(data[0], score.at, side, true));
  const items = markets.map(({ label }, index) => ({
    name: label,
    mark: lineOf(index),
    value: values[index],
  }));
  if (score.at.length > 0) {
    items.push({ name: `${score.homeName || "Home"} lead`, mark: "score", value: points });
  }
  const read = (index) => {
    time.textContent = moment(data[0][index]);
    values.forEach((node, market) => node.textContent = priceText(data[market + 1][index]));
    const [home, away] = scores.map((side) => side[index] ?? null);
    points.textContent = home === null ? "–" : `${signed(home - away)} (${quantity(home)}–${quantity(away)})`;
  };
  return { items, time, read };
}

function optionsOf({ markets, score }, marks, zoom, onCursor) {
  const stepped = globalThis.uPlot.paths.stepped({ align: 1, alignGaps: 1 });
  const hasScore = score.at.length > 0;
  const line = (name, scale, rest) => ({
    scale,
    stroke: () => colour(name),
    paths: stepped,
    points: { show: false },
    ...rest,
  });
  // Level scores stand at the height of an even price.
  const leadRange = (_plot, least, greatest) => {
    const most = Math.max(5, Math.ceil(Math.max(Math.abs(least ?? 0), Math.abs(greatest ?? 0)) * 1.15));
    return [-most, most];
  };
  const leadAxis = {
    scale: "lead",
    side: 1,
    size: 40,
    grid: { show: false },
    values: (_plot, splits) => splits.map((value) => Number.isInteger(value) ? signed(value) : ""),
  };
  return {
    cursor: { drag: { x: true, y: false } },
    scales: { price: { range: [0, 1] }, lead: { range: leadRange } },
    axes: [
      timeAxis(),
      plainAxis({ scale: "price", values: (_plot, splits) => splits.map((value) => priceText(value)) }),
      ...(hasScore ? [plainAxis(leadAxis)] : []),
    ],
    series: [
      {},
      ...markets.map((_, index) => line(lineOf(index), "price", { width: 1.5 })),
      line("score", "lead", { width: 1, fill: () => colour("score-soft"), fillTo: 0, show: hasScore }),
    ],
    hooks: {
      draw: [(plot) => drawMarks(plot, marks)],
      setScale: [zoom.hook],
      setCursor: [({ cursor: { idx } }) => onCursor(idx)],
    },
  };
}

/** Draws the chart, with the values under the cursor above it and its fills below. */
export function drawGameChart({ chart }) {
  if (chart === undefined) return fill("game-chart", nothing("No game has a line to draw."));
  const data = columnsOf(chart);
  const last = data[0].length - 1;
  if (last < 1) {
    return fill("game-chart", nothing("The game's market was seen less than twice: there is no line."));
  }
  const labels = new Map(chart.markets.map(({ ticker, label }) => [ticker, label]));
  const labelOf = (ticker) => labels.get(ticker) ?? ticker;
  const { items, time, read } = readoutOf(chart, data);
  read(last);
  const zoom = sharedZoom([data[0][0], data[0][last]]);
  const key = ["buy", "sell"].map((side) =>
    element("span", "legend-item", [element("i", `mark triangle ${side}`), side])
  );
  const host = element("div", "plot", [], { role: "img", "aria-label": "Price and score over time" });
  const heading = element("p", "summary", [
    element("b", "", chart.title),
    " ",
    element("code", "", chart.event),
  ]);
  const note = chart.score.at.length === 0 ? nothing("No scoreboard was recorded with this game.") : null;
  fill(
    "game-chart",
    heading,
    legend(items, ...key, time, zoom.reset),
    host,
    note,
    fillsTable(chart.marks, labelOf),
  );
  const plot = drawPlot(host, optionsOf(chart, chart.marks, zoom, (index) => read(index ?? last)), data, 340);
  zoom.members.push(plot);
  followPointer(plot, chart.marks, labelOf);
}
