import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  codeOf,
  dateOf,
  eventOf,
  eventsOf,
  isPlainTicker,
  seriesOf,
  teamsOf,
  tickerDate,
} from "../../../src/core/market/ticker.ts";

/** Real forms: market, event, code. */
const FORMS = [
  ["KXNBAGAME-26NOV22LALBOS-LAL", "KXNBAGAME-26NOV22LALBOS", "LAL"],
  ["KXNFLGAME-26JAN18LACHI-LA", "KXNFLGAME-26JAN18LACHI", "LA"],
  ["KXMLBGAME-26APR291840COLCIN-CIN", "KXMLBGAME-26APR291840COLCIN", "CIN"],
  ["KXMLSGAME-26SEP05MIAATL-TIE", "KXMLSGAME-26SEP05MIAATL", "TIE"],
  // Colleges: dashes in codes, at home and away, and one code within the other.
  ["KXNCAAMBGAME-26JAN09M-OHUB-M-OH", "KXNCAAMBGAME-26JAN09M-OHUB", "M-OH"],
  ["KXNCAAMBGAME-26JAN09M-OHUB-UB", "KXNCAAMBGAME-26JAN09M-OHUB", "UB"],
  ["KXNCAAFGAME-26NOV04OHIOM-OH-M-OH", "KXNCAAFGAME-26NOV04OHIOM-OH", "M-OH"],
  ["KXNCAAFGAME-26NOV04OHIOM-OH-OHIO", "KXNCAAFGAME-26NOV04OHIOM-OH", "OHIO"],
  ["KXNCAAMBGAME-26FEB12L-MDNAVY-L-MD", "KXNCAAMBGAME-26FEB12L-MDNAVY", "L-MD"],
  ["KXNCAAMBGAME-26FEB12L-MDNAVY-NAVY", "KXNCAAMBGAME-26FEB12L-MDNAVY", "NAVY"],
  ["KXNCAAMBGAME-26FEB12NAVYL-MD-NAVY", "KXNCAAMBGAME-26FEB12NAVYL-MD", "NAVY"],
  // With a time, after which one team's code with a dash begins, and one that begins with digits.
  ["KXNCAAMBGAME-26JAN091905M-OHUB-M-OH", "KXNCAAMBGAME-26JAN091905M-OHUB", "M-OH"],
  ["KXNCAAMBSPREAD-26JAN091905M-OHUB-M-OH8", "KXNCAAMBSPREAD-26JAN091905M-OHUB", "M-OH8"],
  ["KXLOLMVP-26JAN09100TC9-100TSMITH3-20", "KXLOLMVP-26JAN09100TC9", "100TSMITH3-20"],
  ["KXNCAAMBGAME-26JAN122100IWSFA-SFA", "KXNCAAMBGAME-26JAN122100IWSFA", "SFA"],
  ["KXNCAAMBGAME-26MAR01MOSULT-LT", "KXNCAAMBGAME-26MAR01MOSULT", "LT"],
  // Spreads and totals.
  ["KXNFLSPREAD-26SEP14DENKC-KC8", "KXNFLSPREAD-26SEP14DENKC", "KC8"],
  ["KXNCAAMBSPREAD-26JAN09M-OHUB-M-OH8", "KXNCAAMBSPREAD-26JAN09M-OHUB", "M-OH8"],
  ["KXNCAAMBSPREAD-26JAN09M-OHUB-UB11", "KXNCAAMBSPREAD-26JAN09M-OHUB", "UB11"],
  ["KXNBATOTAL-26APR27DETORL-214", "KXNBATOTAL-26APR27DETORL", "214"],
  ["KXNCAAMBTOTAL-26JAN09M-OHUB-145", "KXNCAAMBTOTAL-26JAN09M-OHUB", "145"],
  ["KXNCAAMBTOTAL-26NOV04OHIOM-OH-145", "KXNCAAMBTOTAL-26NOV04OHIOM-OH", "145"],
  // Players: a team, a player, and how many.
  ["KXNFLANYTD-26JAN12HOUPIT-PITKGAINWELL14", "KXNFLANYTD-26JAN12HOUPIT", "PITKGAINWELL14"],
  ["KXNFLRSHYDS-26JAN12HOUPIT-PITJWARREN30-40", "KXNFLRSHYDS-26JAN12HOUPIT", "PITJWARREN30-40"],
  ["KXNCAAFRSHYDS-26NOV04OHIOM-OH-M-OHJSMITH3-20", "KXNCAAFRSHYDS-26NOV04OHIOM-OH", "M-OHJSMITH3-20"],
  // Combos, and what has no date or no game.
  [
    "KXMVENFLSINGLEGAME-S202513E70FA7695-688BECB3826",
    "KXMVENFLSINGLEGAME-S202513E70FA7695",
    "688BECB3826",
  ],
  ["KXSB-26-LAR", "KXSB-26", "LAR"],
  ["KXHIGHNY-26JAN09-B34.5", "KXHIGHNY-26JAN09", "B34.5"],
  ["KXLOWTCHI-26JAN09-T-5", "KXLOWTCHI-26JAN09", "T-5"],
  ["KXBTCD-26JAN0917-T99999.99", "KXBTCD-26JAN0917", "T99999.99"],
  ["KXELONMARS-99", "KXELONMARS-99", "99"],
  // A dash with nothing after it ends no event.
  ["KXSB-26-", "KXSB-26-", ""],
  ["ODD", "ODD", "ODD"],
  ["", "", ""],
] as const;

Deno.test("each form of ticker has its event and code", () => {
  for (const [market, event, code] of FORMS) {
    assertEquals(eventOf(market), event);
    assertEquals(codeOf(market), code);
    assertEquals(codeOf(market, event), code);
    assertEquals(seriesOf(market), event.split("-")[0], market);
    assertEquals(eventsOf([market]).get(market), event);
  }
  const all = FORMS.map(([market]) => market);
  assertEquals(Object.fromEntries(eventsOf(all)), Object.fromEntries(FORMS));
});

Deno.test("what the form does not say the other markets do", () => {
  const games = [
    // The event writes a team otherwise than its market does.
    ["KXNCAAMBGAME-26JAN09MIAUB-M-OH", "KXNCAAMBGAME-26JAN09MIAUB"],
    ["KXNCAAMBGAME-26JAN09MIAUB-UB", "KXNCAAMBGAME-26JAN09MIAUB"],
    // Neither code is in it.
    ["KXNCAAMBGAME-26JAN09LOYNAV-L-MD", "KXNCAAMBGAME-26JAN09LOYNAV"],
    ["KXNCAAMBGAME-26JAN09LOYNAV-MIDS", "KXNCAAMBGAME-26JAN09LOYNAV"],
    // Known from the game's winner.
    ["KXNCAAMBGAME-26JAN09AKRKENT-AKR", "KXNCAAMBGAME-26JAN09AKRKENT"],
    ["KXNCAAMBMVP-26JAN09AKRKENT-SMITH3-20", "KXNCAAMBMVP-26JAN09AKRKENT"],
    ["KXNCAAMBMVP-26JAN09AKRKENT-SMITH3-30", "KXNCAAMBMVP-26JAN09AKRKENT"],
  ] as const;
  const found = eventsOf(games.map(([market]) => market));
  for (const [market, event] of games) assertEquals(found.get(market), event);
  assertEquals(codeOf("KXNCAAMBGAME-26JAN09MIAUB-M-OH", "KXNCAAMBGAME-26JAN09MIAUB"), "M-OH");
});

Deno.test("any two codes of teams, with or without dashes, are of one game", () => {
  const word = fc.string({ unit: fc.constantFrom(..."ABCDEMOSTU"), minLength: 1, maxLength: 4 });
  const code = fc.oneof(
    word.filter((each) => each.length > 1),
    fc.tuple(word, word).map((each) => each.join("-")),
  );
  fc.assert(fc.property(code, code, fc.constantFrom("", "1905"), (away, home, time) => {
    const event = `KXNCAAMBGAME-26JAN09${time}${away}${home}`;
    const markets = [`${event}-${away}`, `${event}-${home}`];
    const events = eventsOf(markets);
    fc.pre(away !== home);
    assertEquals(markets.map((market) => events.get(market)), [event, event]);
    assertEquals(teamsOf(event), away + home);
  }));
});

Deno.test("dateOf() and teamsOf() read what the event says", () => {
  const cases = [
    ["KXNBAGAME-26NOV22LALBOS", "2026-11-22", "LALBOS"],
    ["KXMLBGAME-26APR291840COLCIN", "2026-04-29", "COLCIN"],
    ["KXNCAAMBGAME-26JAN09M-OHUB-M-OH", "2026-01-09", "M-OHUB-M-OH"],
    ["KXHIGHNY-26JAN09", "2026-01-09", undefined],
    ["KXNBAGAME-26XXX22LALBOS", undefined, "LALBOS"],
    ["KXSB-26-LAR", undefined, undefined],
    ["KXELONMARS-99", undefined, undefined],
  ] as const;
  for (const [ticker, date, teams] of cases) {
    assertEquals(dateOf(ticker), date);
    assertEquals(teamsOf(ticker), teams);
  }
});

Deno.test("isPlainTicker() takes what is safe to show and in a path", () => {
  for (const [market] of FORMS) assertEquals(isPlainTicker(market), market !== "");
  for (const text of ["-A", "A B", "A/..", "A\u001b[2J", "A\n", "Ä", "A".repeat(201)]) {
    assertEquals(isPlainTicker(text), false);
  }
});

Deno.test("tickerDate() writes dates as dateOf() reads them", () => {
  assertEquals(tickerDate("2026-11-22"), "26NOV22");
  for (let month = 1; month <= 12; month++) {
    const date = `2027-${String(month).padStart(2, "0")}-09`;
    assertEquals(dateOf(`KXNBAGAME-${tickerDate(date)}LALBOS`), date);
  }
});
