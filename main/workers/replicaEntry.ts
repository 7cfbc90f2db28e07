/** Entry file of a replica's thread or process, which computes the gradients of parts of batches. */
import { isMainThread, workerData } from 'node:worker_threads';
import { handedIn } from '../annex.ts';
import { createRandom, restoreRandom } from '../../shared/random.ts';
import { trusted } from '../rpc/calls.ts';
import { callerPort, endWithParent } from '../rpc/process.ts';
import { serve } from '../rpc/server.ts';
import { serveThread } from '../rpc/thread.ts';
import { startEngine } from '../ml/backends/startEngine.ts';
import type { Network, NetworkConfig } from '../ml/networks/network.ts';
import { addNetworks, buildNetwork, isAuxiliary } from '../ml/networks/registry.ts';
import { tf, type Variable } from '../ml/tf.ts';
import { assignFlat, flatLayout, type FlatLayout } from '../ml/training/flatWeights.ts';
import { OutOfMemory, partGradients } from '../ml/training/gradients.ts';
import { recordStatistics } from '../ml/forwardPass.ts';
import { assignNumbers, disposeWeights, namedWeights } from '../ml/weights.ts';
import {
  replicaCalls,
  type ComputedPart,
  type ComputeRequest,
  type LoadRequest,
  type ReplicaHandlers,
  type ReplicaStart,
} from '../ml/replicas/recogniserReplicas.ts';

interface Replica {
  readonly network: Network;
  readonly names: ReadonlyMap<Variable, string>;
  readonly trained: ReadonlyMap<string, Variable>;
  readonly layout: FlatLayout;
  readonly rows: Pick<LoadRequest, 'values' | 'gradient'>;
}

const given: unknown = isMainThread ? JSON.parse(process.argv[2] ?? '') : workerData;
const { engine, config } = trusted<ReplicaStart>().parse(given);

async function handlers(): Promise<ReplicaHandlers> {
  addNetworks(await handedIn('networks'));
  await startEngine(engine);
  let replica: Replica | undefined;
  return {
    load(request) {
      if (replica !== undefined) disposeWeights(replica.network.weights);
      replica = load(request, config);
      return Promise.resolve(null);
    },
    async compute(request) {
      if (replica === undefined) throw new Error('A replica computes only after it has loaded a network.');
      try {
        return await compute(request, replica);
      } catch (error) {
        // Only the code and the message of an error are sent to the training thread.
        if (error instanceof OutOfMemory) return { outOfMemory: error.message };
        throw error;
      }
    },
  };
}

function load({ weights: stored, trained, ...rows }: LoadRequest, form: NetworkConfig): Replica {
  const network = buildNetwork(form, createRandom(0), stored.keys().some(isAuxiliary));
  const { weights } = network;
  assignNumbers(weights, stored);
  const named = namedWeights(weights);
  const changing = new Map(
    trained.flatMap((name): [string, Variable][] => {
      const variable = named.get(name);
      return variable === undefined ? [] : [[name, variable]];
    }),
  );
  const names = new Map([...named].map(([name, variable]) => [variable, name]));
  return { network, names, trained: changing, layout: flatLayout(changing), rows };
}

async function compute(
  { images: pixels, shape, labels, order, values }: ComputeRequest,
  { network, names, trained, layout, rows }: Replica,
): Promise<ComputedPart> {
  if (values !== null) rows.values.set(values);
  tf.tidy(() => {
    assignFlat(layout, trained, tf.tensor1d(rows.values));
  });
  const images = tf.tensor4d(pixels, [...shape]);
  const recorder = recordStatistics(restoreRandom(order.random), order.normalization);
  try {
    const found = await partGradients(network.loss, { images, labels }, trained, recorder);
    rows.gradient.set(await found.gradient.data<'float32'>());
    found.gradient.dispose();
    const statistics = recorder
      .observed()
      .map(([running, batch]) => [names.get(running) ?? '', batch.dataSync<'float32'>().slice()] as const);
    return { loss: found.loss, statistics, ...(values !== null && { gradient: rows.gradient }) };
  } finally {
    recorder.discard();
    images.dispose();
  }
}

if (isMainThread) {
  // Ctrl-C is the training's: it stops after its step, with all its parts.
  process.on('SIGINT', () => undefined);
  endWithParent();
  await serve(callerPort(), replicaCalls, handlers(), { inTurn: true });
} else await serveThread(replicaCalls, handlers());
