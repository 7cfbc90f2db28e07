import { inkRowsOnnx } from '../../pretraining/rows/network.ts';

/** The line finder without weights, as pretraining makes it: the bytes of an .onnx file. */
export function inkRowsModel(): Uint8Array {
  return inkRowsOnnx();
}
