import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { runInkdex } from '../support/app.ts';
import { expectNoFaults } from './faults.ts';
import { expect, test } from './inkdex.ts';
import { eightWritten, writeWordFolder } from './wordFolder.ts';

const network = ['channels=8,8,16,16,24,24,64', 'hidden=48', 'decoder=48', 'embedding=16', 'characters=5'];
const settings = ['optimizer=adamw', 'learningRate=0.01', 'batch=8'];

/** A test with an attention network, which has been trained for seconds, and its evaluation. */
const attentionTest = test.extend({
  folders: async ({ folders }, use) => {
    const words = join(folders.home, 'words');
    const repeated = [0, 1, 2].flatMap((time) =>
      eightWritten.map((word) => ({ ...word, file: `${time}-${word.file}` })),
    );
    writeWordFolder(words, repeated);
    await runInkdex(['dataset', 'import', 'csv', words, '--name', 'words'], folders);
    await runInkdex(['dataset', 'freeze', 'words'], folders);
    const options = network.flatMap((option) => ['--network-option', option]);
    const set = settings.flatMap((setting) => ['--set', setting]);
    const train = [
      'train',
      '--dataset',
      'words',
      '--network',
      'attention',
      '--epochs',
      '12',
      '--engine',
      'wasm',
    ];
    await runInkdex([...train, ...options, ...set], folders);
    await use(folders);
  },
});

attentionTest(
  'an evaluation plays where attention looked, letter by letter, and saves it',
  async ({ inkdex }) => {
    await inkdex.getByRole('link', { name: 'Models' }).click();
    await inkdex.getByRole('link', { name: 'Train on words' }).first().click();
    await inkdex
      .getByRole('link', { name: /^words/u })
      .first()
      .click();
    const player = inkdex.getByRole('group', { name: 'Attention' }).first();
    const status = player.getByRole('status');
    await expect(status).toHaveText(/^Letter 1 of \d/u);
    const letters = Number(/of (\d+)/u.exec((await status.textContent()) ?? '')?.[1]);
    expect(letters).toBeGreaterThan(1);
    await expectNoFaults(inkdex);

    await player.getByRole('button', { name: 'Next' }).click();
    await expect(status).toHaveText(new RegExp(`^Letter 2 of ${letters}`, 'u'));
    await inkdex.keyboard.press('ArrowLeft');
    await expect(status).toHaveText(/^Letter 1 of/u);
    await player.getByRole('button', { name: 'Play' }).click();
    await expect(status).toHaveText(new RegExp(`^Letter ${letters} of ${letters}`, 'u'));
    await expect(player.getByRole('button', { name: 'Play' })).toBeVisible();

    const download = inkdex.waitForEvent('download');
    await player.getByRole('button', { name: 'Save WebP' }).click();
    const saved = readFileSync(await (await download).path());
    const { format, pages = 1 } = await sharp(saved, { animated: true }).metadata();
    expect(format).toBe('webp');
    // Equal pictures one after the other are one frame.
    expect(pages).toBeGreaterThan(1);
    expect(pages).toBeLessThanOrEqual(letters + 1);
  },
);
