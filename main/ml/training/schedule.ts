/** Learning rate by step: linear warm-up, flat, linear decay to zero; and again in each cycle. */
export interface Schedule {
  readonly peak: number;
  readonly warmupSteps: number;
  /** The last steps of a cycle, over which the rate falls to zero. */
  readonly decaySteps: number;
  readonly totalSteps: number;
  /** How often the rate rises and falls; 1 where left out, no more than there are steps. Warm-up and decay are of each. */
  readonly cycles?: number;
}

/** Where a step stands. */
export interface CycleStep {
  /** How many cycles have ended before it. */
  readonly cycle: number;
  /** Steps of its cycle before it. */
  readonly step: number;
  /** Of its cycle. */
  readonly steps: number;
}

/**
 * Cycles are of one length, but for a step where they do not divide the run.
 *
 * @param step from 0
 */
export function cycleStep({ totalSteps, cycles: asked = 1 }: Schedule, step: number): CycleStep {
  const cycles = Math.min(asked, totalSteps);
  const start = (cycle: number): number => Math.ceil((cycle * totalSteps) / cycles);
  const cycle = Math.min(cycles - 1, Math.floor((step * cycles) / totalSteps));
  return { cycle, step: step - start(cycle), steps: start(cycle + 1) - start(cycle) };
}

/**
 * Warm-up, stable, decay (Hu et al., "MiniCPM", 2024). Until decay begins the rate does not depend on
 * the length of the run, so a run of one cycle can be lengthened from a checkpoint and stay what it would have
 * been. Cycles are warm restarts (Loshchilov and Hutter, "SGDR", 2017).
 *
 * @param step from 0
 */
export function learningRate(schedule: Schedule, step: number): number {
  const { peak, warmupSteps, decaySteps } = schedule;
  const place = cycleStep(schedule, step);
  const warmup = warmupSteps > 0 ? Math.min(1, (place.step + 1) / warmupSteps) : 1;
  const decay = decaySteps > 0 ? Math.min(1, Math.max(0, place.steps - place.step) / decaySteps) : 1;
  return peak * Math.min(warmup, decay);
}
