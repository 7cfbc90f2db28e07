import { openSnapshot } from '../banks/mirror.ts';

/** A public repository of running text, most of it written since 2015; its licence stands in resources/language/language.md. */
interface TextRepository {
  /** `OWNER/NAME` */
  readonly name: string;
  readonly commit: string;
  readonly files: RegExp;
}

/** How people write about their work today: handbooks, proposals, minutes. All in English. */
const repositories: readonly TextRepository[] = [
  { name: 'kubernetes/enhancements', commit: '64765b4b02389318f2113119dd9e491479f978a0', files: /\.md$/u },
  { name: 'kubernetes/community', commit: '24e7d8f5409c1a0121394a613746e524f781e044', files: /\.md$/u },
  { name: 'sourcegraph/handbook', commit: '5752928b213a3ddbc7cee4459524f404a5b96fb4', files: /\.md$/u },
  { name: 'rust-lang/rfcs', commit: '354518a8c9025f40be6f730452c1bfe71a12dc22', files: /^text\/.*\.md$/u },
  { name: 'rust-lang/book', commit: '917544888a55e4da7109bdba8c88c893c0da70f4', files: /^src\/.*\.md$/u },
  {
    name: 'github/opensource.guide',
    commit: 'ebc9678e39b55ff5e5c8801d1960904692188e90',
    files: /^_articles\/[^/]+\.md$/u,
  },
  { name: '18F/handbook', commit: '1e4955634d0369f17e5bbc0ebbf8f62e2a3dfe4b', files: /\.md$/u },
];

/**
 * The running text of public repositories, a text a file.
 *
 * @param mirror folder of git repositories (`openSnapshot`)
 * @throws InkdexError as `openSnapshot` does
 */
export async function repositoryTexts(mirror: string): Promise<string[]> {
  const texts: string[] = [];
  for (const { name, commit, files } of repositories) {
    const snapshot = await openSnapshot(mirror, name, commit);
    for (const path of snapshot.paths.filter((each) => files.test(each))) {
      texts.push(proseOf((await snapshot.read(path)).toString()));
    }
  }
  return texts;
}

/** What of Markdown is neither code, address nor mark. A line of its own ends in a full stop: no pair is counted across. */
export function proseOf(markdown: string): string {
  return markdown
    .replace(/^---\n.*?\n---\n/su, '')
    .replaceAll(/<!--.*?-->/gsu, ' ')
    .replaceAll(/^ *(`{3,}|~{3,}).*?^ *\1/gmsu, ' ')
    .replaceAll(/`[^`\n]*`/gu, ' . ')
    .replaceAll(/!?\[([^\]\n]*)\](?:\([^)\n]*\)|\[[^\]\n]*\])/gu, '$1')
    .replaceAll(/<[^>\n]*>/gu, ' ')
    .replaceAll(/\S*(?:https?:|www\.|@)\S*/gu, ' . ')
    .replaceAll(/^[ >]*(?:#+|[-*+]|\d+[.)]) /gmu, ' . ')
    .replaceAll(/\n\s*\n/gu, ' . ')
    .replaceAll(/[*_~]{1,3}/gu, '');
}
