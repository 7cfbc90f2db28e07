import { lexer, type MarkedToken, type Token } from 'marked';
import { createElement, type ReactNode } from 'react';

/**
 * Renders Markdown. Headings begin at level 3. The text may come from anyone, so HTML in it is shown as text, and links
 * show their address and cannot be clicked.
 */
export function Markdown({ text }: { readonly text: string }) {
  return <div className="markdown">{show(lexer(text))}</div>;
}

function show(tokens: readonly Token[] = []): ReactNode[] {
  // Without extensions the lexer gives no other types of tokens.
  return (tokens as readonly MarkedToken[]).map((token, index) => <Part key={index} token={token} />);
}

function Part({ token }: { readonly token: MarkedToken }): ReactNode {
  switch (token.type) {
    case 'heading':
      return createElement(`h${Math.min(6, token.depth + 2)}`, null, show(token.tokens));
    case 'paragraph':
      return <p>{show(token.tokens)}</p>;
    case 'blockquote':
      return <blockquote>{show(token.tokens)}</blockquote>;
    case 'list':
      return createElement(token.ordered ? 'ol' : 'ul', null, show(token.items));
    case 'list_item':
      return <li>{show(token.tokens)}</li>;
    case 'code':
      return (
        <pre tabIndex={0}>
          <code>{token.text}</code>
        </pre>
      );
    case 'table':
      return <TablePart token={token} />;
    case 'hr':
      return <hr />;
    case 'strong':
      return <strong>{show(token.tokens)}</strong>;
    case 'em':
      return <em>{show(token.tokens)}</em>;
    case 'del':
      return <del>{show(token.tokens)}</del>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'br':
      return <br />;
    case 'link':
      return (
        <>
          {show(token.tokens)}
          {token.href === token.text ? null : ` (${token.href})`}
        </>
      );
    case 'text':
      return token.tokens === undefined ? token.text : show(token.tokens);
    case 'escape':
    case 'html':
    case 'image':
      return token.text;
    case 'checkbox':
      return token.checked ? '☑ ' : '☐ ';
    case 'space':
    case 'def':
      return null;
  }
}

function TablePart({ token: { header, rows } }: { readonly token: Extract<MarkedToken, { type: 'table' }> }) {
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Table">
      <table>
        <thead>
          <tr>
            {header.map(({ tokens }, index) => (
              <th key={index} scope="col">
                {show(tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            <tr key={row}>
              {cells.map(({ tokens }, index) => (
                <td key={index}>{show(tokens)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
