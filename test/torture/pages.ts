/** Every page of small libraries in turn is overwritten: after a repair, all work of people must be there. */
import { pageBytes } from '../support/damage.ts';
import { openDamageCase, overwriteWith, randomBytes, wholeDamages } from '../support/pageDamage.ts';

/** Prints what it tried. @returns the number of damages after which something was missing */
export async function torturePages(): Promise<number> {
  let failures = 0;
  for (const [name, copyAt] of [
    ['without a backup', null],
    ['with a backup', 30],
  ] as const) {
    const library = await openDamageCase(5, copyAt);
    const damages = Array.from({ length: library.pages }, (_, index) => index + 1).flatMap((page) => [
      [`page ${page} random`, overwriteWith(page, randomBytes(page))] as const,
      [`page ${page} zeros`, overwriteWith(page, new Uint8Array(pageBytes))] as const,
    ]);
    for (const [what, damage] of [...damages, ...wholeDamages]) {
      let problem: string | null = null;
      try {
        const { before, after } = library.repaired(damage);
        if (before !== after) problem = 'work is missing';
      } catch (thrown) {
        problem = String(thrown);
      }
      if (problem === null) continue;
      failures += 1;
      console.log(`${name}, ${what}: ${problem}`);
    }
    console.log(`${name}: ${library.pages} pages twice and ${wholeDamages.length} other damages`);
    library.close();
  }
  return failures;
}
