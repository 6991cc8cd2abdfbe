import { assert, assertEquals, assertMatch } from "@std/assert";
import { measureAll, METRICS } from "../../../src/core/metrics/mod.ts";
import { run } from "./support.ts";

const FOLDER = new URL("../../../src/core/metrics/", import.meta.url);

Deno.test("the table in the README is that of METRICS, in its order", () => {
  const readme = Deno.readTextFileSync(new URL("README.md", FOLDER));
  const written = readme.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  const start = written.findIndex((cells) => cells[1] === "Metric");
  assert(start >= 0);
  const length = written.slice(start).findIndex((cells) => cells.length === 1);
  assertEquals(
    written.slice(start + 2, start + length).map((cells) => cells.slice(1, -1)),
    METRICS.map(({ name, unit, formula }) => [`\`${name}\``, unit, formula]),
  );
});

Deno.test("every metric has a file of its name, a name of its own, and texts that fit a table", () => {
  assertEquals(new Set(METRICS.map((metric) => metric.name)).size, METRICS.length);
  for (const { name, label, formula } of METRICS) {
    assertMatch(name, /^[a-z]+(_[a-z]+)*$/);
    assert(Deno.statSync(new URL(`${name}.ts`, FOLDER)).isFile);
    for (const text of [label, formula]) assert(text !== "" && !/[|\n]/.test(text), name);
  }
});

Deno.test("every file that makes a metric is in METRICS", () => {
  const made = [...Deno.readDirSync(FOLDER)]
    .filter(({ name }) => name.endsWith(".ts"))
    .filter(({ name }) =>
      /^export const [A-Z_]+: Metric = /m.test(Deno.readTextFileSync(new URL(name, FOLDER)))
    )
    .map(({ name }) => name.slice(0, -".ts".length));
  assertEquals(made.sort(), METRICS.map((metric) => metric.name).sort());
});

Deno.test("measureAll() has the names in the order of METRICS", () => {
  assertEquals(Object.keys(measureAll(run())), METRICS.map((metric) => metric.name));
});
