/**
 * Features of many rows as columns, as training wants them.
 *
 * @module
 */
import type { Result } from "../../core/result.ts";
import { succeed } from "../../core/result.ts";
import { makeFeatureReader } from "../features/reader.ts";
import { mirrorNba } from "../situation/nba.ts";
import { mirrorNfl } from "../situation/nfl.ts";
import { newSituation, type Situation } from "../situation/situation.ts";
import type { PlayTable } from "./play_table.ts";
import type { Rows } from "./split.ts";

/**
 * A column a feature, NaN where a row does not know it.
 *
 * @param isMirrored each row with home and away exchanged
 * @returns refused (`unknown_feature`) for a name that the sport has not
 */
export function featureColumns(
  table: PlayTable,
  names: readonly string[],
  rows: Rows,
  isMirrored = false,
): Result<Float32Array[]> {
  const reader = makeFeatureReader(table.sport, names);
  if (!reader.ok) return reader;
  const columns = names.map(() => new Float32Array(rows.length));
  const situation = newSituation(table.sport);
  const values = new Float64Array(names.length);
  for (let index = 0; index < rows.length; index++) {
    table.situation(rows[index] ?? 0, situation);
    if (isMirrored) mirrorInPlace(situation);
    reader.value.fill(situation, values);
    for (let column = 0; column < columns.length; column++) {
      const into = columns[column];
      if (into !== undefined) into[index] = values[column] ?? NaN;
    }
  }
  return succeed(columns);
}

function mirrorInPlace(situation: Situation): void {
  if (situation.sport === "nba") mirrorNba(situation, situation);
  else mirrorNfl(situation, situation);
}
