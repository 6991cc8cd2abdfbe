/**
 * Logs made in memory.
 *
 * @module
 */
import { CHAIN_START, type ChainHead, sealLine } from "../../src/audit/chain.ts";
import type { AuditKey } from "../../src/audit/key.ts";

/** A key of a test. */
export const KEY: AuditKey = { bytes: new Uint8Array(32).fill(7), fingerprint: "0123456789abcdef" };

/** A log of so many lines, and the head after each. */
export function logOf(count: number, key: Uint8Array = KEY.bytes) {
  const lines: string[] = [];
  const heads: ChainHead[] = [CHAIN_START];
  let head = CHAIN_START;
  for (let index = 0; index < count; index++) {
    const data = index === 0 ? { key: KEY.fingerprint } : { client_order_id: `a-${index}`, index };
    const sealed = sealLine(key, head, { at: 1_000 + index, session: "s-1", kind: "order", data });
    lines.push(sealed.line);
    heads.push(sealed.head);
    head = sealed.head;
  }
  return { lines, heads, head };
}

/** Lines as a file has them. */
export function fileOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
