import { DryrunError } from '../../domain/errors';

/** Sees to it that ids are unique over the whole City. */
export class IdRegister {
  private readonly fileOf = new Map<string, string>();

  /** @throws DryrunError `package.duplicate_id` where the id is taken already. */
  claim(id: string, file: string): void {
    const before = this.fileOf.get(id);
    if (before === undefined) {
      this.fileOf.set(id, file);
      return;
    }
    throw new DryrunError({
      code: 'package.duplicate_id',
      file,
      place: `feature "${id}"`,
      what: `The id "${id}" is taken already${before === file ? ' in this file' : ` in ${before}`}.`,
      mend: 'Ids must be unique over the whole city: rename one.',
      params: { id, before },
    });
  }
}
