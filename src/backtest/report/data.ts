/**
 * The data of a report, in dollars and fractions: everything is computed before, the page only draws.
 *
 * @module
 */

/** A metric as the report's table has it. */
export interface ReportMetric {
  readonly label: string;
  /** Written for people, for example `$12.30` or `58.3 %`; `–` where it is not defined. */
  readonly value: string;
  readonly formula: string;
}

/** A line of the book and the score of one game, with the trades in it. */
export interface ReportChart {
  readonly event: string;
  /** For people, for example `Lakers at Celtics`. */
  readonly title: string;
  readonly markets: readonly {
    readonly ticker: string;
    readonly label: string;
    /** Unix seconds, and the mid price in dollars (null: no two-sided book, nor a last price). */
    readonly at: readonly number[];
    readonly price: readonly (number | null)[];
  }[];
  /** Steps of the score: Unix seconds, points. Empty where no scoreboard was recorded. */
  readonly score: {
    readonly at: readonly number[];
    readonly home: readonly number[];
    readonly away: readonly number[];
    readonly homeName: string;
    readonly awayName: string;
  };
  readonly marks: readonly {
    readonly at: number;
    readonly market: string;
    readonly side: "buy" | "sell";
    readonly price: number;
    readonly contracts: number;
    readonly strategy: string;
    readonly purpose: string;
  }[];
}

/** A report. */
export interface ReportData {
  /** For example `favorite_threshold over 5 games of nba`. */
  readonly title: string;
  readonly program: string;
  /** Conditions, label and value: fill model, latency, score lag, balance, parameters. */
  readonly conditions: readonly { readonly label: string; readonly value: string }[];
  readonly metrics: readonly ReportMetric[];
  /** Unix seconds and dollars, same length; thinned to some thousand points with the extremes kept. */
  readonly equity: { readonly at: readonly number[]; readonly dollars: readonly number[] };
  readonly games: readonly {
    readonly event: string;
    readonly pnl: number;
    readonly trades: number;
    /** `result`, `score`, `open` or `mixed`. */
    readonly settledBy: string;
  }[];
  /** By entry price, dollars: from ≤ price < to. */
  readonly entryPrices: readonly {
    readonly from: number;
    readonly to: number;
    readonly trades: number;
    readonly wins: number;
    readonly pnl: number;
  }[];
  readonly strategies: readonly {
    readonly name: string;
    readonly pnl: number;
    readonly trades: number;
    readonly fees: number;
  }[];
  /** Entry price against how often YES paid: fractions. */
  readonly calibration: readonly {
    readonly from: number;
    readonly to: number;
    readonly count: number;
    readonly predicted: number;
    readonly observed: number;
  }[];
  /** Why nothing was done: states by strategy and reason, most frequent first. */
  readonly reasons: readonly {
    readonly strategy: string;
    readonly code: string;
    readonly states: number;
    /** Of all states of the strategy. */
    readonly share: number;
  }[];
  /** Left out where no game has a line to draw. */
  readonly chart?: ReportChart;
  readonly leftOut: readonly { readonly recording: string; readonly message: string }[];
  readonly caveats: readonly string[];
}
