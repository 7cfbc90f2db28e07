import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import onnxProto from 'onnx-proto';
import type { CallHandlers, CallTable, Calls } from '../../main/rpc/calls.ts';
import { decodePhoto } from '../../main/imaging/formats/decode.ts';
import { photoHashOf } from '../../main/imaging/hashes/photoHash.ts';
import { kindSide } from '../../main/reader/kindOfPhoto.ts';
import { serve } from '../../main/rpc/server.ts';
import { workerCalls, type WorkerHandlers, type WorkerKind } from '../../main/workers/calls.ts';
import type { ServerProcess } from '../../main/rpc/process.ts';
import { pdfHandlers } from '../../main/workers/pdfHandlers.ts';
import { readerHandlers } from '../../main/workers/readerHandlers.ts';
import type { ModelMetadata } from '../../shared/contract/model.ts';

const { onnx } = onnxProto;

/** Ends the worker as a crash would, or as `how` says. */
export type Crash = (how?: string) => void;

/** Calls of the reader and of the process for PDFs. */
type ReaderCalls = Partial<WorkerHandlers<'reader'> & WorkerHandlers<'pdf'>>;

/** The hash without the network, which takes a third of a second to start: most tests do not ask what a photo is. */
const kindOfPhoto: WorkerHandlers<'reader'>['kindOfPhoto'] = async ({ path }) => {
  const { image } = await decodePhoto(path, { maxPixels: kindSide ** 2 });
  return { hash: photoHashOf(image), kind: 'note' };
};

/**
 * Readers and processes for PDFs in this process: the real ones over the real protocol, but for the calls given, so that
 * a test says what is written on a photo, or crashes while it is read; and but for the kinds of photos.
 */
export function readerWith(calls: (crash: Crash) => ReaderCalls): (kind: WorkerKind) => ServerProcess {
  return (kind) =>
    kind === 'pdf'
      ? workerHere(workerCalls.pdf, (crash) => ({ ...pdfHandlers(), ...calls(crash) }))
      : workerHere(workerCalls.reader, (crash) => ({ ...readerHandlers(), kindOfPhoto, ...calls(crash) }));
}

/** The same with a trainer of the given calls beside it; each start of the trainer asks for them anew. */
export function workersWith(
  reader: (crash: Crash) => ReaderCalls,
  trainer: (crash: Crash) => Partial<WorkerHandlers<'trainer'>>,
): (kind: WorkerKind) => ServerProcess {
  const startReader = readerWith(reader);
  return (kind) => (kind === 'trainer' ? workerHere(workerCalls.trainer, trainer) : startReader(kind));
}

function workerHere<Table extends Calls>(
  table: CallTable<Table>,
  handlers: (crash: Crash) => Partial<CallHandlers<Table>>,
): ServerProcess {
  const toParent = new Set<(message: unknown) => void>();
  const toEngine = new Set<(message: unknown) => void>();
  const exits = new Set<(how: string) => void>();
  const end = (how: string): void => {
    toParent.clear();
    for (const exit of exits) exit(how);
    exits.clear();
  };
  void serve(
    {
      send: (message) => {
        for (const listener of toParent) listener(message);
      },
      onMessage: (listener) => toEngine.add(listener),
    },
    table,
    handlers((how = 'signal SIGSEGV') => {
      end(how);
    }),
  );
  return {
    send(message) {
      for (const listener of toEngine) listener(structuredClone(message));
    },
    onMessage: (listener) => toParent.add(listener),
    onEnd: (listener) => exits.add(listener),
    kill() {
      end('signal SIGKILL');
    },
    residentBytes: () => Promise.resolve(null),
  };
}

const starters: readonly ModelMetadata[] = [
  {
    format: 1,
    kind: 'detector',
    name: 'Test detector',
    longSide: 640,
    multiple: 32,
    stride: 4,
    thresholds: {},
    parameters: 2,
  },
  {
    format: 1,
    kind: 'recogniser',
    name: 'Test recogniser',
    characters: 'abc',
    height: 32,
    widths: [128],
    stride: 4,
    parameters: 3,
  },
];

/** Puts models in a folder that say what they are and do nothing. */
export function writeModels(folder: string): void {
  for (const metadata of starters) writeModel(join(folder, `starter-${metadata.kind}.onnx`), metadata);
}

export function writeModel(path: string, metadata: unknown): void {
  const model = new onnx.ModelProto({
    irVersion: 9,
    graph: { name: 'test', node: [{ opType: 'Identity', input: ['image'], output: ['same'] }] },
    metadataProps: [{ key: 'inkdex', value: JSON.stringify(metadata) }],
  });
  writeFileSync(path, onnx.ModelProto.encode(model).finish());
}
