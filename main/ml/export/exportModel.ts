import { readFile } from 'node:fs/promises';
import type { ModelExportFormat, RecogniserMetadata } from '../../../shared/contract/model.ts';
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

/** A recogniser that is written for other programs. */
export interface ExportedModel {
  readonly bytes: Uint8Array;
  readonly metadata: RecogniserMetadata;
  readonly name: string;
}

/** Writes the files of a format into a folder, which exists. */
export type WriteExport = (folder: string, model: ExportedModel) => Promise<void>;

const formats: Readonly<Record<ModelExportRequest['format'], WriteExport>> = {
  'onnx-folder': writeOnnxFolder,
  triton: writeTriton,
  tensorflowjs: writeTensorflowJs,
};

/**
 * Writes a recogniser as a folder for other programs.
 *
 * @throws InkdexError `bad-arguments` for a model that does not read text, `model-damaged`, `conflict`, `disk-full`
 */
export async function exportModel({ model, name, format, folder }: ModelExportRequest): Promise<void> {
  const bytes = await readFile(model);
  const metadata = metadataOf(bytes);
  if (metadata.kind !== 'recogniser') {
    throw new InkdexError(
      'bad-arguments',
      `${name} is a ${metadata.kind === 'lines' ? 'line finder' : metadata.kind}. Only recognisers are exported for ` +
        'other programs: export it without a format, as one .onnx file.',
    );
  }
  await createWholeFolder(folder, async (partial) => {
    await formats[format](partial, { bytes, metadata, name });
  });
}
