const forms: readonly (readonly [string, string])[] = [
  ['robot wheels', 'photos with both words'],
  ['robot OR drone', 'photos with either'],
  ['"binary tree"', 'the words in a row'],
  ['robo*', 'words that begin so'],
  ['robot -wheels', 'without the second'],
  ['robot NEAR/5 wheels', 'at most five words apart'],
  ['(robot OR drone) wheels', 'grouped'],
  ['folder:notes', 'in folders of that name'],
  ['date:2024-05..2024-08', 'taken then; also >2024'],
  ['labelled:yes', 'with labels; also no, done'],
  ['confidence:80%', 'only hits as sure as that'],
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
