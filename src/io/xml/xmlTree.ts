import { SaxesParser } from 'saxes';
import { DryrunError } from '../../domain/errors';

/** An element as it closes: attributes, children and the line it began on. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly line: number;
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
}

/**
 * Reads XML in pieces and hands out each child of the root element when it closes, so that a file of
 * any size never stands in memory as a tree. Throws `xml.malformed` with file, line and column.
 */
export class XmlChildren {
  readonly #parser = new SaxesParser({ position: true });
  readonly #stack: OpenElement[] = [];
  #rootSeen = false;
  #depth = 0;

  constructor(
    file: string | undefined,
    onRoot: (root: XmlElement) => void,
    onChild: (child: XmlElement) => void,
  ) {
    const parser = this.#parser;
    parser.on('error', (error) => {
      throw new DryrunError({
        code: 'xml.malformed',
        ...(file !== undefined && { file }),
        place: `line ${parser.line}, column ${parser.column}`,
        what: `The XML is damaged: ${error.message.replace(/^\d+:\d+: /, '')}`,
        mend: 'Get the file again or repair it with an XML editor.',
        params: { line: parser.line, column: parser.column },
      });
    });
    parser.on('opentag', (tag) => {
      const element: OpenElement = {
        name: tag.name,
        attributes: tag.attributes as Record<string, string>,
        children: [],
        line: parser.line,
      };
      if (this.#depth++ === 0) {
        this.#rootSeen = true;
        onRoot(element);
      } else this.#stack.push(element);
    });
    parser.on('closetag', () => {
      if (--this.#depth === 0) return;
      const element = this.#stack.pop()!;
      const parent = this.#stack.at(-1);
      if (parent) parent.children.push(element);
      else onChild(element);
    });
  }

  /** True once the root element has been read. */
  get rootSeen(): boolean {
    return this.#rootSeen;
  }

  write(text: string): void {
    this.#parser.write(text);
  }

  /** The end of the file: an element still open is an error. */
  close(): void {
    this.#parser.close();
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** Attribute value safe between double quotes, line breaks kept. */
function escapeAttribute(value: string): string {
  return value.replace(/[&<"\n\r\t]/g, (c) => ESCAPES[c]!);
}

/** ` key="value"` for each attribute that is not undefined. */
export function attributeText(attributes: Readonly<Record<string, string | undefined>>): string {
  let out = '';
  for (const key in attributes) {
    const value = attributes[key];
    if (value !== undefined) out += ` ${key}="${escapeAttribute(value)}"`;
  }
  return out;
}
