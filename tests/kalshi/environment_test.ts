import { assert, assertEquals } from "@std/assert";
import { readEnvironment } from "../../src/kalshi/environment.ts";

Deno.test("readEnvironment() knows prod, demo, sim and any URL", () => {
  const cases = [
    [
      "prod",
      "https://external-api.kalshi.com/trade-api/v2",
      "wss://external-api-ws.kalshi.com/trade-api/ws/v2",
    ],
    [
      "demo",
      "https://external-api.demo.kalshi.co/trade-api/v2",
      "wss://external-api-ws.demo.kalshi.co/trade-api/ws/v2",
    ],
    ["sim", "http://127.0.0.1:8899/trade-api/v2", "ws://127.0.0.1:8899/trade-api/ws/v2"],
    ["http://localhost:9000", "http://localhost:9000/trade-api/v2", "ws://localhost:9000/trade-api/ws/v2"],
    ["https://host/", "https://host/trade-api/v2", "wss://host/trade-api/ws/v2"],
    ["https://host/trade-api/v2/", "https://host/trade-api/v2", "wss://host/trade-api/ws/v2"],
  ] as const;
  for (const [text, restUrl, socketUrl] of cases) {
    const found = readEnvironment(text);
    assert(found.ok, text);
    assertEquals([found.value.restUrl, found.value.socketUrl], [restUrl, socketUrl]);
    assertEquals([found.value.restPath, found.value.socketPath], ["/trade-api/v2", "/trade-api/ws/v2"]);
  }
});

Deno.test("readEnvironment() refuses others in one line that says what would be right", () => {
  for (
    const text of [
      "",
      "production",
      "ftp://host",
      "http://",
      "http://u:p@host",
      "http://host?x=1",
      "http://host/v1",
    ]
  ) {
    const found = readEnvironment(text);
    assert(!found.ok, text);
    assertEquals(found.reason.code, "bad_environment");
    assert(/expected/.test(found.reason.message) && !found.reason.message.includes("\n"));
    assert(!found.reason.message.includes("u:p"), "a password is never repeated");
  }
});
