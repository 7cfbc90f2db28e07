const forms: readonly (readonly [string, string])[] = [
  ['robot wheels', 'photos with both words'],
  ['robot OR drone', 'photos with either word'],
  ['"binary tree"', 'exact phrase'],
  ['robo*', 'words that start with “robo”'],
  ['*garten', 'words that end with “garten”'],
  ['robot -wheels', '“robot” without “wheels”'],
  ['robot NEAR/5 wheels', 'at most 5 words apart'],
  ['(robot OR drone) wheels', 'grouping'],
  ['folder:notes', 'in folders with this name'],
  ['name:beach', 'in the name of the file'],
  ['date:2024-05..2024-08', 'date taken; also today, >2024'],
  ['before:2024', 'taken before; also after:2024-05'],
  ['labelled:yes', 'with labels; also no, done'],
  ['is:favourite', 'favourites; also album:notes, tag:exam'],
  ['kind:board', 'boards; also note, document, none'],
  ['language:german', 'photos in one of seven languages, such as dutch'],
  ['confidence:80%', 'at least this confidence'],
];

/** The query syntax, shown on demand. */
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
