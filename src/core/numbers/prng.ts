/**
 * A seeded source of numbers that look random: the same seed gives the same numbers everywhere.
 *
 * xoshiro128** by Blackman and Vigna, seeded through splitmix32.
 *
 * @module
 */

const TWO_POW_32 = 4_294_967_296;

/** A stream of numbers from a seed. */
export class Random {
  readonly #state = new Uint32Array(4);

  /** @param seed any whole number; its low 32 bits count */
  constructor(seed: number) {
    let mixed = seed >>> 0;
    for (let index = 0; index < 4; index++) {
      mixed = (mixed + 0x9e3779b9) >>> 0;
      let value = mixed ^ (mixed >>> 16);
      value = Math.imul(value, 0x21f0aaad);
      value ^= value >>> 15;
      value = Math.imul(value, 0x735a2d97);
      this.#state[index] = value ^ (value >>> 15);
    }
  }

  /** A number in [0, 1). */
  next(): number {
    const state = this.#state;
    const s1 = state[1] ?? 0;
    const scrambled = Math.imul(s1, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = s1 << 9;
    state[2] = (state[2] ?? 0) ^ (state[0] ?? 0);
    state[3] = (state[3] ?? 0) ^ s1;
    state[1] = s1 ^ (state[2] ?? 0);
    state[0] = (state[0] ?? 0) ^ (state[3] ?? 0);
    state[2] = (state[2] ?? 0) ^ shifted;
    const s3 = state[3] ?? 0;
    state[3] = (s3 << 11) | (s3 >>> 21);
    return result / TWO_POW_32;
  }

  /** A whole number in [low, high]. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** Whether an event of this probability happens. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of the items. */
  pick<T>(items: readonly [T, ...T[]]): T {
    return items[Math.floor(this.next() * items.length)] ?? items[0];
  }

  /** A number from the normal distribution (Box and Muller). */
  normal(mean = 0, deviation = 1): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return mean + deviation * radius * Math.cos(2 * Math.PI * this.next());
  }

  /** A waiting time from the exponential distribution with this mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }

  /** An independent stream for a named purpose. */
  fork(label: string): Random {
    let hash = Math.floor(this.next() * TWO_POW_32) >>> 0;
    for (let index = 0; index < label.length; index++) {
      hash = Math.imul(hash ^ label.charCodeAt(index), 0x01000193) >>> 0;
    }
    return new Random(hash);
  }
}
