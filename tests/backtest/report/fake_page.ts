/**
 * A browser's page, as far as the report's script uses one: enough to run the script without a browser and to
 * look at what it made. There is no way to make HTML of a text here: a script that tried would fail.
 */
import { reportScript } from "../../../src/backtest/report/assets.ts";
import { embeddableJson } from "../../../src/lib/page/html.ts";
import type { ReportData } from "../../../src/backtest/report/data.ts";

/** An element, or a text where `tag` is empty. */
export class FakeNode {
  readonly attributes = new Map<string, string>();
  readonly style: Record<string, string> = {};
  readonly classList = { add: () => {}, remove: () => {} };
  readonly clientWidth = 1000;
  readonly offsetWidth = 100;
  readonly offsetHeight = 20;
  readonly #listeners = new Map<string, ((event: unknown) => void)[]>();
  children: FakeNode[] = [];
  className = "";
  hidden = false;
  #text = "";

  constructor(readonly tag: string, text = "") {
    this.#text = text;
    Object.seal(this);
  }

  get textContent(): string {
    return this.tag === "" ? this.#text : this.children.map((child) => child.textContent).join("");
  }

  set textContent(text: string) {
    this.children = [new FakeNode("", String(text))];
  }

  append(...nodes: (FakeNode | string)[]): void {
    this.children.push(
      ...nodes.map((node) => node instanceof FakeNode ? node : new FakeNode("", String(node))),
    );
  }

  replaceChildren(...nodes: (FakeNode | string)[]): void {
    this.children = [];
    this.append(...nodes);
  }

  setAttribute(name: string, value: string): void {
    this.attributes.set(name, String(value));
  }

  addEventListener(name: string, listener: (event: unknown) => void): void {
    this.#listeners.set(name, [...this.#listeners.get(name) ?? [], listener]);
  }

  getBoundingClientRect() {
    return { left: 0, top: 0, width: this.clientWidth, height: 300 };
  }

  /** What happens when a reader does this. */
  fire(name: string, event: unknown = {}): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(event);
  }

  /** This element and everything in it. */
  all(): FakeNode[] {
    return [this, ...this.children.flatMap((child) => child.all())];
  }

  /** Elements with this tag. */
  byTag(tag: string): FakeNode[] {
    return this.all().filter((node) => node.tag === tag);
  }
}

/** What the tests look at of a plot's options. */
interface PlotOptions {
  readonly series: readonly { readonly scale?: string }[];
  readonly axes: readonly unknown[];
  readonly scales: {
    readonly price: { readonly range: readonly number[] };
    readonly lead: { readonly range: (plot: unknown, least: number, greatest: number) => number[] };
  };
  readonly hooks: {
    readonly setScale: readonly ((plot: FakePlot, scale: string) => void)[];
    readonly setCursor: readonly ((plot: { cursor: { idx: number | null } }) => void)[];
  };
}

/** A plot that was asked for. A second is a pixel, and so is a 300th of a dollar. */
export interface FakePlot {
  readonly host: FakeNode;
  readonly over: FakeNode;
  readonly options: PlotOptions;
  data: (number | null)[][];
  readonly scales: Record<string, { min: number; max: number }>;
}

/** Runs the report's script on data: the sections by id, and the plots in the order they were made. */
export function openReport(data: ReportData): { sections: Map<string, FakeNode>; plots: FakePlot[] } {
  const sections = new Map<string, FakeNode>();
  const plots: FakePlot[] = [];
  const json = new FakeNode("script");
  json.textContent = embeddableJson(data);
  sections.set("report-data", json);
  const getElementById = (id: string) => {
    const found = sections.get(id) ?? new FakeNode("div");
    sections.set(id, found);
    return found;
  };
  const document = {
    documentElement: new FakeNode("html"),
    getElementById,
    createElement: (tag: string) => new FakeNode(tag),
    createElementNS: (_space: string, tag: string) => new FakeNode(tag),
  };
  class Plot implements FakePlot {
    static readonly paths = { bars: () => () => null, stepped: () => () => null };
    readonly over = new FakeNode("div");
    readonly scales: Record<string, { min: number; max: number }>;
    constructor(
      readonly options: PlotOptions,
      public data: FakePlot["data"],
      readonly host: FakeNode,
    ) {
      const times = data[0] ?? [];
      this.scales = { x: { min: Number(times[0]), max: Number(times.at(-1)) } };
      plots.push(this);
    }
    setData(next: FakePlot["data"]) {
      this.data = next;
    }
    setScale(scale: string, range: { min: number; max: number }) {
      this.scales[scale] = range;
      for (const hook of this.options.hooks.setScale) hook(this, scale);
    }
    valToPos(value: number, scale: string) {
      return scale === "x" ? value - Number(this.data[0]?.[0]) : (1 - value) * 300;
    }
  }
  const window = { uPlot: Plot, devicePixelRatio: 1, addEventListener: () => {} };
  const names = ["document", "globalThis", "getComputedStyle", "matchMedia", "ResizeObserver"];
  const observer = class {
    observe() {}
  };
  const run = new Function(...names, reportScript());
  run(
    document,
    window,
    () => ({ getPropertyValue: () => "#000" }),
    () => ({ addEventListener: () => {} }),
    observer,
  );
  return { sections, plots };
}
