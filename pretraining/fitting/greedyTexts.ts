import type { Alphabet } from '../../shared/alphabet.ts';
import { decodeGreedily } from '../../main/ml/decoding/ctcPaths.ts';
import { posteriorsOf } from '../../main/ml/decoding/posteriors.ts';
import type { Tensor3D } from '../../main/ml/tf.ts';

/** Best-path text of each word of a batch. Logits are [time, batch, classes]. */
export function greedyTexts(logits: Tensor3D, alphabet: Alphabet): string[] {
  const [time, batch, classes] = logits.shape;
  const values = Float32Array.from(logits.dataSync());
  return Array.from({ length: batch }, (_, word) =>
    alphabet.decode(decodeGreedily(posteriorsOf(values, { batch, classes }, word, time)).letters),
  );
}
