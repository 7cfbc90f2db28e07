import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { endpoint, type Endpoint } from './endpoint.ts';

/** Numbers for Prometheus, without words or names. */
export type Metrics = ReturnType<typeof createMetrics>;

/** @param waitingWords the words that wait or are being read */
export function createMetrics(waitingWords: () => number) {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: 'inkdex_request_seconds',
    help: 'Time of requests',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  const batches = new Histogram({
    name: 'inkdex_batch_words',
    help: 'Words that were read together',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
    registers,
  });
  const readingSeconds = new Counter({
    name: 'inkdex_reading_seconds_total',
    help: 'Time in which words or pages were read',
    labelNames: ['what'] as const,
    registers,
  });
  const pages = new Counter({ name: 'inkdex_pages_total', help: 'Pages that were read', registers });
  void new Gauge({
    name: 'inkdex_waiting_words',
    help: 'Words that wait or are being read',
    registers,
    collect() {
      this.set(waitingWords());
    },
  });
  return {
    onRequest: (method: string, route: string | null, status: number, seconds: number): void => {
      requests.observe({ method, route: route ?? 'unknown', status }, seconds);
    },
    onBatch: (words: number, seconds: number): void => {
      batches.observe(words);
      readingSeconds.inc({ what: 'words' }, seconds);
    },
    onPage: (seconds: number): void => {
      pages.inc();
      readingSeconds.inc({ what: 'pages' }, seconds);
    },
    endpoint: endpoint({
      method: 'get',
      path: '/metrics',
      summary: 'Numbers for Prometheus',
      scope: 'any',
      answers: { 'text/plain': null },
      handle: async () =>
        new Response(await registry.metrics(), { headers: { 'content-type': registry.contentType } }),
    }) satisfies Endpoint,
  };
}
