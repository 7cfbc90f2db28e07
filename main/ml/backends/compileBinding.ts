import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { InkdexError } from '../../../shared/result.ts';
import { runCommand } from './buildTools.ts';
import { bindingName } from './engineFolder.ts';

const require = createRequire(import.meta.url);
const packageSchema = z.object({ version: z.string() });

/**
 * Compiles tfjs-node's own binding against the libraries and headers unpacked in a folder, into that
 * folder.
 *
 * @returns the version of @tensorflow/tfjs-node that it belongs to
 * @throws InkdexError `engine-install-failed` with the compiler's first error
 */
export async function compileBinding(
  compiler: string,
  folder: string,
  signal?: AbortSignal,
): Promise<string> {
  const source = path.dirname(requirePackage('@tensorflow/tfjs-node/package.json'));
  const nodeHeaders = path.dirname(requirePackage('node-api-headers/package.json'));
  const outcome = await runCommand(
    compiler,
    [
      ...['-O2', '-std=c++17', '-shared', '-fPIC', '-DNAPI_VERSION=8', '-DBUILDING_NODE_EXTENSION'],
      ...['-I', path.join(nodeHeaders, 'include'), '-I', path.join(folder, 'include')],
      ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => path.join(source, 'binding', file)),
      ...['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'].map((file) => path.join(folder, file)),
      // DT_RPATH, unlike RUNPATH, also serves what TensorFlow opens by name later: CUDA's libraries.
      ...['-Wl,-rpath,$ORIGIN', '-Wl,--disable-new-dtags'],
      ...['-o', path.join(folder, bindingName)],
    ],
    { signal },
  );
  if (outcome?.exitCode !== 0) {
    const lines = (outcome?.output ?? 'the compiler could not be started').trim().split('\n');
    const reason = lines.find((line) => line.includes('error')) ?? lines.at(-1) ?? '';
    throw new InkdexError(
      'engine-install-failed',
      `The binding between Node and TensorFlow does not compile with ${compiler}: ${reason} ` +
        'g++ 9 or clang 10 or newer is needed; CXX names another compiler.',
    );
  }
  return packageSchema.parse(require('@tensorflow/tfjs-node/package.json')).version;
}

function requirePackage(name: string): string {
  try {
    return require.resolve(name);
  } catch (problem) {
    throw new InkdexError(
      'engine-install-failed',
      `The npm package of ${name} is missing, which holds the binding's source. Run npm ci and try again.`,
      { cause: problem },
    );
  }
}
