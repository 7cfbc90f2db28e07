import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../../shared/random.ts';
import { pageBytes } from '../../../support/damage.ts';
import {
  openDamageCase,
  overwriteWith,
  randomBytes,
  wholeDamages,
  type DamageCase,
} from '../../../support/pageDamage.ts';

/** `npm run torture` tries every page. */
const sampledPages = 5;

describe.each([
  ['without a backup', null],
  ['with a backup from the middle of the work', 30],
])('A library %s', (_name, copyAt) => {
  let library: DamageCase;
  beforeAll(async () => {
    library = await openDamageCase(5, copyAt);
  });
  afterAll(() => {
    library.close();
  });

  it('has all work of people after the repair of an overwritten page', () => {
    const random = createRandom(3);
    for (let sample = 0; sample < sampledPages; sample += 1) {
      const page = sample === 0 ? 1 : random.integer(2, library.pages);
      const bytes = random.chance(0.5) ? randomBytes(page) : new Uint8Array(pageBytes);
      const { before, after } = library.repaired(overwriteWith(page, bytes));
      expect(after, `page ${page}`).toBe(before);
    }
  });

  it.each(wholeDamages)('has all work of people after its database was %s and repaired', (_how, damage) => {
    const { before, after } = library.repaired(damage);
    expect(after).toBe(before);
  });
});
