/** Writes the line finder that needs no training. `npm --prefix main/pretraining run rows` */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resourcesFolder } from '../installation.ts';
import { inkRowsOnnx } from '../ml/networks/inkRows.ts';

await writeFile(join(resourcesFolder, 'models', 'starter-rows.onnx'), inkRowsOnnx());
