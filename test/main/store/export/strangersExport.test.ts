import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sql } from '../../../../main/store/database.ts';
import { importLibrary } from '../../../../main/store/export/importLibrary.ts';
import { promote } from '../../../../main/store/jobs/modelOrigins.ts';
import { openLibrary } from '../../../../main/store/library/open.ts';
import { findSetting, replaceSetting, type SettingName } from '../../../../main/store/library/settings.ts';
import { modelIdSchema } from '../../../../shared/contract/model.ts';
import { addPhoto, pageOf, temporaryFolder, temporaryLibrary } from '../../../support/library.ts';
import { exported, filesBelow, forge, noStop, exportedLibrary } from '../../../support/libraryExports.ts';

const secret = 'SECRETPW';
/** Settings of one machine, each with what it would do on another one. */
const ofMachine = {
  broker: `{"address":"nats://bob:${secret}@broker.example:4222"}`,
  'broker-library': 'abcdef',
  notesFolder: '/home/bob/notes',
  'reading-engine': 'webgpu',
  threads: '64',
  sidecars: 'all',
} satisfies Partial<Record<SettingName, string>>;
const namesOfMachine = Object.keys(ofMachine) as (keyof typeof ofMachine)[];

describe('An export of a library', () => {
  it('has neither the password of the broker nor anything else of its machine, but the models in use', async () => {
    const { db, folder } = temporaryLibrary();
    addPhoto(db, 'a.jpg', pageOf('tree'));
    for (const name of namesOfMachine) replaceSetting(db, name, ofMachine[name]);
    promote(db, 'recogniser', modelIdSchema.parse('mine'), '2026-01-01T00:00:00.000Z');
    db.run(sql`INSERT INTO watched_folder (path, added_at) VALUES ('/home/bob/private', '2026-01-01')`);
    const target = await exported(folder);
    const all = [...filesBelow(target).values()]
      .map((base64) => Buffer.from(base64, 'base64').toString())
      .join('');
    for (const text of [secret, '/home/bob', 'abcdef', 'webgpu']) expect(all).not.toContain(text);
    expect(readFileSync(join(target, 'tables/setting.jsonl'), 'utf8')).toContain('"promoted-recogniser"');
  });
});

describe('An import of an export of a stranger', () => {
  it('takes over no setting that sends photos out, no folder and no job, and says what it left out', async () => {
    const { target } = await exportedLibrary();
    const lines = Object.entries(ofMachine).map(([name, value]) => `${JSON.stringify({ name, value })}\n`);
    forge(target, 'tables/setting.jsonl', (text) => text + lines.join(''));
    forge(
      target,
      'tables/watched_folder.jsonl',
      () => '{"path":"/home/victim","added_at":"2026-01-01","only_writing":0}\n',
    );
    const job = {
      ...{
        id: 1,
        state: 'queued',
        title: 'x',
        request: { paths: ['/home/victim'] },
        follows: null,
        total: null,
      },
      ...{
        done: 0,
        failed: 0,
        duplicates: 0,
        error_code: null,
        error_message: null,
        created_at: '',
        finished_at: null,
      },
      ...{ kind: 'import', outcome: null },
    };
    forge(target, 'tables/job.jsonl', () => `${JSON.stringify(job)}\n`);
    const library = join(temporaryFolder(), 'library');
    const { leftOut } = await importLibrary(target, library, noStop);
    expect(leftOut).toEqual([
      ...Object.keys(ofMachine)
        .sort()
        .map((name) => `the setting ${name}`),
      '1 watched folder',
      '1 job',
    ]);
    const opened = openLibrary(library);
    for (const name of namesOfMachine) expect(findSetting(opened, name), name).toBeUndefined();
    expect(opened.count(sql`SELECT (SELECT count(*) FROM watched_folder) + (SELECT count(*) FROM job)`)).toBe(
      0,
    );
    expect(findSetting(opened, 'folder')).toBe(library);
    opened.close();
  });

  it.each<readonly [string, (target: string) => void]>([
    [
      'a table that is a link to a device without end',
      (target) => {
        rmSync(join(target, 'tables/word.jsonl'));
        symlinkSync('/dev/zero', join(target, 'tables/word.jsonl'));
      },
    ],
    [
      'a table that is a pipe',
      (target) => {
        rmSync(join(target, 'tables/photo.jsonl'));
        execFileSync('mkfifo', [join(target, 'tables/photo.jsonl')]);
      },
    ],
    [
      'a link to a file with the right contents',
      (target) => {
        const beside = join(temporaryFolder(), 'edit.jsonl');
        renameSync(join(target, 'tables/edit.jsonl'), beside);
        symlinkSync(beside, join(target, 'tables/edit.jsonl'));
      },
    ],
    [
      'a link to a folder',
      (target) => {
        const beside = join(temporaryFolder(), 'tables');
        renameSync(join(target, 'tables'), beside);
        symlinkSync(beside, join(target, 'tables'));
      },
    ],
    [
      'a list of sums that is a pipe',
      (target) => {
        rmSync(join(target, 'SHA256SUMS'));
        execFileSync('mkfifo', [join(target, 'SHA256SUMS')]);
      },
    ],
  ])('refuses %s at once', { skip: process.platform === 'win32', timeout: 20_000 }, async (_what, change) => {
    const { target } = await exportedLibrary();
    change(target);
    await expect(importLibrary(target, join(temporaryFolder(), 'library'), noStop)).rejects.toMatchObject({
      code: 'data-invalid',
      message: expect.stringMatching(/only plain files and folders.*Nothing was imported/u) as string,
    });
  });
});
