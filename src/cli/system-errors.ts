/** What the system's codes mean, in words. */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EISDIR: "is a folder, not a file",
  ENOTDIR: "a part of the path is not a folder",
  EEXIST: "there is a file of that name",
  EACCES: "permission denied",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left",
  EDQUOT: "no space left within the quota",
  EFBIG: "larger than files may be here",
  EBUSY: "is in use, as a mount point is",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "too many symbolic links",
  EMFILE: "too many open files",
  ERR_STRING_TOO_LONG: "too large to be read as text",
  ERR_FS_FILE_TOO_LARGE: "too large to be read as text",
};

/** What the system said, in words; undefined for an error that did not come from the system. */
export function describeSystemError(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (code === undefined) return undefined;
  const isSystem = (error as NodeJS.ErrnoException).syscall !== undefined;
  return WORDS[code] ?? (isSystem ? (error as Error).message : undefined);
}

/** The error that the system would give. */
export function systemError(code: string, syscall: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${syscall} ${path}`), { code, syscall, path });
}
