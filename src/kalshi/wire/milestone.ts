/**
 * Milestones (games and other happenings), their live data, and the teams in them.
 *
 * @module
 */
import { z } from "zod";
import { listed, maybe, maybeList } from "./common.ts";

/** A happening. `details` depends on `type` and is not specified by the exchange; every field of it may be `null`. */
export const wireMilestone = z.object({
  id: z.string(),
  category: maybe(z.string()),
  type: z.string(),
  start_date: z.string(),
  end_date: maybe(z.string()),
  title: maybe(z.string()),
  notification_message: maybe(z.string()),
  source_id: maybe(z.string()),
  source_ids: maybe(z.record(z.string(), z.unknown())),
  primary_event_tickers: maybeList(z.string()),
  related_event_tickers: maybeList(z.string()),
  details: maybe(z.record(z.string(), z.unknown())),
  last_updated_ts: maybe(z.string()),
});
/** A happening. */
export type WireMilestone = z.infer<typeof wireMilestone>;

/** `GET /milestones/{id}`. */
export const milestoneAnswer = z.object({ milestone: wireMilestone });
/** `GET /milestones/{id}`. */
export type MilestoneAnswer = z.infer<typeof milestoneAnswer>;

/** `GET /milestones`. */
export const milestonesAnswer = z.object({ milestones: listed(wireMilestone), cursor: maybe(z.string()) });
/** `GET /milestones`. */
export type MilestonesAnswer = z.infer<typeof milestonesAnswer>;

/** Live data of a milestone. `details` is as loose as the milestone's. */
export const wireLiveData = z.object({
  type: z.string(),
  milestone_id: z.string(),
  details: maybe(z.record(z.string(), z.unknown())),
});
/** Live data of a milestone. */
export type WireLiveData = z.infer<typeof wireLiveData>;

/** `GET /live_data/milestone/{id}`. */
export const liveDataAnswer = z.object({ live_data: wireLiveData });
/** `GET /live_data/milestone/{id}`. */
export type LiveDataAnswer = z.infer<typeof liveDataAnswer>;

/** `GET /live_data/batch`; the list is `null` where no id was understood. */
export const liveDataBatchAnswer = z.object({ live_datas: listed(wireLiveData) });
/** `GET /live_data/batch`. */
export type LiveDataBatchAnswer = z.infer<typeof liveDataBatchAnswer>;

/** A team or a player, whom `custom_strike` of a market and `home_team_id` of a milestone point to. */
export const wireStructuredTarget = z.object({
  id: z.string(),
  name: maybe(z.string()),
  type: maybe(z.string()),
  details: maybe(z.record(z.string(), z.unknown())),
  source_id: maybe(z.string()),
  source_ids: maybe(z.record(z.string(), z.unknown())),
  last_updated_ts: maybe(z.string()),
});
/** A team or a player. */
export type WireStructuredTarget = z.infer<typeof wireStructuredTarget>;

/** `GET /structured_targets/{id}`. */
export const structuredTargetAnswer = z.object({ structured_target: wireStructuredTarget });
/** `GET /structured_targets/{id}`. */
export type StructuredTargetAnswer = z.infer<typeof structuredTargetAnswer>;

/** `GET /structured_targets`. */
export const structuredTargetsAnswer = z.object({
  structured_targets: listed(wireStructuredTarget),
  cursor: maybe(z.string()),
});
/** `GET /structured_targets`. */
export type StructuredTargetsAnswer = z.infer<typeof structuredTargetsAnswer>;
