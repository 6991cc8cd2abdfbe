/**
 * The grammar of tickers: series, event and code.
 *
 * ```text
 * SERIES-DATE[TIME]TEAMS-CODE   KXNCAAMBGAME-26JAN09M-OHUB-M-OH   a game's market
 * SERIES-DATE[TIME]-CODE        KXHIGHNY-26JAN09-B34.5            a day's market
 * SERIES-…-CODE                 KXSB-26-LAR                       anything else
 * SERIES-…                      KXELONMARS-99                     an event that is its own market
 * ```
 *
 * Codes of teams have dashes (`M-OH`, `L-MD`), and so have players' markets (`PITJWARREN30-20`): where an event ends, no
 * dash tells. What the exchange lists is the truth; this is for where nothing was listed, such as captures. TEAMS are the
 * two codes, one after the other, so the code of a winner, a spread or a player begins with what TEAMS begin or end with.
 *
 * @module
 */

const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;
const DATE = /^\d{2}([A-Z]{3})(\d{2})/;
const TIME = /^\d{2,4}(?!\d)/;
const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
/** Shorter beginnings of a player's market say nothing: a name may begin with any letter. */
const SHORTEST_TEAM = 2;

/** Whether a ticker is safe to show and to put in a path. */
export function isPlainTicker(text: string): boolean {
  return PLAIN.test(text);
}

/** The series: what stands before the first dash. */
export function seriesOf(ticker: string): string {
  return ticker.split("-", 1)[0] ?? ticker;
}

/** The date in a ticker such as `KXNBAGAME-26NOV22LALBOS`: the eastern date of the scheduled start, as observed. */
export function dateOf(ticker: string): string | undefined {
  const rest = ticker.slice(seriesOf(ticker).length + 1);
  const [, name = "", day = ""] = DATE.exec(rest) ?? [];
  const month = MONTHS.indexOf(name) + 1;
  return month === 0 ? undefined : `20${rest.slice(0, 2)}-${String(month).padStart(2, "0")}-${day}`;
}

/** A date as tickers have it: `26NOV22` of `2026-11-22`. */
export function tickerDate(date: string): string {
  const [year = "", month, day = ""] = date.split("-");
  return `${year.slice(2)}${MONTHS[Number(month) - 1]}${day}`;
}

/**
 * The event of a market by its form.
 *
 * @returns the ticker itself where nothing can be cut off
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { eventOf } from "./ticker.ts";
 *
 * assertEquals(eventOf("KXNCAAMBGAME-26JAN09M-OHUB-M-OH"), "KXNCAAMBGAME-26JAN09M-OHUB");
 * ```
 */
export function eventOf(market: string): string {
  const cuts = cutsOf(market);
  return market.slice(0, knownCut(market, cuts) ?? cuts.at(-1));
}

/**
 * The events of markets that are known together: by their form where it says enough, else by what they share.
 *
 * @returns by market
 */
export function eventsOf(markets: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  /** `DATE[TIME]TEAMS`, which spreads and totals share with the game's winner. */
  const games = new Set<string>();
  const unclear = new Map<string, readonly number[]>();
  const uses = new Map<string, number>();
  for (const market of new Set(markets)) {
    const cuts = cutsOf(market);
    const cut = knownCut(market, cuts);
    if (cut !== undefined) {
      found.set(market, market.slice(0, cut));
      games.add(market.slice(seriesOf(market).length, cut));
      continue;
    }
    unclear.set(market, cuts);
    for (const each of cuts) {
      const event = market.slice(0, each);
      uses.set(event, (uses.get(event) ?? 0) + 1);
    }
  }
  for (const [market, cuts] of unclear) {
    const start = seriesOf(market).length;
    const cut = cuts.findLast((each) => games.has(market.slice(start, each))) ??
      cuts.findLast((each) => (uses.get(market.slice(0, each)) ?? 0) > 1) ?? cuts.at(-1);
    found.set(market, market.slice(0, cut));
  }
  return found;
}

/**
 * The part of a ticker that distinguishes the markets of an event: `LAL`, `M-OH`, `145`.
 *
 * @param event as listed, or as {@linkcode eventOf} finds it
 * @returns the last part of the ticker where it is not one of the event's
 */
export function codeOf(market: string, event: string = eventOf(market)): string {
  return market.startsWith(`${event}-`)
    ? market.slice(event.length + 1)
    : market.slice(market.lastIndexOf("-") + 1);
}

/** The two codes of an event about a game, one after the other, without date and time. */
export function teamsOf(event: string): string | undefined {
  const rest = event.slice(seriesOf(event).length + 1);
  return DATE.test(rest) ? rest.replace(DATE, "").replace(TIME, "") || undefined : undefined;
}

/** Where the event may end: at each dash after the first two parts. */
function cutsOf(market: string): number[] {
  const cuts: number[] = [];
  let cut = market.indexOf("-", market.indexOf("-") + 1);
  for (; cut !== -1; cut = market.indexOf("-", cut + 1)) if (cut < market.length - 1) cuts.push(cut);
  return cuts;
}

/** Where the event ends, if the form says it. */
function knownCut(market: string, cuts: readonly number[]): number | undefined {
  const start = seriesOf(market).length + 1;
  if (!DATE.test(market.slice(start))) return undefined;
  for (const fits of [isWinner, isSpread, isPlayer]) {
    const cut = cuts.find((each) => {
      const teams = market.slice(start, each).replace(DATE, "");
      const code = market.slice(each + 1);
      return teams === "" || fits(teams, code) || fits(teams.replace(TIME, ""), code);
    });
    if (cut !== undefined) return cut;
  }
  return undefined;
}

/** Whether a code is that of one of two teams. */
function isWinner(teams: string, code: string): boolean {
  return code.length < teams.length && (teams.startsWith(code) || teams.endsWith(code));
}

/** `KC8`: a team and by how much. */
function isSpread(teams: string, code: string): boolean {
  const team = code.replace(/\d+(?:\.\d+)?$/, "");
  return team !== "" && team !== code && isWinner(teams, team);
}

/** `PITJWARREN30-20`: a team, a player of it and how many. */
function isPlayer(teams: string, code: string): boolean {
  for (let length = SHORTEST_TEAM; length <= teams.length - SHORTEST_TEAM; length++) {
    if (/[A-Z]/.test(code.charAt(length)) && isWinner(teams, code.slice(0, length))) return true;
  }
  return false;
}
