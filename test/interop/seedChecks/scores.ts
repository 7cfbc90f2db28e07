import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import sharp from 'sharp';
import type { LineCheck, LineChecks, Seen } from '../seedCheck.ts';

/**
 * The section "Scores and looks" of SEEDS.md, on 24 words that are read as "ink", "over", "FIG" and "42", of which three have
 * the labels "inkk", "ov" and "F": what each score is, can be reckoned by hand.
 */

/** Edit distances over lengths: 1 / 4, 2 / 2 and 2 / 1. */
const known = {
  wer: 3 / 24,
  meanEditDistance: 5 / 24,
  normalisedEditDistance: (1 / 4 + 1 + 2) / 24,
  clippedAccuracy: 1 - (1 / 4 + 1 + 1) / 24,
  unclippedAccuracy: 1 - (1 / 4 + 1 + 2) / 24,
  positionalPrecision: (21 + 3 / 4 + 1 + 1) / 24,
  fullSequencePrecision: 21 / 24,
} as const;

/** A number that `evaluate` prints, of the reading with the decoder where it has both. */
function printed({ output }: Seen, name: string): number {
  const [, numbers] = new RegExp(`^${name}[\\t ](.+)$`, 'mu').exec(output) ?? [];
  return Number(numbers?.split(/[\t ]/u).at(-1) ?? Number.NaN);
}

function scoreLine(
  takes: string,
  names: readonly (keyof typeof known)[],
  needs: readonly string[] = [],
): LineCheck {
  return {
    by: 'value',
    takes,
    needs,
    holds(seen) {
      for (const name of names)
        ok(
          Math.abs(printed(seen, name) - known[name]) <= 0.000_06,
          `${name} is ${printed(seen, name)}, not ${known[name]}`,
        );
    },
  };
}

export const scoreChecks: LineChecks = {
  A13: scoreLine('the accuracy by distance is not 1 - (1/4 + 1 + 1) / 24', ['clippedAccuracy']),
  A14: scoreLine('other than 3 of 24 words are read otherwise than they are labelled', ['wer']),
  A15: {
    by: 'value',
    takes:
      'the perplexity is not e to the loss, or the network is less sure of words that it has learned than 0.9',
    holds(seen) {
      ok(Math.abs(printed(seen, 'perplexity') - Math.exp(printed(seen, 'loss'))) < 0.001);
      ok(printed(seen, 'probability') > 0.9);
    },
  },
  A16: {
    by: 'value',
    takes:
      'a word is left out, a picture has not a frame and one for each character, or the text beside it is another',
    needs: ['A13'],
    async holds(seen) {
      equal(readdirSync(seen.path('looks')).length, 24);
      for (const text of ['ink', 'over', '42']) {
        const { pages } = await sharp(seen.file(`looks/predict-${text}/image.webp`)).metadata();
        equal(pages, text.length + 1);
        equal(seen.file(`looks/predict-${text}/word.txt`).toString('utf8').split('\n')[0], text);
      }
    },
  },
  B20: scoreLine(
    'the accuracy of text-recognizer-pro is not 1 - (1/4 + 1 + 2) / 24, or is cut at 0',
    ['unclippedAccuracy'],
    ['A13'],
  ),
  C9: scoreLine(
    'the edit distance is not 5 / 24, or by length (1/4 + 1 + 2) / 24',
    ['meanEditDistance', 'normalisedEditDistance'],
    ['A13'],
  ),
  D7: scoreLine(
    'the precision by position is not (21 + 3/4 + 1 + 1) / 24, or of whole texts 21 / 24',
    ['positionalPrecision', 'fullSequencePrecision'],
    ['A13'],
  ),
  B21: {
    by: 'value',
    takes: 'a line finder that has learned the eight drawn pages finds other than their 16 lines',
    holds(seen) {
      deepEqual(
        ['precision', 'recall', 'f1', 'pages', 'lines'].map((name) => printed(seen, name)),
        [1, 1, 1, 8, 16],
      );
    },
  },
  C10: {
    by: 'value',
    takes: 'other than 5 of the 24 words are scored',
    needs: ['A13', 'B20'],
    holds(seen) {
      equal(printed(seen, 'words'), 5);
    },
  },
  C15: {
    by: 'value',
    takes: 'the 16 words have not 32 pictures, or what the transformer made of it is the word itself',
    needs: ['C4'],
    holds(seen) {
      const html = seen.file('straightened.html').toString('utf8');
      const pictures = Array.from(html.matchAll(/<img[^>]+src="([^"]+)"/gu), (found) => found[1]);
      // The worst words are shown, and the best ones.
      equal(new Set(pictures).size, 32);
    },
  },
  D8: {
    by: 'value',
    takes: 'the matrix has not "k" seven times, six of them read as k: the second k of "inkk" is not there',
    needs: ['A13'],
  },
  D20: {
    by: 'value',
    takes:
      'the 3 worst words, 21 best and 24 at random have not three pictures each: as written, straightened, attention',
    needs: ['A13'],
    holds({ output }) {
      equal(Number(output.trim()), 3 * (3 + 21 + 24));
    },
  },
  B22: {
    by: 'change',
    takes: 'there are other than five pictures, or an augmented word is the word itself or like another',
    needs: ['A1'],
    async holds(seen) {
      const names = readdirSync(seen.path('augmented'));
      equal(names.length, 5);
      for (const name of names) {
        const picture = sharp(seen.file('augmented', name)).greyscale();
        const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
        // Five words of 48 rows, with four rows between them.
        equal(info.height, 256);
        const rows = Array.from({ length: 5 }, (_, at) =>
          data.subarray(52 * at * info.width, (52 * at + 48) * info.width),
        );
        equal(new Set(rows.map((each) => each.toString('base64'))).size, 5, name);
      }
    },
  },
  A23: {
    by: 'value',
    takes: 'a word in a picture of 800 pixels is left out, or read otherwise than as "quick"',
    holds({ output }) {
      match(output, /^words\t2$/mu);
      match(output, /^cer\t\S+\t0\.0000$/mu);
    },
  },
  B23: {
    by: 'printed',
    takes: "the window's own test no longer looks for the mask; it runs with npm run test:long, not here",
  },
};
