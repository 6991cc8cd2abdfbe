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
  const failed = (cause: string) => new TypeError("fetch failed", { cause: new Error(cause) });
  const where = "error sending request for url (http://127.0.0.1:1/x?api_key=se)cret)";
  const more: typeof cases = [
    [
      failed(`${where}: client error (Connect): tcp connect error: Connection refused (os error 111)`),
      "tcp connect error: Connection refused (os error 111)",
    ],
    [
      failed("error sending request: connection closed before message completed"),
      "connection closed before message completed",
    ],
    // An address may hold a key: what is not understood is not shown.
    [failed(`${where} again: http://127.0.0.1:1/x?api_key=secret`), "fetch failed"],
    [failed(`${where}: redirected to http://127.0.0.1:1/x?api_key=secret`), "fetch failed"],
    [new TypeError("fetch failed"), "fetch failed"],
  ];
  for (const [error, text] of [...cases, ...more]) assertEquals(describeError(error), text);
});
