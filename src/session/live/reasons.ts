/**
 * Refusals as reasons of a rejected order.
 *
 * @module
 */
import type { Reason } from "../../core/reasons.ts";
import type { Refusal } from "../../core/result.ts";
import { safeText } from "../../lib/safe_text.ts";

/** A reason of one line. */
export function reasonOf(code: string, detail: string): Reason {
  return { code, detail: safeText(detail, 300) };
}

/** A refusal of the journal. */
export function refusalReason({ code, message }: Refusal): Reason {
  return reasonOf(codeOf(code), message);
}

/** A code in the form of ours. */
export function codeOf(code: string): string {
  return safeText(code, 60).toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_");
}
