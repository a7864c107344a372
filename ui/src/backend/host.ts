import type { FilePurpose, FileToken } from './generated'

/** What a host does for the page. Only this folder knows that there are two. */
export interface Host {
  /** Sends one command and gives its answer; throws a `BackendFailure`. */
  send(name: string, params: unknown): Promise<unknown>
  /** Lets the person choose a file; null when they cancel. */
  chooseFile(purpose: FilePurpose): Promise<FileToken | null>
  /** Hands over what a command wrote, where the host has no save dialog. */
  download(token: string, name: string): Promise<void>
  /** Tells of files dropped on the window; `over` while one hangs above it. */
  onDrop(dropped: (file: FileToken) => void, over: (hanging: boolean) => void, failed: (thrown: unknown) => void): void
}
