/** P&L by game: a bar for each, and the table whose order the bars follow. */
import { PNL_COLUMN, pnlBars, TRADES_COLUMN } from "./breakdowns.js";
import { element, fill, nothing } from "./dom.js";
import { plural, quantity, signedMoney } from "./format.js";
import { colour, drawPlot, moneyAxis, plainAxis } from "./plot.js";
import { table } from "./table.js";

const SETTLED_BY = {
  result: "by the exchange's result",
  score: "by the final score",
  open: "not settled: what was open counts at the market",
  mixed: "some markets one way, some another",
};

function summary(games) {
  const [won, lost] = [games.filter(({ pnl }) => pnl > 0).length, games.filter(({ pnl }) => pnl < 0).length];
  const [best, worst] = [Math.max, Math.min].map((pick) => signedMoney(pick(...games.map(({ pnl }) => pnl))));
  const rest = games.length - won - lost;
  return `${plural(games.length, "game")}: ${quantity(won)} made money, ${quantity(lost)} lost, ` +
    `${quantity(rest)} even. Best ${best}, worst ${worst}.`;
}

/** Positions of bars, gains and losses apart so that each has its colour. */
function barsOf(games) {
  return [
    games.map((_, index) => index + 1),
    games.map(({ pnl }) => pnl >= 0 ? pnl : null),
    games.map(({ pnl }) => pnl < 0 ? pnl : null),
  ];
}

function drawBars(host, games, onCursor) {
  const bars = (name) => ({
    fill: () => colour(name),
    width: 0,
    points: { show: false },
    paths: globalThis.uPlot.paths.bars({ size: [0.84, 44] }),
  });
  const whole = (splits) => splits.map((value) => Number.isInteger(value) ? quantity(value) : "");
  const options = {
    cursor: { drag: { x: false, y: false }, y: false },
    scales: { x: { time: false, range: [0.5, games.length + 0.5] } },
    axes: [
      plainAxis({ size: 28, space: 50, grid: { show: false }, values: (_plot, splits) => whole(splits) }),
      moneyAxis(),
    ],
    series: [{}, bars("gain"), bars("loss")],
    hooks: { setCursor: [({ cursor: { idx } }) => onCursor(idx)] },
  };
  return drawPlot(host, options, barsOf(games), 200);
}

/** Draws the bars and the table. */
export function drawGames({ games }) {
  if (games.length === 0) return fill("games", nothing("No game was traded."));
  const numbered = games.map((game, index) => ({ ...game, number: index + 1 }));
  let ordered = numbered;
  const hint = "Point at a bar for its game; the bars follow the order of the table.";
  const readout = element("p", "readout", hint);
  const read = (index) => {
    const game = ordered[index ?? -1];
    readout.textContent = game === undefined
      ? hint
      : `${game.event}  ${signedMoney(game.pnl)}  ${plural(game.trades, "trade")}`;
  };
  const host = element("div", "plot", [], { role: "img", "aria-label": "P&L by game" });
  const columns = [
    {
      title: "#",
      kind: "number",
      rising: true,
      key: ({ number }) => number,
      show: ({ number }) => quantity(number),
    },
    { title: "Game", kind: "code", key: ({ event }) => event, show: ({ event }) => event },
    PNL_COLUMN,
    TRADES_COLUMN,
    {
      title: "Settled",
      key: ({ settledBy }) => settledBy,
      show: ({ settledBy }) => settledBy,
      tip: ({ settledBy }) => Object.hasOwn(SETTLED_BY, settledBy) ? SETTLED_BY[settledBy] : "",
    },
    pnlBars(games),
  ];
  const onOrder = (rows) => {
    ordered = rows;
    plot.setData(barsOf(rows));
  };
  const list = table({ label: "Games", columns, rows: numbered, limit: 15, onOrder });
  fill("games", element("p", "summary", summary(games)), host, readout, list);
  const plot = drawBars(host, numbered, read);
}
