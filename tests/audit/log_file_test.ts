import { assert, assertEquals } from "@std/assert";
import { CHAIN_START } from "../../src/audit/chain.ts";
import { openAuditKey, readAuditKey } from "../../src/audit/key.ts";
import { LogFile, rotatedFiles } from "../../src/audit/log_file.ts";
import { readWholeLog } from "../../src/audit/read_log.ts";
import { verifyLog } from "../../src/audit/verify.ts";
import { fileOf, KEY, logOf } from "./support.ts";

/** A log in a folder of its own; what is appended are the first lines of one chain. */
function inLog(test: (path: string, append: (log: LogFile, count: number) => void) => void): void {
  const folder = Deno.makeTempDirSync({ prefix: "audit-" });
  const { lines } = logOf(60);
  try {
    test(`${folder}/a.jsonl`, (log, count) => {
      assert(log.append((after) => lines.slice(after, count)));
    });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("lines are appended once each, whoever appends them", () => {
  inLog((path, append) => {
    const [one, two] = [new LogFile(path), new LogFile(path)];
    append(one, 3);
    append(two, 3);
    append(two, 5);
    append(one, 4);
    append(one, 7);
    assertEquals(Deno.readTextFileSync(path), fileOf(logOf(7).lines));
    assertEquals(one.lastHead(), logOf(7).head);
  });
});

Deno.test("a line that a crash tore at any byte is written whole by the next one", () => {
  const { lines } = logOf(4);
  const before = fileOf(lines.slice(0, 3));
  const last = lines[3] ?? "";
  for (let cut = 0; cut <= last.length; cut++) {
    inLog((path, append) => {
      Deno.writeTextFileSync(path, before + last.slice(0, cut));
      append(new LogFile(path), 5);
      assertEquals(Deno.readTextFileSync(path), fileOf(logOf(5).lines), `cut at ${cut}`);
    });
  }
});

Deno.test("a last line without its end that is not the one to come stays, for whoever verifies", () => {
  inLog((path, append) => {
    Deno.writeTextFileSync(path, `${fileOf(logOf(3).lines)}{"seq":4,"forged`);
    append(new LogFile(path), 5);
    const verdict = verifyLog(Deno.readTextFileSync(path), { key: KEY, from: CHAIN_START, checkpoints: [] });
    assertEquals([verdict.kind, verdict.kind === "tampered" && verdict.line], ["tampered", 4]);
  });
});

Deno.test("a log that grows is put aside, and its chain goes on in the next file", () => {
  inLog((path, append) => {
    const [one, two] = [new LogFile(path, 3_000), new LogFile(path, 3_000)];
    for (let count = 1; count <= 60; count++) append(count % 2 === 0 ? one : two, count);
    assert(rotatedFiles(path).length >= 2);
    const { text, files } = readWholeLog(path);
    assertEquals(files.reduce((sum, { lines }) => sum + lines, 0), 60);
    const { head } = logOf(60);
    assertEquals(verifyLog(text, { key: KEY, from: CHAIN_START, checkpoints: [head] }), {
      kind: "intact",
      head,
    });
    assertEquals(new LogFile(path).lastHead(), head);
  });
});

Deno.test("a file that another process holds is left to it", () => {
  inLog((path, append) => {
    const log = new LogFile(path);
    append(log, 2);
    using holder = Deno.openSync(path, { read: true, write: true });
    holder.lockSync(true);
    assertEquals(log.append(() => ["never"]), false);
    assertEquals(log.sync(), undefined);
    holder.unlockSync();
    append(log, 3);
    assertEquals(log.sync(), logOf(3).head);
  });
});

Deno.test("the key is made once, for its owner alone, and one that others can read is refused", () => {
  const folder = Deno.makeTempDirSync({ prefix: "audit-" });
  try {
    const path = `${folder}/keys/a.key`;
    assertEquals(readAuditKey(path), { ok: true, value: undefined });
    const [made, again] = [openAuditKey(path), openAuditKey(path)];
    assertEquals(made, again);
    assertEquals((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
    assertEquals([...Deno.readDirSync(`${folder}/keys`)].length, 1);
    Deno.chmodSync(path, 0o644);
    const open = openAuditKey(path);
    assertEquals(open.ok ? "" : open.reason.code, "audit_key_open");
    Deno.chmodSync(path, 0o600);
    Deno.writeTextFileSync(path, "short");
    const bad = openAuditKey(path);
    assertEquals(bad.ok ? "" : bad.reason.code, "audit_key_bad");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
