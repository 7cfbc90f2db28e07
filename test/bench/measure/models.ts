import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../../resources/models');
export const detectorPath = process.env.INKDEX_DETECTOR ?? join(folder, 'starter-detector.onnx');
export const recogniserPath = process.env.INKDEX_RECOGNISER ?? join(folder, 'starter-recogniser.onnx');
