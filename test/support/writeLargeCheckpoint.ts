import { tf } from '../../main/ml/tf.ts';
import { writeCheckpoint } from '../../main/ml/training/checkpoint.ts';

/** Writes a checkpoint of 400 kB to the path given. */
const [path = ''] = process.argv.slice(2);
await tf.setBackend('cpu');
await writeCheckpoint(path, {
  header: { step: 2, seed: 1, best: null, description: 'a line' },
  tensors: new Map([['weights/a', tf.zeros([100_000])]]),
});
