import { readFile } from 'node:fs/promises';
import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { readAppVersion } from '../installation.ts';
import { readingFormats } from '../page/readingFormats.ts';
import { requireOrdinary } from '../files/requireOrdinary.ts';
import { mayHavePages, photoIdSchema, type PhotoId } from '../../shared/contract/photo.ts';
import { longestQuery } from '../../shared/contract/search.ts';
import { pageLine } from '../../shared/jsonLines.ts';
import { failureOf } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';
import type { Services } from '../services.ts';
import { createLookUp } from './search.ts';

/** Photos that one search gives an assistant, unless it asks for another number. */
const usualLimit = 10;
const onlyReads = { readOnlyHint: true, openWorldHint: false } as const;

interface ToolResult {
  [key: string]: unknown;
  content: { type: 'text'; text: string }[];
  isError?: boolean;
}

/** Tools and resources for assistants on this machine (Model Context Protocol 2025-11-25): all only read. */
export function createMcpServer(services: Pick<Services, 'search' | 'library' | 'reading'>): McpServer {
  const server = new McpServer({ name: 'inkdex', version: readAppVersion() });
  const lookUp = createLookUp(services);
  const textOf = (photo: PhotoId): string => {
    const { text, markdown } = lookUp.textOf(photo);
    return markdown === '' ? text : markdown;
  };
  addPhotos(server, services, textOf);
  server.registerTool(
    'search',
    {
      title: 'Search handwriting',
      description:
        'Finds photos and pages in the Inkdex library by their handwritten words, the most likely first.',
      inputSchema: {
        query: z
          .string()
          .max(longestQuery)
          .describe('words, "phrases", prefix*, *ending, OR, -not, folder: date: tag:'),
        limit: given(z.number().int().min(1).max(100)).nullish().describe(`photos; default: ${usualLimit}`),
      },
      annotations: onlyReads,
    },
    ({ query, limit }) =>
      answer(() => {
        const asked = { limit: limit ?? usualLimit };
        const { total, remarks, respelled, results } = lookUp.find(query, asked);
        const found = results.map(({ photo, path, score, hits }) => {
          const words = [...new Set(hits.map(({ text }) => text))];
          return { photo, path, uri: uriOf(photo), score, words };
        });
        return JSON.stringify({ total, remarks, respelled, found });
      }),
  );
  server.registerTool(
    'photo_text',
    {
      title: 'Text of a photo',
      description:
        'The text of a photo in the library as Markdown, with its headings, lists, tables and code.',
      inputSchema: {
        photo: given(photoIdSchema).describe('the number of a photo, as search gives it'),
        characters: given(z.number().int().min(1)).nullish().describe('most characters; default: all'),
      },
      annotations: onlyReads,
    },
    ({ photo, characters }) => answer(() => shortened(textOf(photo), characters ?? Infinity)),
  );
  server.registerTool(
    'read_page',
    {
      title: 'Read a photo or PDF page',
      description:
        'Reads the handwriting in an image file or a page of a PDF on this machine, without storing it.',
      inputSchema: {
        path: z.string().min(1).describe('absolute path of a photo or PDF'),
        page: given(z.number().int().min(1)).nullish().describe('page of a PDF; default: 1'),
      },
      annotations: onlyReads,
    },
    ({ path, page }, { signal }) =>
      answer(async () => {
        await requireOrdinary(path);
        const options = { alternatives: 1, signal };
        const { reading } = services;
        const found = mayHavePages(path)
          ? await reading.readPdfPage(path, page ?? 1, options)
          : await reading.readFile(path, options);
        return readingFormats.markdown.write([pageLine(found)]);
      }),
  );
  return server;
}

function uriOf(photo: PhotoId | '{photo}', part = ''): string {
  return `inkdex://photo/${photo}${part}`;
}

/** Photos that are listed as resources. The tool `search` finds the others. */
const mostListed = 500;

/** Adds the photos as resources: the text of each, and its picture. */
function addPhotos(
  server: McpServer,
  { library }: Pick<Services, 'library'>,
  textOf: (photo: PhotoId) => string,
): void {
  const text = { mimeType: 'text/markdown', title: 'Text of a photo' };
  const list = () => {
    const { photos } = library.calls.listPhotos({ offset: 0, limit: mostListed, status: 'read' });
    return { resources: photos.map(({ id, name }) => ({ uri: uriOf(id), name, mimeType: text.mimeType })) };
  };
  server.registerResource(
    'text',
    new ResourceTemplate(uriOf('{photo}'), { list }),
    text,
    (uri, { photo }) => ({
      contents: [{ uri: uri.href, mimeType: text.mimeType, text: textOf(idOf(photo)) }],
    }),
  );
  const picture = { mimeType: 'image/jpeg', title: 'Picture of a photo' };
  server.registerResource(
    'picture',
    new ResourceTemplate(uriOf('{photo}', '/picture'), { list: undefined }),
    picture,
    async (uri, { photo }) => {
      const { path } = await library.picture('display', idOf(photo));
      const blob = (await readFile(path)).toString('base64');
      return { contents: [{ uri: uri.href, mimeType: picture.mimeType, blob }] };
    },
  );
}

/** @throws McpError -32602 */
function idOf(photo: string | string[] | undefined): PhotoId {
  const id = given(photoIdSchema).safeParse(photo);
  if (id.success) return id.data;
  const found = JSON.stringify(String(photo).slice(0, 100));
  const expected = `Expected the number of a photo, as search gives it, but found ${found}.`;
  throw new McpError(ErrorCode.InvalidParams, expected);
}

/** The beginning of a text, to the end of a line, and how much is left out. */
function shortened(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const kept = text.slice(0, characters);
  const lines = kept.slice(0, Math.max(0, kept.lastIndexOf('\n')));
  const shown = lines === '' ? kept : lines;
  return `${shown}\n[${counted(text.length - shown.length, 'more character')}]`;
}

/** A number, or a text of its digits: assistants send both. */
function given<Schema extends z.ZodType<number, number>>(schema: Schema) {
  const digits = z
    .string()
    .regex(/^\d{1,15}$/u, 'expected a number')
    .transform(Number);
  return z.union([schema, digits.pipe(schema)]);
}

/** What went wrong is for the assistant, which can try again. */
async function answer(work: () => string | Promise<string>): Promise<ToolResult> {
  try {
    return { content: [{ type: 'text', text: await work() }] };
  } catch (thrown) {
    return { content: [{ type: 'text', text: failureOf(thrown).message }], isError: true };
  }
}
