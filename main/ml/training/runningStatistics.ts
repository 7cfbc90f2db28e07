import type { ForwardPass } from '../forwardPass.ts';
import type { Random } from '../../../shared/random.ts';
import { tf, type Tensor, type Variable } from '../tf.ts';

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
