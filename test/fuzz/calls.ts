import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { handlers } from '../../main/ipc/handlers.ts';
import { serve } from '../../main/ipc/serve.ts';
import { openServices, type Services } from '../../main/services.ts';
import { forkWorker } from '../../main/workers/client.ts';
import { slowness } from '../../main/installation.ts';
import { owner } from '../../shared/contract/account.ts';
import { calls, type CallName } from '../../shared/contract/contract.ts';
import { InkdexError } from '../../shared/result.ts';
import { createRandom } from '../../shared/random.ts';
import { hostileQuery } from '../support/hostileQueries.ts';
import { blankPng } from '../support/images.ts';
import { workersWith } from '../support/worker.ts';
import { argumentsOf, type ValuePool } from './arguments.ts';
import { attempt, type Outcome } from './attempt.ts';

/** Longer than the app's own deadlines, which are longer on a busy machine, too. */
const seconds = 90;

export interface Caller {
  /** One random call, the same for the same number. */
  readonly call: (number: number) => Promise<{ name: CallName; args: unknown; outcome: Outcome }>;
  /** Errors without a code of jobs and runs since the start, and entries of the log. */
  readonly problems: () => string[];
  readonly close: () => Promise<void>;
}

const photo = join(import.meta.dirname, '../fixtures/data/iam-like/words/a01/a01-000u/a01-000u-00-02.png');

/**
 * Opens a library with photos, a dataset and a frozen version, and serves it as to a window. Photos are decoded in the
 * real reader process; the trainer only refuses, because training takes too long here.
 *
 * @param folder an empty folder for the library and all files
 */
export async function openCaller(folder: string): Promise<Caller> {
  const refuse = (): Promise<never> =>
    Promise.reject(new InkdexError('engine-unavailable', 'This test has no training engine. Expected none.'));
  const trainer = workersWith(
    () => ({}),
    () => ({
      listEngines: refuse,
      installEngine: refuse,
      train: refuse,
      stopTraining: () => Promise.resolve(null),
      evaluate: refuse,
      exportModel: refuse,
    }),
  );
  const services = await openServices({
    library: join(folder, 'library'),
    announce: () => undefined,
    spawn: (kind) => (kind === 'trainer' ? trainer(kind) : forkWorker(kind)),
  });
  services.start();
  const version = await fill(services, folder);
  const log: string[] = [];
  const entryPoint = {
    kind: 'browser',
    choosePaths: () => Promise.resolve({ kind: 'cancelled' as const }),
  } as const;
  const answer = serve(handlers(services, entryPoint), (message) => log.push(message));
  const pool = poolOf(folder, version);
  const names = Object.keys(calls) as CallName[];

  return {
    async call(number) {
      const random = createRandom(number).fork('call');
      const name = random.pick(names);
      const [args] = fc.sample(argumentsOf(calls[name].args, pool), {
        seed: random.integer(0, 0x7fffffff),
        numRuns: 1,
      });
      const outcome = await attempt(async () => {
        const result = await answer(name, args, owner);
        if (!result.ok) throw new InkdexError(result.error.code, result.error.message);
        return [];
      }, seconds * slowness());
      return { name, args, outcome };
    },
    problems: () => [...log, ...problemsOf(services)],
    close: () => services.close(),
  };
}

/** Errors with the code `internal` that no call returns: of jobs and runs. */
function problemsOf({ jobs, training }: Services): string[] {
  const errors = [...jobs.calls.listJobs(), ...training.calls.listRuns()].map(({ error }) => error);
  return errors.flatMap((error) => (error?.code === 'internal' ? [error.message] : []));
}

/** Imports photos and freezes a dataset of them. Returns the id of the version. */
async function fill({ library, jobs, datasets }: Services, folder: string): Promise<string> {
  writeInputs(folder);
  const paths = [join(folder, 'photos')];
  const { id } = await library.importPaths({ paths, read: true });
  await jobs.finished(id);
  const stop = { signal: new AbortController().signal, onProgress: () => undefined };
  const request = { texts: { text: 'ink tree list queue' }, fonts: null, level: 'word', seed: 1 } as const;
  const dataset = { name: 'Drawn', count: 6, mode: null, splitRule: null, licence: null } as const;
  const drawn = await datasets.drawNow({ ...request, ...dataset }, stop);
  const frozen = await datasets.freezeNow({ dataset: drawn.dataset, author: null, note: '', tags: [] }, stop);
  return frozen.version;
}

function writeInputs(folder: string): void {
  mkdirSync(join(folder, 'photos'), { recursive: true });
  for (let shade = 0; shade < 3; shade += 1) {
    writeFileSync(join(folder, 'photos', `blank${shade}.png`), blankPng(200 + shade, 100));
  }
  symlinkSync(photo, join(folder, 'photos/word.png'));
  writeFileSync(join(folder, 'broken.jpg'), 'This is not a photo.');
  writeFileSync(join(folder, 'table.csv'), 'file,text\nphotos/blank0.png,ink\n');
  writeFileSync(join(folder, 'empty.onnx'), '');
  symlinkSync('loop', join(folder, 'loop'));
  if (process.platform !== 'linux') return;
  // Reading them blocks or never ends. Links, because calls that write replace the link, not the device.
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  symlinkSync('/dev/zero', join(folder, 'zero'));
  symlinkSync('/proc/kmsg', join(folder, 'kmsg'));
}

/** Paths, ids and names that exist in the library under test, and hostile ones. */
function poolOf(folder: string, version: string): ValuePool {
  const inFolder = [
    ...['photos', 'photos/blank0.png', 'photos/word.png', 'broken.jpg', 'table.csv', 'empty.onnx', 'library'],
    ...[
      'none.png',
      'none/none.png',
      'loop',
      'pipe',
      'zero',
      'kmsg',
      'a\0b',
      'new',
      `${'long'.repeat(80)}.png`,
      '',
    ],
  ];
  const paths = fc.oneof(
    fc.constantFrom(...inFolder.map((name) => join(folder, name))),
    fc.integer({ min: 0, max: 9 }).map((number) => join(folder, `new${number}`)),
  );
  const versions = fc.oneof(fc.constant(version), fc.constant('b'.repeat(64)));
  const models = fc.constantFrom('starter-detector', 'starter-recogniser', 'none');
  const texts = fc.oneof(
    fc.constantFrom('ink', 'tree', '', 'anna', 'csv', 'en', 'https://example.org/a', 'writer'),
    fc.nat().map((seed) => hostileQuery(createRandom(seed), ['ink', 'tree', 'list'])),
    fc.string({ unit: 'binary' }),
  );
  const isPath = (name: string): boolean => ['path', 'paths', 'fonts', 'folder'].includes(name);
  return {
    isPath,
    strings(name) {
      if (isPath(name)) return paths;
      if (['version', 'dataset'].includes(name)) return versions;
      if (['model', 'base'].includes(name)) return models;
      if (name === 'format') return fc.constantFrom('csv', 'jsonl', 'page-xml', 'pdf', 'inkdex', 'none');
      return texts;
    },
  };
}
