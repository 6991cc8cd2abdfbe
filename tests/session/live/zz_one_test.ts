import { PairLane } from "/tmp/wt/p1/tests/session/live/kills/pair_lane.ts";
Deno.test("one", async () => {
  const kind = { together: Deno.args[0] === "together", tight: Deno.args[1] === "tight" };
  const seed = Number(Deno.args[2]);
  const lane = await PairLane.open(seed, kind);
  try {
    await lane.begin();
    for (const text of Deno.args.slice(3)) {
      const [act, moment] = text.split(":");
      lane.random.chance(0.2);
      console.log(text);
      await lane.kill({ act, moment } as never, undefined);
    }
    await lane.end();
    console.log(JSON.stringify(lane.counts));
  } catch (error) {
    const out = new Deno.Command("sh", { args: ["-c", "rm -rf /tmp/p1_dump; cp -r $(ls -td /tmp/kills-* | head -1) /tmp/p1_dump"] }).outputSync();
    throw error;
  } finally { await lane[Symbol.asyncDispose](); }
});
