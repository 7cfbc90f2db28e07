import { createAlphabet, pretrainedCharacters } from '../../../shared/alphabet.ts';
import type { LanguageShares } from '../../../shared/contract/pageLanguage.ts';
import { pageLanguages } from '../../../shared/contract/pageLanguage.ts';
import { createRandom, type Random } from '../../../shared/random.ts';
import { createWordDecoder, readDecoderSettings } from '../../../main/ml/decoding/wordDecoder.ts';
import { type Posteriors, posteriorsOf } from '../../../main/ml/decoding/posteriors.ts';
import { readLanguage } from '../../../main/ml/language/language.ts';
import { languageFolder } from '../../../main/reader/models/wordDecoders.ts';
import { boards, frenchCrops, germanCrops } from '../../../pretraining/data.ts';
import { languageTexts } from './languageTexts.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';
import { print, printTable, share } from '../../../pretraining/printTable.ts';

const definitions = `
Share of made pages whose language is found: consecutive words of notes (test/bench/measure/languageTexts.ts), of labels of boards dev,
copiste_fr and DHSD, each character certain to .85 and the rest on four others; "wrong": a tenth of the characters are others. Nothing is drawn or read by
a network. found: the language with the greatest share is right; English pages of boards are often code. further: pages that are
compared with Dutch, Italian, Spanish or Portuguese and have a share of them.`;

const lengths = [5, 10, 20, 50];
const pagesOfEach = unlessShort(100, 2);
const certain = 0.85;
const others = 4;
const wrongShare = 0.1;

const alphabet = createAlphabet(pretrainedCharacters);
const letters = Array.from(alphabet.encode('abcdefghijklmnopqrstuvwxyz'));

/** Where made pages are from, as pages of words. */
async function sources(): Promise<[name: string, language: string, pages: string[][]][]> {
  const own = pageLanguages.flatMap((language): [string, string, string[][]][] => {
    const text = languageTexts[language];
    return [[`${language}, notes`, language, [text.trim().split(/\s+/u)]]];
  });
  const textsOf = (words: readonly { readonly text: string }[]) => words.map(({ text }) => text);
  const labels: [string, string, string[][]][] = [
    ['english, boards dev', 'english', (await boards('dev')).map(({ words }) => textsOf(words))],
    ['french, copiste_fr', 'french', [textsOf((await frenchCrops()).kept)]],
    ['german, DHSD', 'german', [textsOf(await germanCrops())]],
  ];
  return [...own, ...labels.filter(([, , pages]) => pages.flat().length > 0)];
}

/** How often the language of a page is found, by its number of words. */
export async function measurePageLanguages(): Promise<void> {
  const settings = await readDecoderSettings(languageFolder);
  const decoder = createWordDecoder(await readLanguage(languageFolder), alphabet, settings);
  const sharesOf = (texts: readonly string[], wrong: number, random: Random): LanguageShares => {
    const words = texts.map((text) => {
      const view = decoder.view(madePosteriors(text, wrong, random));
      return { views: [], candidates: view.candidates };
    });
    return decoder.inLanguages(words, null).languages ?? {};
  };
  const rows: string[][] = [];
  for (const wrong of [0, wrongShare]) {
    for (const [name, language, pages] of await sources()) {
      const cells = lengths.map((length) => {
        if (pages.every((page) => page.length < length)) return '-';
        const random = createRandom(length);
        const found = Array.from({ length: pagesOfEach }, () =>
          sharesOf(windowOf(pages, length, random), wrong, random),
        );
        const right = found.filter((shares) => best(shares) === language).length;
        const further = found.filter((shares) => Object.keys(shares).length > 3).length;
        return `${share(right / pagesOfEach)} (${share(further / pagesOfEach)})`;
      });
      rows.push([name, wrong === 0 ? 'right' : 'a tenth wrong', ...cells]);
    }
  }
  printTable(['text', 'letters', ...lengths.map((length) => `${length} words, found (further)`)], rows);
  print(definitions);
}

function best(shares: LanguageShares): string {
  return Object.entries(shares).sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}

function windowOf(pages: readonly string[][], length: number, random: Random): string[] {
  const long = pages.filter((page) => page.length >= length);
  const page = random.pick(long);
  const start = random.integer(0, page.length - length);
  return page.slice(start, start + length);
}

/** As of a network that is sure of most characters and wrong in some. Letters that the alphabet lacks lose their accents. */
function madePosteriors(text: string, wrong: number, random: Random): Posteriors {
  const seen = Array.from(text.normalize('NFC'))
    .map((letter) => (alphabet.has(letter) ? letter : letter.normalize('NFD').charAt(0)))
    .filter((letter) => alphabet.has(letter));
  const classes = alphabet.classCount;
  const logits = new Float32Array(2 * seen.length * classes).fill(Math.log(1e-5));
  for (const [place, letter] of seen.entries()) {
    const row = logits.subarray(2 * place * classes, (2 * place + 1) * classes);
    for (let other = 0; other < others; other += 1)
      row[random.pick(letters)] = Math.log((1 - certain) / others);
    const [own = 0] = alphabet.encode(letter);
    row[random.chance(wrong) ? random.pick(letters) : own] = Math.log(certain);
    logits[(2 * place + 1) * classes] = 0;
  }
  return posteriorsOf(logits, { batch: 1, classes }, 0, 2 * seen.length);
}
