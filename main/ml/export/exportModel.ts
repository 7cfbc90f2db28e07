import { readFile } from 'node:fs/promises';
import { kindName, type ModelExportFormat, type RecogniserMetadata } from '../../../shared/contract/model.ts';
import { InkdexError, missingAnnex } from '../../../shared/result.ts';
import { createWholeFolder } from '../../files/writeWhole.ts';
import { metadataOf } from '../onnx/editModel.ts';
import { writeOnnxFolder } from './onnxFolder.ts';

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

/** Writers of folders by the names of their formats. */
export type ModelWriters = Readonly<
  Partial<Record<ModelExportRequest['format'], (folder: string, model: ExportedModel) => Promise<void>>>
>;

const own: ModelWriters = { 'onnx-folder': writeOnnxFolder };

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
 * the network's input as ONNX operators, in float64, so that they round alike. Files in `resources/export` are copied
 * unchanged.
 *
 * @param annexed further formats
 * @throws InkdexError `bad-arguments` for a model that the format is not for, `conflict`, `disk-full`
 */
export async function exportModel(
  { model, format, folder, ...asked }: ModelExportRequest,
  annexed: readonly ModelWriters[],
): Promise<void> {
  const write = [own, ...annexed].find((writers) => writers[format] !== undefined)?.[format];
  if (write === undefined) throw missingAnnex(`models in the format ${format}`, 'serving');
  const refused = (why: string) =>
    new InkdexError('bad-arguments', `${asked.name} ${why} it as one .onnx file.`);
  const bytes = await readFile(model);
  const metadata = metadataOf(bytes);
  await createWholeFolder(folder, async (partial) => {
    if (metadata.kind !== 'recogniser')
      throw refused(`is a ${kindName(metadata.kind)}. Only recognisers are exported so: export`);
    if (metadata.photo !== undefined)
      throw refused('comes from another program, which has its own preprocessing. Export');
    await write(partial, { bytes, metadata, ...asked });
  });
}
