/**
 * `record`: what taking a message down costs before the session acts on it. For information.
 *
 * @module
 */
import { type BenchResult, median } from "./figure.ts";
import { beginLoad, type LoadInput, loadInputs } from "./recording_load.ts";

const MESSAGES = 200_000;
const BATCHES = 20;

/** Runs it. */
export async function record(): Promise<BenchResult> {
  const inputs: LoadInput[] = loadInputs().take(MESSAGES).toArray();
  const folder = await Deno.makeTempDir({ prefix: "bench-record-" });
  try {
    const writer = beginLoad(folder);
    const microseconds: number[] = [];
    const size = MESSAGES / BATCHES;
    for (let batch = 0; batch < BATCHES; batch++) {
      const from = performance.now();
      for (const { at, source, text } of inputs.slice(batch * size, (batch + 1) * size)) {
        writer.append(at, source, text, true);
      }
      microseconds.push((performance.now() - from) * 1_000 / size);
    }
    const perMessage = Math.round(writer.bytes / MESSAGES);
    const from = performance.now();
    const { failure } = await writer.close(inputs.at(-1)?.at ?? 0, "measured");
    if (failure !== undefined) throw new Error(failure);
    return {
      kind: "measured",
      name: "record",
      figures: [
        { label: "a message", value: median(microseconds), unit: "µs" },
        { label: "closing", value: (performance.now() - from) / 1_000, unit: "s" },
      ],
      target: null,
      met: null,
      detail:
        `${MESSAGES} messages of ${perMessage} bytes to a file, each handed to the system before the next; ` +
        `median of ${BATCHES} batches; closing syncs, compresses and reads back`,
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
