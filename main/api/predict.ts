import { z } from 'zod';
import { endpoint, type Endpoint } from './endpoint.ts';
import { InkdexError } from '../../shared/result.ts';
import type { FetchPicture } from './fetchPicture.ts';
import { bytesOfBase64, examplePng } from './imageData.ts';
import type { ApiLimits } from './limits.ts';
import { nameInUse, type FindModel } from './models.ts';
import type { Words } from './words.ts';

const imageUrl = z
  .string()
  .meta({ description: 'address of a picture on a public host; only with --api-fetch' });
const predictionSchema = z.object({ pred: z.string(), conf: z.number() });

/** The API of text-recognizer-pro: a picture of a word or line to its text and confidence. */
export function predictEndpoints(
  words: Words,
  findModel: FindModel,
  fetchPicture: FetchPicture,
  { bodyBytes }: ApiLimits,
): Endpoint[] {
  async function predict(image: Buffer, signal: AbortSignal): Promise<z.infer<typeof predictionSchema>> {
    const { id } = await findModel(nameInUse);
    const [word] = await words.read([image], id, signal);
    return { pred: word?.text ?? '', conf: word?.confidence ?? 0 };
  }

  return [
    endpoint({
      method: 'get',
      path: '/v1/predict',
      summary: 'Read one word or one line at an address; only with --api-fetch',
      scope: 'read',
      query: z.object({ image_url: imageUrl }),
      answers: { 'application/json': predictionSchema },
      handle: async ({ query, signal }) => await predict(await fetchPicture(query.image_url, signal), signal),
    }),
    endpoint({
      method: 'post',
      path: '/v1/predict',
      summary: 'Read one word or one line',
      scope: 'read',
      body: {
        types: ['application/json'],
        mostBytes: bodyBytes,
        schema: z.object({
          image_url: imageUrl.optional(),
          image: z
            .string()
            .optional()
            .meta({
              description: 'data:image/png;base64,... or base64 alone',
              examples: [`data:image/png;base64,${examplePng}`],
            }),
        }),
      },
      answers: { 'application/json': predictionSchema },
      async handle({ body, signal }) {
        if (body.image !== undefined) return await predict(bytesOfBase64(body.image, 'image'), signal);
        if (body.image_url !== undefined)
          return await predict(await fetchPicture(body.image_url, signal), signal);
        throw new InkdexError(
          'bad-arguments',
          'The body has no "image"; expected "image": "data:image/png;base64,...".',
        );
      },
    }),
  ];
}
