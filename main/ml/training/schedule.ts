/** Learning rate by step: linear warm-up, flat, linear decay to zero. */
export interface Schedule {
  readonly peak: number;
  readonly warmupSteps: number;
  /** The last steps of the run, over which the rate falls to zero. */
  readonly decaySteps: number;
  readonly totalSteps: number;
}

/**
 * Warm-up, stable, decay (Hu et al., "MiniCPM", 2024). Until decay begins the rate does not depend on
 * the length of the run, so a run can be lengthened from a checkpoint and stay what it would have
 * been.
 *
 * @param step from 0
 */
export function learningRate({ peak, warmupSteps, decaySteps, totalSteps }: Schedule, step: number): number {
  const warmup = warmupSteps > 0 ? Math.min(1, (step + 1) / warmupSteps) : 1;
  const decay = decaySteps > 0 ? Math.min(1, Math.max(0, totalSteps - step) / decaySteps) : 1;
  return peak * Math.min(warmup, decay);
}
