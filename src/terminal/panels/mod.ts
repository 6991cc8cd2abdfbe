/**
 * All panels by name. To add one: a file beside this, a row here, a place in `layout.ts`.
 *
 * @module
 */
import type { PanelId } from "../ui.ts";
import { BOOK_PANEL } from "./book.ts";
import { KEYS_PANEL } from "./keys.ts";
import { LOG_PANEL } from "./log.ts";
import { MARKETS_PANEL } from "./markets.ts";
import { ORDERS_PANEL } from "./orders.ts";
import type { Panel } from "./panel.ts";
import { POSITIONS_PANEL } from "./positions.ts";
import { PRICE_PANEL } from "./price.ts";
import { STRATEGIES_PANEL } from "./strategies.ts";
import { TICKET_PANEL } from "./ticket.ts";
import { TRADES_PANEL } from "./trades.ts";

/** Panels, those included that cannot have the focus. */
export type PanelName = PanelId | "price" | "keys" | "ticket";

/** The panels. */
export const PANEL_BY_NAME: Readonly<Record<PanelName, Panel>> = {
  book: BOOK_PANEL,
  price: PRICE_PANEL,
  strategies: STRATEGIES_PANEL,
  orders: ORDERS_PANEL,
  positions: POSITIONS_PANEL,
  markets: MARKETS_PANEL,
  trades: TRADES_PANEL,
  log: LOG_PANEL,
  keys: KEYS_PANEL,
  ticket: TICKET_PANEL,
};
