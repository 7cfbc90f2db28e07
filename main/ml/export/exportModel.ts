import { readFile } from 'node:fs/promises';
import type { ModelExportFormat, ModelKind, RecogniserMetadata } from '../../../shared/contract/model.ts';
import { InkdexError } from '../../../shared/result.ts';
import { createWholeFolder } from '../../files/writeWhole.ts';
import { metadataOf } from '../onnx/editModel.ts';
import { writeOnnxFolder } from './onnxFolder.ts';
import { writeTensorflowJs } from './writeTensorflowJs.ts';
import { writeTriton } from './triton.ts';

export interface ModelExportRequest {
  /** Path of the model's .onnx file. */
  readonly model: string;
  /** What it is called by other programs. */
  readonly name: string;
  readonly format: Exclude<ModelExportFormat, 'onnx'>;
  /** Folder to create, whole or not at all. */
  readonly folder: string;
}

/** A model that is written for other programs. */
export interface ExportedModel<Metadata = RecogniserMetadata> {
  readonly bytes: Uint8Array;
  readonly metadata: Metadata;
  readonly name: string;
}

/**
 * Writes a model as a folder for other programs. `flattenGraph.ts` and `fitGraph.ts` are the steps of `main/imaging` from a crop to
 * the network's input as ONNX operators, in float64, so that they round alike. Graph models of TensorFlow.js are converted
 * operator by operator (`tensorflowOperators.ts`); an LSTM becomes a loop. Files in `resources/export` are copied unchanged.
 *
 * @throws InkdexError `bad-arguments` for a model that the format is not for, `conflict`, `disk-full`
 */
export async function exportModel({ model, name, format, folder }: ModelExportRequest): Promise<void> {
  const bytes = await readFile(model);
  const metadata = metadataOf(bytes);
  await createWholeFolder(folder, async (partial) => {
    if (format === 'tensorflowjs') await writeTensorflowJs(partial, { bytes, metadata, name });
    else if (metadata.kind !== 'recogniser') throw notRead(name, metadata.kind);
    else if (metadata.photo !== undefined) throw ofOthers(name);
    else await (format === 'triton' ? writeTriton : writeOnnxFolder)(partial, { bytes, metadata, name });
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
    `${name} is a ${kind === 'lines' ? 'line finder' : kind}. Only recognisers are exported so: export it as one .onnx ` +
      'file, or for TensorFlow.js.',
  );
}
