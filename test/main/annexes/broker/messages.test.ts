import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { ObjectStore } from '@nats-io/obj';
import { describe, expect, it } from 'vitest';
import {
  decodeMessage,
  encodeMessage,
  outcomeSchema,
  taskSchema,
} from '../../../../main/annexes/broker/messages.ts';
import { getObject } from '../../../../main/annexes/broker/objects.ts';
import { pageOf } from '../../../support/library.ts';

const reading = pageOf('a');
const [word] = reading.words;
const many = (count: number, more = {}): unknown[] =>
  Array.from({ length: count }, () => ({ ...word, ...more }));
const message = (changes: object): Uint8Array =>
  gzipSync(JSON.stringify({ kind: 'read', reading: { ...reading, ...changes } }), { level: 1 });

describe('A message of a program that uses the broker', () => {
  it('may have as many words as a page', () => {
    const outcome = decodeMessage(outcomeSchema, message({ words: many(10_000) }));
    expect(outcome.kind === 'read' && outcome.reading.words.length).toBe(10_000);
    expect(decodeMessage(outcomeSchema, encodeMessage({ kind: 'read', reading }))).toEqual({
      kind: 'read',
      reading,
    });
  });

  it.each([
    ['more words than a page has', () => message({ words: many(10_001) })],
    ['more boxes without text', () => message({ notText: many(10_001, { before: 0 }) })],
    ['other readings without end', () => message({ words: [{ ...word, alternatives: many(200_000) }] })],
    ['zeros that unpack to 100 MB', () => gzipSync(Buffer.alloc(100e6), { level: 1 })],
  ])('is refused before it is stored where it has %s', (_what, data) => {
    for (const form of [outcomeSchema, taskSchema])
      expect(() => decodeMessage<unknown>(form, data())).toThrow(
        expect.objectContaining({ code: 'data-invalid' }) as Error,
      );
  });
});

describe('An object at the broker', () => {
  const bytes = Buffer.from('photo');
  const sha256 = createHash('sha256').update(bytes).digest('hex');

  /** An object that says it has `size` bytes and sends `chunks`. @returns how many it was asked for, too */
  function storeOf(size: number, chunks: number) {
    const sent = { chunks: 0 };
    const get = () =>
      Promise.resolve({
        data: new ReadableStream<Uint8Array>(
          {
            pull(controller) {
              if (sent.chunks === chunks) {
                controller.close();
                return;
              }
              sent.chunks += 1;
              controller.enqueue(bytes);
            },
          },
          { highWaterMark: 0 },
        ),
        // The real store resolves it without a value.
        error: Promise.resolve(undefined),
      });
    const store: unknown = { info: () => Promise.resolve({ size, deleted: false }), get };
    return { store: store as ObjectStore, sent };
  }

  it('is read where it is no larger than it may be', async () => {
    expect(await getObject(storeOf(5, 1).store, sha256, 5)).toEqual(bytes);
  });

  it.each([
    ['that says so is not read at all', 10e9, 1e9, 0],
    ['that claims to be small is not read to its end', 5, 1e9, 5],
    ['with one byte too many is refused', 26, 6, 0],
  ])('%s', async (_what, size, chunks, read) => {
    const { store, sent } = storeOf(size, chunks);
    expect(await getObject(store, sha256, 24)).toBeNull();
    expect(sent.chunks).toBe(read);
  });
});
