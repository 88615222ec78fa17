/** One line on a terminal's stderr that is written over; nothing where stderr is a file. */
export class ProgressLine {
  #last = '';

  show(stage: string, done: number): void {
    if (!process.stderr.isTTY) return;
    const text = `${stage} ${Math.round(100 * done)} %`;
    if (text === this.#last) return;
    this.#last = text;
    process.stderr.write(`\r\u001b[K${text}`);
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  }
}
