import { extname } from 'node:path';
import { Argument, Command } from 'commander';
import { z } from 'zod';
import {
  modelKindSchema,
  type Model,
  type ModelId,
  type ReadingSpeed,
  trainingEngineNameSchema,
  type TrainingEngine,
} from '../../shared/contract/model.ts';
import { counted } from '../../shared/text.ts';
import {
  dataCommand,
  modelId,
  optionsOf,
  print,
  printJson,
  withServices,
  libraryCommand,
  note,
  onInterrupt,
  tell,
  printRow,
} from './command.ts';
import { readCharacterNumbers } from '../exchange/olderSystems/tfRecord/crnn.ts';
import { importCommand } from './importModel.ts';
import { noteProblem, printModel } from './printModel.ts';

export function modelsCommand(): Command {
  return dataCommand('models', 'list the models that detect and read words').onLibrary(
    {},
    async (services, options) => {
      const models = await services.models.listModels();
      for (const model of models) {
        const { id, kind, name, promoted } = model;
        printRow(options.json, model, `${promoted ? '*' : ' '} ${id}\t${kind}\t${sizeOf(model)}\t${name}`);
        noteProblem(model);
      }
    },
  );
}

export function modelCommand(): Command {
  return new Command('model')
    .description('show, promote, export, import or remove a model')
    .addCommand(showCommand())
    .addCommand(promoteCommand())
    .addCommand(rollBackCommand())
    .addCommand(exportCommand())
    .addCommand(importCommand())
    .addCommand(removeCommand())
    .addCommand(historyCommand());
}

function removeCommand(): Command {
  return dataCommand('remove', 'remove a model of the library that is not in use')
    .addArgument(modelArgument)
    .onLibrary({}, async ({ models }, options, id: ModelId) => {
      await models.removeModel({ model: id });
      tell(options.json, { removed: id }, `${id} is removed.`);
    });
}

function historyCommand(): Command {
  return dataCommand('history', 'list the changes of the models in use, newest first').onLibrary(
    {},
    ({ models }, options) => {
      for (const change of models.listPromotions()) {
        if (options.json) printJson(change);
        else print(`${change.at}\t${change.kind}\t${change.model}\tbefore: ${change.previous}`);
      }
    },
  );
}

const modelArgument = new Argument('<model>', 'model id, as listed by `inkdex models`').argParser(modelId);

function showCommand(): Command {
  return dataCommand('show', 'show a model with its origin and scores')
    .addArgument(modelArgument)
    .onLibrary({}, async (services, options, id: ModelId) => {
      const { model, text, evaluations, ...origin } = await services.models.getModel({ model: id });
      if (options.json) printJson({ ...model, ...origin, evaluations, text });
      else {
        for (const [key, value] of Object.entries({ ...model, ...origin })) print(`${key}\t${shown(value)}`);
        for (const { dataset, split, words, greedy, decoder } of evaluations) {
          print(
            `evaluation\t${dataset.slice(0, 12)} ${split ?? 'all'}, ${counted(words, 'word')}: ` +
              `CER ${greedy.cer.toFixed(4)} greedy, ${decoder.cer.toFixed(4)} with the decoder`,
          );
        }
      }
      noteProblem(model);
    });
}

function promoteCommand(): Command {
  return dataCommand('promote', 'use a model for reading')
    .addArgument(modelArgument)
    .onLibrary({}, async (services, options, id: ModelId) => {
      const model = await services.models.promoteModel({ model: id });
      printModel(model, options.json);
    });
}

function rollBackCommand(): Command {
  return dataCommand('rollback', 'use the previous model again')
    .choice('--kind <kind>', 'kind of model', modelKindSchema.options, 'recogniser')
    .onLibrary({ kind: modelKindSchema }, async (services, options) => {
      const { kind, json } = options;
      const model = await services.models.rollBackModel({ kind });
      printModel(model, json);
    });
}

/** Formats of exports by what the command line calls them. */
const folderFormats = { onnx: 'onnx-folder', triton: 'triton', savedmodel: 'savedmodel' } as const;
const folderFormatSchema = z.enum(['onnx', 'triton', 'savedmodel']);

function exportCommand(): Command {
  return dataCommand('export', 'export a model as one .onnx file, or as a folder for other programs')
    .addArgument(modelArgument)
    .argument('<path>', 'file or folder to create')
    .choice(
      '--format <format>',
      'folder to create: onnx with a model that takes pixels and its readers in Python, TypeScript and ' +
        'a browser, triton with a model repository of Triton Inference Server, savedmodel for TensorFlow',
      Object.keys(folderFormats),
    )
    .option('--ord-map <file>', 'with savedmodel: answer in the numbers of characters of this ord_map.json')
    .onLibrary(
      { format: folderFormatSchema.optional(), ordMap: z.string().optional() },
      async (services, { format: chosen, ordMap, json }, id: ModelId, path: string) => {
        // A file that is named as one is the model's own.
        const isFile = chosen === undefined || (chosen === 'onnx' && extname(path) === '.onnx');
        const format = isFile ? 'onnx' : folderFormats[chosen];
        const numbers =
          ordMap === undefined ? undefined : Object.fromEntries(await readCharacterNumbers(ordMap));
        const args = { model: id, path, format, numbers } as const;
        const written = await services.models.exportModel(args);
        printRow(json, { model: id, ...written }, written.path);
      },
    );
}

function shown(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

function sizeOf({ bytes, parameters }: Model): string {
  return `${(bytes / 1e6).toFixed(1)} MB, ${(parameters / 1e6).toFixed(2)} M parameters`;
}

export function engineCommand(): Command {
  return new Command('engine')
    .description('list and install training engines')
    .addCommand(listCommand())
    .addCommand(installCommand());
}

function listCommand(): Command {
  return dataCommand('list', 'list training engines and whether they run on this machine')
    .option('--measure', 'measure the speed of each engine')
    .action(async (_options, command: Command) => {
      const options = optionsOf(command, { measure: z.boolean().default(false) });
      if (options.measure) {
        const { engines, reading } = await withServices(options, ({ models }) => models.measureEngines());
        printMeasured(engines, reading.speed, options.json);
        return;
      }
      for (const engine of await withServices(options, ({ models }) => models.listEngines())) {
        printRow(options.json, engine, `${engine.engine}\t${describeEngine(engine)}`);
      }
    });
}

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

function installCommand(): Command {
  return libraryCommand('install', 'install a training engine')
    .addArgument(new Argument('<engine>', 'engine to install').choices(trainingEngineNameSchema.options))
    .option('--gpu', 'install the build for NVIDIA GPUs')
    .onLibrary({ gpu: z.boolean().default(false) }, async ({ models }, options, name: string) => {
      const stop = new AbortController();
      const unwatch = onInterrupt(() => {
        stop.abort();
      });
      await models.installNow(trainingEngineNameSchema.parse(name), {
        gpu: options.gpu,
        onLine: note,
        signal: stop.signal,
      });
      unwatch();
      note(`Installed the ${name} engine.`);
    });
}
