import type { AnnexedFormats } from '../../exchange/formats.ts';
import { emnist } from './emnist.ts';
import { fsdl } from './fsdl.ts';
import { hdf5Lines } from './hdf5/lines.ts';
import { mjsynth } from './mjsynth.ts';
import { pathLabel } from './pathLabel.ts';
import { synth90k } from './synth90k.ts';
import { aocrTfRecord } from './tfRecord/aocr.ts';
import { crnnTfRecord } from './tfRecord/crnn.ts';
import { wordFiles } from './wordFiles.ts';

export const olderFormats: AnnexedFormats = {
  'image-folder': [mjsynth, synth90k, fsdl, pathLabel, wordFiles],
  'page-xml': [aocrTfRecord, crnnTfRecord, emnist, hdf5Lines],
};
