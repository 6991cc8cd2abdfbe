/**
 * A model's card.
 *
 * - `card.ts`: what it holds, written and read
 * - `make_card.ts`: makes one of forecasts
 * - `summary.ts`, `words.ts`: the same in sentences
 * - `page.ts`: the same as one HTML file; `page_sections.ts`, `page_comparisons.ts`, `table.ts`, `drawings.ts`: its parts
 *
 * @module
 */
export { type Card, CARD_FORMAT, CARD_VERSION, type PriceStudy, readCard, writeCard } from "./card.ts";
export { cardPage } from "./page.ts";
export { summaryOf, titleOf } from "./summary.ts";
export {
  type CardInput,
  type CardRows,
  makeCard,
  type OtherChances,
  type SourceChances,
} from "./make_card.ts";
