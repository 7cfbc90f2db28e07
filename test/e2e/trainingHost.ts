import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runInkdex, type AppFolders } from '../support/app.ts';
import { openLibrary } from '../../main/store/open.ts';
import { writeIamFolder } from '../support/iamFolder.ts';
import { test } from './inkdex.ts';

const teach = join(import.meta.dirname, '../support/teachEightWords.ts');
const texts = ['ink', 'over', 'FIG', '42'];
/** Samples of each text: a quarter is for testing, and the rest is enough for a preset to learn something. */
const times = 64;

export interface HostFixtures {
  /**
   * A library with a recogniser that trains in seconds on any engine and can still improve, and a home with `iam`:
   * many samples of four words in the layout of IAM.
   */
  readonly taughtHost: AppFolders;
  /** The same after two runs: on IAM, and on its version with another learning rate. */
  readonly trainedHost: AppFolders;
}

const hostTest = test.extend<object, HostFixtures>({
  taughtHost: [
    async ({ browserName }, use) => {
      const folders = foldersIn(mkdtempSync(join(tmpdir(), `inkdex-taught-${browserName}-`)));
      openLibrary(folders.library).close();
      await promisify(execFile)(process.execPath, [
        teach,
        join(folders.library, 'models/starter-recogniser.onnx'),
      ]);
      await writeIamFolder(join(folders.home, 'iam'), texts, times);
      await use(folders);
      remove(folders);
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  trainedHost: [
    async ({ taughtHost }, use) => {
      const folders = copyOf(taughtHost);
      const quickly = ['--preset', 'quick', '--epochs', '4', '--set', 'batch=16'];
      await runInkdex(['finetune', 'iam', join(folders.home, 'iam'), ...quickly], folders);
      await runInkdex(
        ['train', '--dataset', 'IAM strict', ...quickly, '--set', 'learningRate=0.004'],
        folders,
      );
      await use(folders);
      remove(folders);
    },
    { scope: 'worker', timeout: 240_000 },
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
  const folders = copyOf(host);
  await use(folders);
  remove(folders);
}

function copyOf({ home }: AppFolders): AppFolders {
  const copy = mkdtempSync(join(tmpdir(), 'inkdex-teach-'));
  cpSync(join(home, '..'), copy, { recursive: true });
  return foldersIn(copy);
}

function foldersIn(folder: string): AppFolders {
  return { library: join(folder, 'library'), home: join(folder, 'home') };
}

function remove({ home }: AppFolders): void {
  rmSync(join(home, '..'), { recursive: true, force: true });
}
