import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../../src/core/numbers/prng.ts";
import { type Anchor, AnchorCurve, anchorMargin, faultOfAnchor } from "../../../src/models/anchor/anchor.ts";
import { fitAnchor } from "../../../src/models/anchor/fit.ts";
import type { AnchorRows } from "../../../src/models/anchor/rows.ts";

const ANCHOR: Anchor = {
  knots: [0, 100, 400],
  terms: ["diff", "mu"],
  weights: [[1, 0.5, 0.1], [0, 0.2, 0.3]],
};

/** The loss that the fit makes least, by its definition. */
function objective(
  rows: AnchorRows,
  anchor: Anchor,
  l2: number,
  units: Record<string, number>,
  smooth = 0,
): number {
  const curve = new AnchorCurve(anchor);
  const row = new Float64Array(rows.terms.length);
  let sum = 0;
  for (const [index, left] of rows.left.entries()) {
    rows.values.forEach((column, term) => row[term] = column[index] ?? NaN);
    const margin = (rows.offsets?.[index] ?? 0) + curve.margin(left, row);
    const chance = 1 / (1 + Math.exp(-margin));
    const label = rows.labels[index] ?? NaN;
    sum -= (rows.weights?.[index] ?? 1) * (label * Math.log(chance) + (1 - label) * Math.log(1 - chance));
  }
  for (const [term, name] of anchor.terms.entries()) {
    const unit = units[name] ?? 1;
    const scaled = (anchor.weights[term] ?? []).map((weight) => weight * unit);
    for (const [knot, weight] of scaled.entries()) {
      sum += l2 / 2 * weight ** 2;
      if (knot > 0) sum += smooth / 2 * (weight - (scaled[knot - 1] ?? NaN)) ** 2;
    }
  }
  return sum;
}

/** Games whose winner is drawn from a known anchor. */
function drawn(truth: Anchor, rows: number, seed: number): AnchorRows {
  const random = new Random(seed);
  const between = (low: number, high: number) => low + (high - low) * random.next();
  const left = Float64Array.from({ length: rows }, () => between(0, truth.knots.at(-1) ?? 0));
  const values = truth.terms.map(() => Float64Array.from({ length: rows }, () => between(-6, 6)));
  const row = new Float64Array(truth.terms.length);
  const curve = new AnchorCurve(truth);
  const labels = Uint8Array.from(left, (seconds, index) => {
    values.forEach((column, term) => row[term] = column[index] ?? NaN);
    return random.chance(1 / (1 + Math.exp(-curve.margin(seconds, row)))) ? 1 : 0;
  });
  return { knots: truth.knots, terms: truth.terms, left, values, labels };
}

Deno.test("a coefficient runs linearly in √left between its knots and stays beyond them", () => {
  for (
    const [left, diff, mu] of [
      [0, 1, 0],
      [25, 0.75, 0.1],
      [100, 0.5, 0.2],
      [225, 0.3, 0.25],
      [400, 0.1, 0.3],
      [900, 0.1, 0.3],
    ] as const
  ) {
    assertAlmostEquals(anchorMargin(ANCHOR, left, Float64Array.of(1, 0)), diff, 1e-15, `diff at ${left}`);
    assertAlmostEquals(anchorMargin(ANCHOR, left, Float64Array.of(0, 1)), mu, 1e-15, `mu at ${left}`);
  }
});

Deno.test("with every term's sign changed the logit is the same with the sign changed, to the bit", () => {
  const curve = new AnchorCurve(ANCHOR);
  const random = new Random(3);
  for (let round = 0; round < 1_000; round++) {
    const left = 500 * random.next();
    const [a, b] = [40 * random.next() - 20, 40 * random.next() - 20];
    assertEquals(curve.margin(left, Float64Array.of(-a, -b)), -curve.margin(left, Float64Array.of(a, b)));
  }
});

Deno.test("a value that is not known makes no logit", () => {
  assert(Number.isNaN(anchorMargin(ANCHOR, 50, Float64Array.of(3, NaN))));
  assert(Number.isNaN(anchorMargin(ANCHOR, 50, Float64Array.of(3))));
  assert(Number.isNaN(anchorMargin(ANCHOR, NaN, Float64Array.of(3, 1))));
});

Deno.test("numbers that make no anchor are named", () => {
  const wrong: [Partial<Anchor>, string][] = [
    [{ knots: [0] }, "knots"],
    [{ knots: [0, 100, 100] }, "rise"],
    [{ knots: [-1, 100, 400] }, "seconds"],
    [{ knots: [0, NaN, 400] }, "seconds"],
    [{ terms: ["diff", "diff"] }, "twice"],
    [{ terms: [], weights: [] }, "terms"],
    [{ weights: [[1, 0.5, 0.1]] }, "rows of weights"],
    [{ weights: [[1, 0.5, 0.1], [0, 0.2]] }, "weights of mu"],
    [{ weights: [[1, 0.5, 0.1], [0, 0.2, Infinity]] }, "no number"],
  ];
  assertEquals(faultOfAnchor(ANCHOR), undefined);
  for (const [change, word] of wrong) {
    const fault = faultOfAnchor({ ...ANCHOR, ...change }) ?? "nothing";
    assert(fault.includes(word), `expected "${word}", was: ${fault}`);
  }
});

Deno.test("the fit finds the anchor that the winners were drawn from", () => {
  const fit = fitAnchor(drawn(ANCHOR, 60_000, 11), { l2: 1e-3 });
  assert(fit.ok, "fitted");
  for (const [term, row] of ANCHOR.weights.entries()) {
    for (const [knot, weight] of row.entries()) {
      assertAlmostEquals(fit.value.anchor.weights[term]?.[knot] ?? NaN, weight, 0.06, `${term} at ${knot}`);
    }
  }
});

Deno.test("no small change of a fitted weight makes the penalised loss less", () => {
  const units = { diff: 10 };
  const base = drawn(ANCHOR, 3_000, 5);
  const random = new Random(8);
  const rows: AnchorRows = {
    ...base,
    weights: Float64Array.from(base.left, () => 0.5 + random.next()),
    offsets: Float64Array.from(base.left, () => random.next() - 0.5),
  };
  for (const smooth of [0, 20]) {
    const fit = fitAnchor(rows, { l2: 5, units, smooth });
    assert(fit.ok, "fitted");
    const { anchor } = fit.value;
    const least = objective(rows, anchor, 5, units, smooth);
    for (const term of anchor.terms.keys()) {
      for (const knot of anchor.knots.keys()) {
        for (const step of [-1e-3, 1e-3]) {
          const weights = anchor.weights.map((row) => [...row]);
          const row = weights[term];
          if (row !== undefined) row[knot] = (row[knot] ?? NaN) + step;
          assert(
            objective(rows, { ...anchor, weights }, 5, units, smooth) > least,
            `smooth ${smooth}: ${anchor.terms[term]} at knot ${knot} by ${step}`,
          );
        }
      }
    }
  }
});

Deno.test("a weight that must not be negative is 0 where the data want it below, and the others fit beside it", () => {
  const truth: Anchor = { ...ANCHOR, weights: [[1, 0.5, 0.1], [-0.4, 0.1, 0.3]] };
  const rows = drawn(truth, 20_000, 21);
  const bounded = fitAnchor(rows, { l2: 1, atLeastZero: ["mu"] });
  const unbounded = fitAnchor(rows, { l2: 1 });
  assert(bounded.ok && unbounded.ok, "fitted");
  const [held = [], first = []] = [bounded.value.anchor.weights[1], unbounded.value.anchor.weights[1]];
  assert((first[0] ?? 0) < -0.2, "the data want it negative");
  assertEquals(held[0], 0);
  assert(held.every((weight) => weight >= 0), "none is negative");
  // Fitted again beside the bound, and no worse than the free answer cut off at 0.
  const cut = unbounded.value.anchor.weights.map((row, term) =>
    row.map((weight) => term === 1 ? Math.max(0, weight) : weight)
  );
  const least = objective(rows, bounded.value.anchor, 1, {});
  assert(least < objective(rows, { ...truth, weights: cut }, 1, {}), "better than cut off");
  for (const [term, row] of bounded.value.anchor.weights.entries()) {
    for (const [knot, weight] of row.entries()) {
      for (const step of weight === 0 ? [1e-3] : [-1e-3, 1e-3]) {
        const weights = bounded.value.anchor.weights.map((each) => [...each]);
        const changed = weights[term];
        if (changed !== undefined) changed[knot] = weight + step;
        assert(objective(rows, { ...truth, weights }, 1, {}) > least, `${term} at ${knot} by ${step}`);
      }
    }
  }
});

Deno.test("the same rows give the same numbers to the bit", () => {
  const [one, two] = [1, 2].map(() => fitAnchor(drawn(ANCHOR, 2_000, 4), { l2: 2, atLeastZero: ["mu"] }));
  assert(one?.ok, "fitted");
  assertEquals(one, two);
});

Deno.test("a knot that no row is near keeps 0, and winners who are separated exactly still have an answer under a penalty", () => {
  const rows = drawn({ ...ANCHOR, knots: [0, 100, 400] }, 500, 2);
  const far = fitAnchor({ ...rows, knots: [0, 100, 400, 3_000, 4_000] }, { l2: 0 });
  assert(far.ok, "fitted");
  assertEquals(far.value.anchor.weights.map((row) => row[4]), [0, 0]);
  const separated: AnchorRows = {
    knots: [0, 1],
    terms: ["diff"],
    left: Float64Array.of(0, 0, 1, 1),
    values: [Float64Array.of(-1, 1, -1, 1)],
    labels: Uint8Array.of(0, 1, 0, 1),
  };
  const fit = fitAnchor(separated, { l2: 1 });
  assert(fit.ok, "fitted");
  assert(fit.value.anchor.weights.flat().every((weight) => weight > 0.1 && weight < 10), "bounded");
});

Deno.test("what cannot be fitted is refused in one line", () => {
  const rows = drawn(ANCHOR, 20, 1);
  const [diff = new Float64Array(), mu = new Float64Array()] = rows.values;
  const cases: [Partial<AnchorRows>, Parameters<typeof fitAnchor>[1], string, string][] = [
    [{ knots: [0, 0] }, { l2: 1 }, "anchor_form", "rise"],
    [{}, { l2: -1 }, "anchor_form", "l2"],
    [{}, { l2: NaN }, "anchor_form", "l2"],
    [{}, { l2: 1, units: { points: 10 } }, "anchor_form", "points is none of its terms: diff, mu"],
    [{}, { l2: 1, atLeastZero: ["poss"] }, "anchor_form", "poss is none of its terms"],
    [{ left: new Float64Array(0) }, { l2: 1 }, "anchor_rows", "no rows"],
    [{ values: [diff] }, { l2: 1 }, "anchor_rows", "20 rows of mu, got 0"],
    [{ values: [diff, mu.with(7, NaN)] }, { l2: 1 }, "anchor_rows", "mu is NaN in row 7"],
    [{ labels: new Uint8Array(20).with(3, 2) }, { l2: 1 }, "anchor_rows", "labels is 2 in row 3"],
    [{ left: rows.left.with(2, -1) }, { l2: 1 }, "anchor_rows", "left is -1 in row 2"],
  ];
  for (const [change, options, code, words] of cases) {
    const fit = fitAnchor({ ...rows, ...change }, options);
    assert(!fit.ok, `refused: ${words}`);
    assertEquals(fit.reason.code, code);
    assert(fit.reason.message.includes(words) && !fit.reason.message.includes("\n"), fit.reason.message);
  }
});
