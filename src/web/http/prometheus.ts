/**
 * Counters and histograms, written as Prometheus reads them (text exposition format 0.0.4).
 *
 * @module
 */

/** The content type of the text. */
export const PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Label by name. */
export type Labels = Readonly<Record<string, string>>;

/** One series. */
export interface Sample {
  /** Follows the family's name, such as `_bucket`. */
  readonly suffix?: string;
  readonly labels?: Labels;
  readonly value: number;
}

/** All that is measured under one name. */
export interface Family {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  samples(): readonly Sample[];
}

function escape(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) =>
    `${name}="${escape(value).replaceAll('"', '\\"')}"`
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

/** The whole text. */
export function expose(families: readonly Family[]): string {
  return families.map((family) => {
    const { name, type, help } = family;
    const lines = family.samples().map(({ suffix = "", labels = {}, value }) =>
      `${name}${suffix}${labelText(labels)} ${value}\n`
    );
    return `# HELP ${name} ${escape(help)}\n# TYPE ${name} ${type}\n${lines.join("")}`;
  }).join("");
}

/** A number that only rises, by labels. */
export class Counter implements Family {
  readonly type = "counter";
  readonly #values = new Map<string, { readonly labels: Labels; value: number }>();

  constructor(readonly name: string, readonly help: string) {}

  add(labels: Labels = {}, count = 1): void {
    const key = labelText(labels);
    const known = this.#values.get(key);
    if (known === undefined) this.#values.set(key, { labels, value: count });
    else known.value += count;
  }

  samples(): readonly Sample[] {
    return [...this.#values.values()];
  }
}

/** How often something took how long, by labels. */
export class Histogram implements Family {
  readonly type = "histogram";
  readonly #bounds: readonly number[];
  readonly #values = new Map<string, { readonly labels: Labels; readonly counts: number[]; sum: number }>();

  /** @param bounds upper bounds of the buckets, rising; the last one, `+Inf`, is added */
  constructor(readonly name: string, readonly help: string, bounds: readonly number[]) {
    this.#bounds = bounds;
  }

  observe(labels: Labels, value: number): void {
    const key = labelText(labels);
    const known = this.#values.get(key) ?? { labels, counts: this.#bounds.map(() => 0).concat(0), sum: 0 };
    this.#values.set(key, known);
    const found = this.#bounds.findIndex((bound) => value <= bound);
    const index = found < 0 ? this.#bounds.length : found;
    known.counts[index] = (known.counts[index] ?? 0) + 1;
    known.sum += value;
  }

  samples(): readonly Sample[] {
    return [...this.#values.values()].flatMap(({ labels, counts, sum }) => {
      let below = 0;
      const buckets = counts.map((count, index) => {
        below += count;
        const le = String(this.#bounds[index] ?? "+Inf");
        return { suffix: "_bucket", labels: { ...labels, le }, value: below };
      });
      return [...buckets, { suffix: "_sum", labels, value: sum }, { suffix: "_count", labels, value: below }];
    });
  }
}

/** A number that is asked for when it is needed. */
export function gauge(name: string, help: string, read: () => number): Family {
  return { name, help, type: "gauge", samples: () => [{ value: read() }] };
}
