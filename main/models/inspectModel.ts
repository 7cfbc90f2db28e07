import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { modelIdSchema, type Model, type ModelMetadata } from '../../shared/contract/model.ts';
import { failureOf } from '../../shared/result.ts';

/** The properties of a model file, usable or not. */
export interface InspectedModel extends Omit<Model, 'promoted'> {
  /** Null if the file cannot be used. */
  readonly metadata: ModelMetadata | null;
}

/** Reads the metadata of a .onnx file. @throws InkdexError `model-damaged` */
export type Understand = (path: string) => Promise<ModelMetadata>;

/** Describes a model file. Does not throw for a file that cannot be used or read, but describes its problem. */
export async function inspectModel(path: string, understand: Understand): Promise<InspectedModel> {
  let bytes: Buffer;
  try {
    bytes = await readModel(path);
  } catch (thrown) {
    const problem = `The file cannot be read (${failureOf(thrown).message}). Remove it, or change its permissions.`;
    return unusable(aboutFile(path, Buffer.alloc(0)), problem);
  }
  const about = aboutFile(path, bytes);
  try {
    const metadata = await understand(path);
    const characters = metadata.kind === 'recogniser' ? metadata.characters : null;
    const { kind, name, parameters } = metadata;
    return { ...about, kind, name, parameters, characters, problem: null, metadata };
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (failure.code !== 'model-damaged' && failure.code !== 'engine-crashed') throw thrown;
    return unusable(about, failure.message);
  }
}

/** Rejects anything but a regular file: reading a pipe would block. */
async function readModel(path: string): Promise<Buffer> {
  if (!(await stat(path)).isFile()) throw new Error(`${path} is not a file`);
  return await readFile(path);
}

type AboutFile = Pick<InspectedModel, 'id' | 'sha256' | 'bytes'>;

function aboutFile(path: string, bytes: Buffer): AboutFile {
  return {
    id: modelIdSchema.parse(modelName(path)),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
  };
}

function unusable(about: AboutFile, problem: string): InspectedModel {
  const kind = about.id.includes('detector') ? 'detector' : 'recogniser';
  return { ...about, kind, name: about.id, parameters: 0, characters: null, problem, metadata: null };
}

/** Converts a file name to an id of lower-case letters, digits and dashes. */
export function modelName(path: string): string {
  const fit = basename(path, '.onnx')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-+|-+$/gu, '')
    .slice(0, 64);
  return fit === '' ? 'model' : fit;
}
