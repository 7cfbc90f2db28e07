import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { InkdexError, isNotFound } from '../../../shared/result.ts';
import { formatCount } from '../../../shared/text.ts';
import { type Tensor, tf, type Variable } from '../tf.ts';
import { assignWeights, namedWeights, type WeightTree } from '../weights.ts';
import { writeWhole } from '../../files/writeWhole.ts';
import type { MovingAverage } from './flatWeights.ts';
import { parseJson } from '../../../shared/json.ts';
import { jsonHeader } from './jsonHeader.ts';
import type { OptimizerState } from './optimizer.ts';

/** A run between two steps. */
export interface RunState {
  /** The trained weights, without running statistics. */
  readonly weights: ReadonlyMap<string, Variable>;
  readonly optimizer: OptimizerState;
  readonly average: MovingAverage;
  /** Steps taken. */
  step: number;
  best: number | null;
  /** Number of evaluations since the best one. */
  stale: number;
  /** Number of parts of a batch: one for each thread, and more if memory is small. */
  parts: number;
}

/** The parts of a task that a checkpoint needs. */
interface Described {
  readonly weights: WeightTree;
  readonly description: string;
}

/** The vectors over all weights that a run keeps, by their names in a checkpoint. */
function rows({ optimizer, average }: Pick<RunState, 'optimizer' | 'average'>): Record<string, Variable> {
  return { first: optimizer.firstMoment, second: optimizer.secondMoment, average: average.average };
}

export async function saveRun(
  path: string,
  { weights, description }: Described,
  seed: number,
  { optimizer, average, step, best, stale, parts }: RunState,
): Promise<void> {
  const tensors = new Map<string, Tensor>([
    ...[...namedWeights(weights)].map(([name, weight]): [string, Tensor] => [`weights/${name}`, weight]),
    ...Object.entries(rows({ optimizer, average })),
  ]);
  await writeCheckpoint(path, { header: { step, seed, best, stale, parts, description }, tensors });
}

/**
 * Restores a saved run. Without a checkpoint the state does not change.
 *
 * @throws InkdexError `model-unknown` if the checkpoint is of another network, other data or another seed;
 *   `model-damaged` if it is not a checkpoint or its weights do not fit
 */
export async function restoreRun(
  path: string,
  { weights, description }: Described,
  seed: number,
  state: RunState,
): Promise<void> {
  const checkpoint = await readCheckpoint(path);
  if (checkpoint === undefined) return;
  const { header, tensors } = checkpoint;
  try {
    if (header.description !== description || header.seed !== seed) {
      throw new InkdexError(
        'model-unknown',
        `${path} is of another run: "${header.description}", seed ${header.seed}; expected ` +
          `"${description}", seed ${seed}. Choose another folder or remove it.`,
      );
    }
    const isWeight = ([name]: readonly [string, Tensor]) => name.startsWith('weights/');
    const saved = [...tensors];
    assignWeights(
      weights,
      new Map(saved.filter(isWeight).map(([name, tensor]) => [name.slice('weights/'.length), tensor])),
    );
    assignWeights(rows(state), new Map(saved.filter((entry) => !isWeight(entry))));
  } finally {
    tf.dispose([...tensors.values()]);
  }
  state.step = header.step;
  state.optimizer.steps = header.step;
  state.best = header.best;
  state.stale = header.stale;
  state.parts = header.parts;
}

/**
 * Everything that a run needs to continue: weights, both moments, averages, and in the header the step, the best
 * score and the description of the run. Randomness has no state: every step draws from the seed and its own number.
 */
const headerSchema = z.object({
  format: z.literal(2),
  step: z.number().int().nonnegative(),
  seed: z.number().int(),
  best: z.number().nullable(),
  /** Number of evaluations since the best one. */
  stale: z.number().int().nonnegative().default(0),
  /** Number of parts of a batch: one for each thread, and more if memory is small. */
  parts: z.number().int().positive().default(1),
  /** The caller's description of network and data: a run resumes only under an equal one. */
  description: z.string(),
  specs: z.array(
    z.object({
      name: z.string(),
      shape: z.array(z.number().int().nonnegative()),
      dtype: z.literal('float32'),
    }),
  ),
});
export type CheckpointHeader = z.infer<typeof headerSchema>;

export interface Checkpoint {
  readonly header: Omit<CheckpointHeader, 'format' | 'specs'>;
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** A checkpoint to write: fields with a default are optional. */
export interface NewCheckpoint {
  readonly header: Omit<z.input<typeof headerSchema>, 'format' | 'specs'>;
  readonly tensors: ReadonlyMap<string, Tensor>;
}

const magic = 'INKCKPT1';

/**
 * Layout: 8 bytes magic, uint32 header length, header as JSON, float32 values. If writing fails, the previous
 * checkpoint is kept.
 *
 * @throws InkdexError `disk-full`
 */
export async function writeCheckpoint(path: string, { header, tensors }: NewCheckpoint): Promise<void> {
  const { data, specs } = await tf.io.encodeWeights(Object.fromEntries(tensors));
  const described = jsonHeader({
    format: 2,
    ...header,
    specs: specs.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
  });
  await writeWhole(path, [Buffer.from(magic), ...described, new Uint8Array(data)]);
}

/**
 * @returns the checkpoint, whose tensors the caller disposes; undefined if there is no such file
 * @throws InkdexError `model-damaged` if the file is truncated or not a checkpoint
 */
export async function readCheckpoint(path: string): Promise<Checkpoint | undefined> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  if (bytes === undefined) return undefined;
  const damaged = (found: string) =>
    new InkdexError('model-damaged', `The checkpoint ${path} cannot be used: ${found}. Start a new run.`);

  if (bytes.subarray(0, 8).toString('latin1') !== magic) throw damaged(`it does not start with ${magic}`);
  if (bytes.length < 12 || bytes.length < 12 + bytes.readUInt32LE(8))
    throw damaged('it ends within its header');
  const headerLength = bytes.readUInt32LE(8);
  const parsed = headerSchema.safeParse(parseJson(bytes.toString('utf8', 12, 12 + headerLength)));
  if (!parsed.success) throw damaged(z.prettifyError(parsed.error));
  const { specs, ...header } = parsed.data;
  const expected = specs.reduce((sum, { shape }) => sum + 4 * tf.util.sizeFromShape(shape), 0);
  const values = bytes.subarray(12 + headerLength);
  if (values.length !== expected) {
    throw damaged(
      `it contains ${formatCount(values.length)} bytes of weights; expected ${formatCount(expected)}`,
    );
  }
  const buffer = new Uint8Array(values).buffer;
  return { header, tensors: new Map(Object.entries(tf.io.decodeWeights(buffer, specs))) };
}
