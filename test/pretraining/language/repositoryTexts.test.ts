import { expect, test } from 'vitest';
import { proseOf } from '../../../pretraining/language/repositoryTexts.ts';

test('the prose of Markdown has no code, address, mark or front matter, and a full stop where no pair of words is', () => {
  const markdown = `---
title: hidden
---
# First heading
Some **bold** words, a [link text](https://example.org/hidden) and \`hidden()\`.

\`\`\`rust
let hidden = 1;
\`\`\`
- one item
  * <b>another</b> <!-- hidden --> at https://hidden.example/path or me@hidden.example
![picture](hidden.png)
`;
  const words = proseOf(markdown).match(/[a-z]+|\./giu) ?? [];
  expect(words.filter((word) => word.startsWith('hidden'))).toEqual([]);
  const text = words.join(' ');
  expect(text).toContain('First heading Some bold words a link text and .');
  expect(text).toMatch(/\. one item \. another at \. or \. picture/u);
});
