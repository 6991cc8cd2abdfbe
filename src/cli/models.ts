/**
 * Reads which models are asked: from flags, the trader's file, or a recording.
 *
 * @module
 */
import { basename } from "node:path";
import { ModelShelf, type ModelText, shelve, shippedModels } from "../models/live/shelf.ts";
import { markModels, type SetupModels } from "../session/setup/models.ts";
import type { Setup } from "../session/setup/setup.ts";
import { describeError } from "../lib/errors.ts";
import { CliError } from "./program.ts";
import { type Flags, type FlagSpec, orUsage, usage } from "./flags.ts";

/** The flag that names models. */
export const MODEL_FLAG: FlagSpec = {
  name: "model",
  kind: "list",
  value: "FILE|off",
  help: "who wins: a model's file in place of the shipped one of its sport; off asks none",
};

/** The models of a setup, and where they are. */
export interface ReadModels {
  readonly models: SetupModels;
  readonly shelf: ModelShelf;
  /** Files that are not the program's own, as they were read. */
  readonly texts: readonly ModelText[];
}

/** What says which models are asked, beside the flags. */
export interface ModelSources {
  /** Files that the trader's settings name; empty: none is asked. */
  readonly named?: readonly string[] | undefined;
  /** The setup of a recording, in which flags change what they name. */
  readonly recorded?: Setup | undefined;
}

/** A model's file is a few megabytes; one that is longer than this is none. */
const LONGEST_FILE = 256 * 1024 * 1024;

/**
 * Reads them.
 *
 * @throws {CliError} for a file that is no model, two of one sport, and `off` beside a file
 */
export async function readModels(flags: Flags, { named, recorded }: ModelSources): Promise<ReadModels> {
  const words = flags.list("model");
  const isOff = words.includes("off");
  if (isOff && words.length > 1) throw usage("Cannot use --model off with a file: expected one of them");
  const files = words.length > 0 ? words.filter((word) => word !== "off") : named;
  const texts = await Promise.all((files ?? []).map(readText));
  const shelf = texts.length === 0 ? new ModelShelf() : orUsage(shelve(texts));
  if (files?.length === 0) return { models: {}, shelf, texts };
  // A recording's models stay what they were where no flag says otherwise; one from before there were any has none to keep.
  const base = recorded?.models ?? markModels(shippedModels());
  return { models: { ...base, ...markModels(shelf.own) }, shelf, texts };
}

async function readText(path: string): Promise<ModelText> {
  try {
    const { size } = await Deno.stat(path);
    if (size > LONGEST_FILE) throw usage(`Cannot use model "${path}": expected at most 256 MiB, it has more`);
    return { file: basename(path.replaceAll("\\", "/")), text: await Deno.readTextFile(path) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw usage(`Cannot use model "${path}": there is no such file`);
    }
    if (error instanceof CliError) throw error;
    throw usage(`Cannot use model "${path}": ${describeError(error)}`);
  }
}
