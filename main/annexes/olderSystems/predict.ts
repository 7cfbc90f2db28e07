import { z } from 'zod';
import type { MakeEndpoints } from '../../api/annexed.ts';
import { endpoint } from '../../api/endpoint.ts';
import { InkdexError } from '../../../shared/result.ts';
import { bytesOfBase64, examplePng } from '../../api/base64.ts';
import { nameInUse } from '../../api/models.ts';

const imageUrl = z
  .string()
  .meta({ description: 'address of a picture on a public host; only with --api-fetch' });
const predictionSchema = z.object({ pred: z.string(), conf: z.number() });

/** The API of text-recognizer-pro: a picture of a word or line to its text and confidence. */
export const predictEndpoints: MakeEndpoints = ({ words, findModel, fetchPicture, limits }) => {
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
        mostBytes: limits.bodyBytes,
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
};
