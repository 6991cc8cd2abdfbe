/**
 * Settings from several sources, one over the other, and where each value comes from.
 *
 * @module
 */
import { type ExitOptions, EXITS } from "../../core/execution/exit_settings.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { LIMITS, type RiskLimits } from "../../core/risk/limits.ts";
import { defaultsOf } from "../../core/numbers/settings.ts";
import {
  type ConfigSections,
  type Display,
  PAPER,
  type PaperSettings,
  PRECISIONS,
  type RuleWish,
} from "./config.ts";
import { writeSetting } from "./settings.ts";

/** One source. */
export interface Layer {
  /** Its name in `kalshi-live config`: a file's path, or a flag. */
  readonly from: string;
  readonly sections: ConfigSections;
}

/** All settings that are in force. */
export interface Settled {
  readonly limits: RiskLimits;
  readonly exits: ExitOptions;
  readonly paper: PaperSettings;
  readonly strategies: readonly RuleWish[];
  /** Files of models that were named; empty: no model is asked; left out: the shipped ones. */
  readonly models?: readonly string[];
  readonly display: { readonly form: Display };
  /** The source of each, by section and name, such as `limits.maxDailyLoss`; `strategies` as a whole. */
  readonly from: ReadonlyMap<string, string>;
}

/** The settings where nobody says otherwise. */
export const SHIPPED_SETTINGS = {
  limits: defaultsOf(LIMITS),
  exits: defaultsOf(EXITS),
  paper: { ...defaultsOf(PAPER), fillModel: "queue", precision: PRECISIONS["0.0001"] },
  strategies: [{ rule: "favorite_threshold", parameters: {} }],
  display: { form: "dashboard" },
} as const satisfies Omit<Settled, "from">;

/** The source of a value that no other changed. */
export const SHIPPED_NAME = "shipped";

/**
 * Lays sources over the shipped defaults.
 *
 * @param layers the weakest first
 * @param mode live orders have stricter defaults where nobody says otherwise
 * @returns a refusal where values do not go together
 */
export function settle(layers: readonly Layer[] = [], mode: "paper" | "live" = "paper"): Result<Settled> {
  const from = new Map<string, string>();
  let { paper, strategies, display }: Omit<Settled, "from"> = SHIPPED_SETTINGS;
  let limits: RiskLimits = defaultsOf(LIMITS, mode);
  let exits: ExitOptions = defaultsOf(EXITS, mode);
  let models: readonly string[] | undefined;
  for (const { from: source, sections } of layers) {
    const note = (section: string, names: object) => {
      for (const [name, value] of Object.entries(names)) {
        if (value !== undefined) from.set(`${section}.${name}`, source);
      }
    };
    note("limits", sections.limits ?? {});
    note("exits", sections.exits ?? {});
    note("paper", sections.paper ?? {});
    note("display", sections.display ?? {});
    limits = { ...limits, ...sections.limits };
    exits = { ...exits, ...sections.exits };
    paper = { ...paper, ...sections.paper };
    display = { form: sections.display?.form ?? display.form };
    if (sections.models !== undefined) {
      models = sections.models;
      from.set("models", source);
    }
    if (sections.strategies === undefined) continue;
    strategies = sections.strategies;
    from.set("strategies", source);
  }
  if (exits.slippage > limits.collar) {
    const described = (section: string, name: string, text: string) =>
      `${section}.${name} ${text} (${from.get(`${section}.${name}`) ?? SHIPPED_NAME})`;
    const slippage = described("exits", "slippage", writeSetting(EXITS.slippage, exits.slippage));
    const collar = described("limits", "collar", writeSetting(LIMITS.collar, limits.collar));
    return refuse(
      "bad_config",
      `Cannot use ${slippage}: above ${collar}, the gate would hold every exit back`,
    );
  }
  return succeed({
    limits,
    exits,
    paper,
    strategies,
    display,
    from,
    ...models === undefined ? {} : { models },
  });
}
