/**
 * Commands to a running simulator, a line each.
 *
 * @module
 */
import { LineSplitter } from "../lib/lines.ts";
import { type FaultName, FAULTS, GRID_LABELS, isFault, type LifeChange } from "../simulator/mod.ts";
import type { Output } from "./program.ts";

/** The part of a simulator that lines of input control. */
export interface SimulatorControls {
  step(count: number): Promise<number>;
  fault(name: FaultName, amount?: number, target?: string): void;
  turn(change: LifeChange): boolean;
}

const HELP = [
  `FAULT [AMOUNT [TARGET]]: ${FAULTS.join(", ")}`,
  "deactivated TICKER, activated TICKER: trading stops, goes on",
  "metadata_updated TICKER TEXT: YES is worded otherwise",
  `price_level_structure_updated TICKER ${GRID_LABELS.join("|")}`,
];

/** Reads lines until the input ends. @param stepped whether a number, or nothing, sends frames */
export async function followLines(
  simulator: SimulatorControls,
  output: Output,
  stepped: boolean,
): Promise<void> {
  output.line(
    stepped
      ? "Enter sends the next frame, N Enter the next N, a fault's name lets it happen; Ctrl-D ends."
      : "Takes a command a line; help lists them.",
  );
  const decoder = new TextDecoderStream();
  const splitter = new LineSplitter();
  // A terminal that was closed can no longer be read: that is the end of the input as well.
  const input = Deno.stdin.readable.pipeThrough(decoder).getReader();
  const read = () => input.read().catch(() => ({ done: true, value: undefined }));
  for (let next = await read(); next.value !== undefined; next = await read()) {
    for (const line of splitter.split(next.value)) {
      for (const said of await obey(simulator, line.trim(), stepped)) output.line(said);
    }
  }
}

/** Does what a line says. @returns what to say about it */
export async function obey(
  simulator: SimulatorControls,
  line: string,
  stepped: boolean,
): Promise<readonly string[]> {
  if (stepped && /^\d{0,9}$/.test(line)) {
    return [`${await simulator.step(line === "" ? 1 : Number(line))} sent`];
  }
  if (line === "") return [];
  if (line === "help") return HELP;
  const [word = "", ...words] = line.split(/\s+/);
  if (isFault(word)) return fault(simulator, word, words);
  const change = readChange(word, words);
  if (change !== undefined) {
    return [
      simulator.turn(change)
        ? `${word} ${change.market}`
        : `Cannot do that to ${change.market}: expected a generated market that is on, and another state than now`,
    ];
  }
  return [
    stepped
      ? "expected a number of frames, a fault's name, or a turn of a market's life; help lists them"
      : "expected a fault's name, or a turn of a market's life; help lists them",
  ];
}

function fault(
  simulator: SimulatorControls,
  name: FaultName,
  [amount, target]: readonly string[],
): readonly string[] {
  if (amount !== undefined && !/^\d{1,9}$/.test(amount)) {
    return [`Cannot use amount: expected a whole number, was "${amount}"`];
  }
  try {
    simulator.fault(name, amount === undefined ? undefined : Number(amount), target);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [error.message];
  }
  return [];
}

function readChange(step: string, [market, ...words]: readonly string[]): LifeChange | undefined {
  if (market === undefined) return undefined;
  const life = { kind: "life", market } as const;
  if (step === "activated" || step === "deactivated") return { ...life, step };
  if (step === "metadata_updated" && words.length > 0) return { ...life, step, yesTitle: words.join(" ") };
  if (step !== "price_level_structure_updated") return undefined;
  const grid = GRID_LABELS.find((label) => label === words[0]);
  return grid === undefined ? undefined : { ...life, step, grid };
}
