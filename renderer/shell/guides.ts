/** How one of the main tasks is done, on one screen. */
export interface Guide {
  readonly title: string;
  readonly steps: readonly string[];
}

export const guides: readonly Guide[] = [
  {
    title: 'Search',
    steps: [
      'Press / and type words. Photos appear as you type, with the words highlighted.',
      'Press Enter for the next hit and Ctrl+Enter to open its photo.',
      'Misread words are found, too: all readings of a word are searched. E corrects a hit and says why it was found.',
      'Narrow it down: "an exact phrase", robo*, -without, folder:notes, name:beach, date:today, before:2024, album:boards, tag:exam, language:german, is:favourite.',
      'Click the bookmark to save the search under a name. It is then in the sidebar.',
    ],
  },
  {
    title: 'Correct words',
    steps: [
      'Open Correct words in the sidebar. It shows words one after the other, the most informative ones first.',
      'Type what is written and press Enter, or press Enter alone if the reading is right.',
      'Alt+I marks a word as illegible, Alt+X as not text.',
      'On a photo, press E to correct its words, to move their boxes, or to draw missing ones.',
      'If a photo is read in the wrong language, choose the right one above its text. It is read again.',
      'Ctrl+Z takes back any change, also after a restart. Corrections are searchable at once.',
    ],
  },
  {
    title: 'Learn',
    steps: [
      'Correct at least a few dozen words of the handwriting, on several photos.',
      'Open Train and press Train on my corrections. You can go on working meanwhile.',
      'At the end it says whether the new model reads words better that it was not trained on.',
      'If it does, use the model. Models shows all of them, and one click goes back.',
      'Then read your photos again. The words that changed are a list to accept or to go back.',
    ],
  },
  {
    title: 'Export',
    steps: [
      'Select photos in the library, or search for them, or open one or an album. Press Export.',
      'Searchable PDF: the photos with their text over the writing. Markdown: notes with pictures. Text: the text alone.',
      'In a photo, drag over words and press Ctrl+C to copy them.',
      'The library as a whole, with labels, datasets and models: the export button beside Add photos.',
      'The command line does the same: inkdex export pdf, markdown, text, library.',
    ],
  },
];
