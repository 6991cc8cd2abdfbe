import { assertEquals } from "@std/assert";
import { describeError } from "../../src/lib/errors.ts";

Deno.test("describeError() gives whatever was thrown as one line", () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [new Error("No such file or directory (os error 2)"), "No such file or directory (os error 2)"],
    [new TypeError(" expected\n  a price,\r\n\twas a date\n"), "expected a price, was a date"],
    ["cut  off", "cut off"],
    [undefined, "undefined"],
    [7, "7"],
  ];
  for (const [error, text] of cases) assertEquals(describeError(error), text);
});
