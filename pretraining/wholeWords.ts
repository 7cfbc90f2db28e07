import { boxArea, boxOfQuad, intersectionArea, scaleQuad } from '../shared/geometry.ts';
import { isSign, normalizeText } from '../shared/text.ts';
import { openInkPage } from '../main/imaging/ink/inkPage.ts';
import { matchBoxes } from '../main/ml/evaluation/matchBoxes.ts';
import { wholeProbability, type WholeWeights } from '../main/ml/decoding/textJudge.ts';
import { readBoxes } from '../main/reader/readBoxes.ts';
import { needsPhoto, type ReadingModels } from '../main/reader/models/sessions.ts';
import { boards, boards2, boards3, elsewhere, type LabelledPage } from './data.ts';
import { expectedCalibrationError } from './fitting/calibration.ts';
import { fitWholeWords, type JudgedWord } from './fitting/wholeWords.ts';
import { openModels, printModels } from './shippedModels.ts';
import { print, printTable, share } from './printTable.ts';

const definitions = `
word: a found box that lies less than half on ignore regions, holds no lone sign and touches a true word; right: IoU of at least .5
with a true word, and its text. sure: confidence of .9 or more. ECE: of all words.`;

const sure = 0.9;
/** The shipped detector has seen the boards before: there, it is surer of gaps than elsewhere. */
const firstUnseen = 110;

/**
 * Fits how probably a found box is a whole word, and prints the weights: `npm --prefix pretraining run whole-words`. Maximum
 * likelihood on training photos that the detector has not seen. The other sets are only judged.
 */
const models = await openModels(1);
printModels(models);
const fitted = {
  'boards3 train from the 111th photo on': await wordsOf((await boards3('train')).slice(firstUnseen), models),
  'elsewhere train': await wordsOf(await elsewhere('train'), models),
};
const judged = {
  'boards dev': await wordsOf(await boards('dev'), models),
  dev2: await wordsOf([...(await boards2('dev2')), ...(await boards3('dev2'))], models),
};
const whole = fitWholeWords(Object.values(fitted).flat());
print(`Weights for main/ml/decoding/textJudge.ts: ${JSON.stringify(whole)}`);

printTable(
  ['', 'words', 'ECE', 'sure', 'wrong', 'ECE with doubt', 'sure', 'wrong'],
  Object.entries({ ...fitted, ...judged }).map(([name, words]) => [
    name,
    String(words.length),
    ...figuresOf(words, null),
    ...figuresOf(words, whole),
  ]),
);
print(definitions);

async function wordsOf(pages: readonly LabelledPage[], using: ReadingModels): Promise<JudgedWord[]> {
  const all: JudgedWord[] = [];
  for (const { path, words, ignore } of pages) {
    const page = await openInkPage(path, undefined, needsPhoto(using.recogniser));
    const { text } = await readBoxes(page, using, { alternatives: 10, typed: [], finish: () => undefined });
    const places = text.read.map(({ word }) => boxOfQuad(scaleQuad(word.quad, 1 / page.scale)));
    const truths = matchBoxes(
      places,
      words.map(({ box }) => box),
    );
    for (const [index, { word, reading }] of text.read.entries()) {
      const [best] = reading?.alternatives ?? [];
      const place = places[index];
      if (best === undefined || place === undefined || word.doubt === undefined || isSign(best.text))
        continue;
      const truth = words[truths.get(index) ?? -1];
      const ignored = ignore.reduce((sum, region) => sum + intersectionArea(place, region), 0);
      const isAlone = words.every(({ box }) => intersectionArea(box, place) === 0);
      if (truth === undefined && (isAlone || ignored >= boxArea(place) / 2)) continue;
      const isRight = truth !== undefined && normalizeText(truth.text) === best.text;
      all.push({ confidence: best.confidence, doubt: word.doubt, isRight });
    }
  }
  return all;
}

function figuresOf(words: readonly JudgedWord[], doubted: WholeWeights | null): string[] {
  const known = words.map(({ confidence, doubt, isRight }) => ({
    confidence: confidence * (doubted === null ? 1 : wholeProbability(doubt, doubted)),
    isRight,
  }));
  const read = known.filter(({ confidence }) => confidence >= sure);
  const wrong = read.filter(({ isRight }) => !isRight).length;
  return [
    share(expectedCalibrationError(known)),
    String(read.length),
    `${wrong} (${share(wrong / read.length)})`,
  ];
}
