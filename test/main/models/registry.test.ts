import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelIdSchema, type ModelRole } from '../../../shared/contract/model.ts';
import { readerHandlers } from '../../../main/workers/readerHandlers.ts';
import { keepMetadata, readKnownMetadata } from '../../../main/models/knownMetadata.ts';
import { createModelRegistry, type ModelRegistry } from '../../../main/models/registry.ts';
import { replaceSetting } from '../../../main/store/library/settings.ts';
import { writeModel, writeModels } from '../../support/worker.ts';
import { temporaryFolder, temporaryLibrary } from '../../support/library.ts';

const context = {
  signal: new AbortController().signal,
  onProgress: () => undefined,
  transfer: () => undefined,
};
const reader = readerHandlers();

function registryOf(
  ...folders: string[]
): ModelRegistry & { promote: (kind: ModelRole, id: string) => void } {
  const { db } = temporaryLibrary();
  const registry = createModelRegistry(db, folders, async (path) => {
    return (await reader.inspectModel({ path }, context)).metadata;
  });
  return {
    ...registry,
    promote: (kind, id) => {
      replaceSetting(db, `promoted-${kind}`, id);
    },
  };
}

function folderWithModels(): string {
  const folder = temporaryFolder();
  writeModels(folder);
  return folder;
}

const recogniser = {
  format: 1,
  kind: 'recogniser',
  name: 'Mine',
  characters: 'xyz',
  height: 32,
  widths: [64],
  stride: 4,
  parameters: 9,
};

describe('the model shelf', () => {
  it('lists what only has the name of a model file with its problem, beside the others', async () => {
    const folder = folderWithModels();
    mkdirSync(join(folder, 'folder.onnx'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link.onnx'));
    const models = await registryOf(folder).listModels();
    expect(models).toHaveLength(4);
    for (const id of ['folder', 'link']) {
      const { problem } = models.find((model) => model.id === id) ?? {};
      expect(problem).toMatch(/^The file cannot be read \(.+\)\. Remove it/u);
    }
  });

  it('lists models by what their files say', async () => {
    const models = await registryOf(folderWithModels()).listModels();
    expect(
      models.map(({ id, kind, characters, promoted, problem }) => ({
        id,
        kind,
        characters,
        promoted,
        problem,
      })),
    ).toEqual([
      { id: 'starter-detector', kind: 'detector', characters: null, promoted: true, problem: null },
      { id: 'starter-recogniser', kind: 'recogniser', characters: 'abc', promoted: true, problem: null },
    ]);
    expect(models[0]?.sha256).toMatch(/^[0-9a-f]{64}$/u);
  });

  it('knows what the models that come with the app say of themselves', async () => {
    const folder = 'resources/models';
    const paths = readdirSync(folder)
      .filter((name) => name.endsWith('.onnx'))
      .map((name) => join(folder, name));
    const inspected = await Promise.all(paths.map((path) => reader.inspectModel({ path }, context)));
    const expected = Object.fromEntries(inspected.map(({ sha256, metadata }) => [sha256, metadata]));
    const path = join(folder, 'metadata.json');
    expect(readKnownMetadata(path), `New models? ${path} must be: ${JSON.stringify(expected)}`).toEqual(
      expected,
    );
  });

  it('reads what a model says of itself once, also in another process, unless its file changes', async () => {
    const folder = folderWithModels();
    const kept = join(temporaryFolder(), 'models.json');
    const read: string[] = [];
    const open = () =>
      keepMetadata(join(folder, 'none.json'), kept, async (path) => {
        read.push(path);
        return await reader.inspectModel({ path }, context);
      });
    const path = join(folder, 'starter-recogniser.onnx');
    const { sha256, metadata } = await reader.inspectModel({ path }, context);
    expect(await open()(path, sha256)).toEqual(metadata);
    expect(await open()(path, sha256)).toEqual(metadata);
    expect(read).toHaveLength(1);
    // A file that was replaced after its hash was asked for is kept under its own.
    await open()(path, 'another');
    await open()(path, 'another');
    expect(read).toHaveLength(3);
    writeFileSync(kept, '{"a": ');
    expect(await open()(path, sha256)).toEqual(metadata);
    expect(read).toHaveLength(4);
  });

  it('has no models in a folder that is not there', async () => {
    expect(await registryOf(join(temporaryFolder(), 'absent')).listModels()).toEqual([]);
  });

  it('prefers the library to the app, and the promoted one to the starter', async () => {
    const library = temporaryFolder();
    writeModel(join(library, 'My Hand.onnx'), recogniser);
    const registry = registryOf(folderWithModels(), library);
    registry.promote('recogniser', 'my-hand');
    expect((await registry.readingModels()).recogniser).toBe(join(library, 'My Hand.onnx'));
    const starter = modelIdSchema.parse('starter-recogniser');
    expect((await registry.readingModels({ recogniser: starter })).recogniser).toMatch(
      /starter-recogniser\.onnx$/u,
    );
    const detector = modelIdSchema.parse('starter-detector');
    expect((await registry.readingModels({ detector })).detector).toMatch(/starter-detector\.onnx$/u);
    const other = modelIdSchema.parse('my-hand');
    await expect(registry.readingModels({ detector: other })).rejects.toThrow('no detector "my-hand"');
    expect((await registry.listModels()).filter(({ promoted }) => promoted).map(({ id }) => id)).toEqual([
      'starter-detector',
      'my-hand',
    ]);
  });

  it.each([
    ['text', () => 'this is no model'],
    ['nothing', () => ''],
    [
      'half a model',
      (folder: string) => readFileSync(join(folder, 'starter-recogniser.onnx')).subarray(0, 40),
    ],
  ])('names the problem of a file that holds %s, and refuses to read with it', async (_what, content) => {
    const folder = folderWithModels();
    writeFileSync(join(folder, 'starter-recogniser.onnx'), content(folder));
    const registry = registryOf(folder);
    const [, broken] = await registry.listModels();
    expect(broken).toMatchObject({
      id: 'starter-recogniser',
      kind: 'recogniser',
      problem: expect.any(String) as string,
    });
    await expect(registry.readingModels()).rejects.toThrow(
      expect.objectContaining({ code: 'model-damaged' }) as Error,
    );
  });

  it('sees that a file has been replaced', async () => {
    const folder = folderWithModels();
    const registry = registryOf(folder);
    await registry.listModels();
    writeModel(join(folder, 'starter-recogniser.onnx'), recogniser);
    expect((await registry.listModels())[1]?.characters).toBe('xyz');
  });

  it('says which models there are when asked for one that is not', async () => {
    const registry = registryOf(folderWithModels());
    await expect(registry.readingModels({ recogniser: modelIdSchema.parse('absent') })).rejects.toThrow(
      expect.objectContaining({
        code: 'model-unknown',
        message: expect.stringContaining('starter-recogniser') as string,
      }) as Error,
    );
  });
});
