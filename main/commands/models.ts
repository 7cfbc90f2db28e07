import { extname } from 'node:path';
import { Argument, type Command } from 'commander';
import {
  modelKindSchema,
  type Model,
  type ModelId,
  type ReadingSpeed,
  trainingEngineNameSchema,
  type TrainingEngine,
  type TrainingEngineName,
} from '../../shared/contract/model.ts';
import type { CallResult } from '../../shared/contract/contract.ts';
import { counted } from '../../shared/text.ts';
import {
  type Common,
  libraryCommand,
  modelId,
  note,
  onInterrupt,
  print,
  printJson,
  printRow,
  commonOf,
  withServices,
} from './command.ts';
import { readCharacterNumbers } from '../exchange/characterNumbers.ts';
import { importModel } from './importModel.ts';
import { argument, choice, flag, option } from './parameters.ts';
import { noteProblem, printModel } from './printModel.ts';
import { onLibrary, passes, type CommandTable } from './table.ts';

const model = argument<ModelId>('<model>', 'model id, as listed by `inkdex models`', modelId);

/** Formats of exports by what the command line calls them. */
const folderFormats = { onnx: 'onnx-folder', triton: 'triton', savedmodel: 'savedmodel' } as const;
const folderFormatNames = ['onnx', 'triton', 'savedmodel'] as const;

export const modelCommands: CommandTable = {
  models: passes('listModels', {
    about: 'list the models that detect and read words',
    prints(models, { json }) {
      for (const each of models) {
        const { id, kind, name, promoted } = each;
        printRow(json, each, `${promoted ? '*' : ' '} ${id}\t${kind}\t${sizeOf(each)}\t${name}`);
        noteProblem(each);
      }
    },
  }),
  model: 'show, promote, export, import or remove a model',
  'model show': passes('getModel', {
    about: 'show a model with its origin and scores',
    takes: { model },
    prints: printCard,
  }),
  'model promote': passes('promoteModel', {
    about: 'use a model for reading',
    takes: { model },
    prints: printModel,
  }),
  'model rollback': passes('rollBackModel', {
    about: 'use the previous model again',
    takes: { kind: choice('--kind <kind>', 'kind of model', modelKindSchema.options, 'recogniser') },
    prints: printModel,
  }),
  'model export': onLibrary(
    'export a model as one .onnx file, or as a folder for other programs',
    {
      model,
      path: argument('<path>', 'file or folder to create'),
      chosen: choice(
        '--format <format>',
        'folder to create: onnx with a model that takes pixels and its readers in Python, TypeScript and ' +
          'a browser, triton with a model repository of Triton Inference Server, savedmodel for TensorFlow',
        folderFormatNames,
      ),
      ordMap: option(
        '--ord-map <file>',
        'with savedmodel: answer in the numbers of characters of this ord_map.json',
      ),
    },
    async ({ models }, { model: id, path, chosen, ordMap, json }) => {
      // A file that is named as one is the model's own.
      const isFile = chosen === undefined || (chosen === 'onnx' && extname(path) === '.onnx');
      const format = isFile ? 'onnx' : folderFormats[chosen];
      const numbers =
        ordMap === undefined ? undefined : Object.fromEntries(await readCharacterNumbers(ordMap));
      const written = await models.calls.exportModel({ model: id, path, format, numbers });
      printRow(json, { model: id, ...written }, written.path);
    },
  ),
  'model import': importModel,
  'model remove': passes('removeModel', {
    about: 'remove a model of the library that is not in use',
    takes: { model },
    tells: (_removed, { model: id }) => [{ removed: id }, `${id} is removed.`],
  }),
  'model history': passes('listPromotions', {
    about: 'list the changes of the models in use, newest first',
    rows: (changes) =>
      changes.map((change) => [
        change,
        `${change.at}\t${change.kind}\t${change.model}\tbefore: ${change.previous}`,
      ]),
  }),
};

function printCard(
  { model: of, text, evaluations, ...origin }: CallResult<'getModel'>,
  { json }: Pick<Common, 'json'>,
): void {
  if (json) printJson({ ...of, ...origin, evaluations, text });
  else {
    for (const [key, value] of Object.entries({ ...of, ...origin })) print(`${key}\t${shown(value)}`);
    for (const { dataset, split, words, greedy, decoder } of evaluations) {
      print(
        `evaluation\t${dataset.slice(0, 12)} ${split ?? 'all'}, ${counted(words, 'word')}: ` +
          `CER ${greedy.cer.toFixed(4)} greedy, ${decoder.cer.toFixed(4)} with the decoder`,
      );
    }
  }
  noteProblem(of);
}

function shown(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

function sizeOf({ bytes, parameters }: Model): string {
  return `${(bytes / 1e6).toFixed(1)} MB, ${(parameters / 1e6).toFixed(2)} M parameters`;
}

export const engineCommands: CommandTable = {
  engine: 'list and install training engines',
  'engine list': onLibrary(
    'list training engines and whether they run on this machine',
    { measure: flag('--measure', 'measure the speed of each engine') },
    async ({ models }, { measure, json }) => {
      if (measure) {
        const { engines, reading } = await models.calls.measureEngines();
        printMeasured(engines, reading.speed, json);
        return;
      }
      for (const engine of await models.calls.listEngines()) {
        printRow(json, engine, `${engine.engine}\t${describeEngine(engine)}`);
      }
    },
  ),
  'engine install': () => {
    const engine = new Argument('<engine>', 'engine to install').choices(trainingEngineNameSchema.options);
    return libraryCommand('install', 'install a training engine')
      .addArgument(engine)
      .option('--gpu', 'install the build for NVIDIA GPUs')
      .action(async (name: TrainingEngineName, given: { readonly gpu?: boolean }, command: Command) => {
        const stop = new AbortController();
        const unwatch = onInterrupt(() => {
          stop.abort();
        });
        const options = { gpu: given.gpu ?? false, onLine: note, signal: stop.signal };
        await withServices(commonOf(command), ({ models }) => models.installNow(name, options));
        unwatch();
        note(`Installed the ${name} engine.`);
      });
  },
};

/** Prints the words per second that each engine trains on and reads, and the reader's other engine, `cpu`. */
function printMeasured(
  engines: readonly TrainingEngine[],
  reading: ReadingSpeed | null,
  json: boolean,
): void {
  for (const { wordsPerSecond = null, ...engine } of engines) {
    const read = engine.engine === 'webgpu' ? (reading?.webgpu ?? null) : null;
    if (json) printJson({ ...engine, training: wordsPerSecond, reading: read });
    else print([engine.engine, describeEngine(engine), ...speedsOf(wordsPerSecond, read)].join('\t'));
  }
  if (reading === null) return;
  const { engine: used, cpu, problem } = reading;
  if (json) printJson({ engine: 'cpu', available: true, training: null, reading: cpu });
  else {
    print(['cpu', ...speedsOf(null, cpu)].join('\t'));
    note(`Photos are read on ${used}.${problem === null ? '' : ` ${problem}`}`);
  }
}

function speedsOf(training: number | null, reading: number | null): string[] {
  return [
    ...(training === null ? [] : [`training ${training.toFixed(0)} words/s`]),
    ...(reading === null ? [] : [`reading ${reading.toFixed(0)} words/s`]),
  ];
}

/** One engine in a line. `inkdex doctor` prints it too. */
export function describeEngine({ available, version, device, problem }: TrainingEngine): string {
  if (!available) return `not available\t${problem ?? ''}`;
  return [version ?? '', device ?? '', ...(problem === undefined ? [] : [problem])].join('\t');
}
