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
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length &&
      one.every((item, index) => sameData(item, other[index]));
  }
  return isRecord(one) && isRecord(other) && holds(one, other) &&
    Object.keys(other).every((key) => key in one || other[key] === undefined);
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether another record has every field of this one. */
function holds(record: Fields, other: Fields): boolean {
  for (const key in record) if (!sameData(record[key], other[key])) return false;
  return true;
}
