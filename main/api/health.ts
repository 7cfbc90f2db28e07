import { z } from 'zod';
import { endpoint, type Endpoint } from './endpoint.ts';
import { Refusal } from './refusal.ts';

/** Whether the server works, for load balancers (Open Inference Protocol, "Health"). */
export function healthEndpoints(isClosing: () => boolean): Endpoint[] {
  const common = { method: 'get', scope: null } as const;
  return [
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
