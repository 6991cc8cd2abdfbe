/**
 * The files that a session writes, from its begin to its end: none where nothing is recorded.
 *
 * @module
 */
import type { Outcome } from "../core/outcomes.ts";
import type { InputSource } from "../core/inputs.ts";
import { type Result, succeed } from "../core/result.ts";
import type { Clock } from "../lib/clock.ts";
import type { RecordingDescription } from "../recording/format/format.ts";
import type { RecordingPlace } from "../recording/format/paths.ts";
import type { RecordingWriter } from "../recording/writer.ts";
import type { DecisionWriter } from "./decision_file.ts";
import type { SessionEnd } from "./options.ts";
import type { Pipeline } from "./pipeline.ts";
import { beginRecords, type Interrupted, resumeRecords } from "./records.ts";

/** The recording of a session, and the decisions beside it. */
export class SessionRecords {
  readonly #onFailure: (reason: string) => void;
  #recording: RecordingWriter | undefined;
  #decisions: DecisionWriter | undefined;
  #earlier: readonly string[] = [];
  #resumedInputs = 0;

  /** @param onFailure called once where the recording takes no more, with why */
  constructor(onFailure: (reason: string) => void) {
    this.#onFailure = onFailure;
  }

  /** The recording being written, where there is one. */
  get recording(): RecordingWriter | undefined {
    return this.#recording;
  }

  /** Inputs taken over from a recording that was gone on with. */
  get resumedInputs(): number {
    return this.#resumedInputs;
  }

  /** An input arrived. */
  append(at: number, source: InputSource, text: string, isJson: boolean): void {
    this.#recording?.append(at, source, text, isJson);
  }

  /** The engine has decided. */
  decided(outcomes: readonly Outcome[]): void {
    this.#decisions?.write(outcomes);
  }

  /** Begins them. */
  begin(place: RecordingPlace, description: RecordingDescription): Result<void> {
    const records = beginRecords(place, description, { onFailure: this.#onFailure });
    if (!records.ok) return records;
    this.#recording = records.value.recording;
    this.#decisions = records.value.decisions;
    return succeed(undefined);
  }

  /** Goes on with those of a session that was cut off, once the engine has taken in what they hold. */
  async resume(
    interrupted: Interrupted,
    pipeline: Pipeline,
    now: Clock,
    program: string,
  ): Promise<Result<void>> {
    const options = { onFailure: this.#onFailure };
    const resumed = await resumeRecords(interrupted, pipeline, now, program, options, (decisions) => {
      this.#decisions = decisions;
    });
    if (!resumed.ok) {
      this.#decisions = undefined;
      return resumed;
    }
    const { recording, earlier, inputs } = resumed.value;
    // The clock may have been set back since: time goes on from where the recording ends.
    now.notBefore(pipeline.at);
    this.#recording = recording;
    this.#earlier = earlier;
    this.#resumedInputs = inputs;
    return succeed(undefined);
  }

  /** Closes them. @returns what there is of them */
  async close(now: () => number, reason: string): Promise<Omit<SessionEnd, "openOrders">> {
    this.#decisions?.close();
    if (this.#recording === undefined) return { recordings: [] };
    const recording = await this.#recording.close(now(), reason);
    const { failure } = recording;
    return {
      recording,
      recordings: [...this.#earlier, ...recording.segments ?? [recording.path]],
      ...(failure === undefined ? {} : { failure }),
    };
  }
}
