/**
 * Freezes plain data, so that no reader can change it for the others.
 *
 * @module
 */

/** Freezes a value and all that it holds; what is frozen already is taken to be so to its depth. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}
