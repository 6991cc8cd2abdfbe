/**
 * Changes the JSON of an answer: values set and removed, rows of lists that go missing.
 *
 * @module
 */

type Json = unknown;

/**
 * A copy with values set and removed.
 *
 * @param set by place: keys and positions with dots between; what leads there is made where it is missing
 * @param remove places
 */
export function edited(
  json: Json,
  set: Readonly<Record<string, unknown>>,
  remove: readonly string[],
): Json {
  let copy = structuredClone(json);
  for (const [place, value] of Object.entries(set)) copy = withValue(copy, place.split("."), value);
  for (const place of remove) copy = without(copy, place.split("."));
  return copy;
}

function withValue(json: Json, [key, ...rest]: readonly string[], value: unknown): Json {
  if (key === undefined) return value;
  if (Array.isArray(json)) {
    const rows: Json[] = [...json];
    rows[Number(key)] = withValue(rows[Number(key)], rest, value);
    return rows;
  }
  const fields = isObject(json) ? json : {};
  return { ...fields, [key]: withValue(fields[key], rest, value) };
}

function without(json: Json, [key, ...rest]: readonly string[]): Json {
  if (key === undefined) return json;
  if (Array.isArray(json)) {
    const at = Number(key);
    if (rest.length === 0) return json.filter((_, index) => index !== at);
    return json.map((row, index) => index === at ? without(row, rest) : row);
  }
  if (!isObject(json) || !(key in json)) return json;
  if (rest.length > 0) return { ...json, [key]: without(json[key], rest) };
  const { [key]: _gone, ...left } = json;
  return left;
}

/** How a list that was read is none. */
export type ListFault = "repeat_cursor" | "first_missing" | "last_missing" | "empty";

/**
 * A copy of a list's answer with the fault in all its rows: whatever arrays it has.
 *
 * @param cursor the one that was asked with; it comes back again where it is repeated
 */
export function faultyList(json: Json, how: ListFault, cursor: string): Json {
  if (!isObject(json)) return json;
  // An empty cursor would be the end of the list, and no repetition.
  if (how === "repeat_cursor") return { ...json, cursor: cursor === "" ? "YWdhaW4=" : cursor };
  const rows = Object.entries(json).map((
    [key, value],
  ) => [key, Array.isArray(value) ? cut(value, how) : value]);
  return { ...Object.fromEntries(rows), ...how === "empty" ? { cursor: "" } : {} };
}

function cut(rows: readonly Json[], how: Exclude<ListFault, "repeat_cursor">): readonly Json[] {
  if (how === "empty") return [];
  return how === "first_missing" ? rows.slice(1) : rows.slice(0, -1);
}

/** Whether a value is an object with keys. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
