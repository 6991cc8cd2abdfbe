/**
 * The tapes of the recordings that were selected.
 *
 * @module
 */
import type { Result } from "../core/result.ts";
import type { SelectedRecording } from "./select.ts";
import { type OpenedTape, openTape } from "./tape_store.ts";

/** Opens tapes. Games of one recording come one after the other, and share its tape: it is read once. */
export class Tapes {
  readonly #keep: boolean;
  #shared: { readonly path: string; readonly tape: Promise<Result<OpenedTape>> } | undefined;

  /** @param keep whether tapes are read and written; without, the recording is read */
  constructor(keep: boolean) {
    this.#keep = keep;
  }

  /** The tape of a recording, or a refusal where it cannot be read. */
  open({ path, segments, event }: SelectedRecording): Promise<Result<OpenedTape>> {
    if (this.#shared?.path === path) return this.#shared.tape;
    const tape = openTape(path, { keep: this.#keep, ...(segments === undefined ? {} : { segments }) });
    // What nobody else needs is not held on to.
    this.#shared = event === undefined ? undefined : { path, tape };
    return tape;
  }
}
