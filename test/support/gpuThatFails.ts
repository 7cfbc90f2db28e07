/**
 * Asks WebGPU for more memory than the software driver gives, computes on, and loses the device. Prints what came of it as
 * JSON. A process of its own: the loader of Vulkan looks for drivers in the environment that the process started with.
 */
import { startEngine } from '../../main/ml/backends/startEngine.ts';
import { recordStatistics } from '../../main/ml/forwardPass.ts';
import { tf } from '../../main/ml/tf.ts';
import { partGradients } from '../../main/ml/training/gradients.ts';
import { createRandom } from '../../shared/random.ts';

await startEngine('webgpu');
// Only now: it looks for the GPU when it is loaded.
const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
const backend = tf.backend();
if (!(backend instanceof WebGPUBackend)) throw new Error('WebGPU is not in use.');
const { device } = backend;
const weight = tf.variable(tf.scalar(2), true, 'weight');
const before = tf.memory().numTensors;

/** The sum of `count` weights: its gradient is their number. */
async function gradientOf(count: number): Promise<unknown> {
  try {
    const loss = (ones: number) => tf.sum(tf.mul(tf.ones([ones]), weight));
    const weights = new Map([['weight', weight]]);
    const found = await partGradients(loss, count, weights, recordStatistics(createRandom(1)));
    const gradient = [...(await found.gradient.data())];
    found.gradient.dispose();
    return { loss: found.loss, gradient };
  } catch (error) {
    return error instanceof Error ? `${error.constructor.name}: ${String(error.cause)}` : error;
  }
}

const first = await gradientOf(1000);
const create = device.createBuffer.bind(device);
// As if all memory were in use: a buffer that could not be made still has its size.
device.createBuffer = (asked) => {
  if (asked.mappedAtCreation === true) return create(asked);
  const buffer = create({ ...asked, size: asked.size * 2 ** 30 });
  return Object.defineProperty(buffer, 'size', { value: asked.size });
};
const tooLarge = [await gradientOf(2000), await gradientOf(3000)];
device.createBuffer = create;
const again = [await gradientOf(2000), await gradientOf(1000)];
const left = tf.memory().numTensors - before;
device.destroy();
const lost = await weight.add(1).data().catch(String);
process.stdout.write(`${JSON.stringify({ first, tooLarge, again, left, lost })}\n`, () => process.exit(0));
