/**
 * The standard normal distribution.
 *
 * @module
 */

type Coefficients = readonly number[];

/** Beyond this the tail is below the smallest double. */
const FARTHEST = 38;
/** From here the continued fraction is the better one. */
const TAIL_FROM = 7.07106781186547;
const ROOT_OF_TWO_PI = Math.sqrt(2 * Math.PI);

// Hart's approximation 5666, highest power first, as printed by G. West, "Better approximations to cumulative normal
// functions", Wilmott Magazine 2005.
const HART_ABOVE: Coefficients = [
  0.0352624965998911,
  0.700383064443688,
  6.37396220353165,
  33.912866078383,
  112.079291497871,
  221.213596169931,
  220.206867912376,
];
const HART_BELOW: Coefficients = [
  0.0883883476483184,
  1.75566716318264,
  16.064177579207,
  86.7807322029461,
  296.564248779674,
  637.333633378831,
  793.826512519948,
  440.413735824752,
];

/** The chance that a standard normal number is at most `x`, within some 10^-15. */
export function normalCdf(x: number): number {
  const tail = upperTail(Math.abs(x));
  return x > 0 ? 1 - tail : tail;
}

/** The chance of more than `x`, which is not below zero. */
function upperTail(x: number): number {
  if (x > FARTHEST) return 0;
  const density = Math.exp(-x * x / 2);
  if (x < TAIL_FROM) return density * polynomial(HART_ABOVE, x) / polynomial(HART_BELOW, x);
  const fraction = x + 1 / (x + 2 / (x + 3 / (x + 4 / (x + 0.65))));
  return density / (fraction * ROOT_OF_TWO_PI);
}

// M. J. Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37 (1988),
// routine PPND16, highest power first. The middle, then the tails near and far.
const MIDDLE_ABOVE: Coefficients = [
  2509.0809287301226727,
  33430.575583588128105,
  67265.770927008700853,
  45921.953931549871457,
  13731.693765509461125,
  1971.5909503065514427,
  133.14166789178437745,
  3.3871328727963666080,
];
const MIDDLE_BELOW: Coefficients = [
  5226.4952788528545610,
  28729.085735721942674,
  39307.895800092710610,
  21213.794301586595867,
  5394.1960214247511077,
  687.18700749205790830,
  42.313330701600911252,
  1,
];
const NEAR_ABOVE: Coefficients = [
  7.74545014278341407640e-4,
  0.0227238449892691845833,
  0.241780725177450611770,
  1.27045825245236838258,
  3.64784832476320460504,
  5.76949722146069140550,
  4.63033784615654529590,
  1.42343711074968357734,
];
const NEAR_BELOW: Coefficients = [
  1.05075007164441684324e-9,
  5.47593808499534494600e-4,
  0.0151986665636164571966,
  0.148103976427480074590,
  0.689767334985100004550,
  1.67638483018380384940,
  2.05319162663775882187,
  1,
];
const FAR_ABOVE: Coefficients = [
  2.01033439929228813265e-7,
  2.71155556874348757815e-5,
  0.00124266094738807843860,
  0.0265321895265761230930,
  0.296560571828504891230,
  1.78482653991729133580,
  5.46378491116411436990,
  6.65790464350110377720,
];
const FAR_BELOW: Coefficients = [
  2.04426310338993978564e-15,
  1.42151175831644588870e-7,
  1.84631831751005468180e-5,
  7.86869131145613259100e-4,
  1.48753612908506148525e-2,
  1.36929880922735805310e-1,
  5.99832206555887937690e-1,
  1,
];

const MIDDLE = 0.425;
const FAR_FROM = 5;

/**
 * The number that a standard normal one is at most with this chance, to some 16 digits; −∞ of 0, +∞ of 1.
 *
 * @throws {RangeError} if the probability is outside 0…1
 */
export function normalInverseCdf(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`Cannot invert the normal distribution: expected 0…1, was ${probability}`);
  }
  if (probability === 0) return -Infinity;
  if (probability === 1) return Infinity;
  const fromMiddle = probability - 0.5;
  if (Math.abs(fromMiddle) <= MIDDLE) {
    const r = MIDDLE * MIDDLE - fromMiddle * fromMiddle;
    return fromMiddle * polynomial(MIDDLE_ABOVE, r) / polynomial(MIDDLE_BELOW, r);
  }
  const root = Math.sqrt(-Math.log(fromMiddle < 0 ? probability : 1 - probability));
  const distance = root <= FAR_FROM
    ? polynomial(NEAR_ABOVE, root - 1.6) / polynomial(NEAR_BELOW, root - 1.6)
    : polynomial(FAR_ABOVE, root - FAR_FROM) / polynomial(FAR_BELOW, root - FAR_FROM);
  return fromMiddle < 0 ? -distance : distance;
}

function polynomial(coefficients: Coefficients, x: number): number {
  let value = 0;
  for (const coefficient of coefficients) value = value * x + coefficient;
  return value;
}
