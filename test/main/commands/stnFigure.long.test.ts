import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inkdex } from '../../support/commandLine.ts';
import { writeIamFolder } from '../../support/iamFolder.ts';
import { temporaryFolder } from '../../support/library.ts';
import { expectFigure } from '../../support/newNetworks.ts';

it('the network of CRNN_OCR_lite learns from base layers, in one command, up to a figure', async () => {
  const folder = temporaryFolder();
  await writeIamFolder(join(folder, 'iam'), ['ink', 'over', 'FIG', '42'], 6);
  const settings = [
    'initialWeights=base',
    'batch=16',
    'optimizer=adamw',
    'learningRate=0.002',
    'augmentation=0',
  ];
  const trained = await inkdex(
    [
      ...[
        'finetune',
        'iam',
        join(folder, 'iam'),
        '--engine',
        'wasm',
        '--network',
        'stn-crnn',
        '--epochs',
        '2',
      ],
      ...[...settings, 'evaluations=1', 'averageDecay=0.8'].flatMap((setting) => ['--set', setting]),
      '--json',
    ],
    { INKDEX_LIBRARY: join(folder, 'library') },
  );
  expect(trained.status, trained.stderr).toBe(0);
  // One that was seen to have .17 after two epochs, and less than .05 after six.
  expectFigure(trained.stdout, 0.3);
});
