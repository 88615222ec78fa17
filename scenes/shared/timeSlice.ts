/** Milliseconds the main thread may work at a stretch before it gives way. */
const SLICE_MS = 8;

/** Lets long loops on the main thread give way to input and drawing: `if (slice.due()) await slice.rest();` */
export class TimeSlice {
  private since = performance.now();

  due(): boolean {
    return performance.now() - this.since > SLICE_MS;
  }

  async rest(): Promise<void> {
    await new Promise((resolve) => {
      setTimeout(resolve, 0);
    });
    this.since = performance.now();
  }
}
