import { expect, test } from 'vitest';
import { littreProse } from '../../../pretraining/language/littre.ts';

test("a dictionary's definitions and quotations are kept; authors, old French and etymologies are left out", () => {
  const prose = littreProse(`<i><small>(me-zon) s. f.</small></i>

<b>1°</b> Bâtiment servant de logis. La maison de mon père. Voy. LOGIS.
<span foreground="#0000CD">J'ai fait bâtir & meubler une maison</span>, <span foreground="#B22222">MOL.</span>, <span foreground="#556B2F">Avare, II, 1</span>.

<b><big>HISTORIQUE</big></b>

    XIe s.
<span foreground="#0000CD">Vint à sa maisun</span>, <span foreground="#B22222"></span>, <span foreground="#556B2F">Ch. de Rol.</span>.

<b><big>ÉTYMOLOGIE</big></b>

    Bourguig. maïon ; du lat. mansionem.
<i><small>(me-zo-né) v. n.</small></i>
    Mettre en maison.`);
  expect(prose).toEqual([
    '(me-zon) s. f.',
    '1°  Bâtiment servant de logis. La maison de mon père. . LOGIS.',
    "J'ai fait bâtir & meubler une maison , . , . .",
    '(me-zo-né) v. n.',
    'Mettre en maison.',
  ]);
});
