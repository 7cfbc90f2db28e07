import type { Annex } from '../../annex.ts';

/** Protocols of model servers: Open Inference, TensorFlow Serving, gRPC; models as SavedModel and for Triton. */
export const serving: Annex = {
  endpoints: async () => [
    (await import('./tensorflow.ts')).tensorflowEndpoints,
    (await import('./openInference/http.ts')).inferenceEndpoints,
  ],
  grpc: async () => (await import('./openInference/grpc.ts')).openGrpc,
  modelWriters: async () => ({
    triton: (await import('./export/triton.ts')).writeTriton,
    savedmodel: (await import('./export/writeSavedModel.ts')).writeSavedModel,
  }),
};
