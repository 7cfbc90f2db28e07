import { join } from 'node:path';
import { Packager } from 'electron-builder';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');

describe('The packaging configuration', () => {
  it('is one that electron-builder takes, with the fuses that shut Node out of the app', async () => {
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

  it('keeps what is opened as a real file out of the archive', async () => {
    const packager = new Packager({ projectDir: root });
    await packager.validateConfig();
    expect(packager.config.asarUnpack).toEqual(
      expect.arrayContaining(['resources/**', '**/*.node', '**/*.wasm', '**/node_modules/sharp/**']),
    );
  });
});
