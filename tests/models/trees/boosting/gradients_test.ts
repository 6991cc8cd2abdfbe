/** The derivatives and the loss are those of the formula, at all logits. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { fillGradients, logLossOf } from "../../../../src/models/trees/boosting/gradients.ts";

Deno.test("fillGradients() is p − y and p·(1 − p) to twelve digits, from one certain end to the other", () => {
  const margins = Float64Array.from({ length: 7_001 }, (_, index) => (index - 3_500) / 100);
  const labels = Uint8Array.from(margins, (_, row) => row % 2);
  const out = new Float64Array(2 * margins.length);
  fillGradients(Int32Array.from(margins.keys()), margins, labels, undefined, out);
  for (const [row, margin] of margins.entries()) {
    const chance = 1 / (1 + Math.exp(-margin));
    assertAlmostEquals((out[2 * row] ?? NaN) + (labels[row] ?? 0), chance, 1e-12);
    const curvature = Math.max(chance * (1 - chance), 1e-16);
    assertAlmostEquals((out[2 * row + 1] ?? NaN) / curvature, 1, 1e-2);
    if (Math.abs(margin) < 20) assertAlmostEquals((out[2 * row + 1] ?? NaN) / curvature, 1, 1e-6);
  }
});

Deno.test("fillGradients() fills the chosen rows alone, by weight, and holds at the ends", () => {
  const out = new Float64Array(8).fill(7);
  const margins = Float64Array.of(0, 1_000, -1_000, 0);
  fillGradients(Int32Array.of(0, 1, 2), margins, Uint8Array.of(1, 0, 0, 0), Float32Array.of(3, 1, 1, 1), out);
  assertEquals(Array.from(out.slice(0, 2)), [-1.5, 0.75]);
  assertAlmostEquals(out[2] ?? NaN, 1, 1e-15);
  assertEquals(out[3], 1e-16);
  assertAlmostEquals(out[4] ?? NaN, 0, 1e-15);
  assertEquals(Array.from(out.slice(6)), [7, 7]);
});

Deno.test("logLossOf() weighs rows, and does not overflow", () => {
  assertAlmostEquals(logLossOf(Float64Array.of(0, 0), Uint8Array.of(0, 1)), Math.log(2), 1e-12);
  const margins = Float64Array.of(Math.log(3), 0);
  const loss = (3 * -Math.log(0.75) + Math.log(2)) / 4;
  assertAlmostEquals(logLossOf(margins, Uint8Array.of(1, 0), Float32Array.of(3, 1)), loss, 1e-12);
  assertEquals(logLossOf(Float64Array.of(5_000), Uint8Array.of(0)), 5_000);
});
