const forms: readonly (readonly [string, string])[] = [
  ['robot wheels', 'photos with both words'],
  ['robot OR drone', 'photos with either'],
  ['"binary tree"', 'the words in a row'],
  ['robo*', 'words that begin so'],
  ['robot -wheels', 'without the second'],
];

/** What a query may hold, shown on demand. */
export function SyntaxHelp() {
  return (
    <details className="syntax">
      <summary>Search tips</summary>
      <dl>
        {forms.map(([form, meaning]) => (
          <div key={form}>
            <dt>
              <code>{form}</code>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
