import type { Random } from '../../shared/random.ts';
import { type Tensor, tf, type Variable } from './tf.ts';

/** The context of a forward pass, which blocks need besides input and weights. */
export interface ForwardPass {
  /** Batch statistics and dropout while training; running statistics and no dropout while reading. */
  readonly training: boolean;
  /**
   * The statistics that batch norm uses while training: the batch's (default), or the running ones, which then do
   * not change.
   */
  readonly normalization?: 'batch' | 'running';
  /** Seeds dropout masks. */
  readonly random: Random;
  /**
   * Reports a batch statistic (a kept tensor, which the receiver disposes) for a running statistic. It is folded in
   * after the step: a forward pass changes nothing itself.
   */
  observe(running: Variable, batch: Tensor): void;
}

/** Collects the batch statistics of one forward pass, which are then folded into the running ones. */
export type StatisticsRecorder = ReturnType<typeof recordStatistics>;

export function recordStatistics(
  random: Random,
  normalization: NonNullable<ForwardPass['normalization']> = 'batch',
) {
  const observed: [running: Variable, batch: Tensor][] = [];
  const pass: ForwardPass = {
    training: true,
    normalization,
    random,
    observe: (running, batch) => {
      observed.push([running, batch]);
    },
  };
  return {
    pass,
    /** running = momentum * running + (1 - momentum) * batch; the batch values are disposed. */
    fold(momentum: number): void {
      for (const [running, batch] of observed) {
        tf.tidy(() => {
          running.assign(tf.add(tf.mul(running, momentum), tf.mul(batch, 1 - momentum)));
        });
        batch.dispose();
      }
      observed.length = 0;
    },
    /** The statistics so far. They still belong to the recorder. */
    observed: (): readonly (readonly [running: Variable, batch: Tensor])[] => observed,
    /** Disposes the batch values unused. */
    discard(): void {
      for (const [, batch] of observed) batch.dispose();
      observed.length = 0;
    },
  };
}

/** The pass of inference: running statistics, no dropout. */
export function readingPass(random: Random): ForwardPass {
  return {
    training: false,
    random,
    observe: () => {
      throw new Error('A reading pass has no batch statistics to report.');
    },
  };
}
