/**
 * Rows as comma-separated values (RFC 4180), and back.
 *
 * @module
 */

/** A field: in quotes where it must be. What a spreadsheet would take for a formula begins with an apostrophe. */
function field(value: string): string {
  const isNumber = /^-?\d+(?:\.\d+)?$/.test(value);
  const safe = !isNumber && /^[=+@\t\r-]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Lines with a heading, each ended by a line break. */
export function formatCsv(columns: readonly string[], rows: Iterable<readonly string[]>): string {
  const lines = [columns.join(",")];
  for (const row of rows) lines.push(row.map(field).join(","));
  return lines.join("\n") + "\n";
}

/** Rows by column; fields that are missing are left out. */
export function parseCsv(text: string): Record<string, string>[] {
  const [columns = [], ...rows] = [...records(text)];
  return rows.map((row) =>
    Object.fromEntries(columns.flatMap((column, index) => {
      const value = row[index];
      return value === undefined ? [] : [[column, value]];
    }))
  );
}

/** Records of fields; a quoted field may hold anything, line breaks included. */
function* records(text: string): Generator<string[]> {
  const token = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/gy;
  let record: string[] = [];
  for (
    let match = token.exec(text);
    match !== null && token.lastIndex <= text.length;
    match = token.exec(text)
  ) {
    const [whole, value = "", end] = match;
    if (whole === "" && record.length === 0) return;
    record.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === ",") continue;
    yield record;
    record = [];
    if (token.lastIndex >= text.length) return;
  }
}
