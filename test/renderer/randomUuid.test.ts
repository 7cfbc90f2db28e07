import { expect, it } from 'vitest';
import { z } from 'zod';
import { randomUuid } from '../../renderer/host/upload.ts';

it('a UUID is one by the standard, and another each time', () => {
  const made = Array.from({ length: 200 }, randomUuid);
  expect(made.map((uuid) => z.uuidv4().safeParse(uuid).success)).toEqual(made.map(() => true));
  expect(new Set(made).size).toBe(200);
});
