import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { runInkdex } from '../support/app.ts';
import { expectNoFaults } from './faults.ts';
import { expect, test } from './inkdex.ts';
import { eightWritten, writeWordFolder } from './wordFolder.ts';

/** It was trained for an epoch (`test/support/newNetworks.ts`). */
const network = join(import.meta.dirname, '../fixtures/models/attention.onnx');

/** A test with an attention network and its evaluation. */
const attentionTest = test.extend({
  folders: async ({ folders }, use) => {
    const words = join(folders.home, 'words');
    writeWordFolder(words, eightWritten);
    await runInkdex(['dataset', 'import', 'csv', words, '--name', 'words'], folders);
    await runInkdex(['dataset', 'freeze', 'words'], folders);
    await runInkdex(['model', 'import', network], folders);
    await runInkdex(['evaluate', '--model', 'attention', '--dataset', 'words', '--split', 'test'], folders);
    await use(folders);
  },
});

attentionTest(
  'an evaluation plays where attention looked, letter by letter, and saves it',
  async ({ inkdex }) => {
    await inkdex.getByRole('link', { name: 'Models' }).click();
    await inkdex.getByRole('link', { name: 'IAM: iam, strict' }).first().click();
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
