import { z } from 'zod';
import { readAppVersion } from '../installation.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { Refusal } from './refusal.ts';

const hereSchema = z.object({
  name: z.string(),
  version: z.string(),
  addresses: z.string(),
  read: z.string(),
});

/** What is here, for people who open the address, and whether the server works, for load balancers (Open Inference Protocol, "Health"). */
export function healthEndpoints(isClosing: () => boolean): Endpoint[] {
  const common = { method: 'get', scope: null } as const;
  return [
    endpoint({
      ...common,
      path: '/',
      summary: 'What is here',
      answers: { 'application/json': hereSchema },
      handle: () => ({
        ...{ name: 'Inkdex', version: readAppVersion(), addresses: '/openapi.json' },
        read: 'POST /v1/predict reads a word or a line, POST /v1/pages a photo or PDF',
      }),
    }),
    endpoint({
      ...common,
      path: '/v2/health/live',
      summary: 'Whether the server runs',
      answers: { 'application/json': z.object({ live: z.boolean() }) },
      handle: () => ({ live: true }),
    }),
    endpoint({
      ...common,
      path: '/v2/health/ready',
      summary: 'Whether the server takes requests',
      answers: { 'application/json': z.object({ ready: z.boolean() }) },
      handle() {
        if (isClosing()) throw stopping();
        return { ready: true };
      },
    }),
  ];
}

/** The server stops. */
export function stopping(): Refusal {
  return new Refusal(503, 'The server is stopping. Try again when it is started again.', {
    'retry-after': '5',
  });
}
