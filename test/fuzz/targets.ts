import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { checked } from '../../main/api/endpoint.ts';
import { inferSchema } from '../../main/annexes/serving/openInference/infer.ts';
import {
  bytesTensor,
  jsonLengthHeader,
  readTensors,
} from '../../main/annexes/serving/openInference/tensors.ts';
import { packageFormat } from '../../main/datasets/package/packageFormat.ts';
import { readUrlList } from '../../main/exchange/download/urlList.ts';
import { allFormats } from '../support/allFormats.ts';
import { readDecoderSettings } from '../../main/ml/decoding/wordDecoder.ts';
import { manifestSamples } from '../../main/ml/finetune/loadWords.ts';
import { readRehearsal } from '../../main/ml/finetune/rehearsalFile.ts';
import { writeRehearsalFile } from '../support/rehearsalWords.ts';
import { shippedFontsFolder } from '../../main/ml/synthetic/fonts.ts';
import { loadBank, packWords, saveBank } from '../../main/ml/training/wordBank.ts';
import { resourcesFolder } from '../../main/installation.ts';
import { readExperiments } from '../../main/training/experiments.ts';
import { brokerTargets } from './brokerTargets.ts';
import type { Decoding } from './decoding.ts';
import { libraryTargets } from './libraryTargets.ts';
import { modelTargets } from './modelTargets.ts';
import { pairingTarget } from './pairingTarget.ts';
import { readerTargets } from './readerTargets.ts';
import { chosenName, type ExchangeFormat } from '../../main/exchange/exchangeFormat.ts';
import { versionIdSchema } from '../../shared/contract/dataset.ts';
import { InkdexError } from '../../shared/result.ts';
import {
  archiveSeeds,
  exchangeSeeds,
  fileSeed,
  imageSeeds,
  manifestOfSamples,
  pdfSeeds,
  spreadsheetSeeds,
  type Seed,
} from './seeds.ts';
import { remembered } from '../support/exchange.ts';

/** One kind of input, and how the app opens it. */
export interface Target {
  readonly name: string;
  readonly seeds: readonly Seed[];
  /** Turns the mutated bytes into a file of the kind. */
  readonly pack?: (bytes: Uint8Array) => Uint8Array;
  /**
   * Opens an input as the app does: what the app decodes in the worker is decoded in the worker here.
   *
   * @param scratch an empty folder
   * @returns messages of the parts that were refused
   */
  readonly open: (path: string, scratch: string) => Promise<readonly string[]>;
}

const never = new AbortController().signal;
const version = versionIdSchema.parse('a'.repeat(64));

/** @param folder for the seeds that must be written to a file first */
export async function createTargets(decoding: Decoding, folder: string): Promise<Target[]> {
  return [
    ...(await decoderTargets(decoding, folder)),
    ...(await exchangeTargets(decoding, folder)),
    await pairingTarget(decoding, join(folder, 'pairings')),
    ...modelTargets(decoding),
    ...(await textTargets(folder)),
    inferTarget(),
    ...brokerTargets(),
    ...libraryTargets(join(folder, 'library')),
    ...(await readerTargets(decoding, join(folder, 'readers'))),
  ];
}

async function decoderTargets(decoding: Decoding, folder: string): Promise<Target[]> {
  const images = await imageSeeds();
  return [
    ...images.map((seed): Target => ({
      name: `image ${seed.opened}`,
      seeds: [seed, ...images],
      async open(path, scratch) {
        await decoding.reader.call('inspect', { path });
        const destination = join(scratch, 'thumbnail.jpg');
        await decoding.reader.call('render', { path, destination, picture: { kind: 'thumbnail' } });
        await decoding.reader.call('hashPictures', { path, quads: [null] });
        return [];
      },
    })),
    {
      name: 'pdf',
      seeds: await pdfSeeds(folder),
      async open(path, scratch) {
        const { pages } = await decoding.pdf.call('countPages', { path });
        if (pages !== null) await decoding.pdf.call('drawPage', { path, page: 1, folder: scratch });
        return [];
      },
    },
    {
      name: 'font',
      seeds: [fontSeed()],
      async open(path) {
        await decoding.reader.call('missingCharacters', { fonts: path, text: 'ink é' });
        return [];
      },
    },
  ];
}

function fontSeed(): Seed {
  const name = readdirSync(shippedFontsFolder).find((file) => file.endsWith('.woff2')) ?? '';
  return { ...fileSeed(name, readFileSync(join(shippedFontsFolder, name))), opened: '' };
}

async function exchangeTargets(decoding: Decoding, folder: string): Promise<Target[]> {
  const inFolder = join(folder, 'exchange');
  mkdirSync(inFolder, { recursive: true });
  const seeds = await exchangeSeeds(inFolder);
  const formats = [...allFormats, packageFormat].filter(({ read }) => read !== null);
  const targets = formats.map((format): Target => {
    const seed = seeds.get(format.name);
    if (seed === undefined) throw new Error(`The format ${format.name} has no seed.`);
    return { name: format.name, seeds: [seed], open: opening(format, decoding) };
  });
  // As the app has them: of archives, too.
  const tableFormat = (name: string): ExchangeFormat => {
    const found = formats.find((format) => format.name === name);
    if (found === undefined) throw new Error(`There is no format ${name}.`);
    return found;
  };
  const archives = archiveSeeds().map((seed): Target => ({
    name: `archive ${seed.opened}`,
    seeds: [seed],
    open: opening(tableFormat('csv'), decoding),
  }));
  const tables: Target[] = [
    {
      name: 'csv of spreadsheets',
      seeds: spreadsheetSeeds('csv'),
      open: opening(tableFormat('csv'), decoding),
    },
    {
      name: 'tsv of spreadsheets',
      seeds: spreadsheetSeeds('tsv'),
      open: opening(tableFormat('tsv'), decoding),
    },
  ];
  return [...targets, ...archives, ...tables];
}

function opening(format: ExchangeFormat, decoding: Decoding): Target['open'] {
  return async (path, scratch) => {
    await format.recognise(path);
    await format.previewTable?.(path).catch(onlyRefusal);
    const options = {
      recipe: chosenName(format, 'recipe', null),
      imageSize: remembered((image) => decoding.reader.call('imageSize', { path: image })),
      scratch,
      signal: never,
    };
    const messages: string[] = [];
    for await (const record of format.read?.(path, options) ?? []) {
      if (record.kind === 'invalid') messages.push(record.message);
    }
    return messages;
  };
}

/** A preview may refuse what reading refuses, too. */
function onlyRefusal(thrown: unknown): void {
  if (!(thrown instanceof InkdexError)) throw thrown;
}

const urls = 'url = "https://example.org/a.zip"\nfilename = "a.zip"\n' + `sha256 = "${'a'.repeat(64)}"\n`;
const experiments = {
  experiment_group: 'sizes',
  experiments: [{ dataset: 'iam', preset: 'quick', train_args: { batch_size: 32, epochs: 2 } }],
};

/** Files that the app reads in the main process or in the trainer. */
/** A request of Open Inference Protocol with a binary tensor. */
function inferTarget(): Target {
  const tensor = bytesTensor(['a picture', 'another one']);
  const parameters = { binary_data_size: tensor.length };
  const input = { name: 'image', datatype: 'BYTES', shape: [2], parameters };
  const json = Buffer.from(JSON.stringify({ inputs: [input], outputs: [{ name: 'text' }] }));
  const headers = new Headers({ [jsonLengthHeader]: String(json.length) });
  return {
    name: 'infer request',
    seeds: [fileSeed('request.bin', Buffer.concat([json, tensor]))],
    open: (path) => {
      checked('the body', inferSchema, readTensors(readFileSync(path), headers));
      return Promise.resolve([]);
    },
  };
}

async function textTargets(folder: string): Promise<Target[]> {
  const bank = join(folder, 'words.bank');
  const ink = { width: 3, height: 2, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
  await saveBank(bank, packWords([{ text: 'a', ink }]));
  const rehearsal = join(folder, 'words.bin');
  const about = { name: 'ours', use: 'rehearse', margin: 0.1, strength: 1, licence: 'MIT' } as const;
  await writeRehearsalFile(rehearsal, [{ ...about, words: [{ text: 'a', ink }] }]);
  const none = (): readonly string[] => [];
  return [
    {
      name: 'url list',
      seeds: [fileSeed('metadata.toml', urls), fileSeed('urls.txt', 'https://example.org/a.png\n')],
      open: (path) => readUrlList(path, never).then(none),
    },
    {
      name: 'experiments',
      seeds: [fileSeed('experiments.json', JSON.stringify(experiments))],
      open: (path) => {
        readExperiments(readFileSync(path, 'utf8'), () => version, version);
        return Promise.resolve([]);
      },
    },
    {
      name: 'decoder settings',
      seeds: [
        {
          ...fileSeed('decoder.json', readFileSync(join(resourcesFolder, 'language/decoder.json'))),
          opened: '',
        },
      ],
      open: (path) => readDecoderSettings(path).then(none),
    },
    {
      name: 'manifest',
      seeds: [fileSeed('version.jsonl', manifestOfSamples())],
      async open(path) {
        for await (const sample of manifestSamples(path)) if (sample.key === '') return ['empty key'];
        return [];
      },
    },
    {
      name: 'rehearsal words',
      seeds: [fileSeed('words.bin', readFileSync(rehearsal))],
      open: (path) => readRehearsal(path).then(none),
    },
    {
      name: 'rehearsal words, unpacked',
      seeds: [fileSeed('words.bin', brotliDecompressSync(readFileSync(rehearsal).subarray(8)))],
      pack: (bytes) => Buffer.concat([readFileSync(rehearsal).subarray(0, 8), brotliCompressSync(bytes)]),
      open: (path) => readRehearsal(path).then(none),
    },
    {
      name: 'word bank',
      seeds: [fileSeed('words.bank', readFileSync(bank))],
      open: (path) => loadBank(path).then(none),
    },
  ];
}
