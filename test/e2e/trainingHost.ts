import { copyFileSync, cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInkdex, type AppFolders } from '../support/app.ts';
import { openLibrary } from '../../main/store/library/open.ts';
import { foldersIn, removeFolders, test } from './inkdex.ts';
import { sharedFolder } from './sharedFolders.ts';

/** What `test/support/teachEightWords.ts` makes. */
const taught = join(import.meta.dirname, '../fixtures/models/eight-words.onnx');
const texts = ['ink', 'over', 'FIG', '42'];
/** Samples of each text: a quarter is for testing, and the rest is enough for a preset to learn something. */
const times = 20;

export interface HostFixtures {
  /**
   * A library with a recogniser that trains in seconds on any engine and can still improve, and a home with `iam`:
   * many samples of four words in the layout of IAM, and `few/iam` with eight of each, for trainings of many epochs.
   */
  readonly taughtHost: AppFolders;
  /** The same after two runs: on IAM, and on its version with another learning rate. */
  readonly trainedHost: AppFolders;
}

const hostTest = test.extend<object, HostFixtures>({
  taughtHost: [
    async ({ browserName }, use) => {
      const folder = await sharedFolder(`taught-${browserName}`, async (made) => {
        const folders = foldersIn(made);
        openLibrary(folders.library).close();
        copyFileSync(taught, join(folders.library, 'models/starter-recogniser.onnx'));
        // Drawing loads TensorFlow.js, which only the worker that draws needs.
        const { writeIamFolder } = await import('../support/iamFolder.ts');
        await writeIamFolder(join(folders.home, 'iam'), texts, times);
        await writeIamFolder(join(folders.home, 'few/iam'), texts, 8);
      });
      await use(foldersIn(folder));
    },
    { scope: 'worker' },
  ],

  trainedHost: [
    async ({ browserName, taughtHost }, use) => {
      const folder = await sharedFolder(`trained-${browserName}`, async (made) => {
        const folders = foldersIn(made);
        copy(taughtHost, made);
        const quickly = ['--preset', 'quick', '--epochs', '4', '--set', 'batch=16'];
        await runInkdex(['finetune', 'iam', join(folders.home, 'iam'), ...quickly], folders);
        await runInkdex(
          ['train', '--dataset', 'IAM strict', ...quickly, '--set', 'learningRate=0.004'],
          folders,
        );
      });
      await use(foldersIn(folder));
    },
    { scope: 'worker' },
  ],
});

/** A test of the app with a small trainable recogniser and a folder like IAM. */
export const taughtTest = hostTest.extend({
  folders: async ({ taughtHost }, use) => {
    await useCopy(taughtHost, use);
  },
});

/** A test of the app with two finished runs. */
export const trainedTest = hostTest.extend({
  folders: async ({ trainedHost }, use) => {
    await useCopy(trainedHost, use);
  },
});

export { expect } from '@playwright/test';

async function useCopy(host: AppFolders, use: (folders: AppFolders) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-teach-'));
  copy(host, folder);
  await use(foldersIn(folder));
  removeFolders(foldersIn(folder));
}

function copy({ home }: AppFolders, to: string): void {
  cpSync(join(home, '..'), to, { recursive: true });
}
