import type { ExchangeFormat } from '../../shared/exchange.ts';
import { InkdexError } from '../../shared/result.ts';

/** @throws InkdexError `bad-arguments` for a recipe that the format does not have */
export function requireRecipe({ name, recipes }: ExchangeFormat, recipe: string): string {
  if (recipes.includes(recipe)) return recipe;
  throw new InkdexError(
    'bad-arguments',
    `The format ${name} has no recipe ${JSON.stringify(recipe)}; expected ${recipes.join(' or ')}.`,
  );
}
