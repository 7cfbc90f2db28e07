import { expect, it } from 'vitest';
import { guessLanguage } from '../../shared/language.ts';

it.each([
  ['en', 'The meeting is on Monday and they have all of the notes from this week'],
  ['fr', 'La réunion est lundi et ils ont toutes les notes de cette semaine'],
  ['de', 'Die Besprechung ist am Montag und sie haben alle Notizen von der Woche'],
  ['es', 'La reunión es el lunes y tienen todas las notas de esta semana con los demás'],
  ['it', 'La riunione è lunedì e hanno tutte le note di questa settimana con gli altri della squadra'],
  ['nl', 'De vergadering is op maandag en ze hebben alle aantekeningen van deze week bij zich'],
  ['pt', 'A reunião é na segunda-feira e eles têm todas as notas desta semana com os outros do grupo'],
])('text is known as %s by its commonest words', (language, text) => {
  expect(guessLanguage(text)).toBe(language);
});

it('a text that is too short, or of no words, is of no language', () => {
  for (const text of ['', 'the cat', 'x = y + 2', 'TODO: refactor', 'la la'])
    expect(guessLanguage(text)).toBe(null);
});
