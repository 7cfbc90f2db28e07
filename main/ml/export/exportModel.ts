import { readFile } from 'node:fs/promises';
import {
  kindName,
  type ModelExportFormat,
  type ModelKind,
  type RecogniserMetadata,
} from '../../../shared/contract/model.ts';
import { InkdexError } from '../../../shared/result.ts';
import { createWholeFolder } from '../../files/writeWhole.ts';
import { metadataOf } from '../onnx/editModel.ts';
import { writeOnnxFolder } from './onnxFolder.ts';
import { writeSavedModel } from './writeSavedModel.ts';
import { writeTriton } from './triton.ts';

export interface ModelExportRequest {
  /** Path of the model's .onnx file. */
  readonly model: string;
  /** What it is called by other programs. */
  readonly name: string;
  readonly format: Exclude<ModelExportFormat, 'onnx'>;
  /** Folder to create, whole or not at all. */
  readonly folder: string;
  /** See `ExportedModel`. */
  readonly numbers?: Readonly<Record<string, number>> | undefined;
}

const writers = { 'onnx-folder': writeOnnxFolder, triton: writeTriton, savedmodel: writeSavedModel } as const;

/** A model that is written for other programs. */
export interface ExportedModel {
  readonly bytes: Uint8Array;
  readonly metadata: RecogniserMetadata;
  readonly name: string;
  /** Numbers of characters that a sparse tensor has, as in an ord_map of CRNN_Tensorflow; by default code points. */
  readonly numbers?: ModelExportRequest['numbers'];
}

/**
 * Writes a model as a folder for other programs. `flattenGraph.ts` and `fitGraph.ts` are the steps of `main/imaging` from a crop to
 * the network's input as ONNX operators, in float64, so that they round alike. For TensorFlow the whole
 * graph is converted operator by operator (`tensorflowOperators.ts`). Files in `resources/export` are copied unchanged.
 *
 * @throws InkdexError `bad-arguments` for a model that the format is not for, `conflict`, `disk-full`
 */
export async function exportModel({ model, format, folder, ...asked }: ModelExportRequest): Promise<void> {
  const { name } = asked;
  const bytes = await readFile(model);
  const metadata = metadataOf(bytes);
  await createWholeFolder(folder, async (partial) => {
    if (metadata.kind !== 'recogniser') throw notRead(name, metadata.kind);
    if (metadata.photo !== undefined) throw ofOthers(name);
    await writers[format](partial, { bytes, metadata, ...asked });
  });
}

function ofOthers(name: string): InkdexError {
  return new InkdexError(
    'bad-arguments',
    `${name} comes from another program, which has its own preprocessing. Export it as one .onnx file.`,
  );
}

function notRead(name: string, kind: ModelKind): InkdexError {
  return new InkdexError(
    'bad-arguments',
    `${name} is a ${kindName(kind)}. Only recognisers are exported so: export it as one .onnx ` + 'file.',
  );
}
