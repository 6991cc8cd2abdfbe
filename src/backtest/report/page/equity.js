/** Equity with its drawdown below, one cursor and one zoom for both. */
import { element, fill, nothing } from "./dom.js";
import { moment, money, percent } from "./format.js";
import { colour, drawPlot, legend, moneyAxis, sharedZoom, timeAxis } from "./plot.js";
import { drawdownOf } from "./series.js";

/** Draws both plots, with what is under the cursor above them. */
export function drawEquity({ equity: { at, dollars } }) {
  if (at.length < 2) {
    return fill("equity", nothing("The account was measured less than twice, so there is no curve."));
  }
  const drawdown = drawdownOf(dollars);
  const [time, value, depth] = [
    element("span", "value"),
    element("b", "value"),
    element("b", "value"),
  ];
  const last = at.length - 1;
  const read = (index) => {
    const [now, below] = [dollars[index], drawdown[index]];
    time.textContent = moment(at[index]);
    value.textContent = money(now);
    depth.textContent = now === null ? "–" : `${money(below)} (${percent(below / (now - below))})`;
  };
  read(last);
  const zoom = sharedZoom([at[0], at[last]]);
  const items = [{ name: "Equity", mark: "line-one", value }, {
    name: "below its highest",
    mark: "loss",
    value: depth,
  }];
  const above = element("div", "plot", [], { role: "img", "aria-label": "Equity over time" });
  const below = element("div", "plot", [], { role: "img", "aria-label": "Drawdown over time" });
  const hint = element("span", "hint", "Drag to zoom, double-click for all.");
  fill("equity", legend(items, time, hint, zoom.reset), above, below);

  const common = {
    cursor: { sync: { key: "equity", scales: ["x", null] }, drag: { x: true, y: false }, y: false },
    hooks: { setScale: [zoom.hook], setCursor: [({ cursor: { idx } }) => read(idx ?? last)] },
  };
  // The account stays as it was until it is known to have changed.
  const paths = globalThis.uPlot.paths.stepped({ align: 1 });
  const line = (
    stroke,
    rest,
  ) => [{}, { stroke: () => colour(stroke), points: { show: false }, paths, ...rest }];
  const plain = { ...timeAxis(), values: (_plot, splits) => splits.map(() => ""), size: 10 };
  zoom.members.push(
    drawPlot(
      above,
      { ...common, axes: [plain, moneyAxis()], series: line("line-one", { width: 1.5 }) },
      [at, dollars],
      280,
    ),
    drawPlot(
      below,
      {
        ...common,
        axes: [timeAxis(), moneyAxis()],
        scales: { y: { range: (_plot, least) => [Math.min(-0.01, least * 1.08), 0] } },
        series: line("loss", { width: 1, fill: () => colour("loss-soft"), fillTo: 0 }),
      },
      [at, drawdown],
      160,
    ),
  );
}
