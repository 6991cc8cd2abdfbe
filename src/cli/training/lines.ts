/**
 * What `train` says of its data and of the model.
 *
 * @module
 */
import { seasonsOf } from "../../models/data/split.ts";
import type { PlayTable } from "../../models/data/play_table.ts";
import type { TrainedModel } from "../../models/training/train.ts";
import type { TrainedPart } from "../../models/training/train_part.ts";

/** The data, and what was put right in them. */
export function tableLines(table: PlayTable): readonly string[] {
  const { sport, rows, games, mended } = table;
  const notes = [
    counted(mended.duplicates, "row that was there twice", "rows that were there twice"),
    counted(mended.otherKinds, "row of a kind that is not used", "rows of kinds that are not used"),
    counted(mended.ties, "game without a winner", "games without a winner"),
    mended.scoresRaised === 0
      ? undefined
      : `${number(mended.scoresRaised)} scores that fell back raised to the earlier one`,
  ].filter((note) => note !== undefined);
  return [
    `${sport}: ${number(rows)} plays of ${number(games.length)} games, seasons ${
      seasonsOf(table).join(", ")
    }`,
    ...notes.length === 0 ? [] : [`mended: ${notes.join("; ")}`],
  ];
}

/** The model and its parts. */
export function modelLines(id: string, { content, parts }: TrainedModel): readonly string[] {
  const { trained } = content;
  const on = trained === undefined
    ? ""
    : `: trained on ${number(trained.rows)} plays of ${number(trained.games)} games of ${
      trained.seasons.join(", ")
    }`;
  return [`${id}${on}`, ...parts.map(partLine)];
}

function partLine({ part, trees, grown, taught }: TrainedPart): string {
  const { anchor } = part;
  const pieces = [
    anchor === undefined ? undefined : `an anchor of ${anchor.weights.flat().length} numbers`,
    part.trees === undefined ? undefined : `${trees} trees${grown > trees ? ` (of ${grown} grown)` : ""}`,
    taught ? "taught by who won and by the data's own model" : undefined,
  ].filter((piece) => piece !== undefined);
  return `  for ${part.sources.join(", ")}: ${pieces.join(", ")}`;
}

function counted(count: number, one: string, many: string): string | undefined {
  return count === 0 ? undefined : `left out ${number(count)} ${count === 1 ? one : many}`;
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}
