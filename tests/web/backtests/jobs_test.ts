/**
 * Jobs: their state, their stream of events, and how they are cancelled.
 */
import { assert, assertEquals } from "@std/assert";
import { assertRefused, AUTHORIZATION, GOOD, type Harness, settle, withApp } from "../support.ts";

async function startJob(harness: Harness): Promise<string> {
  const response = await harness.post(GOOD, { prefer: "respond-async" });
  return (await response.json()).job_id;
}

/** Reads a stream of events one by one. */
class Listener {
  readonly #reader: ReadableStreamDefaultReader<string>;

  constructor(response: Response) {
    assert(response.body !== null);
    this.#reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** `progress 2`, a comment as it is, or `end`. */
  async next(): Promise<string> {
    const { value } = await this.#reader.read();
    if (value === undefined) return "end";
    assert(value.endsWith("\n\n"), value);
    if (value.startsWith(":")) return value.trim();
    const [, name, data = ""] = /^event: (\w+)\nid: \d+\ndata: (.*)\n\n$/.exec(value) ?? [];
    const { state, progress, error } = JSON.parse(data);
    return [name, state, progress?.gamesDone ?? progress?.games_done, error?.code]
      .filter((part) => part !== undefined).join(" ");
  }

  async rest(): Promise<string[]> {
    const found: string[] = [];
    for (let event = await this.next(); event !== "end"; event = await this.next()) found.push(event);
    return found;
  }

  async leave(): Promise<void> {
    await this.#reader.cancel();
  }
}

function progress(gamesDone: number) {
  return { games: 3, gamesDone, events: gamesDone * 100 };
}

Deno.test("events come in order: progress, then done, then the end", async () => {
  await withApp(async (harness) => {
    const id = await startJob(harness);
    const response = await harness.ask(`/jobs/${id}/events`);
    assertEquals(response.headers.get("content-type"), "text/event-stream");
    const listener = new Listener(response);
    assertEquals(await listener.next(), "progress running");
    for (const games of [1, 2]) {
      harness.asked[0]?.options.onProgress?.(progress(games));
      assertEquals(await listener.next(), `progress running ${games}`);
    }
    harness.asked[0]?.finish();
    assertEquals(await listener.rest(), ["done done 2"]);
  });
});

Deno.test("who reads slowly hears the latest, not all", async () => {
  await withApp(async (harness) => {
    const listener = new Listener(await harness.ask(`/jobs/${await startJob(harness)}/events`));
    assertEquals(await listener.next(), "progress running");
    await settle();
    for (const games of [0, 1, 2, 3]) harness.asked[0]?.options.onProgress?.(progress(games));
    harness.asked[0]?.finish();
    await settle();
    const heard = await listener.rest();
    assert(heard.length <= 3, heard.join());
    assertEquals(heard.at(-1), "done done 3");
  });
});

Deno.test("who comes late is told the end at once, and who comes back not again", async () => {
  await withApp(async (harness) => {
    const id = await startJob(harness);
    harness.asked[0]?.options.onProgress?.(progress(3));
    harness.asked[0]?.finish();
    await settle();
    const response = await harness.ask(`/jobs/${id}/events`);
    const text = await response.text();
    assert(/^event: done\n/.test(text), text);
    const lastId = /^id: (\d+)$/m.exec(text)?.[1] ?? "";
    const again = await harness.ask(`/jobs/${id}/events`, { headers: { "last-event-id": lastId } });
    assertEquals(again.status, 204);
  });
});

Deno.test("silence is broken by comments", async () => {
  await withApp(async (harness) => {
    const listener = new Listener(await harness.ask(`/jobs/${await startJob(harness)}/events`));
    await listener.next();
    const next = listener.next();
    await settle();
    await harness.timers.advance(15_000);
    assertEquals(await next, ": still here");
    await listener.leave();
    await settle();
  });
});

Deno.test("so many streams and no more; who leaves makes room", async () => {
  await withApp(async (harness) => {
    const id = await startJob(harness);
    const listener = new Listener(await harness.ask(`/jobs/${id}/events`));
    await assertRefused(await harness.ask(`/jobs/${id}/events`), 429, "too_many_streams");
    const head = await harness.ask(`/jobs/${id}/events`, { method: "HEAD" });
    assertEquals(head.status, 200);
    await listener.leave();
    const second = new Listener(await harness.ask(`/jobs/${id}/events`));
    assertEquals(await second.next(), "progress running");
    await second.leave();
    await settle();
  }, { limits: { streams: 1 } });
});

Deno.test("a cancelled job fails with aborted, and cancelling again changes nothing", async () => {
  await withApp(async (harness) => {
    const id = await startJob(harness);
    const listener = new Listener(await harness.ask(`/jobs/${id}/events`));
    const cancel = async () => {
      const response = await harness.ask(`/jobs/${id}`, { method: "DELETE", headers: AUTHORIZATION });
      return (await response.json()).state;
    };
    assertEquals(await cancel(), "cancelling");
    assertEquals((await listener.rest()).at(-1), "failed failed aborted");
    assertEquals(await cancel(), "failed");
    assertEquals(harness.runs, []);
  });
});

Deno.test("a server that stops ends the streams, with the last word where there is one", async () => {
  await withApp(async (harness) => {
    const listener = new Listener(await harness.ask(`/jobs/${await startJob(harness)}/events`));
    await listener.next();
    const rest = listener.rest();
    await harness.app.close();
    assertEquals((await rest).at(-1), "failed failed aborted");
  });
});

Deno.test("a run that does not heed the signal holds neither the server nor its streams", async () => {
  const deaf = { runBacktest: () => new Promise<never>(() => {}) };
  await withApp(async (harness) => {
    const listener = new Listener(await harness.ask(`/jobs/${await startJob(harness)}/events`));
    await listener.next();
    const rest = listener.rest();
    const closing = harness.app.close();
    await settle();
    await harness.timers.advance(5_000);
    await closing;
    assertEquals(await rest, ["progress cancelling"]);
  }, deaf);
});

Deno.test("ended jobs are forgotten when there are many, and unknown ids are not found", async () => {
  await withApp(async (harness) => {
    const first = await startJob(harness);
    await settle();
    const second = await startJob(harness);
    await settle();
    await assertRefused(await harness.ask(`/jobs/${first}`), 404, "not_found");
    assertEquals((await harness.ask(`/jobs/${second}`)).status, 200);
    for (const id of ["x", "../health", "%00", crypto.randomUUID(), "a".repeat(5_000)]) {
      const path = `/jobs/${encodeURIComponent(id)}`;
      await assertRefused(await harness.ask(path), 404, "not_found");
      await assertRefused(await harness.ask(`${path}/events`), 404, "not_found");
    }
  }, { atOnce: (run) => run.finish(), limits: { keptJobs: 1 } });
});
