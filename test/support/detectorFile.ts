import type { DetectorWeights } from '../../main/ml/detector/network.ts';
import { detectorOnnx } from '../../main/ml/detector/onnx.ts';
import { defaultThresholds } from '../../main/ml/detector/thresholds.ts';
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
