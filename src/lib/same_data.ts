/**
 * Whether two pieces of plain data are the same.
 *
 * @module
 */

/** Numbers, texts, lists and records of such. */
type Fields = Readonly<Record<string, unknown>>;

/** Whether two values are equal, all the way down. A field that is `undefined` is one that is left out. */
export function sameData(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (Array.isArray(one)) return Array.isArray(other) && sameLists(one, other);
  return isRecord(one) && isRecord(other) && sameRecords(one, other);
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sameLists(one: readonly unknown[], other: readonly unknown[]): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) if (!sameData(one[index], other[index])) return false;
  return true;
}

/** All fields of one are the same in the other, and the other has as many. */
function sameRecords(one: Fields, other: Fields): boolean {
  let more = 0;
  for (const key in one) {
    if (!sameData(one[key], other[key])) return false;
    if (one[key] !== undefined) more++;
  }
  for (const key in other) if (other[key] !== undefined) more--;
  return more === 0;
}
