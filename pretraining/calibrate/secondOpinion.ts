/**
 * Fits what chooses between the readings of both readers, and the confidence of what it chooses: `npm --prefix pretraining run
 * second-opinion`. Writes both into `resources/language/decoder.json`; `calibrate` comes before it.
 *
 * Both have the maximum likelihood on the words that are asked for, of the sets that fit. A word of these is judged by a chooser
 * that was fitted without its owner. The other sets are only judged. `elsewhere train` does neither: it trained the second reader.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { matchBoxes } from '../../main/ml/evaluation/matchBoxes.ts';
import { openInkPage } from '../../main/imaging/ink/inkPage.ts';
import { cropWord } from '../../main/imaging/geometry/crop.ts';
import {
  bothReadings,
  type Chooser,
  knownOf,
  opinionOf,
  type SecondOpinion,
} from '../../main/ml/decoding/secondOpinion.ts';
import type { Posteriors } from '../../main/ml/decoding/posteriors.ts';
import {
  createWordDecoder,
  decoderFile,
  mostAlternatives,
  readDecoderSettings,
} from '../../main/ml/decoding/wordDecoder.ts';
import { confidencesOf } from '../../main/ml/decoding/calibration.ts';
import { readLanguage } from '../../main/ml/language/language.ts';
import { createSessions } from '../../main/reader/models/sessions.ts';
import { languageFolder } from '../../main/reader/models/wordDecoders.ts';
import { wordPosteriors } from '../../main/reader/models/wordPosteriors.ts';
import { readBoxes } from '../../main/reader/readBoxes.ts';
import { isInDoubt, withSecondReader } from '../../main/reader/secondOpinion.ts';
import type { ViewedWord } from '../../main/reader/viewedWord.ts';
import { createAlphabet } from '../../shared/alphabet.ts';
import { boxOfQuad, scaleQuad } from '../../shared/geometry.ts';
import { characterErrorRate } from '../../shared/text.ts';
import { boards, boards2, boards3, elsewhere, photos, type LabelledPage, type WrittenPage } from '../data.ts';
import { expectedCalibrationError, fitCalibration, fitChoices } from '../fitting/calibration.ts';
import { print, printTable, share } from '../printTable.ts';
import { log } from '../run.ts';
import { openModels } from '../shippedModels.ts';

/** A word of a page that a box was found for. */
interface HeardWord {
  readonly truth: string;
  readonly owner: string;
  readonly word: ViewedWord;
  /** What the second reader says; null where it is not asked. */
  readonly opinion: Posteriors | null;
}

/** No word that is read with this confidence is asked for, whatever is tried. */
const sure = 0.95;
const limits = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
/** Words below this are asked for: nearly all of what asking for more would gain. */
const below = 0.7;
/** Words of one owner are judged by weights that words of others gave. */
const folds = 5;

const models = await openModels(1, { fast: true });
const second = await openSecond();
const alphabet = createAlphabet(models.recogniser.metadata.characters);
const language = await readLanguage(languageFolder);
const settings = await readDecoderSettings(languageFolder);
const alone = createWordDecoder(language, alphabet, { ...settings, secondOpinion: null });

const fitting = {
  'boards dev': await heardWords(await boards('dev')),
  dev2: await heardWords([...(await boards2('dev2')), ...(await boards3('dev2'))]),
  walls: await heardWords(await boards3('walls')),
  notes: await heardWords(await boards3('notes')),
  dev3: await heardWords(await elsewhere('dev3')),
};
const sets = Object.entries({ ...fitting, photos: await heardWords(await photos()) });
const words = Object.values(fitting).flat();
const foldOf = new Map(
  [...new Set(words.map(({ owner }) => owner))].map((owner, place) => [owner, place % folds]),
);
const chooser = fitChooser(words);
const withoutFold = Array.from({ length: folds }, (_, fold) =>
  fitChooser(words.filter(({ owner }) => foldOf.get(owner) !== fold)),
);
const calibration = fitCalibration(samplesOf(words, opinionWith(chooser)));
const secondOpinion = { ...opinionWith(chooser), calibration };
await writeFile(
  join(languageFolder, decoderFile),
  `${JSON.stringify({ ...settings, secondOpinion }, null, 2)}\n`,
);

print(`Second reader ${second.sha256}; chooser ${JSON.stringify(chooser)}`);
printTable(
  ['words', 'asked for', 'of', 'wrong alone', 'together', 'owner left out', 'CER alone', 'together', 'ECE'],
  sets.map(([name, found]) => [
    name,
    String(found.filter((heard) => isAsked(heard)).length),
    String(found.length),
    String(wrongWords(found, null)),
    String(wrongWords(found, secondOpinion)),
    String(wrongOfOthers(found)),
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
      String(wrongOfOthers(found, limit)),
      String(found.filter((heard) => isAsked(heard, limit)).length),
    ]),
  ]),
);

/** Conditional logit over the readings of words that are asked for, where one of these is right. */
function fitChooser(of: readonly HeardWord[]): Chooser {
  const choices = of
    .filter((heard) => isAsked(heard))
    .flatMap(({ truth, word, opinion }) => {
      if (opinion === null) return [];
      const heard = alone.view(opinion).candidates;
      const readings = bothReadings(word.views, word.candidates, heard, (each) => [...each]);
      const right = readings.findIndex(({ letters }) => alphabet.decode(letters) === truth);
      const known = knownOf(opinion, heard);
      const rows = readings.map((reading) => [
        ...known(reading).map((value) => Math.max(-200, value)),
        reading.guide,
      ]);
      return right === -1 ? [] : [{ rows, right }];
    });
  const [first = 0, secondFactor = 0, letter = 0, path = 0, guide = 1] = fitChoices(choices, 5);
  return { first: first / guide, second: secondFactor / guide, letter: letter / guide, path: path / guide };
}

async function openSecond() {
  const found = await withSecondReader(models.recogniser, createSessions(), 1).second?.open();
  if (found == null) throw new Error('The second reader lacks letters of the recogniser.');
  return found;
}

/** The words of pages whose boxes agree with a true one, each alone. */
async function heardWords(pages: readonly (LabelledPage & Partial<WrittenPage>)[]): Promise<HeardWord[]> {
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
      return truth === undefined ? [] : [{ truth, owner: page.hand ?? page.page, word: asSeenFirst(word) }];
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
    all.push(...asked.map((each) => ({ ...each, opinion: opinions.get(each.word) ?? null })));
    log(`${page.path}: ${asked.length} words, ${opinions.size} not sure`);
  }
  return all;
}

/** A word before it is read again, leaning otherwise, as the second reader is asked for it. */
function asSeenFirst({ views: [plain], ...word }: ViewedWord): ViewedWord {
  if (plain === undefined) return { ...word, views: [] };
  const { candidates } = plain;
  return {
    ...word,
    views: [plain],
    candidates,
    alternatives: alone.alternatives(candidates, mostAlternatives),
  };
}

function opinionWith(value: Chooser, limit = below): SecondOpinion {
  return { below: limit, chooser: value, calibration: settings.calibration, reader: second.sha256 };
}

function isAsked({ word, opinion }: HeardWord, limit = below): boolean {
  return opinion !== null && isInDoubt(word.alternatives[0], limit);
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

/** As `wrongWords`, each by the chooser that does not know its owner. */
function wrongOfOthers(found: readonly HeardWord[], limit = below): number {
  return withoutFold.reduce((sum, each, fold) => {
    const own = found.filter(({ owner }) => (foldOf.get(owner) ?? 0) === fold);
    return sum + wrongWords(own, opinionWith(each, limit));
  }, 0);
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
