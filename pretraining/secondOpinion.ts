/**
 * Chooses how much the second reader counts and fits the confidence of what both read: `npm --prefix pretraining run
 * second-opinion`. Writes both into `resources/language/decoder.json`; `calibrate` comes before it.
 *
 * Weight: the one with the fewest words read otherwise than written, of the sets that choose. Calibration: maximum likelihood on
 * the words that are asked for. The other sets are only judged. `elsewhere train` does neither: it trained the second reader.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { matchBoxes } from '../main/ml/evaluation/matchBoxes.ts';
import { openInkPage } from '../main/imaging/ink/inkPage.ts';
import { cropWord } from '../main/imaging/geometry/crop.ts';
import { opinionOf, type SecondOpinion } from '../main/ml/decoding/secondOpinion.ts';
import type { Posteriors } from '../main/ml/decoding/posteriors.ts';
import { createWordDecoder, decoderFile, readDecoderSettings } from '../main/ml/decoding/wordDecoder.ts';
import { confidencesOf } from '../main/ml/decoding/calibration.ts';
import { readLanguage } from '../main/ml/language/language.ts';
import { createSessions } from '../main/reader/models/sessions.ts';
import { languageFolder } from '../main/reader/models/wordDecoders.ts';
import { wordPosteriors } from '../main/reader/models/wordPosteriors.ts';
import { readBoxes } from '../main/reader/readBoxes.ts';
import { openReadingModels } from '../main/reader/reader.ts';
import { withSecondReader } from '../main/reader/secondOpinion.ts';
import type { ViewedWord } from '../main/reader/viewedWord.ts';
import { createAlphabet } from '../shared/alphabet.ts';
import { boxOfQuad, scaleQuad } from '../shared/geometry.ts';
import { characterErrorRate } from '../shared/text.ts';
import { boards, boards2, boards3, elsewhere, photos, type LabelledPage } from './data.ts';
import { expectedCalibrationError, fitCalibration } from './fitting/calibration.ts';
import { print, printTable, share } from './printTable.ts';
import { log } from './run.ts';

/** A word of a page that a box was found for. */
interface HeardWord {
  readonly truth: string;
  readonly word: ViewedWord;
  /** What the second reader says; null where it is not asked. */
  readonly opinion: Posteriors | null;
}

/** No word that is read with this confidence is asked for, whatever is tried. */
const sure = 0.95;
const limits = [0.2, 0.3, 0.4, 0.5, 0.6, 0.8];
const weights = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
/** Words below this are asked for: half of all that are not read for sure, which keeps nearly all of the gain. */
const below = 0.5;

const models = await openReadingModels(createSessions(), {
  detector: join(import.meta.dirname, '../resources/models/starter-detector.onnx'),
  recogniser: join(import.meta.dirname, '../resources/models/starter-recogniser.onnx'),
  ...{ threads: 1, engine: 'cpu', fast: true },
});
const second = await openSecond();
const alphabet = createAlphabet(models.recogniser.metadata.characters);
const language = await readLanguage(languageFolder);
const settings = await readDecoderSettings(languageFolder);

const choosing = {
  'boards dev': await heardWords(await boards('dev')),
  dev2: await heardWords([...(await boards2('dev2')), ...(await boards3('dev2'))]),
  walls: await heardWords(await boards3('walls')),
  notes: await heardWords(await boards3('notes')),
};
const judged = {
  photos: await heardWords(await photos()),
  dev3: await heardWords(await elsewhere('dev3')),
};
const words = Object.values(choosing).flat();
const sets = Object.entries({ ...choosing, ...judged });
const wrongBySet = new Map(
  sets.map(([, found]) => [found, weights.map((each) => wrongWords(found, opinionWith(each)))]),
);
const totals = weights.map((_, place) =>
  Object.values(choosing).reduce((sum, found) => sum + (wrongBySet.get(found)?.[place] ?? 0), 0),
);
const weight = weights[totals.indexOf(Math.min(...totals))] ?? 0;
const calibration = fitCalibration(samplesOf(words, opinionWith(weight)));
const secondOpinion = { ...opinionWith(weight), calibration };
await writeFile(
  join(languageFolder, decoderFile),
  `${JSON.stringify({ ...settings, secondOpinion }, null, 2)}\n`,
);

print(`Second reader ${second.sha256}; weight ${weight}`);
printTable(
  [
    'words',
    'asked for',
    'of',
    'wrong alone',
    ...weights.map((each) => `at ${each}`),
    'CER alone',
    'together',
    'ECE',
  ],
  sets.map(([name, found]) => [
    name,
    String(found.filter((heard) => isAsked(heard)).length),
    String(found.length),
    String(wrongWords(found, null)),
    ...(wrongBySet.get(found) ?? []).map(String),
    share(errorRate(found, null)),
    share(errorRate(found, secondOpinion)),
    share(errorOfConfidence(found)),
  ]),
);

printTable(
  ['wrong, asked below', ...limits.flatMap((limit) => [String(limit), 'asked'])],
  sets.map(([name, found]) => [
    name,
    ...limits.flatMap((limit) => [
      String(wrongWords(found, opinionWith(weight, limit))),
      String(found.filter((heard) => isAsked(heard, limit)).length),
    ]),
  ]),
);

async function openSecond() {
  const found = await withSecondReader(models.recogniser, createSessions(), 1).second?.();
  if (found == null) throw new Error('The second reader lacks letters of the recogniser.');
  return found;
}

/** The words of pages whose boxes agree with a true one, each alone. */
async function heardWords(pages: readonly LabelledPage[]): Promise<HeardWord[]> {
  const all: HeardWord[] = [];
  for (const page of pages) {
    const opened = await openInkPage(page.path, undefined, true);
    const options = { alternatives: 10, typed: [], finish: () => undefined };
    const { boxes } = await readBoxes(opened, models, options);
    const found = boxes.words.map(({ quad }) => boxOfQuad(scaleQuad(quad, 1 / opened.scale)));
    const truths = matchBoxes(
      found,
      page.words.map(({ box }) => box),
    );
    const asked = boxes.viewed.flatMap((word) => {
      const truth = page.words[truths.get(word.index) ?? -1]?.text;
      return truth === undefined ? [] : [{ truth, word }];
    });
    const unsure = asked.filter(({ word }) => (word.alternatives[0]?.confidence ?? 0) < sure);
    const images = unsure.flatMap(({ word }) => {
      const quad = boxes.words[word.index]?.quad;
      return quad === undefined ? [] : [cropWord(opened.ink, quad, models.recogniser.metadata.height)];
    });
    const opinions = new Map<ViewedWord, Posteriors>();
    for await (const { index, posteriors } of wordPosteriors(second, images)) {
      const word = unsure[index]?.word;
      if (word !== undefined) opinions.set(word, opinionOf(posteriors));
    }
    all.push(...asked.map(({ truth, word }) => ({ truth, word, opinion: opinions.get(word) ?? null })));
    log(`${page.path}: ${asked.length} words, ${opinions.size} not sure`);
  }
  return all;
}

function opinionWith(value: number, limit = below): SecondOpinion {
  return { below: limit, weight: value, calibration: settings.calibration, reader: second.sha256 };
}

function isAsked({ word, opinion }: HeardWord, limit = below): boolean {
  const { text = '', confidence = 0 } = word.alternatives[0] ?? {};
  return opinion !== null && confidence < limit && text.length > 1;
}

function candidatesWith(found: readonly HeardWord[], with_: SecondOpinion | null) {
  const decoder = createWordDecoder(language, alphabet, { ...settings, secondOpinion: with_ });
  return found.map((heard) => {
    const { word, opinion } = heard;
    return with_ === null || opinion === null || !isAsked(heard, with_.below)
      ? word.candidates
      : decoder.hear(word, opinion).candidates;
  });
}

function readingsOf(found: readonly HeardWord[], with_: SecondOpinion | null) {
  return candidatesWith(found, with_).map(([best], index) => ({
    truth: found[index]?.truth ?? '',
    reading: alphabet.decode(best?.letters ?? []),
  }));
}

function errorRate(found: readonly HeardWord[], with_: SecondOpinion | null): number {
  return characterErrorRate(readingsOf(found, with_));
}

function wrongWords(found: readonly HeardWord[], with_: SecondOpinion | null): number {
  return readingsOf(found, with_).filter(({ truth, reading }) => truth !== reading).length;
}

/** Of the words that are asked for: how far their confidence is from the share that is right. */
function errorOfConfidence(found: readonly HeardWord[]): number {
  return expectedCalibrationError(
    samplesOf(found, secondOpinion).map(({ candidates, right }) => ({
      confidence: confidencesOf(candidates, calibration)[0] ?? 0,
      isRight: right === 0,
    })),
  );
}

function samplesOf(found: readonly HeardWord[], with_: SecondOpinion) {
  const asked = found.filter((heard) => isAsked(heard));
  return candidatesWith(asked, with_).map((candidates, index) => {
    const truth = asked[index]?.truth;
    return { candidates, right: candidates.findIndex(({ letters }) => alphabet.decode(letters) === truth) };
  });
}
