/** Numbers and times as the report writes them. A number that is none is written `–`. */

const NONE = "–";
const MINUS = "−";

/** Whether there is a number to write. */
export function isNumber(value) {
  return typeof value === "number" && Number.isFinite(value);
}

/** 1,234.50 with between `least` and `most` decimals; never `-0`. */
export function decimal(value, least, most = least) {
  if (!isNumber(value)) return NONE;
  const text = new Intl.NumberFormat("en-US", {
    minimumFractionDigits: least,
    maximumFractionDigits: most,
    signDisplay: "negative",
  }).format(value);
  return text.replace("-", MINUS);
}

/** $1,234.50, −$3.00 */
export function money(dollars, decimals = 2) {
  const text = decimal(dollars, decimals);
  return text === NONE ? NONE : text.startsWith(MINUS) ? `${MINUS}$${text.slice(1)}` : `$${text}`;
}

/** +$1,234.50, −$3.00, and $0.00 for what rounds to nothing. */
export function signedMoney(dollars) {
  const text = money(dollars);
  return isNumber(dollars) && dollars > 0 && text !== "$0.00" ? `+${text}` : text;
}

/** $0.8650: cents, and what the exchange divides them into where it is used. */
export function priceText(dollars) {
  return isNumber(dollars) ? `$${decimal(dollars, 2, 4)}` : NONE;
}

/** 58.3 % */
export function percent(fraction) {
  return isNumber(fraction) ? `${decimal(fraction * 100, 1)} %` : NONE;
}

/** 1,234 or 69.76 */
export function quantity(value) {
  return decimal(value, 0, 2);
}

/** 4, +4, −4 */
export function signed(value, decimals = 0) {
  return isNumber(value) && value > 0 ? `+${decimal(value, decimals)}` : decimal(value, decimals);
}

/** 1 trade, 2 trades */
export function plural(number, word, words = `${word}s`) {
  return `${quantity(number)} ${number === 1 ? word : words}`;
}

/** 2026-11-22 19:04:05 of Unix seconds, UTC. */
export function moment(at) {
  const date = new Date(isNumber(at) ? at * 1000 : NaN);
  return Number.isNaN(date.getTime()) ? NONE : date.toISOString().slice(0, 19).replace("T", " ");
}

/** Ticks of a time axis: times or days, and what day or year it is where that changes. */
export function timeTicks(splits, stepSeconds) {
  const dayOf = (at) => moment(at).slice(5, 10);
  return splits.map((at, index) => {
    if (stepSeconds >= 86_400) {
      const newYear = index === 0 || moment(at).slice(0, 4) !== moment(splits[index - 1]).slice(0, 4);
      return newYear ? `${dayOf(at)}\n${moment(at).slice(0, 4)}` : dayOf(at);
    }
    const time = moment(at).slice(11, stepSeconds < 60 ? 19 : 16);
    return index === 0 || dayOf(at) !== dayOf(splits[index - 1]) ? `${time}\n${dayOf(at)}` : time;
  });
}

/** The class that colours a gain or a loss. */
export function tone(value) {
  return value > 0 ? "gain" : value < 0 ? "loss" : "";
}
