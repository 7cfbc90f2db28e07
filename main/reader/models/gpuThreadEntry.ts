/** The entry of the thread that uses the GPU. */
import { Tensor, type InferenceSession } from 'onnxruntime-node';
import type { CallHandlers } from '../../rpc/calls.ts';
import { serveThread } from '../../rpc/thread.ts';
import { gpuThreadCalls, type GpuThreadCalls } from './gpuThread.ts';
import { openSession } from './onnxSession.ts';

const sessions = new Map<number, InferenceSession>();
let last = 0;

const handlers: CallHandlers<GpuThreadCalls> = {
  async open(bytes) {
    last += 1;
    sessions.set(last, await openSession(bytes, 1, 'webgpu'));
    return last;
  },
  async run({ model, input, tensor, outputs }, { transfer }) {
    const session = sessions.get(model);
    if (session === undefined) throw new Error(`The GPU has no model ${model}.`);
    const feeds = { [input]: new Tensor('float32', tensor.data, tensor.shape) };
    const found = await session.run(feeds, outputs);
    return outputs.map((name) => {
      const output = found[name];
      if (!(output?.data instanceof Float32Array)) throw new Error(`The output "${name}" is not float32.`);
      // A copy: the runtime's memory cannot be moved to another thread.
      const data = new Float32Array(output.data);
      transfer(data.buffer);
      return { data, shape: output.dims };
    });
  },
  async close(model) {
    await sessions.get(model)?.release();
    sessions.delete(model);
    return null;
  },
};

await serveThread(gpuThreadCalls, handlers);
