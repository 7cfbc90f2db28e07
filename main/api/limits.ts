const mebibyte = 2 ** 20;

/** What the API accepts at most. */
export const defaultLimits = {
  /** For each client. */
  requestsPerMinute: 6000,
  /** Of HTTP, and as many of gRPC. */
  connections: 512,
  /** Calls of one connection of gRPC at once. */
  streams: 100,
  /** Of a request with words, as JSON or tensors. */
  bodyBytes: 16 * mebibyte,
  /** Of a photo or PDF. */
  pageBytes: 128 * mebibyte,
  /** Of all requests that are being read and answered. */
  heldBytes: 512 * mebibyte,
  /** Words of one request. */
  images: 256,
  /** Words that wait for the batch before theirs. */
  waitingWords: 1024,
  /** Requests for pages that wait for the one before. */
  waitingPages: 16,
  /** Pages of a PDF that is read while the client waits; longer ones are jobs. */
  pagesAtOnce: 20,
  /** Jobs that are kept, with their results. */
  jobs: 100,
  /** Time in which a client must have sent its headers, and its whole request. */
  headersMs: 10_000,
  requestMs: 120_000,
  /** Time for requests to end when the server stops. */
  graceMs: 10_000,
};
export type ApiLimits = Readonly<typeof defaultLimits>;
