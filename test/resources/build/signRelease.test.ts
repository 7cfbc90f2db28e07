import { spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isSigned, releaseKey } from '../../../main/app/releaseSignature.ts';
import { temporaryFolder } from '../../support/library.ts';

const root = join(import.meta.dirname, '../../..');

function run(args: readonly string[], key = '') {
  const script = join(root, 'resources/build/signRelease.ts');
  const env = { ...process.env, INKDEX_RELEASE_KEY: key };
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', env });
}

/** A new pair, as a maintainer makes one. */
function makeKey(): { readonly secret: string; readonly open: string } {
  const pair = run(['--make-key']).stdout;
  const at = pair.indexOf('-----BEGIN PUBLIC KEY-----');
  return { secret: pair.slice(0, at), open: pair.slice(at) };
}

function folderOfPackages(): string {
  const folder = temporaryFolder();
  for (const name of ['Inkdex-0.3.0.AppImage', 'Inkdex-Setup-0.3.0.exe', 'latest.yml'])
    writeFileSync(join(folder, name), name);
  return folder;
}

it('the packages of a release are signed, each for its version and name', async () => {
  const folder = folderOfPackages();
  const { secret, open } = makeKey();
  const openFile = join(temporaryFolder(), 'public.pem');
  writeFileSync(openFile, open);
  expect(run(['0.3.0', folder, openFile], secret)).toMatchObject({ status: 0 });
  const [name, path] = ['Inkdex-0.3.0.AppImage', join(folder, 'Inkdex-0.3.0.AppImage')];
  const signature = readFileSync(`${path}.sig`, 'utf8');
  const about = { path, name, version: '0.3.0' };
  expect(await isSigned(about, signature, open)).toBe(true);
  expect(await isSigned(about, signature, releaseKey)).toBe(false);
  for (const other of [{ version: '0.3.1' }, { name: 'Inkdex-0.3.1.AppImage' }])
    expect(await isSigned({ ...about, ...other }, signature, open)).toBe(false);
  writeFileSync(path, 'changed');
  expect(await isSigned(about, signature, open)).toBe(false);
  expect(existsSync(join(folder, 'Inkdex-Setup-0.3.0.exe.sig'))).toBe(true);
  expect(existsSync(join(folder, 'latest.yml.sig'))).toBe(false);
});

it.each([
  ['without a key', () => ['0.3.0', folderOfPackages()], () => '', 'INKDEX_RELEASE_KEY is empty'],
  [
    'with a key that apps do not have',
    () => ['0.3.0', folderOfPackages()],
    () => makeKey().secret,
    'is not the private half',
  ],
  ['without packages', () => ['0.3.0', temporaryFolder()], () => makeKey().secret, 'has no packages'],
  ['without a version', () => [], () => makeKey().secret, 'Expected the version'],
])('a release %s is not signed', (_what, args, key, said) => {
  const { status, stderr } = run(args(), key());
  expect(status).toBe(2);
  expect(stderr).toContain(said);
});

it('the key of releases in the app is a public one, of Ed25519', () => {
  expect(createPublicKey(releaseKey).asymmetricKeyType).toBe('ed25519');
  expect(releaseKey).not.toContain('PRIVATE');
});
