/** What REST routes are handed says of a request what one of the platform's own would say. */
import { assertEquals, assertThrows } from "@std/assert";
import { webRequest, wireAnswer, withText } from "../../src/simulator/server/http_messages.ts";

const BODY = new TextEncoder().encode('{"text":"ü"}');

Deno.test("method, address, headers and text are those of a request of the platform", async () => {
  const urls = [
    "/trade-api/v2/markets?limit=5&tickers=A,B",
    "/trade-api/v2/a/../markets/%2e%2e/x y?q=ü#part",
    "//host/trade-api/v2",
    "*",
    "",
  ];
  const rawHeaders = ["Host", "x", "X-Twice", "a ", "x-TWICE", " b", "KALSHI-ACCESS-KEY", "k", "Empty", ""];
  for (const url of urls) {
    for (const method of ["GET", "HEAD", "POST", "DELETE", "PATCH"]) {
      for (const body of [BODY, new Uint8Array()]) {
        const request = webRequest({ method, url, rawHeaders }, body);
        const whole = request.whole();
        assertEquals([request.method, request.url], [whole.method, whole.url]);
        for (const name of ["x-twice", "Kalshi-Access-Key", "empty", "missing"]) {
          assertEquals(request.headers.get(name), whole.headers.get(name), name);
        }
        assertEquals(await request.text(), await whole.text());
      }
    }
  }
});

Deno.test("a method that the platform does not know is only a failure where one of its own is wanted", () => {
  const request = webRequest({ method: "TRACE", url: "/trade-api/v2/markets", rawHeaders: [] }, BODY);
  assertEquals(request.method, "TRACE");
  assertThrows(() => request.whole(), TypeError);
});

Deno.test("an answer whose text is kept beside it is the same on the wire as one that is read", async () => {
  const text = JSON.stringify({ order: "ü€", left: "1.00" });
  const made = (): Response =>
    new Response(text, { status: 201, headers: { "content-type": "application/json" } });
  assertEquals(await wireAnswer(withText(made(), text)), await wireAnswer(made()));
  // The answer itself is as whole as before, for whoever asks the routes without a server.
  assertEquals(await withText(made(), text).json(), JSON.parse(text));
});
