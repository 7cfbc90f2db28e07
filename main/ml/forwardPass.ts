import type { Random } from '../../shared/random.ts';
import { type Tensor, tf, type Variable } from './tf.ts';

/** What a block has to know of the pass it runs in, besides its input and its weights. */
export interface ForwardPass {
  /** Batch statistics and dropout while training; running statistics and none while reading. */
  readonly training: boolean;
  /**
   * What batch norm goes by while training: each batch's own statistics, or the running ones, which stay as
   * they are. Left out: the batch's.
   */
  readonly normalization?: 'batch' | 'running';
  /** Seeds dropout masks. */
  readonly random: Random;
  /**
   * Reports a batch statistic (a kept tensor, the receiver disposes it) for a running statistic, to
   * be folded in after the step: a forward pass itself changes nothing.
   */
  observe(running: Variable, batch: Tensor): void;
}

/** Collects what batch norm saw in one forward pass, to be folded into its running statistics. */
export interface StatisticsRecorder {
  readonly pass: ForwardPass;
  /** running = momentum * running + (1 - momentum) * batch; the batch values are disposed. */
  fold(momentum: number): void;
  /** What was seen so far; its values stay the recorder's. */
  observed(): readonly (readonly [running: Variable, batch: Tensor])[];
  /** Disposes the batch values unused. */
  discard(): void;
}

export function recordStatistics(
  random: Random,
  normalization: NonNullable<ForwardPass['normalization']> = 'batch',
): StatisticsRecorder {
  const observed: [running: Variable, batch: Tensor][] = [];
  return {
    pass: {
      training: true,
      normalization,
      random,
      observe: (running, batch) => {
        observed.push([running, batch]);
      },
    },
    fold(momentum) {
      for (const [running, batch] of observed) {
        tf.tidy(() => {
          running.assign(tf.add(tf.mul(running, momentum), tf.mul(batch, 1 - momentum)));
        });
        batch.dispose();
      }
      observed.length = 0;
    },
    observed: () => observed,
    discard() {
      for (const [, batch] of observed) batch.dispose();
      observed.length = 0;
    },
  };
}

/** The pass of a network that reads: running statistics, no dropout. */
export function readingPass(random: Random): ForwardPass {
  return {
    training: false,
    random,
    observe: () => {
      throw new Error('A reading pass has no batch statistics to report.');
    },
  };
}
