import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Packager } from 'electron-builder';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');

describe('The built app', () => {
  it('has a file for each thread and process that its code starts by name, and for the annexes', () => {
    const build = readFileSync(join(root, 'vite.config.ts'), 'utf8');
    const started = globSync('main/**/*.ts', { cwd: root }).flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      const entry =
        /(?:join\(import\.meta\.dirname, `(?<name>\w+)\$\{|entryBeside\(import\.meta, '(?<name>[\w./]+)')/gu;
      return [...text.matchAll(entry)].map(
        ({ groups }) => `${basename(groups?.name ?? '')}: '${join(dirname(file), groups?.name ?? '')}.ts'`,
      );
    });
    expect(started.length).toBeGreaterThanOrEqual(4);
    expect(started.filter((entry) => !build.includes(entry))).toEqual([]);
  });
});

describe('The packaging configuration', () => {
  it('is valid for electron-builder, with the fuses that disable Node in the app', async () => {
    const packager = new Packager({ projectDir: root });
    await packager.validateConfig();
    expect(packager.config.electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
    expect(packager.config.npmRebuild).toBe(false);
  });

  it('offers the app for photos, PDFs and folders, without making it their standard app', async () => {
    const packager = new Packager({ projectDir: root });
    await packager.validateConfig();
    const { linux, mac, win, fileAssociations } = packager.config;
    expect(linux?.mimeTypes).toEqual(
      expect.arrayContaining(['image/jpeg', 'image/heic', 'application/pdf', 'inode/directory']),
    );
    expect(mac?.extendInfo).toMatchObject({ CFBundleDocumentTypes: [{ LSHandlerRank: 'Alternate' }] });
    expect([fileAssociations, win?.fileAssociations]).toEqual([undefined, undefined]);
  });

  it('unpacks files that are opened by path from the archive', async () => {
    const packager = new Packager({ projectDir: root });
    await packager.validateConfig();
    expect(packager.config.asarUnpack).toEqual(
      expect.arrayContaining(['resources/**', '**/*.node', '**/*.wasm', '**/node_modules/sharp/**']),
    );
  });
});
