import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Packager } from 'electron-builder';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { folderForAll } from '../../support/folders.ts';

const root = join(import.meta.dirname, '../../..');
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
const folder = folderForAll();

/** As the release workflow runs it. */
function writeManifests() {
  const script = join(root, 'resources/build/manifests.ts');
  return spawnSync(process.execPath, [script, 'example/inkdex', folder, join(folder, 'out')], {
    encoding: 'utf8',
  });
}

/** The fields of winget's schema 1.10 that we write, with its limits. */
const common = {
  PackageIdentifier: z.string().regex(/^[^.\s\\/:*?"<>|]{1,32}(\.[^.\s\\/:*?"<>|]{1,32}){1,7}$/u),
  PackageVersion: z.literal(version),
  ManifestVersion: z.literal('1.10.0'),
};
const url = z.url({ protocol: /^https$/u }).max(2048);
const named = z.string().min(2).max(256);
const schemas = {
  '': z.strictObject({ ...common, DefaultLocale: z.literal('en-US'), ManifestType: z.literal('version') }),
  '.locale.en-US': z.strictObject({
    ...common,
    ...{ PackageLocale: z.literal('en-US'), Publisher: named, PackageName: named, PackageUrl: url },
    ...{ License: z.string().min(3).max(512), LicenseUrl: url, ReleaseNotesUrl: url },
    ShortDescription: z.string().min(3).max(256),
    ManifestType: z.literal('defaultLocale'),
  }),
  '.installer': z.strictObject({
    ...common,
    InstallerType: z.enum(['nullsoft', 'msi', 'exe', 'portable']),
    Scope: z.enum(['user', 'machine']),
    UpgradeBehavior: z.enum(['install', 'uninstallPrevious', 'deny']),
    Installers: z.tuple([
      z.strictObject({
        Architecture: z.enum(['x86', 'x64', 'arm64']),
        InstallerUrl: url,
        InstallerSha256: z.string().regex(/^[A-Fa-f0-9]{64}$/u),
      }),
    ]),
    ManifestType: z.literal('installer'),
  }),
};

it('the manifests for winget and Homebrew name the packages that are built, with their hashes', async () => {
  const refused = writeManifests();
  expect(refused.status).not.toBe(0);
  expect(refused.stderr).toContain('ENOENT');

  const packager = new Packager({ projectDir: root });
  await packager.validateConfig();
  const installer = (packager.config.nsis?.artifactName ?? '')
    .replace('${productName}', packager.config.productName ?? '')
    .replace('${version}', version)
    .replace('${ext}', 'exe');
  // What electron-builder names it on the runner with Apple's processor.
  const disk = `Inkdex-${version}-arm64.dmg`;
  for (const name of [installer, disk]) writeFileSync(join(folder, name), name);
  const hashOf = (name: string): string => createHash('sha256').update(name).digest('hex');
  expect(writeManifests()).toMatchObject({ status: 0, stderr: '' });

  const manifests = join(folder, 'out/winget/manifests/i/Inkdex/Inkdex', version);
  for (const [name, schema] of Object.entries(schemas))
    schema.parse(parse(readFileSync(join(manifests, `Inkdex.Inkdex${name}.yaml`), 'utf8')));
  const { Installers } = schemas['.installer'].parse(
    parse(readFileSync(join(manifests, 'Inkdex.Inkdex.installer.yaml'), 'utf8')),
  );
  const downloads = `https://github.com/example/inkdex/releases/download/v${version}`;
  expect(Installers).toEqual([
    {
      Architecture: 'x64',
      InstallerUrl: `${downloads}/${installer}`,
      InstallerSha256: hashOf(installer).toUpperCase(),
    },
  ]);

  const cask = readFileSync(join(folder, 'out/homebrew-tap/Casks/inkdex.rb'), 'utf8');
  const [, address = ''] = /^ {2}url "(.*)"$/mu.exec(cask) ?? [];
  expect(address.replaceAll('#{version}', version)).toBe(`${downloads}/${disk}`);
  expect(cask).toContain(`version "${version}"\n  sha256 "${hashOf(disk)}"`);
  expect(cask).toContain('not notarised');
});
