import { deepEqual, equal, match, notEqual } from 'node:assert/strict';
import { modelOf, samplesOf, textsOf, type LineCheck, type LineChecks, type Seen } from '../seedCheck.ts';
import {
  attentionSize,
  crnnSize,
  depthwiseSize,
  lenetSize,
  lineFinderSize,
  mlpSize,
  transformerSize,
  windowsSize,
} from './sizes.ts';

/** The networks of the section "Training" of SEEDS.md: each has as many weights as its options give. */

export const channels = [8, 8, 16, 16, 24, 24, 64];
export const small = { channels, hidden: 16 };
const attention = { ...small, decoder: 32, embedding: 10, layers: 2 };

/** @param model by default that which the line trained @throws AssertionError */
export function hasSize(seen: Seen, sizeOf: (characters: number) => number, model?: string): void {
  const { parameters, characters } = modelOf(seen, model);
  equal(parameters, sizeOf(Array.from(characters).length));
}

const attentionLine: LineCheck = {
  by: 'value',
  takes:
    'the network has not 51,965 weights for 30 characters: VGG, BiLSTM, attention, embedding of 10 and two LSTMs of 32 by their formulas',
  needs: ['A1'],
  holds(seen) {
    hasSize(seen, (characters) => attentionSize(characters, attention));
  },
};

export const networkChecks: LineChecks = {
  A5: attentionLine,
  A7: attentionLine,
  A9: {
    by: 'value',
    takes: "run-1's characters are not exactly those of its training words",
    needs: ['A1', 'A5'],
    holds(seen) {
      const words = samplesOf(seen, 'iam').filter(({ split }) => split !== 'test');
      const found = new Set(words.flatMap(({ text }) => Array.from(text)));
      deepEqual(Array.from(modelOf(seen, 'run-1').characters).sort(), Array.from(found).sort());
    },
  },
  B13: {
    by: 'value',
    takes: 'the network has another size than LeNet with a dense layer of 16 units',
    needs: ['B3', 'B12'],
    holds(seen) {
      hasSize(seen, (characters) => lenetSize(characters, 16));
      equal(modelOf(seen).reads, 'character');
    },
  },
  B14: {
    by: 'value',
    takes: 'the network has another size than two dense layers of 16 units',
    needs: ['B13'],
    holds(seen) {
      hasSize(seen, (characters) => mlpSize(characters, 2, 16));
    },
  },
  B15: {
    by: 'value',
    takes: 'the network has another size than LeNet on windows of 12 columns and an LSTM of 16 units',
    needs: ['B5', 'B14'],
    holds(seen) {
      hasSize(seen, (characters) => windowsSize(characters, [4, 8], 16, true));
    },
  },
  B16: {
    by: 'value',
    takes: 'the network has the LSTM of line B15, or another size',
    needs: ['B15'],
    holds(seen) {
      hasSize(seen, (characters) => windowsSize(characters, [4, 8], 16, false));
    },
  },
  B17: {
    by: 'value',
    takes: 'the classes are others than digits, capitals, small letters and 17 signs in its order',
    needs: ['B16'],
    holds(seen) {
      const { characters } = modelOf(seen);
      equal(characters.slice(0, 62), '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');
      equal(characters.slice(62), ' !"#&\'()*+,-./:;?');
      hasSize(seen, () => depthwiseSize(79, [4, 8, 8, 16], 16));
    },
  },
  B18: {
    by: 'value',
    takes:
      'the network has another size than seven residual blocks of 7 x 7 convolutions with 4 channels, or the run shows a CER',
    needs: ['B8', 'B17'],
    holds(seen) {
      match(seen.output, /^run-14: 1 − F1 \d/mu);
      const listed =
        seen
          .inkdex('runs')
          .split('\n')
          .find((line) => line.startsWith('14\t')) ?? '';
      match(listed, /\t1 − F1 [\d.]+ %/u);
      hasSize(seen, () => lineFinderSize(4));
      equal(modelOf(seen).reads, 'page');
    },
  },
  C4: {
    by: 'value',
    takes:
      'the network has another size than spatial transformer, depthwise blocks and two BiLSTMs of 128 units',
    needs: ['B19', 'B18'],
    holds(seen) {
      const blocks = [32, 64, 128, 256, 256, 256];
      hasSize(seen, (characters) => transformerSize() + depthwiseSize(characters, blocks, 128));
    },
  },
  C5: {
    by: 'value',
    takes:
      'the network has another size than with a dense layer of 32 units and GRUs, three gates in place of four',
    needs: ['A1'],
    holds(seen) {
      hasSize(seen, (characters) => crnnSize(characters, { ...small, cell: 'gru', dense: 32 }));
    },
  },
  A6: {
    by: 'value',
    takes: 'the network has another size than with a GRU in the decoder, three gates in place of four',
    needs: ['A1'],
    holds(seen) {
      const gru = { ...attention, embedding: 32, layers: 1, cell: 'gru' } as const;
      hasSize(seen, (characters) => attentionSize(characters, gru));
    },
  },
  B32: {
    by: 'value',
    takes:
      "text-recognizer-pro's JSON does not give windows of 16 columns without an LSTM, or steps of 16 lines",
    needs: ['B5'],
    holds(seen) {
      hasSize(seen, (characters) => windowsSize(characters, [32, 64], 128, false, 16));
    },
  },
  C16: {
    by: 'value',
    takes: 'the network has another size than spatial transformer, blocks, 24 dense units and two GRUs of 16',
    needs: ['A1'],
    holds(seen) {
      const blocks = [32, 64, 128, 256, 256, 256];
      const form = { cell: 'gru', dense: 24 } as const;
      hasSize(seen, (characters) => transformerSize() + depthwiseSize(characters, blocks, 16, form));
    },
  },
  D11: {
    by: 'value',
    takes: "the network's characters are not the eight Chinese ones of the labels",
    holds(seen) {
      equal(
        Array.from(modelOf(seen).characters).sort().join(''),
        Array.from('学习手写文字识别').sort().join(''),
      );
      notEqual(textsOf(seen, 'chinese').indexOf('学习'), -1);
    },
  },
};
