import { z } from 'zod';
import { endpoint, type Endpoint } from './endpoint.ts';
import { bytesOfBase64, examplePng } from './imageData.ts';
import type { ApiLimits } from './limits.ts';
import { nameInUse, type FindModel } from './models.ts';
import type { Words } from './words.ts';

const noUrl =
  'Inkdex fetches nothing from the network. Send the picture itself as "image": "data:image/png;base64,..."';

/** The API of text-recognizer-pro: a picture of a word or line to its text and confidence. */
export function predictEndpoints(words: Words, findModel: FindModel, { bodyBytes }: ApiLimits): Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/v1/predict',
      summary: 'Read one word or one line',
      scope: 'read',
      body: {
        types: ['application/json'],
        mostBytes: bodyBytes,
        schema: z.object({
          image_url: z.never({ error: noUrl }).optional(),
          image: z.string().meta({
            description: 'data:image/png;base64,... or base64 alone',
            examples: [`data:image/png;base64,${examplePng}`],
          }),
        }),
      },
      answers: { 'application/json': z.object({ pred: z.string(), conf: z.number() }) },
      async handle({ body: { image }, signal }) {
        const { id } = await findModel(nameInUse);
        const [word] = await words.read([bytesOfBase64(image, 'image')], id, signal);
        return { pred: word?.text ?? '', conf: word?.confidence ?? 0 };
      },
    }),
  ];
}
