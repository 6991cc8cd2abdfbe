/**
 * Faults of the socket: lost, silent, ended by the exchange, and frames that cannot be read.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import type { FaultCase } from "./fault_case.ts";
import { HELD, type Scene } from "./scene.ts";

/** No socket can be opened until this is called. */
function unreachable({ bench: { simulator } }: Scene): () => void {
  return simulator.intercept({
    before: ({ handshake }) => handshake ? { kind: "silence", how: "reset" } : { kind: "pass" },
  });
}

const dropped: FaultCase = {
  name: "every socket is dropped, and cannot be opened again for a while",
  fault: "socket dropped",
  async play(scene) {
    const reachable = unreachable(scene);
    scene.do({ kind: "fault", name: "drop" });
    await scene.blind();
    assertMatch(await scene.refused(), /BLIND|BOOK|FEED|STALE/);
    await scene.says(/connection|socket|lost/i);
    // A part of the take-profit trades while nobody is told.
    await scene.bench.offer("bid", "0.7000", "4");
    reachable();
    await scene.agrees();
    assertEquals(scene.held, HELD - 400);
    await scene.exits();
  },
};

const droppedExit: FaultCase = {
  name: "every socket is dropped, and the trader closes the position meanwhile",
  fault: "socket dropped",
  async play(scene) {
    const reachable = unreachable(scene);
    scene.do({ kind: "fault", name: "drop" });
    await scene.blind();
    await scene.exits();
    assertMatch(await scene.refused(), /BLIND|BOOK|FEED|STALE/);
    reachable();
  },
};

const halfOpen: FaultCase = {
  name: "the sockets stay open and bring nothing: fills are read over REST all the same",
  fault: "half-open",
  async play(scene) {
    scene.do({ kind: "fault", name: "silent" });
    await scene.bench.offer("bid", "0.7000", "4");
    await scene.until(
      () => scene.session.engine.orders.portfolio.held(scene.market) === HELD - 400,
      "a fill that no frame has brought",
    );
    await scene.exits();
    await scene.until(
      () => scene.session.engine.orders.portfolio.held(scene.market) === 0,
      "the exit's fills",
    );
  },
};

/** The exchange ends the subscriptions of books: nothing is entered on a book that is not sent any more. */
function ended(name: "error10" | "error25", fault: FaultCase["fault"], what: string): FaultCase {
  return {
    name: what,
    fault,
    async play(scene) {
      scene.do({ kind: "fault", name });
      await scene.bench.offer("bid", "0.5500", "3");
      await scene.until(
        () => scene.session.engine.market(scene.market)?.book.bestBid === 5_500,
        "the book of after the error",
      );
      await scene.enter("0.4800", "1");
      await scene.exits();
    },
  };
}

function unreadable(name: "malformed" | "unknown", fault: FaultCase["fault"], what: string): FaultCase {
  return {
    name: what,
    fault,
    async play(scene) {
      for (let times = 0; times < 3; times++) scene.do({ kind: "fault", name });
      await scene.bench.offer("bid", "0.7000", "4");
      await scene.agrees();
      assertEquals(scene.held, HELD - 400);
      await scene.exits();
    },
  };
}

const gap: FaultCase = {
  name: "a change of the book is lost: nothing is entered until a snapshot has replaced it",
  fault: "sequence gap",
  async play(scene) {
    scene.do({ kind: "fault", name: "skip" });
    // Lost, and noticed by the one after it.
    await scene.bench.offer("bid", "0.5500", "3");
    await scene.bench.offer("bid", "0.5500", "2");
    await scene.says(/gap|sequence|missing|lost/i);
    const book = () => scene.session.engine.market(scene.market)?.book;
    await scene.until(() => book()?.bestBid === 5_500 && book()?.bestBidSize === 500, "the whole book");
    await scene.enter("0.4800", "1");
    await scene.exits();
  },
};

/** Faults of the socket. */
export const SOCKET_CASES: readonly FaultCase[] = [
  dropped,
  droppedExit,
  halfOpen,
  ended("error25", "slow consumer", "the exchange says that the client reads too slowly, and ends its books"),
  ended("error10", "channel error", "a channel fails at the exchange, and its books end"),
  unreadable("malformed", "malformed JSON", "frames that are no JSON come between"),
  unreadable("unknown", "unknown type", "frames of a type that nobody knows come between"),
  gap,
];
