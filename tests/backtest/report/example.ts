/**
 * Made-up reports: a season that looks real, one with nothing in it, and a hostile one.
 */
import { Random } from "../../../src/core/numbers/prng.ts";
import type { ReportChart, ReportData, ReportMetric } from "../../../src/backtest/report/data.ts";

const SEASON_START = Date.UTC(2026, 9, 22, 23, 30) / 1000;
const DAY_SECONDS = 86_400;
const TEAMS = ["LAL", "BOS", "DEN", "MIN", "HOU", "NYK", "MIA", "PHX", "GSW", "OKC"] as const;

const METRICS: readonly (readonly [string, string, string])[] = [
  ["Total P&L", "$186.42", "sum of P&L of all games, after fees"],
  ["Return", "18.6 %", "total P&L ÷ starting balance"],
  ["Trades", "412", "positions opened and closed again, or paid out"],
  ["Win rate", "71.4 %", "trades with P&L > 0 ÷ trades"],
  ["Average win", "$2.31", "sum of P&L > 0 ÷ their number"],
  ["Average loss", "−$4.19", "sum of P&L < 0 ÷ their number"],
  ["Profit factor", "1.38", "sum of gains ÷ |sum of losses|"],
  ["Expectancy", "$0.45", "mean P&L of a trade"],
  ["Max drawdown", "−$84.10", "largest fall of equity below its highest so far"],
  ["Max drawdown, share", "7.6 %", "max drawdown ÷ the highest before it"],
  ["Sharpe, by game", "0.14", "mean ÷ standard deviation of the games' P&L"],
  ["Sortino, by game", "0.19", "mean ÷ downside deviation of the games' P&L"],
  ["Fees", "$61.07", "sum of the exchange's fees"],
  ["Brier score", "0.171", "mean of (entry price − outcome)²"],
  ["Longest losing run", "6", "most trades in a row with P&L < 0"],
  ["Median holding time", "11 min 40 s", "median of closed − opened"],
  ["Refused signals", "38", "signals that the risk gate refused"],
];

function metrics(): ReportMetric[] {
  return METRICS.map(([label, value, formula]) => ({ label, value, formula }));
}

function games(random: Random, count: number): ReportData["games"] {
  return Array.from({ length: count }, (_, index) => {
    const home = TEAMS[index % TEAMS.length] ?? "LAL";
    const away = TEAMS[(index * 3 + 1) % TEAMS.length] ?? "BOS";
    const day = 22 + Math.floor(index / 6);
    const trades = random.integer(0, 7);
    const pnl = trades === 0 ? 0 : Math.round(random.normal() * 900 + 90) / 100;
    const settledBy = random.pick(["result", "result", "result", "score", "open", "mixed"]);
    return { event: `KXNBAGAME-26D${day}${away}${home}`, pnl, trades, settledBy };
  });
}

function equity(random: Random, played: ReportData["games"]): ReportData["equity"] {
  const at: number[] = [];
  const dollars: number[] = [];
  let cash = 1000;
  played.forEach(({ pnl }, game) => {
    const start = SEASON_START + Math.floor(game / 6) * DAY_SECONDS + (game % 6) * 1800;
    for (let step = 0; step < 16; step++) {
      at.push(start + step * 100);
      dollars.push(
        Math.round((cash + (pnl * step) / 15 + (step % 15 ? random.normal() * 2 : 0)) * 100) / 100,
      );
    }
    cash += pnl;
  });
  return { at, dollars };
}

function score(random: Random): ReportChart["score"] {
  const at: number[] = [SEASON_START];
  const home = [0];
  const away = [0];
  for (let basket = 1; basket < 190; basket++) {
    at.push(SEASON_START + basket * 46);
    home.push((home.at(-1) ?? 0) + (random.chance(0.53) ? random.integer(1, 3) : 0));
    away.push((away.at(-1) ?? 0) + (random.chance(0.48) ? random.integer(1, 3) : 0));
  }
  return { at, home, away, homeName: "Celtics", awayName: "Lakers" };
}

function chart(random: Random): ReportChart {
  const points = score(random);
  const at: number[] = [];
  const homePrice: (number | null)[] = [];
  for (let second = 0; second < 190 * 46; second += 6) {
    const basket = Math.floor(second / 46);
    const lead = (points.home[basket] ?? 0) - (points.away[basket] ?? 0);
    const fair = 1 / (1 + Math.exp(-lead / (9 - basket / 26)));
    at.push(SEASON_START + second);
    const halted = second > 4300 && second < 4600;
    const price = Math.min(0.99, Math.max(0.01, fair + random.normal() * 0.008));
    homePrice.push(halted ? null : Math.round(price * 100) / 100);
  }
  const other = homePrice.map((price) => price === null ? null : Math.round((1 - price) * 100) / 100);
  const marks = [620, 1500, 1504, 2600, 3400, 5200, 5900, 6400, 7700, 8100].map((second, index) => {
    const home = index % 3 !== 2;
    const near = Math.floor(second / 6);
    return {
      at: SEASON_START + second,
      market: home ? "KXNBAGAME-26OCT22LALBOS-BOS" : "KXNBAGAME-26OCT22LALBOS-LAL",
      side: index % 2 === 0 ? "buy" as const : "sell" as const,
      price: (home ? homePrice : other)[near] ?? 0.5,
      contracts: 69.76 + index,
      strategy: index % 2 === 0 ? "favorite_threshold" : "score_momentum",
      purpose: index % 2 === 0 ? "entry" : "take_profit",
    };
  });
  return {
    event: "KXNBAGAME-26OCT22LALBOS",
    title: "Lakers at Celtics",
    markets: [
      { ticker: "KXNBAGAME-26OCT22LALBOS-BOS", label: "YES Celtics", at, price: homePrice },
      { ticker: "KXNBAGAME-26OCT22LALBOS-LAL", label: "YES Lakers", at, price: other },
    ],
    score: points,
    marks,
  };
}

/** A season of so many games, the same every time. */
export function exampleReport(gameCount = 240): ReportData {
  const random = new Random(7);
  const played = games(random, gameCount);
  const buckets = Array.from(
    { length: 10 },
    (_, index) => ({ from: index / 20 + 0.5, to: index / 20 + 0.55 }),
  );
  return {
    title: `favorite_threshold + score_momentum over ${gameCount} games of nba`,
    program: "kalshi-live 0.1.0",
    conditions: [
      { label: "Fill model", value: "queue" },
      { label: "Latency", value: "150 ms" },
      { label: "Score lag", value: "as recorded" },
      { label: "Balance, each game", value: "$1,000.00" },
      { label: "favorite_threshold", value: "threshold 0.85, take_profit 0.03, stop_loss 0.10" },
      { label: "score_momentum", value: "window 180 s, points 8" },
    ],
    metrics: metrics(),
    equity: equity(random, played),
    games: played,
    entryPrices: buckets.map(({ from, to }, index) => {
      const trades = random.integer(0, 60);
      const wins = Math.round(trades * (0.5 + index / 25));
      return { from, to, trades, wins, pnl: trades === 0 ? 0 : Math.round(random.normal() * 3000) / 100 };
    }),
    strategies: [
      { name: "favorite_threshold", pnl: 214.9, trades: 301, fees: 44.02 },
      { name: "score_momentum", pnl: -28.48, trades: 111, fees: 17.05 },
    ],
    calibration: buckets.map(({ from, to }, index) => ({
      from,
      to,
      count: index === 0 ? 0 : random.integer(1, 70),
      predicted: from + 0.024,
      observed: Math.min(1, Math.max(0, from + 0.03 + random.normal() * 0.06)),
    })),
    reasons: [
      { strategy: "favorite_threshold", code: "PRICE_BELOW_THRESHOLD", states: 1_204_331, share: 0.713 },
      { strategy: "score_momentum", code: "NO_MOMENTUM", states: 988_120, share: 0.585 },
      { strategy: "score_momentum", code: "SCORE_STALE", states: 401_220, share: 0.2375 },
      { strategy: "favorite_threshold", code: "ALREADY_HOLDING", states: 300_901, share: 0.178 },
      { strategy: "favorite_threshold", code: "SPREAD_TOO_WIDE", states: 91_230, share: 0.054 },
      { strategy: "score_momentum", code: "GAME_NOT_STARTED", states: 12_004, share: 0.0071 },
    ],
    chart: chart(random),
    leftOut: [
      { recording: "nba/2026-11-03/DENMIN.jsonl.gz", message: "the file breaks off in its first line" },
      { recording: "nba/2026-11-09/HOULAL.jsonl.gz", message: "is a recording of nfl, not of nba" },
    ],
    caveats: [
      "4 games were recorded without sizes: every fill there is a guess of the candle model.",
      "KXNBAGAME-26D30PHXGSW: the socket was away for 212 s.",
    ],
  };
}

/** A run in which nothing happened at all. */
export function emptyReport(): ReportData {
  return {
    title: "nothing over 0 games",
    program: "kalshi-live 0.1.0",
    conditions: [],
    metrics: [],
    equity: { at: [], dollars: [] },
    games: [],
    entryPrices: [],
    strategies: [],
    calibration: [],
    reasons: [],
    leftOut: [],
    caveats: [],
  };
}

/** A report whose every text is the given one, with a row of everything. */
export function reportOfTexts(text: string): ReportData {
  const at = [1000, 1010, 1020];
  const series = { at, price: [0.5, null, 0.6] };
  return {
    title: text,
    program: text,
    conditions: [{ label: text, value: text }],
    metrics: [{ label: text, value: text, formula: text }],
    equity: { at, dollars: [1000, 990, 1003] },
    games: [{ event: text, pnl: -1.5, trades: 1, settledBy: text }],
    entryPrices: [{ from: 0.5, to: 0.6, trades: 1, wins: 0, pnl: -1.5 }],
    strategies: [{ name: text, pnl: -1.5, trades: 1, fees: 0.1 }],
    calibration: [{ from: 0.5, to: 0.6, count: 1, predicted: 0.55, observed: 0 }],
    reasons: [{ strategy: text, code: text, states: 3, share: 1 }],
    chart: {
      event: text,
      title: text,
      markets: [{ ticker: text, label: text, ...series }],
      score: { at, home: [0, 2, 2], away: [0, 0, 3], homeName: text, awayName: text },
      marks: [
        {
          at: 1010,
          market: text,
          side: "buy",
          price: 0.5,
          contracts: 2,
          strategy: text,
          purpose: text,
        },
      ],
    },
    leftOut: [{ recording: text, message: text }],
    caveats: [text],
  };
}
