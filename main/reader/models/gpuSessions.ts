import { Tensor } from '../../ml/onnx/runtime.ts';
import type { CallHandlers } from '../../rpc/calls.ts';
import type { GpuThreadCalls } from './gpuThread.ts';
import { openSession, type ModelSession } from './onnxSession.ts';

interface Session extends ModelSession {
  release(): Promise<void>;
}

/**
 * Opens models on the GPU and runs them. The thread serves one call after the other, so that the models of detector and
 * recogniser never compute at once.
 *
 * @param open another runtime, for tests
 */
export function gpuHandlers(
  open: (bytes: Uint8Array) => Promise<Session> = (bytes) => openSession(bytes, 1, 'webgpu'),
): CallHandlers<GpuThreadCalls> {
  const sessions = new Map<number, Session>();
  let last = 0;
  return {
    async open(bytes) {
      last += 1;
      sessions.set(last, await open(bytes));
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
}
