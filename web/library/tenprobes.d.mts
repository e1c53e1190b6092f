/**
 * Find the best neural network for a device with about ten latency measurements.
 *
 * The command line's own code: the same space, seed and latencies give the same probes. Networks are
 * called by their text in the space: a row's name in a catalogue, the choices of each layer or edge
 * elsewhere. Latencies are in milliseconds, positive and finite; quality is in the space's own points,
 * higher is better. What is wrong throws an Error with one sentence.
 */

/** A search space: which networks there are, and what is known of them before any is measured. */
export class Space {
  private constructor();
  /** A built-in one: "nas-bench-201", or another that the command line's --space takes. */
  static open(name: string): Promise<Space>;
  /** A catalogue (CSV: `name,quality,` and any cost features) or a space of layers (JSON). */
  static parse(text: string, name?: string): Space;
  readonly name: string;
  readonly title: string;
  /** How many networks there are; 0 where they are too many to be listed. */
  readonly size: number;
  /** [size], in the space's order. Throws where they are too many. */
  readonly names: string[];
  /** [size] for each cost feature; null where unknown. */
  readonly features: Record<string, (number | null)[]>;
  /** [size] of what a session maximises; null where unknown. */
  readonly quality: (number | null)[];
  /** Random networks, each drawn uniformly. */
  sample(count: number, seed?: number): string[];
  /** Gives its memory back. */
  close(): void;
}

/** Just one of budgetMs and budgetQuantile. */
export interface SessionOptions {
  /** The latency that must not be exceeded, ms. */
  budgetMs?: number;
  /** The same as a quantile (0..1) of the device's latencies, estimated by a handful of further probes. */
  budgetQuantile?: number;
  /** How many networks to measure (10). */
  probes?: number;
  /** "controller" (default), "belief", "bayes", "random", ... as the command line's --method. */
  method?: string;
  seed?: number;
  /** Bounds on what is known beforehand, e.g. ["mparams<=30"]. */
  where?: string[];
  /** What documents call the device. */
  device?: string;
  /** Of a controller that train() made; default: the shipped one. */
  weights?: ArrayBuffer | Uint8Array;
}

export interface Probe {
  architecture: string;
  index?: number;
  latency_ms: number;
  feasible: boolean;
  quality: number;
}

export interface Recommendation {
  architecture: string;
  index?: number;
  /** null where it was not measured. */
  latency_ms: number | null;
  quality: number;
  feasible: boolean;
}

/** A search for the best network within a latency budget: ask, measure, tell, and recommend. */
export class Session {
  private constructor();
  static start(space: Space, options: SessionOptions): Promise<Session>;
  /** Goes on with what save(), the page or the command line wrote, if it has not ended. */
  static load(text: string, space: Space): Promise<Session>;
  readonly finished: boolean;
  readonly probesLeft: number;
  /** Made so far, without those that estimate a budget quantile. */
  readonly probes: Probe[];
  /** The network to measure now; the same until tell(). */
  ask(): string;
  /** The latency of what ask() returns, ms. */
  tell(latencyMs: number): void;
  /** The best network so far; null before the first probe. */
  recommend(): Recommendation | null;
  /** The session's document, which the page and the command line read too; and the same as text. */
  document(): Record<string, unknown>;
  save(): string;
  /** Gives its memory back. */
  close(): void;
}

/**
 * What some measurements say about all latencies, in ms, of these networks (default: all, in order).
 * `probes`: {name: ms} or [[name, ms]]. The deviation is the standard deviation of one measurement.
 */
export function predict(
  space: Space,
  probes: Record<string, number> | [string, number][],
  names?: string[] | null,
): { meanMs: Float64Array; deviationMs: Float64Array };

/** A point of the training's curve: steps so far and figures by name. */
export interface CurvePoint {
  steps: number;
  [figure: string]: unknown;
}

/**
 * Trains a controller on synthetic devices in a worker: the weights that `tenprobes train` writes for
 * the same settings (those of its --config: kind, seed, steps, ...). `onPoint` after each rollout.
 */
export function train(
  settings?: Record<string, unknown>,
  options?: { onPoint?: (point: CurvePoint) => void; signal?: AbortSignal },
): Promise<ArrayBuffer>;
