import { SaxesParser } from 'saxes';
import { DryrunError } from '../../domain/errors';

/** An element of an alert with its text; names without their prefix. */
export interface CapElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly CapElement[];
  readonly line: number;
}

interface OpenElement {
  readonly name: string;
  text: string;
  readonly children: CapElement[];
  readonly line: number;
}

/** Longest message read, characters: an alert is a page of text, not a flood. */
const LONGEST = 4_000_000;

/**
 * Reads a message into a tree. A document type is refused: alerts have none, and entities declared in
 * one could grow without end.
 *
 * @throws DryrunError `cap.malformed`, `cap.too-long` with file and line
 */
export function readCapTree(text: string, file: string): CapElement {
  if (text.length > LONGEST) {
    throw new DryrunError({
      code: 'cap.too-long',
      file,
      what: `The alert has ${text.length} characters; at most ${LONGEST} are read.`,
      mend: 'Send pictures and sound by a link instead of inside the alert.',
    });
  }
  const parser = new SaxesParser({ xmlns: true, position: true });
  const stack: OpenElement[] = [];
  let root: CapElement | null = null;
  const malformed = (what: string): DryrunError =>
    new DryrunError({
      code: 'cap.malformed',
      file,
      place: `line ${parser.line}`,
      what,
      mend: 'Ask the sender for a valid CAP 1.2 message.',
    });
  parser.on('error', (error) => {
    throw malformed(`The XML is damaged: ${error.message.replace(/^\d+:\d+: /, '')}`);
  });
  parser.on('doctype', () => {
    throw malformed('The alert declares a document type, which CAP has no use for.');
  });
  parser.on('opentag', (tag) => {
    stack.push({ name: tag.local, text: '', children: [], line: parser.line });
  });
  const addText = (piece: string): void => {
    const top = stack.at(-1);
    if (top) top.text += piece;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const closed = stack.pop()!;
    const element = { ...closed, text: closed.text.trim() };
    const parent = stack.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
  });
  parser.write(text.replace(/^\uFEFF/, '')).close();
  if (root === null) throw malformed('The file is empty.');
  return root;
}
