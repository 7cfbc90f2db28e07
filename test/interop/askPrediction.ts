/**
 * Asks `PredictionService/Predict` for the text of pixels, as CRNN_Tensorflow's client does, or another call. Arguments: address,
 * model, file with them as for REST; `GetModelMetadata` or `GetModelStatus`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { credentials, makeGenericClientConstructor, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { z } from 'zod';

const [address = '', name = '', file = '', method = 'Predict'] = process.argv.slice(2);
const definition = loadSync(join(import.meta.dirname, '../../resources/api/prediction.proto'), {
  keepCase: true,
});
const service = z
  .custom<Parameters<typeof makeGenericClientConstructor>[0]>()
  .parse(
    definition[`tensorflow.serving.${method === 'GetModelStatus' ? 'ModelService' : 'PredictionService'}`],
  );
const Client = makeGenericClientConstructor(service, 'PredictionService');
const client = new Client(address, credentials.createInsecure());
const { inputs } = z
  .object({ inputs: z.array(z.array(z.array(z.array(z.number())))) })
  .parse(JSON.parse(readFileSync(file, 'utf8')));
const levels = Float32Array.from(inputs.flat(3));
const tensor = {
  dtype: 1,
  tensor_shape: { dim: [1, 32, 100, 3].map((size) => ({ size })) },
  tensor_content: Buffer.from(levels.buffer),
};
const spec = { model_spec: { name, signature_name: 'serving_default' } };
const request = method === 'Predict' ? { ...spec, inputs: { input_tensor: tensor } } : spec;
const answer = await new Promise<unknown>((resolve, reject) => {
  client[method]?.(request, (error: ServiceError | null, value: unknown) => {
    if (error === null) resolve(value);
    else reject(error);
  });
});
process.stdout.write(`${JSON.stringify(answer)}\n`);
client.close();
