import { directionStride, type DirectionWeights } from '../../pretraining/detector/network/directions.ts';
import { detectorOnnx, type DetectorWeights } from '../../pretraining/detector/network/network.ts';
import { defaultThresholds } from '../../main/ml/detection/regions.ts';
import { countParameters } from '../../main/ml/weights.ts';

/** The bytes of the .onnx file of a small detector, which may say in which direction writing runs. */
export function detectorFile(weights: DetectorWeights, directions?: DirectionWeights): Uint8Array {
  const metadata = {
    format: 1,
    kind: 'detector',
    name: 'Example',
    longSide: 64,
    multiple: 32,
    stride: 4,
    thresholds: defaultThresholds,
    parameters: countParameters(weights),
    ...(directions !== undefined && { directions: directionStride }),
  } as const;
  return detectorOnnx(weights, metadata, directions);
}
