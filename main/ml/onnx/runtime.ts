/**
 * ONNX Runtime. Only this module loads it: unless it is told not to, its Linux and macOS builds send Microsoft how they are
 * used, and keep a number of the machine for that (onnxruntime #27379). It looks when the first model is opened, at the
 * environment that the main thread has set, which imports this module before it starts threads.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';

export { InferenceSession, Tensor } from 'onnxruntime-node';
