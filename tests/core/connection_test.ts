import { assertEquals } from "@std/assert";
import { Connection } from "../../src/core/connection.ts";

function told() {
  const texts: string[] = [];
  const connection = new Connection((level, text) => void texts.push(`${level}: ${text}`), 2_000);
  const feed = (at: number, up: boolean, detail: string) =>
    connection.status({ kind: "feed", feed: "market_data", at, up, detail });
  return { connection, feed, take: () => texts.splice(0) };
}

Deno.test("each reason why there is no market data is told once, from the first attempt on", () => {
  const { connection, feed, take } = told();
  feed(1, false, "the exchange refused the signature");
  feed(2, false, "the exchange refused the signature");
  assertEquals(take(), ["warning: market data not connected: the exchange refused the signature"]);
  feed(3, false, "no answer within 10 s");
  feed(4, true, "wss://x");
  feed(5, true, "wss://x");
  feed(6, false, "silent for 25 s");
  assertEquals(take(), [
    "warning: market data not connected: no answer within 10 s",
    "info: market data connected: wss://x",
    "warning: market data lost: silent for 25 s",
  ]);
  assertEquals([connection.down, connection.heardAt], ["silent for 25 s", 5]);
});

Deno.test("a channel that does not come is known until it has begun, or the connection is over", () => {
  const { connection, feed, take } = told();
  feed(1, true, "open");
  take();
  const channel = (up: boolean, detail: string) =>
    connection.channel({ kind: "channel", at: 2, channel: "trade", up, detail });
  channel(false, "refused");
  channel(false, "refused");
  assertEquals([[...connection.channelsDown], take()], [
    [["trade", "refused"]],
    ["warning: channel trade does not come: refused"],
  ]);
  channel(true, "subscribed");
  assertEquals([connection.channelsDown.size, take()], [0, ["info: channel trade has begun"]]);
  channel(false, "refused");
  feed(3, false, "closed");
  assertEquals(connection.channelsDown.size, 0);
});

Deno.test("a complaint that comes again and again is told now and then, with how often", () => {
  const { connection, take } = told();
  for (let at = 0; at <= 30_000; at += 100) {
    connection.complaint({ kind: "complaint", at, code: 10, text: "socket error 10" });
  }
  connection.complaint({ kind: "complaint", at: 30_001, code: 11, text: "socket error 11" });
  assertEquals(take(), [
    "warning: the exchange says socket error 10",
    "warning: the exchange says socket error 10 (and 299 more since the last)",
    "warning: the exchange says socket error 11",
  ]);
});

Deno.test("a clock that was moved is told, and whether ages have grown by it", () => {
  const { connection, take } = told();
  connection.clockMoved({ kind: "clock_moved", at: 0, byMs: -3_600_000, passed: false });
  connection.clockMoved({ kind: "clock_moved", at: 0, byMs: 90_500, passed: true });
  assertEquals(take(), [
    "warning: the clock was set back by 3600.0 s: ages and time-outs go on as before",
    "warning: 90.5 s went by without the program, as when a computer sleeps: all ages have grown by it",
  ]);
});
