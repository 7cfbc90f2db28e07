/** Writes the line finder that needs no training. `npm --prefix pretraining run rows` */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resourcesFolder } from '../../main/installation.ts';
import { inkRowsOnnx } from './network.ts';

await writeFile(join(resourcesFolder, 'models', 'starter-rows.onnx'), inkRowsOnnx());
