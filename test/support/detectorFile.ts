import { detectorOnnx, type DetectorWeights } from '../../main/ml/networks/detector/network.ts';
import { defaultThresholds } from '../../main/ml/detection/regions.ts';
import { countParameters } from '../../main/ml/weights.ts';

/** The bytes of the .onnx file of a small detector. */
export function detectorFile(weights: DetectorWeights): Uint8Array {
  return detectorOnnx(weights, {
    format: 1,
    kind: 'detector',
    name: 'Example',
    longSide: 64,
    multiple: 32,
    stride: 4,
    thresholds: defaultThresholds,
    parameters: countParameters(weights),
  });
}
