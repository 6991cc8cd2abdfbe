/**
 * Parquet files, opened with another reader.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from "hyparquet";
import { ROW_GROUP_ROWS } from "../../../src/recording/export/parquet.ts";
import { writeRowFile } from "../../../src/recording/export/row_file.ts";
import { withFolder } from "../support/recordings.ts";

async function open(path: string): Promise<ArrayBuffer> {
  return (await Deno.readFile(path)).buffer;
}

const COLUMNS = ["at_ms", "market", "bid", "bid_size", "home_score", "balance_change"] as const;
const ROWS = [
  {
    at_ms: 1763859000123.456,
    market: 'É\n,"x"',
    bid: "0.5700",
    bid_size: "9007199254.25",
    home_score: 0,
    balance_change: "-5.772501",
  },
  { at_ms: 2, market: "", bid: null, bid_size: null, home_score: null, balance_change: null },
  { at_ms: 3, market: "M", bid: "1.0000", bid_size: "0.01", home_score: 125, balance_change: "0.000000" },
];

Deno.test("a Parquet file gives back every cell, typed, exact and null where it is null", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/a.parquet`;
    const written = await writeRowFile(path, "parquet", COLUMNS, "test", async (sink) => {
      await sink.write(ROWS.slice(0, 1));
      await sink.write([]);
      await sink.write(ROWS.slice(1));
    });
    assert(written.ok);
    const file = await open(path);
    const rows = await parquetReadObjects({ file });
    assertEquals(rows.map(({ at_ms, market, home_score }) => ({ at_ms, market, home_score })), [
      { at_ms: 1763859000123.456, market: 'É\n,"x"', home_score: 0 },
      { at_ms: 2, market: "", home_score: null },
      { at_ms: 3, market: "M", home_score: 125 },
    ]);
    const decimals = rows.map(({ bid, bid_size, balance_change }) =>
      [bid, bid_size, balance_change].map((cell, index) =>
        cell === null ? null : cell.toFixed([4, 2, 6][index])
      )
    );
    assertEquals(decimals, ROWS.map(({ bid, bid_size, balance_change }) => [bid, bid_size, balance_change]));
    const elements = parquetSchema(await parquetMetadataAsync(file)).children.map(({ element }) => element);
    assertEquals(elements.map(({ type, converted_type, scale }) => [type, converted_type, scale]), [
      ["DOUBLE", undefined, undefined],
      ["BYTE_ARRAY", "UTF8", undefined],
      ["INT32", "DECIMAL", 4],
      ["INT64", "DECIMAL", 2],
      ["INT32", undefined, undefined],
      ["INT64", "DECIMAL", 6],
    ]);
  });
});

Deno.test("many rows come in groups, none makes a file too", async () => {
  await withFolder(async (folder) => {
    const count = 2 * ROW_GROUP_ROWS + 5;
    for (const total of [0, count]) {
      const path = `${folder}/${total}.parquet`;
      await writeRowFile(path, "parquet", ["at_ms", "price"], "test", async (sink) => {
        for (let from = 0; from < total; from += 999) {
          const length = Math.min(999, total - from);
          await sink.write(Array.from({ length }, (_, index) => ({ at_ms: from + index, price: "0.5000" })));
        }
      });
      const file = await open(path);
      const metadata = await parquetMetadataAsync(file);
      assertEquals(Number(metadata.num_rows), total);
      assertEquals(
        metadata.row_groups.map(({ num_rows }) => Number(num_rows)),
        total === 0 ? [] : [
          ROW_GROUP_ROWS,
          ROW_GROUP_ROWS,
          5,
        ],
      );
      const rows = await parquetReadObjects({ file });
      assert(rows.every(({ at_ms }, index) => at_ms === index));
    }
  });
});

Deno.test("where rows fail or the disk is full there is no file, and it is told", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/a.parquet`;
    const rows = [{ at_ms: 1, price: "half" }];
    const refused = await writeRowFile(
      path,
      "parquet",
      ["at_ms", "price"],
      "test",
      (sink) => sink.write(rows),
    );
    assert(!refused.ok);
    assertStringIncludes(refused.reason.message, 'Cannot write column price: expected a decimal, was "half"');
    const nowhere = await writeRowFile(`${folder}/no/a.csv`, "csv", ["at_ms"], "test", async () => {});
    assert(!nowhere.ok && nowhere.reason.code === "unwritable");
    assertEquals([...Deno.readDirSync(folder)], []);
  });
});
