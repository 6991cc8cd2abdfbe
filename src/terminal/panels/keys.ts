/**
 * The list of all keys that covers the panels while it is asked for.
 *
 * @module
 */
import { COMMANDS, OPENED_COMMANDS, TICKET_COMMANDS } from "../commands.ts";
import { span } from "../row.ts";
import { type Column, layTable } from "../table.ts";
import { type Panel, windowFromStart } from "./panel.ts";

const COLUMNS: readonly Column[] = [{ dropOrder: 0, align: "right" }, { dropOrder: 0 }];

const KEYS = COMMANDS.length + TICKET_COMMANDS.length;

/** All keys, from the key table. */
export const KEYS_PANEL: Panel = {
  title: (_context, rows) => [span(rows < KEYS ? "All keys · PgDn PgUp: the others" : "All keys")],
  count: () => KEYS,
  body({ ui, scroll }, columns, rows) {
    const commands = [...ui.opened === true ? OPENED_COMMANDS : COMMANDS, ...TICKET_COMMANDS];
    const cells = commands.map((
      { keyLabel, help },
    ) => [[span(keyLabel, "focus")], [span(help)]]);
    return windowFromStart(layTable(COLUMNS, cells, columns), rows, scroll).items;
  },
};
