import { measuredParameters } from '../../support/measuredNetwork.ts';
import { measuredConfig } from '../../../main/ml/backends/measureTraining.ts';
import { print, printTable } from '../../../pretraining/printTable.ts';
import { kerasPython, measureKeras, type KerasFigures } from './keras.ts';
import { median } from './median.ts';
import { measureVariant, type Variant } from './training.ts';
import type { TrainingFigures } from './trainingFigures.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';

const definitions = `
words/s: whole training steps of the starter recogniser's network at batches of 64, as in the table of engines.
Ours computes a batch in parts, one on each processor, batch norm going by the part as under TensorFlow's
MirroredStrategy. Keras: the same layers, two CTC losses (tf.nn.ctc_loss) and AdamW with clipping under
tf.function, TensorFlow of the same version from PyPI. Both in turn, each figure of a process of its own; medians over the rounds; ratios are
of figures of the same round, their median.`;

const atLeast = 1;
/** With the optimizer that Keras is given. */
const likeKeras = {
  name: 'tensorflow',
  engine: 'tensorflow',
  optimizer: 'adamw',
  environment: {},
} as const satisfies Variant;
const seconds = unlessShort(8, 0.1);

/** Our engine beside Keras in Python, in one run. */
export async function benchAgainstKeras(rounds: number): Promise<void> {
  print('\nTraining: Inkdex beside Keras');
  const python = await kerasPython();
  if (python === null) return;
  const ours: TrainingFigures[] = [];
  const theirs: KerasFigures[] = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await measureVariant(likeKeras));
    theirs.push(await measureKeras(python, seconds, measuredConfig));
  }
  const row = (name: string, figures: readonly Pick<TrainingFigures, 'oneWidth' | 'mixture'>[]): string[] => [
    name,
    median(figures.map(({ oneWidth }) => oneWidth)).toFixed(1),
    median(figures.map(({ mixture }) => mixture)).toFixed(1),
  ];
  printTable(
    ['', '48x128 words/s', 'mixture words/s'],
    [
      row(`Inkdex, tensorflow (${ours[0]?.device ?? ''})`, ours),
      row(`Keras, TensorFlow ${theirs[0]?.version ?? ''}`, theirs),
    ],
  );
  for (const figure of ['oneWidth', 'mixture'] as const) {
    const ratio = median(ours.map((own, round) => own[figure] / (theirs[round]?.[figure] ?? Number.NaN)));
    const name = figure === 'oneWidth' ? '48x128' : 'mixture';
    print(
      `Inkdex over Keras at ${name}: ${ratio.toFixed(2)}, wanted at least ${atLeast}: ${ratio >= atLeast ? 'holds' : 'DOES NOT HOLD'}`,
    );
  }
  const parameters = await measuredParameters();
  print(`Trained parameters: ${String(theirs[0]?.parameters)} with Keras, ${parameters} with Inkdex.`);
  print(definitions);
}
