/** Features that `npm run commands -- seeds --without FEATURE` breaks, to see that their lines fail. */
export interface Mutation {
  readonly feature: string;
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly from: string;
  readonly to: string;
  /** The lines that must fail. */
  readonly lines: readonly string[];
}

export const mutations: readonly Mutation[] = [
  {
    feature: 'iso-8859',
    file: 'main/annexes/olderSystems/pathLabel.ts',
    from: "recipe === 'plain' ? null : 'latin1'",
    to: "recipe === 'plain' ? null : 'utf8'",
    lines: ['A2'],
  },
  {
    feature: 'seed-filter',
    file: 'main/exchange/iam/reading.ts',
    from: 'const hyphened = text.toLowerCase().',
    to: 'const hyphened = text.',
    lines: ['C1'],
  },
  {
    feature: 'checked-downloads',
    file: 'main/exchange/download/download.ts',
    from: 'if (sha256 !== null && found !== sha256) {',
    to: "if (found === '') {",
    lines: ['B1'],
  },
  {
    feature: 'lexicon',
    file: 'main/annexes/olderSystems/synth90k.ts',
    from: 'const word = lexicon[index];',
    to: 'const word = lexicon[(index + 1) % lexicon.length];',
    lines: ['D1'],
  },
  {
    feature: 'balanced-classes',
    file: 'main/annexes/olderSystems/emnist.ts',
    from: 'for (let draw = 0; draw < mean; draw += 1) chosen.add(ofClass.pick(indices));',
    to: 'for (const each of indices) chosen.add(each);',
    lines: ['B3'],
  },
  {
    feature: 'upright-characters',
    file: 'main/annexes/olderSystems/emnist.ts',
    from: 'stored[(at % side) * side + Math.floor(at / side)]',
    to: 'stored[at]',
    lines: ['B4'],
  },
  {
    feature: 'eighty-classes',
    file: 'main/annexes/olderSystems/hdf5/lines.ts',
    from: ': letters[each];',
    to: ': letters[(each + 1) % letters.length];',
    lines: ['B7'],
  },
  {
    feature: 'blue-green-red',
    file: 'main/annexes/olderSystems/tfRecord/crnn.ts',
    from: 'pixels[at - (at % 3) + 2 - (at % 3)]',
    to: 'pixels[at]',
    lines: ['D2'],
  },
  {
    feature: 'optimizer',
    file: 'main/commands/train.ts',
    from: '...Object.fromEntries(set.map(settingOf)),',
    to: "...Object.fromEntries(set.map(settingOf).filter(([name]) => name !== 'optimizer')),",
    lines: ['C7'],
  },
  {
    feature: 'no-clipping',
    file: 'main/ml/finetune/fineTune.ts',
    from: 'clipNorm === 0 ? Infinity : clipNorm',
    to: '5',
    lines: ['A21'],
  },
  {
    feature: 'polynomial-decay',
    file: 'main/ml/training/optimizer.ts',
    from: 'polynomial: (left) => left ** 0.1,',
    to: 'polynomial: (left) => left,',
    lines: ['D4'],
  },
  {
    feature: 'gru',
    file: 'main/ml/blocks/cells.ts',
    from: "cell: z.enum(['lstm', 'gru']).optional(),",
    to: "cell: z.string().optional().transform(() => 'lstm'),",
    lines: ['C5', 'C16'],
  },
  {
    feature: 'clipped-accuracy',
    file: 'main/ml/evaluation/metrics.ts',
    from: '1 - Math.min(1, distance / length)',
    to: '1 - distance / length',
    lines: ['A13'],
  },
  {
    feature: 'distance-by-length',
    file: 'main/ml/evaluation/metrics.ts',
    from: 'mean(({ distance, length }) => distance / length)',
    to: 'mean(({ distance }) => distance)',
    lines: ['C9'],
  },
  {
    feature: 'double-letters',
    file: 'main/ml/decoding/prefixBeamSearch.ts',
    from: '(letter === last ? afterBlank : total)',
    to: '(letter === last ? 0 : total)',
    lines: ['C13'],
  },
  {
    feature: 'precision-by-position',
    file: 'main/ml/evaluation/metrics.ts',
    from: 'letters.filter((letter, place) => letter === read[place])',
    to: 'letters.filter((letter) => read.includes(letter))',
    lines: ['D7'],
  },
  {
    feature: 'decoder-layers',
    file: 'main/annexes/olderSystems/networks/attention/network.ts',
    from: 'embedding, classes, layers = 1, cell } = config;',
    to: 'embedding, classes, cell } = config, layers = 1;',
    lines: ['A7'],
  },
  {
    feature: 'sparse-tensor',
    file: 'main/annexes/serving/tensorflow.ts',
    from: 'decodes_values: known.flat().map(numberOf),',
    to: 'decodes_values: known.flat().map(numberOf).reverse(),',
    lines: ['D13'],
  },
  {
    feature: 'ord-map',
    file: 'main/annexes/serving/tensorflow.ts',
    from: '{ id, numbers } = await findModel(model);',
    to: '{ id } = await findModel(model), numbers = undefined;',
    lines: ['D16'],
  },
  {
    feature: 'detector-by-name',
    file: 'main/models/registry.ts',
    from: "asked.detector ?? findPromoted(db, 'detector')",
    to: "findPromoted(db, 'detector')",
    lines: ['B34'],
  },
];

/** @throws Error for an unknown feature */
export function mutationsNamed(feature: string): readonly Mutation[] {
  if (feature === 'all') return mutations;
  const found = mutations.filter((each) => each.feature === feature);
  if (found.length > 0) return found;
  const known = mutations.map((each) => each.feature).join(', ');
  throw new Error(`There is no feature "${feature}"; expected all or one of ${known}.`);
}

/** The text of the file with its feature broken. @throws Error when what it changes is not there exactly once */
export function mutated(source: string, { feature, file, from, to }: Mutation): string {
  const parts = source.split(from);
  if (parts.length === 2) return parts.join(to);
  throw new Error(
    `Mutation ${feature}: ${JSON.stringify(from)} stands ${parts.length - 1} times in ${file}.`,
  );
}
