/** Tables that sort and that begin short. */
import { button, element } from "./dom.js";
import { quantity } from "./format.js";
import { orderedBy } from "./series.js";

/** Shows the first `limit` items, and all when asked; `show` gets the items to show. */
export function shortened(limit, show) {
  let items = [];
  let all = false;
  const more = button("", () => {
    all = !all;
    update();
  });
  more.className = "more";
  const update = () => {
    show(all ? items : items.slice(0, limit));
    more.hidden = items.length <= limit;
    more.textContent = all ? `Show the first ${limit}` : `Show all ${quantity(items.length)}`;
  };
  return {
    more,
    set(next) {
      items = next;
      update();
    },
  };
}

function headCell(column, onPress) {
  const label = column.key ? button(column.title, onPress) : column.title;
  const attributes = { scope: "col", ...(column.hint ? { title: column.hint } : {}) };
  return element("th", column.kind ?? "", label, attributes);
}

function bodyCell(column, row) {
  const shown = column.show(row);
  const className = [column.kind, column.tone?.(row)].filter(Boolean).join(" ");
  return element("td", className, shown, column.tip ? { title: column.tip(row) } : {});
}

/**
 * A table. A column: `title`, `show` (row → text or node), `kind` (`number`, `code`, `bars`), and where wanted
 * `key` (row → what it is sorted by: then its head can be pressed), `tone` (row → class), `hint`, `tip`,
 * `rising` (numbers that begin with the least).
 *
 * @param onOrder called with the rows whenever their order changes
 */
export function table({ label, columns, rows, limit = 20, onOrder = () => {} }) {
  const body = element("tbody");
  const rowsShown = shortened(limit, (shown) => {
    body.replaceChildren(
      ...shown.map((row) => element("tr", "", columns.map((column) => bodyCell(column, row)))),
    );
  });
  let sorted = { column: undefined, direction: 0 };
  const heads = columns.map((column) => headCell(column, () => sortBy(column)));
  const sortBy = (column) => {
    // Amounts begin with the greatest, names with the first of the alphabet; the third press is as it was.
    const first = column.kind === "number" && !column.rising ? -1 : 1;
    const before = sorted.column === column ? sorted.direction : 0;
    const direction = before === 0 ? first : before === first ? -first : 0;
    sorted = { column, direction };
    heads.forEach((head, index) => {
      const on = columns[index] === column ? direction : 0;
      head.setAttribute("aria-sort", on === 0 ? "none" : on > 0 ? "ascending" : "descending");
    });
    const ordered = orderedBy(rows, column.key, direction);
    rowsShown.set(ordered);
    onOrder(ordered);
  };
  rowsShown.set(rows);
  const head = element("thead", "", element("tr", "", heads));
  const whole = element("table", "", [head, body], { "aria-label": label });
  return element("div", "table", [element("div", "scroll", whole), rowsShown.more]);
}
