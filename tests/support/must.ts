/**
 * Takes the value of what must have worked.
 *
 * @module
 */
import type { Result } from "../../src/core/result.ts";

/** The value, or an error with the refusal's line. */
export function must<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  throw new Error(result.reason.message);
}
