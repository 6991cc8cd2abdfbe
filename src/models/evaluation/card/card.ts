/**
 * A model's card: how good it is, measured, as data. Written beside the model as JSON, and drawn by `page.ts`.
 *
 * @module
 */
import { z } from "zod";
import { refuse, type Result, succeed } from "../../../core/result.ts";
import { PREGAME_SOURCES } from "../../situation/pregame.ts";
import { SPORTS } from "../../situation/sport.ts";

/** The `format` of every card. */
export const CARD_FORMAT = "kalshi-live model card";
/** Cards of another version are refused. */
export const CARD_VERSION = 1;
/** Longer texts are no card. */
const LONGEST_CARD = 20_000_000;

const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();
const count = z.int().min(0);
const season = z.int();
const fraction = z.number().min(0).max(1);

const FigureSchema = z.strictObject({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

const VerdictSchema = z.enum(["lower", "higher", "not proved"]);

const reliability = {
  buckets: list(z.strictObject({
    from: fraction,
    to: fraction,
    rows: count,
    games: count,
    said: fraction.nullable(),
    seen: fraction.nullable(),
    gap: FigureSchema,
  })),
  ece: FigureSchema,
};

const scores = { rows: count, games: count, logLoss: FigureSchema, brier: FigureSchema };

const GroupSchema = z.strictObject({ name: z.string(), ...scores, ...reliability });

const EvaluationSchema = z.strictObject({
  ...scores,
  ...reliability,
  logLossByGame: FigureSchema,
  auc: FigureSchema,
  byTimeLeft: list(GroupSchema),
  bySeason: list(GroupSchema),
});

const ComparisonSchema = z.strictObject({
  rows: count,
  games: count,
  logLoss: FigureSchema,
  brier: FigureSchema,
  auc: FigureSchema,
  verdict: VerdictSchema,
  gamesBetter: count,
  byTimeLeft: list(
    z.strictObject({ name: z.string(), rows: count, logLoss: FigureSchema, verdict: VerdictSchema }),
  ),
});

const SourceSchema = z.enum(PREGAME_SOURCES);

const PriceStudySchema = z.strictObject({
  games: list(z.strictObject({
    recording: z.string(),
    event: z.string(),
    moments: count,
    homeWon: z.boolean(),
    /** Mean logarithmic loss of the model's chance and of the price, nats. */
    model: z.number(),
    price: z.number(),
  })),
  moments: count,
  model: FigureSchema,
  price: FigureSchema,
  difference: FigureSchema,
  verdict: VerdictSchema,
  /** Mean of (outcome − price) towards the model's side, dollars a contract before fees and spread. */
  towardsModel: FigureSchema,
  towardsVerdict: VerdictSchema,
  leftOut: list(z.strictObject({ recording: z.string(), why: z.string() })),
});

const number = z.number();

/** How a model was trained by this program. */
const TrainingSchema = z.strictObject({
  kind: z.enum(["both", "anchor", "trees"]),
  seed: count,
  parts: z.array(z.strictObject({
    sources: z.array(SourceSchema),
    /** Where the pregame numbers were from that it learned by. */
    taughtBy: z.enum(["closing", "rating", "none"]),
    anchor: z.strictObject({ rows: count, knots: z.array(number), terms: z.array(z.string()), l2: number })
      .nullable(),
    trees: z.strictObject({
      /** Rows grown from, mirrors not counted. */
      rows: count,
      features: z.array(z.string()),
      kept: count,
      grown: count,
      growth: z.strictObject({
        rounds: count,
        depth: count,
        eta: number,
        l2: number,
        gamma: number,
        minChildWeight: number,
        rowSample: number,
        columnSample: number,
        bins: count,
        patience: count.nullable(),
      }),
    }).nullable(),
    /** Share of the trees in the mean, by seconds left; null where there is one kind alone. */
    treeWeight: z.array(z.tuple([number, number])).nullable(),
    /** Share of who won in what a row learned by, the rest being nflfastR's wp; null where it is all. */
    ownShare: fraction.nullable(),
  })),
});

/** What a card is checked against; figures without a value are null. */
export const CardSchema = z.strictObject({
  format: z.literal(CARD_FORMAT),
  version: z.literal(CARD_VERSION),
  program: z.string(),
  sport: z.enum(SPORTS),
  model: z.strictObject({
    id: z.string(),
    name: z.string(),
    /** Null where the model does not say. */
    trained: z.strictObject({
      seasons: list(season),
      rows: count,
      games: count,
      on: z.string(),
      seed: z.int(),
    }).nullable(),
    features: list(z.string()),
  }),
  judged: z.strictObject({
    /** Files that the games are from, without folders. */
    files: list(z.string()),
    seasons: list(season),
    /** Of the judged seasons those that the model was trained on: its figures flatter it there. */
    seenInTraining: list(season),
    games: count,
    rows: count,
  }),
  intervals: z.strictObject({ confidence: fraction, samples: count, seed: z.int(), by: z.literal("game") }),
  /** By source of the pregame number; the first is the best that the data have. */
  sources: list(z.strictObject({
    source: SourceSchema,
    evaluation: EvaluationSchema,
    /** Log loss of the pregame number alone, once a game; cards without it were written before it was measured. */
    pregame: FigureSchema.optional(),
  })),
  /** Each source less the first, on the same rows. */
  sourceDifferences: list(z.strictObject({ source: SourceSchema, comparison: ComparisonSchema })),
  /** The model less others, on the same rows. */
  against: list(z.strictObject({
    name: z.string(),
    source: SourceSchema,
    other: EvaluationSchema,
    comparison: ComparisonSchema,
  })),
  importance: z.strictObject({
    rows: count,
    source: SourceSchema,
    /** What exchanging an input between games costs in log loss. */
    permutation: list(
      z.strictObject({ input: z.string(), logLoss: FigureSchema, verdict: VerdictSchema }),
    ),
    /** Share of the trees' loss reduction by splits on a feature; the largest first. */
    gain: list(z.strictObject({ feature: z.string(), share: fraction })),
  }).nullable(),
  prices: PriceStudySchema.nullable(),
  /** How it was trained; null where that is not known, as of a model that was made elsewhere. */
  training: TrainingSchema.nullable(),
  /** What must be known before the figures are believed. */
  caveats: list(z.string()),
});

/** A model's card. */
export type Card = z.infer<typeof CardSchema>;

/** The comparison with the market's price at the same moments. */
export type PriceStudy = z.infer<typeof PriceStudySchema>;

/** A card as the text of its file. */
export function writeCard(card: Card): string {
  return `${JSON.stringify(card, null, 1)}\n`;
}

/** Reads a card. Refused: `no_card` (another kind of text), `card_of_other_version`. */
export function readCard(text: string): Result<Card> {
  if (text.length > LONGEST_CARD) {
    return refuse(
      "no_card",
      `Cannot read card: expected at most ${LONGEST_CARD} characters, was ${text.length}`,
    );
  }
  const value = parsed(text);
  const { format, version } = typeof value === "object" && value !== null
    ? value as Record<string, unknown>
    : {};
  if (format !== CARD_FORMAT) {
    return refuse("no_card", `Cannot read card: expected JSON with the format "${CARD_FORMAT}"`);
  }
  if (version !== CARD_VERSION) {
    return refuse(
      "card_of_other_version",
      `Cannot read card: expected version ${CARD_VERSION}, was ${version}`,
    );
  }
  const card = CardSchema.safeParse(value);
  if (card.success) return succeed(card.data);
  const [issue] = card.error.issues;
  return refuse(
    "no_card",
    `Cannot read card: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "unreadable"}`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
