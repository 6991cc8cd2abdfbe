/**
 * Habits of a client that trades: for each, what is right and what clients of this exchange have lost money with.
 *
 * A naive client is the small client with one habit wrong, so that what it does wrong is that and nothing else.
 *
 * @module
 */

/** How a client goes about it. */
export interface Habits {
  /** A create without a readable answer: what then. */
  readonly unknownCreate: "look_up" | "send_again" | "send_anew" | "count_as_rejected" | "count_as_resting";
  /** When "not there" is believed of an order: after reads that are newer than the order, or after one read. */
  readonly notThere: "newer_reads_agree" | "one_read";
  /** A 409 on a create. */
  readonly duplicate: "look_up" | "send_anew" | "count_as_resting";
  /** A cancel without an answer. */
  readonly unknownCancel: "again" | "count_as_cancelled" | "leave";
  /** A cancel that is answered 404. */
  readonly cancelNotFound: "read_fills" | "count_as_cancelled";
  /** A cancel that is refused because the market has closed. */
  readonly lateCancel: "again" | "done";
  /** Where a cancel goes. */
  readonly cancelRoute: "shard" | "id_alone";
  /** A cancel that is refused for the key's sake: 401 and 403. */
  readonly refusedCancel: "rests_on" | "count_as_cancelled";
  /** How many cancels go in one batch: as many as the rate limit ever holds, or all. */
  readonly cancelPieces: "as_the_limit_holds" | "all_at_once";
  /** An exit that is answered 429. */
  readonly busyExit: "read_limits_and_wait" | "give_up";
  /** Which orders are in the order group that limits entries. */
  readonly grouped: "entries" | "exits_too";
  /** A subscription to own fills that is refused. */
  readonly fillsRefused: "no_entries" | "trade_on";
  /** A batch of cancels that is answered 200. */
  readonly batchAnswer: "each_item" | "all_gone";
  /** An answer 301, 302, 307 or 308. */
  readonly redirects: "never" | "follow";
  /** A success whose counts are both zero. */
  readonly acceptedWithNothing: "ended" | "resting";
  /** An order that ends with a part filled. */
  readonly partlyFilled: "counts" | "nothing_happened";
  /** A fill that comes again. */
  readonly fillAgain: "once" | "counted_again";
  /** A fill of an order that has ended. */
  readonly lateFill: "counts" | "forgotten";
  /** An answer that comes after the stream has said more. */
  readonly lateAnswer: "never_backwards" | "last_wins";
  /** A success whose body has fields that no page describes. */
  readonly strangeBody: "read_leniently" | "count_as_rejected";
  /** A stop while a take-profit rests. */
  readonly stop: "take_profit_first" | "at_once";
  /** Which of two own orders gives way where an exit meets another of the account. */
  readonly exitMeetsOwn: "resting_gives_way" | "exit_gives_way";
  /** What may rest to close a position: no more than the position, or whatever each order was asked for. */
  readonly closes: "within_position" | "each_alone";
  /** What an exit sells. */
  readonly exitSize: "reduce_only" | "own_number";
  /** A price between two ticks. */
  readonly rounding: "towards_filling" | "nearest";
  /** Which money pays for an order. */
  readonly balance: "of_shard" | "sum";
  /** Whether what rests ends by itself. */
  readonly expiry: "given" | "none";
  /** Whose clock an expiry is counted from. */
  readonly expiryClock: "exchange" | "own";
  /** What lets an exit through: nothing holds it, or the same gate as an entry. */
  readonly exitGate: "none" | "as_entries";
  /** Whose a report is that carries an own `client_order_id` and the id of an order that is none. */
  readonly sameClientId: "nobody" | "own";
  /** What goes on after a pause: everything, or orders alone. */
  readonly afterPause: "all" | "orders_alone";
  /** What a list that was not read to its end says of what is not in it. */
  readonly partOfList: "nothing" | "gone";
  /** What a list of orders says that is older than an order of one's own. */
  readonly olderList: "nothing" | "gone";
  /** An entry that is refused for want of money. */
  readonly noMoneyForEntry: "read_again" | "send_again";
  /** Positions that are read empty. */
  readonly emptyPositions: "fills_decide" | "flat";
  /** Whose orders a kill cancels. */
  readonly kill: "own" | "whole_account";
  /** What rests while its market stops, and goes on or ends. */
  readonly reactivation: "read_again" | "nothing_changed";
  /** Contracts. */
  readonly sizes: "hundredths" | "whole";
  /** The side of an order for NO. */
  readonly no: "other_side_of_yes" | "no_price_as_price";
  /** What pays for a market that has been determined. */
  readonly determined: "provisional" | "booked";
  /** The fees that a settlement names: those of the trades, which the fills had, or others. */
  readonly settlementFees: "of_fills" | "others";
  /** What a settlement paid. */
  readonly payout: "own_position" | "revenue_field";
  /** Which closing orders say that they can only reduce: those that take, or those that rest too. */
  readonly reduceOnly: "taking" | "every_close";
  /** An exit that is refused for want of money. */
  readonly noMoneyForExit: "read_first" | "again";
  /** What a refusal because of a pause says of what rests. */
  readonly pause: "nothing" | "gone";
  /** What an order that cannot be read is. */
  readonly unreadable: "what_it_was" | "gone";
  /** A size that a report lacks. */
  readonly missing: "read_again" | "zero";
  /** Whose prices say what NO is worth. */
  readonly marks: "own_side" | "yes_prices";
  /** Two that want to leave a position at the same moment. */
  readonly exits: "one_at_a_time" | "each_alone";
  /** An attestation that ends before the market does. */
  readonly attestation: "no_entry" | "not_read";
  /** A position after a fill, as the fill says it, that is another than one's own count. */
  readonly positionAfter: "read_at_once" | "not_looked_at";
  /** How an order is made smaller. */
  readonly smaller: "decrease" | "amend_to_rest";
  /** A decrease without an answer. */
  readonly unknownDecrease: "again" | "count_as_smaller";
  /** What is left of an order that was given a price at which it trades. */
  readonly repriced: "read_order" | "answer_says";
  /** An order that is turned away again and again. */
  readonly turnedAway: "back_off" | "at_once";
  /** Messages of a book that come long after they were sent. */
  readonly lateBooks: "wait_and_connect_again" | "trade_on";
  /** By what a message of a book comes late: the exchange's clock, or the message that came the quickest. */
  readonly lateBy: "exchange_clock" | "quickest";
}

/** What is right. */
export const RIGHT: Habits = {
  unknownCreate: "look_up",
  notThere: "newer_reads_agree",
  duplicate: "look_up",
  unknownCancel: "again",
  cancelNotFound: "read_fills",
  lateCancel: "again",
  cancelRoute: "shard",
  refusedCancel: "rests_on",
  cancelPieces: "as_the_limit_holds",
  busyExit: "read_limits_and_wait",
  grouped: "entries",
  fillsRefused: "no_entries",
  batchAnswer: "each_item",
  redirects: "never",
  acceptedWithNothing: "ended",
  partlyFilled: "counts",
  fillAgain: "once",
  lateFill: "counts",
  lateAnswer: "never_backwards",
  strangeBody: "read_leniently",
  stop: "take_profit_first",
  exitMeetsOwn: "resting_gives_way",
  closes: "within_position",
  exitSize: "reduce_only",
  rounding: "towards_filling",
  balance: "of_shard",
  expiry: "given",
  expiryClock: "exchange",
  exitGate: "none",
  sameClientId: "nobody",
  afterPause: "all",
  partOfList: "nothing",
  olderList: "nothing",
  noMoneyForEntry: "read_again",
  emptyPositions: "fills_decide",
  kill: "own",
  reactivation: "read_again",
  sizes: "hundredths",
  no: "other_side_of_yes",
  determined: "provisional",
  settlementFees: "of_fills",
  payout: "own_position",
  reduceOnly: "taking",
  noMoneyForExit: "read_first",
  pause: "nothing",
  unreadable: "what_it_was",
  missing: "read_again",
  marks: "own_side",
  exits: "one_at_a_time",
  attestation: "no_entry",
  positionAfter: "read_at_once",
  smaller: "decrease",
  unknownDecrease: "again",
  repriced: "read_order",
  turnedAway: "back_off",
  lateBooks: "wait_and_connect_again",
  lateBy: "exchange_clock",
};
