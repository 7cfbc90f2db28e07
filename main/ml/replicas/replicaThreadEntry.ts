/** A replica's thread: holds a recogniser and answers each part of a batch with its gradients. */
import { parentPort, workerData } from 'node:worker_threads';
import { createRandom, restoreRandom } from '../../../shared/random.ts';
import { failureOf } from '../../../shared/result.ts';
import { startEngine } from '../backends/startEngine.ts';
import type { RecogniserConfig } from '../networks/recogniser/config.ts';
import { createRecogniser, type RecogniserWeights } from '../networks/recogniser/network.ts';
import { recogniserLoss } from '../training/recogniserTask.ts';
import { tf, type Variable } from '../tf.ts';
import { assignFlat, flatLayout, type FlatLayout } from '../training/flatWeights.ts';
import { OutOfMemory, partGradients } from '../training/gradients.ts';
import { recordStatistics } from '../forwardPass.ts';
import { assignNumbers, disposeWeights, namedWeights } from '../weights.ts';
import type {
  ComputedPart,
  ComputeRequest,
  LoadRequest,
  ReplicaAnswer,
  ReplicaRequest,
  ReplicaStart,
} from './messages.ts';

interface Network {
  readonly weights: RecogniserWeights;
  readonly names: ReadonlyMap<Variable, string>;
  readonly trained: ReadonlyMap<string, Variable>;
  readonly layout: FlatLayout;
  readonly rows: Pick<LoadRequest, 'values' | 'gradient'>;
}

// Started by replicaThread.ts with exactly this: our own code on both ends.
const { engine, config } = workerData as ReplicaStart;
const starting = startEngine(engine);
let network: Network | undefined;
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: ReplicaRequest) => {
  // One after the other, although an answer is awaited within.
  last = last.then(() => respond(request));
});

async function respond(request: ReplicaRequest): Promise<void> {
  try {
    await starting;
    const part = await answer(request);
    const answered: ReplicaAnswer = { ok: true, part };
    parentPort?.postMessage(answered);
  } catch (error) {
    const isOutOfMemory = error instanceof OutOfMemory;
    const answered: ReplicaAnswer = { ok: false, error: failureOf(error), isOutOfMemory };
    parentPort?.postMessage(answered);
  }
}

async function answer(request: ReplicaRequest): Promise<ComputedPart | null> {
  if (request.type === 'load') {
    if (network !== undefined) disposeWeights(network.weights);
    network = load(request, config);
    return null;
  }
  if (network === undefined) throw new Error('A replica was asked before it was given a network.');
  return await compute(request, network);
}

function load({ weights: stored, trained, ...rows }: LoadRequest, form: RecogniserConfig): Network {
  const { shortcut, ...reading } = createRecogniser(form, createRandom(0));
  const hasShortcut = stored.keys().some((name) => name.startsWith('shortcut.'));
  if (!hasShortcut) disposeWeights(shortcut);
  const weights = hasShortcut ? { ...reading, shortcut } : reading;
  assignNumbers(weights, stored);
  const named = namedWeights(weights);
  const changing = new Map(
    trained.flatMap((name): [string, Variable][] => {
      const variable = named.get(name);
      return variable === undefined ? [] : [[name, variable]];
    }),
  );
  const names = new Map([...named].map(([name, variable]) => [variable, name]));
  return { weights, names, trained: changing, layout: flatLayout(changing), rows };
}

async function compute(
  { images: pixels, shape, labels, order }: ComputeRequest,
  { weights, names, trained, layout, rows }: Network,
): Promise<ComputedPart> {
  tf.tidy(() => {
    assignFlat(layout, trained, tf.tensor1d(rows.values));
  });
  const images = tf.tensor4d(pixels, [...shape]);
  const recorder = recordStatistics(restoreRandom(order.random), order.normalization);
  try {
    const loss = recogniserLoss(weights, config);
    const found = await partGradients(loss, { images, labels }, trained, recorder);
    rows.gradient.set(await found.gradient.data<'float32'>());
    found.gradient.dispose();
    const statistics = recorder
      .observed()
      .map(([running, batch]) => [names.get(running) ?? '', batch.dataSync<'float32'>().slice()] as const);
    return { loss: found.loss, statistics };
  } finally {
    recorder.discard();
    images.dispose();
  }
}
